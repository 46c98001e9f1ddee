"""A July at ISTES: agreements first, a resent request, authorised by mail, three scatti of twenty minutes."""

import pytest
from deskterm.desk.calls import timer
from deskterm.desk.customers import cards, profile
from deskterm.desk.errors import Refused
from deskterm.desk.intake import receive
from deskterm.desk.letters import letters
from deskterm.desk.queue import queue
from deskterm.desk.tickets import tickets
from deskterm.desk.triage import triage

from tests.desk.five import word, yes
from tests.desk.mails import mail

SERVICE = "istes"
CLIENT = {"target": word("client"), "admin_account": yes()}


@pytest.mark.rule("I2", "I5", "I6", "I8", "I11", "I12", "I16", "I17", "I18", "I19", "I25", "A13", "A16")
def test_from_the_first_mail_to_the_months_bill(firm):
    firm.at("2026-07-05T10:00")  # a Sunday: mail is taken in on every day
    person = {"name": "Bea Neri", "email": "bea@neri.example", "phone": "0445 000300"}
    cards.add(firm.desk, code="C002", name="Neri Mangimi", contacts=[person])
    for name in ("C001", "C002"):
        profile.set_facts(firm.desk, name, {"deployment": "on-premise"})

    # Bea has no agreement and writes first; Anna has one and writes after her.
    theirs = receive.receive_mail(firm.desk, mail("Bea Neri <bea@neri.example>", "Report errato")).ticket
    ours = firm.minutes(5).mail("Blocco alla chiusura", message_id="<2@rossi.example>").ticket

    # She sends it again: it is in the queue already, at its place.
    again = firm.minutes(5).mail("Blocco alla chiusura", "Allora?", message_id="<3@rossi.example>")
    assert (again.outcome, again.rule, again.ticket) == ("merged", "I18", ours)
    assert "in coda" in firm.letters("in_queue")[0]

    # By voice alone nothing begins: please write.
    spoken = firm.request("phone", "Un'altra cosa")
    assert (spoken.outcome, spoken.rule) == ("rejected", "I5")

    # Severity orders inside a tier; no severity lifts Bea over an agreement.
    triage.triage(firm.desk, theirs, topic="own-fault", severity="A")
    triage.triage(firm.desk, ours, topic="usage", severity="C")
    assert {("I16", "priority")} <= set(firm.decided(ours))
    assert [queue.take_next(firm.desk).ticket.code for _ in range(2)] == [ours, theirs]

    # Her mail authorises the connection; on the client the account must be an administrator's.
    firm.at("2026-07-06T10:00")
    with pytest.raises(Refused) as closed:
        timer.start(firm.desk, ours, kind="remote", answers={"target": word("client")})
    assert closed.value.rule == "I8"
    filed = firm.spoke(
        ours, 45, kind="remote", answers=CLIENT, device="PC-1", outcome="solved", reason="other"
    )
    assert (filed.bill.rule, filed.bill.units, filed.bill.net_cents) == ("I25", 3, 12000)
    tickets.answer(firm.desk, ours, text="Fatto.")

    # A customisation in July is put off until September.
    wish = firm.at("2026-07-07T10:00").mail("Nuova stampa", message_id="<4@rossi.example>").ticket
    triage.triage(firm.desk, wish, topic="customisation", severity="C")
    assert ("I12", "defer") in firm.decided(wish)
    assert firm.desk.service.clause("I12", "it") in letters.proposal(firm.desk, wish)

    # The month: three scatti, and VAT.
    assert firm.at("2026-08-01T09:00").bill("2026-07") == [("C001", 12000, 14640)]
    assert {"I5", "I12", "I16", "I17", "I18", "I25"} <= firm.everything_is_explained()

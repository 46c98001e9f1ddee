"""A Monday at Delta System: a mail, a call that becomes a remote session, the hour pack, the month's bill."""

import pytest
from deskterm.desk.billing import filing
from deskterm.desk.calls import timer
from deskterm.desk.packs import packs
from deskterm.desk.queue import queue
from deskterm.desk.tickets import tickets
from deskterm.desk.triage import triage

from tests.clocks import rome

SERVICE = "delta-system"


def hears_of_it(firm, code):
    """Of a mail its number, its place and how it is answered; of one without a subject why it is none."""
    # She hears her number, her place and how the answer may come.
    (letter,) = firm.letters("acknowledgement")
    assert f"ha il numero {code} ed è la 1ª in coda" in letter
    assert "Le rispondiamo per e-mail, via web o con una richiamata." in letter

    # A second mail has no subject: no ticket, and she is told why.
    blank = firm.mail("", message_id="<2@rossi.example>")
    assert (blank.outcome, blank.rule, blank.ticket) == ("rejected", "D8", None)
    assert firm.desk.service.clause("D8", "it") in firm.letters("refusal")[0]


@pytest.mark.rule("D3", "D4", "D5", "D6", "D8", "D13", "D15", "D16", "D18", "D19", "D26", "D27", "D28")
def test_from_the_first_mail_to_the_months_bill(firm):
    packs.sell(firm.desk, "C001", kind="hours", size=15)

    # Anna writes at ten to nine: one mail, one ticket, an answer due in 48 hours.
    got = firm.mail("Stampa del registro IVA")
    code = got.ticket
    ticket = tickets.get(firm.desk, code)
    assert (got.outcome, ticket.due_at) == ("queued", rome("2026-03-04T08:50"))

    hears_of_it(firm, code)

    # Luca takes the first of the queue and says what it is about.
    taken = queue.take_next(firm.desk)
    assert taken.ticket.code == code
    assert ("D15", "order") in firm.decided(code)
    triage.triage(firm.desk, code, topic="usage")

    # Four minutes on the phone are covered by the fee.
    brief = firm.at("2026-03-02T10:00").spoke(code, 4, outcome="follow-up")
    assert (brief.bill.rule, brief.bill.billable, brief.report) == ("D19", False, None)

    # In the afternoon he calls again; after six minutes the call becomes a remote session: 28 in all.
    firm.at("2026-03-02T15:00")
    session = timer.start(firm.desk, code, inbound=False)
    firm.minutes(6)
    timer.switch(firm.desk, "remote")
    firm.minutes(22)
    timer.stop(firm.desk)
    long = filing.file(firm.desk, session.group_id, outcome="remote", reason="diagnosis")
    assert (long.bill.rule, long.bill.billed_minutes, long.bill.net_cents) == ("D28", 28, 1300)
    assert [(part.to.partition(":")[0], part.minutes) for part in long.report.settle] == [
        ("pack", 15),
        ("invoice", 13),
    ]
    assert (long.report.before, long.report.after) == (15, 0)

    # He answers in writing: that is what the 48 hours are for.
    answered = tickets.answer(firm.desk, code, text="Il registro ora si stampa.")
    assert (answered.taken_at, answered.answered_at) == (rome("2026-03-02T09:00"), rome("2026-03-02T15:28"))
    tickets.close(firm.desk, code)

    # At the end of the month thirteen minutes at the list's sixty euro an hour, and VAT.
    assert firm.at("2026-04-01T09:00").bill("2026-03") == [("C001", 1300, 1586)]
    assert firm.bill("2026-03") == [("C001", 1300, 1586)]
    assert {"D5", "D6", "D8", "D15", "D18", "D19", "D28"} <= firm.everything_is_explained()

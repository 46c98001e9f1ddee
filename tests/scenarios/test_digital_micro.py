"""Digital Micro: signing up, the first contact, a remote session with consent, thirty euro an hour."""

import pytest
from deskterm.desk.billing import reports
from deskterm.desk.calls import timer
from deskterm.desk.errors import Refused
from deskterm.desk.tickets import tickets

from tests.clocks import rome
from tests.desk.five import READY, no, yes

SERVICE = "digital-micro"


def signs_up(firm):
    """Nothing before the sign-up; then the service is active within two days."""
    # Anna has not signed up: no ticket, and the letter says where the form is.
    refused = firm.request("portal")
    assert (refused.outcome, refused.rule) == ("rejected", "M1")
    assert "https://digital-micro.example/adesione" in firm.letters("refusal")[0]

    # She signs up; within 48 plain hours somebody activates her, and she hears of the risks.
    signing = firm.minutes(10).request("portal", "Adesione", fields={"type": "sign-up"}).ticket
    assert tickets.get(firm.desk, signing).due_at == rome("2026-03-04T09:10")
    letter = firm.letters("acknowledgement")[0]
    assert "rischi anche con la massima cautela" in letter
    assert "faccia una copia di sicurezza" in letter
    firm.minutes(50)
    assert firm.spoke(signing, 5, outcome="follow-up").bill.mode == "free"
    assert tickets.get(firm.desk, signing).answered_at is None  # in touch, but the service is not active yet
    firm.minutes(10).spoke(signing, 5, outcome="solved")
    firm.knows(adhesion="2026-03-02")
    tickets.close(firm.desk, signing)


@pytest.mark.rule("M1", "M2", "M3", "M4", "M6", "M9", "M10", "M11", "M13", "M14", "M15", "A10", "A11")
def test_from_the_sign_up_to_the_months_bill(firm):
    signs_up(firm)

    # On Thursday 30 April she asks for help: in touch by Tuesday evening, over the First of May.
    code = firm.at("2026-04-30T16:00").request("portal", "La stampante non risponde").ticket
    assert tickets.get(firm.desk, code).due_at == rome("2026-05-05T18:00")

    # On Monday Luca calls: the contact keeps the promise and costs nothing.
    firm.at("2026-05-04T10:00")
    assert firm.spoke(code, 6, outcome="remote-appointment").bill.rule == "H3"
    assert tickets.get(firm.desk, code).answered_at == rome("2026-05-04T10:00")

    # Without her consent he does not connect; a refused session is not billed.
    firm.at("2026-05-04T15:00")
    with pytest.raises(Refused) as closed:
        timer.start(firm.desk, code, kind="remote", answers=READY | {"consent": no("Anna Rossi")})
    assert closed.value.rule == "M6"

    # She agrees and starts the tool herself; there is no backup, and she says to go on.
    risky = {"backup_confirmed": no("Anna Rossi", words="procedi"), "backup_unit": no()}
    filed = firm.spoke(
        code,
        50,
        kind="remote",
        answers=READY | risky,
        device="PC-CASSA",
        outcome="solved",
        reason="intervention",
        closing={"client_closed_software": yes("Anna Rossi")},
    )
    assert (filed.bill.rule, filed.bill.billed_minutes, filed.bill.net_cents) == ("M11", 50, 2500)
    assert {("M14", "warn"), ("M15", "warn")} <= set(firm.decided(code))
    printed = str(reports.printed(firm.desk, filed.report.number))
    assert "unità di backup" in printed

    # The month: fifty minutes at thirty euro an hour, and VAT.
    assert firm.at("2026-06-01T09:00").bill("2026-05") == [("C001", 2500, 3050)]
    assert {"M1", "M3", "M4", "M11", "M13", "M14", "M15"} <= firm.everything_is_explained()

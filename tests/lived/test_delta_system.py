"""Delta System's terms as they are lived: what is promised, who answers, what the urgent line asks."""

from __future__ import annotations

import pytest
from deskterm.desk.queue import queue
from deskterm.desk.tickets import tickets

from tests.lived.conftest import flat


@pytest.fixture
def delta(live):
    return live("delta-system")


@pytest.fixture
def studio(live):
    """A firm of accountants with the plan SAD."""
    return live("delta-system", plan="SAD")


@pytest.mark.rule("D5", "D3")
def test_the_forty_eight_hours_are_of_mails_and_easypass_says_why_it_has_none(studio):
    mailed = studio.mail("Stampa", message_id="<1@rossi.example>").ticket
    assert "Scade 04/03/2026 08:50" in studio.said("ticket", "show", mailed)
    typed = studio.request("easypass").ticket
    said = studio.said("ticket", "show", typed)
    assert "Scade nessun termine" in said and "H2 nessun termine" in said
    assert "Le risponderemo entro" not in studio.letters("acknowledgement")[-1]


@pytest.mark.rule("D6", "D15")
def test_mails_are_one_ticket_each_behind_the_urgent_line(delta):
    first = delta.mail("Prima", message_id="<1@rossi.example>").ticket
    second = delta.mail("Seconda", message_id="<2@rossi.example>").ticket
    urgent = delta.request("urgent", "Casse ferme", blocking=True).ticket
    assert len({first, second, urgent}) == 3
    told = [row["code"] for row in delta.line("queue", "--json").lines]
    assert told == [urgent, first, second]


@pytest.mark.rule("D7")
async def test_who_types_a_request_in_is_told_what_it_lacks_and_by_which_rule(delta):
    shown = flat(await delta.shown("request", "C001"))
    assert "(D7)" in shown and "esposizione del problema" in shown


@pytest.mark.rule("D12", "D14")
@pytest.mark.parametrize(("plan", "state"), [("SAD", "vendor"), ("standard", "queued")])
def test_the_vendor_answers_the_tax_questions_of_accountants_with_sad_alone(live, plan, state):
    firm = live("delta-system", plan=plan)
    for n, topic in enumerate(("balance-sheet", "tax")):
        code = firm.mail(f"Domanda {n}", message_id=f"<{n}@rossi.example>").ticket
        firm.line("ticket", "triage", code, "--topic", topic)
        assert tickets.get(firm.desk, code).state == state
        assert ("D12" in firm.said("ticket", "why", code)) is (plan == "SAD")


@pytest.mark.rule("D20")
async def test_the_urgent_line_asks_whether_it_is_urgent_or_blocking_and_goes_first_either_way(delta):
    waiting = delta.mail("Domanda", message_id="<1@rossi.example>").ticket
    plain = delta.request("urgent", "Chiarimento").ticket
    urgent = delta.request("urgent", "Scade oggi", fields={"urgent": "yes"}).ticket
    blocking = delta.request("urgent", "Fermi", blocking=True).ticket
    assert [one.code for one in queue.rows(delta.desk)] == [plain, urgent, blocking, waiting]
    asks = {}
    for code in (plain, urgent, blocking):
        asks[code] = "D20" in delta.line("call", "start", code).err
        delta.line("call", "cancel", "--why", "prova")
    assert asks == {plain: True, urgent: False, blocking: False}
    clause = "chi risponde chiede se è urgente o se il lavoro è fermo"
    assert clause in delta.desk.service.clause("D20", "it")
    assert "↑" in flat(await delta.shown())


@pytest.mark.rule("D25")
def test_the_usual_fee_is_proposed_as_a_fifth_of_its_base(delta):
    signed = delta.said("agreement", "sign", "C001", "--from", "2028-01-01", "--fee-base", "3000")
    assert "600,00" in signed and "(D25)" in signed


@pytest.mark.rule("D21")
@pytest.mark.parametrize(
    ("outcome", "state"), [("brief", "answered"), ("remote", "taken"), ("appointment", "parked")]
)
def test_an_urgent_call_ends_briefly_explained_in_remote_work_or_with_an_appointment(delta, outcome, state):
    code = delta.request("urgent", "Fermi", blocking=True).ticket
    delta.line("ticket", "take", code)
    delta.line("call", "start", code)
    delta.minutes(3)
    delta.line("call", "stop")
    unsaid = delta.line("call", "file", "1", "--reason", "clarification", code=1)
    assert outcome in unsaid.err and "(D21)" in unsaid.err  # whoever says nothing is told what can be said
    promise = ("--promise-at", "2026-03-03T09:00") if outcome == "appointment" else ()
    told = delta.line(
        "call", "file", "1", "--outcome", outcome, *promise, "--reason", "clarification", "--json"
    )
    assert told.json["outcome"] == outcome
    assert tickets.get(delta.desk, code).state == state
    planned = delta.line("appointment", "list", "--json").lines
    assert [one["ticket"] for one in planned] == ([code] if outcome == "appointment" else [])


@pytest.mark.rule("D26", "D3")
@pytest.mark.parametrize("kind", ["mail", "web"])
def test_answers_by_mail_and_on_the_web_are_in_the_fee_and_without_one_are_to_be_priced(delta, kind):
    work = ("--kind", kind, "--start", "2026-03-02T08:00", "--end", "2026-03-02T08:20", "--outcome", "solved")
    code = delta.request("mail", "Domanda").ticket
    filed = delta.line("call", "log", code, *work, "--json").json
    assert (filed["mode"], filed["rule"], filed["net"]) == ("included", "D26", "0.00")
    delta.line("agreement", "end", "C001", "--on", "2026-02-28")
    later = delta.request("mail", "Un'altra").ticket
    undecided = delta.line("call", "log", later, *work, code=1)
    assert "non dicono il prezzo" in undecided.err

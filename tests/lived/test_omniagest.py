"""Omniagest's terms as they are lived: what a technician sees and what the line says."""

from __future__ import annotations

import pytest
from deskterm.desk.lead import backlog
from deskterm.desk.queue import queue
from deskterm.desk.tickets import tickets

from tests.lived.conftest import flat

FORM = {"type": "information"}


@pytest.fixture
def omnia(live):
    house = live("omniagest", "2026-03-02T16:00")
    house.tickets_sold(3, net_cents=7500)
    return house


@pytest.mark.rule("O3")
async def test_past_four_hours_word_and_sign_stand_wherever_the_due_time_is(omnia):
    code = omnia.request("portal", fields=FORM).ticket
    omnia.at("2026-03-03T10:30")  # the promise lands on Tuesday at 16:00; the first term was Tuesday at 11:00
    assert "primo termine mar 3/3 11:00" in omnia.said("ticket", "why", code)
    assert "(primo termine 03/03/2026 11:00)" in omnia.said("ticket", "show", code)
    assert "1º passato" not in omnia.said("queue")
    assert "oltre il 1º" not in await omnia.shown()
    omnia.at("2026-03-03T11:01")
    assert "~ primo termine passato" in omnia.said("ticket", "show", code)
    assert "16:00 ~ 1º passato" in omnia.said("queue") and "oltre il primo termine (~)" in omnia.said("queue")
    assert "oltre il 1º, oggi 16:00 !" in await omnia.shown()
    assert "primo termine passato (oggi 11:00)" in flat(await omnia.shown("ticket", code))
    assert "oltre il 1º, oggi 16:00 !" in await omnia.shown("backlog")
    omnia.at("2026-03-03T16:01")
    assert "1º passato" not in omnia.said("queue") and "SCADUTO" in omnia.said("ticket", "show", code)


@pytest.mark.rule("O3")
def test_a_ticket_past_its_first_term_is_at_risk_though_it_is_due_tomorrow(omnia):
    omnia.at("2026-03-03T12:00")
    code = omnia.request("portal", fields=FORM).ticket  # soft at 17:00, due on Wednesday at 12:00
    omnia.at("2026-03-03T17:00")
    assert (queue.figures(omnia.desk).at_risk, backlog.figures(omnia.desk).at_risk_count) == (0, 0)
    omnia.minutes(1)
    found = backlog.figures(omnia.desk)
    assert (found.at_risk_count, [one.code for one in found.at_risk], found.breached_count) == (1, [code], 0)
    assert queue.figures(omnia.desk).at_risk == 1
    assert "Ticket a rischio: " + code in omnia.said("backlog")
    omnia.at("2026-03-04T12:01")
    assert (queue.figures(omnia.desk).at_risk, queue.figures(omnia.desk).breached) == (0, 1)


@pytest.mark.rule("O2")
def test_without_a_ticket_left_the_next_request_waits_for_a_pack(omnia):
    for n in range(3):
        assert omnia.request("portal", f"Domanda {n}", fields=FORM).outcome == "queued"
    assert omnia.request("portal", "Quarta", fields=FORM).outcome == "held"


@pytest.mark.rule("O1", "O5")
async def test_a_ticket_has_its_code_its_type_and_its_product(omnia):
    code = omnia.request("portal", fields={"type": "installation"}).ticket
    assert code == "TK000001"
    said = omnia.said("ticket", "show", code)
    assert "Tipo Installazione" in said and "Prodotto Omniagest 4.5" in said
    assert "Omniagest 4.5" in await omnia.shown("ticket", code)


@pytest.mark.rule("O8")
def test_who_is_free_takes_the_first_and_is_told_why_it_is_the_first(omnia):
    first = omnia.request("portal", "Prima", fields=FORM).ticket
    omnia.minutes(1)
    omnia.request("portal", "Seconda", fields=FORM)
    taken = omnia.said("next")
    assert first in taken and "O8 ordine di arrivo: Il primo tecnico libero" in taken


@pytest.mark.rule("O12", "O11")
@pytest.mark.parametrize(
    ("at", "warned"), [("12:29", False), ("12:31", True), ("14:59", True), ("16:59", False)]
)
def test_a_call_out_of_the_hours_of_the_phone_is_warned_of(omnia, at, warned):
    omnia.knows(phone_contract="yes")
    code = omnia.request("portal", fields=FORM).ticket
    omnia.at(f"2026-03-03T{at}")
    told = omnia.line("call", "start", code, "--answer", "code=AB12")
    assert ("O12: Il telefono è attivo" in told.err) is warned
    kept = [(one.do, one.rule) for one in tickets.why(omnia.desk, code) if one.point == "call"]
    assert (("warn", "O12") in kept) is warned

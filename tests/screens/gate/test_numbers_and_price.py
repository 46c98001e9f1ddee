"""What the gate sheet may never do: move a number under a finger, or keep silent about money."""

from __future__ import annotations

import re
from itertools import permutations

import pytest
from deskterm.desk.calls import gates, timer

from tests.screens.conftest import lines
from tests.screens.counter import opened, press
from tests.screens.five import FiveDesk


@pytest.fixture
def micro(tmp_path) -> FiveDesk:
    desk = FiveDesk(tmp_path / "desk", "digital-micro")
    timer.start(desk.desk, desk.taken())
    return desk


def rules_by_number(app) -> dict[str, str]:
    """Which clause stands behind which digit."""
    found, number = {}, ""
    for line in lines(app):
        if begun := re.search(r"│ (\d) \S", line):
            number = begun[1]
        if number and (rule := re.search(r"\((M\d+)\)", line)):
            found.setdefault(number, rule[1])
    return found


async def test_phone_fault_4_a_number_means_one_question_as_long_as_the_sheet_is_open(micro):
    async with micro.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, "f6")
        first = rules_by_number(pilot.app)
        assert list(first) == ["1", "2", "3", "4", "5", "6"]
        for digit in ("1", "2", "4", "5", "6"):
            await press(pilot, digit)
            assert rules_by_number(pilot.app) == first, f"after {digit}"
        await press(pilot, "enter")
    told = {one.fact: one.value for one in gates.evidence(micro.desk, "TK000001")}
    assert told == {
        "device_online": "yes",
        "consent": "yes",
        "id_password": "yes",
        "backup_confirmed": "yes",
        "backup_unit": "yes",
    }, "what nobody was asked is no evidence"


@pytest.mark.parametrize("order", [one for one in permutations("123456") if one[0] == "4"][::24])
async def test_phone_fault_4_in_whatever_order_one_asks_the_evidence_is_what_was_ticked(micro, order):
    async with micro.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, "f6", *order)
        await press(pilot, "enter")
    told = {one.fact for one in gates.evidence(micro.desk, "TK000001") if one.value == "yes"}
    assert told >= {"device_online", "consent", "id_password", "backup_confirmed", "backup_unit"}
    assert timer.running(micro.desk).session.kind == "remote"


async def test_phone_fault_6_the_gate_says_what_each_kind_of_work_costs(micro):
    async with micro.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        shown = (await press(pilot, "f6")).replace("\xa0", " ")
        assert "Costo telefonata: gratuito (H3)" in shown and "teleassistenza: a pagamento: 30,00" in shown


async def test_phone_fault_6_once_remote_the_sentence_says_that_the_call_stays_free(micro):
    async with micro.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        micro.now += 180
        pilot.app.desk_screen.tick(micro.now)
        shown = " ".join((await press(pilot, "f6", *"123456", "enter")).split())
        assert "La telefonata resta gratuita; la teleassistenza va a" in shown
        assert "va tutta a rapportino" not in shown


async def test_phone_fault_6_at_the_end_the_gate_shows_what_filing_will_charge(micro):
    async with micro.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, "f6", *"123456", "enter")
        micro.now += 600
        pilot.app.desk_screen.tick(micro.now)
        await press(pilot, "f5")
        shown = (await press(pilot, "1", "1", "f9")).replace("\xa0", " ")
        assert "Alla fine della sessione" in shown
        assert "10:00 → 10 min (M11)" in shown and "10 min in fattura: 5,00 €" in shown

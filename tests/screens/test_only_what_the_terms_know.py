"""The screens offer what the terms know: no remote session and no stopped work where these do not exist."""

import pytest
from deskterm.desk.calls import timer
from deskterm.desk.errors import Refused
from deskterm.desk.triage import clarify
from deskterm.models.basics.ticket_numbers import short

from tests.clocks import rome
from tests.screens.counter import opened, press
from tests.screens.five import FiveDesk

REMOTE = "F6"


@pytest.mark.parametrize(
    ("service", "there"), [("contabilita-in-cloud", False), ("omniagest", True), ("delta-system", True)]
)
async def test_the_key_of_remote_work_is_shown_where_a_call_may_turn_into_it(tmp_path, service, there):
    firm = FiveDesk(tmp_path / "desk", service)
    session = timer.start(firm.desk, firm.request(), inbound=False)
    async with firm.app().run_test(size=(140, 40)) as pilot:
        shown = await opened(pilot, "call", session.group_id)
        assert (REMOTE in shown.splitlines()[-1]) is there


def test_a_call_that_turns_into_nothing_says_so_without_an_empty_list(tmp_path):
    firm = FiveDesk(tmp_path / "desk", "contabilita-in-cloud")
    timer.start(firm.desk, firm.request(), inbound=False)
    with pytest.raises(Refused) as refused:
        timer.switch(firm.desk, "remote")
    assert refused.value.code == "switch_none"
    assert "a: ." not in str(refused.value)


@pytest.mark.parametrize(("service", "there"), [("omniagest", False), ("delta-system", True)])
async def test_stopped_work_is_offered_where_the_terms_make_a_difference(tmp_path, service, there):
    firm = FiveDesk(tmp_path / "desk", service)
    async with firm.app().run_test(size=(140, 40)) as pilot:
        await press(pilot, "f2", *"0445 000123")
        shown = await press(pilot, "enter")
        assert "nuovo ticket" in shown
        assert ("lavoro fermo" in shown) is there


@pytest.mark.rule("O11")
async def test_the_code_is_to_be_asked_not_a_refusal_and_a_lapsed_agreement_covers_no_phone(tmp_path):
    firm = FiveDesk(tmp_path / "desk", "omniagest")
    firm.request(channel="portal")
    async with firm.app().run_test(size=(140, 40)) as pilot:
        await press(pilot, "f2", *"0445 000123")
        shown = await press(pilot, "enter")
        assert "Da chiedere (O11)" in shown and "Non si può" not in shown
        assert "telefono ✓ compreso" in shown
    firm.now = rome("2027-02-02T10:30")
    async with firm.app().run_test(size=(140, 40)) as pilot:
        await press(pilot, "f2", *"0445 000123")
        shown = await press(pilot, "enter")
        assert "telefono ✗ non compreso" in shown and "Non si può (O11)" in shown


async def test_a_ticket_that_waits_for_the_customer_is_not_shown_in_the_queue(tmp_path):
    firm = FiveDesk(tmp_path / "desk", "omniagest")
    code = firm.request(channel="portal")
    clarify.clarify(firm.desk, code, text="Quale stampa?")
    async with firm.app().run_test(size=(140, 40)) as pilot:
        await press(pilot, "f2", *"0445 000123")
        told = [one for one in (await press(pilot, "enter")).splitlines() if short(code) in one]
        assert "in coda" not in "".join(told) and "cliente" in told[-1]

"""An outcome that promises makes its promise with the filing, or asks when first."""

from __future__ import annotations

import pytest
from deskterm.desk.agenda import appointments, callbacks
from deskterm.desk.calls import contacts, timer
from deskterm.desk.context import open_desk
from deskterm.desk.queue import queue
from deskterm.desk.tickets import tickets
from deskterm.locale import choose
from deskterm.models.basics.ticket_numbers import short
from textual.widgets import Input, Static

from tests.clocks import rome
from tests.screens.conftest import text
from tests.screens.counter import opened, press
from tests.screens.five import FiveDesk

# The digit of the outcome that promises a call, in each service that has one.
CALLS_BACK = {"delta-system": "6", "istes": "3", "omniagest": "4", "contabilita-in-cloud": "2"}
AGREES = {"delta-system": ("3", "remote"), "digital-micro": ("2", "onsite")}


def spoken(folder, service) -> tuple[FiveDesk, str]:
    """A call of a minute that runs."""
    desk = FiveDesk(folder / "desk", service)
    code = desk.taken()
    timer.start(desk.desk, code, inbound=False)
    desk.now += 60
    return desk, code


@pytest.mark.parametrize("service", CALLS_BACK)
async def test_phone_fault_3_a_promised_call_is_made_with_the_filing(tmp_path, service):
    desk, code = spoken(tmp_path, service)
    async with desk.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, "f5")
        shown = await press(pilot, CALLS_BACK[service])
        assert "F9 promette una richiamata" in shown, "it can be read to the customer before it is made"
        if "Manca il motivo" in await press(pilot, "f9"):
            await press(pilot, "2", "f9")
        assert short(code) in await press(pilot, "f8")
    waiting = [one for one in callbacks.listing(desk.desk) if one.ticket == code]
    assert len(waiting) == 1 and waiting[0].due_at > desk.now + 1800, "not while one still has the receiver"
    assert contacts.groups(desk.desk, code)[0].filed_at is not None


@pytest.mark.parametrize("service", AGREES)
async def test_phone_fault_3_an_appointment_asks_when_with_the_next_free_hour_filled_in(tmp_path, service):
    desk, code = spoken(tmp_path, service)
    digit, kind = AGREES[service]
    async with desk.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, "f5", digit)
        shown = await press(pilot, "f9")
        assert "Quando" in shown and "3/3 10:45" in shown
        assert contacts.groups(desk.desk, code)[0].filed_at is None, (
            "nothing is filed before an hour is agreed"
        )
        await press(pilot, "f9")
        assert "registrata" in text(pilot.app)
    planned = appointments.of_ticket(desk.desk, code)
    assert [(one.kind, one.state) for one in planned] == [(kind, "planned")]


async def test_phone_fault_3_no_hour_no_filing_and_another_hour_is_the_one_that_counts(tmp_path):
    desk, code = spoken(tmp_path, "delta-system")
    async with desk.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, "f5", "3", "f9", "escape")
        assert contacts.groups(desk.desk, code)[0].filed_at is None
        shown = await press(pilot, "f5", "6", "f5", "6")
        assert "Quando lo richiamiamo?" in shown
        await press(pilot, *["backspace"] * 20, *"domani 9:00", "f9")
        assert "una richiamata: mer 09:00" in text(pilot.app)
        await press(pilot, "f9")
    assert not appointments.of_ticket(desk.desk, code)
    found = callbacks.listing(desk.desk)
    assert [(one.ticket, one.due_at) for one in found] == [
        (code, desk.now // 86400 * 86400 + 86400 + 8 * 3600)
    ]


async def test_phone_fault_3_an_answer_in_writing_is_an_answer_when_it_is_written(tmp_path):
    desk, code = spoken(tmp_path, "contabilita-in-cloud")
    async with desk.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        shown = await press(pilot, "f5", "3")
        assert "La risposta si scrive sul ticket (r)" in shown
        shown = await press(pilot, "f9")
        assert "resta in mano" in shown
    assert tickets.get(desk.desk, code).state == "taken"


async def test_phone_fault_3_in_english_too(tmp_path):
    choose("en")
    desk, _ = spoken(tmp_path, "istes")
    async with desk.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        assert "F9 promises a call back" in await press(pilot, "f5", "3")


@pytest.mark.parametrize("hour", ["13:00", "8/3 10:00", "7/3 10:00"])
async def test_a_call_is_promised_for_no_closed_hour_and_the_next_one_is_named_at_once(tmp_path, hour):
    desk, _ = spoken(tmp_path, "delta-system")
    async with desk.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, "f5", "6", "f5", "6")
        await press(pilot, *hour)
        await press(pilot, "f9")
        why = str(pilot.app.screen.query_one("#wrong", Static).content)
        next_one = "mar 3/3 14:00" if hour == "13:00" else "lun 9/3 08:30"
        assert f"è chiuso. La prima ora libera: {next_one}." in why
        when = pilot.app.screen.query_one("#when", Input)
        assert when.value == hour, "what was typed stands there, to be put right"
        when.value = "9/3 9:00"
        await press(pilot, "f9")
        assert "F9 promette una richiamata: lun 09:00" in text(pilot.app)
        if "Manca il motivo" in await press(pilot, "f9"):
            await press(pilot, "2", "f9")
    assert [one.due_at for one in callbacks.listing(desk.desk)] == [rome("2026-03-09T09:00")]


async def test_a_session_agreed_in_a_call_is_refused_at_a_closed_hour_with_the_next_one_too(tmp_path):
    desk, code = spoken(tmp_path, "digital-micro")
    async with desk.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, "f5", "2", "f9")
        await press(pilot, *"8/3 10:00")
        shown = " ".join((await press(pilot, "f9")).replace("│", " ").split())
        assert "La prima ora libera: lun 9/3 09:00." in shown
        assert contacts.groups(desk.desk, code)[0].filed_at is None


@pytest.mark.parametrize("service", AGREES)
async def test_the_customer_hears_of_a_session_that_was_agreed_in_a_call_with_the_calendar_file(
    tmp_path, service
):
    desk, code = spoken(tmp_path, service)
    async with desk.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, "f5", AGREES[service][0])
        shown = await press(pilot, "f9")
        assert "Avvisa" in shown and "sì" in shown
        assert "la lettera al cliente è in uscita" in await press(pilot, "f9")
    letters = [one for one in tickets.thread(desk.desk, code) if one.kind == "appointment"]
    assert [one.name for one in letters[0].attachments] == ["appuntamento.ics"] and len(letters) == 1


async def test_who_is_not_to_hear_of_it_gets_no_letter(tmp_path):
    desk, code = spoken(tmp_path, "digital-micro")
    async with desk.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, "f5", "2", "f9")
        await press(pilot, "enter", "enter", *["backspace"] * 3, *"no", "f9")
    assert len(appointments.of_ticket(desk.desk, code)) == 1
    assert [one for one in tickets.thread(desk.desk, code) if one.kind == "appointment"] == []


@pytest.mark.parametrize("off", [True, False])
async def test_a_solved_ticket_asks_whether_its_appointment_is_held_all_the_same(tmp_path, off):
    desk, code = spoken(tmp_path, "delta-system")
    appointments.add(desk.desk, code, starts_at=rome("2026-03-04T10:00"), minutes=60)
    async with desk.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, "f5", "4", "f9")
        assert "è ancora in agenda. Disdirlo?" in text(pilot.app)
        shown = await press(pilot, "s" if off else "n")
        assert ("disdetto" in shown) == off
    assert bool(appointments.listing(desk.desk)) != off


async def test_an_answer_in_writing_asks_the_same(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "delta-system")
    code = desk.taken()
    appointments.add(desk.desk, code, starts_at=rome("2026-03-04T10:00"), minutes=60)
    async with desk.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        await press(pilot, "r", *"ecco", "f9")
        shown = await press(pilot)
        assert "è ancora in agenda. Disdirlo?" in shown
        await press(pilot, "s")
    assert appointments.listing(desk.desk) == ()


async def test_work_that_solves_nothing_asks_nothing(tmp_path):
    desk, code = spoken(tmp_path, "delta-system")
    appointments.add(desk.desk, code, starts_at=rome("2026-03-04T10:00"), minutes=60)
    async with desk.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, "f5", "5", "f9")
        assert "Disdirlo?" not in text(pilot.app)
    assert len(appointments.listing(desk.desk)) == 1


@pytest.mark.parametrize("hers", [True, False])
async def test_an_appointment_on_a_colleagues_ticket_says_before_it_is_agreed_that_it_is_hers(tmp_path, hers):
    desk = FiveDesk(tmp_path / "desk", "delta-system")
    code = desk.request()
    marta = open_desk(tmp_path / "desk", who="marta", clock=lambda: desk.now)
    queue.take(marta if hers else desk.desk, code, reason="prova")
    marta.close()
    timer.start(desk.desk, code, inbound=False)
    desk.now += 60
    async with desk.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        shown = await press(pilot, "f5", "3", "f9")
        assert ("in mano a marta: l'appuntamento sarà suo" in " ".join(shown.split())) == hers
        await press(pilot, "f9")
    (planned,) = appointments.of_ticket(desk.desk, code)
    assert planned.technician == ("marta" if hers else "luca")


async def test_the_tickets_own_dialog_says_it_too(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "delta-system")
    code = desk.request()
    marta = open_desk(tmp_path / "desk", who="marta", clock=lambda: desk.now)
    queue.take(marta, code, reason="prova")
    marta.close()
    async with desk.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        shown = await press(pilot, "a", "enter")
        assert "in mano a marta: l'appuntamento" in shown and "sarà suo" in shown, shown

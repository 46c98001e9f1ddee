"""Tickets are let go one after the other: the cursor goes on, and the colleague reads to whom and why."""

from __future__ import annotations

import pytest
from deskterm.app import DeskApp
from deskterm.desk.agenda import appointments
from deskterm.desk.context import open_desk
from deskterm.desk.queue import queue
from deskterm.desk.tickets import undo
from deskterm.models.basics.ticket_numbers import short

from tests.screens.conftest import settle, text, until
from tests.screens.counter import Counter, press


@pytest.fixture
def counter(tmp_path) -> Counter:
    return Counter(tmp_path / "desk")


def front(pilot) -> str:
    return pilot.app.screen.front().code


@pytest.mark.parametrize("keys", [("i",), ("h", "enter", *"vedi", "enter")], ids=["back", "over"])
async def test_the_cursor_stays_in_its_place_when_a_ticket_is_let_go(counter, keys):
    codes = [counter.taken("C002", subject=f"Numero {number}") for number in range(4)]
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "9", "down")
        before = [front(pilot)]
        for _ in range(3):
            await press(pilot, *keys)
            before.append(front(pilot))
        assert before == [codes[1], codes[2], codes[3], codes[0]]


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_the_colleague_reads_to_whom_a_ticket_goes_and_the_note(counter, size):
    code = counter.taken("C001")
    marta = open_desk(counter.folder, who="marta", clock=lambda: counter.now)
    async with DeskApp(marta).run_test(size=size) as pilot:
        await settle(pilot)
        queue.hand_over(counter.desk, code, to="marta", note="manca il\nregistro di febbraio")
        pilot.app.nudge()
        told = f"luca · {short(code)}: passato a marta: «manca il registro di febbraio»"
        await until(pilot, lambda: told in " ".join(text(pilot.app).split()))
        pilot.app.action_messages()
        await settle(pilot)
        assert told in " ".join(text(pilot.app).split())
        await press(pilot, "escape")
        undo.undo(counter.desk)
        pilot.app.nudge()
        await until(
            pilot, lambda: any("annullato: passato a marta" in one.text for one in pilot.app.spoken.kept)
        )
    marta.close()


async def with_appointment(counter, hours: int) -> str:
    """A ticket in hand, its appointment in so many hours."""
    code = counter.taken("C001")
    appointments.add(counter.desk, code, starts_at=counter.now + hours * 3600, minutes=60)
    queue.take(counter.desk, code)
    return code


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_an_appointment_that_has_begun_goes_with_the_ticket_and_that_is_said(counter, size):
    code = await with_appointment(counter, 1)
    counter.now += 3660
    async with counter.app().run_test(size=size) as pilot:
        await press(pilot, "9")
        shown = await press(pilot, "h", "enter", "enter")
        assert "L'appuntamento già cominciato (oggi 10:12) passa con lui." in " ".join(shown.split())
    assert [one.technician for one in appointments.of_ticket(counter.desk, code)] == ["marta"]


@pytest.mark.parametrize(("keys", "whose"), [(("enter",), "marta"), (("down", "enter"), "luca")])
async def test_whose_an_appointment_still_to_come_will_be_is_asked(counter, keys, whose):
    code = await with_appointment(counter, 2)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "9")
        shown = await press(pilot, "h", "enter")
        assert "di chi è l'appuntamento (oggi 11:12)?" in shown
        shown = await press(pilot, *keys, "enter")
        assert ("passa a marta" if whose == "marta" else "resta a luca") in " ".join(shown.split())
    assert [one.technician for one in appointments.of_ticket(counter.desk, code)] == [whose]


async def test_who_gives_a_ticket_back_hears_that_its_appointment_has_begun(counter):
    code = await with_appointment(counter, 1)
    counter.now += 3660
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "9")
        shown = " ".join((await press(pilot, "i")).split())
        assert "l'appuntamento (oggi 10:12) è cominciato e resta a te" in shown
    assert queue.rows(counter.desk)[0].code == code

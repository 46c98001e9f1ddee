"""Tickets are let go one after the other: the cursor goes on, and the colleague reads to whom and why."""

from __future__ import annotations

import pytest
from deskterm.app import DeskApp
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

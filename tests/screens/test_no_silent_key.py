"""No key is silent: one that does nothing here says why, and the last line is of what is in front."""

from __future__ import annotations

import pytest
from deskterm.desk.calls import timer
from deskterm.desk.tickets import tickets
from deskterm.widgets.dialogs.boxes import Confirm

from tests.screens.conftest import text
from tests.screens.counter import Counter, opened, press
from tests.screens.demo_desk import app_at
from tests.screens.five import FiveDesk


@pytest.fixture
def counter(tmp_path):
    return Counter(tmp_path / "desk")


async def test_keys_of_a_call_say_on_the_queue_that_none_runs_or_where_it_is(tmp_path):
    app = app_at(tmp_path / "desk")
    async with app.run_test(size=(80, 24)) as pilot:
        for key in ("f5", "f6", "f7", "f9"):
            await press(pilot, key)
            assert f"{key.upper()}: nessuna chiamata in corso." in text(app)
        await press(pilot, "w")
        assert "w («Passi») vale in Ticket, non qui." in text(app)
        await press(pilot, "escape")
        assert "q esce" in text(app) and "torna indietro" not in text(app)
        await press(pilot, "down", "down", "E")
        assert "TK18 fuori turno" in text(app), "Caps Lock is no other keyboard"


async def test_f4_takes_the_next_from_the_callbacks_and_from_the_agenda(tmp_path):
    counter = FiveDesk(tmp_path / "desk", "delta-system")
    first, second = counter.request(), counter.request("C002")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "callbacks")
        await press(pilot, "f4")
        assert tickets.get(counter.desk, first).taken_by == "luca"
        await opened(pilot, "agenda")
        await press(pilot, "f4")
        assert tickets.get(counter.desk, second).taken_by == "luca"


async def test_f5_stops_the_call_from_the_question_why_it_rests(counter):
    timer.start(counter.desk, counter.taken())
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        assert "s" in await press(pilot, "f7")
        await press(pilot, "f5")
        assert timer.running(counter.desk) is None


async def test_a_question_says_what_it_waits_for_and_q_leaves_it(counter):
    timer.start(counter.desk, counter.taken())
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot)
        await press(pilot, "q")
        assert isinstance(pilot.app.screen, Confirm)
        assert "s esce, q no" in " ".join(text(pilot.app).replace("│", " ").split())
        shown = await press(pilot, "9")
        assert "Quel tasto qui non fa niente: s sì" in shown
        assert "F2 Chiamata  F3 Alla chiamata  F4 Prossimo  F8 Richiamate  Ctrl+O Aiuto" in shown
        shown = await press(pilot, "ctrl+o")
        assert "Uscire dal banco?" in shown and "Risponde al cliente" not in shown
        await press(pilot, "escape", "q")
        assert pilot.app.return_code is None and "F3 Alla chiamata" in text(pilot.app)


async def test_that_a_key_does_nothing_here_leaves_as_one_types_on(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "delta-system")
    code = desk.taken()
    async with desk.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        assert "Quel tasto qui non fa niente" in await press(pilot, "b", "f7")
        shown = await press(pilot, "9")
        assert "Quel tasto qui non fa niente" not in shown and "F9" in shown

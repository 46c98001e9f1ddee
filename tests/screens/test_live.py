"""What others do at the desk appears by itself, and the running call stays on every screen."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time

import pytest
from deskterm.app import DeskApp
from deskterm.desk.calls import timer
from deskterm.desk.context import open_desk
from deskterm.desk.intake import receive
from deskterm.desk.queue import queue
from deskterm.desk.tickets import tickets
from deskterm.widgets.live import read_live

from tests.clocks import Watch
from tests.desk.conftest import furnish
from tests.screens.conftest import lines, settle, text, until
from tests.screens.shell import ListScreen, app_with

TAKE = """
import sys
from pathlib import Path
from deskterm.desk.queue import queue
from deskterm.desk.context import open_desk
print(queue.take_next(open_desk(Path(sys.argv[1]), who="marta")).ticket.code)
"""


@pytest.fixture
def clock() -> Watch:
    return Watch("2026-03-03T09:12")


@pytest.fixture
def desk(tmp_path, clock):
    desk = furnish(tmp_path / "desk", clock, who="luca")
    for subject in ("Stampa registro IVA", "Errore 0x21 apertura ditta"):
        receive.receive_request(desk, channel="mail", customer="C002", subject=subject, body="Non parte.")
    return desk


@pytest.fixture
def app(desk) -> DeskApp:
    return app_with(desk, ListScreen)


async def test_another_process_takes_a_ticket_and_the_screen_hears_of_it(app, desk, record_property):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        loads = app.screen.loads
        done = subprocess.run(
            [sys.executable, "-c", TAKE, str(desk.folder)], capture_output=True, text=True, check=True
        )
        assert done.stdout.startswith("TK")
        record_property("seconds", await until(pilot, lambda: app.screen.loads > loads, 5))


HOLD = """
import sys, time
from pathlib import Path
from deskterm.storage.database import Store
with Store(Path(sys.argv[1])).tx():
    print("held", flush=True)
    sys.stdin.readline()
"""
WAITS = "occupato da un altro processo"


@pytest.fixture
def hold(desk):
    """Another process writes at the desk until it is told to end."""
    ask = [sys.executable, "-c", HOLD, str(desk.folder)]
    child = subprocess.Popen(ask, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "held\n"
    yield child
    child.communicate()


async def test_who_waits_behind_another_process_hears_it_after_a_second_and_no_longer(desk, hold):
    async with DeskApp(desk).run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "TK1" in text(pilot.app))
        began = time.monotonic()
        await pilot.press("f4")
        await asyncio.sleep(0.5)
        assert WAITS not in text(pilot.app)
        await until_shown(pilot, lambda shown: WAITS in shown)
        assert 0.9 < time.monotonic() - began < 5
        await pilot.press("down")  # the screen goes on meanwhile
        hold.stdin.write("\n")
        hold.stdin.flush()
        await until_shown(pilot, lambda shown: WAITS not in shown and "in mano a luca" in shown)


async def until_shown(pilot, holds) -> None:
    """Wait for words on a screen whose hands are not at rest."""
    end = time.monotonic() + 15
    while not holds(text(pilot.app)):
        assert time.monotonic() < end, text(pilot.app)
        await asyncio.sleep(0.02)


async def test_nothing_is_loaded_while_nothing_happens(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        loads = app.screen.loads
        await asyncio.sleep(1.2)
        assert app.screen.loads == loads


async def test_a_deed_of_ones_own_is_heard(app, desk):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        loads = app.screen.loads
        app.screen.do(queue.take_next, desk)
        await until(pilot, lambda: app.screen.loads > loads)


async def test_a_screen_beneath_loads_when_it_is_on_top_again(app, desk):
    class Above(ListScreen):
        NAME = "ticket"

    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        beneath = app.screen
        app.push_screen(Above())
        await settle(pilot)
        loads = beneath.loads
        app.screen.do(queue.take_next, desk)
        await until(pilot, lambda: app.screen.loads > 1)
        assert beneath.loads == loads
        await pilot.press("escape")
        await until(pilot, lambda: beneath.loads == loads + 1)


async def test_a_call_started_elsewhere_stands_in_the_bar_and_counts(app, desk, clock):
    code = queue.take_next(desk).ticket.code
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        other = open_desk(desk.folder, who="luca", clock=clock)
        timer.start(other, code)
        await until(pilot, lambda: "● 0:00" in text(app))
        clock.passes(241)
        await until(pilot, lambda: "● 4:01" in text(app))
        assert "diventa fatturabile" in text(app)
        clock.passes(60)
        await until(pilot, lambda: "● 5:01" in text(app) and "fatturabile da ora" in lines(app)[-2])
        timer.stop(other)
        await until(pilot, lambda: "■ 5:01 da registrare" in text(app))


async def test_a_call_that_ran_before_the_start_is_there_with_its_time(app, desk, clock):
    timer.start(desk, queue.take_next(desk).ticket.code)
    clock.passes(95)
    assert read_live(desk).elapsed(desk.now()) == 95
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await until(pilot, lambda: "● 1:35" in text(app))


async def test_undo_names_the_deed_and_takes_it_back(app, desk):
    code = queue.take_next(desk).ticket.code
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("u")
        await settle(pilot)
        assert code in text(app) and "Annullare" in text(app)
        await pilot.press("enter")
        await settle(pilot)
        assert tickets.get(desk, code).state == "taken"
        await pilot.press("u")
        await settle(pilot)
        await pilot.press("s")
        await until(pilot, lambda: tickets.get(desk, code).state == "queued")


async def test_undo_names_an_older_deed_with_its_time_where_the_last_one_stays(app, desk):
    code = queue.take_next(desk).ticket.code
    tickets.note(desk, code, "sentito il cliente")
    other = queue.take_next(desk).ticket.code
    tickets.note(desk, other, "da richiamare")
    tickets.close(desk, code, why="doppia")
    tickets.note(desk, other, "fatto")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("u")
        await settle(pilot)
        seen = " ".join(text(app).split())
        assert other in seen and "Prima di questa" in seen and code in seen
        await pilot.press("s")
        await until(pilot, lambda: tickets.get(desk, code).state != "closed")


async def test_undo_says_when_there_is_nothing(app):
    app.desk.who = "marta"
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("u")
        await settle(pilot)
        assert "Non c'è nulla da annullare" in text(app)

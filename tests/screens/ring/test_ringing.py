"""The exchange says who rings: the card stands over whatever is there, and takes no key."""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys

import pytest
from deskterm.desk.agenda import callbacks
from deskterm.desk.calls import timer
from deskterm.desk.intake import by_phone, recovery
from deskterm.desk.tickets import tickets
from deskterm.widgets.ring_card import RingCard
from textual.widgets import Input, TextArea

from tests.screens.conftest import settle, text, until
from tests.screens.counter import Counter, opened, press

WORDS = "la stampa del registro esce con la data sbagliata e il cliente aspetta ".split()


@pytest.fixture
def counter(tmp_path) -> Counter:
    return Counter(tmp_path / "desk")


def rung(counter, phone="0445 000123", **more):
    """A softphone of luca's, in another process: another store at the same file."""
    from deskterm.desk.context import open_desk

    desk = open_desk(counter.folder, who="luca", clock=lambda: counter.now)
    try:
        return by_phone.ring(desk, phone, **more)
    finally:
        desk.close()


def carded(app) -> bool:
    return bool(app.screen.query(RingCard))


async def test_the_card_of_who_rings_stands_over_the_queue_and_f2_takes_the_number_up(counter):
    code = counter.request("C001")
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        rung(counter)
        await until(pilot, lambda: carded(app))
        shown = text(app)
        assert "Rossi Impianti srl · Anna Rossi" in shown and "contratto ✓ 31/12/26" in shown
        assert code in shown and "F2 risponde" in shown
        await press(pilot, "f2")
        assert app.screen.query_one("#who", Input).value == "0445 000123" and not carded(app)
        await press(pilot, "enter", "enter")
    assert timer.running(counter.desk).session.ticket == code
    assert by_phone.last(counter.desk).shown


async def test_a_number_that_nobody_has_says_so(counter):
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        rung(counter, "0999 123456", name="Ditta Ignota")
        await until(pilot, lambda: carded(app))
        assert "nessun cliente con questo numero Ditta Ignota" in text(app)


async def test_a_colleagues_ring_is_not_shown_here(counter):
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        colleague = counter.colleague()
        by_phone.ring(colleague, "0445 000123")
        counter.request("C002", "Qualcosa cambia")
        app.nudge()
        await settle(pilot)
        assert not carded(app) and not by_phone.last(colleague).shown
        colleague.close()


async def test_what_rang_before_the_screen_stood_is_no_news(counter):
    rung(counter)
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        counter.request("C002", "Qualcosa cambia")
        app.nudge()
        await settle(pilot)
        assert not carded(app)


async def test_the_card_goes_by_itself(counter):
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        rung(counter)
        await until(pilot, lambda: carded(app))
        counter.now += 60
        app.rings.tick(counter.now)
        await settle(pilot)
        assert not carded(app)


@pytest.mark.parametrize("times", [30, pytest.param(500, marks=pytest.mark.trial)])
async def test_rings_at_random_moments_lose_and_misplace_no_letter(counter, times):
    """A technician writes a letter while softphones ring, each at a file of its own."""
    code = counter.taken("C001")
    app = counter.app()
    chance = random.Random(9)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        await press(pilot, "r")
        letter = app.screen.query_one(TextArea)
        typed, shown = "", []
        for _ in range(times):
            phone = f"0445 000{chance.choice(('123', '456', '789'))}"
            ringing = asyncio.create_task(asyncio.to_thread(rung, counter, phone))
            for letters in chance.choice(WORDS):  # it rings somewhere within the word
                await pilot.press(letters)
                typed += letters
            number = (await ringing).number
            await until(pilot, lambda number=number: by_phone.last(counter.desk).shown)
            shown.append(by_phone.last(counter.desk).number == number and carded(app))
            await pilot.press("space")
            typed += " "
        assert shown == [True] * times
        assert typed in letter.text and app.focused is letter


def test_the_line_prints_the_card_where_no_screen_is_open(counter):
    code = counter.request("C001")
    found = run(counter, "ring", "tel:+390445000123")
    assert "Rossi Impianti srl" in found and "Anna Rossi" in found and code in found and "D28" in found
    assert "0999 1: nessun cliente" in run(counter, "ring", "0999 1")


def run(counter, *words: str) -> str:
    env = os.environ | {
        "DESKTERM_DESK": str(counter.folder),
        "DESKTERM_TECHNICIAN": "luca",
        "DESKTERM_LANG": "it",
        "DESKTERM_AT": "2026-03-03T09:12",
    }
    done = subprocess.run(
        [sys.executable, "-m", "deskterm", *words], env=env, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_a_missed_call_becomes_a_callback_once(counter):
    done = by_phone.missed(counter.desk, "0445 000456")
    (promised,) = callbacks.listing(counter.desk)
    assert (promised.ticket, promised.contact_phone) == (done.ticket, "0445 000456")
    assert tickets.get(counter.desk, done.ticket).customer == "Studio Bianchi"
    again = by_phone.missed(counter.desk, "+39 0445 000456")
    assert (again.ticket, again.callback) == (done.ticket, None)
    assert len(callbacks.listing(counter.desk)) == 1


def test_a_missed_call_of_a_stranger_is_kept_among_the_strangers(counter):
    done = by_phone.missed(counter.desk, "0999 123456", name="Ditta Ignota")
    assert (done.ticket, done.callback) == ("", None)
    (kept,) = recovery.pending(counter.desk)
    assert "0999 123456" in kept.body


async def test_the_number_one_calls_is_copied(counter):
    code = counter.taken("C001")
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ring", code)
        await press(pilot, "enter")
        assert app.clipboard == "0445000123"


async def test_the_number_one_calls_goes_to_the_command_of_the_settings(counter, tmp_path):
    app, called = counter.app(), tmp_path / "called"
    app.rings = type(app.rings)(app, f"sh -c 'echo {{number}} > {called}'")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ring", counter.taken("C001"))
        await press(pilot, "enter")
        await until(pilot, lambda: called.exists() and called.read_text().strip() == "0445000123")

"""The exchange says who rings: the card stands over whatever is there, and takes no key."""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys

import pytest
from deskterm.app import DeskApp
from deskterm.desk.agenda import callbacks
from deskterm.desk.calls import timer
from deskterm.desk.intake import by_phone, missed, recovery
from deskterm.desk.tickets import tickets
from deskterm.models.basics.ticket_numbers import short
from deskterm.screens.gate.screen import GateScreen
from deskterm.widgets.ring_card import RingCard, fitting
from textual.widgets import Input, TextArea

from tests.screens.conftest import settle, text, until
from tests.screens.counter import Counter, opened, press
from tests.screens.five import FiveDesk

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


def last_of(desk):
    """The last call that rang at this technician."""
    return by_phone.since(desk, by_phone.newest(desk) - 1)[0]


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
        assert short(code) in shown and "F2 risponde" in shown
        await press(pilot, "f2")
        assert app.screen.query_one("#who", Input).value == "0445 000123" and not carded(app)
        await press(pilot, "enter", "enter")
    assert timer.running(counter.desk).session.ticket == code
    assert last_of(counter.desk).shown


async def test_two_that_ring_in_one_instant_are_both_shown_and_each_who_rang_hears_so(counter):
    """The exchange rings twice between two looks of the screen; at an old desk only the last was kept."""
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        with counter.desk.write():
            numbers = [by_phone.ring(counter.desk, phone).number for phone in ("0445 000123", "0445 000456")]
        await until(pilot, lambda: all(one.shown for one in by_phone.since(counter.desk, numbers[0] - 1)))
        await settle(pilot)
        assert "Studio Bianchi" in text(app) and "e un'altra: Rossi Impianti srl 0445 000123" in text(app)


def test_a_ring_is_kept_while_it_is_news_and_no_longer(counter):
    first = rung(counter)
    by_phone.take_up(counter.desk, first.number)
    counter.now += by_phone.FRESH + 1
    second = rung(counter, "0445 000456")
    assert [one.number for one in by_phone.since(counter.desk, 0)] == [second.number]
    assert second.number == first.number + 1


async def test_a_number_that_nobody_has_says_so(counter):
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        rung(counter, "0999 123456", name="Ditta Ignota")
        await until(pilot, lambda: carded(app))
        assert "nessun cliente con questo numero · Ditta Ignota" in text(app)


@pytest.mark.parametrize("name", ["Mario Rossi", "Verdi srl", "Anna", "Studio", "Thiene"])
async def test_a_strangers_name_at_the_exchange_makes_them_no_customer(counter, name):
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        rung(counter, "0424 888777", name=name)
        await until(pilot, lambda: carded(app))
        known = "forse Ferramenta Verdi" if name == "Verdi srl" else ""
        said = f"☎ 0424 888777 nessun cliente con questo numero · {name}"
        assert said in text(app) and known in text(app)
        assert ("forse" in text(app)) == bool(known) and "contratto" not in text(app)


async def test_whom_the_exchange_names_may_be_a_customer_and_is_asked_about_before_a_clock_starts(counter):
    code = counter.request("C002")
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        rung(counter, "0424 888777", name="Bianchi Anna")
        await until(pilot, lambda: carded(app))
        assert "forse Studio Bianchi · Anna Bianchi" in text(app)
        assert "≈ Studio Bianchi" in await press(pilot, "f2")
        assert "È questo: Studio Bianchi?" in await press(pilot, "enter")
        await press(pilot, "enter")
        assert timer.running(counter.desk) is None
        await press(pilot, "enter")
        session = timer.running(counter.desk).session
        assert (session.ticket, session.caller_phone) == (code, "0424 888777")


async def test_the_name_of_the_exchange_stands_in_a_new_customers_card(counter):
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        rung(counter, "0424 888777", name="Anna Verdi")
        await until(pilot, lambda: carded(app))
        await press(pilot, "f2", "f7")
        assert app.screen.query_one("#person", Input).value == "Anna Verdi"
        assert app.screen.query_one("#phone", Input).value == "0424 888777"


async def test_a_colleagues_ring_is_not_shown_here(counter):
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        colleague = counter.colleague()
        by_phone.ring(colleague, "0445 000123")
        counter.request("C002", "Qualcosa cambia")
        app.nudge()
        await settle(pilot)
        assert not carded(app) and not last_of(colleague).shown
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
            await until(pilot, lambda number=number: last_of(counter.desk).shown)
            shown.append(last_of(counter.desk).number == number and carded(app))
            await pilot.press("space")
            typed += " "
        assert shown == [True] * times
        await settle(pilot)  # the last key has reached its field
        assert typed in letter.text and app.focused is letter


def test_the_line_prints_the_card_where_no_screen_is_open(counter):
    code = counter.request("C001")
    found = run(counter, "ring", "tel:+390445000123")
    assert "Rossi Impianti srl" in found and "Anna Rossi" in found and code in found and "D28" in found
    assert "0999 1: nessun cliente" in run(counter, "ring", "0999 1")
    stranger = run(counter, "ring", "0424888777", "--name", "Mario Rossi")
    assert stranger.strip() == "0424 888777: nessun cliente con questo numero. Mario Rossi"
    perhaps = run(counter, "ring", "0424888777", "--name", "Rossi Anna").splitlines()
    assert perhaps[1:] == ["forse C001 · Rossi Impianti srl · Anna Rossi, 0445 000123"]


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
    done = missed.missed(counter.desk, "0445 000456")
    (promised,) = callbacks.listing(counter.desk)
    assert (promised.ticket, promised.contact_phone) == (done.ticket, "0445 000456")
    assert tickets.get(counter.desk, done.ticket).customer == "Studio Bianchi"
    again = missed.missed(counter.desk, "+39 0445 000456")
    assert (again.ticket, again.callback) == (done.ticket, None)
    assert len(callbacks.listing(counter.desk)) == 1


def test_a_missed_call_of_a_stranger_is_kept_among_the_strangers(counter):
    done = missed.missed(counter.desk, "0999 123456", name="Ditta Ignota")
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


# Two that ring, and where the card lies


async def ring_here(pilot, counter, *phones: str) -> str:
    """These ring one after the other; what the terminal shows when the last is on the card."""
    for phone in phones:
        number = rung(counter, phone).number
        await until(pilot, lambda number=number: last_of(counter.desk).shown)
    await settle(pilot)
    return text(pilot.app)


async def test_who_rings_beside_another_is_named_and_f2_takes_the_newest_and_loses_nobody(counter):
    app = counter.app()
    prompt = lambda: app.screen.query_one("#who", Input).value  # noqa: E731
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        shown = await ring_here(pilot, counter, "0445 000123", "0445 000456")
        assert "☎ 0445 000456 Studio Bianchi" in shown
        assert "e un'altra: Rossi Impianti srl 0445 000123" in shown
        await press(pilot, "f2")
        app.rings.tick(counter.now)
        assert prompt() == "0445 000456" and "☎ 0445 000123 Rossi Impianti srl" in await press(pilot)
        await press(pilot, "f2")  # the other one first: whom one left rings on
        app.rings.tick(counter.now)
        shown = await press(pilot)
        assert prompt() == "0445 000123" and "☎ 0445 000456 Studio Bianchi" in shown
        await press(pilot, "ctrl+s")
        assert not carded(app) and app.screen.query_one("#who", Input).value == "0445 000123"
        await press(pilot, "f2", "f2")
        assert prompt() == "0445 000123" and len(app.screen_stack) == 2


async def test_what_f2_took_up_is_typed_over(counter):
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await ring_here(pilot, counter, "0999 123456")
        await press(pilot, "f2")
        assert "Studio Bianchi" in await press(pilot, *"bianchi")
        assert app.screen.query_one("#who", Input).value == "bianchi"


async def test_a_call_that_nobody_took_up_is_told_when_its_card_goes(counter):
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await ring_here(pilot, counter, "0445 000456")
        counter.now += 60
        app.rings.tick(counter.now)
        shown = " ".join((await press(pilot)).split())
        assert not carded(app) and "Ha chiamato alle 09:12: Studio Bianchi 0445 000456" in shown


async def test_the_card_goes_by_its_own_key_where_somebody_types_too(counter):
    code = counter.taken("C001")
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        await press(pilot, "r")
        assert "Ctrl+S toglie" in await ring_here(pilot, counter, "0445 000456")
        before = app.screen.query_one(TextArea).text
        await press(pilot, "ctrl+s")
        assert not carded(app) and app.screen.query_one(TextArea).text == before
        await press(pilot, "f2")
        assert app.screen.query_one("#who", Input).value == ""  # it is nobody's here


async def test_the_card_lies_beside_the_row_in_front_and_beside_the_running_clock(counter):
    for number in range(18):
        counter.request("C002", f"Numero {number}")
    app = DeskApp(counter.desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "1")
        shown = await ring_here(pilot, counter, "0445 000123")
        assert "▌" in shown and "☎ 0445 000123" in shown
        for key in ("down",) * 11:
            assert "▌" in await moved(pilot, key)
        timer.start(counter.desk, counter.taken("C001"))
        app.nudge()
        await press(pilot)
        await press(pilot, "f3", *"nota")
        app.rings.tick(counter.now)
        await moved(pilot)
        card = app.screen.query_one(RingCard)
        assert not card.region.overlaps(app.screen.query_one("#clock").region)
        assert not card.region.overlaps(app.screen.query_one("#picks").region)
        assert "nota" in text(app) and "☎ 0445 000123" in text(app)


async def moved(pilot, *keys: str) -> str:
    """After these keys, once the card has looked where it lies."""
    await press(pilot, *keys)
    for card in pilot.app.screen.query(RingCard):
        card.place()
    return await press(pilot)


def test_a_price_is_on_the_card_whole_or_not_at_all():
    call = (
        "telefonata, teleassistenza: compreso fino a 5 minuti, oltre tutto a pagamento: 54,00 € l'ora (D28)"
    )
    training = "formazione: a pagamento: 54,00 € l'ora, prima dal carnet (D28)"
    told = [line.plain for line in fitting((call, training), 76)]
    assert " ".join(told) == call and len(told) == 2
    told = [line.plain for line in fitting(("telefonata: gratuito (I3)", training), 76)]
    assert " ".join(told) == f"telefonata: gratuito (I3), {training}"
    assert " ".join(line.plain for line in fitting((call, training), 40)) == call


# One prompt, whatever lies over it


@pytest.mark.parametrize("over", ["f3", "f8", "f7", "question_mark", "8"])
async def test_phone_fault_13_f2_over_what_lies_over_the_prompt_leaves_one_prompt(counter, over):
    timer.start(counter.desk, counter.taken("C002"))
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", *"rossi", *(["enter"] if over == "question_mark" else []))
        await (opened(pilot, "agenda") if over == "8" else press(pilot, over))
        assert getattr(app.screen, "NAME", "") != "ring"
        await press(pilot, "f2")
        assert [getattr(one, "NAME", "") for one in app.screen_stack].count("ring") == 1
        assert app.screen.NAME == "ring"
        await press(pilot, "escape")
        assert "ring" not in [getattr(one, "NAME", "") for one in app.screen_stack]


async def test_phone_fault_13_no_prompt_waits_in_a_place_one_has_left(counter):
    app = DeskApp(counter.desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "1", "f2", *"rossi")
        app.go("packs")
        await press(pilot, "f2", "escape", "escape")
        assert app.current_mode == "queue" and app.screen.NAME == "queue"


async def test_what_was_told_at_a_gate_is_kept_under_the_next_prompt(tmp_path):
    desk = FiveDesk(tmp_path / "micro", "digital-micro")
    timer.start(desk.desk, desk.taken())
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        told = await press(pilot, "f3", "f6", "1", "2")
        assert await press(pilot, "f2", "escape") == told and isinstance(app.screen, GateScreen)


async def test_a_second_call_from_the_card_parks_the_first_with_one_key(counter):
    timer.start(counter.desk, counter.taken("C002"))
    code = counter.request("C001")
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f3")
        counter.now += 221
        await ring_here(pilot, counter, "0445 000123")
        shown = await press(pilot, "f2", "enter", "enter", "s")
        assert "● 0:00" in shown and "‖ 3:41" in shown
    assert timer.running(counter.desk).session.ticket == code


async def test_a_ring_that_comes_while_the_program_ends_finds_no_page_and_stops_nothing(counter):
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await ring_here(pilot, counter, "0445 000123")
        card = app.screen.query_one(RingCard)
        await press(pilot, "ctrl+q")
    card.place()
    app.rings.tick(counter.now + 1)
    assert app.return_code == 0


@pytest.mark.parametrize("keys", [("u",), ("question_mark",), ("M", "u")])
@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_a_dialog_stays_where_it_is_when_a_card_comes_over_it(counter, keys, size):
    counter.taken("C002")
    app = counter.app()
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, *keys)
        (box, *_) = [one for one in app.screen.children if one.region.width]
        stood = box.region
        assert stood.x > 0, "in the middle"
        rung(counter)
        await until(pilot, lambda: carded(app))
        await settle(pilot)
        assert box.region == stood


async def test_a_ring_that_is_silenced_at_one_screen_goes_from_the_others_of_the_same_technician(counter):
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        number = rung(counter).number
        await until(pilot, lambda: carded(app))
        by_phone.silence(counter.colleague(), number)  # somebody else's screen says nothing here
        by_phone.silence(counter.desk, number)
        await until(pilot, lambda: not carded(app))
        assert "ha riattaccato" not in text(app)


async def test_the_card_leaves_what_is_to_be_said_of_a_new_customer_in_sight(counter):
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await ring_here(pilot, counter, "0445 000123", "0999 123456")
        await press(pilot, "f2")
        shown = await press(pilot, "f7")
        app.rings.tick(counter.now)
        await press(pilot)
        app.screen.query_one(RingCard).place()
        shown = await press(pilot)
        assert "Da dire: «Non risulta ancora un contratto" in shown and "☎ 0445 000123" in shown


async def test_calls_that_wait_are_named_beside_a_ticket_only_where_one_does(counter):
    code = counter.taken("C001")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ring", code)
        assert "le chiamate in attesa" not in text(pilot.app)
    timer.start(counter.desk, counter.taken("C002"))
    timer.pause(counter.desk)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await opened(pilot, "ring", code)
        assert "le chiamate in attesa: F3" in text(pilot.app)

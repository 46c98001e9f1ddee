"""Three that ring are all in reach, who gives up is on no card, and what was typed before comes back."""

from __future__ import annotations

import pytest
from deskterm.desk.agenda import callbacks, caller
from deskterm.desk.customers import cards
from deskterm.desk.intake import missed, recovery
from deskterm.desk.tickets import tickets
from textual.widgets import Input

from tests.screens.conftest import settle, text, until
from tests.screens.counter import Counter, press
from tests.screens.ring.test_ringing import carded, ring_here, run

NUMBERS = ("0445 000123", "0445 000456", "0445 000789")


@pytest.fixture
def counter(tmp_path) -> Counter:
    return Counter(tmp_path / "desk")


def prompt(app) -> str:
    return app.screen.query_one("#who", Input).value


async def test_f2_goes_round_all_that_ring(counter):
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await ring_here(pilot, counter, *NUMBERS)
        taken = []
        for _ in range(6):
            await press(pilot, "f2")
            taken.append(prompt(app))
        assert taken == [*reversed(NUMBERS), *reversed(NUMBERS)]
        shown = await press(pilot)
        assert "Ferramenta Verdi" in shown and "Studio Bianchi" in shown


async def test_a_fourth_that_rings_is_the_next_that_f2_takes_up(counter):
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await ring_here(pilot, counter, *NUMBERS)
        await press(pilot, "f2")
        await ring_here(pilot, counter, "0999 123456")
        await press(pilot, "f2")
        assert prompt(app) == "0999 123456"
        await press(pilot, "f2", "f2")
        assert {prompt(app)} <= set(NUMBERS)


async def test_a_missed_call_takes_its_card_away_in_every_spelling(counter):
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await ring_here(pilot, counter, "0445 000456", "0445 000123")
        missed.missed(counter.desk, "+39 0445000123")
        app.nudge()
        await until(pilot, lambda: "Chiamata persa: Rossi Impianti srl" in text(app))
        assert "☎ 0445 000456 Studio Bianchi" in await press(pilot)
        missed.missed(counter.desk, "0445 000456")
        app.nudge()
        await until(pilot, lambda: not carded(app))
        assert "F2 risponde" not in await press(pilot)


async def test_who_rings_again_after_a_missed_call_is_on_the_card_again(counter):
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await ring_here(pilot, counter, "0445 000123")
        missed.missed(counter.desk, "0445 000123")
        app.nudge()
        await until(pilot, lambda: not carded(app))
        assert "☎ 0445 000123" in await ring_here(pilot, counter, "0445 000123")


def test_a_missed_call_is_promised_on_the_ticket_that_a_call_would_go_to(counter):
    code = counter.taken("C001", subject="Stampa", contact="Ivo Neri", phone="0445 000555")
    counter.request("C001", "In coda")
    done = missed.missed(counter.desk, "0445 000123")
    (promised,) = callbacks.listing(counter.desk)
    assert (done.ticket, promised.ticket) == (code, code)
    assert (promised.contact_name, promised.contact_phone) == ("Anna Rossi", "0445 000123")
    assert "Chiamata persa da 0445 000123" in tickets.thread(counter.desk, code)[-1].body
    assert missed.missed(counter.desk, "0445 000123").callback is None


def test_what_a_missed_call_leaves_speaks_the_customers_language_whatever_the_command_speaks(
    counter, monkeypatch
):
    cards.change(counter.desk, "C002", {"language": "en"})
    done = missed.missed(counter.desk, "0445 000456")
    assert tickets.get(counter.desk, done.ticket).subject == "Missed call"
    monkeypatch.setenv("DESKTERM_LANG", "en")
    found = run(counter, "--lang", "en", "ring", "0445 000123", "--missed")
    assert "TK" in found
    first = next(one for one in callbacks.listing(counter.desk) if one.contact_name == "Anna Rossi")
    assert tickets.get(counter.desk, first.ticket).subject == "Chiamata persa"
    run(counter, "--lang", "en", "ring", "0999 123456", "--missed")
    (kept,) = recovery.pending(counter.desk)
    assert "Chiamata persa da 0999 123456" in kept.body


async def test_a_request_by_telephone_is_stored_in_the_customers_language(counter):
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "L", "f2", *"bianchi", "enter", "n", *"permessi", "enter")
    code = next(one.ticket for one in caller.talking(counter.colleague(), "C002"))
    assert "Richiesta per telefono." in tickets.thread(counter.desk, code)[0].body


async def test_what_was_typed_comes_back_after_f2_took_up_who_rings(counter):
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", *"bianchi")
        await ring_here(pilot, counter, "0445 000123", "0445 000789")
        await press(pilot, "f2", "f2")
        assert prompt(app) == "0445 000123"
        shown = await press(pilot, "escape")
        assert prompt(app) == "bianchi" and "Studio Bianchi" in shown
        assert carded(app) and "☎ 0445 000123" in await press(pilot)
        await press(pilot, "escape")
        assert getattr(app.screen, "NAME", "") != "ring"


# What exchanges hand over


@pytest.mark.parametrize(
    "given",
    [
        "tel:+390445000123;ext=12",
        "tel:0445-000-123;phone-context=+39",
        "sip:0445000123@centralino.example;user=phone",
        "sips:+390445000123@10.0.0.1:5061?Subject=x",
        '"Anna" <sip:%2B390445000123@centralino.example>',
        "0445000123@centralino.example",
        "callto:0445000123",
    ],
)
async def test_a_number_is_known_in_whatever_way_the_exchange_hands_it_over(counter, given):
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "Rossi Impianti srl" in await ring_here(pilot, counter, given)
        await press(pilot, "f2")
        assert "0445" in prompt(app) and ";" not in prompt(app) and "@" not in prompt(app)


@pytest.mark.parametrize(
    "given", ["anonymous", "sip:anonymous@anonymous.invalid", "Numero privato", "tel:unknown"]
)
async def test_a_number_that_is_withheld_is_said_to_be_and_is_nobodys_number(counter, given):
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        shown = await ring_here(pilot, counter, given)
        assert "☎ numero nascosto" in shown and "nessun cliente con questo numero" not in shown
        await press(pilot, "f2")
        assert app.screen.NAME == "ring" and prompt(app) == "" and not carded(app)
        assert "Studio Bianchi" in await press(pilot, *"bianchi")


def test_the_line_says_that_a_number_is_withheld_and_promises_nobody_a_call(counter):
    assert run(counter, "ring", "anonymous").strip() == "numero nascosto"
    assert (
        run(counter, "ring", "anonymous", "--name", "Ditta Ignota").strip() == "numero nascosto Ditta Ignota"
    )
    assert "non si può richiamare" in run(counter, "ring", "anonymous", "--missed")
    assert callbacks.listing(counter.desk) == () and recovery.pending(counter.desk) == ()
    code = counter.request("C002")
    assert code in run(counter, "ring", "sip:0445000456@centralino.example", "--missed")

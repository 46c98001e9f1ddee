"""A colleague speaks with who rings, and what else is promised to them: seen before a clock starts."""

from __future__ import annotations

import pytest
from deskterm.desk.agenda import appointments
from deskterm.desk.calls import timer
from deskterm.desk.customers import cards
from deskterm.desk.intake import by_phone
from deskterm.desk.queue import queue
from deskterm.models.basics.ticket_numbers import short
from deskterm.widgets.text.card_text import CardText

from tests.clocks import rome
from tests.screens.conftest import settle, text, until
from tests.screens.counter import Counter, opened, press
from tests.screens.ring.test_ringing import carded


@pytest.fixture
def counter(tmp_path) -> Counter:
    return Counter(tmp_path / "desk")


def speaks(counter) -> str:
    """Marta's call with Rossi runs; its ticket."""
    marta = counter.colleague()
    code = counter.request("C001")
    queue.take(marta, code, reason="x")
    timer.start(marta, code)
    marta.close()
    return code


async def test_a_colleagues_running_call_is_on_both_cards_and_in_the_row(counter):
    code = speaks(counter)
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        by_phone.ring(counter.desk, "0445 000123")
        await until(pilot, lambda: carded(app))
        assert "al telefono con marta · contratto ✓" in text(app)
        shown = await press(pilot, "f2")
        assert "● al telefono con marta" in shown and "0 min" not in shown
        assert f"Invio: {short(code)}, al telefono con marta" in shown


async def test_a_second_call_with_the_same_customer_is_asked_about_first(counter):
    speaks(counter)
    mine = counter.taken("C001", subject="In mano")
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "f2", *"rossi", "enter", "enter")
        assert "marta parla già con Rossi Impianti srl" in shown
        assert timer.running(counter.desk) is None
        await press(pilot, "n")
        assert timer.running(counter.desk) is None
        await press(pilot, "enter", "s")
    assert timer.running(counter.desk).session.ticket == mine


async def test_the_ring_card_shows_packs_and_what_else_is_promised_today(counter):
    code = counter.taken("C001", subject="Sessione")
    counter.taken("C001", subject="In mano")
    appointments.add(counter.desk, code, starts_at=rome("2026-03-03T15:15"), minutes=60, kind="remote")
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        by_phone.ring(counter.desk, "0445 000123")
        await until(pilot, lambda: carded(app))
        assert "2 aperti · carnet ore 0h15" in text(app)
        assert f"{short(code)} appuntamento alle 15:15" in text(app)


async def test_the_day_of_an_agreement_that_is_over_stands_whole_in_the_list_of_who_was_found(counter):
    person = {"name": "Ida Gialli", "phone": "0445 000321"}
    over = {"contract_from": "2025-01-01", "contract_until": "2025-12-31", "plan": "standard"}
    cards.add(counter.desk, code="C004", name="Gialli srl", town="Thiene", contacts=[person], **over)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        assert "✗ 31/12/25 !!" in await press(pilot, "f2", *"gialli")


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_a_note_that_does_not_fit_on_a_card_ends_in_a_mark(counter, size):
    words = " ".join(f"parola{number}" for number in range(60))
    cards.change(counter.desk, "C001", {"notes": words})
    code = counter.taken("C001")
    app = counter.app()
    async with app.run_test(size=size) as pilot:
        await press(pilot, "f2", *"rossi")
        assert cut(app), "who rings"
        await press(pilot, "escape")
        timer.start(counter.desk, code)
        await opened(pilot, "call")
        assert cut(app), "the call"
        cards.change(counter.desk, "C001", {"notes": "breve"})
        await press(pilot, "escape")
        await press(pilot, "f2", *"rossi")
        shown = str(app.screen.query_one("#card", CardText).render())
        assert ("…" in shown) == (size == (60, 20)), "what fits is not marked"


def cut(app) -> bool:
    """Whether the last line of the card that is seen ends in a mark."""
    card = app.screen.query_one("#card", CardText)
    seen = [text(app).splitlines()[y][card.region.x : card.region.right] for y in range(*rows(card))]
    return seen[-1].rstrip().endswith("…")


def rows(card) -> tuple[int, int]:
    return card.region.y, card.region.bottom

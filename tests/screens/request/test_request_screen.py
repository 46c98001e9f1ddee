"""A request that came by voice, chat or portal: what its channel asks for, and what the terms make of it."""

from __future__ import annotations

from threading import Event

import pytest
from deskterm import locale
from deskterm.desk.intake import recovery
from deskterm.desk.queue import queue
from deskterm.desk.tickets import drafts, tickets
from textual.widgets import Input

from tests.screens.conftest import text, until
from tests.screens.counter import opened, press
from tests.screens.five import FiveDesk


@pytest.fixture
def portal(tmp_path) -> FiveDesk:
    return FiveDesk(tmp_path / "desk", "omniagest")


async def test_the_form_asks_what_the_channel_wants_and_knows_the_customer(portal):
    async with portal.app(empty=True).run_test(size=(80, 24)) as pilot:
        shown = await opened(pilot, "request", "C001")
        for word in ("Referente", "Telefono", "E-mail", "Tipo", "Prodotto"):
            assert word in shown
        assert "Risponde dalle" not in shown  # another channel's
        assert "Rossi Impianti srl" in shown and "Anna Rossi" in shown and "0445 000123" in shown


async def test_what_is_missing_is_named_before_it_is_filed_and_again_to_the_customer(portal):
    async with portal.app(empty=True).run_test(size=(80, 24)) as pilot:
        shown = await opened(pilot, "request", "C001")
        assert "Manca: tipo di richiesta (O6)" in shown and "Attende chiarimenti" in shown
        shown = await press(pilot, "f9")
        assert "F9 di nuovo" in shown and tickets_of(portal) == 0
        shown = await press(pilot, "f9")
        assert "Attende chiarimenti (O6)" in shown and "Chiesto al cliente" in shown
    assert tickets.get(portal.desk, "TK000001").state == "waiting"


async def test_a_whole_request_goes_into_the_queue_with_its_promise(portal):
    async with portal.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "request", "C001")
        pilot.app.screen.query_one("#subject", Input).focus()
        await press(pilot, *"Stampa")
        pilot.app.screen.query_one("#type").focus()
        shown = await press(pilot, "right")
        assert "tutto quello che serve" in shown and "Va in coda" in shown and "mer 10:30 (O3)" in shown
        await press(pilot, "f9")
        assert "TK1 è in coda" in text(pilot.app)
    ticket = tickets.get(portal.desk, "TK000001")
    assert (ticket.state, ticket.subject, ticket.contact_phone) == ("queued", "Stampa", "0445 000123")
    assert ticket.soft_due_at < ticket.due_at


async def test_another_channel_asks_other_things_and_keeps_what_was_typed(portal):
    async with portal.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "request", "C001")
        pilot.app.screen.query_one("#channel").focus()
        shown = await press(pilot, "left")
        assert "Risponde dalle" in shown and "Prodotto" not in shown and "Anna Rossi" in shown


async def test_who_may_not_ask_is_told_the_clause_before_and_after(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "digital-micro")
    async with desk.app(empty=True).run_test(size=(80, 24)) as pilot:
        shown = await opened(pilot, "request", "C002")
        told = " ".join(shown.split())
        assert "Verrebbe respinta (M1) «" in told and "aderisce al servizio" in told
        pilot.app.screen.query_one("#subject", Input).focus()
        shown = await press(pilot, *"Aiuto", "f9", "f9")
        assert "Respinta (M1)" in shown and "resta nella Posta" in shown
    assert [one.outcome for one in recovery.pending(desk.desk, ("rejected",))] == ["rejected"]


async def test_a_season_and_the_one_request_a_day_are_said_while_one_types(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "contabilita-in-cloud", at="2026-03-16T10:30")
    desk.request()
    async with desk.app(empty=True).run_test(size=(80, 24)) as pilot:
        shown = await opened(pilot, "request", "C001")
        assert "T15" in shown and "T16" in shown


async def test_c_on_the_queue_looks_for_the_customer_first_and_then_shows_the_ticket(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "delta-system")
    async with desk.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "c")
        assert "Chi chiede?" in shown
        await press(pilot, *"rossi", "enter", *"Stampa F24", "tab")
        pilot.app.screen.query_one("#problem").focus()
        await press(pilot, *"non stampa", "f9")
        shown = text(pilot.app)
        assert "TK000001" in shown and "Stampa F24" in shown and "non stampa" in shown


async def test_the_form_changes_its_language_and_keeps_what_was_typed(portal):
    async with portal.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "request", "C001")
        pilot.app.screen.query_one("#subject", Input).value = "Stampa"
        await pilot.app.action_language()
        shown = await press(pilot)
        assert locale.language() == "en"
        assert "Stampa" in shown and "Subject" in shown and "Anna Rossi" in shown


async def test_phone_fault_23_a_request_that_is_half_typed_outlives_esc_and_is_offered_again(portal):
    async with portal.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "request", "C001")
        pilot.app.screen.query_one("#problem").focus()
        shown = await press(pilot, *"non stampa", "escape")
        assert "Nuova richiesta" not in shown and "La bozza resta" in shown
        shown = await opened(pilot, "request", "C001")
        assert "Ripresa la bozza" in shown and "non stampa" in shown
        await press(pilot, *" F24", "f9", "f9")  # what is missing is named first
        assert drafts.mine(portal.desk) == ()
        assert tickets_of(portal) == 1 and tickets.thread(portal.desk, "TK000001")[0].body == "non stampa F24"


async def test_phone_fault_23_a_request_is_at_the_desk_as_it_is_typed(portal):
    async with portal.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "request", "C001")
        pilot.app.screen.query_one("#subject").focus()
        await press(pilot, *"Stampa")
        await until(pilot, lambda: [one.text for one in drafts.mine(portal.desk)] == ["Stampa"])


async def test_a_request_that_nobody_typed_in_leaves_no_draft(portal):
    async with portal.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "request", "C001")
        assert "bozza" not in await press(pilot, "escape")
        assert drafts.mine(portal.desk) == ()


async def test_a_request_that_was_begun_is_thrown_away_by_its_own_key_at_the_second_time(portal):
    async with portal.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "request", "C001")
        pilot.app.screen.query_one("#problem").focus()
        assert "ancora lo stesso tasto" in await press(pilot, *"no", "ctrl+n")
        assert "Nuova richiesta" not in await press(pilot, "ctrl+n")
        assert drafts.mine(portal.desk) == ()
        assert "Ripresa" not in await opened(pilot, "request", "C001")


def tickets_of(desk: FiveDesk) -> int:
    with desk.desk.read() as conn:
        return conn.execute("SELECT count(*) FROM ticket").fetchone()[0]


async def test_what_is_typed_is_kept_although_the_page_is_gone_before_the_desk_has_time(portal):
    """A slow machine: every hand is busy until the page has been taken away; «La bozza resta» is true."""
    free = Event()
    app = portal.app(empty=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "request", "C001")
        page = app.screen
        page.query_one("#problem").focus()
        await press(pilot, *"non stampa")
        for _ in range(3):
            app.hands.give(free.wait)
        await pilot.press("escape")
        while page.is_attached:
            await pilot.pause(0.02)
        free.set()
        assert "La bozza resta" in await press(pilot)
        (kept,) = drafts.mine(portal.desk)
        assert "non stampa" in kept.text


@pytest.mark.rule("D24")
@pytest.mark.parametrize(
    ("lang", "would", "ways"),
    [
        (
            "it",
            "Questo canale ora non si può usare (D24) «Fuori orario i cellulari",
            "Aperti: Posta, Linea urgenze.",
        ),
        ("en", "This channel cannot be used now (D24) “Out of hours the on-call", "Open: Mail, Urgent line."),
    ],
)
async def test_a_channel_that_is_not_open_is_told_with_its_clause_and_those_that_are(
    tmp_path, lang, would, ways
):
    desk = FiveDesk(tmp_path / "desk", "delta-system")
    async with desk.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "request", "C001")
        if lang == "en":
            await pilot.app.action_language()
            await press(pilot)
        pilot.app.screen.query_one("#channel").focus()
        shown = " ".join((await press(pilot, "left")).split())
        assert would in shown and ways in shown
        pilot.app.screen.query_one("#subject", Input).focus()
        shown = " ".join((await press(pilot, *"Fermi", "f9", "f9")).split())
        assert ways in shown
    assert queue.count(desk.desk) == 0

"""Work in steps from a ticket: opened, planned, confirmed by mail, delivered, with the clause behind it."""

from __future__ import annotations

import pytest
from deskterm.desk.agenda import projects
from deskterm.desk.calls import timer
from deskterm.desk.customers import cards
from deskterm.desk.tickets import tickets
from deskterm.desk.triage import triage
from textual.widgets import Input

from tests.screens.counter import opened, press
from tests.screens.five import FiveDesk


@pytest.fixture
def istes(tmp_path) -> FiveDesk:
    """ISTES in October: a wish for labels with a bar code, triaged as a customisation."""
    desk = FiveDesk(tmp_path / "desk", "istes", "2026-10-05T10:30")
    triage.triage(desk.desk, desk.taken(subject="Etichette"), topic="customisation", severity="C")
    return desk


async def test_one_key_says_the_steps_of_the_terms_and_opens_the_project(istes):
    async with istes.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", "TK000001")
        shown = await press(pilot, "w")
        assert "Realizzazione, Test, Collaudo, Conferma" in shown and "Ricerca e sviluppo" in shown
        assert "(I13)" in shown
        shown = await press(pilot, "s")
        assert "si lavora a passi" in shown and "Realizzazione (I13)" in shown
    assert projects.get(istes.desk, "TK000001").state == "open"


async def test_a_step_without_its_mail_is_refused_with_the_clause_and_with_it_is_done(istes):
    projects.open_(istes.desk, "TK000001")
    async with istes.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", "TK000001")
        shown = await press(pilot, "w")
        assert "▸ Realizzazione (I13)" in shown and "Fatto: Realizzazione" in shown
        shown = await press(pilot, "enter", "f9")
        assert "(I13)" in shown and "per posta" in shown
        istes.now += 60
        tickets.answer(istes.desk, "TK000001", text="Ecco la prima versione.")
        await press(pilot, "escape", "w", "enter")
        pilot.app.screen.query_one("#who", Input).value = "marta"
        assert "ora: Test" in await press(pilot, "f9")
        shown = await press(pilot, "w")
        assert "✓ Realizzazione (I13) 5/10/26 · marta · per posta" in shown
    assert projects.get(istes.desk, "TK000001").following.step.id == "test"


async def test_a_step_is_planned_for_a_day_that_stands_on_the_ticket_and_the_card(istes):
    projects.open_(istes.desk, "TK000001")
    async with istes.app().run_test(size=(140, 40)) as pilot:
        await opened(pilot, "ticket", "TK000001")
        await press(pilot, "w", "down", "enter")
        pilot.app.screen.query_one(Input).value = "12/10/26"
        shown = await press(pilot, "enter")
        assert "Realizzazione entro 12/10/26 (I13)" in shown
        assert "Etichette: Realizzazione entro 12/10/26 (I13)" in shown  # on the customer's line
    assert projects.get(istes.desk, "TK000001").following.planned_on == "2026-10-12"


async def test_a_topic_without_steps_says_so(istes):
    triage.triage(istes.desk, "TK000001", topic="usage", severity="C")
    async with istes.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", "TK000001")
        assert "non è fra quelli che si lavorano a passi" in await press(pilot, "w")


async def test_what_was_given_up_and_what_was_done_before_stay_to_be_read(istes):
    projects.open_(istes.desk, "TK000001")
    for step in ("realisation", "test"):
        istes.now += 60
        tickets.answer(istes.desk, "TK000001", text="Ecco.")
        projects.done(istes.desk, "TK000001", step)
    projects.drop(istes.desk, "TK000001", why="il cliente rinuncia")
    async with istes.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", "TK000001")
        shown = await press(pilot, "w")
        assert "lasciato: il cliente rinuncia" in shown
        assert "✓ Test (I13)" in shown
        shown = await press(pilot, "escape", "d", "end")
        assert "passo Test fatto il 5/10/26 da luca (I13)" in shown


async def test_the_fee_and_what_it_usually_is_stand_on_the_card(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "delta-system")
    agreed = {"contract_from": "2026-01-01", "fee_cents": 20_000, "fee_base_cents": 120_000}
    cards.add(desk.desk, code="C009", name="Neri", **agreed)
    code = desk.taken("C009")
    timer.start(desk.desk, code)
    async with desk.app(empty=True).run_test(size=(140, 40)) as pilot:
        await opened(pilot, "call")
        shown = await press(pilot)
        assert "canone 200,00 € l'anno (di solito 240,00 €," in shown and "D25)" in shown

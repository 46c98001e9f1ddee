"""`u`: what is taken back is named first, of another day with its day."""

from __future__ import annotations

import pytest
from deskterm.desk.agenda import callbacks
from deskterm.desk.tickets import tickets, undo
from deskterm.desk.triage import divide

from tests.screens.counter import opened, press
from tests.screens.five import FiveDesk


@pytest.fixture
def delta(tmp_path) -> FiveDesk:
    return FiveDesk(tmp_path / "desk", "delta-system")


async def test_u_after_b_takes_the_promised_call_back(delta):
    code = delta.taken()
    async with delta.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        await press(pilot, "b", "f9")
        assert len(callbacks.of_ticket(delta.desk, code)) == 1
        assert "TK1: richiamata promessa" in await press(pilot, "u")
        await press(pilot, "s")
    assert callbacks.of_ticket(delta.desk, code) == ()
    assert tickets.get(delta.desk, code).state == "taken"


async def test_an_action_of_another_day_is_named_with_its_day(delta):
    code = delta.taken()
    delta.now += 86_400
    async with delta.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        shown = await press(pilot, "u")
        assert "TK1: preso" in shown and "un altro giorno: 3/3" in shown
        await press(pilot, "s")
    assert tickets.get(delta.desk, code).state == "queued"


async def test_why_nothing_is_taken_back_names_tickets_as_the_screens_do(delta):
    code = delta.taken()
    delta.desk.who = "marta"
    tickets.note(delta.desk, code, "sentito")
    delta.desk.who = "luca"
    async with delta.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        shown = await press(pilot, "u")
        assert "Nel frattempo su TK1 è successo altro" in shown


async def test_a_ticket_that_was_taken_back_is_found_in_no_view(delta):
    body = "Non stampa il registro.\n\nPoi: come si cambia la password?"
    code = delta.request(body=body)
    divide.split(delta.desk, code, [divide.Cut(offset=body.index("Poi"))])
    undo.undo(delta.desk)
    async with delta.app().run_test(size=(100, 30)) as pilot:
        shown = await press(pilot, "slash", *"tk2", "enter")
        (row,) = [
            line for line in shown.splitlines() if "TK2 " in line and "Rossi" in line and "numero" in line
        ]
        assert "Annullato" in row and "Evasi" not in row


async def test_a_call_that_runs_offers_no_undo_of_the_taking_that_came_with_it(delta):
    code = delta.request()
    callbacks.add(delta.desk, code)
    async with delta.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "f8", "enter")
        assert "0445 000123: copiato" in shown and "u Annulla" not in shown
    assert "il tempo di una chiamata resta" in undo.offer(delta.desk).refused
    assert tickets.get(delta.desk, code).state == "taken"

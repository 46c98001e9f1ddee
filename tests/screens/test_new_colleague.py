"""Somebody new works at the desk: added by name from any screen, and there for the next ticket."""

from __future__ import annotations

from deskterm.desk.tickets import tickets
from deskterm.desk.upkeep import technicians

from tests.screens.counter import Counter, opened, press


async def test_phone_fault_12_a_technician_is_added_from_the_palette_and_gets_a_ticket_at_once(tmp_path):
    counter = Counter(tmp_path / "desk")
    code = counter.taken("C001")
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        shown = await press(pilot, "ctrl+p", *"tecnico")
        assert "Aggiungi tecnico" in shown
        shown = await press(pilot, "enter")
        assert "Aggiungi un tecnico" in shown and "ruolo" in shown
        await press(pilot, *"ada", "enter", *"Ada Neri", "enter")
        assert "ada: al banco da ora" in await press(pilot, "f9")
        assert "Ada Neri" in await press(pilot, "h")
        await press(pilot, *"ada", "enter", "enter")
        assert tickets.get(counter.desk, code).taken_by == "ada"
    assert {(one.name, one.full_name, one.role) for one in technicians.technicians(counter.desk)} >= {
        ("ada", "Ada Neri", "technician")
    }


async def test_a_new_lead_is_one_and_a_blank_name_is_asked_for_again(tmp_path):
    counter = Counter(tmp_path / "desk")
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot)
        await app.run_action("app.technician")
        assert "Serve il nome" in await press(pilot, "f9")
        await press(pilot, *"ezio", "enter", "enter", *["backspace"] * 8, *"resp", "f9")
    assert [one.role for one in technicians.technicians(counter.desk) if one.name == "ezio"] == ["lead"]

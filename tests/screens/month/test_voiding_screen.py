"""A filing is taken back on the screens: what that means is said first, then asked why (law 5)."""

from __future__ import annotations

import pytest
from deskterm.desk.billing import reports, voiding
from deskterm.desk.calls import contacts
from deskterm.desk.packs import packs
from deskterm.desk.tickets import tickets

from tests.screens.conftest import settle, text
from tests.screens.counter import Counter, press
from tests.screens.month.test_settle_screen import HOUR
from tests.screens.said import last_said


@pytest.fixture
def counter(tmp_path) -> Counter:
    """Verdi has ten hours in a pack, of which forty minutes were filed."""
    from deskterm.desk.billing import filing

    counter = Counter(tmp_path / "desk")
    packs.sell(counter.desk, "C003", kind="hours", size=600)
    code = counter.request("C003", "Lavoro di 40 minuti")
    counter.now += HOUR
    filing.log(
        counter.desk,
        code,
        kind="remote",
        started_at=counter.now - 2400,
        ended_at=counter.now,
        outcome="solved",
        reason="setup",
        note="sistemato",
    )
    return counter


async def test_a_report_is_void_from_the_list_with_its_reason(counter):
    app = counter.app()
    async with app.run_test(size=(100, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "7", "r")
        asked = await press(pilot, "x")
        assert "Carnet 2: +0h40." in asked and "Rapportino R2026-0001 stornato; il numero resta." in asked
        await press(pilot, *"sbagliato", "enter")
        await settle(pilot)
        assert "stornato" in last_said(app)
        assert "stornato · Ferramenta Verdi" in text(app)
        assert "Stornato il" in text(app) and "sbagliato" in text(app)
        assert "x Storna" in text(app)
        again = await press(pilot, "x")
        assert "già stornato" in again
    report = reports.get(counter.desk, "R2026-0001")
    assert report.void is not None and report.void.why == "sbagliato"
    assert packs.get(counter.desk, 2).left == 600


async def test_esc_leaves_what_is_filed(counter):
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "7", "r", "x", "escape")
        await settle(pilot)
    assert reports.get(counter.desk, "R2026-0001").void is None


async def test_a_filed_contact_is_void_from_its_own_page(counter):
    group = reports.get(counter.desk, "R2026-0001").group_id
    app = counter.app()
    async with app.run_test(size=(100, 24)) as pilot:
        await settle(pilot)
        app.open("call", group)
        await settle(pilot)
        asked = await press(pilot, "ctrl+n")
        assert "Carnet 2: +0h40." in asked
        await press(pilot, *"errore", "enter")
        await settle(pilot)
        assert "Stornato" in text(app)
    (waiting,) = contacts.unfiled(counter.desk, everyone=True)
    assert waiting.group_id != group


async def test_a_ticket_that_changes_hands_asks_what_becomes_of_what_was_filed(counter):
    report = reports.get(counter.desk, "R2026-0001")
    app = counter.app()
    async with app.run_test(size=(100, 24)) as pilot:
        await settle(pilot)
        app.open("ticket", report.ticket)
        await settle(pilot)
        await press(pilot, "n")
        await settle(pilot)
        await press(pilot, *"Bianchi")
        await settle(pilot)
        asked = await press(pilot, "enter")
        assert "che cosa è di ciò che è registrato" in asked and "R2026-0001" in asked
        await press(pilot, "enter", *"era suo", "enter")
        await settle(pilot)
    assert tickets.get(counter.desk, report.ticket).customer != report.customer
    assert reports.get(counter.desk, "R2026-0001").void is not None
    assert len(contacts.unfiled(counter.desk, everyone=True)) == 1
    assert voiding.of_report(counter.desk, "R2026-0001") == report.group_id

"""Somebody new works at the desk: added by name from any screen, and there for the next ticket."""

from __future__ import annotations

import pytest
from deskterm.desk.queue import queue
from deskterm.desk.tickets import tickets
from deskterm.desk.upkeep import mail_trust, technicians
from deskterm.models.basics.ticket_numbers import short
from textual.widgets import Input

from tests.screens.conftest import text
from tests.screens.counter import Counter, opened, press


async def test_phone_fault_12_a_technician_is_added_from_the_palette_and_gets_a_ticket_at_once(tmp_path):
    counter = Counter(tmp_path / "desk")
    code = counter.taken("C001")
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        shown = await press(pilot, "ctrl+p", *"tecnico")
        assert "Tecnici" in shown
        shown = await press(pilot, "enter")
        assert "Chi lavora al banco" in shown and "ruolo" in shown
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


async def test_who_works_here_no_more_is_taken_off_the_list_and_who_has_work_is_not(tmp_path):
    counter = Counter(tmp_path / "desk")
    code = counter.taken("C001")
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot)
        for name in ("marta", "luca"):
            await app.run_action("app.technician")
            await press(pilot, *name, "enter", "enter", *["backspace"] * 8, *"non", "f9")
        assert short(code) in await press(pilot) and "luca" in text(app)
    assert [one.name for one in technicians.technicians(counter.desk)] == ["luca"]


async def test_what_the_desk_refuses_of_a_colleague_stays_typed_with_the_reason(tmp_path):
    counter = Counter(tmp_path / "desk")
    technicians.add(counter.desk, "carla", full_name="Carla Neri", role="lead")
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot)
        await app.run_action("app.technician")
        shown = await press(pilot, *"ezio", "enter", *"Ezio Poli", "enter", *["backspace"] * 8, *"resp", "f9")
        assert "Chi lavora al banco" in shown and "Ezio Poli" in shown
        assert "solo un responsabile" in " ".join(shown.split())
        await press(pilot, *["backspace"] * 12, *"tecn", "f9")
    assert [one.role for one in technicians.technicians(counter.desk) if one.name == "ezio"] == ["technician"]


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_whom_the_desk_believes_about_a_sender_is_seen_and_said_from_the_palette(tmp_path, size):
    counter = Counter(tmp_path / "desk")
    mail_trust.trust_servers(counter.desk, ["mx.vecchio.example"], ["sotto.example"])
    app = counter.app()
    async with app.run_test(size=size) as pilot:
        await press(pilot)
        shown = await press(pilot, "ctrl+p", *"posta fidata", "enter")
        assert "mx.vecchio.example" in shown and "sotto.example" in shown and "gestori PEC" in shown
        servers, providers = (app.screen.query_one(f"#{name}", Input) for name in ("servers", "providers"))
        servers.value, providers.value = "mx.nuovo.example", "no buono!"
        assert "«buono!» non è il nome di un server" in await press(pilot, "f9")
        providers.value = "@PEC.gestore.example"
        await press(pilot, "f9")
    assert mail_trust.trusted_servers(counter.desk) == {"mx.nuovo.example", "sotto.example"}
    assert mail_trust.beneath(counter.desk) == {"sotto.example"}
    assert mail_trust.pec_providers(counter.desk) == {"pec.gestore.example"}


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_who_has_no_address_is_given_one_on_the_ticket_and_is_answered_there(tmp_path, size):
    counter = Counter(tmp_path / "desk")
    code = counter.request("C003", contact="Ugo Verdi", phone="0445 000789")
    queue.take(counter.desk, code, reason="prova")
    with counter.desk.write() as conn:
        conn.execute("UPDATE ticket SET contact_email = ''")
    async with counter.app().run_test(size=size) as pilot:
        await opened(pilot, "ticket", code)
        assert "con chi si parla" in await press(pilot, "N")
        pilot.app.screen.query_one("#email", Input).value = "ugo verdi.example"
        assert "non è un indirizzo" in " ".join((await press(pilot, "f9")).split())
        pilot.app.screen.query_one("#email", Input).value = "ugo@verdi.example"
        assert "contatto corretto" in await press(pilot, "f9")
    found = tickets.get(counter.desk, code)
    assert (found.contact_email, found.contact_name) == ("ugo@verdi.example", "Ugo Verdi")

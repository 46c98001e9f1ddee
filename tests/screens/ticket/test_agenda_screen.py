"""Appointments from a ticket: inside the hours, with the clause where they are not, and in the day's list."""

from __future__ import annotations

import pytest
from deskterm.desk.agenda import appointments
from deskterm.desk.customers import cards
from deskterm.desk.tickets import of_colleagues, tickets
from textual.widgets import Input

from tests.clocks import rome
from tests.screens.counter import Counter, opened, press
from tests.screens.five import FiveDesk


@pytest.fixture
def micro(tmp_path) -> FiveDesk:
    desk = FiveDesk(tmp_path / "desk", "digital-micro")
    desk.taken()
    return desk


async def test_the_first_free_moment_is_offered_and_agreed_with_two_keys(micro):
    async with micro.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", "TK000001")
        shown = await press(pilot, "a", "enter")
        assert "3/3 10:45" in shown and "60" in shown
        shown = await press(pilot, "f9")
        assert "appuntamento oggi 10:45 · dal cliente · luca" in shown
        assert "promessa mantenuta (M4)" in await press(pilot, "d", "end")
    (made,) = appointments.of_ticket(micro.desk, "TK000001")
    assert (made.kind, made.rule) == ("onsite", "M12")


async def test_a_time_outside_the_hours_is_refused_with_the_clause_and_can_be_typed_anew(micro):
    async with micro.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", "TK000001")
        await press(pilot, "a", "down", "enter")
        pilot.app.screen.query_one("#when", Input).value = "4/3 13:00"
        shown = await press(pilot, "f9")
        assert "(M12)" in shown and "9.00-12.00" in shown and "4/3 13:00" in shown
        pilot.app.screen.query_one("#when", Input).value = "4/3 15:00"
        await press(pilot, "f9")
    (made,) = appointments.of_ticket(micro.desk, "TK000001")
    assert (made.kind, made.starts_at) == ("remote", rome("2026-03-04T15:00"))


async def test_what_is_agreed_can_be_moved_and_called_off(micro):
    async with micro.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", "TK000001")
        await press(pilot, "a", "enter", "f9")
        shown = await press(pilot, "a")
        assert "spostare" in shown and "disdire" in shown
        await press(pilot, "enter")
        pilot.app.screen.query_one("#when", Input).value = "5/3 9:00"
        assert "appuntamento gio 09:00" in await press(pilot, "f9")
        await press(pilot, "a", "up", "down", "down", "enter")
        shown = await press(pilot, *"ferie", "enter")
        assert "disdetto" in shown
    assert tickets.get(micro.desk, "TK000001").state == "queued"


async def test_whether_the_customer_is_told_is_yes_or_no_and_is_asked_of_a_move_too(micro):
    async with micro.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", "TK000001")
        await press(pilot, "a", "enter")
        pilot.app.screen.query_one("#tell", Input).value = "boh"
        shown = await press(pilot, "f9")
        assert "✗ sì o no" in shown and pilot.app.focused.id == "tell"
        pilot.app.screen.query_one("#tell", Input).value = "no"
        await press(pilot, "f9", "a", "enter")
        assert pilot.app.screen.query_one("#tell", Input).value == "no", "they had no letter of it"
        pilot.app.screen.query_one("#when", Input).value = "5/3 9:00"
        pilot.app.screen.query_one("#tell", Input).value = "sì"
        await press(pilot, "f9")
    (one,) = appointments.of_ticket(micro.desk, "TK000001")
    assert one.starts_at == rome("2026-03-05T09:00") and appointments.was_told(micro.desk, one)


async def test_the_backlog_lists_what_is_agreed_for_today(micro):
    appointments.add(micro.desk, "TK000001", starts_at=rome("2026-03-03T15:00"), minutes=60, kind="remote")
    async with micro.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "7")
        assert "appuntamento" in shown and "oggi 15:00" in shown and "teleassistenza" in shown
        assert "TK1" in (await press(pilot, "enter")).splitlines()[0]


async def test_a_moment_that_cannot_be_read_or_has_gone_stays_in_the_form(micro):
    async with micro.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", "TK000001")
        await press(pilot, "a", "enter")
        pilot.app.screen.query_one("#when", Input).value = "domani"
        assert "«domani»: a che ora?" in await press(pilot, "f9")
        pilot.app.screen.query_one("#when", Input).value = "ieri alle 15"
        assert "«ieri alle 15» è già passato: 2 marzo 2026 15:00" in await press(pilot, "f9")
        pilot.app.screen.query_one("#when", Input).value = "4/3 10:00"
        pilot.app.screen.query_one("#minutes", Input).value = "tanto"
        assert "«tanto» non è una durata" in await press(pilot, "f9")
    assert appointments.of_ticket(micro.desk, "TK000001") == ()


async def test_the_customer_is_told_of_what_is_agreed_unless_somebody_says_no(micro):
    async with micro.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", "TK000001")
        await press(pilot, "a", "enter")
        assert "Avvisa" in await press(pilot)
        shown = await press(pilot, "f9")
        assert "la lettera al cliente è in uscita" in " ".join(shown.split())
    kinds = [one.kind for one in tickets.thread(micro.desk, "TK000001")]
    assert kinds.count("appointment") == 1


async def test_who_has_no_address_is_told_only_if_somebody_says_so(tmp_path):
    counter = Counter(tmp_path / "desk")
    cards.add(
        counter.desk, code="C009", name="Senza Posta", contacts=[{"name": "Ugo", "phone": "0445 000999"}]
    )
    code = counter.taken("C009", channel="urgent", phone="0445 000999", contact="Ugo")
    assert tickets.get(counter.desk, code).contact_email == ""
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        await press(pilot, "a", "enter")
        assert pilot.app.screen.query_one("#tell", Input).value == "no"
        await press(pilot, "f9")
    assert "appointment" not in [one.kind for one in tickets.thread(counter.desk, code)]
    assert [one.state for one in appointments.of_ticket(counter.desk, code)] == ["planned"]


async def test_a_time_that_is_proposed_is_typed_over_and_what_was_typed_is_kept(micro):
    app = micro.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", "TK000001")
        await press(pilot, "a", "enter", *"gio")
        assert app.focused.value == "gio"
        await press(pilot, "f2", "escape", *"vedi")
        assert app.focused.value == "giovedi"


async def test_what_a_colleague_did_with_an_appointment_says_for_when_it_was_and_is(micro):
    one = appointments.add(
        micro.desk, "TK000001", starts_at=rome("2026-03-04T15:00"), minutes=60, kind="remote"
    )
    async with micro.app().run_test(size=(140, 40)) as pilot:
        await opened(pilot, "ticket", "TK000001")
        seen = of_colleagues.newest(micro.desk)
        micro.desk.who = "marta"
        appointments.move(micro.desk, one.id, starts_at=rome("2026-03-05T09:00"))
        appointments.cancel(micro.desk, one.id, why="ferie")
        micro.desk.who = "luca"
        found = of_colleagues.since(micro.desk, seen)
        for event in found.events:
            pilot.app.colleagues.did([event], found.mine)
        said = [word.text for word in pilot.app.spoken.kept if word.kind == "colleague"]
    assert any("spostato (4/3/26 15:00 → 5/3/26 09:00)" in one for one in said), said
    assert any("disdetto (5/3/26 09:00)" in one for one in said), said

"""What was promised to the one who rang, and when: on the card, in the row, in the list of who waits."""

from __future__ import annotations

import pytest
from deskterm.desk.agenda import appointments, callbacks
from deskterm.desk.calls import begun_and_taken, timer
from deskterm.desk.intake import by_phone, missed
from deskterm.models.basics.ticket_numbers import short

from tests.clocks import rome
from tests.screens.conftest import text
from tests.screens.counter import Counter, opened, press

HOUR = 3600


@pytest.fixture
def counter(tmp_path) -> Counter:
    return Counter(tmp_path / "desk")


async def test_who_rang_is_called_back_and_not_whom_the_ticket_names(counter):
    code = counter.taken("C001", contact="Anna Rossi", phone="0445 000123")
    begun_and_taken.begin(counter.desk, code, inbound=True, reason="x", caller=("Lucia Neri", "0445 000888"))
    counter.now += 60
    app = counter.app()
    async with app.run_test(size=(100, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, "f5", "6", "f9")
        if not callbacks.listing(counter.desk):
            await press(pilot, "2", "f9")
        shown = await press(pilot, "f8")
        assert "0445 000888" in shown and "Lucia Neri" in shown and "0445 000123" not in shown
        (waiting,) = callbacks.listing(counter.desk)
        assert (waiting.contact_name, waiting.contact_phone) == ("Lucia Neri", "0445 000888")
        counter.now = waiting.due_at
        shown = await opened(pilot, "ring", code)
        assert "chiamo io" in shown and "0445 000888" in shown
        await press(pilot, "enter")
        assert app.clipboard == "0445000888"
    session = timer.running(counter.desk).session
    assert (session.caller_name, session.inbound) == ("Lucia Neri", False)


async def test_a_call_promised_while_somebody_is_on_the_telephone_is_theirs(counter):
    code = counter.taken("C001", contact="Anna Rossi", phone="0445 000123")
    begun_and_taken.begin(counter.desk, code, inbound=True, reason="x", caller=("Lucia Neri", "0445 000888"))
    made = callbacks.add(counter.desk, code)
    assert (made.contact_name, made.contact_phone) == ("Lucia Neri", "0445 000888")
    again = missed.missed(counter.desk, "0445 000123")
    assert again.ticket != code, "nobody has promised to call this number"


async def test_a_call_promised_for_yesterday_is_not_one_of_today(counter):
    code = counter.request("C001")
    made = callbacks.add(counter.desk, code, due_at=rome("2026-03-03T16:58"))
    counter.now = rome("2026-03-04T09:12")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "f2", *"rossi")
        assert f"Invio: {short(code)}, richiama da 16h" in shown and "16:58" not in shown
        await press(pilot, "escape")
        by_phone.ring(counter.desk, "0445 000123")
        await pilot.pause(0.5)
        assert "promessa da 16h" in await press(pilot)
        hours, strip = (await opened(pilot, "agenda")).splitlines()[1:3]
        assert hours.split()[0] == "8" and "R" not in strip and "│" in strip, made


async def test_who_has_an_appointment_in_minutes_rings_about_that(counter):
    queued, code = counter.request("C001", "In coda"), counter.taken("C001", subject="Sessione")
    other = counter.taken("C001", subject="In mano")
    appointments.add(counter.desk, code, starts_at=rome("2026-03-03T09:15"), minutes=60, kind="remote")
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        by_phone.ring(counter.desk, "0445 000123")
        shown = await press(pilot, "f2", *"rossi")
        assert f"Invio: {short(code)}, appunt. 09:15" in shown
        assert shown.rindex("Sessione") < shown.rindex("In mano") < shown.rindex("In coda"), (other, queued)
        await press(pilot, "enter", "enter")
    assert timer.running(counter.desk).session.ticket == code


async def test_an_appointment_in_the_afternoon_comes_after_what_is_in_hand_and_the_ring_says_why(counter):
    code, mine = counter.taken("C001", subject="Sessione"), counter.taken("C001", subject="In mano")
    appointments.add(counter.desk, code, starts_at=rome("2026-03-03T15:15"), minutes=60, kind="remote")
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        assert f"Invio: {short(mine)}" in await press(pilot, "f2", *"rossi")
        await press(pilot, "escape")
        counter.now = rome("2026-03-03T15:00")
        by_phone.ring(counter.desk, "0445 000123")
        await pilot.pause(0.5)
        assert "appuntamento alle 15:15" in await press(pilot)
        assert short(code) in text(app)

"""What the call says is so: no pack where there is none, training by its name, nothing vanishes."""

from __future__ import annotations

from deskterm.app import DeskApp
from deskterm.desk.billing import filing
from deskterm.desk.calls import contacts, timer
from deskterm.desk.queue import queue
from deskterm.desk.tickets import tickets

from tests.screens.conftest import text
from tests.screens.counter import Counter, opened, press
from tests.screens.five import FiveDesk


async def test_phone_fault_21_a_customer_without_a_pack_has_no_balance(tmp_path):
    counter = Counter(tmp_path / "desk")
    timer.start(counter.desk, counter.taken("C002"))
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await counter.pass_time(pilot, 60)
        assert "nessun addebito" in text(pilot.app) and "carnet resta" not in text(pilot.app)
        await press(pilot, "f5", "5", "f9")
        assert "registrata" in text(pilot.app) and "carnet resta" not in text(pilot.app)


async def test_phone_fault_21_hours_of_training_are_no_carnet(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "istes")
    timer.start(desk.desk, desk.taken(), inbound=False)
    async with desk.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        desk.now += 60
        pilot.app.desk_screen.tick(desk.now)
        shown = await press(pilot)
        assert "formazione compresa resta 14h00" in shown and "carnet resta" not in shown


async def test_phone_fault_21_a_call_of_no_second_took_no_minute(tmp_path):
    counter = Counter(tmp_path / "desk")
    group = timer.start(counter.desk, counter.taken("C002")).group_id
    timer.stop(counter.desk)
    filing.file(counter.desk, group, outcome="follow-up")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ring")
        shown = await press(pilot, *"bianchi")
        assert "telefonata 0 min" in shown and "telefonata 1 min" not in shown


async def test_phone_fault_21_a_past_contact_stays_on_the_card_when_the_call_is_taken_up_again(tmp_path):
    counter = Counter(tmp_path / "desk")
    group = timer.start(counter.desk, counter.taken("C002")).group_id
    counter.now += 120
    timer.stop(counter.desk)
    filing.file(counter.desk, group, outcome="follow-up")
    counter.now += 60
    timer.resume(counter.desk, group)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        shown = await opened(pilot, "call")
        assert "3/3 telefonata 2 min" in shown
        assert contacts.group(counter.desk, group).filed_at


def test_phone_fault_21_the_first_in_the_queue_is_called_in_its_turn(tmp_path):
    counter = Counter(tmp_path / "desk")
    first, second = counter.request("C001", "Prima"), counter.request("C002", "Seconda")
    for code, turns in ((second, ["out_of_turn"]), (first, [])):
        queue.take(counter.desk, code, reason="telefonata")
        assert [one.do for one in tickets.why(counter.desk, code) if one.do == "out_of_turn"] == turns


async def test_phone_fault_21_the_done_stand_in_the_order_that_their_column_shows(tmp_path):
    counter = Counter(tmp_path / "desk")
    for number in range(3):
        code = counter.taken(subject=f"Numero {number}")
        tickets.answer(counter.desk, code, text="ok")
        counter.now += 600
    async with DeskApp(counter.desk).run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "4")
        assert "Arrivo ↓" in shown
        assert [shown.index(f"Numero {number}") for number in (2, 1, 0)] == sorted(
            shown.index(f"Numero {number}") for number in range(3)
        )

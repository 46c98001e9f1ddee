"""What the call says is so: no pack where there is none, training by its name, nothing vanishes."""

from __future__ import annotations

import re

import pytest
from deskterm.app import DeskApp
from deskterm.desk.billing import filing, named_prices
from deskterm.desk.calls import contacts, timer
from deskterm.desk.customers import agreements, cards
from deskterm.desk.packs import packs
from deskterm.desk.queue import queue
from deskterm.desk.tickets import tickets
from deskterm.desk.triage import triage

from tests.screens.conftest import lines, text
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
        assert "telefonata 0:00" in shown and "telefonata 1 min" not in shown


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


async def test_phone_fault_21_a_pack_that_is_used_up_has_no_balance_to_tell(tmp_path):
    counter = Counter(tmp_path / "desk")
    packs.adjust(counter.desk, counter.pack.id, -15, note="prova")
    timer.start(counter.desk, counter.taken("C001"))
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await counter.pass_time(pilot, 60)
        assert "nessun addebito" in text(pilot.app) and "0h00" not in lines(pilot.app)[-3]


@pytest.mark.parametrize("width", [80, 100])
async def test_with_two_calls_both_clocks_and_something_of_both_names_are_in_sight(tmp_path, width):
    counter = Counter(tmp_path / "desk")
    long = "Officine Meccaniche di Precisione Fratelli Dal Molin & Figli spa"
    for code, phone in (("C008", "0445 000881"), ("C009", "0445 000991")):
        cards.add(counter.desk, code=code, name=f"{long} {code}", contacts=[{"name": "Ivo", "phone": phone}])
    timer.start(counter.desk, counter.taken("C008"))
    counter.now += 3725
    timer.pause(counter.desk, "un'altra chiamata")
    timer.start(counter.desk, counter.taken("C009"))
    async with counter.app().run_test(size=(width, 24)) as pilot:
        await press(pilot)
        counter.now += 125
        await counter.pass_time(pilot, 0)
        bar = next(line for line in lines(pilot.app) if "●" in line)
        assert "● 2:05 Officine" in bar and "‖ 1:02:05 Officine" in bar and "fatturabile da ora" in bar


# A price that somebody must name


async def test_each_price_of_the_list_shows_what_it_comes_to_and_none_wants_an_agreement(tmp_path):
    """A fault of ISTES' own at a customer without an agreement: who pays is a person's to say."""
    desk = FiveDesk(tmp_path / "desk", "istes")
    code = desk.taken("C002")
    triage.triage(desk.desk, code, topic="own-fault", severity="C")
    group = timer.start(desk.desk, code, inbound=False).group_id
    desk.now += 1300
    timer.stop(desk.desk)
    async with desk.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call", group)
        shown = await press(pilot, "f5", "1", "1", "f9")
        priced = dict(re.findall(r"(I\d+(?:/\w+)?) · ([^·]*) · ", shown))
        assert priced["I25"] == priced["I24/training"] == "2 scatti, 80,00 €"
        assert priced["I3"] == "gratuito" and priced["I15"] == "un prezzo da concordare"
        assert "I4" not in priced and "▌ I25 · " in shown  # the one that holds, and no gift
        assert "2 scatti (I25)" in await press(pilot, "enter")
    assert contacts.group(desk.desk, group).bill.rule == "I25"


async def test_a_price_of_the_agreement_is_offered_to_who_has_one(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "istes")
    agreements.correct(desk.desk, "C001", {"rate_cents": 6000})
    group = timer.start(desk.desk, desk.taken("C001"), inbound=False).group_id
    assert "I4" in named_prices.offered(desk.desk, group)


async def test_the_number_of_whom_one_speaks_to_stands_in_one_line(tmp_path):
    """It is read aloud and typed into a telephone."""
    counter = Counter(tmp_path / "desk")
    asked = counter.taken("C002", contact="Cristina Marangoni", phone="0444 001220")
    timer.start(counter.desk, asked)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        assert any("0444 001220" in line for line in lines(pilot.app))
        assert "Cristina Marangoni" in text(pilot.app)

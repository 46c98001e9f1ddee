"""The time of a call runs while one types who it is: from the key that answered, and it is seen to run."""

import pytest
from deskterm import locale
from deskterm.desk.calls import forgotten, timer
from deskterm.desk.customers import cards, search
from deskterm.desk.intake import by_phone
from textual.widgets import Input, Static

from tests.screens.conftest import settle, text, until
from tests.screens.counter import Counter, press
from tests.screens.five import FiveDesk
from tests.screens.ring.test_ringing import carded, rung


@pytest.fixture
def counter(tmp_path) -> Counter:
    return Counter(tmp_path / "desk")


async def test_a_new_customers_time_runs_from_f2_while_the_form_is_filled_in(counter):
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        rung(counter, "049 9998888", name="Rita Levi")
        rang = counter.now
        await until(pilot, lambda: carded(app))
        counter.now += 4
        await press(pilot, "f2")
        answered = counter.now
        counter.now += 3
        shown = await press(pilot, "f7")
        assert "Il tempo corre da quando si è risposto: 0:03" in shown
        assert "La chiamata comincia con F9" in shown and "Nessuna chiamata in corso" not in shown
        counter.now += 15
        await until(pilot, lambda: "risposto: 0:18" in str(app.screen.query_one("#clock", Static).content))
        await press(pilot, *"Levi", "f9")
        assert "0:18" in text(app), "the clock of the call goes on from there"
        # The ring is the evidence where even that was late.
        shown = await press(pilot, "ctrl+r")
        assert "Squillava alle" in shown
        await press(pilot, "enter")
    assert timer.running(counter.desk).session.started_at == rang == answered - 4


async def test_without_a_ring_it_runs_from_f2_too(counter):
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2")
        began = counter.now
        counter.now += 20
        shown = await press(pilot, *"049 9998888", "f7")
        assert "Il tempo corre da quando si è risposto: 0:20" in shown
        counter.now += 40
        await press(pilot, *"Levi", "f9")
    assert timer.running(counter.desk).session.started_at == began


async def test_a_prompt_that_was_open_for_long_before_one_typed_is_no_answer(counter):
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2")
        counter.now += 3600
        await press(pilot, *"049 9998888")
        began = counter.now
        counter.now += 5
        await press(pilot, "f7", *"Levi", "f9")
    assert timer.running(counter.desk).session.started_at == began


async def test_a_new_person_of_a_known_customer_is_typed_on_the_same_clock(counter):
    counter.request("C001")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", *"rossi", "f7")
        began = counter.now
        counter.now += 20
        await press(pilot, *"Ivan", "f9", "enter", "enter")
    assert timer.running(counter.desk).session.started_at == began


async def test_a_form_that_is_left_again_counts_for_nothing(counter):
    counter.request("C001")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", *"rossi", "f7", "escape")
        counter.now += 20
        await press(pilot, "enter", "enter")
    assert timer.running(counter.desk).session.started_at == counter.now


def test_no_time_counts_twice(counter):
    """Who was answered while another call ran counts from the end of that one."""
    from deskterm.desk.calls import begun_and_taken

    first, second = counter.taken("C001"), counter.taken("C002")
    answered = counter.now + 60
    timer.start(counter.desk, first)
    counter.now += 90
    timer.stop(counter.desk)
    ended = counter.now
    counter.now += 10
    session = begun_and_taken.begin(counter.desk, second, inbound=True, reason="prova", since=answered)
    assert session.started_at == ended


def test_the_ring_of_a_known_customer_is_evidence_of_a_call_begun_late(counter):
    code = counter.taken("C001")
    counter.now += 300
    by_phone.ring(counter.desk, cards.get(counter.desk, "C001").contacts[0].phone)
    rang = counter.now
    counter.now += 30
    timer.start(counter.desk, code)
    counter.now += 5
    assert forgotten.evidence(counter.desk).rang_at == rang


async def test_whom_the_terms_take_in_by_no_telephone_is_said_over_what_was_typed(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "digital-micro")
    async with desk.app(empty=True).run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", *"049 9998888", "f7", *"Levi srl", "f9")
        form = pilot.app.screen
        assert form.query_one("#name", Input).value == "Levi srl"
        assert "(M1)" in str(form.query_one("#wrong", Static).content)
    assert timer.running(desk.desk) is None
    assert [one.name for one in search.find(desk.desk, "Levi")] == []


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("it", "squillava alle 09:12:00: Ctrl+R comincia da lì"),
        ("en", "it rang at 09:12:00: Ctrl+R begins there"),
    ],
)
async def test_a_call_whose_clock_began_after_the_ring_says_so_at_once_with_its_key(counter, language, says):
    counter.request("C001")
    app = counter.app()
    locale.choose(language)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        rung(counter, "0445 000123")
        rang = counter.now
        await until(pilot, lambda: carded(app))
        await press(pilot, "f2")
        counter.now += 25
        assert says in await press(pilot, "enter", "enter")
        shown = await press(pilot, "ctrl+r", "enter")
        assert says not in shown
    assert timer.running(counter.desk).session.started_at == rang


async def test_who_answered_with_f7_or_at_once_is_told_of_no_ring(counter):
    counter.request("C001")
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        rung(counter, "0445 000123")
        await until(pilot, lambda: carded(app))
        counter.now += 4
        assert "squillava" not in await press(pilot, "f2", "enter", "enter")

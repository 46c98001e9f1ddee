"""Two calls in pause and one to be filed: the line says how many wait, and F3 goes round them."""

from __future__ import annotations

import pytest
from deskterm import locale
from deskterm.desk.calls import contacts, timer
from deskterm.models.basics.ticket_numbers import short

from tests.screens.counter import Counter, opened, press


@pytest.fixture
def counter(tmp_path) -> Counter:
    return Counter(tmp_path / "desk")


def held(counter) -> list[str]:
    """Two in pause and one stopped; their tickets."""
    codes = []
    for number, customer in enumerate(("C001", "C002", "C003")):
        codes.append(counter.taken(customer))
        timer.start(counter.desk, codes[-1])
        counter.now += 14 + number
        timer.pause(counter.desk) if number < 2 else timer.stop(counter.desk)
    assert (len(contacts.paused(counter.desk)), len(contacts.stopped(counter.desk))) == (2, 1)
    return codes


@pytest.mark.parametrize(("language", "told"), [("it", "+2 in attesa"), ("en", "+2 waiting")])
async def test_the_line_says_how_many_calls_wait(counter, language, told):
    locale.choose(language)
    held(counter)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        assert told in await press(pilot)
        pilot.app.say("Ecco")
        shown = await press(pilot)
        assert "‖ 0:15 +2  Ecco" in shown and told not in shown


async def test_f3_goes_round_the_calls_that_wait(counter):
    codes = held(counter)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        seen = []
        for _ in range(6):
            await press(pilot, "f3")
            seen.append(pilot.app.screen.code)
        assert set(seen[:3]) == set(codes) and seen[:3] == seen[3:]
        assert sum(getattr(one, "NAME", "") == "call" for one in pilot.app.screen_stack) == 1


async def test_f3_goes_round_the_running_call_too_and_comes_back_to_it_first_from_elsewhere(counter):
    waiting = held(counter)
    running = counter.taken("C001", subject="Adesso")
    timer.start(counter.desk, running)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot)
        assert "● 0:00" in shown and "‖ 0:15" in shown and "+2 in attesa" in shown
        seen = []
        for _ in range(4):
            await press(pilot, "f3")
            seen.append(pilot.app.screen.code)
        assert seen[0] == running and set(seen[1:]) == set(waiting)
        await press(pilot, "escape", "f3")
        assert pilot.app.screen.code == running


async def test_one_call_alone_is_already_here(counter):
    timer.start(counter.desk, counter.taken("C001"))
    async with counter.app().run_test(size=(80, 24)) as pilot:
        assert "È già sullo schermo" in await press(pilot, "f3", "f3")


async def test_over_a_ticket_the_prompt_does_not_promise_a_list_that_is_not_there(counter):
    codes = held(counter)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", codes[0])
        shown = await press(pilot, "f2")
        assert "le chiamate in attesa: F3" in shown and "stanno qui" not in shown
        await press(pilot, "escape", "escape")
        shown = await press(pilot, "f2")
        assert all(short(code) in shown for code in codes)

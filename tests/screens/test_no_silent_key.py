"""A key whose work is done already says so: silence would be taken for a program that hangs."""

from __future__ import annotations

import pytest
from deskterm import locale
from deskterm.screens.queue.screen import QueueScreen

from tests.screens.counter import Counter, opened, press
from tests.screens.said import shown, silence
from tests.screens.shell import app_class


@pytest.fixture
def counter(tmp_path) -> Counter:
    return Counter(tmp_path / "desk")


async def test_who_calls_for_the_caller_once_more_is_told_that_the_prompt_is_there(counter):
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2")
        assert shown(pilot.app) == ""
        await press(pilot, "f2")
        assert shown(pilot.app) == "È già sullo schermo."
        silence(pilot.app)
        await press(pilot, *"rossi", "f2")
        assert shown(pilot.app) == "", "what was typed is marked, to be typed over"


async def test_who_stops_a_clock_that_stands_is_told_how_to_go_on(counter):
    counter.taken("C001")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", *"rossi", "enter", "enter")
        counter.now += 180
        await press(pilot, "f5")
        silence(pilot.app)
        await press(pilot, "f5")
        assert shown(pilot.app) == "Il tempo è già fermo: F7 riprende, F9 registra"


async def test_that_a_screen_is_in_front_already_is_not_said_on_the_next_one(counter):
    code = counter.taken("C001")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2")
        await press(pilot, "f2")
        assert shown(pilot.app) == "È già sullo schermo."
        await opened(pilot, "ticket", code)
        assert shown(pilot.app) == ""


NOTHING = {
    ("T", "it"): "TK1: niente da togliere, nessuna risposta è da confermare e oltre alla richiesta",
    ("v", "it"): "TK1: niente da confermare, il mittente lo è già e nessuna risposta è in dubbio.",
    ("T", "en"): "TK1: nothing to take out, no reply is to be confirmed and besides the request",
    ("v", "en"): "TK1: nothing to confirm, the sender is confirmed already and no reply is in doubt.",
}


@pytest.mark.parametrize(("key", "language"), NOTHING)
async def test_where_no_reply_is_in_doubt_the_keys_that_judge_one_say_so(counter, key, language):
    locale.choose(language)
    code = counter.request()
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        await press(pilot, key)
        assert shown(pilot.app).startswith(NOTHING[key, language])
        assert pilot.app.desk_screen.NAME == "ticket"


@pytest.mark.parametrize("key", "ACDNST")
async def test_a_capital_of_the_ticket_does_not_do_in_the_queue_what_its_small_letter_does(counter, key):
    """`T` beside the list would begin triage, `S` mark a letter as arrived."""
    counter.request()
    async with app_class(QueueScreen)(counter.desk).run_test(size=(110, 30)) as pilot:
        await press(pilot, key)
        assert shown(pilot.app).startswith(f"{key} («") and "vale in Ticket, non qui" in shown(pilot.app)
        assert pilot.app.screen.NAME == "queue"


async def test_with_caps_lock_a_letter_without_a_meaning_of_its_own_means_the_small_one(counter):
    counter.request()
    async with app_class(QueueScreen)(counter.desk).run_test(size=(110, 30)) as pilot:
        await press(pilot, "Z")
        assert pilot.app.screen.zooming.on


async def test_f9_and_v_in_the_queue_say_what_they_are_for(counter):
    counter.request()
    async with app_class(QueueScreen)(counter.desk).run_test(size=(110, 30)) as pilot:
        await press(pilot, "f9")
        assert shown(pilot.app)
        silence(pilot.app)
        await press(pilot, "v")
        assert shown(pilot.app)

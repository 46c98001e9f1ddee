"""A merge and a moved message: each with a key, each taken back with `u`."""

from __future__ import annotations

import re

import pytest
from deskterm import locale
from deskterm.desk.tickets import merge, move, tickets, undo

from tests.screens.counter import Counter, opened, press


@pytest.fixture
def counter(tmp_path) -> Counter:
    return Counter(tmp_path / "desk")


async def test_phone_fault_25_one_message_goes_to_a_ticket_of_its_own_and_u_brings_it_back(counter):
    first, second = counter.request(), counter.request(subject="Altro", body="Serve un operatore")
    merge.merge(counter.desk, second, first)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", first)
        shown = await press(pilot, "ctrl+g")
        assert "Dove va «Serve un operatore»?" in shown and "un ticket nuovo" in shown
        shown = await press(pilot, "enter")
        assert "Il messaggio ora è in TK3" in " ".join(shown.split())
        await press(pilot, "u", "s")
    came = [one for one in tickets.thread(counter.desk, first) if one.direction == "in"]
    assert came[-1].body == "Serve un operatore"
    assert tickets.get(counter.desk, "TK000003").state == "closed"
    assert tickets.get(counter.desk, first).state == "queued"


async def test_phone_fault_25_u_takes_a_merge_back(counter):
    first, second = counter.request(), counter.request(subject="Altro")
    merge.merge(counter.desk, second, first)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", first)
        shown = await press(pilot, "u")
        assert "TK2: unito a un altro ticket" in shown
        await press(pilot, "s")
    assert tickets.get(counter.desk, second).state == "queued"


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("it", "annullato con la divisione, è di nuovo in TK1"),
        ("en", "undone with the split, it is back in TK1"),
    ],
)
async def test_a_ticket_that_was_taken_back_says_so_and_offers_no_work(counter, language, says):
    first, second = counter.request(), counter.request(subject="Altro", body="Serve un operatore")
    merge.merge(counter.desk, second, first)
    made = move.move(counter.desk, move.movable(counter.desk, first)[0].id).code
    undo.undo(counter.desk)
    locale.choose(language)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        shown = await opened(pilot, "ticket", made)
        assert says in shown
        assert re.findall(r"(\S+) \w", shown.splitlines()[-1]) == ["F2", "y", "Esc", "?"]
        said = " ".join((await press(pilot, "z")).split())
        assert re.search(r"✗ TK3 .* TK1\.", said)
    assert tickets.get(counter.desk, made).state == "closed"


async def test_a_ticket_is_joined_with_another_open_one_of_the_customer_that_is_chosen(counter):
    first = counter.request(subject="Altro", body="Un'altra cosa")
    second = counter.request(subject="Ancora", body="Una terza cosa")
    third = counter.request(subject="Ancora", body="La stessa, con altre parole")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", third)
        shown = await press(pilot, "f7")
        assert "Unire TK3 a quale ticket?" in shown and "TK1 Altro" in shown and "TK2 Ancora" in shown
        shown = await press(pilot, *"ancora", "enter")
        assert "Unire TK3 a TK2?" in shown and "annulla con u." in shown
        await press(pilot, "s")
        assert tickets.get(counter.desk, third).wait_reason == second
        await press(pilot, "u", "s")
    assert tickets.get(counter.desk, third).state == "queued"
    assert tickets.get(counter.desk, first).state == "queued"


async def test_of_two_tickets_the_older_one_keeps_its_place_wherever_f7_is_pressed(counter):
    first, second = counter.request(subject="Altro", body="Una cosa"), counter.request(body="E un'altra")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", first)
        assert "Unire TK2 a TK1?" in await press(pilot, "f7", "enter")
        await press(pilot, "s")
    assert (tickets.get(counter.desk, first).state, tickets.get(counter.desk, second).state) == (
        "queued",
        "closed",
    )


async def test_a_customer_with_one_open_ticket_has_none_to_join(counter):
    code = counter.request()
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        assert "non ha altri ticket aperti" in await press(pilot, "f7")


async def test_a_long_message_that_is_moved_is_quoted_up_to_a_word_and_marked(counter):
    said = "Serve un operatore nuovo per il magazzino, e poi anche un listino per i rivenditori del Veneto"
    first, second = counter.request(), counter.request(subject="Altro", body=said)
    merge.merge(counter.desk, second, first)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", first)
        shown = " ".join((await press(pilot, "ctrl+g")).replace("│", " ").split())
        assert "…»?" in shown and "listino per i rivend" not in shown

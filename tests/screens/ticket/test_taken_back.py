"""A merge and a moved message: each with a key, each taken back with `u`."""

from __future__ import annotations

import pytest
from deskterm.desk.tickets import merge, tickets

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
    assert tickets.thread(counter.desk, first)[-1].body == "Serve un operatore"
    assert tickets.get(counter.desk, "TK000003").state == "closed"
    assert tickets.get(counter.desk, first).state == "queued"


async def test_phone_fault_25_u_takes_a_merge_back(counter):
    first, second = counter.request(), counter.request(subject="Altro")
    merge.merge(counter.desk, second, first)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", first)
        shown = await press(pilot, "u")
        assert second in shown
        await press(pilot, "s")
    assert tickets.get(counter.desk, second).state == "queued"

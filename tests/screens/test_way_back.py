"""Esc leads back from every screen, in one step, to what lay under it; nothing keeps it."""

from __future__ import annotations

import pytest
from deskterm.desk.calls import timer
from deskterm.desk.terms import files

from tests.screens.counter import opened, press
from tests.screens.five import FiveDesk

KEYS = ["f2", "f8", "c", "question_mark", "slash"]
DOORS = ["ticket", "triage", "call", "ledger", "reports", "settle", "callbacks", "ring"]


def one_of_all(desk: FiveDesk) -> dict[str, tuple[object, ...]]:
    """What each door is opened with."""
    code = desk.taken()
    desk.request(subject="Un'altra")
    session = timer.start(desk.desk, code, inbound=False)
    desk.now += 120
    timer.stop(desk.desk)
    pack = [1] if desk.desk.service.packs else []
    given = {"ticket": [code], "triage": [code], "call": [session.group_id], "ledger": pack}
    return {door: tuple(given.get(door, ())) for door in DOORS if door != "ledger" or pack}


@pytest.mark.parametrize("service", files.names())
async def test_esc_leads_back_from_every_door_and_key(tmp_path, service):
    desk = FiveDesk(tmp_path / "desk", service)
    doors = one_of_all(desk)
    async with desk.app().run_test(size=(80, 24)) as pilot:
        app = pilot.app
        home = await press(pilot, "1")
        for door, given in doors.items():
            await opened(pilot, door, *given)
            assert len(app.screen_stack) == 2, door
            await press(pilot, "escape")
            assert len(app.screen_stack) == 1, door
        for key in KEYS:
            await press(pilot, key)
            await press(pilot, "escape", "escape")
            assert len(app.screen_stack) == 1, key
        for place in "2345670"[:6]:
            await press(pilot, place, "escape")
            assert app.current_mode == "queue", place
        assert (await press(pilot, "1")).splitlines()[2:6] == home.splitlines()[2:6]


async def test_esc_leaves_typed_text_at_once_and_the_same_door_takes_its_draft_up(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "delta-system")
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "request", "C001")
        pilot.app.screen.query_one("#subject").focus()
        shown = await press(pilot, *"ciao", "escape")
        assert "La bozza resta" in shown and "ciao" not in shown
        assert len(pilot.app.screen_stack) == 1
        assert "ciao" in await opened(pilot, "request", "C001")

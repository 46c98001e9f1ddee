"""What a closed page leaves is given back while nobody types, never in the middle of what a key asks for."""

import asyncio
import gc
import weakref

import pytest
from deskterm.widgets import sweep

from tests.screens.conftest import settle, until
from tests.screens.demo_desk import app_at


@pytest.fixture
def nothing_goes_by_itself():
    """No other look for what nothing holds than the program's own."""
    before = gc.get_threshold()
    gc.set_threshold(*before[:2], 1_000_000)
    yield
    gc.set_threshold(*before)


def looks():
    """The moments at which all that is old is looked through, as they come."""
    seen = []

    def told(phase, info):
        if phase == "stop" and info["generation"] == 2:
            seen.append(info)

    gc.callbacks.append(told)
    return seen, lambda: gc.callbacks.remove(told)


async def test_pages_that_were_closed_go_while_one_thinks(tmp_path, monkeypatch, nothing_goes_by_itself):
    monkeypatch.setattr(sweep, "WAITING", 0)
    app = app_at(tmp_path / "desk")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app._watch is not None)
        visited = []
        for _ in range(4):
            await pilot.press("8")
            await settle(pilot)
            visited.append(weakref.ref(app.desk_screen))
            await pilot.press("1")
            await settle(pilot)
        await until(pilot, lambda: any(one() is None for one in visited))  # what was last is held a while


async def test_no_key_waits_for_it(tmp_path, monkeypatch, nothing_goes_by_itself):
    monkeypatch.setattr(sweep, "WAITING", 0)
    app = app_at(tmp_path / "desk")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await asyncio.sleep(2 * sweep.STILL)
        monkeypatch.setattr(sweep, "STILL", 1_000.0)
        seen, no_more = looks()
        for key in "8198":
            await pilot.press(key)
            await settle(pilot)
        no_more()
        assert seen == []


def test_python_itself_looks_seldom_and_not_never():
    before = gc.get_threshold()
    try:
        gc.set_threshold(700, 10, 10)
        sweeping = sweep.Sweep(None)
        sweeping.begin()
        assert gc.get_threshold() == (700, 10, sweep.LATEST)
        sweeping.end()
        assert gc.get_threshold() == (700, 10, 10)
    finally:
        gc.set_threshold(*before)

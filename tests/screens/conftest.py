"""A small real shell for tests of widgets: the application, with a screen made for the test."""

from __future__ import annotations

import asyncio
import os

import pytest
from deskterm import locale
from deskterm.widgets.window_list import WindowList


@pytest.fixture(autouse=True)
def calm_surroundings(monkeypatch, tmp_path):
    """Italian, no colours asked away, no state folder of the real user."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    before = locale.language()
    locale.choose("it")
    yield
    locale.choose(before)


async def settle(pilot) -> None:
    """Wait until nothing is under way: no deed, no read, no message, no repaint."""
    calm = 0
    for _ in range(1_000):
        await pilot._wait_for_screen()
        await asyncio.sleep(0.004)
        telling = any(shown.telling for shown in pilot.app.screen.query(WindowList))
        busy = telling or not pilot.app.hands.idle or pilot.app.screen._dirty_widgets
        calm = 0 if busy else calm + 1
        if calm == 3:
            return
    raise AssertionError("the hands are still at work")


def lines(app) -> list[str]:
    """What the terminal shows now, line by line."""
    width, height = app.size
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip)[:width].rstrip() for strip in strips[:height]]


def text(app) -> str:
    """The whole screen as one text."""
    return os.linesep.join(lines(app))

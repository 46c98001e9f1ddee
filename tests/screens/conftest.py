"""A small real shell for tests of widgets: the application, with a screen made for the test."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Callable

import pytest
from deskterm import locale
from deskterm.storage.database import Store
from deskterm.widgets.list.window_list import WindowList
from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.screen import Screen

from tests.lawful import every_deed_tells, the_interface_never_waits  # noqa: F401  # watch every test here

DRAWN = Compositor.render_update
PATIENCE = 20.0  # seconds for whatever must come: a loaded machine is slow, it is not wrong


@pytest.fixture(autouse=True)
def calm_surroundings(monkeypatch, tmp_path):
    """Italian, no colours asked away, no state folder of the real user, the watch there from the start."""
    monkeypatch.setattr("deskterm.app.SETTLED", 0.001)
    monkeypatch.setattr("deskterm.ahead.BEGIN", 3600)  # a test pays for the screens that it opens
    monkeypatch.setattr("textual.app.wait_for_idle", heard)
    monkeypatch.setattr(Stylesheet, "_parse_rules", parsed_once)
    monkeypatch.setattr(RuleSet, "__hash__", object.__hash__)  # the same, but slow
    monkeypatch.setattr(Compositor, "render_update", looked_at_later)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    locale.choose("it")


_parse, _parsed = Stylesheet._parse_rules, {}


def parsed_once(sheet, *given, **named):
    """The rules of a style under the same colours, for all the programs that a run of tests starts."""
    asked = (given, *sorted(named.items()), frozenset(sheet._variables.items()))
    if asked not in _parsed:
        _parsed[asked] = _parse(sheet, *given, **named)
    return _parsed[asked]


@pytest.fixture(autouse=True)
def shut_at_night(monkeypatch):
    """Every desk of a test is closed after it: a process may not have a thousand files open."""
    opened: list[Store] = []
    begin = Store.__init__

    def remembered(self, *args, **kwargs):
        begin(self, *args, **kwargs)
        opened.append(self)

    monkeypatch.setattr(Store, "__init__", remembered)
    yield
    for thread in threading.enumerate():
        if thread.name == "watch" or thread.name.startswith("hand-"):
            thread.join(PATIENCE)
    for store in opened:
        store.close()


@pytest.fixture
def drawn(monkeypatch):
    """As on a terminal: each change is drawn, which is how a list learns what it must read."""
    monkeypatch.setattr(Compositor, "render_update", DRAWN)


def looked_at_later(self, full=False, screen_stack=None, simplify=False) -> None:
    """There is no terminal to draw on: what it would show is drawn when a test looks at it."""
    self._dirty_regions.clear()


async def settle(pilot) -> None:
    """Wait until nothing is under way: no deed, no read, no message, no repaint, no look at the desk.

    Or until the program has ended.
    """
    app, end = pilot.app, time.monotonic() + PATIENCE
    while app.return_code is None and (busy(app) or asyncio.get_running_loop()._ready):
        assert time.monotonic() < end, f"it never comes to rest: {at_work(app)}"
        await heard()
        if drawable(app):
            for shown in (app.screen, *filter(stale, beneath(app))):
                shown.call_later(shown._on_timer_update)  # now, not at the next sixtieth of a second
        elif busy(app):
            await asyncio.sleep(0.002)


async def heard(*_seconds: float) -> None:
    """Wait until every message has been heard, and nothing is left to do but wait for time or for a thread.

    Textual waits after a key until the process rests: a fiftieth of a second, and on a busy machine it
    takes one that has not had its turn for one that rests.
    """
    loop, end = asyncio.get_running_loop(), time.monotonic() + PATIENCE
    await asyncio.sleep(0)
    while loop._ready:
        assert time.monotonic() < end, "the messages never end"
        await asyncio.sleep(0)


async def let_through(pilot) -> None:
    """Wait until no key waits, whatever else is still under way."""
    end = time.monotonic() + PATIENCE
    while not pilot.app.typing.idle:
        assert time.monotonic() < end, "the keys are still waiting"
        await pilot.pause(0.01)


def busy(app) -> bool:
    """Whether anything is under way."""
    at_work = not app.typing.idle or not app.hands.idle or not app.animator._complete_event.is_set()
    if at_work or to_be_drawn(app):
        return True
    watched = app._watch is not None and app._watch.calm
    return not watched or any(shown.telling for shown in app.screen.walk_children(WindowList))


def at_work(app) -> dict[str, object]:
    """What keeps the program from resting, for who reads that a test has failed."""
    top = app.screen
    lists = [shown.telling for shown in top.query(WindowList)]
    return {
        "keys wait": not app.typing.idle,
        "deeds": not app.hands.idle,
        "moves": not app.animator._complete_event.is_set(),
        "not looked at": app._watch is None or not app._watch.calm,
        "lists": lists,
        "batch": app._batch_count,
        "layout": (top._layout_required, top._scroll_required, top._recompose_required),
        "callbacks": list(top._callbacks),
        "to paint": (top._repaint_required, list(top._dirty_widgets)),
        "beneath": [(one, one._layout_required, list(one._dirty_widgets)) for one in beneath(app)],
        "ready": len(asyncio.get_running_loop()._ready),
    }


def drawable(app) -> bool:
    """Whether the screen on top may be drawn anew at once."""
    return to_be_drawn(app) and not app._batch_count


def to_be_drawn(app) -> bool:
    """Whether what is shown stands otherwise than it will in a moment."""
    top = app.screen
    moving = top._layout_required or top._scroll_required or top._recompose_required or top._callbacks
    under = any(map(stale, beneath(app)))
    return bool(app._batch_count or moving or top._repaint_required or top._dirty_widgets or under)


def stale(under: Screen) -> bool:
    """Whether a screen that shows through has something to draw; drawn, it asks the one on top to draw it."""
    return bool(under._layout_required or under._scroll_required or under._dirty_widgets)


def beneath(app) -> list[Screen]:
    """The screens that show through beneath the one on top."""
    return [one for one in app._background_screens if one.is_mounted and not one._closing]


async def until(pilot, holds: Callable[[], bool], seconds: float = PATIENCE) -> float:
    """Wait for what time, a colleague or a change of the desk brings to the screen; how long it took."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() < began + seconds, f"it never came:\n{text(pilot.app)}"
        await pilot.pause(0.02)
    took = time.monotonic() - began
    if pilot.app.return_code is None:
        await settle(pilot)
    return took


def lines(app) -> list[str]:
    """What the terminal shows now, line by line."""
    width, height = app.size
    return ["".join(segment.text for segment in strip)[:width].rstrip() for strip in strips(app)[:height]]


def strips(app) -> list:
    """What the terminal shows now, with its colours; under a dialog, the screen it lies on."""
    visible_screen_stack.set(app._background_screens)
    return app.screen._compositor.render_strips()


def text(app) -> str:
    """The whole screen as one text."""
    return os.linesep.join(lines(app))

"""The screens start on every Python: also where tasks begin at once, as Textual has them do from 3.12 on."""

from __future__ import annotations

import asyncio
from asyncio import tasks
from typing import ClassVar

import pytest
from deskterm.app import DeskApp
from deskterm.widgets.screen import DeskScreen
from textual.app import App, ScreenStackError
from textual.screen import Screen
from textual.widgets import Input

from tests.screens.conftest import settle, text
from tests.screens.counter import Counter
from tests.screens.hands import press


def begin_at_once(loop, coro, **kwargs):
    """`asyncio.eager_task_factory` for a Python that has none: the first step is taken before it returns."""
    waiting, call_soon = [], loop.call_soon
    loop.call_soon = lambda step, *args, **_: waiting.append((step, args))
    try:
        task = tasks._PyTask(coro, loop=loop, **kwargs)
    finally:
        loop.call_soon = call_soon
    outer = asyncio.current_task(loop)
    if outer is not None:
        tasks._leave_task(loop, outer)
    try:
        for step, args in waiting:
            task._context.run(step, *args)
    finally:
        if outer is not None:
            tasks._enter_task(loop, outer)
    return task


@pytest.fixture(autouse=True)
def eager(monkeypatch):
    """Every start in this file happens as on Python 3.12 and later."""
    if not hasattr(asyncio, "eager_task_factory"):
        monkeypatch.setattr(asyncio, "eager_task_factory", begin_at_once, raising=False)


class Asks(DeskScreen):
    """A screen whose field has the keyboard from the first moment on."""

    NAME = "queue"

    def body(self):
        yield Input(value="chi cerca", select_on_focus=True)


async def played(app: DeskApp, play) -> int | None:
    """Run the program as `deskterm` does, with `play` at the keyboard; its exit code."""

    async def hands(pilot):
        await settle(pilot)
        await play(pilot)
        app.exit(0)

    await app.run_async(headless=True, size=(80, 24), auto_pilot=hands)
    return app.return_code


async def test_a_plain_program_with_a_field_on_its_first_screen_falls_so_this_file_proves_something():
    class Line(Screen):
        def compose(self):
            yield Input()

    class Plain(App):
        MODES: ClassVar = {"first": Line}
        DEFAULT_MODE = "first"

    app = Plain()
    app.set_timer(0.2, app.exit)
    await app.run_async(headless=True)
    assert app.return_code == 1 and isinstance(app._exception, ScreenStackError)


async def test_any_place_of_the_desk_may_have_a_field_on_its_first_screen(tmp_path):
    class Fields(DeskApp):
        MODES: ClassVar = {"queue": Asks, "packs": Asks, "backlog": Asks}

    async def play(pilot):
        for place in ("packs", "backlog", "queue"):
            await pilot.app.action_go(place)
            await settle(pilot)
            assert pilot.app.focused.value == "chi cerca" and "chi cerca" in text(pilot.app)
        await press(pilot, "f8", "escape", "c", "escape", "f2")

    assert await played(Fields(Counter(tmp_path / "desk").desk), play) == 0


async def test_the_desk_starts_on_the_queue_and_its_search_line(tmp_path):
    counter = Counter(tmp_path / "desk")
    counter.request()

    async def play(pilot):
        await press(pilot, "slash", *"registro")
        assert "1 trovato" in text(pilot.app)
        await press(pilot, "escape", "6", "slash", "escape", "7", "1", "c", "escape", "f2")
        assert "Chi chiama" in text(pilot.app)

    assert await played(DeskApp(counter.desk), play) == 0

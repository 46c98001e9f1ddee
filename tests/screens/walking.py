"""Walks over every screen of a demo and presses every key that its help names; says which did nothing.

A deed that a key does at once is done on a copy: the next key finds the desk as it was.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from deskterm import locale
from deskterm.actions import LIST, Action, keys_of, on_screen
from deskterm.app import DeskApp
from deskterm.desk.calls import timer
from deskterm.desk.context import Desk, open_desk
from deskterm.desk.customers import cards
from deskterm.desk.demo.demo import make_demo
from deskterm.desk.packs import packs
from deskterm.desk.queue import queue
from deskterm.mail.reading.parse import parse
from deskterm.screens.shared.reader import Reading
from deskterm.storage.database import connect
from deskterm.widgets.dialogs.palette import Palette
from deskterm.widgets.screen import DeskScreen
from deskterm.widgets.text.scrolled import Scrolled
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, TextArea

from tests.laid import kept_while_we_run
from tests.screens.conftest import settle, text
from tests.screens.said import silence

VIEWS = ("queue", "hand", "waiting", "done", "post")
BEGINS: dict[str, int] = {}  # when each service's demo begins
GROUPS: dict[tuple[str, str], int] = {}  # the contact of a scene's call
MOVES = {key for action in on_screen(LIST) for key in action.keys if action.id != "list.open"}


@dataclass(frozen=True)
class Place:
    """A screen as one comes to it: by a place's name or through a door, then by keys."""

    scene: str
    door: str
    args: tuple = ()
    keys: tuple[str, ...] = ()
    amid: bool = False  # the keys are pressed with the cursor in the middle of a list

    def __str__(self) -> str:
        return " ".join((self.door, *map(str, self.args), *self.keys))


@dataclass(frozen=True)
class Fault:
    """A key that did nothing and said nothing, or ended the program."""

    place: Place
    key: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.key} {self.what}"


@cache
def original(service: str, scene: str) -> Path:
    """A demo's desk; `live`, `paused`, `still`: with a call about a ticket in hand that is so."""
    folder = kept_while_we_run("walk")
    if scene == "plain":
        read_mail = lambda raw, now, trusted: parse(raw, now=now, trusted_servers=trusted, beneath=trusted)  # noqa: E731
        desk = make_demo(folder / "desk", read_mail=read_mail, service=service, who="luca")
        BEGINS[service] = desk.now()
        desk.close()
        return folder / "desk"
    shutil.copytree(original(service, "plain"), folder / "desk")
    desk = at(folder / "desk", service)
    if timer.running(desk) is None:
        code = tickets(desk, "hand")[0].code if tickets(desk, "hand") else queue.take_next(desk).ticket.code
        timer.start(desk, code, inbound=False)  # who rings us may have to say a code first
    GROUPS[service, scene] = timer.running(desk).session.group_id
    if scene == "paused":
        timer.pause(desk, "prova")
    elif scene == "still":
        timer.stop(desk)
    desk.close()
    return folder / "desk"


def at(folder: Path, service: str) -> Desk:
    """The desk in `folder`, at the moment at which its demo begins."""
    return open_desk(folder, who="luca", clock=lambda: BEGINS[service])


def tickets(desk: Desk, view: str) -> list:
    return list(queue.rows(desk, view, size=60))


def places(service: str) -> list[Place]:
    """Every screen of a service's demo, each kind of ticket and every state of a call."""
    desk = at(original(service, "plain"), service)
    made = [Place("plain", view) for view in VIEWS]
    found: dict[tuple, str] = {}
    for view in VIEWS[:4]:
        for one in tickets(desk, view):
            found.setdefault((view, one.state, one.customer_id is None), one.code)
    made += [Place("plain", "ticket", (code,)) for code in found.values()]
    first = tickets(desk, "queue")[0].code
    made += [Place("plain", "triage", (first,)), Place("plain", "ring"), Place("plain", "ring", (first,))]
    made += [Place("plain", door) for door in ("packs", "backlog", "reports", "settle")]
    made += [Place("plain", "callbacks"), Place("plain", "request")]
    made += [Place("plain", "request", (one.code,)) for one in cards.listing(desk)[:1]]
    made += [Place("plain", "ledger", (line.pack.id,)) for line in packs.packs(desk)[:1]]
    made += [Place("plain", "settle", (), ("enter",))]
    desk.close()
    for scene in ("live", "paused", "still"):
        original(service, scene)
        made.append(Place(scene, "call", (GROUPS[service, scene],)))
    return made


class Walk:
    """The walk over one service's demo in a terminal of one size."""

    def __init__(self, service: str, size: tuple[int, int], folder: Path) -> None:
        self.service, self.size, self.folder = service, size, folder
        self.faults: list[Fault] = []
        self.pressed = 0
        self.dialogs: dict[tuple, Place] = {}
        self._copies = 0
        self._stands_at: tuple | None = None

    async def over(self, scene: str, tasks: list[tuple[Place, str]]) -> None:
        """Press each key at its place; where one changes the desk, the next finds it as it was."""
        tasks = tasks[::-1]
        while tasks:
            locale.choose("it")
            desk = self._copy(scene)
            app = DeskApp(desk)
            watch = connect(desk.folder / "desk.sqlite")
            try:
                async with app.run_test(size=self.size) as pilot:
                    await settle(pilot)
                    before = _version(watch)
                    while tasks and _version(watch) == before and app.return_code is None:
                        if locale.language() != "it":
                            break
                        await self._press(pilot, *tasks.pop())
            except Exception as error:
                if app._exception is None:
                    raise
                self.faults[-1:] = [replace(self.faults[-1], what=f"ends the program: {error!r}")]
            finally:
                watch.close()
                desk.close()
                shutil.rmtree(desk.folder)

    async def _press(self, pilot, place: Place, key: str) -> None:
        app = pilot.app
        self.faults.append(Fault(place, key, "did not come back"))
        if self._stands_at != (id(app), place):
            await self._go(pilot, place)
        self._stands_at = None
        _to_the_middle(app)
        await settle(pilot)
        silence(app)
        await pilot.pause(0.02)
        await settle(pilot)
        before, still = seen(app), key in MOVES and not _can_move(app, key)
        self.pressed += 1
        await pilot.press(key)
        if app.return_code is None and app._exception is None:
            await settle(pilot)
            await settle(pilot)
        self.faults.pop()
        if app._exception is None and app.return_code is None:
            after = seen(app)
            if after == before and not still:
                self.faults.append(Fault(place, key, "does nothing and says nothing"))
            if _still_there(before, after, key):
                self._stands_at = id(app), place
            screen = app.screen
            if isinstance(screen, ModalScreen):
                title = re.sub(r"\d+", "", getattr(screen, "_heading", ""))
                kind = (type(screen).__name__, getattr(screen, "KEYS", ""), title)
                if hidden(screen):
                    self.faults.append(Fault(place, key, "opens a dialog whose keys are out of sight"))
                self.dialogs.setdefault(kind, replace(place, keys=(*place.keys, key), amid=True))
        elif app._exception is not None:
            self.faults.append(Fault(place, key, "ends the program"))

    async def _go(self, pilot, place: Place) -> None:
        app = pilot.app
        while len(app.screen_stack) > 1:
            await app.pop_screen()
        if app.theme != "desk-dark":
            app.theme = "desk-dark"
        await app.switch_mode("queue")
        await settle(pilot)
        app.desk_screen.warned = False
        if place.door in (*VIEWS, "packs", "backlog"):
            await app.action_go(place.door)
        else:
            app.open(place.door, *place.args)
        await settle(pilot)
        if place.amid:
            _to_the_middle(app)
            await settle(pilot)
        for key in place.keys:
            await pilot.press(key)
            await settle(pilot)

    @asynccontextmanager
    async def standing(self, place: Place) -> AsyncIterator[DeskApp]:
        """The program with a place on its screen."""
        desk = self._copy(place.scene)
        try:
            app = DeskApp(desk)
            async with app.run_test(size=self.size) as pilot:
                await settle(pilot)
                await self._go(pilot, place)
                yield app
        finally:
            desk.close()
            shutil.rmtree(desk.folder)

    async def keys(self, place: Place, *, own: bool) -> list[str]:
        """The keys that are named at a place, each once."""
        async with self.standing(place) as app:
            if isinstance(app.screen, DeskScreen):
                return list(dict.fromkeys(key for _, key in named(app.screen, own)))
            return keys_of_dialog(app.screen)

    async def kept(self, place: Place) -> list[tuple[str, str, str]]:
        """F keys and Ctrl keys that a place names and that a widget on it takes for itself."""
        async with self.standing(place) as app:
            if not isinstance(app.screen, DeskScreen):
                return []
            asked = {key for _, key in named(app.screen) if re.fullmatch(r"f\d+|ctrl\+.", key)}
            fields = [one for one in app.screen.query(Widget) if one.can_focus and one._merged_bindings]
            return [
                (str(place), type(one).__name__, key)
                for one in fields
                for key in asked & one._merged_bindings.key_to_bindings.keys()
            ]

    def _copy(self, scene: str) -> Desk:
        self._copies += 1
        folder = self.folder / f"copy-{self._copies}"
        shutil.copytree(original(self.service, scene), folder)
        return at(folder, self.service)


def hidden(screen: ModalScreen) -> bool:
    """Whether a dialog's line of keys stands below its own end."""
    ends = [(line.region.bottom, line.parent.content_region.bottom) for line in screen.query(".dialog--keys")]
    return any(line > box for line, box in ends)


def _version(watch) -> int:
    return watch.execute("PRAGMA data_version").fetchone()[0]


class Seen(NamedTuple):
    """What a person can notice: words, screens, keyboard, cursors, notices, colours, clipboard."""

    words: str
    stack: tuple
    focus: int
    moved: tuple
    said: tuple
    theme: str
    clipboard: str


def seen(app) -> Seen:
    """The screen as it is now."""
    moved = tuple(
        (widget.id, getattr(widget, "cursor", 0), widget.scroll_offset, _typed(widget))
        for widget in app.screen.query(Widget)
    )
    stack = tuple(map(id, app.screen_stack))
    said = tuple(map(id, app.spoken.kept))  # the same words again are said again
    return Seen(text(app), stack, id(app.focused), moved, said, app.theme, app.clipboard)


def _typed(widget: Widget) -> tuple:
    """What stands in a field and where its cursor is: a blank at the end of a line is typed, too."""
    if isinstance(widget, TextArea):
        return widget.text, widget.cursor_location
    return (widget.value, widget.cursor_position) if isinstance(widget, Input) else ()


def _still_there(before: Seen, after: Seen, key: str) -> bool:
    """Whether only a cursor has moved, or something was said: then the next key needs no way back."""
    same = before._replace(words="", said=()) == after._replace(words="", said=())
    told = same and before.said != after.said
    return told or (key in MOVES and (before.stack, before.focus) == (after.stack, after.focus))


def _lists(app) -> Iterator[Widget]:
    return (one for one in app.screen.query(Widget) if hasattr(one, "move_to") and getattr(one, "count", 0))


def _to_the_middle(app) -> None:
    for one in _lists(app):
        one.move_to(one.count // 2)
    for one in app.screen.query(Widget):
        if one.max_scroll_y > 1 and not hasattr(one, "move_to"):
            one.scroll_to(y=one.max_scroll_y // 2, animate=False)
    if isinstance(app.focused, TextArea):
        _amid_text(app.focused)


def _amid_text(one: TextArea) -> None:
    """The cursor stands within a line of a text, where arrows, home and end have somewhere to go."""
    lines = one.text.split("\n")
    longest = max(range(len(lines)), key=lambda at: len(lines[at]))
    if one.text.strip():
        one.move_cursor((longest, len(lines[longest]) // 2))


def _can_move(app, key: str) -> bool:
    """Whether there is anything to move over: else that it is all in sight is the answer."""
    if isinstance(app.focused, TextArea) and key.startswith("page"):
        return False  # a letter of a few lines has no pages
    if hasattr(app.focused, "move_to"):
        return getattr(app.focused, "count", 0) > 2
    lists = any(one.count > 2 for one in _lists(app))
    parts = any(hasattr(one, "cutting") for one in app.screen.query(Widget))
    return lists or parts or any(one.max_scroll_y > 1 for one in app.screen.query(Widget))


def named(screen: DeskScreen, own: bool = False) -> list[tuple[Action, str]]:
    """Every key that the `?` sheet of a screen names; `own`: not those of every screen."""
    keymap = {}
    actions = [one for one in screen.named() if not own or "everywhere" not in one.screens]
    return [(action, key) for action in actions for key in keys_of(action, keymap)]


def keys_of_dialog(screen: ModalScreen) -> list[str]:
    """Every key that a dialog has of its own, and those of the text or list in it."""
    if isinstance(screen, Palette):
        return ["down", "escape"]
    told = "".join(str(line.content) for line in screen.query(".dialog--keys"))
    own = {key for one in type(screen).__mro__ for key in _bound(one)}
    texts = [one for one in screen.query(Widget) if isinstance(one, Reading | Scrolled)]
    inside = {key for one in texts for key in _bound(type(one))}
    own |= {"enter"} if "Invio" in told else set()
    return sorted(key for key in own | inside if key != "f9" or "F9" in told)


def _bound(owner: type) -> Iterator[str]:
    for one in owner.__dict__.get("BINDINGS", ()) if owner.__module__.startswith("deskterm") else ():
        yield from one.key.split(",")

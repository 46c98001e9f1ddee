"""The base of the desk's screens: title, body, call bar, keys; stays true while others work."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from deskterm.locale import t
from deskterm.widgets.bars import CallBar, KeyLine, TitleBar
from deskterm.widgets.list.window_list import WindowList
from deskterm.widgets.part import Part, join
from deskterm.widgets.work import Work

if TYPE_CHECKING:
    from deskterm.actions import Action

WIDTHS = [(0, "-narrow"), (72, "-normal"), (110, "-wide")]


class DeskScreen(Work, Screen[Any]):
    """A screen of the desk; subclasses give `NAME`, `body()` and `load()`.

    `load` asks for what the screen shows; it runs when the screen is first shown, after every change of
    the desk while the screen is on top, and after a change of language.
    """

    NAME: ClassVar[str] = ""
    ELSEWHERE: ClassVar[frozenset[str]] = frozenset()  # actions of NAME that another screen of that name does
    code = ""  # the ticket that one has in front here
    TYPES: ClassVar[bool] = False  # a text has the keyboard: letters go into it, and are no keys
    HORIZONTAL_BREAKPOINTS = WIDTHS
    AUTO_FOCUS = "*"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._stale = False
        self._loaded = False
        self._parts: tuple[Part[Any], ...] = ()
        self.warned = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        from deskterm.actions import bindings

        if cls.NAME and "BINDINGS" not in cls.__dict__:
            cls.BINDINGS = [one for one in bindings(cls.NAME) if one.action not in cls.ELSEWHERE]
        super().__init_subclass__(**kwargs)

    # What a screen has

    def has(self, *parts: Part[Any]) -> None:
        """These parts belong to this screen: their actions are its own. Raises ActionClash."""
        join(self, Screen, parts)
        self._parts += parts

    def show(self, dialog: Screen[Any], then: Callable[[Any], Any] | None = None) -> None:
        """Open a dialog over this screen; `then` receives what it was dismissed with."""
        self.app.push_screen(dialog, then)

    # What a screen gives

    def body(self) -> ComposeResult:
        """The widgets between the title and the call bar."""
        yield from ()

    def load(self) -> None:
        """Ask for what is shown."""

    def on_tick(self, now: int) -> None:
        """A second has passed while this screen is on top."""

    def holds_text(self) -> bool:
        """Whether something typed would be lost on leaving; then Esc and q ask first."""
        return any(part.holds_text() for part in self._parts)

    def leaving(self) -> None:
        """About to be closed, everything still in place: the moment to keep a draft."""

    def view(self, place: str) -> None:
        """Show one of this screen's own places (the queue's views)."""

    def footer(self) -> str:
        """Which row of `actions.FOOTER` the last line shows now."""
        return self.NAME

    def label(self, action: Action) -> str:
        """What the last line calls an action now."""
        return action.label

    @property
    def place(self) -> str:
        """Which of the desk's places this is; "" for a screen that lies over one."""
        return ""

    def named(self) -> tuple[Action, ...]:
        """What the `?` sheet names for this screen, the keys of its lists included."""
        from deskterm.actions import LIST, on_screen

        own = tuple(one for one in on_screen(self.NAME) if one.run not in self.ELSEWHERE)
        return (*own, *(on_screen(LIST) if self.query(WindowList) else ()))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What can be done on this screen now."""
        del parameters
        return action not in self.ELSEWHERE

    def title_text(self) -> str:
        """The words at the top left."""
        return t(f"actions.screen.{self.NAME}") if self.NAME else ""

    # What the shell does with it

    def compose(self) -> ComposeResult:
        """Title, body, call bar, keys."""
        desk = self.desk
        yield TitleBar(self.title_text(), desk.service.name, desk.service.tz, desk.now)
        yield from self.body()
        yield CallBar(desk.who, desk.now)
        yield KeyLine()

    def on_mount(self) -> None:
        """First load."""
        _show_running(self)
        self._loaded = True
        with self.shell.typing.asking():
            self.load()

    @property
    def stands(self) -> bool:
        """Whether keys may be meant for this screen as it is: not while it is built, or built anew."""
        return self._loaded

    def on_unmount(self) -> None:
        """What was said about leaving is over with it."""
        if self.warned:
            self.shell.spoken.unsay(t("app.typed"))

    def headline(self, figures: Content | str = "", *, title: str | None = None) -> None:
        """Put figures beside the title."""
        for bar in self.query(TitleBar):
            bar.show(figures, title=title)

    def desk_changed(self, *, first: bool = False) -> None:
        """Somebody changed the desk: load now, or when this screen is on top again.

        The watch's first look loads too: the desk may have changed since the screen did.
        """
        del first
        if not self._loaded:
            return
        _show_running(self)
        self._stale = True
        if self is self.shell.desk_screen:
            self.freshen()

    def on_screen_resume(self) -> None:
        """Back on top: what changed meanwhile is loaded, and what is said now stands here."""
        self.shell.line.arrived()
        if not self._loaded:
            return
        _show_running(self)
        with self.shell.typing.asking():
            self.freshen()

    def freshen(self) -> None:
        """Load what has changed since this screen was loaded."""
        if self._stale:
            self._stale = False
            self.load()

    def tick(self, now: int) -> None:
        """Called by the shell once a second for the topmost desk screen."""
        if not self._loaded:
            return
        bars = [one for one in self.walk_children(Widget) if isinstance(one, TitleBar | CallBar)]
        if not bars:
            return  # between two languages
        for bar in bars:
            bar.tick(now)
        self.on_tick(now)

    async def _on_idle(self, _event: events.Idle) -> None:
        # Textual paints at sixtieths of a second; a key need not wait for the next one.
        waits = self._layout_required or self._recompose_required or self.app._batch_count
        if self._dirty_widgets and self.is_current and not waits:
            self._on_timer_update()

    @on(WindowList.Highlighted)
    @on(events.DescendantFocus)
    def _other_keys(self) -> None:
        self.keys_changed()

    def keys_changed(self) -> None:
        """What can be done now has changed: draw the last lines again, the key of what is said among them."""
        for one in self.walk_children(Widget):  # a query matches each with a rule: this comes at every key
            if isinstance(one, KeyLine | CallBar):
                one.refresh()

    async def retranslate(self) -> None:
        """Another language: build and load anew. Screens with typed text override this to keep it."""
        held = self.focused
        self._loaded = False
        await self.recompose()
        self._loaded = True
        _give_back_focus(self, held)
        _show_running(self)
        self.load()


def _show_running(screen: DeskScreen) -> None:
    """The call that runs, or the one in pause, in the call bar."""
    for bar in screen.walk_children(CallBar):
        bar.show(screen.shell.running or screen.shell.paused)
    screen.keys_changed()


def _give_back_focus(screen: DeskScreen, held: Widget | None) -> None:
    """The keyboard goes to the widget that stands where the old one stood."""
    if held is not None:
        same = [w for w in screen.query(type(held).__name__) if w.id == held.id and w.focusable]
        screen.set_focus(same[0] if same else None)

"""The Textual application: places, keys, signals, what is said. What is done at the desk the screens do."""

from __future__ import annotations

import asyncio
import atexit
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events
from textual.app import App
from textual.binding import BindingType
from textual.screen import ModalScreen, Screen

from deskterm import crash_log, first_paint
from deskterm.actions import EVERYWHERE, KeymapError, bindings, check_keymap
from deskterm.ahead import Ahead, Looks
from deskterm.exits import Exit, mute, say
from deskterm.locale import t, tn
from deskterm.models.basics.ticket_numbers import short
from deskterm.routes import ALONE, MODE_OF, begun, door
from deskterm.widgets import themes
from deskterm.widgets.announced import BEFORE
from deskterm.widgets.everywhere import Everywhere, Remember
from deskterm.widgets.live import Chime, Live
from deskterm.widgets.ringing import Rings
from deskterm.widgets.screen import DeskScreen
from deskterm.widgets.status.speaking import StatusLine
from deskterm.widgets.sweep import Sweep
from deskterm.widgets.typeahead import GOING, Typeahead
from deskterm.widgets.watch import PERIOD, DeskChanged, Heard, Rang, Watch, WatchFailed
from deskterm.widgets.work import Hands, once

if TYPE_CHECKING:
    from deskterm.desk.context import Desk

SETTLED = 0.15  # seconds after which the first paint is over


def _palette() -> type:
    from deskterm.widgets.dialogs.palette import Actions

    return Actions


class DeskApp(Everywhere, App[int]):
    """The desk in a terminal."""

    TITLE = "deskterm"
    MODES: ClassVar[dict[str, Any]] = {name: partial(door, name) for name in ("queue", "packs", "backlog")}
    DEFAULT_MODE = "queue"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(EVERYWHERE)]
    COMMANDS: ClassVar[set[Any]] = {_palette}
    CSS_PATH = Path(__file__).with_name("app.tcss")
    AUTO_LEAVE: ClassVar[float] = 1.0

    def __init__(
        self,
        desk: Desk,
        *,
        theme: str = "",
        keymap: Mapping[str, str] | None = None,
        remember: Remember | None = None,
        announce_before: int = BEFORE,
        feed: Path | None = None,
        dial: str = "",
        bell: bool = False,
        faulty: str = "",
    ) -> None:
        if os.environ.get("NO_COLOR") == "":  # the convention: only a non-empty value counts
            del os.environ["NO_COLOR"]
        super().__init__(driver_class=_driver(), ansi_color=True if os.environ.get("NO_COLOR") else None)
        self.desk = desk
        self.hands = Hands()
        dropped = lambda keys: self.say(tn("app.dropped", keys), how="warning")  # noqa: E731
        self.typing = Typeahead(self, dropped=dropped, calm=self._calm)
        self.rings = Rings(self, dial)
        self.chime = Chime(wanted=bell)
        self.stylesheet = Looks(variables=self.get_css_variables())
        self.line = StatusLine(self)
        self.spoken, self.colleagues = self.line.spoken, self.line.colleagues
        self.running: Live | None = None
        self.paused: Live | None = None
        self.own_keys = dict(keymap or {})
        self.remember = remember
        self.announce_before = announce_before  # minutes
        self.feed, self._faulty = feed, faulty
        self.crash_log: Path | None = None
        self._watch: Watch | None = None
        self._sweep = Sweep(self)
        self._stands, self._told_to_leave = False, 0
        if not os.environ.get("TEXTUAL_ANIMATIONS"):
            self.animation_level = "none"
        for made in themes.THEMES:
            self.register_theme(made)
        self.theme = themes.named(theme)
        self.set_keymap(self.own_keys)

    # Life

    def on_load(self) -> None:
        """Listen to signals before the terminal changes hands: from here on the program leaves politely."""
        loop = asyncio.get_running_loop()
        # From Python 3.12 on Textual begins every task at once: a mode's first screen would be mounted before
        # it is on the stack, and an Input on it asks for the screen on top. Tasks take turns, as on 3.11.
        loop.set_task_factory(None)
        for number in first_paint.SIGNALS:
            try:
                loop.add_signal_handler(number, self._signalled, number)
                signal.signal(number, self._waits_no_more)  # heard although the loop waits for the terminal
            except (NotImplementedError, RuntimeError, ValueError):
                break  # not in the main thread, or not on this system

    def on_mount(self) -> None:
        """Look at the desk and at the clock, once the first paint is over; or leave, if one was told to."""
        self._stands = True
        if self._told_to_leave:
            self._signalled(self._told_to_leave)
        once(self, SETTLED, self._begin)

    def _begin(self) -> None:
        """After the first paint: what a start need not wait for."""
        self._sweep.begin()
        self._watch = Watch(self, self.desk, self.announce_before, self.feed)
        self._watch.start()
        if self._faulty:
            self.say(t("app.faulty_settings", names=self._faulty), how="error")
        self.set_interval(PERIOD, self.line.look_round)
        Ahead(self).begin()
        self._tick()

    def on_unmount(self) -> None:
        """Nothing is looked at any more."""
        if self._watch is not None:
            self._watch.end()
        self._sweep.end()

    async def _shutdown(self) -> None:
        # Screens keep their drafts; what was begun is finished, but nobody waits long for it.
        self.typing.spill()
        for stack in self._screen_stacks.values():
            for screen in stack:
                _part_from(screen)
        self.colleagues.leave()
        await super()._shutdown()
        self.hands.finish(self.AUTO_LEAVE)

    def _signalled(self, number: int) -> None:
        self._told_to_leave = number
        if self._stands:  # Textual cannot leave before its first screen is mounted
            self.exit(return_code=128 + number)

    def _waits_no_more(self, *_: Any) -> None:
        if let_go := getattr(self._driver, "let_go", None):
            let_go()

    async def on_event(self, event: events.Event) -> None:
        """A key waits until the screen that it is meant for stands."""
        typed = event if isinstance(event, events.Key | events.Paste) and not event.is_forwarded else None
        if typed is None or self.typing.lets(typed):
            if typed is not None:
                self.spoken.pressed()
                self._sweep.pressed()
            await super().on_event(event)

    def _calm(self) -> bool:
        """Whether the desk has been looked at since the last deed of this program."""
        return self._watch is None or self._watch.calm

    def hung_up(self) -> None:
        """The terminal is gone: leave as for SIGHUP; a running call goes on."""
        self.exit(return_code=128 + signal.SIGHUP)

    def _tick(self) -> None:
        """Once a second, just after the second changes, for the topmost screen alone."""
        now = self.desk.now()
        screen = self.desk_screen
        if screen is not None:
            screen.tick(now)
        self.rings.tick(now)
        if self.chime.strikes(self.running, now):
            self.bell()
        self.line.tick(now)
        once(self, 1.02 - time.time() % 1, self._tick)

    def on_desk_changed(self, message: DeskChanged) -> None:
        """Tell every screen; the one on top loads at once, the others when they are."""
        self.running, self.paused = message.running, message.paused
        if self._exit:  # the pages are being taken down
            return
        with self.typing.asking(message.asked):
            for screen in [one for stack in self._screen_stacks.values() for one in stack]:
                if isinstance(screen, DeskScreen) and screen.is_mounted:
                    screen.desk_changed(first=message.first)

    def on_heard(self, message: Heard) -> None:
        """Something is due, or of a colleague: it is said in its turn, whatever stands on top."""
        self.line.heard(message.about, *message.given)

    def on_rang(self, message: Rang) -> None:
        """The card of who rings, over whatever is there; who rang it hears that it is seen."""
        self.rings.hear(message)

    def on_watch_failed(self, message: WatchFailed) -> None:
        """A bug in the watch is a bug."""
        raise message.error

    def _handle_exception(self, error: Exception) -> None:
        self._return_code = int(Exit.BUG)
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
            self.crash_log = crash_log.write(error)
        self._close_messages_no_wait()

    # What screens may ask (widgets.work.Shell)

    def open(self, name: str, *args: Any, then: Callable[[Any], Any] | None = None, **kwargs: Any) -> Any:
        """Show the screen behind a door on top of this one, and give it; an older one of `ALONE` goes.

        Where a dialog lies on a screen about the same thing, that is what is wanted: it is shown as it is.
        """
        if self._late is None and name in ALONE:
            if then is None and args and (dialog := begun(self._screen_stack, name, args[0])) is not None:
                self.run_worker(self._back_to(dialog), group=GOING)
                return dialog
            self._give_way(name)
        screen = door(name, *args, **kwargs)
        self.push_screen(screen, then)
        return screen

    def _give_way(self, name: str) -> None:
        """An older screen of that name goes, unless a dialog lies on it or something is typed there."""
        for stack in self._screen_stacks.values():
            for old, above in zip(stack[1:], [*stack[2:], None], strict=False):
                if not isinstance(old, DeskScreen) or name != old.NAME or isinstance(above, ModalScreen):
                    continue
                if old.is_mounted and not old.holds_text():
                    _part_from(old)
                    stack.remove(old)
                    old._pop_result_callback()
                    self.call_later(self._replace_screen, old)

    async def _back_to(self, screen: Screen[Any]) -> None:
        while screen in self._screen_stack and self.screen is not screen:
            _part_from(self.screen)
            await self.pop_screen()

    def drafts(self) -> list[DeskScreen]:
        """The screens on which a text was begun and not sent."""
        screens = [screen for stack in self._screen_stacks.values() for screen in stack]
        return [one for one in screens if isinstance(one, DeskScreen) and one.is_mounted and one.holds_text()]

    def nudge(self) -> None:
        """Look at once whether the desk has changed."""
        if self._watch is not None:
            self._watch.nudge()

    def go(self, place: str) -> None:
        """Go to a place of the desk; what lies on top of it is closed."""
        self.run_worker(self.action_go(place), group=GOING)

    def delay_update(self, delay: float = 0.05) -> None:
        """Paint a change of place at once; Textual itself would paint nothing for that long."""

    # Actions

    async def action_go(self, place: str) -> None:
        """A view of the queue, the packs or the backlog."""
        if self._stays(self.desk_screen, *self._screen_stack[1:]):
            return
        here = self.screen is self.desk_screen and self.screen.place == place
        if here and not getattr(self.screen, "narrowed", False):  # a search is ended instead
            self.say(t("app.here_already"))
        await self.switch_mode(MODE_OF.get(place, "queue"))
        while len(self.screen_stack) > 1:
            _part_from(self.screen)
            await self.pop_screen()
        if isinstance(self.screen, DeskScreen):
            self.screen.view(place)

    async def action_back(self) -> None:
        """One step back: out of a screen, else to the queue."""
        if self._stays(self.desk_screen) or getattr(self.desk_screen, "gave_back", bool)():
            return
        if len(self.screen_stack) > 1:
            _part_from(self.screen)
            await self.pop_screen()
        elif self.current_mode != "queue":
            await self.switch_mode("queue")
        else:
            self.say(t("app.at_the_root"))

    async def action_leave(self) -> None:
        """One step back; from the queue, out of the program, or first to what is loose."""
        if getattr(here := self.desk_screen, "NAME", "") == "shift":
            await self.action_quit()
        elif len(self.screen_stack) > 1 or self.current_mode != "queue":
            await self.action_back()
        elif here is not None and here.place not in ("", "queue"):
            here.view("queue")
        elif self.running is not None or here is None:
            await self.action_quit()
        else:
            from deskterm.desk.agenda import loose_ends

            out = lambda _: self.exit(0)  # noqa: E731  # a desk that cannot be read keeps nobody here
            here.ask(loose_ends.listing, self.desk, done=self._leave, failed=out)

    async def _leave(self, found: tuple[Any, ...]) -> None:
        """Out of the program where nothing of one's own is loose; else that is shown, and q leaves there."""
        from deskterm.desk.agenda import loose_ends

        if loose_ends.mine(found) or self.drafts():
            self.open("shift")
            self.say(t("app.loose"))
        else:
            await self.action_quit()

    async def action_quit(self) -> None:
        """Leave; with a call running, ask, and say that it goes on."""
        if self.running is None:
            self.exit(0)
            return
        from deskterm.widgets.dialogs.boxes import Confirm

        running = self.running
        text = t("app.quit.text", customer=running.customer or short(running.ticket))
        self.push_screen(Confirm(t("app.quit.title"), text), lambda yes: self.exit(0) if yes else None)

    def _stays(self, *leaving: Screen[Any] | None) -> bool:
        """Whether typed text would be lost: then the first time only says so."""
        for screen in (cast(Any, one) for one in leaving if hasattr(one, "holds_text")):
            if screen.holds_text() and not screen.warned:
                screen.warned = True
                self.say(t("app.typed"), how="warning")
                return True
        return False


def _part_from(screen: Screen[Any]) -> None:
    leaving = getattr(screen, "leaving", None)
    if leaving is not None and screen.is_mounted:
        leaving()


def _driver() -> type | None:
    if sys.platform == "win32":
        return None
    from deskterm.widgets.terminal.driver import DeskDriver

    return DeskDriver


def run_app(
    desk: Desk,
    *,
    theme: str = "",
    keymap: Mapping[str, str] | None = None,
    remember: Remember | None = None,
    mouse: bool = True,
    announce_before: int = BEFORE,
    feed: Path | None = None,
    dial: str = "",
    bell: bool = False,
    faulty: str = "",
) -> int:
    """Show the desk until the user leaves; the exit code of the process (0, 2, 70, 129, 130, 143).

    The caller has made sure that there is a terminal. `remember` keeps a choice (`theme`, `language`) for the
    next start and tells why it could not. `faulty`: settings of the file that cannot be used.
    """
    try:
        check_keymap(keymap or {})
    except KeymapError as error:
        say(str(error))
        return int(Exit.USAGE)
    settings: dict[str, Any] = {"keymap": keymap, "remember": remember, "announce_before": announce_before}
    settings |= {"feed": feed, "dial": dial, "bell": bell, "faulty": faulty}
    app = DeskApp(desk, theme=theme, **settings)
    app.run(mouse=mouse)
    if app.return_code == 128 + signal.SIGHUP:
        mute()
    if getattr(app._driver, "stuck", False):
        # The thread that draws holds stderr; Python's own way out would wait for it.
        atexit.register(os._exit, int(app.return_code or 0))
    if app.return_code == Exit.BUG:
        say(t("app.crashed", log=str(app.crash_log or "-")))
    return int(app.return_code or 0)

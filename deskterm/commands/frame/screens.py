"""Opening the screens from the line; the only place behind the commands that knows they exist."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from importlib import import_module
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from deskterm import first_paint, remembered
from deskterm.commands.frame.language import speak
from deskterm.commands.frame.line import Line
from deskterm.desk.errors import DeskError, DeskTrouble
from deskterm.locale import languages, on_screens
from deskterm.settings import anew

if TYPE_CHECKING:
    from deskterm.desk.context import Desk
    from deskterm.settings import Settings

AFTER_PAINT = 1.5  # seconds until the mailboxes are read: nobody waits for what that needs
LEAVING = 2.5  # seconds that this has to end in


@contextmanager
def _alongside(name: str, work: Callable[[Event], None]) -> Iterator[Event]:
    """Work on a thread of its own while the screens are open; it is told when to end."""
    stop = Event()

    def begin() -> None:
        if not stop.wait(AFTER_PAINT):
            work(stop)

    thread = Thread(target=begin, name=name, daemon=True)
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(LEAVING)


@contextmanager
def _mail_kept(desk: Desk, settings: Settings) -> Iterator[None]:
    """The mailboxes read, and the outbox sent, while the screens are open, by threads that begin then."""
    sending: list[Any] = []

    def read(stop: Event) -> None:
        one = import_module("deskterm.commands.letters.beside").SendingBeside(desk, settings, stop)
        one.start()
        sending.append(one)  # whoever leaves meanwhile waits for no thread that has not begun
        import_module("deskterm.commands.intake.fetching").follow(desk, settings, stop)

    with _alongside("mailboxes", read) as stop:
        try:
            yield
        finally:
            stop.set()
            for one in sending:
                one.leave()


@contextmanager
def _hooks_run(desk: Desk, settings: Settings) -> Iterator[None]:
    """The hooks of the settings run while the screens are open; for no demo's story."""
    if import_module("deskterm.desk.demo.demo_desk").is_demo(desk):
        yield
        return

    def tell(stop: Event) -> None:
        hooking = import_module("deskterm.commands.upkeep.hooking")
        hooking.follow(desk, lambda: hooking.of_settings(anew(settings).hook), stop)

    with _alongside("hooks", tell):
        yield


@contextmanager
def _served(desk: Desk, settings: Settings) -> Iterator[None]:
    """Both, while the screens are open; no mailbox by settings of which a part is wanting."""
    mail = nullcontext() if "mail" in settings.faults else _mail_kept(desk, settings)
    with _hooks_run(desk, settings), mail:
        yield


def open_screens(line: Line) -> int:
    """Open the desk's screens and return their exit code. Raises DeskTrouble without a terminal."""
    if not first_paint.has_terminal():
        raise DeskTrouble("no_terminal")
    if not first_paint.can_draw():
        raise DeskTrouble("term_cannot_draw", term=os.environ.get("TERM", ""))
    line.set.need("keys")  # a hand that knows its own keys must not press others
    line.keeps_up = not line.set.at
    desk = line.desk
    if desk.store.read_only:
        raise DeskTrouble("store_read_only", path=str(desk.store.path))
    desk.clock = line.clock_of(desk, running=True)
    if line.set.at:
        import_module("deskterm.desk.upkeep.upkeep").visit(desk)
    theme, language = (remembered.chosen(name, line.set) for name in ("theme", "language"))
    if language in languages():
        speak(language)
    gc.disable()  # nothing that a start makes is garbage; the screens switch it on again
    first_page = import_module("deskterm.screens.queue.first_page").first_page
    with first_paint.drawn(partial(first_page, desk)):
        run_app = import_module("deskterm.app").run_app
        keep = partial(remembered.keep, settings=line.set)
        mouse = first_paint.follows_mouse()
        own: dict[str, Any] = {"announce_before": int(line.set.announce)} if line.set.announce else {}
        own |= {"feed": line.set.agenda, "dial": line.set.dial, "bell": line.set.bell}
        if line.set.faults:
            own["faulty"] = ", ".join(line.set.faults)
        with nullcontext() if line.set.at else _served(desk, line.set):  # nothing leaves at another time
            code: int = run_app(desk, theme=theme, keymap=line.set.keys, remember=keep, mouse=mouse, **own)
    on_screens(False)
    import_module("deskterm.mail.viewing").leave()
    with suppress(DeskError):
        import_module("deskterm.desk.queue.claims").leave(desk)
    import_module("deskterm.desk.queue.looking").leave(desk)
    return code

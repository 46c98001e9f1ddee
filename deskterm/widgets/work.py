"""The interface never waits (law 7): deeds and reads run on other threads and come back as messages.

`ask` reads, `do` changes; both return at once, and `done` or `failed` runs later on the interface's thread,
unless the widget that asked has gone. Where one has gone on to another page meanwhile, it may change what it
shows and say something, and it opens nothing. A widget gets both from the mixin `Work`.
"""

from __future__ import annotations

import asyncio
import contextvars
import queue
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

from textual.message import Message
from textual.timer import Timer

from deskterm.desk.errors import DeskError, of_system
from deskterm.models.basics.ticket_numbers import short_numbers
from deskterm.widgets.keys import Keys
from deskterm.widgets.text.shown import plain

if TYPE_CHECKING:
    from deskterm.desk.context import Desk
    from deskterm.widgets.live import Live
    from deskterm.widgets.status.spoken import Kind
    from deskterm.widgets.typeahead import Hold, Typeahead

OnDone = Callable[[Any], Any]
OnFailed = Callable[[DeskError], Any]


class Shell(Protocol):
    """What a screen or widget may ask of the application."""

    desk: Desk
    hands: Hands
    typing: Typeahead
    own_keys: dict[str, str]
    rings: Any
    colleagues: Any
    spoken: Any
    line: Any
    running: Live | None
    paused: Live | None

    @property
    def desk_screen(self) -> Any:
        """The topmost screen of the desk, beneath any dialog."""

    def copy_to_clipboard(self, text: str) -> None:
        """Hand a text to the terminal's clipboard."""

    def open(self, door: str, *args: Any, then: Callable[[Any], Any] | None = None, **kwargs: Any) -> None:
        """Show the screen behind `door` on top of this one; `then` receives what it was dismissed with."""

    def standing(self) -> tuple[Any, ...]:
        """Where one is now: the desk's screen, its place, and what lies on top."""

    def answering(self, *, opens: bool, why: str = "") -> AbstractContextManager[None]:
        """An answer arrives; unless it `opens`, it opens nothing, and that is said with `why`."""

    def say(self, text: str, *, how: Kind | None = None) -> None:
        """Say something in the line above the keys: where it is not told, as of a deed or as a hint."""

    def having_done(self, deed: Deed) -> AbstractContextManager[None]:
        """What is said inside is said of a deed that was done."""

    def drafts(self) -> Sequence[Any]:
        """The screens on which a text was begun and not sent."""

    def call_later(self, callback: Callable[..., Any], *args: Any) -> bool:
        """Do it as soon as the application is free, whatever screen is on top then."""

    def nudge(self) -> None:
        """Look at once whether the desk has changed."""

    def go(self, place: str) -> None:
        """Go to one of the desk's places: a view of the queue, the packs, the backlog."""


def once(host: Any, seconds: float, callback: Callable[[], Any]) -> Timer:
    """Call back after `seconds`, for a widget or the `Shell`: late rather than never.

    Textual's `set_timer` leaves out a moment that it has missed: where the process had no turn as the timer
    began (a suspended terminal, a full machine), its only moment never comes.
    """
    moment = Timer(host, seconds, callback=partial(host.call_next, callback), repeat=0, skip=False)
    moment._start()
    host._timers.add(moment)
    return moment


class Hands:
    """A few daemon threads that do the waiting; the process may end while one of them is stuck."""

    def __init__(self, size: int = 3) -> None:
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._size = size
        self._threads = 0
        self._lock = threading.Lock()
        self._pending = 0

    def give(self, job: Callable[[], None]) -> None:
        """Run `job` on one of the threads as soon as one is free."""
        with self._lock:
            self._pending += 1
            if self._threads < min(self._size, self._pending):
                self._threads += 1
                threading.Thread(target=self._work, name=f"hand-{self._threads}", daemon=True).start()
        self._jobs.put(job)

    @property
    def idle(self) -> bool:
        """Whether nothing is under way or waiting."""
        return self._pending == 0

    def finish(self, seconds: float) -> bool:
        """Wait until all is done, at the most `seconds`, then send the threads home; whether it was."""
        end = time.monotonic() + seconds
        while not self.idle and time.monotonic() < end:
            time.sleep(0.005)
        for _ in range(self._threads):
            self._jobs.put(None)
        return self.idle

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                job()
            finally:
                with self._lock:
                    self._pending -= 1


@dataclass
class Deed:
    """A deed that was done; `can_undo`: the next undo takes it back."""

    can_undo: bool = False


class Asked(NamedTuple):
    """Under which name and number something was asked, where one stood then, and what keys wait for."""

    key: str
    number: int
    stood: tuple[Any, ...]
    hold: Hold | None


class Errands:
    """What a widget or screen has sent other threads out for, and whether an answer still counts."""

    def __init__(self, sender: Any) -> None:
        self._sender = sender
        self._numbers: dict[str, int] = {}
        self._held: dict[str, Hold | None] = {}  # what keys wait for, by the name of the newest question

    def send(
        self,
        call: Callable[[], Any],
        done: OnDone | None,
        failed: OnFailed | None,
        latest: str = "",
        *,
        unheard: Callable[[Message], None] | None = None,
        keys: Keys | None = None,
    ) -> None:
        """Run `call` on another thread; `unheard` gets the answer when who asked has gone."""
        loop = asyncio.get_running_loop()
        context = contextvars.copy_context()
        asked = self._asked(latest, keys)

        def arrive(message: Message) -> None:
            if not self._sender.post_message(message):
                self.over(asked)
                if unheard is not None:
                    unheard(message)

        def post(message: Message) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(arrive, message, context=context)

        def job() -> None:
            try:
                if self.overtaken(asked):
                    if not loop.is_closed():
                        loop.call_soon_threadsafe(self.over, asked)
                    return
                message: Message = Work.Finished(call(), done, asked)
            except OSError as error:
                message = Work.Failed(of_system(error) or error, failed, asked)
            except Exception as error:  # handed over whole: the interface's thread decides
                message = Work.Failed(error, failed, asked)
            post(message)

        self._sender.shell.hands.give(job)

    def still_there(self, asked: Asked) -> bool:
        """Whether one stands where one asked: on that page, beneath nothing that was opened since."""
        screen, place, top = asked.stood
        now = self._sender.shell.standing()
        here = (screen, top, self._sender.screen)
        return screen is None or (now[:2] == (screen, place) and any(now[2] is one for one in here))

    def overtaken(self, asked: Asked) -> bool:
        """Whether something newer was asked under the same name."""
        return bool(asked.key) and self._numbers.get(asked.key) != asked.number

    def over(self, asked: Asked) -> None:
        """Keys wait for it no more."""
        self._sender.shell.typing.let_go(asked.hold)

    def _asked(self, key: str, keys: Keys | None) -> Asked:
        """For what opens or changes something all keys wait; for a look, unless it is told, none.

        A look that overtakes one for which they wait is what they wait for from now on.
        """
        shell = self._sender.shell
        self._numbers[key] = self._numbers.get(key, 0) + 1
        hold = shell.typing.hold(keys or (Keys.GO_ON if key else Keys.WAIT), self._sender)
        if key:
            hold = self._held[key] = hold or shell.typing.hold_on(self._held.get(key), self._sender)
        return Asked(key, self._numbers[key], shell.standing(), hold)


class Work:
    """Mixin for widgets and screens: `ask` and `do`."""

    class Finished(Message, bubble=False):
        """A deed or a read came back."""

        def __init__(self, answer: Any, then: Callable[[Any], Any] | None, asked: Asked) -> None:
            super().__init__()
            self.answer, self.then, self.asked = answer, then, asked

    class Failed(Message, bubble=False):
        """It raised."""

        def __init__(self, error: Exception, then: OnFailed | None, asked: Asked) -> None:
            super().__init__()
            self.error, self.then, self.asked = error, then, asked

    @property
    def shell(self) -> Shell:
        """The application, as far as screens may know it."""
        return cast(Shell, self.app)  # type: ignore[attr-defined]

    @property
    def desk(self) -> Desk:
        """The desk at which this process works."""
        return self.shell.desk

    @property
    def errands(self) -> Errands:
        """What was asked from here."""
        errands: Errands = self.__dict__.setdefault("_errands", Errands(self))
        return errands

    def ask(
        self,
        read: Callable[..., Any],
        *args: Any,
        done: OnDone | None = None,
        failed: OnFailed | None = None,
        latest: str = "",
        keys: Keys | None = None,
        **kwargs: Any,
    ) -> None:
        """Run `read(*args, **kwargs)` on another thread, then `done(answer)` or `failed(error)` on this one.

        With `latest`, an answer that a newer question of the same name has overtaken is dropped. What `keys`
        do until the answer is there: for a question with `latest` they go on, for all else they wait.
        A refusal without `failed` is said; an error that is not the desk's ends the program (70).
        """
        self.errands.send(lambda: read(*args, **kwargs), done, failed, latest, keys=keys)

    def do(
        self,
        deed: Callable[..., Any],
        *args: Any,
        done: OnDone | None = None,
        failed: OnFailed | None = None,
        keys: Keys | None = None,
        **kwargs: Any,
    ) -> None:
        """As `ask`, for a deed that changes the desk: every screen hears of it at once.

        With `keys` GO_ON it is one that nobody waits for, such as keeping what is typed.
        """
        shell, told = self.shell, Deed()  # the deed may outlive this widget

        def change() -> Any:
            began = _newest_event(shell.desk) if done is not None else None
            try:
                answer = deed(*args, **kwargs)
                told.can_undo = began is not None and _is_undone_next(shell.desk, began)
                return answer
            finally:
                shell.nudge()

        def heard(answer: Any) -> Any:
            if keys is None:
                shell.spoken.settled()
            with shell.having_done(told):
                return done(answer) if done is not None else None

        then = heard if done is not None else None
        self.errands.send(change, then, failed, unheard=_say_refusal(shell), keys=keys)

    @property
    def _taken_down(self) -> bool:
        """Whether this page goes, or the program with it: its parts are gone before its messages are."""
        return bool(self._pruning or self._closing or self.app._exit)  # type: ignore[attr-defined]

    async def on_work_finished(self, message: Work.Finished) -> None:
        """Hand an answer to who waits for it; a page that is being taken down waits for nothing."""
        if message.then is None or self._taken_down or self.errands.overtaken(message.asked):
            self.errands.over(message.asked)
            return
        await self._hand_on(message.asked, message.then, message.answer)

    async def on_work_failed(self, message: Work.Failed) -> None:
        """Say the desk's refusals; everything else is a bug and is raised."""
        error = message.error
        if not isinstance(error, DeskError):
            raise error
        if self.errands.overtaken(message.asked):
            self.errands.over(message.asked)
        elif message.then is None or self._taken_down:
            self.errands.over(message.asked)
            self.shell.say(refusal(error), how="error")
        else:
            await self._hand_on(message.asked, message.then, error, refusal(error))

    async def _hand_on(self, asked: Asked, then: Callable[[Any], Any], answer: Any, why: str = "") -> None:
        """What the answer leads to; what it asks for in its turn holds the keys that this one held."""
        shell = self.shell
        try:
            with (
                shell.answering(opens=self.errands.still_there(asked), why=why),
                shell.typing.asking(asked.hold is not None),
            ):
                told = then(answer)
            if isawaitable(told):
                await told
        finally:
            self.errands.over(asked)


def _newest_event(desk: Desk) -> int | None:
    """The number of the last event; None where the desk cannot be read now."""
    from deskterm.desk.tickets import of_colleagues

    with suppress(DeskError):
        return of_colleagues.newest(desk)
    return None


def _is_undone_next(desk: Desk, began: int) -> bool:
    """Whether the technician's last deed came behind that event, and the next undo takes it back."""
    from deskterm.desk.tickets import undo

    with suppress(DeskError):
        offered = undo.offer(desk)
        return offered.event is not None and not offered.refused and offered.event.id > began
    return False


def _say_refusal(shell: Shell) -> Callable[[Message], None]:
    """What fails after its page was closed does not fail in silence: a refusal is said, a bug raised."""

    def say(message: Message) -> None:
        if not isinstance(message, Work.Failed):
            return
        if isinstance(message.error, DeskError):
            shell.say(refusal(message.error), how="error")
        else:
            shell.call_later(_raised, message.error)

    return say


def _raised(error: Exception) -> None:
    raise error


def refusal(error: DeskError) -> str:
    """What a refusal says, with the rule behind it."""
    text = plain(short_numbers(str(error)))
    return f"{text} ({error.rule})" if error.rule and error.rule not in text else text

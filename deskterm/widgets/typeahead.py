"""Type-ahead: a key waits for the screen that it was meant for, and falls on nothing that lies beneath.

Keys that come in one packet, from a slow line, a macro keypad or a softphone, do what they do when they are
typed one by one: each is let through when the one before has been handled, what it opened stands, and the
deed or the read that it began has been answered. Text goes on into a field while a search is under way.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any

from textual import events
from textual.message_pump import MessagePump
from textual.widgets import Input, TextArea

from deskterm.widgets.keys import Keys

if TYPE_CHECKING:
    from textual.app import App

LONG = 1.0  # seconds after which Esc and the ways out wait no more
LOOKS = 0.002  # seconds between two looks while keys wait
OUT = frozenset({"escape", "ctrl+q", "ctrl+c"})
GOING = "going"  # the group of what leads to another place
EDITS = frozenset({"backspace", "delete", "left", "right", "home", "end"})

Typed = events.Key | events.Paste


class Hold:
    """Something that keys wait for, for as long as who asked for it is there to hear the answer."""

    __slots__ = ("asker", "keys")

    def __init__(self, keys: Keys, asker: MessagePump) -> None:
        self.keys, self.asker = keys, asker

    @property
    def void(self) -> bool:
        """Whether who asked has gone: an answer on its way to them is never heard."""
        return self.asker._closing or self.asker._closed


class Typeahead:
    """The keys that wait, in their order, and what they wait for."""

    def __init__(self, app: App[Any], *, dropped: Callable[[int], None], calm: Callable[[], bool]) -> None:
        self._app, self._dropped, self._calm = app, dropped, calm
        self.last = monotonic()  # when a key came
        self._waiting: deque[tuple[float, Typed]] = deque()
        self._passing: Typed | None = None
        self._watcher: asyncio.Task[None] | None = None
        self._holds: set[Hold] = set()
        self.meant = False  # whether what is asked for now is what a key asked for

    # What keys wait for

    def hold(self, keys: Keys, asker: MessagePump) -> Hold | None:
        """Keys wait until this is let go; all of them where a key asked for what is asked for now."""
        if keys is Keys.GO_ON and not self.meant:
            return None
        made = Hold(Keys.WAIT if self.meant else keys, asker)
        self._holds.add(made)
        return made

    def hold_on(self, hold: Hold | None, asker: MessagePump) -> Hold | None:
        """What is asked for now answers in the place of an older question: keys wait for it as for that."""
        return self.hold(hold.keys, asker) if hold is not None and hold in self._holds else None

    def let_go(self, hold: Hold | None) -> None:
        """What was waited for has come."""
        if hold is not None:
            self._holds.discard(hold)

    @contextmanager
    def asking(self, meant: bool = True) -> Iterator[None]:
        """Whatever is asked for inside is what the next key waits for, where it is `meant`."""
        before, self.meant = self.meant, self.meant or meant
        try:
            yield
        finally:
            self.meant = before

    # Keys

    @property
    def idle(self) -> bool:
        """Whether no key waits."""
        return not self._waiting and (self._watcher is None or self._watcher.done())

    def rests(self, seconds: float) -> bool:
        """Whether no key waits, and none has come for so long."""
        return self.idle and monotonic() - self.last >= seconds

    def lets(self, event: Typed) -> bool:
        """Whether this key may be handled now; else it is kept until it may."""
        self.last = monotonic()
        if event is self._passing:
            self._passing = None
            return True
        if self._app._exit:  # nothing overtakes what waits: `spill` has it all
            self._waiting.append((monotonic(), event))
            return False
        if self.idle and self._ready(event, beside=self._app):
            self._follow()
            return True
        self._waiting.append((monotonic(), event))
        if self._watcher is None or self._watcher.done():
            self._follow()
        return False

    def spill(self) -> None:
        """The program ends: letters that wait reach the field that is typed in, up to the first other key."""
        field = self._app.focused if self._app._screen_stack else None
        while self._waiting and isinstance(field, Input | TextArea):
            event = self._waiting.popleft()[1]
            text = event.text if isinstance(event, events.Paste) else event.is_printable and event.character
            if not text or not self._may_write():
                break
            (field.insert_text_at_cursor if isinstance(field, Input) else field.insert)(text)
        self._waiting.clear()

    def _may_write(self) -> bool:
        """Whether nothing that keys wait for could still come before this field."""
        return not any(hold.keys is Keys.WAIT and not hold.void for hold in self._holds)

    def _follow(self) -> None:
        self._watcher = asyncio.create_task(self._let_through(), name="type-ahead")

    async def _let_through(self) -> None:
        """Until nothing waits: the next one, once the program stands still for it twice in a row."""
        still = 0
        await asyncio.sleep(0)
        while not self._handled() or self._waiting:
            if self._app._exit:
                return
            if self._waiting and self._ready(self._waiting[0][1]):
                still += 1
                if still > 1:
                    still = 0
                    self._pass(self._waiting.popleft()[1])
                await asyncio.sleep(0)
                continue
            still = 0
            if (at := self._way_out()) is not None:
                self._leave(at)
            await asyncio.sleep(LOOKS)

    def _pass(self, event: Typed) -> None:
        self._passing = event
        self._app.post_message(event)

    def _leave(self, at: int) -> None:
        """Nothing is waited for any more; what was typed before the key that leaves is not done."""
        self._holds.clear()
        for _ in range(at):
            self._waiting.popleft()
        if at:
            self._dropped(at)
        self._pass(self._waiting.popleft()[1])

    def _way_out(self) -> int | None:
        """Where in the line the first key stands that has waited long enough and asks to leave."""
        now = monotonic()
        for at, (since, event) in enumerate(self._waiting):
            if isinstance(event, events.Key) and event.key in OUT and now - since >= LONG:
                return at
        return None

    # Whether the program stands still

    def _ready(self, event: Typed, beside: MessagePump | None = None) -> bool:
        screen = self._app.screen
        if not self._handled(beside) or not getattr(screen, "stands", True):
            return False
        kind = self._kind(event)
        self._holds = {hold for hold in self._holds if not hold.void}
        if any(hold.keys is not kind or kind is Keys.WAIT for hold in self._holds):
            return False
        if kind is Keys.TEXT:  # what has changed at the desk is nothing to a letter
            return True
        if not self._calm():
            return False
        if screen._layout_required or screen._recompose_required or self._errands():
            return False
        return kind is Keys.MOVE or not any(getattr(one, "telling", False) for one in screen.walk_children())

    def _handled(self, beside: MessagePump | None = None) -> bool:
        """Whether nobody has a message to read, or is reading one, `beside` who asks."""
        app = self._app
        if self._passing is not None or self._errands(GOING) or not app._screen_stack:
            return False
        pumps = (app, *app._screen_stack, *app.screen.walk_children())
        return not any(_at_work(one) for one in pumps if one is not beside)

    def _errands(self, group: str = "") -> bool:
        """Whether something that Textual runs beside the messages is under way."""
        return any(worker.is_running for worker in self._app.workers if not group or worker.group == group)

    def _kind(self, event: Typed) -> Keys:
        """What it is to who has the keyboard: text for a field, a move of a list, or anything else."""
        held = self._app.focused
        if isinstance(held, Input | TextArea):
            writes = isinstance(event, events.Paste) or event.is_printable or event.key in EDITS
            return Keys.TEXT if writes else Keys.WAIT
        moves = getattr(held, "moves", None)  # a list says which keys only move its cursor
        return Keys.MOVE if moves and isinstance(event, events.Key) and moves(event.key) else Keys.WAIT


def _at_work(pump: MessagePump) -> bool:
    """Whether it is being set up, has messages to read, or has not done with one.

    A pump that has nothing to do waits for its queue's `ready_event`; one that handles a message does not.
    """
    if pump._closing or pump._closed:
        return False
    if not pump._is_mounted or pump._pending_message is not None or pump.message_queue_size:
        return True
    ready = getattr(pump._message_queue, "ready_event", None)
    return not getattr(ready, "_waiters", True)

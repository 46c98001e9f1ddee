"""What is typed is kept as it is typed: a moment after a key that is not kept yet, and at once on leaving.

Typing that never rests is kept all the same: the moment is counted from the first key, not from the last.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Lock
from typing import Any, Generic, TypeVar

from textual.timer import Timer

from deskterm.desk.context import Desk
from deskterm.desk.errors import Busy, DeskError
from deskterm.widgets.keys import Keys
from deskterm.widgets.part import Host
from deskterm.widgets.work import once

SOON = 0.4  # seconds after a key: with the writing itself, less than one is lost when the program is killed
V = TypeVar("V")
A = TypeVar("A")


class KeptTyping(Generic[V]):
    """Something that is typed, and the newest of it as the desk has it, or is about to.

    `typed` gives what stands on the screen, None while it cannot be told; `put` writes it at the desk, and
    `kept` hears that it did.
    """

    def __init__(
        self,
        host: Host,
        typed: Callable[[], V | None],
        put: Callable[[Desk, V], Any],
        *,
        failed: Callable[[DeskError], None] | None = None,
        kept: Callable[[], None] | None = None,
    ) -> None:
        self._host, self._typed, self._put = host, typed, put
        self._failed, self._told = failed, kept
        self.newest: V | None = None
        self._written: V | None = None  # as the desk has it; touched under the lock alone
        self._seen: list[V] = []  # whatever was read or written here
        self._soon: Timer | None = None
        self.over = False
        self._one_at_a_time = Lock()

    def take(self, stored: V, standing: V) -> bool:
        """The desk has this; whether it is to be shown: nothing newer is typed here (`standing`)."""
        if self.newest is not None and (standing != self.newest or stored in self._seen):
            return False
        self.newest = self._written = stored
        self._seen.append(stored)
        return True

    def typing(self) -> None:
        """Something was typed: it is kept soon."""
        if self._soon is None and not self.over:
            self._soon = once(self._host.shell, SOON, self.save)

    def leave(self) -> None:
        """Keep what is typed before the next key is heard: it may ask for it again."""
        self.save()
        self._host.do(self.flush, self._host.desk, keys=Keys.WAIT)

    def save(self) -> None:
        """Keep what is typed, at once."""
        if self._soon is not None:
            self._soon.stop()
            self._soon = None
        typed, before = self._typed(), self.newest
        if self.over or before is None or typed is None or typed == before:
            return
        self.newest = typed
        self._seen.append(typed)
        told = self._told
        done = (lambda _: told()) if told is not None else None
        failed = partial(self._not_saved, before)
        self._host.do(self.flush, self._host.desk, done=done, failed=failed, keys=Keys.GO_ON)

    def end(self, desk: Desk, deed: Callable[..., A], *args: Any, **kwargs: Any) -> A:
        """Do what sends it or throws it away, on another thread, behind every save; none comes after it.

        Raises what the deed raises; then what was typed last is kept.
        """
        with self._one_at_a_time:
            self._write_newest(desk)
            done = deed(desk, *args, **kwargs)
            self.over = True
            return done

    def flush(self, desk: Desk) -> None:
        """On another thread, maybe after the screen: whichever save comes last, the newest words stay."""
        with self._one_at_a_time:
            self._write_newest(desk)

    def _write_newest(self, desk: Desk) -> None:
        newest = self.newest
        if newest is None or self.over or newest == self._written:
            return
        self._put(desk, newest)
        self._written = newest

    def _not_saved(self, before: V, error: DeskError) -> None:
        """A busy desk is asked again."""
        if isinstance(error, Busy):
            self.newest = before
            self.typing()
        elif self._failed is not None:
            self._failed(error)

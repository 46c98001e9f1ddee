"""A mailbox watched: read, waited at, read again; after a fault tried again after pauses that grow."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Event
from typing import Any, Protocol

from deskterm.desk.errors import Busy, DeskError, Refused, ServerAway
from deskterm.mail.accounts.opening import OpenMailbox
from deskterm.mail.fetching.folder import ServerFolder
from deskterm.mail.fetching.round import Side, go_round
from deskterm.mail.sandbox import Reader
from deskterm.models.records.mail_accounts import CHANGED

IDLE = 60.0  # seconds at a folder before all are looked at again, where the server tells what is new
POLL = 20.0  # seconds between two looks where it does not
FIRST, LONGEST = 5.0, 300.0  # seconds of the pauses after a fault of the line
REFUSED_FIRST, REFUSED_LONGEST = 30.0, 1800.0  # after a refusal: who knocks too often is shut out
BUSY = 2.0  # the desk itself is held by somebody
LOOK = 2.0  # seconds in a wait after which it is seen that somebody ended it
ELSEWHERE = 30.0  # another program fetches
STAYS = ("mail_no_folder", "mail_no_move")  # faults with which the rest of the mailbox is still read


class WatchSide(Side, Protocol):
    """The desk, as far as watching knows it."""

    def begin(self) -> None:
        """Be the program that fetches. Raises Busy while another does."""

    def end(self) -> None:
        """Let others fetch."""

    def well(self) -> None:
        """A round is done."""

    def failed(self, error: DeskError, *, failures: int, pause: float) -> None:
        """Something is wrong; it will be tried again after so many seconds."""

    def hurried(self) -> bool:
        """Whether somebody has ended a wait before its time."""


def watch(
    connect: Callable[[], AbstractContextManager[OpenMailbox]],
    side: WatchSide,
    *,
    stop: Event,
    heard: Callable[[Any], None],
    wrong: Callable[[DeskError], object],
) -> None:
    """Read a mailbox until `stop`, or as long as its settings hold.

    `heard`: what became of each mail; `wrong`: what is wrong, told once.
    """
    failures, last = 0, ""
    with Reader() as reader:
        while not stop.is_set():
            try:
                side.begin()
                with connect() as box:
                    while not stop.is_set():
                        fault = _once(box, side, reader, stop, heard)
                        failures = 0
                        if fault is not None and fault.code != last:
                            wrong(fault)
                        last = fault.code if fault else ""
                        _wait(box, side, stop)
            except DeskError as error:
                if error.code == CHANGED:
                    return
                failures += error.code != "mail_elsewhere" and not _is_busy(error)
                pause = pause_after(error, failures)
                if error.code != "mail_elsewhere" and not _is_busy(error):
                    side.failed(error, failures=failures, pause=pause)
                if error.code != last:
                    wrong(error)
                last = error.code
                _rest(side, stop, pause)
            finally:
                side.end()


def _rest(side: WatchSide, stop: Event, pause: float) -> None:
    """Wait, until it is over or somebody says that it is."""
    end = time.monotonic() + pause
    while (left := end - time.monotonic()) > 0:
        if stop.wait(min(left, LOOK)) or side.hurried():
            return


def _once(
    box: OpenMailbox, side: WatchSide, reader: Reader, stop: Event, heard: Callable[[Any], None]
) -> Refused | None:
    """One round; the fault with which the rest of the mailbox was still read."""
    try:
        for outcome in go_round(box, side, reader, stop.is_set):
            heard(outcome)
    except Refused as error:
        if error.code not in STAYS:
            raise
        side.failed(error, failures=1, pause=POLL)
        return error
    side.well()
    return None


def _wait(box: OpenMailbox, side: WatchSide, stop: Event) -> None:
    """Until something is new, or it is time to look."""
    side.hold()
    folders = side.account.folders
    if not box.can("IDLE"):
        _rest(side, stop, POLL)
        return
    if not box.is_at(folders[0]) and _has_news(box, side):
        return
    if not box.is_at():  # none of the folders is there
        _rest(side, stop, POLL)
        return
    box.connection.wait_for_news(IDLE if len(folders) == 1 else POLL, _ended(side, stop))


def _ended(side: WatchSide, stop: Event) -> Callable[[], bool]:
    """Whether a wait is over before its time; the desk is asked now and then."""
    asked = time.monotonic()

    def ended() -> bool:
        nonlocal asked
        if stop.is_set() or time.monotonic() - asked < LOOK:
            return stop.is_set()
        asked = time.monotonic()
        return side.hurried()

    return ended


def _has_news(box: OpenMailbox, side: WatchSide) -> bool:
    """Go back to the first folder that is there; whether something came while the others were read."""
    for name in side.account.folders:
        try:
            folder = ServerFolder(box, name, readonly=True)
        except Refused:  # it is told by the next round
            continue
        return bool(folder.after(side.place(folder.name, folder.uidvalidity).last_uid))
    return False


def pause_after(error: DeskError, failures: int) -> float:
    """How many seconds to wait before the next try: each time twice as long, and never all at once."""
    if error.code == "mail_elsewhere":
        return ELSEWHERE
    if _is_busy(error):
        return BUSY
    first, longest = (FIRST, LONGEST) if isinstance(error, ServerAway) else (REFUSED_FIRST, REFUSED_LONGEST)
    pause: float = min(longest, first * 2 ** min(failures - 1, 20))
    return pause * random.uniform(0.8, 1.2)  # noqa: S311  # so that many do not knock together


def _is_busy(error: DeskError) -> bool:
    return isinstance(error, Busy) and not isinstance(error, ServerAway)

"""The folders of what was sent: copies are put there, and letters in doubt are looked for, with pauses."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, suppress
from typing import TYPE_CHECKING

from deskterm.desk.context import Desk
from deskterm.desk.errors import Busy, DeskError, Refused, ServerAway
from deskterm.desk.letters import copies, outgoing
from deskterm.desk.post import accounts
from deskterm.mail.sending import sent_folder
from deskterm.models.records.mail_accounts import MailAccount

if TYPE_CHECKING:
    from deskterm.mail.accounts.opening import OpenMailbox

LOOK = 300.0  # seconds until letters in doubt are looked for again: a server may put them there late


class SentCopies:
    """The folders of those accounts that keep copies. `opened`: opens an account's mailbox."""

    def __init__(
        self, desk: Desk, opened: Callable[[MailAccount], AbstractContextManager[OpenMailbox]]
    ) -> None:
        self._desk, self._opened = desk, opened
        self._look_at = 0.0

    def due(self, ways: Iterable[MailAccount]) -> bool:
        """Whether a copy can be put now, or letters in doubt be looked for."""
        keep = _keeping(ways)
        if copies.nowhere(self._desk, tuple(one.number for one in keep)):
            return True
        if any(copies.wanted(self._desk, one.number) for one in keep if self._is_open(one)):
            return True
        return self._looks() and any(copies.in_doubt(self._desk, one.number) for one in keep)

    def settle(self, ways: Iterable[MailAccount], *, anyway: bool) -> tuple[int, ...]:
        """Look for the letters in doubt: what lies in the folder has gone. The numbers of those.

        `anyway`: also where that was done a moment ago.
        """
        if not anyway and not self._looks():
            return ()
        self._look_at = time.monotonic() + LOOK
        return tuple(number for way in _keeping(ways) for number in self._found(way))

    def put(self, ways: Iterable[MailAccount], *, hurry: bool) -> None:
        """Put the copies of what has gone where they belong. `hurry`: a person asks, and no pause counts."""
        keep = _keeping(ways)
        for one in copies.nowhere(self._desk, tuple(way.number for way in keep)):
            outgoing.copied(self._desk, one.number, kept=False)
        for way in keep:
            if (hurry or self._is_open(way)) and copies.wanted(self._desk, way.number):
                self._put(way)

    def _put(self, way: MailAccount) -> None:
        try:
            with self._opened(way) as box:
                self._each(box, way)
        except ServerAway as error:
            copies.fails(self._desk, way, error)
        except Busy:  # the desk is held: the next look finds it free
            return
        except DeskError as error:
            copies.fails(self._desk, way, error)
        else:
            copies.works(self._desk, way)

    def _each(self, box: OpenMailbox, way: MailAccount) -> None:
        """Every copy; one that the folder refuses while it takes others is given up. Raises Refused."""
        refused: Refused | None = None
        left, kept = [], 0
        for one in copies.wanted(self._desk, way.number):
            if not accounts.holds(self._desk, way):  # the next go has what holds now
                break
            raw = copies.bytes_of(self._desk, one.number)  # none where they were dropped
            try:
                if raw:
                    sent_folder.put(box, way.sent_folder, one.own_id, raw)
            except Refused as error:
                if error.code != "mail_no_sent_folder":
                    raise
                refused = error
                left.append(one.number)
                continue
            outgoing.copied(self._desk, one.number, kept=bool(raw))
            kept += bool(raw)
        if refused is not None and not kept:
            raise refused
        for number in left:
            outgoing.copied(self._desk, number, kept=False)

    def _found(self, way: MailAccount) -> list[int]:
        """Those of an account that lie in its folder; none where it cannot be asked: a person decides."""
        found: list[int] = []
        doubtful = copies.in_doubt(self._desk, way.number)
        with suppress(DeskError):
            if doubtful:
                with self._opened(way) as box:
                    found += [
                        one.number for one in doubtful if sent_folder.has(box, way.sent_folder, one.own_id)
                    ]
        return [number for number in found if self._has_gone(number)]

    def _has_gone(self, number: int) -> bool:
        """Write down that a letter has gone; False where a person has said otherwise meanwhile."""
        with suppress(Refused):
            outgoing.sent(self._desk, number, "", copy=False)
            return True
        return False

    def _looks(self) -> bool:
        return time.monotonic() >= self._look_at

    def _is_open(self, way: MailAccount) -> bool:
        """Whether copies can be put, or it is time to try it again."""
        until: int = copies.trouble(self._desk, way.number).get("next_at", 0)
        return until <= self._desk.now()


def _keeping(ways: Iterable[MailAccount]) -> tuple[MailAccount, ...]:
    """The accounts that keep copies of what is sent."""
    return tuple(one for one in ways if one.sent_folder and one.imap_host)

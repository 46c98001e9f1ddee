"""One folder on a server, by UID: what is there, how long it is, its bytes, and the mark or move afterwards.

To the server go numbers and the folders' names of the account, nothing that came in a mail (S10).
"""

from __future__ import annotations

import imaplib
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from imap_tools.errors import MailboxFolderSelectError
from imap_tools.utils import encode_folder

from deskterm.desk.errors import Refused
from deskterm.mail.accounts.client import Deceived, Endless
from deskterm.mail.accounts.opening import OpenMailbox
from deskterm.mail.reading.limits import BEGINNING, MAIL_BYTES
from deskterm.models.records.base import Record

MEANT = "UNDELETED UNDRAFT"  # what is a mail still, and already
HIGHEST = (1 << 32) - 1  # of a UID
ASKED = 400  # UIDs named in one command
BATCH = 50  # mails fetched in one answer
BATCH_BYTES = 4 << 20
_UID = re.compile(rb"\bUID (\d{1,10})\b")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d{1,12})\b")


class Delivered(Record, frozen=True, kw_only=True):
    """A mail as the server gave it: None where it has gone meanwhile. `cut`: only its beginning.

    `at`: when the server says that it came, in seconds since 1970 UTC.
    """

    uid: int
    raw: bytes | None
    cut: bool = False
    at: int | None = None


class FloodedMail(Exception):
    """A mail comes without end: with more bytes than one can have, or now and then a few; the line is closed.

    `uid`: of the first of those that were asked for. `slow`: it was given up for its time.
    """

    def __init__(self, uid: int, *, slow: bool = False) -> None:
        super().__init__(uid)
        self.uid, self.slow = uid, slow


class ServerFolder:
    """An open folder. Raises what the connection raises, and Refused where there is none of that name."""

    def __init__(self, box: OpenMailbox, name: str, *, readonly: bool) -> None:
        self.box, self.name = box, name
        try:
            box.folder.set(name, readonly)
        except MailboxFolderSelectError:
            raise Refused("mail_no_folder", folder=name) from None
        self.uidvalidity = _number(box, "UIDVALIDITY")

    def after(self, uid: int) -> list[int]:
        """The UIDs above `uid`, in order, but for drafts and what somebody has thrown away."""
        if uid >= HIGHEST:
            return []
        return self._searched(f"UID {uid + 1}:* {MEANT}", low=uid)

    def between(self, low: int, high: int) -> list[int]:
        """The UIDs above `low` up to `high` that are there still."""
        if high <= low:
            return []
        return [uid for uid in self._searched(f"UID {low + 1}:{high} {MEANT}", low=low) if uid <= high]

    def sizes(self, uids: Iterable[int]) -> dict[int, int]:
        """How many bytes each has; those that have gone are left out."""
        found = {}
        for some in _some(uids, ASKED):
            for head, _ in self._fetched(some, "(UID RFC822.SIZE)"):
                uid, size = _UID.search(head), _SIZE.search(head)
                if uid and size:
                    found[int(uid[1])] = int(size[1])
        return found

    def deliver(self, uids: Sequence[int], *, careful: bool = False) -> Iterator[tuple[Delivered, ...]]:
        """The mails of these UIDs in order, some megabytes at once; of what is too large the beginning.

        `careful`: one by one, and of none more than a mail can have. Raises FloodedMail.
        """
        for some in _some(uids, ASKED):
            sizes = self.sizes(some)
            for group in [[uid] for uid in some] if careful else _groups(some, sizes):
                try:
                    yield tuple(self._delivered(group, sizes, careful=careful))
                except Deceived as error:
                    if error.code != "mail_flood":
                        raise
                    raise FloodedMail(group[0]) from None
                except Endless:
                    raise FloodedMail(group[0], slow=True) from None

    def mark_seen(self, uids: Iterable[int]) -> None:
        """Mark these as seen."""
        for some in _some(uids, ASKED):
            self._asked("STORE", _listed(some), "+FLAGS.SILENT", "(\\Seen)")

    def move(self, uids: Iterable[int], folder: str) -> None:
        """Move these by the server's own MOVE, which loses none. Raises Refused for a folder that is not."""
        for some in _some(uids, ASKED):
            kind, words = self.box.client.uid("MOVE", _listed(some), encode_folder(folder).decode("ascii"))
            if kind != "OK":
                told = words[-1] if words else b""
                if b"TRYCREATE" in (told if isinstance(told, bytes) else b""):
                    raise Refused("mail_no_folder", folder=folder)
                raise self.box.client.error(told)

    def _delivered(self, uids: Sequence[int], sizes: dict[int, int], *, careful: bool) -> Iterator[Delivered]:
        known = [uid for uid in uids if uid in sizes]
        large = len(known) == 1 and sizes[known[0]] > MAIL_BYTES
        asked = BEGINNING if large else MAIL_BYTES + 1 if careful else 0
        part = f"BODY.PEEK[]<0.{asked}>" if asked else "BODY.PEEK[]"
        found: dict[int, Delivered] = {}
        for head, content in self._fetched(known, f"(UID INTERNALDATE {part})") if known else ():
            said = _UID.search(head)
            if said and content is not None:
                cut = large or len(content) > MAIL_BYTES
                raw = content[:BEGINNING] if cut else content
                one = Delivered(uid=int(said[1]), raw=raw, cut=cut, at=_came(head))
                found[one.uid] = one
        for uid in uids:
            yield found.get(uid) or Delivered(uid=uid, raw=None)

    def _searched(self, words: str, *, low: int) -> list[int]:
        answers = self._asked("SEARCH", words)
        found = {int(one) for answer in answers if answer for one in answer.split() if one.isdigit()}
        return sorted(uid for uid in found if low < uid <= HIGHEST)

    def _fetched(self, uids: Sequence[int], parts: str) -> Iterator[tuple[bytes, bytes | None]]:
        """What is said of each mail, and the literal within where there is one."""
        answers: list[Any] = self._asked("FETCH", _listed(uids), parts)
        held: tuple[bytes, bytes] | None = None
        for one in answers:
            if isinstance(one, tuple):
                if held is not None:
                    yield held
                held = (one[0], one[1])
            elif isinstance(one, bytes):
                if held is not None:  # what follows a literal belongs to the same mail
                    yield held[0] + b" " + one, held[1]
                    held = None
                else:
                    yield one, None
        if held is not None:
            yield held

    def _asked(self, *words: str) -> list[Any]:
        kind, answers = self.box.client.uid(*words)
        if kind != "OK":
            raise self.box.client.error(answers[-1] if answers else kind)
        if _number(self.box, "UIDVALIDITY") != self.uidvalidity:  # what was named is another mail by now
            raise self.box.client.abort("UIDVALIDITY")
        return answers


def _number(box: OpenMailbox, word: str) -> int:
    said = box.client.untagged_responses.get(word) or [b""]
    if not (isinstance(said[-1], bytes) and said[-1].isdigit() and len(said[-1]) <= 10):
        raise box.client.error(f"no {word}")
    return int(said[-1])


def _came(head: bytes) -> int | None:
    """When a mail came, as the server says; None where it says nothing that can be read."""
    try:
        moment = imaplib.Internaldate2tuple(head)
        return int(time.mktime(moment)) if moment else None
    except (ValueError, OverflowError, KeyError):
        return None


def _some(uids: Iterable[int], most: int) -> Iterator[list[int]]:
    rest = iter(uids)
    while found := list(islice(rest, most)):
        yield found


def _groups(uids: Sequence[int], sizes: dict[int, int]) -> Iterator[list[int]]:
    """Neighbours whose bytes together are few; a large one stands alone."""
    group: list[int] = []
    held = 0
    for uid in uids:
        size = sizes.get(uid, 0)
        if group and (len(group) == BATCH or held + size > BATCH_BYTES):
            yield group
            group, held = [], 0
        group.append(uid)
        held += size
    if group:
        yield group


def _listed(uids: Sequence[int]) -> str:
    """UIDs as the protocol has them, neighbours as a stretch."""
    parts: list[str] = []
    first = last = uids[0]
    for uid in (*uids[1:], None):
        if uid == last + 1 and uid is not None:
            last = uid
            continue
        parts.append(str(first) if first == last else f"{first}:{last}")
        if uid is not None:
            first = last = uid
    return ",".join(parts)

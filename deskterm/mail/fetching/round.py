"""One round through a mailbox's folders: what is new is taken in, and only then marked on the server.

A mail's place is noted with the mail itself, so a kill at any moment leaves each with one outcome. What was
taken and not yet marked is marked by the next round. Where the server has numbered a folder anew, all of it
is looked at again, and what the desk has is known by its bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from msgspec import structs

from deskterm import crash_log
from deskterm.desk.errors import DeskError, Refused, ServerAway
from deskterm.mail.accounts.client import COMMAND_SECONDS
from deskterm.mail.accounts.opening import OpenMailbox
from deskterm.mail.fetching.folder import Delivered, FloodedMail, ServerFolder
from deskterm.mail.reading.limits import MAIL_BYTES, digest_of
from deskterm.mail.sandbox import Reader
from deskterm.models.records.mail_accounts import FolderPlace, MailAccount
from deskterm.models.records.mails import ParsedMail, unreadable

TRIES = 3  # times that a mail is asked for which comes with more bytes than it can have


class Side(Protocol):
    """The desk, as far as fetching knows it (`desk.post.taking`)."""

    account: MailAccount

    def now(self) -> int:
        """The desk's time."""

    def hold(self) -> None:
        """Go on being the one who fetches. Raises Busy where another program has taken over.

        And Refused where the mailbox was changed or taken away meanwhile.
        """

    def place(self, folder: str, uidvalidity: int) -> FolderPlace:
        """How far a folder has been read under this numbering."""

    def known(self, digest: str, place: FolderPlace) -> Any:
        """What became of these bytes where the desk has them: the same again; None where it has not."""

    def believed(self) -> dict[str, frozenset[str]]:
        """The servers and the providers of certified post that the desk believes, as a reader is told."""

    def take(self, mail: ParsedMail, place: FolderPlace) -> Any:
        """Take a mail in, and note that the folder is read up to `place`, in one transaction."""

    def reach(self, place: FolderPlace) -> None:
        """Note how far a folder is read and marked."""


def go_round(box: OpenMailbox, side: Side, reader: Reader, stopped: Callable[[], bool]) -> Iterator[Any]:
    """Read every folder of the account once; what became of each mail that is new.

    Raises Refused for a folder that is not there or a server without MOVE, when all else is read.
    """
    left: Refused | None = None
    for name in side.account.folders:
        side.hold()
        try:
            yield from _read(box, name, side, reader, stopped)
        except Refused as error:
            if error.code not in ("mail_no_folder", "mail_no_move"):
                raise
            left = left or error
        if stopped():
            return
    if left is not None:
        raise left


def _read(
    box: OpenMailbox, name: str, side: Side, reader: Reader, stopped: Callable[[], bool]
) -> Iterator[Any]:
    folder = ServerFolder(box, name, readonly=side.account.after == "nothing")
    place = side.place(name, folder.uidvalidity)
    # What the desk has of a folder that is read from its start is not told again.
    anew = not place.last_uid
    if _marks(box, side):
        place = _catch_up(folder, side, place)
    try:
        for group in folder.deliver(folder.after(place.last_uid), careful=place.floods > 0):
            side.hold()
            for one in group:
                place, outcome = _take(one, folder, side, reader, place, anew=anew)
                if outcome is not None:
                    yield outcome
            place = _mark(box, folder, side, place, group)
            if stopped():
                return
    except FloodedMail as error:
        yield from _flooded(error, folder, side, place)
    if side.account.after == "move" and not box.can("MOVE"):
        raise Refused("mail_no_move", name=side.account.name)


def _flooded(error: FloodedMail, folder: ServerFolder, side: Side, place: FolderPlace) -> Iterator[Any]:
    """A mail that comes without end is asked for a few times, then set aside for a person; the rest goes on.

    Raises Refused or ServerAway: the line is closed, and the next round comes behind it.
    """
    uid, reason = error.uid, "trickled" if error.slow else "flooded"
    tries = place.floods + 1
    if tries < TRIES:
        side.reach(structs.replace(place, floods=tries))
    else:
        head = f"X-Deskterm-Not-Delivered: {side.account.name} {folder.uidvalidity} {uid}\r\n\r\n"
        yield side.take(unreadable(head.encode(), reason, now=side.now()), place.up_to(uid))
    which: dict[str, Any] = {"name": side.account.name, "folder": folder.name, "number": uid}
    which |= {"tries": tries, "most": TRIES}
    if error.slow:
        raise ServerAway("mail_trickles", **which, minutes=max(1, round(COMMAND_SECONDS / 60)))
    raise Refused("mail_too_much", **which)


def _take(
    one: Delivered, folder: ServerFolder, side: Side, reader: Reader, place: FolderPlace, *, anew: bool
) -> tuple[FolderPlace, Any]:
    """Take one mail in, unless the desk has it or it has gone; the place behind it.

    `anew`: the folder is read from its start, and nothing is told of what the desk has.
    """
    place = place.up_to(one.uid)
    raw = one.raw
    if raw is None and one.uid not in folder.sizes([one.uid]):
        return place, None
    if raw is None:
        again = next(folder.deliver([one.uid]))[0]
        one, raw = again, again.raw
    if raw is None:  # it is there, and the server does not give it: a person has to look
        told = f"X-Deskterm-Not-Delivered: {side.account.name} {folder.uidvalidity} {one.uid}\r\n\r\n"
        return place, side.take(unreadable(told.encode(), "not-delivered", now=side.now()), place)
    if (known := side.known(digest_of(raw), place)) is not None:
        return place, None if anew else known
    mail = reader.read(
        raw,
        now=side.now(),
        at=one.at,
        whole=digest_of(raw) if one.cut else "",
        **side.believed(),
    )
    try:
        return place, side.take(mail, place)
    except DeskError:
        raise
    except Exception as error:  # a fault of ours: the mail is kept for a person, and the next ones come in
        crash_log.write(error)
        return place, side.take(unreadable(raw, "not-taken", now=side.now()), place)


def _marks(box: OpenMailbox, side: Side) -> bool:
    return side.account.after == "seen" or (side.account.after == "move" and box.can("MOVE"))


def _mark(
    box: OpenMailbox, folder: ServerFolder, side: Side, place: FolderPlace, group: Sequence[Delivered]
) -> FolderPlace:
    """Mark what was just taken in whole; what the desk has in part only stays as it is."""
    if _marks(box, side):
        _settle(folder, side, [one.uid for one in group if one.raw is not None and not one.cut])
        place = place.all_marked()
    elif side.account.after == "nothing":
        place = place.all_marked()
    side.reach(place)
    return place


def _catch_up(folder: ServerFolder, side: Side, place: FolderPlace) -> FolderPlace:
    """Mark what was taken in before a kill or a fault came between."""
    waiting = folder.between(place.marked_uid, place.last_uid)
    if waiting:
        sizes = folder.sizes(waiting)
        _settle(folder, side, [uid for uid in waiting if 0 <= sizes.get(uid, -1) <= MAIL_BYTES])
    if place.marked_uid < place.last_uid:
        place = place.all_marked()
        side.reach(place)
    return place


def _settle(folder: ServerFolder, side: Side, uids: Sequence[int]) -> None:
    if not uids:
        return
    side.hold()  # the last look before the server is changed
    if side.account.after == "move":
        folder.move(uids, side.account.after_folder)
    else:
        folder.mark_seen(uids)

"""A source of mail that could not be read: its trace at the desk, for the lead; gone once it is read."""

from __future__ import annotations

from hashlib import sha256

from deskterm.desk.context import Desk
from deskterm.desk.intake.receive import Received
from deskterm.models.basics.text import clean
from deskterm.models.records.states import SOURCE
from deskterm.storage.database import Connection
from deskterm.storage.tickets import messages as message_rows


def note(desk: Desk, source: str, reason: str, *, state: str = "") -> Received:
    """Set aside that a source could not be read, once for each `state` of it.

    `reason`: its code (`mail.sources`); without a `state` it is the same fault for the whole day.
    """
    with desk.write() as conn:
        number = _known(conn, digest := _digest(source, reason, state or str(desk.now() // 86_400)))
        if number is None:
            number = message_rows.insert(
                conn,
                direction="in",
                kind=SOURCE,
                subject=clean(source),
                source=clean(source),
                received_at=desk.now(),
                outcome="unreadable",
                reason=reason,
                state="pending",
                digest=digest,
            )
            desk.record(conn, "unreadable", target=str(number), after={"rule": "", "reason": reason})
    return Received(outcome="unreadable", reason=reason, source=source, message=number, unread=True)


def read_after_all(desk: Desk, source: str) -> None:
    """Take what was noted of a source off the list: now it can be read."""
    with desk.write() as conn:
        for one in message_rows.pending_of_source(conn, clean(source), SOURCE):
            message_rows.update(conn, one, state="dismissed")
            desk.record(conn, "dismissed", target=str(one), after={"why": "read"})


def sources(desk: Desk) -> frozenset[str]:
    """The sources that could not be read and wait for a person."""
    with desk.read() as conn:
        return message_rows.pending_sources(conn, SOURCE)


def opened_by(source: str, noted: frozenset[str]) -> tuple[str, ...]:
    """Those `noted` that can be read since this one could: itself, its mailbox, a folder above it."""
    return tuple(one for one in noted if source == one or source.startswith((f"{one}/", f"{one}:")))


def _known(conn: Connection, digest: str) -> int | None:
    known = message_rows.by_digest(conn, digest)
    return None if known is None else known.id


def _digest(source: str, reason: str, state: str) -> str:
    return sha256(f"{SOURCE}\0{source}\0{reason}\0{state}".encode()).hexdigest()

"""What the desk does by itself as time passes: wakes what rested, books what expired, drops old files.

Every command and every screen's watch keeps the desk up first: what is read afterwards is as it should be by
now, and reading writes nothing (on the first day of an agreement its hours are there, I24). What a mere look
at another time finds (`--at`) is reckoned and not kept: the hour may not have come, and files that are
deleted or hours that are carried over come back by no clock. No letter that gathers (numbers that are owed,
packs that run out) is written as of another time, whatever is done there: it waits for the machine's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from deskterm.clock import machine_clock
from deskterm.desk.calls.overdue import overdue
from deskterm.desk.context import Desk, by_itself
from deskterm.desk.errors import Busy
from deskterm.desk.packs import over_time
from deskterm.desk.queue import queue
from deskterm.desk.steps.facts import day_of
from deskterm.desk.upkeep import numbers_owed, purge, word_index
from deskterm.storage.customers import agreements as agreement_rows
from deskterm.storage.database import Connection
from deskterm.storage.money import packs as pack_rows
from deskterm.storage.tickets import events as event_rows
from deskterm.storage.tickets import tickets as ticket_rows

Due = Callable[[Desk], int]


def keep_up(desk: Desk, found: Iterable[Due] | None = None) -> int:
    """Do what is due by now, or what of it was `found`; returns how many things were done.

    A busy desk is left for the next time, a desk that can only be read as it is.
    """
    done = 0
    with suppress(Busy), by_itself():
        for do in due(desk) if found is None else found:
            done += do(desk)
    return done


def due(desk: Desk) -> tuple[Due, ...]:
    """What is to be done by now, asked in one look: a quiet desk is not written to."""
    if desk.store.read_only:
        return ()
    with desk.read() as conn:
        return tuple(_asked(desk, conn, day_of(desk.now(), desk.service.tz)))


def undone(found: Iterable[Due]) -> tuple[Due, ...]:
    """What of it a trial takes back and lets be seen."""
    return tuple(one for one in found if one not in (_tidy, word_index.clean))


def for_good(found: Iterable[Due]) -> tuple[Due, ...]:
    """What of it no trial takes back: a password is out of the keyring for ever."""
    return tuple(one for one in found if one is _tidy)


def has_come(desk: Desk) -> bool:
    """Whether the desk's time is none to come: by the machine's clock, or by what was done here."""
    now = desk.now()
    if now <= machine_clock():
        return True
    with desk.read() as conn:
        last = event_rows.get(conn, event_rows.newest(conn))
    return last is not None and now <= last.at


def visit(desk: Desk) -> None:
    """Come to the desk at a time that was asked for: one to come is kept up once something is done there."""
    if has_come(desk):
        keep_up(desk)
    else:
        desk.before_deed = keep_up


def _asked(desk: Desk, conn: Connection, today: str) -> Iterator[Due]:
    if ticket_rows.resting(conn, desk.now(), 1):
        yield _wake
    if pack_rows.expired(conn, today):
        yield _expire
    if any(pack.grant for pack in desk.service.packs) and agreement_rows.to_grant(conn, today):
        yield _grant
    if not desk.elsewhen and numbers_owed.due(desk):
        yield numbers_owed.tell
    if over_time.due(desk):
        yield _packs
    if purge.due(desk):
        yield purge.purge
    if word_index.due(desk):
        yield word_index.clean
    if overdue(desk):
        yield _tidy


def _wake(desk: Desk) -> int:
    return len(queue.wake(desk))


def _expire(desk: Desk) -> int:
    from deskterm.desk.packs import packs

    return len(packs.expire(desk))


def _grant(desk: Desk) -> int:
    """Agreements that have begun bring their packs (I24)."""
    from deskterm.desk.customers import agreements

    return agreements.grant_begun(desk)


def _packs(desk: Desk) -> int:
    return over_time.keep(desk)


def _tidy(desk: Desk) -> int:
    """The time of a temporary password of mine is up (I7)."""
    from deskterm.desk.calls import passwords

    return passwords.tidy(desk)

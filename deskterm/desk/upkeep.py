"""What the desk does by itself as time passes: wakes what rested, books what expired, drops old files."""

from __future__ import annotations

from contextlib import suppress

from deskterm.desk import purge, queue
from deskterm.desk.context import Desk, by_itself
from deskterm.desk.errors import Busy
from deskterm.desk.facts import day_of
from deskterm.desk.overdue import overdue
from deskterm.storage import packs as kept


def keep_up(desk: Desk) -> int:
    """Do what is due by now; returns how many things were done. A busy desk is left for the next time."""
    done = 0
    with suppress(Busy), by_itself():
        done += len(queue.wake(desk))
        if _something_expired(desk):
            from deskterm.desk import packs

            done += len(packs.expire(desk))
        done += _begun(desk)
        done += purge.purge(desk)
        if _a_password_is_over(desk):
            from deskterm.desk import secrets

            done += secrets.tidy(desk)
    return done


def _begun(desk: Desk) -> int:
    """Agreements that have begun bring their packs (I24)."""
    if not any(pack.grant for pack in desk.service.packs):
        return 0
    from deskterm.desk import agreements

    return agreements.grant_begun(desk)


def _something_expired(desk: Desk) -> bool:
    """Whether a pack is over: asked first, so that a look at a quiet desk takes no write lock."""
    with desk.read() as conn:
        return bool(kept.expired(conn, day_of(desk.now(), desk.service.tz)))


def _a_password_is_over(desk: Desk) -> bool:
    """Whether the time of a temporary password of mine is up (I7)."""
    return bool(overdue(desk))

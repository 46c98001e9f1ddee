"""How far each hook has been given what happened at the desk: in order, each event at least once.

That an event was taken is written down after its command has ended well: a program that is killed between
gives it once more, by the same number. One program at a time runs a hook. What is written here is no event:
a hook that fails would be called for its own failure.
"""

from __future__ import annotations

import json
from contextlib import AbstractContextManager

from deskterm.clock import machine_clock
from deskterm.desk.context import Desk, by_itself
from deskterm.desk.errors import DeskError, NotFound
from deskterm.desk.upkeep import happened
from deskterm.locale import t, tn
from deskterm.models.records.desk import HookPlace
from deskterm.storage.database import Connection
from deskterm.storage.file.lease import lease
from deskterm.storage.house import hooks as hook_rows

FIRST, LONGEST = 1, 600  # seconds until an event is given again: doubled each time
TOLD_FROM = 3  # tries after which somebody should know


def pause(tries: int) -> int:
    """For how many seconds to wait after so many tries."""
    return min(LONGEST, FIRST << min(max(0, tries - 1), 20))


def turn(desk: Desk, name: str) -> AbstractContextManager[bool]:
    """The turn to run a hook, which one program at a time has; False where another does. Raises OSError."""
    return lease(desk.folder, f"hook-{name}")


def place(desk: Desk, name: str, after: int | None = None) -> HookPlace:
    """How far a hook is. One that has not begun begins behind the newest event, or behind `after`.

    Raises Refused for an event that there is not.
    """
    with desk.read() as conn:
        found = hook_rows.get(conn, name)
    if found is not None:
        return found
    behind = happened.newest(desk) if after is None else happened.place(desk, after)
    with by_itself(), desk.write() as conn:
        if hook_rows.get(conn, name) is None:
            hook_rows.begin(conn, name, behind)
        return _known(conn, name)


def given(desk: Desk, name: str, event_id: int) -> None:
    """A hook has taken everything up to this event."""
    with by_itself(), desk.write() as conn:
        told = {"tries": 0, "next_at": None, "fault": "", "detail": "{}", "at": machine_clock()}
        hook_rows.note(conn, name, last_id=event_id, **told)


def not_taken(desk: Desk, name: str, event_id: int, error: DeskError, most: int) -> HookPlace:
    """A hook has not taken an event: it is given again after a pause, or set aside after so many tries.

    A try before its time counts for nothing.
    """
    now = machine_clock()
    with by_itself(), desk.write() as conn:
        was = _known(conn, name)
        early = waits(was) > 0
        tries = was.tries if early else was.tries + 1
        told = {"fault": error.code, "detail": _detail(error)}
        if tries < most:
            wait = was.next_at if early else now + pause(tries)
            hook_rows.note(conn, name, tries=tries, next_at=wait, at=now, **told)
        else:
            hook_rows.leave(conn, name, event_id, at=now, **told)
            hook_rows.note(conn, name, last_id=event_id, tries=0, next_at=None, at=now, **told)
        return _known(conn, name)


def waits(place: HookPlace) -> float:
    """For how many seconds a hook is not to be tried yet; a clock that was set back holds none up."""
    left = 0 if place.next_at is None else place.next_at - machine_clock()
    return left if 0 < left <= LONGEST else 0


def broken(desk: Desk, name: str) -> None:
    """A fault of ours ended the running of a hook: somebody should know."""
    with by_itself(), desk.write() as conn:
        told = {"fault": "hook_broken", "detail": "{}", "tries": TOLD_FROM, "at": machine_clock()}
        hook_rows.note(conn, name, **told)


def left(desk: Desk, name: str) -> tuple[int, ...]:
    """The events that a hook never took, oldest first. Raises NotFound for one that has not begun."""
    with desk.read() as conn:
        _known(conn, name)
        return hook_rows.left(conn, name)


def taken_after_all(desk: Desk, name: str, event_id: int) -> None:
    """A hook has taken an event that was set aside."""
    with by_itself(), desk.write() as conn:
        hook_rows.take_up(conn, name, event_id)


def let_go(desk: Desk, name: str) -> int:
    """A person says that what was set aside is not wanted; how many events that was. Raises NotFound."""
    with desk.write() as conn:
        _known(conn, name)
        found = hook_rows.left(conn, name)
        for number in found:
            hook_rows.take_up(conn, name, number)
        if desk.hooks is not None and name not in desk.hooks:  # nobody tries it any more
            hook_rows.note(conn, name, tries=0, next_at=None, fault="", detail="{}")
        if found:
            desk.record(conn, "hook_let_go", target=name, after={"events": list(found)})
        return len(found)


def listing(desk: Desk) -> tuple[HookPlace, ...]:
    """Every hook that has begun, by name."""
    with desk.read() as conn:
        return hook_rows.listing(conn)


def wrong(desk: Desk) -> tuple[tuple[str, str], ...]:
    """The hooks with which something is wrong for some time, each with what it is.

    Of one that the settings here do not name, that too: no more by them, or only on another machine.
    """
    return tuple(
        (one.name, _said(one) if is_here(desk, one) else f"{_said(one)} {t('app.hook_gone', name=one.name)}")
        for one in _wrong(desk)
    )


def wrong_here(desk: Desk) -> tuple[tuple[str, str], ...]:
    """Those of them that the settings here name: who works here can mend them."""
    return tuple((one.name, _said(one)) for one in _wrong(desk) if is_here(desk, one))


def is_here(desk: Desk, one: HookPlace) -> bool:
    """Whether the settings of who is here name a hook, or nobody has said which they name."""
    return desk.hooks is None or one.name in desk.hooks


def _wrong(desk: Desk) -> list[HookPlace]:
    return [one for one in listing(desk) if one.left or one.tries >= TOLD_FROM]


def fault(one: HookPlace) -> str:
    """Why a hook did not take what it was given last; "" where it did."""
    return t(f"errors.{one.fault}", **one.values) if one.fault else ""


def _said(one: HookPlace) -> str:
    told = [tn("app.hook_left", one.left, first=one.first_left)] if one.left else []
    return " ".join([*told, fault(one)]).strip()


def _known(conn: Connection, name: str) -> HookPlace:
    found = hook_rows.get(conn, name)
    if found is None:
        known = ", ".join(one.name for one in hook_rows.listing(conn)) or "-"
        raise NotFound("no_hook", name=name, known=known)
    return found


def _detail(error: DeskError) -> str:
    return json.dumps({name: str(value) for name, value in error.values.items()}, ensure_ascii=False)

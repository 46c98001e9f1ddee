"""Times that somebody must say are right (R21): what the desk knows of them, confirmed or put right.

A clock that was set during a call may have been wrong before it or since: its begin is as doubtful as
its end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.desk.steps.work import clocks
from deskterm.locale import t
from deskterm.locale.moments import clock_text, second_of
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.base import Record
from deskterm.models.records.desk import Event
from deskterm.models.records.work import Session
from deskterm.storage.database import Connection
from deskterm.storage.tickets import events as event_rows
from deskterm.storage.tickets import tickets as ticket_rows
from deskterm.storage.work import sessions as session_rows

LOOKED_AT = 50  # events of the technician
HALF_A_DAY = 12 * 3600
ENDS = ("session_stopped", "session_paused", "session_ended_earlier")


class Doubt(Record, frozen=True, kw_only=True):
    """A stretch in doubt, and the evidence; what is not known is None.

    `showed` is where the clock on the wall stood when it ended, `taken_at` when its ticket was taken,
    `last` the last thing that its technician did in it. All are the wall's times, right or wrong.
    """

    session: Session
    showed: int | None
    taken_at: int | None
    last: Event | None

    @property
    def lasted(self) -> int:
        """Seconds that the machine counted."""
        return (self.session.ended_at or self.session.started_at) - self.session.started_at

    @property
    def moved(self) -> int:
        """Seconds by which the clock on the wall was set meanwhile; below 0 where it was set back."""
        if self.showed is None or self.session.ended_at is None:
            return 0
        by = self.showed - self.session.ended_at
        return by if abs(by) > clocks.TOLERANCE else 0

    @property
    def likely(self) -> tuple[int, int | None]:
        """Begin and end by the evidence: a clock that was set is right since; None: nothing tells."""
        if self.moved and self.lasted and self.showed is not None:
            return self.showed - self.lasted, self.showed
        began = self.session.started_at
        return began, self.last.at if self.last is not None and self.last.at >= began else None


class Times(Record, frozen=True, kw_only=True):
    """When a stretch really began and ended; None leaves what stands."""

    started_at: int | None = None
    ended_at: int | None = None


def doubts(desk: Desk, group_id: int) -> tuple[Doubt, ...]:
    """The stretches of a contact whose times nobody has confirmed yet, in order."""
    with desk.read() as conn:
        return tuple(_doubt(conn, one) for one in _doubtful(conn, group_id))


def confirm(desk: Desk, group_id: int, times: Sequence[Times] = ()) -> Session:
    """Say that the proposed times of a contact are right, or give those of its doubtful stretches, in order.

    Raises Refused where none is in doubt, where one would end before it began or after now, and where it
    would lie over other work of the same hands.
    """
    with desk.write() as conn:
        doubtful = _doubtful(conn, group_id)
        if not doubtful:
            raise Refused("nothing_to_confirm", group=group_id)
        given = [*times, *(Times() for _ in doubtful[len(times) :])]
        for one, told in zip(doubtful, given, strict=True):
            latest = max(desk.now(), one.ended_at or one.started_at)
            began = one.started_at if told.started_at is None else told.started_at
            ended = (one.ended_at or one.started_at) if told.ended_at is None else told.ended_at
            if not began <= ended <= latest:
                raise Refused("bad_end")
            session_rows.set_times(conn, one.id, began, ended)
        for one, told in zip(doubtful, given, strict=True):
            if told != Times():
                _lies_free(conn, session_rows.get(conn, one.id))
        for one in doubtful:
            _record(desk, conn, one, session_rows.get(conn, one.id))
        return session_rows.get(conn, doubtful[-1].id)


def hear(one: Doubt, read: Callable[..., int], began: int | None = None) -> int:
    """When a stretch in doubt began, or ended if it `began` then, as a person says it to `read`.

    A time alone is the first one since, or since half a day before a begin that may be wrong by as much.
    What the clock has not come to again since it was set back is no future. Raises what `read` raises.
    """
    since = min(one.likely[0], one.session.started_at) - HALF_A_DAY if began is None else began
    return read(begun=since, latest=one.session.ended_at or one.session.started_at)


def evidence(one: Doubt, tz: str) -> str:
    """What is known of the real times of a stretch in doubt, a sentence a line; "" where nothing tells."""
    lines = []
    if one.moved and one.showed is not None:
        way = "back" if one.moved < 0 else "ahead"
        began, ended = second_of(one.session.started_at, tz), second_of(one.showed, tz)
        lasted, by = clock_text(one.lasted), clock_text(abs(one.moved))
        counted = f"moved_{way}" if one.lasted else way
        lines.append(t(f"doubt.{counted}", began=began, ended=ended, lasted=lasted, by=by))
    if one.taken_at is not None:
        code, when = short(one.session.ticket), second_of(one.taken_at, tz)
        lines.append(t("doubt.taken", code=code, when=when))
    if one.last is not None:
        what, when = t(f"deeds.{one.last.deed}"), second_of(one.last.at, tz)
        lines.append(t("doubt.last", what=what, when=when))
    return "\n".join(lines)


def _doubtful(conn: Connection, group_id: int) -> list[Session]:
    return [one for one in session_rows.of_group(conn, group_id) if one.to_confirm and not one.over]


def _lies_free(conn: Connection, session: Session) -> None:
    """Refuse what would count the same minutes of the same hands on the same ticket twice."""
    ended = session.ended_at or session.started_at
    for other in session_rows.of_ticket(conn, session.ticket_id):
        theirs = other.technician == session.technician and other.id != session.id
        if not theirs or not other.counts:
            continue
        if other.started_at < ended and (other.ended_at is None or other.ended_at > session.started_at):
            raise Refused("times_overlap", code=session.ticket)


def _doubt(conn: Connection, session: Session) -> Doubt:
    events = event_rows.of_ticket(conn, session.ticket_id)
    ended = next((one for one in reversed(events) if _ends(one, session)), None)
    began = next((one for one in events if one.target == f"session:{session.id}"), None)
    taken_at = ticket_rows.by_id(conn, session.ticket_id).taken_at
    return Doubt(
        session=session,
        showed=ended.after.get("showed", ended.at) if ended is not None else None,
        taken_at=taken_at,
        last=_last_between(conn, session.technician, began, ended),
    )


def _ends(event: Event, session: Session) -> bool:
    """Whether a stretch ended with this event: it was stopped, or turned into another kind of work."""
    if event.deed == "session_switched":
        return event.before.get("session") == session.id
    return event.deed in ENDS and event.target == f"session:{session.id}"


def _last_between(conn: Connection, who: str, began: Event | None, ended: Event | None) -> Event | None:
    """The last thing that somebody did between two events, whatever the clock showed then."""
    if began is None:
        return None
    return next(
        (
            one
            for one in event_rows.last_by(conn, who, LOOKED_AT)
            if began.id < one.id
            and (ended is None or one.id < ended.id)
            and not one.deed.startswith("session_")
        ),
        None,
    )


def _record(desk: Desk, conn: Connection, was: Session, session: Session) -> None:
    """What was proposed and what holds, for who asks later why the bill is this."""
    before = {"started_at": was.started_at, "ended_at": was.ended_at}
    after = {
        "kind": session.kind,
        "group": session.group_id,
        "started_at": session.started_at,
        "ended_at": session.ended_at,
    }
    desk.record(
        conn,
        "session_confirmed",
        ticket_id=session.ticket_id,
        target=f"session:{session.id}",
        before=before,
        after=after,
    )

"""How long a session has lasted when clocks jump, the machine sleeps or it is started anew (R20, R21).

Beside the wall clock a session keeps where the machine's boot clock stood: that one goes on in suspend and
nobody sets it. Where they disagree the boot clock's time is proposed, and the technician must confirm it. So
they must what the machine slept through, and what lasted longer than the terms think a session can.
"""

from __future__ import annotations

from msgspec import Struct

from deskterm.clock import Boot
from deskterm.desk.context import Desk
from deskterm.models.records.work import Session
from deskterm.models.terms.service import Service
from deskterm.storage.work.sessions import Mark

TOLERANCE = 2  # seconds by which the clocks may differ before somebody is asked
NAP = 60  # seconds that the machine may sleep before somebody is asked


class ClockReading(Struct, frozen=True):
    """The instant that ends a stretch, and whether the technician must say that it is right.

    `moved`: the clock on the wall was set meanwhile, so that its begin may be wrong too.
    """

    at: int
    to_confirm: bool = False
    moved: bool = False


def mark(desk: Desk) -> Mark:
    """What a session that starts now keeps; nothing under a clock with no other behind it (`--at`)."""
    boot = _boot(desk)
    return Mark(*boot) if boot else Mark()


def read(desk: Desk, session: Session, then: Mark, service: Service) -> ClockReading:
    """When a running session would end if it ended now; never before it started."""
    found = _ended(desk, session, then)
    if is_long(service, session.started_at, found.at):
        return ClockReading(found.at, to_confirm=True, moved=found.moved)
    return found


def is_long(service: Service, started_at: int, ended_at: int) -> bool:
    """Whether a stretch is longer than the terms believe without a question."""
    return ended_at - started_at > service.timer.longest


def _ended(desk: Desk, session: Session, then: Mark) -> ClockReading:
    wall, now = desk.now(), _boot(desk)
    if not then.boot_id or now is None:
        return ClockReading(max(wall, session.started_at), wall < session.started_at)
    if (now.host, now.boot_id) != (then.host, then.boot_id):
        return ClockReading(max(wall, session.started_at), to_confirm=True)
    elapsed = max(0, round((now.boot_ms - (then.boot_ms or 0)) / 1000))
    if abs(wall - session.started_at - elapsed) <= TOLERANCE:
        return ClockReading(max(wall, session.started_at), to_confirm=_slept(then, now) > NAP)
    return ClockReading(session.started_at + elapsed, to_confirm=True, moved=True)


def _slept(then: Mark, now: Boot) -> float:
    """Seconds that the machine slept meanwhile; 0 where the session does not know."""
    if then.awake_ms is None or then.boot_ms is None:
        return 0
    return ((now.boot_ms - then.boot_ms) - (now.awake_ms - then.awake_ms)) / 1000


def _boot(desk: Desk) -> Boot | None:
    boot = getattr(desk.clock, "boot", None)
    found: Boot | None = boot() if boot is not None else None
    return found

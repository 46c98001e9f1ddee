"""How long a session has lasted when clocks jump, the machine sleeps or it is started anew (R20, R21).

Beside the wall clock a session keeps where the machine's boot clock stood: that one goes on in suspend and
nobody sets it. Where the two disagree the boot clock's time is proposed, and the technician must confirm it.
"""

from __future__ import annotations

import socket
import time
from pathlib import Path

from msgspec import Struct

from deskterm.clock import machine_clock
from deskterm.desk.context import Desk
from deskterm.models.records.work import Session
from deskterm.storage.work.sessions import Mark

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
TOLERANCE = 2  # seconds by which the clocks may differ before somebody is asked


class ClockReading(Struct, frozen=True):
    """The instant that ends a stretch, and whether the technician must say that it is right."""

    at: int
    to_confirm: bool = False


def boot_mark() -> Mark:
    """The boot clock now; `Mark()` on systems that have none."""
    if not hasattr(time, "CLOCK_BOOTTIME"):
        return Mark()
    try:
        boot_id = BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return Mark()
    return Mark(socket.gethostname(), boot_id, time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000)


def mark(desk: Desk) -> Mark:
    """What a session that starts now keeps; nothing under a clock that was given (`--at`)."""
    return boot_mark() if desk.clock is machine_clock else Mark()


def read(desk: Desk, session: Session, then: Mark) -> ClockReading:
    """When a running session would end if it ended now; never before it started."""
    wall = desk.now()
    if not then.boot_id or desk.clock is not machine_clock:
        return ClockReading(max(wall, session.started_at), wall < session.started_at)
    now = boot_mark()
    if (now.host, now.boot_id) != (then.host, then.boot_id):
        return ClockReading(max(wall, session.started_at), to_confirm=True)
    elapsed = max(0, round(((now.boot_ms or 0) - (then.boot_ms or 0)) / 1000))
    if abs(wall - session.started_at - elapsed) <= TOLERANCE:
        return ClockReading(max(wall, session.started_at))
    return ClockReading(session.started_at + elapsed, to_confirm=True)

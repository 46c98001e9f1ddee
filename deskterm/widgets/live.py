"""What the call bar and the big clock show of a running call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from deskterm.locale import t

if TYPE_CHECKING:
    from deskterm.desk.context import Desk

Tone = Literal["", "warn", "late"]


class Live(Struct, frozen=True, kw_only=True):
    """A contact that is being timed; instants in seconds UTC, `marks` in seconds of the contact.

    `before` are the seconds of the contact that earlier stretches hold, `marks` where money changes:
    the first is where it starts.
    """

    ticket: str
    customer: str
    kind: str
    started_at: int
    before: int = 0
    marks: tuple[int, ...] = ()
    warn: int = 60
    paused: bool = False
    group_id: int = 0

    def elapsed(self, now: int) -> int:
        """Seconds of the contact at `now`, from stored instants; never negative."""
        return self.before + (0 if self.paused else max(0, now - self.started_at))

    def word(self, now: int) -> tuple[str, Tone]:
        """What the time means for money, and how loudly to say it (D23: 5:00 is free, 5:01 is not)."""
        seconds = self.elapsed(now)
        ahead = [mark for mark in self.marks if seconds <= mark]
        if not self.marks:
            return "", ""
        if len(ahead) == len(self.marks):
            left = self.marks[0] - seconds
            if left < self.warn:
                return t("widgets.call.soon", seconds=left + 1), "warn"
            return t("widgets.call.free_until", until=clock_text(self.marks[0])), ""
        if ahead and ahead[0] - seconds < 2 * self.warn:
            return t("widgets.call.unit_soon", seconds=ahead[0] - seconds + 1), "late"
        return t("widgets.call.billable"), "late"


def clock_text(seconds: int) -> str:
    """`4:05`, and from an hour on `1:04:05`."""
    minutes, rest = divmod(max(0, seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def read_live(desk: Desk) -> Live | None:
    """The call that runs for this technician now, if any."""
    try:
        from deskterm.desk import calls
    except ImportError:
        return None

    running = calls.running(desk)
    if running is None:
        return None
    session = running.session
    at = desk.now()
    so_far = max(0, at - session.started_at) if session.ended_at is None else 0
    return Live(
        ticket=session.ticket,
        customer=session.customer,
        kind=session.kind,
        started_at=session.started_at,
        before=max(0, running.seconds - so_far),
        marks=tuple(getattr(mark, "at", mark) for mark in running.marks),
        paused=session.ended_at is not None,
        group_id=session.group_id,
    )

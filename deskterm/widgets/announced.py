"""Appointments announce themselves to whom they belong: before the hour, and when it comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deskterm.locale import t
from deskterm.locale.moments import time_of
from deskterm.models.basics.ticket_numbers import short

if TYPE_CHECKING:
    from deskterm.desk.context import Desk
    from deskterm.models.records.agenda import Appointment

MINUTE = 60  # seconds
BEFORE = 5  # minutes, unless the settings say another number


class Announcer:
    """What this technician is to be told, each thing once; asked once a minute, on a thread that may wait."""

    def __init__(self, desk: Desk, minutes: int = BEFORE) -> None:
        self._desk, self._minutes = desk, minutes
        self._told: set[tuple[int, int, bool]] = set()

    def news(self) -> str:
        """The appointments that are near or have begun and were not told yet, one a line; "" for none."""
        from deskterm.desk.agenda import appointments

        now = self._desk.now()
        near = appointments.near(self._desk, self._minutes * MINUTE)
        fresh = [one for one in near if (one.id, one.starts_at, one.starts_at <= now) not in self._told]
        self._told |= {(one.id, one.starts_at, one.starts_at <= now) for one in fresh}
        return "\n".join(told(one, now, self._desk.service.tz) for one in fresh)


def told(one: Appointment, now: int, tz: str) -> str:
    """`15:00: appuntamento con Rossi (TK000012), fra 5 min · teleassistenza`."""
    minutes = -(-(one.starts_at - now) // MINUTE)
    return t(
        "agenda.soon" if minutes > 0 else "agenda.now",
        when=time_of(one.starts_at, tz),
        customer=one.customer or one.subject,
        code=short(one.ticket),
        minutes=minutes,
        kind=t(f"widgets.kind.{one.kind}"),
    )

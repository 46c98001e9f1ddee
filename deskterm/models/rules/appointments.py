"""Appointments lie whole inside the service's hours (M4, M12, D17, D21)."""

from __future__ import annotations

from deskterm.models.terms.practice import AppointmentTerms
from deskterm.models.terms.service import Service


def fits(service: Service, appointment: AppointmentTerms, start: int, end: int) -> bool:
    """Whether a session from `start` to `end` lies whole inside one stretch of opening hours."""
    calendar = service.calendar(appointment.calendar)
    return start < end and calendar.is_open(start) and calendar.between(start, end) == end - start


def next_fit(service: Service, appointment: AppointmentTerms, at: int, seconds: int) -> int | None:
    """The first instant from `at` on at which a session of so many seconds fits; None: it is too long."""
    calendar = service.calendar(appointment.calendar)
    start = calendar.next_open(at)
    for _ in range(1000):
        if fits(service, appointment, start, start + seconds):
            return start
        # No start before the end of this stretch fits: go on where the next one opens.
        start = calendar.next_open(calendar.closing_after(start))
    return None

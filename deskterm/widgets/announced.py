"""What is promised announces itself to whom it belongs: a call when it is due, an appointment before too."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from deskterm.locale import t, works
from deskterm.locale.moments import time_of
from deskterm.models.basics.ticket_numbers import short

if TYPE_CHECKING:
    from deskterm.desk.context import Desk
    from deskterm.models.records.agenda import Appointment, Callback

MINUTE = 60  # seconds
BEFORE = 5  # minutes, unless the settings say another number
LATE = 30 * MINUTE  # seconds for which a promised call is news; older ones stand in their list


class News(NamedTuple):
    """Something promised that is due; `key` by which it is said once, `where` it is dealt with."""

    key: tuple[object, ...]
    text: str
    where: frozenset[str]
    action: str


class Announcer:
    """What this technician is to be told now; asked once a minute and when the desk changed, on a thread."""

    def __init__(self, desk: Desk, minutes: int = BEFORE) -> None:
        self._desk, self._minutes = desk, minutes

    def news(self) -> tuple[News, ...]:
        """The appointments that are near or have begun, and the calls that are promised for now."""
        from deskterm.desk.agenda import appointments, callbacks

        now, tz = self._desk.now(), self._desk.service.tz
        with self._desk.read():
            near = appointments.near(self._desk, self._minutes * MINUTE)
            calls = callbacks.promised_by(self._desk, LATE)
        return (*(_agreed(one, now, tz) for one in near), *(_promised(one, tz) for one in calls))


def _agreed(one: Appointment, now: int, tz: str) -> News:
    """`15:00: appuntamento con Rossi (TK000012), fra 5 min · teleassistenza`."""
    minutes = -(-(one.starts_at - now) // MINUTE)
    text = t(
        "agenda.soon" if minutes > 0 else "agenda.now",
        when=time_of(one.starts_at, tz),
        customer=one.customer or one.subject,
        code=short(one.ticket),
        minutes=minutes,
        kind=works.on_screen(one.kind),
    )
    key = ("agreed", one.id, one.starts_at, minutes > 0)
    return News(key, text, frozenset({"agenda", one.ticket}), "desk.agenda")


def _promised(one: Callback, tz: str) -> News:
    """`09:15: richiamata promessa a Rossi (TK000012), 0445 000123`."""
    text = t(
        "agenda.call_due",
        when=time_of(one.due_at, tz),
        customer=one.customer or one.contact_name or one.subject,
        code=short(one.ticket),
        phone=one.contact_phone,
    )
    where = frozenset({"callbacks", "agenda", one.ticket})
    return News(("promised", one.id, one.due_at), text, where, "desk.callbacks")

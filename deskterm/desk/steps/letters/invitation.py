"""Appointments for calendars (RFC 5545): the customer's letter with its file, and the events of any feed.

Times are instants in UTC, the one form that is never ambiguous: in the night of October an hour comes twice,
and a local time with its zone names the first of the two alone. Calendars show them in their reader's zone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from deskterm.desk.context import Desk
from deskterm.desk.steps import customer_language, due_words
from deskterm.desk.steps.tickets.writing import write_to_customer
from deskterm.locale import t, works
from deskterm.models.records.agenda import Appointment
from deskterm.models.records.ticket import Ticket
from deskterm.models.terms.service import Service
from deskterm.storage.attached import attachments
from deskterm.storage.database import Connection
from deskterm.storage.tickets import messages as message_rows

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//deskterm//deskterm//IT"
KINDS = ("appointment", "appointment_moved", "appointment_cancelled")
TYPE = "text/calendar"


def told(conn: Connection, one: Appointment) -> bool:
    """Whether the customer has got a letter about an appointment."""
    letters = [each for each in message_rows.of_ticket(conn, one.ticket_id) if each.kind in KINDS]
    return any(message_rows.given(conn, each.id).get("appointment") == one.id for each in letters)


def write(desk: Desk, conn: Connection, ticket: Ticket, one: Appointment, kind: str) -> int:
    """Write to the customer that an appointment is agreed, moved or called off, with its file; the letter."""
    service = desk.service_of(ticket.terms_id)
    with customer_language.of_customer(desk, conn, ticket.customer_id):
        text = customer_language.letter(
            f"letters.{kind}",
            contact=ticket.contact_name or ticket.customer,
            kind=works.in_letter(one.kind),
            what=customer_language.about(ticket.subject),
            code=ticket.code,
            when=due_words.moment(one.starts_at, service.tz),
            minutes=(one.ends_at - one.starts_at) // 60,
        )
        method = "CANCEL" if kind == "appointment_cancelled" else "PUBLISH"
        file, name = calendar(service, (one,), method=method), t("letters.calendar_file")
    number = write_to_customer(desk, conn, ticket, kind, text, appointment=one.id)
    attachments.attach(conn, number, name=name, media_type=f"{TYPE};method={method}", content=file)
    return number


def calendar(
    service: Service, found: Iterable[Appointment], *, method: str = "", name: str = "", ours: bool = False
) -> bytes:
    """Appointments as a calendar; `ours`: for who keeps them, with the customer's name and the note."""
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    if method:
        made.add("method", method)
    if name:
        made.add("x-wr-calname", name)
        made.add("x-wr-timezone", service.tz)
    for one in found:
        made.add_component(_event(service, one, ours=ours))
    content: bytes = made.to_ical()
    return content


def _event(service: Service, one: Appointment, *, ours: bool) -> Event:
    from icalendar import Event, vCalAddress, vText

    made = Event()
    made.add("uid", f"{one.uid}@deskterm")
    made.add("dtstamp", _instant(one.revised_at or one.made_at))
    made.add("sequence", one.sequence)
    made.add("dtstart", _instant(one.starts_at))
    made.add("dtend", _instant(one.ends_at))
    kind = works.in_letter(one.kind)
    whose = one.customer or one.subject if ours else service.name
    made.add("summary", f"{kind[:1].upper()}{kind[1:]} · {whose}")
    told = [one.ticket, one.subject, one.note if ours else ""]
    made.add("description", "\n".join(part for part in told if part))
    made.add("status", "CANCELLED" if one.state == "cancelled" else "CONFIRMED")
    address = next((one.address for one in service.channels if "@" in one.address), "")
    if address and not ours:
        organizer = vCalAddress(f"mailto:{address}")
        organizer.params["CN"] = vText(service.name)
        made.add("organizer", organizer)
    return made


def _instant(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)

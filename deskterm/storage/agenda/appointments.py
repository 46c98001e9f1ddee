"""The gateway to `appointment`: agreed sessions, on site or remote (M4, D17)."""

from __future__ import annotations

from typing import Any

from deskterm.models.records.agenda import Appointment
from deskterm.storage.database import Connection, Row
from deskterm.storage.tickets.states import UNSURE

SELECT = (
    "SELECT appointment.*, ticket.code AS ticket, ticket.subject, ticket.customer_id,"  # noqa: S608
    f" coalesce(customer.name, '') AS customer, {UNSURE} FROM appointment"
    " JOIN ticket ON ticket.id = appointment.ticket_id"
    " LEFT JOIN customer ON customer.id = ticket.customer_id "
)
PLAIN = (
    "id ticket_id ticket subject customer_id customer kind starts_at ends_at technician note rule state"
    " made_at by ended_at why uid sequence revised_at"
).split()
REVISED = frozenset({"starts_at", "ends_at", "state"})  # a calendar has to hear of these
CHANGES = frozenset("ticket_id starts_at ends_at technician state ended_at revised_at why".split())


def insert(conn: Connection, **values: Any) -> Appointment:
    """Add an appointment."""
    names = "ticket_id kind starts_at ends_at technician paid note rule made_at by uid".split()
    row = conn.execute(
        "INSERT INTO appointment (ticket_id, kind, starts_at, ends_at, technician, paid, note, rule, made_at,"
        " by, uid, state, revised_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'planned', ?) RETURNING id",
        [*(values[name] for name in names), values["made_at"]],
    ).fetchone()
    return by_id(conn, row[0])


def update(conn: Connection, appointment_id: int, **changes: Any) -> Appointment:
    """Change an appointment and return it as it is now."""
    unknown = set(changes) - CHANGES
    if unknown:
        raise ValueError(f"appointment cannot change {sorted(unknown)}")
    sets = ", ".join(f"{name} = ?" for name in changes)
    if REVISED & changes.keys():
        sets += ", sequence = sequence + 1"
    conn.execute(
        f"UPDATE appointment SET {sets} WHERE id = ?",  # noqa: S608  # our columns
        [*changes.values(), appointment_id],
    )
    return by_id(conn, appointment_id)


def by_id(conn: Connection, appointment_id: int) -> Appointment:
    """One appointment; LookupError when there is none."""
    row = conn.execute(SELECT + "WHERE appointment.id = ?", (appointment_id,)).fetchone()
    if row is None:
        raise LookupError(appointment_id)
    return _record(row)


def planned(conn: Connection, low: int, high: int, limit: int) -> tuple[Appointment, ...]:
    """What is planned to begin in [low, high), in order."""
    rows = conn.execute(
        SELECT + "WHERE appointment.state = 'planned' AND starts_at >= ? AND starts_at < ?"
        " ORDER BY starts_at, appointment.id LIMIT ?",
        (low, high, limit),
    ).fetchall()
    return tuple(_record(row) for row in rows)


def near(conn: Connection, technician: str, now: int, until: int) -> tuple[Appointment, ...]:
    """What a technician has planned that begins by `until` and is not over at `now`, in order."""
    rows = conn.execute(
        SELECT + "WHERE appointment.state = 'planned' AND technician = ? AND starts_at <= ? AND ends_at > ?"
        " ORDER BY starts_at, appointment.id",
        (technician, until, now),
    ).fetchall()
    return tuple(_record(row) for row in rows)


def of_technician(conn: Connection, technician: str, low: int, limit: int) -> tuple[Appointment, ...]:
    """A technician's appointments that begin at `low` or later and were not called off, in order."""
    rows = conn.execute(
        SELECT + "WHERE technician = ? AND starts_at >= ? AND appointment.state <> 'cancelled'"
        " ORDER BY starts_at, appointment.id LIMIT ?",
        (technician, low, limit),
    ).fetchall()
    return tuple(_record(row) for row in rows)


def of_ticket(conn: Connection, ticket_id: int) -> tuple[Appointment, ...]:
    """Every appointment of a ticket, oldest first."""
    rows = conn.execute(
        SELECT + "WHERE appointment.ticket_id = ? ORDER BY appointment.id", (ticket_id,)
    ).fetchall()
    return tuple(_record(row) for row in rows)


def overlapping(
    conn: Connection, technician: str, starts_at: int, ends_at: int, *, but: int = 0
) -> Appointment | None:
    """What the technician has planned within these hours."""
    row = conn.execute(
        SELECT + "WHERE appointment.state = 'planned' AND technician = ? AND starts_at < ? AND ends_at > ?"
        " AND appointment.id <> ? ORDER BY starts_at LIMIT 1",
        (technician, ends_at, starts_at, but),
    ).fetchone()
    return _record(row) if row else None


def of_ticket_within(
    conn: Connection, ticket_id: int, starts_at: int, ends_at: int, *, but: int = 0
) -> Appointment | None:
    """What is planned for a ticket within these hours, whoever goes."""
    row = conn.execute(
        SELECT + "WHERE appointment.state = 'planned' AND ticket_id = ? AND starts_at < ? AND ends_at > ?"
        " AND appointment.id <> ? ORDER BY starts_at LIMIT 1",
        (ticket_id, ends_at, starts_at, but),
    ).fetchone()
    return _record(row) if row else None


def _record(row: Row) -> Appointment:
    values: dict[str, Any] = {name: row[name] for name in PLAIN}
    return Appointment(paid=bool(row["paid"]), unsure=bool(row["unsure"]), **values)

"""The gateway to what is known of a customer beyond the card: facts, devices, deliveries."""

from __future__ import annotations

import json
from collections.abc import Mapping

from deskterm.models.records.customer import Device
from deskterm.storage.database import Connection, Row


def facts(conn: Connection, customer_id: int) -> dict[str, str]:
    """A customer's facts as they are written."""
    rows = conn.execute(
        "SELECT name, value FROM customer_fact WHERE customer_id = ? ORDER BY name", (customer_id,)
    ).fetchall()
    return {row["name"]: row["value"] for row in rows}


def put_fact(conn: Connection, customer_id: int, name: str, value: str) -> None:
    """Write a fact, or take it away with a blank value."""
    if not value:
        conn.execute("DELETE FROM customer_fact WHERE customer_id = ? AND name = ?", (customer_id, name))
        return
    conn.execute(
        "INSERT INTO customer_fact (customer_id, name, value) VALUES (?, ?, ?)"
        " ON CONFLICT (customer_id, name) DO UPDATE SET value = excluded.value",
        (customer_id, name, value),
    )


def device(conn: Connection, customer_id: int, name: str) -> Device | None:
    """The customer's device of that name, in any case."""
    row = conn.execute(
        "SELECT * FROM device WHERE customer_id = ? AND lower(name) = lower(?)", (customer_id, name)
    ).fetchone()
    return _device(row) if row else None


def put_device(
    conn: Connection, customer_id: int, name: str, *, first_access_at: int | None, backup_unit: bool | None
) -> None:
    """Write a device; a first access that stands stays, and what is not known now is left as it was."""
    unit = None if backup_unit is None else int(backup_unit)
    known = device(conn, customer_id, name)
    if known is None:
        conn.execute(
            "INSERT INTO device (customer_id, name, first_access_at, backup_unit) VALUES (?, ?, ?, ?)",
            (customer_id, name, first_access_at, unit),
        )
        return
    conn.execute(
        "UPDATE device SET first_access_at = coalesce(first_access_at, ?),"
        " backup_unit = coalesce(?, backup_unit) WHERE id = ?",
        (first_access_at, unit, known.id),
    )


def _device(row: Row) -> Device:
    unit = row["backup_unit"]
    return Device(
        id=row["id"],
        name=row["name"],
        first_access_at=row["first_access_at"],
        backup_unit=None if unit is None else bool(unit),
        facts=json.loads(row["facts"]),
    )


def devices(conn: Connection, customer_id: int) -> tuple[Device, ...]:
    """The customer's devices, by name."""
    rows = conn.execute("SELECT * FROM device WHERE customer_id = ? ORDER BY name", (customer_id,)).fetchall()
    return tuple(_device(row) for row in rows)


def put_device_facts(conn: Connection, customer_id: int, name: str, told: Mapping[str, str]) -> Device:
    """Write facts of a device, new where there is none of that name; a blank value is taken away."""
    known = device(conn, customer_id, name)
    if known is None:
        put_device(conn, customer_id, name, first_access_at=None, backup_unit=None)
    before = known.facts if known else {}
    kept = {fact: value for fact, value in {**before, **told}.items() if value}
    conn.execute(
        "UPDATE device SET facts = ? WHERE customer_id = ? AND lower(name) = lower(?)",
        (json.dumps(kept, ensure_ascii=False), customer_id, name),
    )
    written = device(conn, customer_id, name)
    if written is None:
        raise LookupError(name)
    return written


def facts_of_session(conn: Connection, session_id: int) -> dict[str, str]:
    """What is written of the device on which a session worked; {} without one."""
    row = conn.execute(
        "SELECT device.facts FROM session JOIN ticket ON ticket.id = session.ticket_id JOIN device"
        " ON device.customer_id = ticket.customer_id AND lower(device.name) = lower(session.device)"
        " WHERE session.id = ?",
        (session_id,),
    ).fetchone()
    found: dict[str, str] = json.loads(row["facts"]) if row else {}
    return found


def deliver(conn: Connection, customer_id: int, *, what: str, delivered_on: str, at: int, by: str) -> None:
    """Note a delivery; `delivered_on` is an ISO day."""
    conn.execute(
        "INSERT INTO delivery (customer_id, what, delivered_on, at, by) VALUES (?, ?, ?, ?, ?)",
        (customer_id, what, delivered_on, at, by),
    )


def last_delivery(conn: Connection, customer_id: int, day: str) -> str:
    """The day of the last delivery up to `day`; "" where there was none."""
    row = conn.execute(
        "SELECT coalesce(max(delivered_on), '') AS latest FROM delivery"
        " WHERE customer_id = ? AND delivered_on <= ?",
        (customer_id, day),
    ).fetchone()
    found: str = row["latest"]
    return found

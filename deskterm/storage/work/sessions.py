"""The gateway to `session` and `contact_group`: stretches of work, and what they are billed with (A6)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from deskterm.models.records.work import Session
from deskterm.storage.database import Connection, Row
from deskterm.storage.tickets import states

SELECT = (
    "SELECT session.*, ticket.code AS ticket, ticket.customer_id AS customer_id,"  # noqa: S608
    " coalesce(customer.name, '') AS customer, contact_group.reason, contact_group.outcome,"
    " contact_group.note, contact_group.mode,"
    f" {states.UNSURE} FROM session JOIN ticket ON ticket.id = session.ticket_id"
    " JOIN contact_group ON contact_group.id = session.group_id"
    " LEFT JOIN customer ON customer.id = ticket.customer_id "
)
PLAIN = (
    "id group_id ticket_id ticket customer_id customer technician kind started_at ended_at reason outcome"
    " note caller_name caller_phone"
).split()
CANCELLED = "cancelled"  # the mode of a contact that was cancelled; its stretches stay like filed ones
UNCOUNTED = frozenset({CANCELLED, "void"})  # with that of one whose filing is void
STRETCHES = 20  # more of them in one contact are rare


class Mark(Struct, frozen=True):
    """Where and when the machine's boot clock stood (R21); `boot_id` "" where it was not looked at.

    `awake_ms` leaves out what the machine slept; None in sessions of before it was kept.
    """

    host: str = ""
    boot_id: str = ""
    boot_ms: int | None = None
    awake_ms: int | None = None


class GroupRow(Struct, frozen=True, kw_only=True):
    """A row of `contact_group`; the figures are None until it is filed."""

    id: int
    ticket_id: int
    paused: bool
    reason: str
    outcome: str
    note: str
    filings: int
    filed_at: int | None
    seconds: int | None
    billable: bool | None
    billed_minutes: int | None
    units: int | None
    net_cents: int | None
    mode: str | None
    rule: str | None
    excess: int  # by so many PARTS of a minute its minutes are more than was charged
    customer_id: int | None  # for whom it was filed; None until then, and where nobody knew


class Free(Struct, frozen=True, kw_only=True):
    """A contact that cost nothing: whose, about which ticket, when it began and how long it took."""

    customer_id: int
    customer: str
    ticket: str
    at: int
    seconds: int


def record(row: Row) -> Session:
    """A row of `SELECT` as a session."""
    values: dict[str, Any] = {name: row[name] for name in PLAIN}
    state = row["mode"] if row["mode"] in UNCOUNTED else row["state"]
    values |= {name: bool(row[name]) for name in ("inbound", "to_confirm", "unsure")}
    return Session(state=state, **values)


def put_device(conn: Connection, session_id: int, name: str) -> None:
    """Write on which device of the customer a session works."""
    conn.execute("UPDATE session SET device = ? WHERE id = ?", (name, session_id))


def new_group(conn: Connection, ticket_id: int) -> int:
    """Begin a contact group; returns its id."""
    number: int = conn.execute(
        "INSERT INTO contact_group (ticket_id) VALUES (?) RETURNING id", (ticket_id,)
    ).fetchone()[0]
    return number


def insert(
    conn: Connection,
    *,
    group_id: int,
    ticket_id: int,
    technician: str,
    kind: str,
    inbound: bool,
    started_at: int,
    ended_at: int | None = None,
    mark: Mark | None = None,
    caller: tuple[str, str] = ("", ""),
    to_confirm: bool = False,
) -> Session:
    """Write a session: running, or stopped when its end is given (past work that is entered).

    `caller`: name and number of who rang.
    """
    mark = mark or Mark()
    row = conn.execute(
        "INSERT INTO session (group_id, ticket_id, technician, kind, inbound, started_at, ended_at, state,"
        " host, boot_id, boot_ms, awake_ms, entered, caller_name, caller_phone, to_confirm)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (
            group_id,
            ticket_id,
            technician,
            kind,
            int(inbound),
            started_at,
            ended_at,
            "running" if ended_at is None else "stopped",
            mark.host,
            mark.boot_id,
            mark.boot_ms,
            mark.awake_ms,
            int(ended_at is not None),
            *caller,
            int(to_confirm),
        ),
    ).fetchone()
    return get(conn, row[0])


def end(conn: Connection, session_id: int, ended_at: int, *, to_confirm: bool) -> Session:
    """End a stretch at `ended_at`, or set its end anew."""
    conn.execute(
        "UPDATE session SET ended_at = ?, state = 'stopped', to_confirm = ? WHERE id = ?",
        (ended_at, int(to_confirm), session_id),
    )
    return get(conn, session_id)


def set_times(conn: Connection, session_id: int, started_at: int, ended_at: int) -> None:
    """A stretch that has ended lasted from `started_at` to `ended_at`: somebody says so."""
    conn.execute(
        "UPDATE session SET started_at = ?, ended_at = ?, to_confirm = 0 WHERE id = ?",
        (started_at, ended_at, session_id),
    )


def set_begin(conn: Connection, session_id: int, started_at: int) -> Session:
    """A running stretch began at `started_at` by a clock that was set since; the clocks behind it stay."""
    conn.execute("UPDATE session SET started_at = ? WHERE id = ?", (started_at, session_id))
    return get(conn, session_id)


def begin_earlier(conn: Connection, session_id: int, started_at: int) -> Session:
    """A running stretch began earlier than its clock; the clocks behind it go back with it."""
    conn.execute(
        "UPDATE session SET boot_ms = boot_ms - 1000 * (started_at - ?),"
        " awake_ms = awake_ms - 1000 * (started_at - ?), started_at = ? WHERE id = ?",
        (started_at, started_at, started_at, session_id),
    )
    return get(conn, session_id)


def last_end(conn: Connection, technician: str, since: int, *, but: int) -> int | None:
    """When the last of a technician's stretches that began after `since` ended; `but`: without that one."""
    row = conn.execute(
        "SELECT max(coalesce(ended_at, started_at)) FROM session"
        " WHERE technician = ? AND started_at > ? AND id <> ?",
        (technician, since, but),
    ).fetchone()
    end: int | None = row[0]
    return end


def get(conn: Connection, session_id: int) -> Session:
    """One session; LookupError when there is none."""
    row = conn.execute(SELECT + "WHERE session.id = ?", (session_id,)).fetchone()
    if row is None:
        raise LookupError(session_id)
    return record(row)


def mark_of(conn: Connection, session_id: int) -> Mark:
    """The boot clock as it stood when the session started."""
    row = conn.execute(
        "SELECT host, boot_id, boot_ms, awake_ms FROM session WHERE id = ?", (session_id,)
    ).fetchone()
    return Mark(row["host"], row["boot_id"], row["boot_ms"], row["awake_ms"])


def running(conn: Connection, technician: str) -> Session | None:
    """The technician's running session; a unique index sees to it that there is one at most."""
    row = conn.execute(
        SELECT + "WHERE session.technician = ? AND session.state = 'running'", (technician,)
    ).fetchone()
    return record(row) if row else None


def running_with(conn: Connection, customer_id: int, *, but: str) -> tuple[Session, ...]:
    """What runs with this customer, of everybody `but` one technician, the earliest first."""
    rows = conn.execute(
        SELECT + "WHERE session.state = 'running' AND session.technician <> ? AND ticket.customer_id = ?"
        " ORDER BY session.started_at, session.id",
        (but, customer_id),
    ).fetchall()
    return tuple(record(row) for row in rows)


def begun_since(conn: Connection, at: int) -> tuple[Session, ...]:
    """What anybody began since an instant, but what was cancelled, the earliest first."""
    rows = conn.execute(
        SELECT + "WHERE session.started_at >= ? AND session.state <> 'cancelled' ORDER BY session.id", (at,)
    ).fetchall()
    return tuple(record(row) for row in rows)


def unfiled(conn: Connection, technician: str | None = None) -> tuple[Session, ...]:
    """Stopped sessions that nobody has filed, the oldest first; of one technician or of all."""
    rows = conn.execute(
        SELECT + "WHERE session.state = 'stopped' AND (? IS NULL OR session.technician = ?)"
        " ORDER BY session.started_at, session.id",
        (technician, technician),
    ).fetchall()
    return tuple(record(row) for row in rows)


def of_group(conn: Connection, group_id: int) -> tuple[Session, ...]:
    """The stretches of a contact group, in order."""
    rows = conn.execute(
        SELECT + "WHERE session.group_id = ? ORDER BY session.started_at, session.id", (group_id,)
    ).fetchall()
    return tuple(record(row) for row in rows)


def devices(conn: Connection, group_id: int) -> tuple[str, ...]:
    """The devices on which the stretches of a contact group worked, each once, in order."""
    rows = conn.execute(
        "SELECT device FROM session WHERE group_id = ? AND device <> '' ORDER BY started_at, id", (group_id,)
    ).fetchall()
    return tuple(dict.fromkeys(row["device"] for row in rows))


def of_ticket(conn: Connection, ticket_id: int) -> tuple[Session, ...]:
    """All work on a ticket, in order."""
    rows = conn.execute(
        SELECT + "WHERE session.ticket_id = ? ORDER BY session.started_at, session.id", (ticket_id,)
    ).fetchall()
    return tuple(record(row) for row in rows)


def of_customer(conn: Connection, customer_id: int, limit: int) -> tuple[Session, ...]:
    """A customer's newest sessions, newest first; without those of no second beside others of a contact."""
    rows = conn.execute(
        SELECT + "WHERE ticket.customer_id = ?"  # noqa: S608
        " AND (session.ended_at IS NULL OR session.ended_at > session.started_at OR NOT EXISTS (SELECT 1"
        " FROM session AS other WHERE other.group_id = session.group_id AND other.id <> session.id))"
        " ORDER BY session.started_at DESC, session.id DESC LIMIT ?",
        (customer_id, limit),
    ).fetchall()
    return tuple(record(row) for row in rows)


def recent_groups(conn: Connection, technician: str | None, limit: int) -> tuple[int, ...]:
    """The contact groups worked on last, newest first, found through the newest sessions."""
    rows = conn.execute(
        "SELECT group_id FROM session WHERE (? IS NULL OR technician = ?)"
        " ORDER BY started_at DESC, id DESC LIMIT ?",
        (technician, technician, limit * STRETCHES),
    ).fetchall()
    return tuple(dict.fromkeys(row["group_id"] for row in rows))[:limit]


def overlapping(
    conn: Connection, ticket_id: int, technician: str, started_at: int, ended_at: int
) -> Session | None:
    """A stretch of the same technician on the same ticket within these seconds, that counts."""
    row = conn.execute(
        SELECT + "WHERE session.ticket_id = ? AND session.technician = ? AND session.started_at < ?"
        " AND coalesce(session.ended_at, ?) > ?"
        " AND coalesce(contact_group.mode, '') NOT IN ('cancelled','void')"
        " ORDER BY session.started_at LIMIT 1",
        (ticket_id, technician, ended_at, ended_at, started_at),
    ).fetchone()
    return record(row) if row else None


def open_before(conn: Connection, customer_id: int, at: int) -> bool:
    """Whether a customer has work that began before `at` and is not filed."""
    row = conn.execute(
        "SELECT 1 FROM session JOIN ticket ON ticket.id = session.ticket_id"
        " WHERE ticket.customer_id = ? AND session.state <> 'filed' AND session.started_at < ? LIMIT 1",
        (customer_id, at),
    ).fetchone()
    return row is not None


def group(conn: Connection, group_id: int) -> GroupRow | None:
    """One contact group's row."""
    row = conn.execute(
        "SELECT *, (SELECT coalesce(sum(charge.excess), 0) FROM charge"
        " WHERE charge.group_id = contact_group.id) AS excess FROM contact_group WHERE id = ?",
        (group_id,),
    ).fetchone()
    if row is None:
        return None
    values = {name: row[name] for name in GroupRow.__struct_fields__}
    values["paused"] = bool(values["paused"])
    values["billable"] = None if values["billable"] is None else bool(values["billable"])
    return GroupRow(**values)


def write_draft(conn: Connection, group_id: int, *, reason: str, outcome: str, note: str) -> None:
    """Keep what the technician has written so far."""
    conn.execute(
        "UPDATE contact_group SET reason = ?, outcome = ?, note = ? WHERE id = ?",
        (reason, outcome, note, group_id),
    )


def notes(conn: Connection, ticket_id: int) -> tuple[tuple[str, int | None], ...]:
    """What was noted of a ticket's calls that were filed, and when they were."""
    rows = conn.execute(
        "SELECT note, filed_at FROM contact_group WHERE ticket_id = ? AND filings > 0 AND note <> ''"
        " AND mode <> 'void' ORDER BY id",
        (ticket_id,),
    ).fetchall()
    return tuple((row[0], row[1]) for row in rows)


def set_paused(conn: Connection, group_id: int, paused: bool) -> None:
    """Note that the contact pauses, or that it goes on."""
    conn.execute("UPDATE contact_group SET paused = ? WHERE id = ?", (int(paused), group_id))


def regroup(conn: Connection, session_ids: Sequence[int], group_id: int) -> None:
    """Put single stretches into another contact group."""
    for number in session_ids:
        conn.execute("UPDATE session SET group_id = ? WHERE id = ?", (group_id, number))


def move(conn: Connection, from_group: int, to_group: int) -> None:
    """Put the stretches of one unfiled contact group into another."""
    conn.execute("UPDATE session SET group_id = ? WHERE group_id = ?", (to_group, from_group))


def file(
    conn: Connection,
    group_id: int,
    *,
    at: int,
    seconds: int,
    billable: bool,
    billed_minutes: int,
    units: int,
    net_cents: int,
    mode: str,
    rule: str,
) -> None:
    """Close the stretches of a group and keep its figures, those of all its filings together."""
    conn.execute(
        "UPDATE contact_group SET filings = filings + 1, filed_at = ?, paused = 0, seconds = ?, billable = ?,"
        " billed_minutes = ?, units = ?, net_cents = ?, mode = ?, rule = ?, customer_id ="
        " (SELECT customer_id FROM ticket WHERE ticket.id = contact_group.ticket_id) WHERE id = ?",
        (at, seconds, int(billable), billed_minutes, units, net_cents, mode, rule, group_id),
    )
    conn.execute("UPDATE session SET state = 'filed' WHERE group_id = ? AND state = 'stopped'", (group_id,))


def free_contacts(conn: Connection, kinds: Sequence[str], low: int, high: int) -> tuple[Free, ...]:
    """Filed contacts of these kinds that cost nothing and began in (low, high], by customer and beginning."""
    marks = ", ".join("?" for _ in kinds)
    rows = conn.execute(
        "SELECT customer.id AS customer_id, customer.name AS customer, ticket.code AS ticket,"  # noqa: S608
        " min(session.started_at) AS at, contact_group.seconds FROM contact_group"
        " JOIN session ON session.group_id = contact_group.id"
        " JOIN ticket ON ticket.id = contact_group.ticket_id"
        " JOIN customer ON customer.id = ticket.customer_id"
        " WHERE contact_group.filed_at > ? AND contact_group.mode IN ('included','free')"
        f" AND contact_group.billable = 0 AND session.kind IN ({marks})"
        " GROUP BY customer.id, customer.name, ticket.code, contact_group.id, contact_group.seconds"
        " HAVING min(session.started_at) > ? AND min(session.started_at) <= ?"
        " ORDER BY customer.id, at, contact_group.id",
        (low, *kinds, low, high),
    ).fetchall()
    return tuple(Free(**{name: row[name] for name in Free.__struct_fields__}) for row in rows)

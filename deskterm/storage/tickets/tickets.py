"""The gateway to `ticket`: one request, one topic, and its place in the queue."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from deskterm.models.basics.text import subject_key
from deskterm.models.basics.ticket_numbers import full_number, ticket_number
from deskterm.models.records.states import DONE_STATES, OPEN_STATES
from deskterm.models.records.ticket import Ticket
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection, Row
from deskterm.storage.tickets import promises as promise_rows
from deskterm.storage.tickets.states import OF_VIEW, SELECT, among, in_view
from deskterm.storage.tickets.worded import with_words

# Each view has an index in its order, so a page costs the same in a desk of any size.
ORDER = {
    "queue": "ticket.rank, ticket.received_at, ticket.id",
    "hand": "ticket.rank, ticket.received_at, ticket.id",
    "waiting": "ticket.rank, ticket.received_at, ticket.id",
    "done": "ticket.received_at DESC, ticket.id DESC",
}
AFTER = {
    "queue": "(ticket.rank, ticket.received_at, ticket.id) > (?, ?, ?)",
    "hand": "(ticket.rank, ticket.received_at, ticket.id) > (?, ?, ?)",
    "waiting": "(ticket.rank, ticket.received_at, ticket.id) > (?, ?, ?)",
    "done": "(ticket.received_at, ticket.id) < (?, ?)",
}
COLUMNS = frozenset(
    "code state customer_id terms_id channel kind line subject excerpt topic severity scope lane tier rank"
    " received_at soft_due_at due_at taken_by taken_at answered_at closed_at until wait_reason vague blocking"
    " confirmed contact_name contact_phone contact_email fields facts parent_id tag asked_at pauses"
    " subject_key promises due_for contacted_at resolved_at agreement_id"
    " agreement_why unmade merged".split()
)
CALLED_FROM = frozenset(("customer_id", "contact_phone", "confirmed"))  # what a caller is found by
FLAGS = ("vague", "blocking", "confirmed", "unmade", "merged", "unvouched")
ENOUGH = 1_000  # requests of one customer in one day: beyond it no rule asks for the exact number
PLAIN = (
    "id code state customer_id channel kind line subject excerpt topic severity lane tier rank received_at"
    " soft_due_at due_at taken_by taken_at answered_at closed_at until wait_reason scope contact_name"
    " contact_phone contact_email parent_id terms_id tag asked_at pauses promises due_for contacted_at"
    " resolved_at agreement_id agreement_why"
).split()
KEPT = tuple(name for name in (*PLAIN, *FLAGS) if name in COLUMNS and name != "code")
JOIN = f"{SELECT} ON customer.id = ticket.customer_id "


def record(row: Row) -> Ticket:
    """A row of `JOIN` as a ticket."""
    values: dict[str, Any] = {name: row[name] for name in PLAIN}
    values |= {name: bool(row[name]) for name in FLAGS}
    return Ticket(customer=row["customer"], **values)


def insert(conn: Connection, **values: Any) -> Ticket:
    """Add a ticket and return it; without a `code` it gets the next one, TK and six digits."""
    if "code" not in values:
        values["code"] = ticket_number(next_number(conn, "ticket"))
    values["subject_key"] = subject_key(values["subject"])
    names = _known(values)
    marks = ", ".join("?" for _ in names)
    row = conn.execute(
        f"INSERT INTO ticket ({', '.join(names)}) VALUES ({marks}) RETURNING id",  # noqa: S608  # our columns
        [values[name] for name in names],
    ).fetchone()
    made = by_id(conn, row[0])
    _let_find(conn, made)
    return by_id(conn, made.id) if promise_rows.kept_with(conn, made) else made


def update(conn: Connection, ticket_id: int, **changes: Any) -> Ticket:
    """Change columns of one ticket and return it as it is now."""
    names = _known(changes)
    before = by_id(conn, ticket_id) if CALLED_FROM & changes.keys() else None
    sets = ", ".join(f"{name} = ?" for name in names)
    conn.execute(
        f"UPDATE ticket SET {sets} WHERE id = ?",  # noqa: S608  # our columns
        [*(changes[name] for name in names), ticket_id],
    )
    changed = by_id(conn, ticket_id)
    if before is not None:
        customer_rows.number_gone(conn, before.customer_id, before.contact_phone)
        _let_find(conn, changed)
    if promise_rows.TOLD_BY & changes.keys() and promise_rows.kept_with(conn, changed):
        return by_id(conn, ticket_id)
    return changed


def _let_find(conn: Connection, ticket: Ticket) -> None:
    """Whoever left a telephone number on a ticket may call from it (T4, D7)."""
    if ticket.contact_phone and ticket.confirmed:
        customer_rows.left_number(conn, ticket.customer_id, ticket.contact_phone)


def _known(values: dict[str, Any]) -> list[str]:
    unknown = set(values) - COLUMNS
    if unknown:
        raise ValueError(f"ticket has no column {sorted(unknown)}")
    return list(values)


def next_number(conn: Connection, counter: str) -> int:
    """The next number of a counter, from 1; taken in the caller's transaction, so none is lost or doubled."""
    row = conn.execute(
        "INSERT INTO counter (name, value) VALUES (?, 1)"
        " ON CONFLICT (name) DO UPDATE SET value = counter.value + 1 RETURNING value",
        (counter,),
    ).fetchone()
    number: int = row[0]
    return number


def by_id(conn: Connection, ticket_id: int) -> Ticket:
    """The ticket with this id; LookupError when there is none."""
    row = conn.execute(JOIN + "WHERE ticket.id = ?", (ticket_id,)).fetchone()
    if row is None:
        raise LookupError(ticket_id)
    return record(row)


def by_code(conn: Connection, code: str) -> Ticket | None:
    """The ticket with this number, in full or short, in any case."""
    row = conn.execute(JOIN + "WHERE ticket.code = ?", (full_number(code),)).fetchone()
    return record(row) if row else None


def fields(conn: Connection, ticket_id: int, column: str = "fields") -> dict[str, Any]:
    """What was given with the request besides the ticket's own columns (D7: operation, problem...).

    `facts`: what the desk says of the ticket among the terms' own facts.
    """
    row = conn.execute("SELECT fields, facts FROM ticket WHERE id = ?", (ticket_id,)).fetchone()
    given: dict[str, Any] = json.loads(row[column])
    return given


def is_typed(conn: Connection, ticket_id: int) -> bool:
    """Whether the request of a ticket was typed in at the desk: no mail of a customer, no line of a file."""
    row = conn.execute(
        "SELECT message.kind FROM message JOIN ticket ON ticket.id = message.ticket_id"
        " WHERE ticket_id = ? AND direction = 'in'"
        " ORDER BY CASE WHEN message.received_at = ticket.received_at THEN 0 ELSE 1 END, message.id LIMIT 1",
        (ticket_id,),
    ).fetchone()
    return row is None or row["kind"] == "typed"


def with_open(conn: Connection, customer_ids: Sequence[int]) -> frozenset[int]:
    """Which of these customers have a ticket that is not done."""
    marks = ", ".join("?" for _ in customer_ids)
    rows = conn.execute(
        f"SELECT id FROM customer WHERE id IN ({marks}) AND EXISTS (SELECT 1 FROM ticket"  # noqa: S608
        f" WHERE ticket.customer_id = customer.id AND NOT {among(DONE_STATES)})",
        customer_ids,
    ).fetchall()
    return frozenset(row[0] for row in rows)


def with_phone(conn: Connection, customer_id: int, limit: int = 50) -> tuple[Ticket, ...]:
    """A customer's newest tickets that carry a telephone number."""
    rows = conn.execute(
        f"{JOIN}WHERE ticket.customer_id = ? AND ticket.contact_phone <> '' AND ticket.confirmed = 1"
        " ORDER BY ticket.received_at DESC, ticket.id DESC LIMIT ?",
        (customer_id, limit),
    ).fetchall()
    return tuple(record(row) for row in rows)


def by_tag(conn: Connection, code: str, tag: str) -> Ticket | None:
    """The ticket that this thread tag belongs to: code and random token must both fit (S7)."""
    found = by_code(conn, code)
    if found is None or found.tag != tag:
        return None
    return found


def children(conn: Connection, ticket_id: int) -> tuple[Ticket, ...]:
    """The tickets that were split from this one, in their order; a split that was taken back left none."""
    rows = conn.execute(
        f"{JOIN} WHERE ticket.parent_id = ? AND ticket.unmade = 0 ORDER BY ticket.id", (ticket_id,)
    ).fetchall()
    return tuple(record(row) for row in rows)


def take_first(conn: Connection, who: str, at: int) -> Ticket | None:
    """Take the first of the queue for `who`, in one statement (O8, R4); None when none waits."""
    row = conn.execute(
        "UPDATE ticket SET state = 'taken', taken_by = ?, taken_at = ? WHERE id ="
        " (SELECT id FROM ticket WHERE state = 'queued' ORDER BY rank, received_at, id LIMIT 1)"
        " AND state = 'queued' RETURNING id",
        (who, at),
    ).fetchone()
    return by_id(conn, row[0]) if row else None


def is_first_in_queue(conn: Connection, ticket: Ticket) -> bool:
    """Whether a queued ticket is the next one."""
    row = conn.execute(
        "SELECT 1 FROM ticket WHERE state = 'queued' AND (rank, received_at, id) < (?, ?, ?) LIMIT 1",
        (ticket.rank, ticket.received_at, ticket.id),
    ).fetchone()
    return ticket.state == "queued" and row is None


def before_in_queue(conn: Connection, ticket: Ticket) -> int:
    """How many tickets stand before this one in the queue."""
    row = conn.execute(
        "SELECT count(*) FROM ticket WHERE state = 'queued' AND (rank, received_at, id) < (?, ?, ?)",
        (ticket.rank, ticket.received_at, ticket.id),
    ).fetchone()
    number: int = row[0]
    return number


def anchor(view: str, ticket: Ticket) -> tuple[int, ...]:
    """The key of a ticket in a view's order, to page on from it."""
    if view == "done":
        return (ticket.received_at, ticket.id)
    return (ticket.rank, ticket.received_at, ticket.id)


def page(
    conn: Connection,
    view: str,
    *,
    search: str = "",
    start: int = 0,
    size: int = 50,
    after: tuple[int, ...] | None = None,
) -> tuple[Ticket, ...]:
    """`size` tickets of a view: from position `start`, or those that follow the key `after` (cheaper)."""
    where, values = _where(conn, view, search)
    if after is not None:
        where += f" AND {AFTER[view]}"
        values += list(after)
        start = 0
    # The inner select walks the index alone, so that a far page does not read the rows it skips.
    found = f"SELECT ticket.id FROM ticket {where} ORDER BY {ORDER[view]} LIMIT ? OFFSET ?"  # noqa: S608
    rows = conn.execute(
        f"{JOIN} WHERE ticket.id IN ({found}) ORDER BY {ORDER[view]}",
        [*values, size, start],
    ).fetchall()
    return tuple(record(row) for row in rows)


def count(conn: Connection, view: str, search: str = "") -> int:
    """How many tickets a view holds; without a search it is read from the kept counts."""
    if not search:
        marks = ", ".join("?" for _ in OF_VIEW[view])
        sql = f"SELECT coalesce(sum(n), 0) FROM ticket_count WHERE state IN ({marks})"  # noqa: S608
        values: Sequence[Any] = OF_VIEW[view]
    else:
        where, values = _where(conn, view, search)
        sql = f"SELECT count(*) FROM ticket {where}"  # noqa: S608
    number: int = conn.execute(sql, values).fetchone()[0]
    return number


def _where(conn: Connection, view: str, search: str) -> tuple[str, list[Any]]:
    """The condition of a view; a search looks at every word of a ticket, its number and its technician."""
    condition = f"WHERE {in_view(view)}"
    if not search:
        return condition, []
    found, values = with_words(conn, search)
    found += " UNION SELECT id FROM ticket WHERE code = ?"
    return f"{condition} AND ticket.id IN ({found})", [*values, full_number(search)]


def of_customer_since(customer_id: int | None, since: int | None) -> tuple[str, list[int]]:
    """A statement that gives the ids of the tickets of a customer, or since a moment, and its values."""
    tests = {"customer_id = ?": customer_id, "received_at >= ?": since}
    asked = {test: value for test, value in tests.items() if value is not None}
    return f"SELECT id FROM ticket WHERE {' AND '.join(asked)}", list(asked.values())  # noqa: S608


def waiting_in_tier(conn: Connection, tier: int, until: int, limit: int) -> tuple[Ticket, ...]:
    """The tickets of a tier that have been in the queue since `until` or longer, the oldest first."""
    rows = conn.execute(
        JOIN + "WHERE ticket.state = 'queued' AND ticket.tier = ? AND ticket.received_at <= ?"
        " ORDER BY ticket.received_at, ticket.id LIMIT ?",
        (tier, until, limit),
    ).fetchall()
    return tuple(record(row) for row in rows)


def counts(conn: Connection) -> dict[str, int]:
    """How many tickets are in each state."""
    return {row["state"]: row["n"] for row in conn.execute("SELECT state, n FROM ticket_count").fetchall()}


def open_of_customer(conn: Connection, customer_id: int, limit: int = 50) -> tuple[Ticket, ...]:
    """A customer's open tickets, oldest first."""
    marks = ", ".join("?" for _ in OPEN_STATES)
    rows = conn.execute(
        f"{JOIN} WHERE ticket.customer_id = ? AND ticket.state IN ({marks})"
        " ORDER BY ticket.received_at LIMIT ?",
        [customer_id, *OPEN_STATES, limit],
    ).fetchall()
    return tuple(record(row) for row in rows)


def same_subject(conn: Connection, customer_id: int, subject: str) -> tuple[Ticket, ...]:
    """A customer's open tickets with this subject, however it is spaced and written large, oldest first."""
    rows = conn.execute(
        f"{JOIN}WHERE ticket.customer_id = ? AND ticket.subject_key = ?"
        f" AND NOT {among(DONE_STATES)} ORDER BY ticket.received_at, ticket.id LIMIT {ENOUGH}",
        (customer_id, subject_key(subject)),
    ).fetchall()
    return tuple(map(record, rows))


def received_between(conn: Connection, customer_id: int, low: int, high: int) -> int:
    """How many requests a customer made in [low, high), counted up to `ENOUGH`.

    Replies in a thread are not requests (A8).
    """
    row = conn.execute(
        "SELECT count(*) FROM (SELECT 1 FROM ticket WHERE customer_id = ? AND received_at >= ?"
        " AND received_at < ? AND parent_id IS NULL AND unmade = 0 AND merged = 0 LIMIT ?) AS found",
        (customer_id, low, high, ENOUGH),
    ).fetchone()
    number: int = row[0]
    return number


def ages(conn: Connection, edges: Sequence[int]) -> tuple[int, ...]:
    """Open tickets by arrival: how many arrived at or after edges[0], then between each pair, then before."""
    marks = ", ".join("?" for _ in OPEN_STATES)
    found = []
    upper = 1 << 62
    for edge in [*edges, -(1 << 62)]:
        row = conn.execute(
            f"SELECT count(*) FROM ticket WHERE state IN ({marks}) AND received_at >= ? AND received_at < ?",  # noqa: S608
            [*OPEN_STATES, edge, upper],
        ).fetchone()
        found.append(row[0])
        upper = edge
    return tuple(found)


def tiers(conn: Connection) -> dict[int, int]:
    """Open tickets by tier."""
    marks = ", ".join("?" for _ in OPEN_STATES)
    rows = conn.execute(
        f"SELECT tier, count(*) AS n FROM ticket WHERE state IN ({marks}) GROUP BY tier ORDER BY tier",  # noqa: S608
        OPEN_STATES,
    ).fetchall()
    return {row["tier"]: row["n"] for row in rows}


def in_hand(conn: Connection) -> dict[str, int]:
    """Tickets in hand by technician: load, never times or rankings (INL 4/2017)."""
    rows = conn.execute(
        "SELECT taken_by, count(*) AS n FROM ticket WHERE state = 'taken' GROUP BY taken_by ORDER BY taken_by"
    ).fetchall()
    return {row["taken_by"]: row["n"] for row in rows}


def codes_in_hand(conn: Connection, technician: str) -> tuple[str, ...]:
    """The codes of the tickets that a technician has in hand, oldest first."""
    rows = conn.execute(
        "SELECT code FROM ticket WHERE state = 'taken' AND taken_by = ? ORDER BY id", (technician,)
    ).fetchall()
    return tuple(row["code"] for row in rows)


def arrivals(conn: Connection, low: int, high: int) -> tuple[int, ...]:
    """The moments at which requests arrived in [low, high), for a plot of days."""
    rows = conn.execute(
        "SELECT received_at FROM ticket WHERE received_at >= ? AND received_at < ?"
        " AND unmade = 0 AND merged = 0",
        (low, high),
    ).fetchall()
    return tuple(row[0] for row in rows)


def resting(conn: Connection, now: int, limit: int) -> tuple[Ticket, ...]:
    """Parked tickets whose time has come."""
    rows = conn.execute(
        JOIN + "WHERE ticket.state = 'parked' AND ticket.until <= ? ORDER BY ticket.until LIMIT ?",
        (now, limit),
    ).fetchall()
    return tuple(record(row) for row in rows)

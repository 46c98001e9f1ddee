"""The gateway to `credit`: what a person made of a broken promise, granted or refused, once for each."""

from __future__ import annotations

from sqlite3 import Row

from msgspec import Struct

from deskterm.models.rules.broken import Broken
from deskterm.storage.database import Connection
from deskterm.storage.tickets import states


class KeptCredit(Struct, frozen=True, kw_only=True):
    """What was made of it: the state `granted` or `refused`, how much, by whom and why."""

    ticket_id: int
    since: int
    metric: str
    month: str
    customer_id: int
    rule: str
    cents: int
    state: str
    why: str
    at: int
    by: str
    due_at: int | None = None  # None of what was decided before that was kept
    late: int | None = None


NAMES = KeptCredit.__struct_fields__


def insert(conn: Connection, one: KeptCredit) -> None:
    """Keep it; a second one of the same promise is refused by the table."""
    marks = ", ".join("?" for _ in NAMES)
    conn.execute(
        f"INSERT INTO credit ({', '.join(NAMES)}) VALUES ({marks})",  # noqa: S608  # our columns
        [getattr(one, name) for name in NAMES],
    )


def is_settled(conn: Connection, ticket_id: int, since: int, metric: str) -> bool:
    """Whether a settlement holds what was made of a promise."""
    found = conn.execute(
        "SELECT 1 FROM settlement_credit WHERE ticket_id = ? AND since = ? AND metric = ?",
        (ticket_id, since, metric),
    )
    return found.fetchone() is not None


def delete(conn: Connection, ticket_id: int, since: int, metric: str) -> None:
    """Forget what was made of it; of one in a settlement the table refuses that."""
    conn.execute(
        "DELETE FROM credit WHERE ticket_id = ? AND since = ? AND metric = ?", (ticket_id, since, metric)
    )


def of_month(conn: Connection, month: str) -> tuple[KeptCredit, ...]:
    """What was made of the promises broken in a month, `2026-03`."""
    rows = conn.execute("SELECT * FROM credit WHERE month = ? ORDER BY at, ticket_id", (month,)).fetchall()
    return tuple(KeptCredit(**{name: row[name] for name in NAMES}) for row in rows)


def of_ticket(conn: Connection, ticket_id: int) -> tuple[KeptCredit, ...]:
    """What was made of a ticket's broken promises."""
    rows = conn.execute("SELECT * FROM credit WHERE ticket_id = ? ORDER BY at", (ticket_id,)).fetchall()
    return tuple(KeptCredit(**{name: row[name] for name in NAMES}) for row in rows)


def granted(conn: Connection, month: str) -> tuple[Broken, ...]:
    """The broken promises of a month for which something was granted, as they stood then."""
    rows = conn.execute(
        "SELECT credit.*, ticket.code, ticket.subject,"  # noqa: S608  # ours
        f" coalesce(credit.due_at, promise.due_at, credit.at) AS due, {states.UNSURE} FROM credit"
        " JOIN ticket ON ticket.id = credit.ticket_id LEFT JOIN promise"
        " ON promise.ticket_id = credit.ticket_id AND promise.since = credit.since"
        " AND promise.metric = credit.metric WHERE credit.month = ? AND credit.state = 'granted'"
        " ORDER BY due, credit.ticket_id, credit.metric",
        (month,),
    ).fetchall()
    return tuple(_broken(row, row["due"], row["late"] or 0) for row in rows)


def broken(conn: Connection, low: int, high: int, now: int) -> tuple[Broken, ...]:
    """The promises to known customers that were due in [low, high) and are broken by `now`, in their order.

    One whose customer was being asked when it fell due is not broken by us.
    """
    rows = conn.execute(
        f"SELECT promise.*, ticket.code, ticket.subject, ticket.customer_id, {states.UNSURE},"  # noqa: S608
        " coalesce(promise.kept_at, promise.ended_at, ?) AS until FROM promise"
        " JOIN ticket ON ticket.id = promise.ticket_id"
        " WHERE promise.due_at >= ? AND promise.due_at < ? AND ticket.customer_id IS NOT NULL"
        " AND ticket.unmade = 0 AND ticket.merged = 0"
        " AND coalesce(promise.kept_at, promise.ended_at, ?) > promise.due_at"
        " AND NOT (promise.kept_at IS NULL AND promise.ended_at IS NULL"
        " AND ticket.asked_at IS NOT NULL AND ticket.asked_at <= promise.due_at)"
        " ORDER BY promise.due_at, promise.ticket_id, promise.metric",
        (now, low, high, now),
    ).fetchall()
    return tuple(_broken(row, row["due_at"], row["until"] - row["due_at"]) for row in rows)


def _broken(row: Row, due_at: int, late: int) -> Broken:
    """A promise with its ticket's number, subject and customer, as a query found them."""
    return Broken(
        ticket_id=row["ticket_id"],
        ticket=row["code"],
        customer_id=row["customer_id"],
        subject=row["subject"],
        since=row["since"],
        metric=row["metric"],
        rule=row["rule"],
        due_at=due_at,
        late=late,
        unsure=bool(row["unsure"]),
    )

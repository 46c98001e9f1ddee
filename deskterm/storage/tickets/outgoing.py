"""The gateway to letters on their way out: which may go, and what became of each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from deskterm.models.records.mails import OnItsWay, Outgoing
from deskterm.storage.database import Connection, Row

COLUMNS = frozenset("not_before tries first_at next_at account own_id answer at kept_copy went".split())
SENDING, COPYING = "sending", "copying"  # what an account does for letters
TROUBLED = ("doubtful", "failed", "returned", "too_old")  # what waits for a person, most pressing first
FIELDS = "not_before tries first_at next_at behind account own_id answer at kept_copy went".split()
# `behind`: the first of the earlier letters to the same address that is tried again; others wait behind it.
_SELECT = (
    "SELECT message.id, message.ticket_id, message.channel, message.kind, message.state, message.outcome,"
    " message.from_name, message.from_address, message.subject, message.received_at, message.automatic,"
    " outgoing.not_before, outgoing.tries, outgoing.first_at, outgoing.next_at, outgoing.account,"
    " outgoing.own_id, outgoing.answer, outgoing.at, outgoing.kept_copy, outgoing.went, ticket.code AS code,"
    " (SELECT min(earlier.id) FROM message earlier JOIN outgoing tried ON tried.message_id = earlier.id"
    " WHERE message.state = 'outbox' AND earlier.state = 'outbox' AND earlier.id < message.id"
    " AND earlier.from_address = message.from_address AND tried.next_at IS NOT NULL) AS behind"
    " FROM message LEFT JOIN outgoing ON outgoing.message_id = message.id"
    " LEFT JOIN ticket ON ticket.id = message.ticket_id"
)


def get(conn: Connection, message: int) -> Outgoing | None:
    """A letter of ours by its number; None for any other message."""
    row = conn.execute(_SELECT + " WHERE message.id = ? AND message.direction = 'out'", (message,)).fetchone()
    return _record(row) if row else None


def ready(conn: Connection, now: int, *, tried: int, after: int = 0, limit: int = 50) -> tuple[Outgoing, ...]:
    """The letters that may go now, in the order in which they were written.

    One to somebody for whom an earlier one is still tried waits behind it. `tried`: which of those that are
    tried again count as due, by the time of their next try.
    """
    rows = conn.execute(
        _SELECT + " WHERE message.state = 'outbox' AND message.id > ?"  # noqa: S608
        " AND coalesce(outgoing.not_before, 0) <= ? AND coalesce(outgoing.next_at, 0) <= ?"
        " AND NOT EXISTS (SELECT 1 FROM message earlier JOIN outgoing tried ON tried.message_id = earlier.id"
        " WHERE earlier.state = 'outbox' AND earlier.from_address = message.from_address"
        " AND earlier.id < message.id AND tried.next_at > ?)"
        " ORDER BY message.id LIMIT ?",
        (after, now, tried, tried, limit),
    ).fetchall()
    return tuple(_record(row) for row in rows)


def waiting(conn: Connection, limit: int) -> tuple[Outgoing, ...]:
    """The letters that wait to go, in the order in which they were written."""
    rows = conn.execute(_SELECT + " WHERE message.state = 'outbox' ORDER BY message.id LIMIT ?", (limit,))
    return tuple(_record(row) for row in rows.fetchall())


def waiting_count(conn: Connection) -> int:
    """How many letters wait to go."""
    row = conn.execute("SELECT count(*) FROM message WHERE state = 'outbox'").fetchone()
    return int(row[0])


_TIMED = (
    " WHERE message.id IN (SELECT message_id FROM outgoing WHERE not_before IS NOT NULL"
    " OR next_at IS NOT NULL) AND message.state = 'outbox'"
)


def timed(conn: Connection, *, start: int = 0, limit: int) -> tuple[Outgoing, ...]:
    """The letters that wait for their time, or for another try, in the order in which they were written.

    Found by the few rows that have a time: a desk that cannot send may hold letters without number.
    """
    rows = conn.execute(_SELECT + _TIMED + " ORDER BY message.id LIMIT ? OFFSET ?", (limit, start)).fetchall()
    return tuple(_record(row) for row in rows)


def timed_count(conn: Connection) -> int:
    """How many those are."""
    return int(conn.execute("SELECT count(*) FROM message" + _TIMED).fetchone()[0])  # noqa: S608


def waiting_for(
    conn: Connection, *, ticket: int | None = None, customer: int | None = None
) -> tuple[Outgoing, ...]:
    """The letters about a ticket, or to a customer, that have not left, in the order they were written."""
    column, value = ("ticket_id", ticket) if ticket is not None else ("customer_id", customer)
    rows = conn.execute(
        _SELECT + f" WHERE message.{column} = ? AND message.state = 'outbox' ORDER BY message.id",
        (value,),
    )
    return tuple(_record(row) for row in rows.fetchall())


def late(conn: Connection, since: int, limit: int) -> tuple[Outgoing, ...]:
    """The letters that have been tried since an instant or longer, and wait still; the longest first."""
    rows = conn.execute(
        _SELECT + " WHERE outgoing.first_at IS NOT NULL AND outgoing.first_at <= ?"
        " AND message.state = 'outbox' ORDER BY outgoing.first_at, message.id LIMIT ?",
        (since, limit),
    ).fetchall()
    return tuple(_record(row) for row in rows)


def late_count(conn: Connection, since: int) -> int:
    """How many those are."""
    row = conn.execute(
        "SELECT count(*) FROM outgoing JOIN message ON message.id = outgoing.message_id"
        " WHERE first_at IS NOT NULL AND first_at <= ? AND message.state = 'outbox'",
        (since,),
    ).fetchone()
    return int(row[0])


def ways(conn: Connection, letters: Sequence[int]) -> dict[int, OnItsWay]:
    """Why these letters are where they are; those that were never tried and wait for nothing are left out."""
    marks = ", ".join("?" for _ in letters)
    rows = conn.execute(_SELECT + f" WHERE message.id IN ({marks})", list(letters)).fetchall()
    found = {row["id"]: _way(row) for row in rows}
    return {number: way for number, way in found.items() if way != OnItsWay()}


def going(conn: Connection) -> tuple[Outgoing, ...]:
    """The letters whose bytes a program was handing over when it was last heard of."""
    rows = conn.execute(_SELECT + " WHERE message.outcome = 'going' ORDER BY message.id").fetchall()
    return tuple(_record(row) for row in rows)


def troubled(conn: Connection, outcome: str, limit: int) -> tuple[Outgoing, ...]:
    """The letters with such an outcome that wait for a person, oldest first."""
    rows = conn.execute(
        _SELECT + " WHERE message.state = 'pending' AND message.outcome = ? ORDER BY message.received_at,"
        " message.id LIMIT ?",
        (outcome, limit),
    ).fetchall()
    return tuple(_record(row) for row in rows)


def is_answered(conn: Connection, own_id: str) -> bool:
    """Whether a mail answers the letter of this id: no report, no machine's, and nobody doubts its writer."""
    row = conn.execute(
        "SELECT 1 FROM mail_reference JOIN message ON message.id = mail_reference.message_id"
        " WHERE named = ? AND kind IN ('mail','pec') AND unconfirmed = 0 AND trust <> 'doubtful'"
        " AND ticket_id IS NOT NULL AND outcome NOT IN ('returned','late') LIMIT 1",
        (own_id,),
    ).fetchone()
    return bool(own_id) and row is not None


def ever_sent(conn: Connection) -> bool:
    """Whether any letter has left this desk."""
    return conn.execute("SELECT 1 FROM outgoing WHERE own_id <> '' LIMIT 1").fetchone() is not None


def troubled_counts(conn: Connection) -> dict[str, int]:
    """How many letters wait for a person, by what is the matter with them."""
    rows = conn.execute(
        "SELECT outcome, count(*) AS n FROM message WHERE state = 'pending'"
        " AND outcome IN ('doubtful','failed','returned','too_old') GROUP BY outcome"
    )
    return {row["outcome"]: row["n"] for row in rows}


def gone(conn: Connection, limit: int) -> tuple[Outgoing, ...]:
    """The letters that have gone, the last one first."""
    rows = conn.execute(
        _SELECT + " WHERE outgoing.at IS NOT NULL AND message.outcome IN ('sent','arrived')"
        " ORDER BY outgoing.message_id DESC LIMIT ?",
        (limit,),
    ).fetchall()
    return tuple(_record(row) for row in rows)


def before(conn: Connection, written: int, limit: int) -> tuple[int, ...]:
    """The letters that wait, were written before an instant and were never tried."""
    rows = conn.execute(
        "SELECT message.id FROM message LEFT JOIN outgoing ON outgoing.message_id = message.id"
        " WHERE message.state = 'outbox' AND message.received_at < ? AND outgoing.message_id IS NULL"
        " ORDER BY message.id LIMIT ?",
        (written, limit),
    ).fetchall()
    return tuple(row[0] for row in rows)


def copies_wanted(conn: Connection, account: int, limit: int) -> tuple[Outgoing, ...]:
    """The letters that have gone by an account and whose copy is still to be put into its folder."""
    rows = conn.execute(
        _SELECT + " WHERE outgoing.kept_copy = 'wanted' AND outgoing.account = ?"
        " ORDER BY outgoing.message_id LIMIT ?",
        (account, limit),
    ).fetchall()
    return tuple(_record(row) for row in rows)


def copies_nowhere(conn: Connection, accounts: Sequence[int], limit: int) -> tuple[Outgoing, ...]:
    """The letters whose copy is to be put into a folder of an account that is none of these."""
    marks = ", ".join(("0", *("?" for _ in accounts)))
    rows = conn.execute(
        _SELECT + f" WHERE outgoing.kept_copy = 'wanted' AND outgoing.account NOT IN ({marks})"
        " ORDER BY outgoing.message_id LIMIT ?",
        (*accounts, limit),
    ).fetchall()
    return tuple(_record(row) for row in rows)


def in_doubt(conn: Connection, account: int, limit: int) -> tuple[Outgoing, ...]:
    """The letters in doubt that went by an account under a Message-ID of ours, the newest first.

    Not those that were sent before: their copy lies in the folder since then.
    """
    rows = conn.execute(
        _SELECT + " WHERE message.state = 'pending' AND message.outcome = 'doubtful'"
        " AND outgoing.account = ? AND outgoing.own_id <> '' AND outgoing.went <> 'sent'"
        " ORDER BY message.received_at DESC LIMIT ?",
        (account, limit),
    ).fetchall()
    return tuple(_record(row) for row in rows)


def note(conn: Connection, message: int, **values: Any) -> None:
    """Write down what became of a letter; what is not named stays as it was."""
    unknown = set(values) - COLUMNS
    if unknown:
        raise ValueError(f"outgoing has no column {sorted(unknown)}")
    conn.execute("INSERT INTO outgoing (message_id) VALUES (?) ON CONFLICT DO NOTHING", (message,))
    sets = ", ".join(f"{name} = ?" for name in values)
    conn.execute(
        f"UPDATE outgoing SET {sets} WHERE message_id = ?",  # noqa: S608  # our columns
        [*values.values(), message],
    )


def bears(conn: Connection, message: int, own_id: str, raw: bytes) -> None:
    """Keep under which Message-ID a letter goes, and its bytes as they go, in the place of earlier ones."""
    import zlib

    conn.execute("UPDATE message SET message_id = ? WHERE id = ?", (own_id, message))
    conn.execute(
        "INSERT INTO raw (message_id, size, content) VALUES (?, ?, ?) ON CONFLICT (message_id)"
        " DO UPDATE SET size = excluded.size, content = excluded.content",
        (message, len(raw), zlib.compress(raw)),
    )


def trouble(conn: Connection, account: int, what: str = SENDING) -> dict[str, Any]:
    """What is wrong with sending through an account: since, next_at, tries, words; or nothing.

    COPYING: with the copies for its folder, where `fault` and `values` say it.
    """
    row = conn.execute("SELECT value FROM setting WHERE name = ?", (f"{what}.{account}",)).fetchone()
    found: dict[str, Any] = json.loads(row[0]) if row and row[0] else {}
    return found


def troubled_account(conn: Connection, account: int, found: dict[str, Any], what: str = SENDING) -> None:
    """Write down what is wrong with it; an empty one says that nothing is."""
    conn.execute(
        "INSERT INTO setting (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (f"{what}.{account}", json.dumps(found, ensure_ascii=False) if found else ""),
    )


def _record(row: Row) -> Outgoing:
    return Outgoing(
        number=row["id"],
        ticket_id=row["ticket_id"],
        ticket=row["code"] or "",
        channel=row["channel"],
        kind=row["kind"],
        state=_state(row["state"], row["outcome"]),
        by=row["from_name"],
        to=row["from_address"],
        subject=row["subject"],
        written_at=row["received_at"],
        automatic=row["automatic"],
        **{name: row[name] for name in FIELDS if row[name] is not None},
    )


def _way(row: Row) -> OnItsWay:
    told: dict[str, Any] = {"answer": row["answer"] or "", "went": row["went"] or ""}
    if row["state"] != "outbox":
        return OnItsWay(**told)
    return OnItsWay(not_before=row["not_before"], next_at=row["next_at"], behind=row["behind"], **told)


def _state(state: str, outcome: str) -> str:
    if state == "outbox":
        return "waiting"
    return "withdrawn" if state == "dismissed" else outcome

"""The gateway to messages: what came in, what goes out, the raw mail."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from typing import Any

from deskterm.models.records.states import SOURCE
from deskterm.models.records.ticket import Message, NotWhole
from deskterm.storage.attached import attachments
from deskterm.storage.database import Connection, Row
from deskterm.storage.engine import full_text
from deskterm.storage.tickets import outgoing as outgoing_rows

COLUMNS = frozenset(
    "ticket_id customer_id direction kind channel from_name from_address subject body received_at outcome"
    " rule reason state source message_id digest trust trust_reason origin_id given written_at"
    " automatic unconfirmed".split()
)
UNGONE = ("outbox", "pending", "dismissed")  # states of a letter that has not gone, or came back
RECORD = (
    "id ticket_id customer_id direction kind channel from_name from_address subject body received_at outcome"
    " rule reason state source message_id trust trust_reason unconfirmed"
).split()


def insert(conn: Connection, **values: Any) -> int:
    """Add a message; returns its id."""
    unknown = set(values) - COLUMNS
    if unknown:
        raise ValueError(f"message has no column {sorted(unknown)}")
    marks = ", ".join("?" for _ in values)
    row = conn.execute(
        f"INSERT INTO message ({', '.join(values)}) VALUES ({marks}) RETURNING id",  # noqa: S608  # our columns
        list(values.values()),
    ).fetchone()
    number: int = row[0]
    return number


def keep_raw(conn: Connection, message: int, raw: bytes) -> None:
    """Keep the message as it came, packed."""
    conn.execute(
        "INSERT INTO raw (message_id, size, content) VALUES (?, ?, ?)",
        (message, len(raw), zlib.compress(raw)),
    )


def raw(conn: Connection, message: int) -> bytes | None:
    """The message as it came; None for one that was typed here."""
    row = conn.execute("SELECT content FROM raw WHERE message_id = ?", (message,)).fetchone()
    return zlib.decompress(row[0]) if row else None


def get(conn: Connection, message: int) -> Message | None:
    """One message with its attachments."""
    row = conn.execute("SELECT * FROM message WHERE id = ?", (message,)).fetchone()
    return records(conn, [row])[0] if row else None


def given(conn: Connection, message: int) -> dict[str, Any]:
    """What a request that was typed in or came in a file gave beside its words."""
    row = conn.execute("SELECT given FROM message WHERE id = ?", (message,)).fetchone()
    found: dict[str, Any] = json.loads(row["given"]) if row else {}
    return found


def of_ticket(conn: Connection, ticket_id: int, *, automatic: bool = True) -> tuple[Message, ...]:
    """A ticket's thread, oldest first; with or without the letters that no person wrote."""
    people = "" if automatic else " AND automatic = ''"
    rows = conn.execute(
        f"SELECT * FROM message WHERE ticket_id = ?{people} ORDER BY received_at, id",  # noqa: S608
        (ticket_id,),
    ).fetchall()
    return records(conn, rows)


def said_later(conn: Connection, ticket_id: int) -> dict[str, Any]:
    """What mails and lines that came to a ticket afterwards said by the names of fields."""
    rows = conn.execute(
        "SELECT given FROM message WHERE ticket_id = ? AND outcome = 'appended' AND given <> '{}'"
        " ORDER BY id",
        (ticket_id,),
    ).fetchall()
    return {name: one for row in rows for name, one in (json.loads(row[0]).get("fields") or {}).items()}


def last_written(conn: Connection, ticket_id: int, *, stopped: bool = True) -> Message | None:
    """The last letter to the customer in a ticket's thread; with or without those that somebody stopped."""
    leaves = "" if stopped else " AND state <> 'dismissed'"
    row = conn.execute(
        f"SELECT * FROM message WHERE ticket_id = ? AND direction = 'out'{leaves}"  # noqa: S608  # our words
        " ORDER BY id DESC LIMIT 1",
        (ticket_id,),
    ).fetchone()
    return records(conn, [row])[0] if row else None


def by_digest(conn: Connection, digest: str) -> Message | None:
    """The message with these very bytes."""
    row = conn.execute("SELECT * FROM message WHERE digest = ?", (digest,)).fetchone()
    return records(conn, [row])[0] if row else None


def by_message_id(conn: Connection, message_id: str) -> Message | None:
    """The message with this Message-ID."""
    row = conn.execute(
        "SELECT * FROM message WHERE message_id = ? AND message_id <> '' AND outcome <> 'duplicate'",
        (message_id,),
    ).fetchone()
    return records(conn, [row])[0] if row else None


def keep_references(conn: Connection, message: int, named: Sequence[str]) -> None:
    """Keep which mails a message follows, in this order."""
    conn.executemany(
        "INSERT INTO mail_reference (message_id, named, place) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(message, one, place) for place, one in enumerate(named)],
    )


def references(conn: Connection, message: int) -> tuple[str, ...]:
    """Which mails a message follows, by their Message-IDs, the oldest first."""
    rows = conn.execute("SELECT named FROM mail_reference WHERE message_id = ? ORDER BY place", (message,))
    return tuple(row[0] for row in rows)


def came_by_mail(conn: Connection, ticket_id: int) -> bool:
    """Whether a mail stands in a ticket's thread that came in, also one that had been set aside."""
    row = conn.execute(
        "SELECT 1 FROM message WHERE ticket_id = ? AND direction = 'in'"
        " AND (kind IN ('mail','pec')"
        " OR state = 'recovered' AND kind IN ('unreadable','automatic','receipt')) LIMIT 1",
        (ticket_id,),
    ).fetchone()
    return row is not None


def first_in(conn: Connection, ticket_id: int) -> Message | None:
    """The first message of a ticket's thread that came in."""
    row = conn.execute(
        "SELECT * FROM message WHERE ticket_id = ? AND direction = 'in' ORDER BY id LIMIT 1", (ticket_id,)
    ).fetchone()
    return records(conn, [row])[0] if row else None


def ids_of_thread(conn: Connection, ticket_id: int) -> list[str]:
    """The Message-IDs of a ticket's thread."""
    rows = conn.execute(
        "SELECT message_id FROM message WHERE ticket_id = ? AND message_id <> ''", (ticket_id,)
    )
    return [row[0] for row in rows]


def is_named(conn: Connection, message_id: str) -> bool:
    """Whether a mail that is here follows this one, which it may have overtaken."""
    found = conn.execute("SELECT 1 FROM mail_reference WHERE named = ? LIMIT 1", (message_id,)).fetchone()
    return bool(message_id) and found is not None


def tickets_naming(conn: Connection, named: Sequence[str]) -> tuple[int, ...]:
    """The tickets in whose threads a mail follows one of these, the oldest first."""
    if not named:
        return ()
    marks = ", ".join("?" for _ in named)
    rows = conn.execute(
        "SELECT DISTINCT message.ticket_id FROM mail_reference JOIN message ON message.id ="  # noqa: S608
        f" mail_reference.message_id WHERE named IN ({marks}) AND message.ticket_id IS NOT NULL"
        " ORDER BY message.ticket_id",
        list(named),
    )
    return tuple(row[0] for row in rows)


def written_at(conn: Connection, message: int) -> int | None:
    """When the sender says to have written a message; None where they do not, or it was not kept yet."""
    row = conn.execute("SELECT written_at FROM message WHERE id = ?", (message,)).fetchone()
    return None if row is None else row[0]


def origin(conn: Connection, message: int) -> int | None:
    """The request that a letter is about, where it became no ticket."""
    row = conn.execute("SELECT origin_id FROM message WHERE id = ?", (message,)).fetchone()
    return None if row is None else row[0]


def tickets_of(conn: Connection, message_ids: Sequence[str]) -> tuple[int, ...]:
    """The tickets in whose threads these Message-IDs stand, in the order of the ids given."""
    found: list[int] = []
    for message_id in message_ids:
        row = conn.execute(
            "SELECT ticket_id FROM message WHERE message_id = ? AND message_id <> ''"
            " AND outcome <> 'duplicate' AND ticket_id IS NOT NULL",
            (message_id,),
        ).fetchone()
        if row and row[0] not in found:
            found.append(row[0])
    return tuple(found)


_WRITTEN = (
    "FROM ticket JOIN message ON message.ticket_id = ticket.id"
    " WHERE ticket.customer_id = ? AND ticket.received_at > ? AND message.direction = 'out'"
    " AND message.kind = ? AND message.from_address = ? AND message.received_at > ?"
    " AND message.state <> 'dismissed'"  # what somebody stopped was never written to them
)


def written_since(
    conn: Connection, customer_id: int, kind: str, address: str, *, since: int, tickets_since: int
) -> bool:
    """Whether a letter of that kind has gone to the customer's address; about tickets since then."""
    row = conn.execute(
        f"SELECT 1 {_WRITTEN} LIMIT 1",
        (customer_id, tickets_since, kind, address, since),
    ).fetchone()
    return row is not None


def subjects_since(
    conn: Connection, customer_id: int, kind: str, address: str, *, since: int, tickets_since: int
) -> list[str]:
    """The subjects of the letters that `written_since` finds."""
    rows = conn.execute(
        f"SELECT message.subject {_WRITTEN}",
        (customer_id, tickets_since, kind, address, since),
    ).fetchall()
    return [row["subject"] for row in rows]


def aside_between(conn: Connection, customer_id: int, outcome: str, low: int, high: int, *, but: int) -> bool:
    """Whether another request of the customer's that came in [low, high) was set aside like `but`."""
    row = conn.execute(
        "SELECT 1 FROM message WHERE state = 'pending' AND outcome = ?"
        " AND received_at >= ? AND received_at < ? AND customer_id = ? AND id <> ? LIMIT 1",
        (outcome, low, high, customer_id, but),
    ).fetchone()
    return row is not None


def to_hand(conn: Connection, limit: int) -> tuple[Message, ...]:
    """Letters to customers without an address that nobody has handed over yet, oldest first."""
    rows = conn.execute(
        "SELECT * FROM message WHERE state = 'pending' AND outcome = 'to_hand'"
        " ORDER BY received_at, id LIMIT ?",
        (limit,),
    ).fetchall()
    return records(conn, rows)


def to_ask(conn: Connection, limit: int) -> tuple[Message, ...]:
    """Requests that the terms ask back and whose customer nobody has asked yet, oldest first."""
    rows = conn.execute(
        "SELECT message.* FROM message JOIN ticket ON ticket.id = message.ticket_id"
        " WHERE message.reason = 'to_ask' AND ticket.state IN ('queued','taken') AND NOT EXISTS"
        " (SELECT 1 FROM message other WHERE other.ticket_id = ticket.id AND other.direction = 'out'"
        " AND other.kind = 'clarification')"
        " ORDER BY message.received_at, message.id LIMIT ?",
        (limit,),
    ).fetchall()
    return records(conn, rows)


def untold(conn: Connection, reason: str, limit: int) -> tuple[Message, ...]:
    """Requests held for a reason whose customer, who is known, has not been written to; oldest first."""
    rows = conn.execute(
        "SELECT * FROM message WHERE state = 'pending' AND outcome = 'held' AND reason = ?"
        " AND customer_id IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM message other WHERE other.origin_id = message.id"
        " AND other.state <> 'dismissed')"
        " ORDER BY received_at, id LIMIT ?",
        (reason, limit),
    ).fetchall()
    return records(conn, rows)


def told_about(conn: Connection, message: int) -> tuple[Message, ...]:
    """The letters that told a customer why this request became no ticket, oldest first; none stopped."""
    rows = conn.execute(
        "SELECT * FROM message WHERE origin_id = ? AND direction = 'out' AND kind = 'refusal'"
        " AND state <> 'dismissed' ORDER BY id",
        (message,),
    ).fetchall()
    return records(conn, rows)


def pending(
    conn: Connection, outcomes: Sequence[str], *, search: str = "", start: int = 0, limit: int = 50
) -> tuple[Message, ...]:
    """Messages that became no ticket and wait for a person, newest first."""
    marks = ", ".join("?" for _ in outcomes)
    found, values = _containing(conn, search)
    rows = conn.execute(
        f"SELECT * FROM message WHERE state = 'pending' AND outcome IN ({marks}){found}"  # noqa: S608
        " ORDER BY received_at DESC, id DESC LIMIT ? OFFSET ?",
        [*outcomes, *values, limit, start],
    ).fetchall()
    return records(conn, rows)


def _containing(conn: Connection, search: str) -> tuple[str, list[str]]:
    """The condition that a message of no ticket holds every word of a text; none for an empty one."""
    if not search:
        return "", []
    asked = full_text.asked(conn, full_text.ASIDE, search, typing=True)
    if not asked:
        return " AND 1 = 0", []
    return f" AND id IN ({full_text.matching(full_text.ASIDE)})", [full_text.all_of(asked)]


def pending_counts(conn: Connection, search: str = "") -> dict[str, int]:
    """How many messages wait for a person, by outcome."""
    found, values = _containing(conn, search)
    rows = conn.execute(
        f"SELECT outcome, count(*) AS n FROM message WHERE state = 'pending'{found} GROUP BY outcome",  # noqa: S608
        values,
    ).fetchall()
    return {row["outcome"]: row["n"] for row in rows}


def pending_sources(conn: Connection, kind: str) -> frozenset[str]:
    """The sources of the unreadable messages of a kind that wait for a person."""
    rows = conn.execute(
        "SELECT source FROM message WHERE state = 'pending' AND outcome = 'unreadable' AND kind = ?", (kind,)
    )
    return frozenset(row[0] for row in rows)


def pending_of_source(conn: Connection, source: str, kind: str) -> tuple[int, ...]:
    """Those of them that came from one source."""
    rows = conn.execute(
        "SELECT id FROM message WHERE state = 'pending' AND outcome = 'unreadable' AND kind = ?"
        " AND source = ?",
        (kind, source),
    )
    return tuple(row[0] for row in rows)


def any_came(conn: Connection) -> bool:
    """Whether any message was ever taken in."""
    return conn.execute("SELECT 1 FROM message LIMIT 1").fetchone() is not None


def kept_count(conn: Connection) -> int:
    """How many messages of known customers are held back, by the terms or for want of a pack."""
    row = conn.execute(
        "SELECT count(*) AS n FROM message WHERE state = 'pending' AND outcome = 'held'"
        " AND reason IN ('hold', 'pack_used_up')"
    ).fetchone()
    return int(row["n"])


def update(conn: Connection, message: int, **changes: Any) -> None:
    """Change columns of one message (its state, its ticket, where it goes); what it said never changes."""
    allowed = set("ticket_id customer_id state rule outcome reason unconfirmed from_address".split())
    unknown = set(changes) - allowed
    if unknown:
        raise ValueError(f"message cannot change {sorted(unknown)}")
    sets = ", ".join(f"{name} = ?" for name in changes)
    conn.execute(f"UPDATE message SET {sets} WHERE id = ?", [*changes.values(), message])  # noqa: S608


def records(conn: Connection, rows: Sequence[Row]) -> tuple[Message, ...]:
    """Rows of messages as records, with their attachments; of letters that did not go why."""
    ours = [row["id"] for row in rows if row["direction"] == "out" and row["state"] in UNGONE]
    ways = outgoing_rows.ways(conn, ours) if ours else {}
    return tuple(
        Message(
            **{name: row[name] for name in RECORD[:-1]},
            unconfirmed=bool(row["unconfirmed"]),
            way=ways.get(row["id"]),
            attachments=attachments.of_message(conn, row["id"]),
            cut=_cut(row),
            reply_to=str(_given(row, "reply_to", "")),
            senders=tuple(_given(row, "senders", ())),
        )
        for row in rows
    )


def _given(row: Row, name: str, nothing: Any) -> Any:
    return (json.loads(row["given"]).get(name) or nothing) if f'"{name}"' in row["given"] else nothing


def _cut(row: Row) -> NotWhole | None:
    """That a mail is not whole here; of one that was taken in before that was noted, by its reason."""
    if '"cut"' in row["given"] and (told := json.loads(row["given"]).get("cut")):
        return NotWhole(why=told["why"], files=tuple(told["files"]))
    unread = row["outcome"] == "unreadable" and row["kind"] != SOURCE and row["reason"]
    return NotWhole(why=row["reason"]) if unread else None

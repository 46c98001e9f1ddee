"""What a shell offers while a command is typed: names at the desk, read as lightly as can be.

Nothing is made, migrated, locked or written, and nobody waits: a Tab gets what can be had at once. Only what
that needs is imported here; the desk's own connection brings more than a Tab may cost.
"""

from __future__ import annotations

import os
import sqlite3
import time

from deskterm.storage.tickets.states import in_view

MOST = 100
SECONDS = 0.05
FILE = "desk.sqlite"

_TICKETS = "SELECT code, subject FROM ticket WHERE {states} AND code LIKE :start ORDER BY {order} LIMIT 50"
_BY_CODE = (
    "SELECT code, subject FROM ticket WHERE code >= :low AND code < :high AND {states}"
    " ORDER BY code LIMIT 100"
)
_TURN = "rank, received_at, id"
_NEWEST = "received_at DESC, id DESC"
_STATES = {view: in_view(view, "") for view in ("hand", "queue", "waiting", "done")}


def _tickets(*views: str) -> tuple[str, ...]:
    """The tickets of some views, those of the first one first."""
    return tuple(
        _TICKETS.format(states=_STATES[view], order=_NEWEST if view == "done" else _TURN) for view in views
    )


_MESSAGES = (
    "SELECT id, subject FROM message WHERE state = 'pending' AND outcome {which}"
    " AND CAST(id AS TEXT) LIKE :start ORDER BY received_at LIMIT 100"
)

# For each kind what is asked, one after the other: a name and what it is called.
QUERIES: dict[str, tuple[str, ...]] = {
    "customer": (
        "SELECT code, name FROM customer WHERE code LIKE :start ORDER BY code LIMIT 100",
        "SELECT name, code FROM customer WHERE name LIKE :start AND :start <> '%' ORDER BY code LIMIT 100",
    ),
    "technician": ("SELECT name, full_name FROM technician WHERE name LIKE :start ORDER BY name LIMIT 100",),
    "ticket": _tickets("hand", "queue", "waiting"),
    "ticket_waiting_turn": _tickets("queue", "waiting"),
    "ticket_in_hand": _tickets("hand"),
    "ticket_ended": _tickets("done"),
    "ticket_any": _tickets("hand", "queue", "waiting", "done"),
    "project": (
        "SELECT ticket.code, ticket.subject FROM project JOIN ticket ON ticket.id = project.ticket_id"
        " WHERE project.state = 'open' AND ticket.code LIKE :start ORDER BY project.id LIMIT 100",
    ),
    "pack": (
        "SELECT pack.id, customer.name FROM pack JOIN customer ON customer.id = pack.customer_id"
        " WHERE CAST(pack.id AS TEXT) LIKE :start ORDER BY pack.left_over = 0, pack.id LIMIT 100",
    ),
    "callback": (
        "SELECT callback.id, ticket.subject FROM callback JOIN ticket ON ticket.id = callback.ticket_id"
        " WHERE callback.ended_at IS NULL AND CAST(callback.id AS TEXT) LIKE :start"
        " ORDER BY callback.due_at LIMIT 100",
    ),
    "appointment": (
        "SELECT appointment.id, ticket.subject FROM appointment"
        " JOIN ticket ON ticket.id = appointment.ticket_id"
        " WHERE appointment.state = 'planned' AND CAST(appointment.id AS TEXT) LIKE :start"
        " ORDER BY appointment.starts_at LIMIT 100",
    ),
    "message": (_MESSAGES.format(which="<> 'to_hand'"),),
    "mail_account": (
        "SELECT name, address FROM mail_account WHERE removed_at IS NULL AND name LIKE :start"
        " ORDER BY name LIMIT 100",
    ),
    "letter": (_MESSAGES.format(which="= 'to_hand'"),),
    "letter_out": (
        _MESSAGES.format(which="IN ('doubtful','failed','returned','too_old')"),
        "SELECT id, subject FROM message WHERE state = 'outbox' AND CAST(id AS TEXT) LIKE :start"
        " ORDER BY id DESC LIMIT 100",
    ),
    "contact": (
        "SELECT DISTINCT session.group_id, ticket.code FROM session"
        " JOIN ticket ON ticket.id = session.ticket_id"
        " WHERE session.state <> 'filed' AND CAST(session.group_id AS TEXT) LIKE :start"
        " ORDER BY session.group_id DESC LIMIT 100",
    ),
    "contact_to_price": (
        "SELECT contact_group.id, ticket.code FROM contact_group"
        " JOIN ticket ON ticket.id = contact_group.ticket_id"
        " WHERE contact_group.mode IN ('contract','quote') AND CAST(contact_group.id AS TEXT) LIKE :start"
        " ORDER BY contact_group.filed_at DESC LIMIT 100",
    ),
    "report": (
        "SELECT report.number, customer.name FROM report JOIN customer ON customer.id = report.customer_id"
        " WHERE report.number LIKE :start ORDER BY report.issued_at DESC LIMIT 100",
    ),
    "attachment": (
        "SELECT id, name FROM attachment WHERE CAST(id AS TEXT) LIKE :start ORDER BY id DESC LIMIT 100",
    ),
    "event": ("SELECT id, deed FROM event WHERE CAST(id AS TEXT) LIKE :start ORDER BY id DESC LIMIT 20",),
    "terms": ("SELECT source, file FROM terms WHERE :start <> '' ORDER BY id DESC LIMIT 1",),
    "day": ("SELECT max(issued_at), min(issued_at) FROM report WHERE :start <> ''",),
}


def names(folder: str, kind: str, start: str) -> list[tuple[str, str]]:
    """The names of `kind` at the desk in `folder` that begin with `start`, each with what it is called.

    What cannot be had within SECONDS is left out. Raises sqlite3.Error or OSError where nothing can be read.
    """
    path = os.path.join(os.path.abspath(folder), FILE)  # noqa: PTH100, PTH118  # pathlib costs a Tab
    conn = sqlite3.connect(_uri(path), uri=True, isolation_level=None, timeout=0)
    until = time.monotonic() + SECONDS
    conn.set_progress_handler(lambda: time.monotonic() > until, 1000)
    found: dict[str, str] = {}
    try:
        for query in _asked(kind, start):
            for name, called in conn.execute(query, _given(start)):
                found.setdefault(str(name), str(called))
    except sqlite3.OperationalError:
        pass  # the time is over, or an older desk lacks the table
    finally:
        conn.close()
    return list(found.items())[:MOST]


def _asked(kind: str, start: str) -> tuple[str, ...]:
    """The queries of a kind; a ticket whose number is begun is found by its code, however many there are."""
    if not kind.startswith("ticket") or not any(one.isdigit() for one in start):
        return QUERIES[kind]
    return tuple(_BY_CODE.format(states=states) for states in _STATES.values() if _holds(kind, states))


def _holds(kind: str, states: str) -> bool:
    return any(f"WHERE {states} " in query for query in QUERIES[kind])


def _given(start: str) -> dict[str, str]:
    code = start.upper()
    return {"start": f"{_literal(start)}%", "low": code, "high": f"{code}\uffff"}


def _uri(path: str) -> str:
    """The desk opened for reading alone; where nobody has a log open, none is made to read by."""
    quoted = "".join(one if (one.isalnum() and one.isascii()) or one in "/._-" else _hex(one) for one in path)
    live = all(os.path.exists(path + end) for end in ("-wal", "-shm"))  # noqa: PTH110
    return f"file:{quoted}?mode=ro{'' if live else '&immutable=1'}"


def _hex(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in os.fsencode(character))


def _literal(start: str) -> str:
    """What was typed, cut where a sign of LIKE would begin: that only offers more."""
    for sign in "%_":
        start = start.partition(sign)[0]
    return start

"""How a letter of ours stood before somebody said something of it: kept with the deed, and put back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deskterm.models.records.mails import Outgoing
from deskterm.storage.database import Connection
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import outgoing as outgoing_rows

ARRIVED = "letter_arrived"  # somebody said that the customer has it


def stands(conn: Connection, one: Outgoing) -> dict[str, Any]:
    """Where it is, why, and its server's words."""
    stood = message_rows.get(conn, one.number)
    was = {name: getattr(stood, name) for name in ("state", "outcome", "reason")}
    return {"number": one.number, "was": was, "answer": one.answer}


def put_back(conn: Connection, letter: Mapping[str, Any]) -> None:
    """It is as it stood."""
    message_rows.update(conn, letter["number"], **letter["was"])
    outgoing_rows.note(conn, letter["number"], answer=letter["answer"])

"""A ticket as an answer: whole, or what was done with it and how it stands now."""

from __future__ import annotations

from typing import Any

from deskterm.commands.answers import json, wording
from deskterm.commands.frame.line import Line
from deskterm.desk.tickets import replies, tickets
from deskterm.models.records.ticket import Ticket


def facts_of(line: Line, one: Ticket) -> dict[str, Any]:
    """A ticket with its decisions."""
    waiting = replies.waiting(line.desk, one.code) if one.unvouched else ()
    return json.ticket(line, one, tickets.why(line.desk, one.code)) | {"to_confirm": len(waiting)}


def show_ticket(line: Line, one: Ticket, told: str = "", **more: Any) -> None:
    """Answer with a ticket: its facts, or what was done and how it stands now."""
    facts = facts_of(line, one) | more
    line.answer(facts, lambda: "\n".join([*([told, ""] if told else []), wording.ticket(line, facts)]))

"""A ticket as an answer: whole, or what was done with it and how it stands now."""

from __future__ import annotations

from typing import Any

from deskterm.commands.answers import json, wording
from deskterm.commands.frame.line import Line
from deskterm.desk.steps.billing import agreement_words
from deskterm.desk.tickets import replies, ticket_agreement, tickets
from deskterm.locale import t
from deskterm.models.records.ticket import Ticket


def facts_of(line: Line, one: Ticket) -> dict[str, Any]:
    """A ticket with its decisions, and which of its customer's agreements holds for it."""
    return listed(line, one) | {"agreement": _agreement(line, one)}


def listed(line: Line, one: Ticket) -> dict[str, Any]:
    """A ticket with its decisions, as a row of a list."""
    waiting = replies.waiting(line.desk, one.code) if one.unvouched else ()
    return json.ticket(line, one, tickets.why(line.desk, one.code)) | {"to_confirm": len(waiting)}


def _agreement(line: Line, one: Ticket) -> dict[str, Any] | None:
    """The agreement that holds, chosen by the terms or by a person; None where none does."""
    found = ticket_agreement.standing(line.desk, one.code)
    if found.holds is None:
        return None
    by = "person" if one.agreement_id == found.holds.id else "terms"
    return {"id": found.holds.id, "name": found.holds.name, "by": by, "rule": found.rule}


def under(line: Line, one: Ticket) -> list[tuple[str, str]]:
    """Which of several agreements holds for a ticket, as rows of its card; [] where there is none to tell."""
    card = ticket_agreement.card(line.desk, one)
    if card is None or not card.of_ticket:
        return []
    told = t("agreement.none_here")
    if card.under is not None:
        told = f"{agreement_words.name_of(card.under)}: {agreement_words.said(line.desk.service, card.under)}"
    beside = t("agreement.not_here", names=", ".join(map(agreement_words.name_of, card.beside)))
    return [(t("commands.col.agreement"), told), *([("", beside)] if card.beside else [])]


def show_ticket(line: Line, one: Ticket, told: str = "", **more: Any) -> None:
    """Answer with a ticket: its facts, or what was done and how it stands now."""
    facts = facts_of(line, one) | more
    line.answer(facts, lambda: "\n".join([*([told, ""] if told else []), wording.ticket(line, facts)]))

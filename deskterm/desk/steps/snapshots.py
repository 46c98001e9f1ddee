"""What was known when the terms were asked, kept, so that a month can be judged by other terms as it was.

Cards, topics, telephone numbers and packs change later; a rehearsal must not see that. What is blank is not
kept, nor is the text of the message, which stands with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from deskterm.desk.context import Desk
from deskterm.desk.steps import facts
from deskterm.models.basics.stretches import Stretch
from deskterm.models.records.base import Record
from deskterm.models.records.customer import Customer
from deskterm.models.records.money import Pack
from deskterm.models.records.ticket import Ticket
from deskterm.models.terms.facts import Facts
from deskterm.storage.database import Connection
from deskterm.storage.house import rehearsal as rehearsal_rows
from deskterm.storage.house import snapshots as snapshot_rows

OF_THE_BILL = ("session", "seconds")  # worked out anew from the stretches


class Snapshot(Record, frozen=True, kw_only=True):
    """The facts of a moment; `withheld`: those of a customer who was not confirmed yet (S7)."""

    at: int
    known: dict[str, Any]
    withheld: dict[str, Any] = {}  # noqa: RUF012  # msgspec gives each record its own
    packs: dict[int, int] = {}  # noqa: RUF012  # what each pack in reach held
    questions: tuple[Stretch, ...] = ()  # times that the customer was waited for
    unit: bool = False  # the ticket had a unit of its pack
    order: int = 0  # after which event of the desk
    by_hand: int | None = None  # the agreement that a person had chosen, 0 where none; None where not kept


def at_arrival(
    conn: Connection, number: int, values: Mapping[str, Any], known: Facts, withheld: Facts
) -> None:
    """Keep what was known of a message that became no ticket; of a ticket `at_opening` does."""
    if known and values["outcome"] not in ("queued", "clarify"):
        own, more = (_without_text(told, values["body"]) for told in (known, withheld))
        _keep(conn, "intake", number, Snapshot(at=values["received_at"], known=own, withheld=more))


def at_opening(
    desk: Desk, conn: Connection, ticket: Ticket, known: Facts, *, body: str, customer: Customer | None
) -> None:
    """Keep what was known of a request when it was booked."""
    at, more = ticket.received_at, {}
    if customer is not None and not ticket.confirmed:
        card = facts.under(desk, conn, desk.service, customer, known, at=at)
        more = facts.of_customer(desk, conn, card, at)
    own = _without_text(known, body)
    _keep(conn, "opening", ticket.id, Snapshot(at=at, known=own, withheld=more, by_hand=0))


def at_promise(conn: Connection, ticket: Ticket, known: Facts, questions: Sequence[Stretch]) -> None:
    """Keep what the answer of a ticket that has changed was promised by, and the times of open questions."""
    told, by_hand = dict(known), ticket.agreement_id or 0
    moment = Snapshot(at=ticket.received_at, known=told, questions=tuple(questions), by_hand=by_hand)
    _keep(conn, "response", ticket.id, moment)


def at_triage(conn: Connection, ticket: Ticket, known: Facts) -> None:
    """Keep what was known when a ticket was triaged last."""
    moment = Snapshot(at=ticket.received_at, known=dict(known), by_hand=ticket.agreement_id or 0)
    _keep(conn, "triage", ticket.id, moment)


def at_pricing(
    conn: Connection,
    group_id: int,
    ticket: Ticket,
    known: Facts,
    packs: tuple[Pack, ...],
    *,
    at: int,
    unit: bool,
) -> None:
    """Keep what a contact was priced with; of its ticket's unit what was known at the first filing."""
    first = of(conn, "price", group_id)
    told = {name: value for name, value in known.items() if name not in OF_THE_BILL}
    if first is not None:
        unit, told["burnt"] = first.unit, first.known.get("burnt", False)
    left = {pack.id: pack.left for pack in packs}
    order = rehearsal_rows.last_event(conn)
    chosen = ticket.agreement_id or 0
    moment = Snapshot(at=at, known=told, packs=left, unit=unit, order=order, by_hand=chosen)
    _keep(conn, "price", group_id, moment)


def of(conn: Connection, point: str, number: int) -> Snapshot | None:
    """What was known at a point; None where nothing was kept, as of work from before this was."""
    found = snapshot_rows.of(conn, point, number)
    return None if found is None else msgspec.convert({"at": found[0], **found[1]}, Snapshot, strict=False)


def as_then(moment: Snapshot | None, ticket: Ticket) -> Ticket:
    """A ticket with the agreement that a person had chosen for it at a moment, whichever it has since."""
    if moment is None or moment.by_hand is None:
        return ticket
    return msgspec.structs.replace(ticket, agreement_id=moment.by_hand or None)


def _keep(conn: Connection, point: str, number: int, moment: Snapshot) -> None:
    said = {
        "known": _said(moment.known),
        "withheld": _said(moment.withheld),
        "questions": moment.questions,
        "packs": {str(number): left for number, left in moment.packs.items()},
        "unit": moment.unit,
        "order": moment.order,
    }
    kept: dict[str, Any] = {name: value for name, value in said.items() if value}
    if moment.by_hand is not None:
        kept["by_hand"] = moment.by_hand
    text = msgspec.json.encode(kept)
    snapshot_rows.keep(conn, point, number, moment.at, text)


def _without_text(known: Facts, body: str) -> dict[str, Any]:
    return {name: value for name, value in known.items() if name != "problem" or value != body}


def _said(known: Facts) -> dict[str, object]:
    blank = (None, "", False)
    return {name: value for name, value in known.items() if not any(value is one for one in blank)}

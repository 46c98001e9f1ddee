"""What the terms remind a customer of when work is over: a letter, where nobody says that it is done (M9)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from deskterm.desk.context import Desk
from deskterm.desk.steps import changes, customer_language, due_words
from deskterm.desk.steps.letters.automatic import passage
from deskterm.desk.steps.tickets.writing import write_to_customer
from deskterm.locale import t
from deskterm.models.records.ticket import Ticket
from deskterm.models.records.work import Session
from deskterm.models.rules.rules import RuleAction
from deskterm.models.terms.service import Service
from deskterm.storage.database import Connection
from deskterm.storage.tickets import messages as message_rows

KIND = "reminder"


def write(
    desk: Desk, conn: Connection, ticket: Ticket, stretches: Sequence[Session], closing: Iterable[RuleAction]
) -> tuple[str, ...]:
    """Write once for a contact what its close reminds of; the rules behind it, () where nothing is written.

    Only what has a letter of its own in the terms (`template`) is written, and only to a customer who is
    surely who they say. Without an address the letter waits to be handed over.
    """
    wanted = [one for one in closing if one.do == "remind" and one.detail.get("template")]
    if not wanted or ticket.customer_id is None or not ticket.confirmed:
        return ()
    began = min(one.started_at for one in stretches)
    thread = message_rows.of_ticket(conn, ticket.id)
    if any((one.direction, one.kind) == ("out", KIND) and one.received_at >= began for one in thread):
        return ()
    with customer_language.of_customer(desk, conn, ticket.customer_id):
        text = _text(desk, desk.service_of(ticket.terms_id), ticket, began, wanted)
    write_to_customer(desk, conn, ticket, KIND, text, automatic="generated")
    return tuple(one.rule for one in wanted)


def _text(desk: Desk, service: Service, ticket: Ticket, began: int, wanted: Sequence[RuleAction]) -> str:
    said = changes.decided(wanted, at=desk.now(), point="close")
    opening = t(
        "letters.after_work",
        what=customer_language.about(ticket.subject),
        code=ticket.code,
        when=due_words.moment(began, service.tz),
    )
    parts = [
        t("letters.greeting", contact=ticket.contact_name or ticket.customer),
        opening,
        *(passage(service, one) for one in said),
        t("letters.thanks"),
    ]
    return "\n\n".join(parts)

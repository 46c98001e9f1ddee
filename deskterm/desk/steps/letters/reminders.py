"""What the terms remind a customer of when work is over: a letter, where nobody says that it is done (M9)."""

from __future__ import annotations

from collections.abc import Sequence

from deskterm.desk.context import Desk
from deskterm.desk.steps import changes, customer_language, due_words
from deskterm.desk.steps.billing.pricing import Priced
from deskterm.desk.steps.letters import work_account
from deskterm.desk.steps.letters.automatic import is_ours, passage
from deskterm.desk.steps.tickets.writing import write_to_customer
from deskterm.locale import t
from deskterm.models.records.money import Report
from deskterm.models.records.ticket import Ticket
from deskterm.models.records.work import Session
from deskterm.models.rules.rules import RuleAction
from deskterm.models.terms.service import Service
from deskterm.storage.database import Connection
from deskterm.storage.tickets import messages as message_rows

KIND, ACCOUNT = "reminder", "account"


def write(
    desk: Desk,
    conn: Connection,
    ticket: Ticket,
    stretches: Sequence[Session],
    found: Priced,
    *,
    report: Report | None = None,
) -> tuple[str, ...]:
    """Write for a filed contact what its price tells, and once what its close reminds of; whose rules.

    Only what has a letter of its own in the terms (`template`, `tell`) is written, and only to a customer
    who is surely who they say. Without an address the letter waits to be handed over.
    """
    if ticket.customer_id is None or not ticket.confirmed or is_ours(desk, ticket.contact_email):
        return ()
    service = desk.service_of(ticket.terms_id)
    began = min(one.started_at for one in stretches)
    wanted = [one for one in found.closing if one.do == "remind" and one.detail.get("template")]
    if wanted and _reminded(conn, ticket, began):
        wanted = []
    told = work_account.is_told(service, found)
    if not (wanted or told):
        return ()
    with customer_language.of_customer(desk, conn, ticket.customer_id):
        about = work_account.text(desk, service, stretches, found, report) if told else ""
        text = _text(desk, service, ticket, began, wanted=wanted, account=about)
    kind, reminded = ACCOUNT if told else KIND, bool(wanted)
    write_to_customer(desk, conn, ticket, kind, text, automatic="generated", reminded=reminded)
    return tuple(one.rule for one in wanted)


def _reminded(conn: Connection, ticket: Ticket, began: int) -> bool:
    """Whether a letter since a contact began has reminded of its close."""
    letters = [one for one in message_rows.of_ticket(conn, ticket.id) if one.direction == "out"]
    return any(
        one.received_at >= began
        and (one.kind == KIND or (one.kind == ACCOUNT and message_rows.given(conn, one.id).get("reminded")))
        for one in letters
    )


def _text(
    desk: Desk,
    service: Service,
    ticket: Ticket,
    began: int,
    *,
    wanted: Sequence[RuleAction],
    account: str,
) -> str:
    said = changes.decided(wanted, at=desk.now(), point="close")
    about = {"what": customer_language.on(ticket.subject), "code": ticket.code}
    when = due_words.moment(began, service.tz)
    parts = [
        customer_language.letter("letters.greeting", contact=ticket.contact_name or ticket.customer),
        f"{t('letters.account', **about)}\n\n{account}" if account else "",
        t("letters.after_work", **about, when=when) if wanted else "",
        *(passage(service, one) for one in said),
        t("letters.thanks"),
    ]
    return "\n\n".join(part for part in parts if part)

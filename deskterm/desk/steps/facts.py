"""What the terms may know of a request: the facts of a customer and of a ticket, under their names.

The names are those of `models.facts`; a fact that is not there counts as false.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from deskterm.desk.context import Desk
from deskterm.models.basics.wall_clock import local
from deskterm.models.records.customer import Customer
from deskterm.models.records.ticket import Ticket
from deskterm.models.terms.customer_facts import read_facts
from deskterm.models.terms.service import Service
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.customers import profile as profile_rows
from deskterm.storage.database import Connection
from deskterm.storage.money import packs as pack_rows
from deskterm.storage.tickets import tickets as ticket_rows


def day_of(at: int, tz: str) -> str:
    """The local day of an instant, ISO."""
    return local(at, tz).date().isoformat()


def day_bounds(at: int, tz: str) -> tuple[int, int]:
    """The first second of the local day of `at`, and of the next one."""
    start = local(at, tz).replace(hour=0, minute=0, second=0, microsecond=0)
    end = datetime.combine(start.date() + timedelta(days=1), datetime.min.time(), start.tzinfo)
    return int(start.timestamp()), int(end.timestamp())


def has_contract(customer: Customer, day: str) -> bool:
    """Whether the agreement on the card is valid on that day (D3)."""
    return bool(customer.contract_from) and (
        customer.contract_from <= day and (not customer.contract_until or day <= customer.contract_until)
    )


def agreed(customer: Customer, day: str) -> dict[str, str]:
    """What the agreement on the card says of the customer on a day, as it is written."""
    return customer.agreed if has_contract(customer, day) else {}


def of_customer(desk: Desk, conn: Connection, customer: Customer, at: int) -> dict[str, object]:
    """A customer's facts at an instant."""
    tz = desk.service.tz
    day = day_of(at, tz)
    contract = has_contract(customer, day)
    found = _profile(conn, customer, day)
    if customer.contract_from and not contract:
        found.pop("phone_contract", None)
    return found | {
        "customer": True,
        "contract": contract,
        "plan": customer.plan if contract else "",
        "rate": Decimal(customer.rate_cents) / 100 if customer.rate_cents is not None and contract else None,
        "code": customer.support_code,
        "pack_left": sum(pack.left for pack in pack_rows.valid(conn, customer.id, day)),
        "requests_today": ticket_rows.received_between(conn, customer.id, *day_bounds(at, tz)),
    }


def _profile(conn: Connection, customer: Customer, day: str) -> dict[str, object]:
    """What is known beyond the card, and when something was last delivered (I14)."""
    found = read_facts(profile_rows.facts(conn, customer.id) | agreed(customer, day))
    delivered = profile_rows.last_delivery(conn, customer.id, day)
    return found | {"last_delivery": delivered} if delivered else found


def topic_of(service: Service, kind: object) -> str:
    """The topic that a request names by the type chosen on its form; "" where the terms have none of that id.

    It counts for prices and promises until triage says what the request is about (M2).
    """
    return next((topic.id for topic in service.topics if topic.id == kind), "")


def of_ticket(
    desk: Desk, conn: Connection, ticket: Ticket, *, at: int | None = None, topic: str | None = None
) -> dict[str, object]:
    """A ticket's facts; the customer's are those of `at` (default: when the request arrived, D3).

    An unconfirmed sender has no contract and no pack (S7).
    """
    facts: dict[str, object] = {
        "channel": ticket.channel,
        "kind": ticket.kind,
        "line": ticket.line,
        "subject": ticket.subject,
        "vague": ticket.vague,
        "blocking": ticket.blocking,
        "severity": ticket.severity,
        "topic": ticket.topic if topic is None else topic,
        "contact": ticket.contact_name,
        "phone": ticket.contact_phone,
        "email": ticket.contact_email,
        "ticket": True,
    }
    facts |= ticket_rows.fields(conn, ticket.id)
    if not facts["topic"] and topic is None:
        facts["topic"] = topic_of(desk.service_of(ticket.terms_id), facts.get("type"))
    if ticket.customer_id is None or not ticket.confirmed:
        return facts
    at = ticket.received_at if at is None else at
    customer = customer_rows.card(conn, ticket.customer_id, day_of(at, desk.service.tz))
    return facts | of_customer(desk, conn, customer, at)

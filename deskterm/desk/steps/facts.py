"""What the terms may know of a request: the facts of a customer and of a ticket, under their names.

The names are those of `models.facts`; a fact that is not there counts as false.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from msgspec import structs

from deskterm.desk.context import Desk
from deskterm.desk.steps import own_facts
from deskterm.desk.steps.own_facts import PRODUCT
from deskterm.models.basics.money import in_units
from deskterm.models.basics.wall_clock import local
from deskterm.models.money import earlier
from deskterm.models.money.pack_use import least_left
from deskterm.models.records.agreements import Agreement
from deskterm.models.records.customer import Customer
from deskterm.models.records.ticket import Ticket
from deskterm.models.rules.derived_facts import Parted, parted
from deskterm.models.rules.which_agreement import chosen
from deskterm.models.terms.conditions import PACK_LEFT
from deskterm.models.terms.customer_facts import read_facts
from deskterm.models.terms.facts import Facts
from deskterm.models.terms.service import Service
from deskterm.storage.agenda import appointments as appointment_rows
from deskterm.storage.customers import agreements as agreement_rows
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.customers import profile as profile_rows
from deskterm.storage.database import Connection
from deskterm.storage.money import charge_lines as line_rows
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


def of_customer(
    desk: Desk, conn: Connection, customer: Customer, at: int, service: Service | None = None
) -> dict[str, object]:
    """A customer's facts at an instant, as `service` knows them (default: the terms of today)."""
    tz = desk.service.tz
    day = day_of(at, tz)
    contract = has_contract(customer, day)
    found = _profile(conn, customer, day, service or desk.service)
    if customer.contract_from and not contract:
        found.pop("phone_contract", None)
    return found | {
        "customer": True,
        "contract": contract,
        "plan": customer.plan if contract else "",
        "agreement_days": days_between(customer.contract_from, day) if contract else None,
        "agreement": customer.agreement if contract else "",
        "rate": in_units(customer.rate_cents) if customer.rate_cents is not None and contract else None,
        "code": customer.support_code,
        "pack_left": least_left((pack.kind, pack.left) for pack in pack_rows.valid(conn, customer.id, day)),
        **_left_by_kind(conn, customer, day),
        "requests_today": ticket_rows.received_between(conn, customer.id, *day_bounds(at, tz)),
    }


def days_between(start: str, day: str) -> int:
    """How many days lie between two days; below 0 where the first is the later one."""
    return (date.fromisoformat(day) - date.fromisoformat(start)).days


def _profile(conn: Connection, customer: Customer, day: str, service: Service) -> dict[str, object]:
    """What is known beyond the card, and when something was last delivered (I14)."""
    found = read_facts(profile_rows.facts(conn, customer.id) | agreed(customer, day), service.own_facts)
    delivered = profile_rows.last_delivery(conn, customer.id, day)
    return found | {"last_delivery": delivered} if delivered else found


def _left_by_kind(conn: Connection, customer: Customer, day: str) -> dict[str, int]:
    """What a customer's packs of each kind hold on a day, by the name that conditions ask it under."""
    found: dict[str, int] = {}
    for pack in pack_rows.valid(conn, customer.id, day):
        name = f"{PACK_LEFT}:{pack.kind}"
        found[name] = found.get(name, 0) + pack.left
    return found


def topic_of(service: Service, kind: object) -> str:
    """The topic that a request names by the type chosen on its form; "" where the terms have none of that id.

    It counts for prices and promises until triage says what the request is about (M2).
    """
    return next((topic.id for topic in service.topics if topic.id == kind), "")


def fields_of(desk: Desk, conn: Connection, ticket: Ticket) -> Parted:
    """The fields that came with a ticket's request: what its terms take of them, and what is set aside."""
    service = desk.service_of(ticket.terms_id)
    said, own = ticket_rows.fields(conn, ticket.id), service.own_facts
    limited = any(name in own and not own[name].customers for name in said)
    typed = not limited or ticket_rows.is_typed(conn, ticket.id)
    return parted(service.channel(ticket.channel), said, own, typed=typed)


def written_of_ticket(desk: Desk, conn: Connection, ticket: Ticket) -> dict[str, str]:
    """What is known of a ticket among the terms' own facts: what the desk said, over what came with it."""
    service = desk.service_of(ticket.terms_id)
    of = own_facts.of_ticket(service) if service.facts or service.products else ()
    if not of:
        return {}
    came, said = fields_of(desk, conn, ticket).taken, ticket_rows.fields(conn, ticket.id, "facts")
    brought = {one.id: str(came[one.id]) for one in of if ticket.channel in one.channels and one.id in came}
    return {one.id: found for one in of if (found := said.get(one.id) or brought.get(one.id, ""))}


def _of_work(desk: Desk, conn: Connection, ticket: Ticket, at: int) -> dict[str, object]:
    """Of work that begins at an instant: whether it was agreed for that day, how long after the request."""
    service = desk.service_of(ticket.terms_id)
    found: dict[str, object] = {}
    if "appointment" in service.asked:
        low, high = day_bounds(at, service.tz)
        found["appointment"] = appointment_rows.of_ticket_within(conn, ticket.id, low, high) is not None
    if "notice_hours" in service.asked:
        found["notice_hours"] = max(0, at - ticket.received_at) // 3600
    return found


def as_said(desk: Desk, conn: Connection, ticket: Ticket, said: Mapping[str, str]) -> dict[str, object]:
    """A ticket's facts if this were said of it too, among the terms' own."""
    own = desk.service_of(ticket.terms_id).own_facts
    return of_ticket(desk, conn, ticket) | read_facts(dict(said), own)


def of_ticket(
    desk: Desk,
    conn: Connection,
    ticket: Ticket,
    *,
    at: int | None = None,
    topic: str | None = None,
    group_id: int = 0,
) -> dict[str, object]:
    """A ticket's facts; the customer's are those of `at` (default: when the request arrived, D3).

    What came with the request fills only what the desk does not know, and only declared fields do. An
    unconfirmed sender has no contract and no pack (S7). `group_id`: the contact that is priced, whose own
    filings do not count as earlier ones.
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
    for name, value in fields_of(desk, conn, ticket).taken.items():
        facts[name] = facts.get(name) or value
    own = desk.service_of(ticket.terms_id).own_facts
    facts |= read_facts(written_of_ticket(desk, conn, ticket), own)
    facts |= {} if at is None else _of_work(desk, conn, ticket, at)
    if not facts["topic"] and topic is None:
        facts["topic"] = topic_of(desk.service_of(ticket.terms_id), facts.get("type"))
    if ticket.customer_id is None or not ticket.confirmed:
        return facts
    at, service = ticket.received_at if at is None else at, desk.service_of(ticket.terms_id)
    customer = customer_rows.card(conn, ticket.customer_id, day_of(at, desk.service.tz))
    customer = under(desk, conn, service, customer, facts, at=at, number=ticket.agreement_id)
    facts = beside(service, facts, of_customer(desk, conn, customer, at, service))
    if facts["contract"]:  # an agreement signed after the ticket was opened is younger than it (M11)
        came = day_of(ticket.received_at, desk.service.tz)
        facts["agreement_days"] = days_between(customer.contract_from, came)
    return facts | charged_before(conn, service, customer.id, at, ticket_id=ticket.id, group_id=group_id)


def charged_before(
    conn: Connection, service: Service, customer_id: int, at: int, *, ticket_id: int = 0, group_id: int = 0
) -> dict[str, object]:
    """What a customer was charged before and counts for work at an instant: the fact `earlier`.

    `ticket_id` 0: of work on no ticket yet. `group_id`: the contact whose own filings are no earlier ones.
    """
    if not service.counts_earlier:
        return {}
    day = day_of(at, service.tz)
    had = line_rows.had(conn, customer_id=customer_id, ticket_id=ticket_id, year=day[:4])
    return {earlier.EARLIER: earlier.told(service, had, day, group_id)}


def beside(service: Service, said: Facts, card: Facts) -> dict[str, object]:
    """A ticket's facts with its customer's, which are stronger: but what it is about the ticket says itself.

    The product on the card stands for the tickets that name none of the terms' products.
    """
    product = said.get(PRODUCT)
    is_one = product in {one.id for one in service.products}
    return {**said, **card, **({PRODUCT: product} if is_one else {})}


def under(
    desk: Desk,
    conn: Connection,
    service: Service,
    customer: Customer,
    facts: Facts,
    *,
    at: int,
    number: int | None = None,
) -> Customer:
    """The customer's card with the agreement that holds for a ticket: a person's, else the terms' choice.

    They choose by what the ticket says and, behind it, by what is known of the customer.
    """
    if service.schema == 1 and number is None:
        return customer
    day = day_of(at, service.tz)
    running = [one for one in agreement_rows.of_customer(conn, customer.id) if one.runs_on(day)]
    by_hand = next((one for one in running if one.id == number), None)
    asked = service.agreements and running
    known = beside(service, facts, of_customer(desk, conn, customer, at, service)) if asked else facts
    found = by_hand or chosen(service, running, known, at)[0]
    if found is None:
        return without_agreement(customer) if running else customer
    return with_agreement(customer, found)


def without_agreement(customer: Customer) -> Customer:
    """A card as of one whose agreements are for other requests: here none of them holds."""
    return structs.replace(
        customer,
        plan="",
        contract_from="",
        contract_until="",
        rate_cents=None,
        fee_cents=None,
        fee_base_cents=None,
        agreed={},
        agreement="",
    )


def with_agreement(customer: Customer, one: Agreement) -> Customer:
    """A card that says what this agreement holds."""
    return structs.replace(
        customer,
        plan=one.plan,
        contract_from=one.starts_on,
        contract_until=one.ends_on,
        rate_cents=one.rate_cents,
        fee_cents=one.fee_cents,
        fee_base_cents=one.fee_base_cents,
        agreed=one.facts,
        agreement=one.name,
    )

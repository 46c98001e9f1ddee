"""What the terms want said and nobody has: of which thing it is, and by which command it is said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from shlex import quote

from deskterm.desk.context import Desk
from deskterm.desk.steps import customer_facts, facts, own_facts
from deskterm.locale import t
from deskterm.models.records.agreements import Agreement
from deskterm.models.records.base import Record
from deskterm.models.records.ticket import Ticket
from deskterm.models.terms import own_facts as terms_facts
from deskterm.models.terms.facts import Facts
from deskterm.models.terms.own_facts import FactTerms, Of
from deskterm.storage.customers import agreements as agreement_rows
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.customers import profile as profile_rows
from deskterm.storage.database import Connection

AT_THE_GATE = ("session", "device")  # what is said with the work itself
# kept under the terms of today, whatever a ticket came under
OF_TODAY: tuple[Of, ...] = ("customer", "agreement")


class Unsaid(Record, frozen=True, kw_only=True):
    """A fact that must be said, and the command that says it."""

    fact: FactTerms
    command: str
    device: str = ""  # of which, where it is one's

    @property
    def name(self) -> str:
        """What it is called; of a device with that."""
        name = own_facts.name(self.fact)
        return f"{self.device}, {name}" if self.device else name

    @property
    def words(self) -> str:
        """Its name, and who alone may say it."""
        name = self.name
        return f"{name} ({own_facts.speakers(self.fact)})" if self.fact.by else name

    @property
    def state(self) -> str:
        """That it is to be said, and by whom, for a card that has its name already."""
        if not self.fact.by:
            return t("facts.unsaid")
        return t("facts.unsaid_by", who=own_facts.speakers(self.fact))


def of_ticket(desk: Desk, conn: Connection, ticket: Ticket, known: Facts | None = None) -> tuple[Unsaid, ...]:
    """What is to be said before work on a ticket can be filed: of it, its customer, and their agreement."""
    service = desk.service_of(ticket.terms_id)
    if not any(one.must for one in service.facts):
        return ()
    known = facts.of_ticket(desk, conn, ticket, at=desk.now()) if known is None else known
    found = _sayable(desk, terms_facts.unsaid(service.facts, known))
    return tuple(Unsaid(fact=one, command=command(desk, conn, ticket, one)) for one in found)


def of_customer(desk: Desk, conn: Connection, customer_id: int) -> tuple[Unsaid, ...]:
    """What is to be said of a customer, of each agreement that runs, and of each device."""
    of = [one for one in desk.service.own(*OF_TODAY) if one.must]
    if not of:
        return _of_devices(desk, conn, customer_id)
    day = facts.day_of(desk.now(), desk.service.tz)
    card = customer_rows.card(conn, customer_id, day)
    running = [one for one in agreement_rows.of_customer(conn, customer_id) if one.runs_on(day)]
    found = []
    for one in of:
        for agreement in running if one.of == "agreement" else [None]:
            held = facts.with_agreement(card, agreement) if agreement else card
            known = facts.of_customer(desk, conn, held, desk.now())
            if terms_facts.unsaid([one], known):
                said_by = _command(one, customer=card.code, agreement=agreement, running=running)
                found.append(Unsaid(fact=one, command=said_by))
    return (*found, *_of_devices(desk, conn, customer_id))


def _of_devices(desk: Desk, conn: Connection, customer_id: int) -> tuple[Unsaid, ...]:
    of = [one for one in desk.service.own("device") if one.must]
    code = customer_rows.card(conn, customer_id, "").code if of else ""
    return tuple(
        Unsaid(fact=one, command=_command(one, customer=code, device=device.name), device=device.name)
        for device in (profile_rows.devices(conn, customer_id) if of else ())
        for one in of
        if not device.facts.get(one.id)
    )


def command(desk: Desk, conn: Connection, ticket: Ticket, one: FactTerms, device: str = "") -> str:
    """The command by which a fact is said of what stands behind a ticket."""
    customer, held = "", None
    running: Sequence[Agreement] = ()
    if ticket.customer_id is not None:
        customer = customer_rows.card(conn, ticket.customer_id, "").code
        if one.of == "agreement":
            standing = customer_facts.held(desk, conn, ticket)
            held, running = standing.holds, standing.running
    return _command(
        one, ticket=ticket.code, customer=customer, agreement=held, running=running, device=device
    )


def _command(
    one: FactTerms,
    *,
    ticket: str = "",
    customer: str = "",
    agreement: Agreement | None = None,
    running: Sequence[Agreement] = (),
    device: str = "",
) -> str:
    if one.of == "session":
        return f"--answer {one.id}=…"
    if one.of == "device":
        return f"deskterm customer device {customer} {quote(device)} {one.id}=…"
    if one.of == "agreement":
        which = f" --number {agreement.id}" if agreement is not None and len(running) > 1 else ""
        return f"deskterm agreement correct {customer}{which} {one.id}=…"
    if one.of == "customer":
        return f"deskterm customer set {customer} {one.id}=…"
    return f"deskterm ticket set {ticket} {one.id}=…"


def _sayable(desk: Desk, found: Iterable[FactTerms]) -> list[FactTerms]:
    """Without what the terms of today know nothing of any more: nobody could say it."""
    now = desk.service.own_facts
    return [one for one in found if one.of not in OF_TODAY or (one.id in now and now[one.id].of == one.of)]

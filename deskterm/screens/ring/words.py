"""What the screen of who rings says: who was found, the card, what it may be about, what the terms say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual.content import Content

from deskterm.desk.agenda.caller import Matter
from deskterm.desk.calls.contacts import ContactGroup
from deskterm.desk.context import Desk
from deskterm.desk.customers.search import Hit
from deskterm.locale import language, moments, t
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.customer import Customer
from deskterm.models.records.ticket import Decision, Ticket
from deskterm.models.terms.service import Service
from deskterm.screens.customer import card, traits
from deskterm.screens.request import words as request_words
from deskterm.screens.ring.deeds import Caller
from deskterm.screens.shared import words
from deskterm.widgets.list.columns import Row
from deskterm.widgets.text.shown import shown, styled

Hint = Callable[[Customer, str | None], list[Content]]


def found(service: Service, hit: Hit, facts: dict[str, object], now: int, typed: str) -> Row:
    """A customer who was found by what was `typed`."""
    return Row(("customer", hit.customer.code), _cells(service, hit, facts, now), (hit.customer, typed))


def _cells(service: Service, hit: Hit, facts: dict[str, object], now: int) -> tuple[Any, ...]:
    """Whose it is, who of them was named, else the town, and at which number; `≈` before who is only near."""
    customer = hit.customer
    first = hit.contact or (customer.contacts[0] if customer.contacts else None)
    return (
        f"{'≈ ' if hit.near else ''}{customer.name}",
        (hit.contact.name if hit.contact else customer.town, "dim"),
        first.phone or first.name if first else "",
        traits.sign(service, customer, facts, now),
    )


def stranger_rule(service: Service) -> str:
    """The rule that keeps those out who are no customers (D1)."""
    holds = (rule.id for rule in service.rules if rule.at == "intake" and rule.do == "hold")
    return next(holds, "")


def contact(group: ContactGroup) -> Row:
    """A contact that waits: in pause, or to be filed."""
    last = group.sessions[-1]
    word = t("ring.paused" if group.paused else "ring.to_file")
    cells = (
        last.customer or short(group.ticket),
        (short(group.ticket), "dim"),
        t(f"widgets.kind.{last.kind}"),
        word,
    )
    return Row(("contact", group.id), cells, group)


def caller_card(desk: Desk, caller: Caller | None, hint: Hint) -> Content:
    """Who it is, on which terms, what is left; `hint` says how an agreement that ends is renewed."""
    if caller is None:
        return shown("")
    service = desk.service
    found, lines = caller.card, card.person(caller.contact, service)
    if lines and not caller.named and found is not None and len(found.customer.contacts) > 1:
        lines[0] = styled((t("ring.perhaps", name=caller.contact.name if caller.contact else ""), "italic"))
    if caller.ticket is not None and not caller.ticket.confirmed:
        lines.append(styled((t("ring.unconfirmed"), "bold $text-warning")))
    elif found is not None:
        lines += traits.standing(service, found, caller.known, desk.now())
        lines += hint(found.customer, caller.known.then if caller.known else None)
        lines += card.packs(found.packs, service)
    if found is not None:
        lines += card.administrators(service, found.customer.contacts)
        lines += [card.numbers(found), *card.last(service, found.last_sessions)]
    if caller.closed is not None:
        lines.append(styled((_ruled(t("ring.closed"), caller.closed), "bold")))
    if caller.ask_ticket is not None:
        lines.append(styled((_ruled(t("ring.no_ticket"), caller.ask_ticket.id), "bold")))
    if found is not None:
        lines += [*card.doubts(found), *card.notes(found)]
    return card.joined(lines)


def about(desk: Desk, caller: Caller, *, rings: bool, out: str = "") -> list[Row]:
    """What the call may be about: the ticket it came from, the open ones, a new one.

    `rings`: the customer calls, and not the technician; `out`: the ticket about which one calls all the same.
    """
    rows = []
    given = caller.ticket
    if given is not None:
        rows += _about_given(given, rings=rings)
    for matter in caller.matters:
        ticket = matter.ticket
        if given is None or ticket.code != given.code:
            sign = "!" if ticket.blocking else ""
            if ticket.code == out:
                rows.append(_outward(ticket))
                continue
            cells = (f"{short(ticket.code)}{sign}", ticket.subject, (why(desk, matter), "dim"))
            rows.append(Row(("in", ticket.code), cells, ticket))
    if caller.card is not None:
        rows.append(Row(("new", ""), (("n", "accent"), t("ring.new"))))
        if request_words.asks_blocking(desk.service):
            rows.append(Row(("blocking", ""), (("b", "accent"), t("ring.new_blocking"))))
    return rows


def _about_given(given: Ticket, *, rings: bool) -> list[Row]:
    inward = Row(("in", given.code), (short(given.code), t("ring.in")), given)
    return [inward, _outward(given)] if rings else [_outward(given), inward]


def _outward(ticket: Ticket) -> Row:
    phone = ticket.contact_phone or t("ring.no_phone")
    return Row(("out", ticket.code), (short(ticket.code), t("ring.out"), phone), ticket)


def why(desk: Desk, matter: Matter) -> str:
    """Why a ticket stands where it stands among those that a call may be about."""
    tz, now, ticket = desk.service.tz, desk.now(), matter.ticket
    if matter.visit_at is not None:
        return t("ring.why.visit", at=moments.time_of(matter.visit_at, tz))
    if matter.call_at is not None:
        return t("ring.why.callback", at=moments.time_of(matter.call_at, tz))
    if matter.why == "queued":
        return t("ring.why.queued", place=matter.place)
    if matter.why == "theirs":
        return t("ring.why.theirs", who=ticket.taken_by)
    return t("ring.why.mine") if matter.why == "mine" else words.waits_for(ticket, now, tz)


def will_start(desk: Desk, caller: Caller, code: str) -> str:
    """What Enter will do with the ticket under the cursor, and why it is the one."""
    matter = next((one for one in caller.matters if one.ticket.code == code), None)
    return t("ring.enter", code=short(code), why=why(desk, matter)) if matter else ""


def says(service: Service, found: Sequence[Decision]) -> Content:
    """What the terms say of a call before it begins."""
    said = Content("")
    for decision in found:
        word = traits.said_of_call(service, decision)
        style = "bold $text-error" if word == "block" else "bold"
        word = t(f"ring.{word}")
        clause = service.clause(decision.rule, language())
        said = said + styled((f"{word} ({decision.rule}) ", style), f"{clause} ")
    return said


def _ruled(text: str, rule: str) -> str:
    return f"{text} ({rule})" if rule else text

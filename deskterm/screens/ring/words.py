"""What the screen of who rings says: who was found, the card, what it may be about, what the terms say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from textual.content import Content

from deskterm.actions import BY_ID, key_name, keys_of
from deskterm.desk.agenda.caller import Matter
from deskterm.desk.calls.contacts import ContactGroup
from deskterm.desk.context import Desk
from deskterm.desk.customers.search import Hit
from deskterm.locale import language, moments, t, works
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.customer import Customer
from deskterm.models.records.ticket import Decision, Ticket
from deskterm.models.terms.service import Service
from deskterm.screens.customer import card, traits
from deskterm.screens.request import words as request_words
from deskterm.screens.ring.deeds import Caller
from deskterm.screens.ring.speaking import Speaker
from deskterm.screens.shared import words
from deskterm.widgets.list.columns import Row
from deskterm.widgets.text.shown import shown, styled
from deskterm.widgets.text.signs import barred, code, warned


class FoundBy(Struct, frozen=True):
    """A customer in the list, and what was typed when they were found."""

    hit: Hit
    typed: str


Hint = Callable[[Customer, str | None], list[Content]]


def found(service: Service, hit: Hit, facts: dict[str, object], now: int, typed: str) -> Row:
    """A customer who was found by what was `typed`."""
    return Row(
        ("customer", hit.customer.code), _cells(service, hit, facts, now), FoundBy(hit=hit, typed=typed)
    )


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


def nobody_yet(own_keys: Mapping[str, str], *, ticket: bool, waits: bool) -> str:
    """What stands where nobody is found yet; beside a ticket no calls are listed that wait."""
    if ticket and not waits:
        return t("ring.nobody_yet_alone")
    key = key_name(keys_of(BY_ID["desk.running"], own_keys)[0])
    return t("ring.nobody_yet_ticket", key=key) if ticket else t("ring.nobody_yet")


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
        works.on_screen(last.kind),
        word,
    )
    return Row(("contact", group.id), cells, group)


def caller_card(
    desk: Desk, caller: Caller | None, speaks: Speaker, hint: Hint, room: int = card.NARROW
) -> Content:
    """Who it is, on which terms, what is left; `hint` says how an agreement that ends is renewed."""
    if caller is None:
        return shown("")
    service = desk.service
    found, lines = caller.card, _speaks(caller, speaks, service)
    if caller.ticket is not None and not caller.ticket.confirmed:
        lines.append(styled(warned(t("ring.unconfirmed"))))
    elif found is not None:
        lines += traits.standing(service, found, caller.known, desk.now())
        lines += hint(found.customer, caller.known.then if caller.known else None)
        lines += card.packs(found, service, room=room)
    if found is not None:
        lines += card.administrators(service, found.customer.contacts)
        lines += [card.numbers(found), *card.last(service, found.last_sessions)]
    if caller.closed is not None:
        lines.append(styled(warned(_ruled(t("ring.closed"), caller.closed))))
    if caller.ask_ticket is not None:
        lines.append(styled(warned(_ruled(t("ring.no_ticket"), caller.ask_ticket.id))))
    if found is not None:
        lines += [*card.doubts(found), *card.notes(found)]
    return card.joined(lines)


def _speaks(caller: Caller, speaks: Speaker, service: Service) -> list[Content]:
    """Who is on the telephone and at which number; whether it is to be asked, and what is on no card yet."""
    lines, found = card.person(speaks.contact, service), caller.card
    if speaks.contact is not None and speaks.fresh:
        head = [styled((speaks.contact.name, "bold"))] if speaks.contact.name else []
        return [*head, shown(speaks.contact.phone), styled(warned(t("ring.fresh")))]
    owner = _whose(caller, speaks)
    alone = found is not None and [one.name for one in found.customer.contacts] == [
        speaks.contact.name if speaks.contact else ""
    ]
    if lines and speaks.contact and not (speaks.sure or alone or found is None):
        lines[0] = styled((t("ring.perhaps", name=speaks.contact.name), "italic"))
    return [*(lines or [styled((t("ring.nobody_named"), "italic"))]), *owner]


def _whose(caller: Caller, speaks: Speaker) -> list[Content]:
    """Whose the number that rings is, where it is not who speaks."""
    owner, found = speaks.owner, caller.card
    if owner is None or owner.contact is None or found is None:
        return []
    if owner.customer.code != found.customer.code:
        told = t("ring.rings_of", name=owner.contact.name, customer=owner.customer.name)
    elif speaks.contact is None or speaks.contact.name != owner.contact.name:
        told = t("ring.number_of", name=owner.contact.name)
    else:
        return []
    return [styled(warned(told))]


def about(desk: Desk, caller: Caller, *, rings: bool, out: str = "") -> list[Row]:
    """What the call may be about: the ticket it came from, the open ones, a new one.

    `rings`: the customer calls, and not the technician; `out`: the ticket about which one calls all the same.
    """
    rows = []
    given = caller.ticket
    if given is not None:
        rows += _about_given(given, caller.contact.phone if caller.contact else "", rings=rings)
    asked, matters = caller.asked, caller.matters
    if asked is not None and asked.code not in [one.ticket.code for one in matters]:
        cells = (code(asked), asked.subject, (done(desk, asked), "dim"))
        rows.append(Row(("in", asked.code), cells, asked))
    elif asked is not None:
        matters = tuple(sorted(matters, key=lambda one: one.ticket.code != asked.code))
    for matter in matters:
        ticket = matter.ticket
        if given is None or ticket.code != given.code:
            sign = "!" if ticket.blocking else ""
            if ticket.code == out:
                rows.append(_outward(ticket, matter.call_phone))
                continue
            cells = (f"{code(ticket)}{sign}", ticket.subject, (why(desk, matter), "dim"))
            rows.append(Row(("in", ticket.code), cells, ticket))
    if caller.card is not None:
        rows.append(Row(("new", ""), (("n", "accent"), t("ring.new"))))
        if request_words.asks_blocking(desk.service):
            rows.append(Row(("blocking", ""), (("b", "accent"), t("ring.new_blocking"))))
    return rows


def _about_given(given: Ticket, phone: str, *, rings: bool) -> list[Row]:
    inward = Row(("in", given.code), (short(given.code), t("ring.in")), given)
    outward = _outward(given, phone)
    return [inward, outward] if rings else [outward, inward]


def _outward(ticket: Ticket, phone: str) -> Row:
    """`phone`: of who is called back, where it is not whom the ticket names."""
    number = phone or ticket.contact_phone or t("ring.no_phone")
    return Row(("out", ticket.code), (short(ticket.code), t("ring.out"), number), ticket)


def why(desk: Desk, matter: Matter) -> str:
    """Why a ticket stands where it stands among those that a call may be about."""
    ticket = matter.ticket
    if matter.talking:
        return t("widgets.ring.why.talking", who=matter.talking)
    if (promised := _promised(desk, matter)) or matter.why == "mine":
        return promised or t("ring.why.mine")
    if matter.why == "queued":
        return t("ring.why.queued", place=matter.place)
    if matter.why == "theirs":
        return t("ring.why.theirs", who=ticket.taken_by)
    return _rests(ticket, words.waits_for(ticket, desk.now(), desk.service.tz))


def _rests(ticket: Ticket, what: str) -> str:
    """For whom or until when it rests, as a part of a sentence."""
    if ticket.state == "parked":
        return t("ring.why.until", when=what) if ticket.until is not None else what
    return t("ring.why.waits", what=what)


def _promised(desk: Desk, matter: Matter) -> str:
    """An appointment of today, a callback with its hour, or for how long it has been owed; "" for neither."""
    tz, now, call_at = desk.service.tz, desk.now(), matter.call_at
    if matter.visit_at is not None and matter.why != "callback":
        return t("ring.why.visit", at=moments.time_of(matter.visit_at, tz))
    if call_at is None:
        return ""
    if call_at < now and not words.same_day(call_at, now, tz):
        return t("ring.why.callback_since", span=moments.span(now - call_at))
    return t("ring.why.callback", at=moments.time_of(call_at, tz))


def will_start(desk: Desk, caller: Caller, code: str) -> str:
    """What Enter will do with the ticket under the cursor, and why it is the one."""
    matter = next((one for one in caller.matters if one.ticket.code == code), None)
    if matter is None and caller.asked is not None and caller.asked.code == code:
        return t("ring.enter_done", code=short(code), done=done(desk, caller.asked))
    return t("ring.enter", code=short(code), why=why(desk, matter)) if matter else ""


def done(desk: Desk, ticket: Ticket) -> str:
    """That a ticket is done, and since which day."""
    tz, at = desk.service.tz, ticket.closed_at or ticket.answered_at
    state = words.state(ticket, desk.now(), tz)
    return f"{state} {moments.day_of(at, tz)}" if at is not None and at <= desk.now() else state


def says(service: Service, found: Sequence[Decision]) -> Content:
    """What the terms say of a call before it begins."""
    said = Content("")
    for decision in found:
        word = traits.said_of_call(service, decision)
        told = f"{t(f'ring.{word}')} ({decision.rule}) "
        sign = {"block": barred, "warn": warned}.get(word)
        clause = service.clause(decision.rule, language())
        said = said + styled(sign(told) if sign else (told, "bold"), f"{clause} ")
    return said


def _ruled(text: str, rule: str) -> str:
    return f"{text} ({rule})" if rule else text

"""What is known of a customer when the terms are asked, which agreement is meant, and who may say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.steps import changes, facts, own_facts
from deskterm.desk.steps.facts import day_of
from deskterm.models.basics.faults import likely
from deskterm.models.records.agreements import Agreement
from deskterm.models.records.base import Record
from deskterm.models.records.ticket import Decision, Ticket
from deskterm.models.rules.which_agreement import chosen
from deskterm.models.terms.facts import word
from deskterm.storage.customers import agreements as agreement_rows
from deskterm.storage.customers import profile as profile_rows
from deskterm.storage.database import Connection
from deskterm.storage.tickets import decisions as decision_rows

# What a decision does that says which agreement holds for a ticket.
BY_HAND, BY_TERMS, NONE = "agreement", "agreement_by_terms", "no_agreement"


def running_on(conn: Connection, customer_id: int, day: str) -> Agreement | None:
    """The customer's agreement that is valid on a day; of two the later one."""
    found = [one for one in agreement_rows.of_customer(conn, customer_id) if one.runs_on(day)]
    return found[-1] if found else None


def named(found: Iterable[Agreement], name: str) -> list[Agreement]:
    """Those of one name: of each only one runs on a day."""
    return [one for one in found if word(one.name) == word(name)]


def last(conn: Connection, customer_id: int, code: str, name: str | None = None) -> Agreement:
    """The last agreement, of that name where one is given. Raises NotFound naming those that there are."""
    every = agreement_rows.of_customer(conn, customer_id)
    found = every if name is None else named(every, name)
    if not every:
        raise NotFound("no_agreement", code=code.upper())
    if not found:
        names = dict.fromkeys(one.name for one in every if one.name)
        like, which = likely(name or "", names), numbered(every)
        raise NotFound("no_agreement_named", like=like, code=code.upper(), name=name, which=which)
    return found[-1]


def the_agreement(desk: Desk, conn: Connection, customer_id: int, code: str, number: int | None) -> Agreement:
    """The one of that number; without it the one that runs, else the last. Raises NotFound, Refused."""
    newest = last(conn, customer_id, code)
    if number is None:
        today = day_of(desk.now(), desk.service.tz)
        only(conn, customer_id, code, today)
        return running_on(conn, customer_id, today) or newest
    for one in agreement_rows.of_customer(conn, customer_id):
        if one.id == number:
            return one
    raise NotFound("no_agreement_number", code=code.upper(), number=number)


def known(desk: Desk, conn: Connection, customer_id: int) -> dict[str, str]:
    """What is known of a customer today, as it is written."""
    running = running_on(conn, customer_id, day_of(desk.now(), desk.service.tz))
    return profile_rows.facts(conn, customer_id) | (running.facts if running else {})


def may_say(desk: Desk, conn: Connection, wanted: Mapping[str, Any], before: Mapping[str, str]) -> None:
    """Refuse facts that are not for whoever works here to say, unless they stay as they were `before`."""
    own = desk.service.own_facts
    said: Mapping[str, str] = wanted.get("facts") or {}
    changed = (
        own[name]
        for name, value in said.items()
        if name in own and own_facts.written(desk, own[name], value) != before.get(name, "")
    )
    own_facts.check_speaker(desk, conn, changed)


def only(conn: Connection, customer_id: int, code: str, day: str) -> None:
    """Refuse to guess among agreements of several names that run on a day: each is named with its number."""
    found = [one for one in agreement_rows.of_customer(conn, customer_id) if one.runs_on(day)]
    if len({word(one.name) for one in found}) > 1:
        raise Refused("which_agreement", code=code.upper(), which=numbered(found))


def numbered(found: Iterable[Agreement]) -> str:
    """Agreements by number and name, to choose among."""
    return ", ".join(f"{one.id} «{one.name}»" if one.name else str(one.id) for one in found)


class UnderAgreement(Record, frozen=True, kw_only=True):
    """The agreements that ran when a ticket came, which of them holds, by which rule or why."""

    running: tuple[Agreement, ...]
    holds: Agreement | None
    rule: str = ""
    why: str = ""


def running_for(desk: Desk, conn: Connection, ticket: Ticket) -> tuple[Agreement, ...]:
    """The customer's agreements on the day of the ticket's arrival; () of an unconfirmed sender."""
    if ticket.customer_id is None or not ticket.confirmed:
        return ()
    day = facts.day_of(ticket.received_at, desk.service.tz)
    return tuple(one for one in agreement_rows.of_customer(conn, ticket.customer_id) if one.runs_on(day))


def held(desk: Desk, conn: Connection, ticket: Ticket) -> UnderAgreement:
    """Under which agreement a ticket stands."""
    found = running_for(desk, conn, ticket)
    by_hand = next((one for one in found if one.id == ticket.agreement_id), None)
    if by_hand is not None:
        return UnderAgreement(running=found, holds=by_hand, why=ticket.agreement_why)
    known = facts.of_ticket(desk, conn, ticket)
    holds, rule = chosen(desk.service_of(ticket.terms_id), found, known, ticket.received_at)
    return UnderAgreement(running=found, holds=holds, rule=rule)


def keep_held(desk: Desk, conn: Connection, ticket: Ticket) -> None:
    """Keep which agreement the terms choose for a ticket, where that is another than was last kept."""
    if not desk.service_of(ticket.terms_id).agreements or ticket.agreement_id is not None:
        return
    found = held(desk, conn, ticket)
    said = (BY_HAND, BY_TERMS, NONE)
    last = next((one for one in reversed(decision_rows.of_ticket(conn, ticket.id)) if one.do in said), None)
    if not found.running or (last is None and found.holds is not None and not found.rule):
        return
    do = NONE if found.holds is None else BY_TERMS
    names = called(found.holds) if found.holds else ", ".join(map(called, found.running))
    if last is not None and (last.do == NONE) == (do == NONE) and last.detail.get("agreement") == names:
        return
    one = Decision(do=do, rule=found.rule, at=desk.now(), point="intake", detail={"agreement": names})
    changes.keep(desk, conn, (one,), ticket=ticket)


def called(one: Agreement) -> str:
    """An agreement by its name, else its number."""
    return one.name or str(one.id)

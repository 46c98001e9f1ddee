"""A customer signs up for the service: asked when the request for it is closed, kept with who accepted (M1).

The day is the customer's fact, the choices are made then (M8), the notice is accepted under the terms in
force (M13), and the service is active within the time that the terms say (M3).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from deskterm.desk.context import Desk
from deskterm.desk.customers import profile
from deskterm.desk.errors import Refused
from deskterm.desk.steps import changes
from deskterm.desk.steps.facts import day_of
from deskterm.locale import figures
from deskterm.models.basics.text import clean
from deskterm.models.basics.wall_clock import local
from deskterm.models.records.base import Record
from deskterm.models.records.ticket import Decision, Ticket
from deskterm.models.rules.derived_facts import instant_of
from deskterm.models.terms.practice import SignUpTerms
from deskterm.models.terms.service import Service
from deskterm.storage.customers import agreements as agreement_rows
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.customers.agreements import SignedUp


class Joined(Record, frozen=True, kw_only=True):
    """What is told of a sign-up: since which day (today), what was chosen, who accepted the notice."""

    day: str = ""
    chosen: dict[str, str] = {}  # noqa: RUF012  # msgspec gives each record its own
    accepted_by: str = ""


def join(desk: Desk, ticket: Ticket, terms: SignUpTerms, told: Joined) -> None:
    """Sign the ticket's customer up. Raises Refused for what is missing or cannot be."""
    with desk.write() as conn:
        service = desk.service_of(ticket.terms_id)
        if ticket.customer_id is None:
            raise Refused("sign_up_needs_customer", rule=terms.rule, code=ticket.code)
        since, chosen = _since(desk, terms, told), _chosen(desk, service, terms, told)
        who = clean(told.accepted_by).strip()
        if terms.notice and not who:
            raise Refused("sign_up_not_accepted", rule=_notice_rule(service, terms))
        code = customer_rows.card(conn, ticket.customer_id, since[:10]).code
        profile.set_facts(desk, code, {terms.fact: since, **chosen})
        kept = SignedUp(
            since=since, chosen=chosen, notice=terms.notice, accepted_by=who, at=desk.now(), by=desk.who
        )
        agreement_rows.sign_up(conn, ticket.customer_id, kept, ticket_id=ticket.id, terms_id=ticket.terms_id)
        changes.keep(desk, conn, _decisions(desk, service, terms, kept), ticket=ticket)
        after = {"since": since, **chosen, "notice": terms.notice, "accepted_by": who}
        desk.record(conn, "signed_up", ticket_id=ticket.id, target=code, after=after)


def activating(service: Service, facts: Mapping[str, object], now: int) -> int | None:
    """Until when a customer who has signed up is being activated (M3); None before and after."""
    terms = service.sign_up
    since = instant_of(service, str(facts.get(terms.fact) or "")) if terms else None
    if terms is None or since is None or not since <= now < since + terms.active:
        return None
    return since + terms.active


def activating_until(desk: Desk, facts: Mapping[str, object]) -> int | None:
    """The same, for the desk's time and terms."""
    return activating(desk.service, facts, desk.now())


def _since(desk: Desk, terms: SignUpTerms, told: Joined) -> str:
    """Since when: this minute, or the beginning of an earlier day."""
    now = local(desk.now(), desk.service.tz)
    if not told.day or told.day == now.date().isoformat():
        return now.replace(tzinfo=None).isoformat(timespec="minutes")
    day = profile.written_fact(desk, terms.fact, told.day)
    if day[:10] > day_of(desk.now(), desk.service.tz):
        raise Refused("sign_up_in_future", rule=terms.rule, day=figures.day(date.fromisoformat(day[:10])))
    return day


def _chosen(desk: Desk, service: Service, terms: SignUpTerms, told: Joined) -> dict[str, str]:
    chosen = {}
    for choice in terms.choices:
        answer = profile.written_fact(desk, choice.fact, told.chosen.get(choice.fact, ""), service)
        if not answer:
            raise Refused("sign_up_choice", rule=choice.rule, name=choice.fact)
        chosen[choice.fact] = answer
    return chosen


def _notice_rule(service: Service, terms: SignUpTerms) -> str:
    return next((one.rule for one in service.notices if one.id == terms.notice), terms.rule)


def _decisions(desk: Desk, service: Service, terms: SignUpTerms, kept: SignedUp) -> tuple[Decision, ...]:
    """What closing the request decided: signed up, each choice, the notice accepted, active until when."""
    now = desk.now()
    found: list[tuple[str, str, dict[str, Any]]] = [("signed_up", terms.rule, {"day": kept.since[:10]})]
    found += [
        ("chosen", one.rule, {"fact": one.fact, "value": kept.chosen[one.fact]}) for one in terms.choices
    ]
    if kept.notice:
        version = service.provider.version
        found.append(
            (
                "accepted",
                _notice_rule(service, terms),
                {"notice": kept.notice, "who": kept.accepted_by, "version": version},
            )
        )
    since = instant_of(service, kept.since)
    if terms.active and since is not None:
        found.append(("activating", terms.active_rule, {"due_at": since + terms.active}))
    return tuple(
        Decision(do=do, rule=rule, at=now, point="close", detail=detail) for do, rule, detail in found
    )

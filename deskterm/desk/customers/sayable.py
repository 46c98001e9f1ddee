"""What can be said of a customer: on the card, and among the facts that the terms ask about or declare."""

from __future__ import annotations

from collections.abc import Iterator

from deskterm.desk.context import Desk
from deskterm.desk.customers import cards, profile
from deskterm.desk.errors import Refused
from deskterm.desk.steps import own_facts
from deskterm.locale import has, t
from deskterm.models.basics.faults import likely, nearest
from deskterm.models.records.base import Record
from deskterm.models.terms.customer_facts import of_customer
from deskterm.models.terms.facts import FACTS
from deskterm.models.terms.service import Service

LANGUAGE = "language"


class CustomerFact(Record, frozen=True, kw_only=True):
    """One thing that can be said: its name, what it is called, what it takes, what is known of it now."""

    name: str
    title: str
    takes: str
    value: str


def names(service: Service) -> tuple[str, ...]:
    """Everything that can be said of a customer, by name."""
    return (*cards.WRITTEN, *of_customer(service.own_facts))


def check(service: Service, name: str) -> None:
    """Refuse what cannot be said of a customer, with the name that was meant."""
    known = names(service)
    if name not in known and name not in profile.OF_AGREEMENT:
        near = likely(name, known) or nearest(name, of_customer(service.own_facts))
        raise Refused("no_fact", name=name, near=near, known=", ".join(known))


def of(desk: Desk, code: str) -> Iterator[CustomerFact]:
    """Each of them for the customer with this code."""
    service, said = desk.service, profile.written(desk, code)
    card = cards.card(desk, code).customer
    for name in names(service):
        own = service.own_facts.get(name)
        title = f"commands.col.{name}"
        yield CustomerFact(
            name=name,
            title=own_facts.name(own) if own else t(title) if has(title) else "",
            takes=own_facts.takes(own) if own else _takes(service, name),
            value=str(getattr(card, name, "") or "") if name in cards.WRITTEN else said.get(name, ""),
        )


def _takes(service: Service, name: str) -> str:
    if name == LANGUAGE:
        return ", ".join(service.languages)
    kind = FACTS[name].kind if name in FACTS and name not in cards.WRITTEN else "text"
    if kind == "flag":
        return f"{t('formats.yes')}, {t('formats.no')}"
    if kind == "number":
        severities = " ".join(f"{one.id}:8" for one in service.severities)
        return ", ".join(filter(None, ("8", severities)))
    choices = profile.choices_of(service, name) if kind != "date" and name not in cards.WRITTEN else ()
    return ", ".join(choices) or t(f"facts.kind.{'date' if kind == 'date' else 'text'}")

"""The plan and the name of an agreement: as the terms have them, not one that is only spelt like it."""

from __future__ import annotations

from collections.abc import Iterable

from deskterm.desk.errors import Refused
from deskterm.models.basics.faults import likely
from deskterm.models.basics.text import clean
from deskterm.models.terms.facts import word
from deskterm.models.terms.service import Service


def plan_of(service: Service, text: str) -> str:
    """A plan as it is kept: the id of the one meant, or what was said where the terms declare none.

    Raises Refused for a plan that nobody declares, and for one spelt almost like one that the terms ask for.
    """
    said = clean(text).strip()
    if not said:
        return ""
    for one in service.plans:
        if word(said) in {word(one.id), *map(word, one.every)}:
            return one.id
    if service.plans:
        known = [one.id for one in service.plans]
        near = likely(said, known) or known[0]
        raise Refused("no_plan", name=said, near=near, known=", ".join(known))
    asked = {each: word(each) for each in asked_for(service)}
    if word(said) not in asked.values() and (near := likely(said, asked)):
        raise Refused("plan_like", name=said, near=near)
    return said


def name_of(service: Service, text: str, had: Iterable[str] = ()) -> str:
    """The name of an agreement as it is kept: as the terms write it, or any other that is unlike theirs.

    `had`: names that the customer's agreements have already. Raises Refused for one spelt almost like one of
    the terms; what differs in its figures (`Filiale 2`) is another, chosen for nothing (`unchosen`).
    """
    said = clean(text).strip()
    if not said:
        return ""
    asked = [one.name for one in service.agreements] + list(words_of(service, "agreement"))
    for one in asked:
        if word(one) == word(said):
            return one
    like = "" if word(said) in map(word, had) else likely(said, asked)
    if like and _figures(like) == _figures(said):
        raise Refused("agreement_like", name=said, near=like)
    return said


def unchosen(service: Service, name: str) -> tuple[str, ...]:
    """The names among which the terms choose, where `name` is none of them; () where it is, or has none."""
    asked = tuple(dict.fromkeys(one.name for one in service.agreements))
    return asked if name and word(name) not in map(word, asked) else ()


def _figures(text: str) -> str:
    return "".join(one for one in text if one.isdigit())


def asked_for(service: Service) -> tuple[str, ...]:
    """The plans that the terms ask about."""
    return words_of(service, "plan")


def words_of(service: Service, fact: str) -> tuple[str, ...]:
    """The words that the conditions of the terms compare a fact with."""
    sections = (service.channels, service.rules, service.response, service.prices, service.no_promise)
    conditions = (one for section in sections for entry in section for one in entry.when)
    return tuple(dict.fromkeys(text for one in conditions if one.fact == fact for text in one.words))

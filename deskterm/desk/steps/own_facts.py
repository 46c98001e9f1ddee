"""A fact of the terms' own as somebody says it: read as people write, checked, and who may say it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from deskterm.desk import hearing, leads
from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.desk.leads import LEAD
from deskterm.desk.steps import titles
from deskterm.locale import LANGUAGES, figures, has, language, moments, speaking, t
from deskterm.models.basics.folding import folded
from deskterm.models.basics.text import clean
from deskterm.models.rules.derived_facts import declared
from deskterm.models.said.words import Unclear
from deskterm.models.terms.facts import word
from deskterm.models.terms.own_facts import NO, YES, FactTerms
from deskterm.models.terms.sections import Channel, Label
from deskterm.models.terms.service import Service
from deskterm.storage.database import Connection

AFFIRMED = frozenset("yes y true 1 si s on x".split())
DENIED = frozenset("no n false 0 off".split())
NUMBER = re.compile(r"[+-]?\d{1,12}(?:[.,]\d{1,6})?", re.ASCII)
THOUSANDS = re.compile(r"([+-]?[1-9]\d{0,2})([.,])(\d{3})", re.ASCII)
MOST_LINES = 200  # of a text, that are looked at
PRODUCT = "product"
TECHNICIAN, CUSTOMER = "technician", "customer"


def written(desk: Desk, one: FactTerms, text: str) -> str:
    """What somebody said of a fact, as it is kept; "" for a blank. Raises Refused naming what it takes."""
    said = " ".join(clean(text).split())
    if not said:
        return ""
    found = _read(desk, one, said)
    if not one.fits(found):
        raise Refused("fact_value", name=name(one), value=said, known=takes(one))
    return found


def of_ticket(service: Service) -> tuple[FactTerms, ...]:
    """What the desk may say of a ticket: the terms' own facts, and the product where they ask for it."""
    return (*service.own("ticket", "request"), *_product(service))


def _product(service: Service) -> tuple[FactTerms, ...]:
    """The product as a choice among the service's, where anything hangs on it: it is said of a mail too."""
    chosen = any(one.fact == PRODUCT for terms in service.agreements for one in terms.when)
    if PRODUCT in service.own_facts or not service.products or not (chosen or PRODUCT in service.asked):
        return ()
    words = {}
    for tongue in dict.fromkeys((*service.languages, *LANGUAGES)):
        with speaking(tongue):
            words[tongue] = t("facts.product")
    first, second = (words[tongue] for tongue in LANGUAGES)
    return (
        FactTerms(
            id=PRODUCT,
            of="ticket",
            kind="choice",
            values=service.products,
            channels=tuple(one.id for one in service.channels if PRODUCT in declared(one)),
            it=first,
            en=second,
            spoken=words,
        ),
    )


def as_kept(desk: Desk, given: Mapping[str, Any], *, strict: bool) -> dict[str, Any]:
    """Fields of a request, the terms' own as they are kept. What is no value: as it came, or Refused.

    What could be read in two ways (`1.000`) stands in quotation marks: it is nobody's number, and set aside.
    """
    found = dict(given)
    for one in of_ticket(desk.service) if found else ():
        if one.id in found:
            try:
                found[one.id] = written(desk, one, str(found[one.id]))
            except Refused:
                if strict:
                    raise
                raw = str(found[one.id])
                found[one.id] = f'"{raw}"' if one.fits(raw) else found[one.id]
    return found


def typed_in(desk: Desk, conn: Connection, given: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a request that somebody types in for a customer. Raises Refused for what others say."""
    found, own = as_kept(desk, given, strict=True), desk.service.own_facts
    check_speaker(desk, conn, (own[one] for one, value in found.items() if one in own and value), heard=True)
    return found


def said_in(desk: Desk, channel: Channel, text: str) -> dict[str, Any]:
    """What the lines of a text say of the facts that its channel may bring: `Urgenza: oggi`."""
    of = [one for one in of_ticket(desk.service) if channel.id in one.channels]
    named = {word(said): one for one in of for said in (one.id, *one.every)}
    found: dict[str, Any] = {}
    for line in text.splitlines()[:MOST_LINES] if of else ():
        name_, sign, value = line.partition(":")
        one = named.get(word(name_))
        if sign and one is not None and value.strip():
            found.setdefault(one.id, value.strip())
    return as_kept(desk, found, strict=False)


def yes_or_no(text: str) -> str:
    """What was said of a question of yes or no, with or without its accent; "" for what is neither."""
    said = folded(text.strip())
    return YES if said in AFFIRMED else NO if said in DENIED else ""


def _read(desk: Desk, one: FactTerms, text: str) -> str:
    if one.kind == "yes-no":
        return yes_or_no(text) or text
    if one.kind == "choice":
        return _chosen(one, text)
    if one.kind == "number":
        return _amount(one, text)
    return _day(desk, one, text) if one.kind == "date" else text


def _chosen(one: FactTerms, text: str) -> str:
    """A choice by its id, or by its words in any language."""
    folded = word(text)
    for label in one.values:
        if folded in {word(said) for said in (label.id, *label.every)}:
            return label.id
    return text


def _day(desk: Desk, one: FactTerms, text: str) -> str:
    try:
        return hearing.day(desk, text, "any")
    except Unclear as error:
        raise Refused("fact_unclear", name=name(one), why=hearing.sentence(error)) from None


def _amount(one: FactTerms, text: str) -> str:
    """A number as people type it, with a decimal comma too; what may be thousands is asked back."""
    if (two := THOUSANDS.fullmatch(text)) and two[2] != _point():
        readings = f"{two[1]}{two[3]}, {two[1]}{_point()}{two[3]}"
        raise Refused("fact_value", name=name(one), value=text, known=readings)
    return text.replace(",", ".") if NUMBER.fullmatch(text) else text


def check_speaker(desk: Desk, conn: Connection, given: Iterable[FactTerms], *, heard: bool = False) -> None:
    """Refuse a fact that is not for whoever works here to say.

    `heard`: it is typed in with a request, for the customer who says it.
    """
    for one in barred(desk, conn, given, heard=heard):
        raise Refused("fact_not_yours", name=name(one), who=speakers(one))


def barred(
    desk: Desk, conn: Connection, given: Iterable[FactTerms], *, heard: bool = False
) -> tuple[FactTerms, ...]:
    """Those that are not for whoever works here to say. A lead may say what a technician may.

    Where no lead is listed, everybody is one.
    """
    limited = [one for one in given if one.by]
    if not limited:
        return ()
    here = {TECHNICIAN, *([LEAD] if leads.may(desk, conn) else []), *([CUSTOMER] if heard else [])}
    return tuple(one for one in limited if not here & set(one.by))


def speakers(one: FactTerms) -> str:
    """Who may say it, in words."""
    return ", ".join(t(f"facts.by.{role}") for role in one.by)


# In words


def name(one: FactTerms | Label) -> str:
    """What the terms call it."""
    return one.said(language())


def field_name(service: Service, field: str) -> str:
    """What a field of a request is called, to the desk or by the terms."""
    if own := service.own_facts.get(field):
        return name(own)
    return t(f"fields.{field}") if has(f"fields.{field}") else field


def titles_of(service: Service, known: Mapping[str, str]) -> dict[str, str]:
    """What each plain title of a table of requests means: what is `known`, and the terms' own words."""
    own = service.own("request", "ticket")
    words = {titles.plain(text): one.id for one in own for text in (one.id, *one.every)}
    return {**words, **known}


def hint(one: FactTerms) -> str:
    """What helps to fill it in: the terms' own words, else what it takes."""
    if one.hint is not None:
        return one.hint.said(language())
    return takes(one)


def takes(one: FactTerms) -> str:
    """What a fact takes, in words."""
    if one.kind == "yes-no":
        return f"{t('formats.yes')}, {t('formats.no')}"
    if one.kind == "choice":
        return ", ".join(name(label) for label in one.values)
    if one.kind == "number" and (one.least is not None or one.most is not None):
        low, high = (_figure(bound) if bound is not None else "…" for bound in (one.least, one.most))
        return t("facts.between", low=low, high=high)
    return t(f"facts.kind.{one.kind}")


def told(one: FactTerms, value: str) -> str:
    """A kept value in words; the value itself where it is none of today's."""
    if not value:
        return ""
    if one.kind == "yes-no":
        return t("formats.yes") if value == YES else t("formats.no")
    if one.kind == "choice":
        return next((name(label) for label in one.values if label.id == value), value)
    if not one.fits(value):
        return value
    if one.kind == "date":
        return moments.day(value)
    return _figure(Decimal(value)) if one.kind == "number" else value


def _figure(value: Decimal) -> str:
    """A number that can be typed back: without signs between its thousands."""
    return f"{value:f}".replace(".", _point())


def _point() -> str:
    """The sign before decimals, in the language in force."""
    return figures.point()


def lines(of: Iterable[FactTerms], kept: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is known of the file's own facts, each by its name; a default that holds is told as one."""
    found = []
    for one in of:
        value = kept.get(one.id) or ""
        if value:
            found.append((name(one), told(one, value)))
        elif one.assumed:
            found.append((name(one), t("facts.assumed", value=told(one, one.assumed))))
    return found

"""Every key of the format is told by the page, in words that a customer reads, or is left out with a reason.

The keys are listed from the code. Of each some value of some file is changed: the page, and so the comparison
of two files, must say something else. What neither tells is named here, with the reason.
"""

from collections.abc import Iterator
from decimal import Decimal
from fnmatch import fnmatch
from types import UnionType
from typing import Literal, Union, get_args, get_origin

import pytest
from deskterm import locale
from deskterm.commands.answers import terms_diff
from deskterm.commands.papers import book
from deskterm.models.terms.conditions import Condition
from deskterm.models.terms.sections import SPOKEN, Section
from deskterm.models.terms.sense.blanks import NoFigure
from deskterm.models.terms.service import read_service
from deskterm.models.terms.values import WRITTEN
from msgspec.structs import fields, replace

from tests.commands.test_page_sentences import FIRMS as INVENTED
from tests.commands.test_page_sentences import GRIGIO
from tests.models.terms_kit import SERVICES

HERE = {
    "duration": "7m",
    "target": "7h",
    "time": "07:07",
    "money": 7,
    "rate": 7,
    "day": "2031-07-07",
    "day_of_year": "07-07",
    "closing_day": "07-07",
    "windows": "07:07-08:08",
    "opening": "sun 07:07-08:08",
}
WHOLE, MORE = (read_service(one.read_text(encoding="utf-8")) for one in (book.EXAMPLE, book.MORE))
FILES = [*SERVICES.values(), *INVENTED.values(), GRIGIO, WHOLE, MORE]

INWARD = "how the desk itself works; what a customer sees of it is told where it decides something"
NAMED = "the short name by which the file speaks of an entry, or tells entries of one number apart"
LISTED = "a word of a list: told where something speaks of it (`service show --words` lists them all)"
BEHIND = "the clause behind it: told under its number, else with what else applies"
ASKED = "what is asked of whom, where and with which help is read where it is asked"
LETTER = "what a letter says is read in the letter"
UNTOLD = {
    "schema": "which version of the format it is",
    "*.id": NAMED,
    "*.part": NAMED,
    "*.rule": BEHIND,
    "*_rule": BEHIND,
    "callback.result*": INWARD,
    "*.it": "words of the file: they are the page",
    "*.en": "words of the file: they are the page",
    "*.charge_asked": "who names the price of such work is the desk's affair: no price of the list changes",
    "example*": "examples decide nothing: `service check` runs them",
    "clause.*": "the clause itself is told in the language of whoever reads; its source is for the firm",
    "provider.id": NAMED,
    "provider.tz": INWARD,
    "provider.language*": "in which language the page itself is written",
    "provider.region": "in which signs the page itself is written",
    "identify": INWARD,
    "split": INWARD,
    "channel.types": LISTED,
    "channel.team": INWARD,
    "rule.template": LETTER,
    "rule.document": LETTER,
    "rule.ask": "what a technician asks is asked",
    "rule.lane": INWARD,
    "rule.tier": INWARD,
    "rule.send": INWARD,
    "rule.notice": "what is printed on a work report is read there",
    "timer.free": "how much costs nothing is a price of its own, with its condition",
    "timer.warn": INWARD,
    "timer.unit_warn": INWARD,
    "timer.switch": INWARD,
    "timer.flag_*": INWARD,
    "timer.longest": INWARD,
    "unjudged.*": INWARD,
    "kind.*": LISTED,
    "topic*": LISTED,
    "plan*": LISTED,
    "line*": LISTED,
    "team*": LISTED,
    "offer*": LISTED,
    "severity*": LISTED,
    "outcome*": LISTED,
    "reason*": LISTED,
    "product*": LISTED,
    "notice*": LISTED,
    "role*": LISTED,
    "word*": LISTED,
    "tool*": LISTED,
    "fact.value*": LISTED,
    "fact.hint*": ASKED,
    "fact.from": ASKED,
    "fact.default": ASKED,
    "fact.at": ASKED,
    "question*": "what is confirmed before work is asked then",
    "acknowledge.*": LETTER,
    "numbering.*": INWARD,
    "project*": "the steps of a project are shown on its ticket",
    "access.logged": INWARD,
    "sign_up.topic": INWARD,
    "sign_up.fact": INWARD,
    "sign_up.notice": "what is accepted when signing up is read there",
    "sign_up.choice*": "what is chosen when signing up is said there",
}


def keys() -> Iterator[str]:
    """Every key of the format by its path, as the book lists them."""
    for path, kind, _ in book.sections():
        if kind is None:
            yield path
        else:
            yield from (f"{path}.{one.encode_name}" for one in fields(kind) if one.encode_name != SPOKEN)


def untold(path):
    """Whether a key is one of those that neither the page nor a comparison tells."""
    return any(fnmatch(path, name) for name in UNTOLD)


def names(service):
    """Names that a key may speak of."""
    lists = (service.channels, service.topics, service.teams, service.offers, service.packs, service.plans)
    return ["", "2031", *service.calendars, *service.own_facts, *(one.id for part in lists for one in part)]


def others(service, kind, value) -> Iterator[object]:
    """Other values of a kind."""
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (UnionType, Union):
        for one in inside:
            yield from (
                ([None] if value is not None else []) if one is type(None) else others(service, one, value)
            )
    elif origin is Literal:
        yield from (one for one in inside if one != value)
    elif origin is tuple:
        yield from ([(), value[::-1]] if value else [])
        if not isinstance(inside[0], type) or not issubclass(inside[0], Section):
            yield from ((one,) for one in others(service, inside[0], None))
    elif origin is dict:
        yield from ([{}] if value else [])
    elif kind in WRITTEN:
        yield kind.read(HERE[WRITTEN[kind]])
    elif kind is Condition:
        yield Condition.read("contract")
    elif kind is bool:
        yield not value
    elif kind is str:
        yield from names(service)
    elif isinstance(kind, type) and kind in (int, Decimal):
        yield kind((value or 0) + 1)


def changed(service, at, put, path, found) -> Iterator[tuple[str, object]]:
    """The service with another value at each key that is not `found` yet, one after the other."""
    for one in fields(type(at)):
        here = f"{path}.{one.encode_name}".removeprefix(".")
        value = getattr(at, one.name)

        def written(new, name=one.name):
            return put(replace(at, **{name: new}))

        if untold(here):
            continue
        for other in others(service, one.type, value):
            if here in found:
                break
            yield here, written(other)
        for below, back in inside_of(value):
            yield from changed(service, below, lambda new, back=back: written(back(new)), here, found)


def inside_of(value):
    """The sections inside a value, and what the value is with another in its place."""
    if isinstance(value, Section):
        yield value, lambda new: new
    elif isinstance(value, tuple):
        for n, one in enumerate(value):
            if isinstance(one, Section):
                yield one, lambda new, n=n: (*value[:n], new, *value[n + 1 :])
    elif isinstance(value, dict):
        for name, one in value.items():
            if isinstance(one, Section):
                yield one, lambda new, name=name: {**value, name: new}


@pytest.fixture(scope="module")
def told():
    """The keys of which the page, and so a comparison, says something else where they say something else."""
    locale.choose("en")
    found = set()
    for service in FILES:
        usual = terms_diff.words(service)
        for path, other in changed(service, service, lambda new: new, "", found):
            try:
                said = terms_diff.words(other)
            except (KeyError, IndexError, ValueError, AttributeError, NoFigure):
                continue  # a name of nothing: no file says it
            if said != usual:
                found.add(path)
    yield found
    locale.choose("it")


def test_every_key_is_told_in_words_or_left_out_with_a_reason(told):
    lacking = [
        one
        for one in keys()
        if not untold(one) and not any(f"{here}.".startswith(f"{one}.") for here in told)
    ]
    assert lacking == []


def test_what_is_left_out_is_a_key_of_the_format(told):
    assert [name for name in UNTOLD if not any(fnmatch(one, name) for one in keys())] == []


@pytest.mark.parametrize(
    "path",
    [
        "response.clarify",
        "response.contacts",
        "extra.settle",
        "extra.report",
        "pack.warn",
        "pack.tell",
        "pack.use.channels",
        "pack.use.reserve",
        "pack.use.burn",
        "pack.use.release",
        "timer.together",
        "provider.vat",
        "sign_up.active",
        "access.expires",
        "purge.days",
        "callback.then",
        "channel.lane",
        "channel.signed_in",
        "alert.tier",
        "alert.days",
        "fact.least",
        "fact.most",
        "fact.needed",
    ],
)
def test_what_a_customer_pays_or_waits_by_is_never_left_out(told, path):
    assert path in told and not untold(path)

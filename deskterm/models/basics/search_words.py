"""By which words a customer is found, and on which part of the card each of them stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from deskterm.models.basics.folding import code_words, name_words, pairs
from deskterm.models.basics.identity import numbers

# The surest first: the order in which equally good answers are given.
CODE, NAME, PERSON, PHONE, LEFT, MAIL, TOWN, JOINED = range(8)
WHOLE_ONLY = (MAIL, JOINED)  # whose words are found by their beginnings alone


def card_words(card: Mapping[str, Any], people: Iterable[Mapping[str, Any]]) -> set[tuple[str, int]]:
    """Every word of a card and of its people, with where it stands; what tickets carry is not among them."""
    return {(word, field) for word, field in (*_own(card), *_of_people(people)) if word}


def _own(card: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    for name in ("code", "vat", "tax_code", "support_code"):
        yield from ((word, CODE) for word in code_words(card[name]))
    yield from ((digits, CODE) for name in ("vat", "tax_code") for digits in numbers(card[name]))
    yield from _named(card["name"], NAME)
    yield from ((word, TOWN) for word in name_words(card["town"]))


def _of_people(people: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, int]]:
    for one in people:
        yield from _named(one["name"], PERSON)
        yield from ((digits, PHONE) for digits in numbers(one["phone"]))
        local, _, domain = one["email"].rpartition("@")
        yield from ((word, MAIL) for word in name_words(f"{local} {domain.rpartition('.')[0]}"))


def _named(text: str, field: int) -> Iterator[tuple[str, int]]:
    yield from ((word, field) for word in name_words(text))
    yield from ((word, JOINED) for word in pairs(text))

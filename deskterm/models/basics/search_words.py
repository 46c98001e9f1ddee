"""By which words a customer is found, and on which part of the card each of them stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from deskterm.models.basics.folding import code_words, name_words, pairs
from deskterm.models.basics.identity import numbers

# The surest first: the order in which equally good answers are given.
CODE, NAME, PERSON, PHONE, LEFT, MAIL, TOWN, JOINED = range(8)
WHOLE_ONLY = (MAIL, JOINED)  # whose words are found by their beginnings alone
# What a firm is, and not its name: such a word may be missing, and makes nobody near.
FORMS = frozenset(
    "srl srls snc spa sas sapa ss scarl scrl gmbh ltd kg ag sa"
    " ditta societa studio impresa azienda fratelli flli cooperativa coop".split()
)


def card_words(card: Mapping[str, Any], people: Iterable[Mapping[str, Any]]) -> set[tuple[str, int]]:
    """Every word of a card and of its people, with where it stands; what tickets carry is not among them."""
    return {(word, field) for word, field in (*_own(card), *_of_people(people)) if word}


def told_apart(words: Iterable[str]) -> tuple[str, ...]:
    """The words that tell a customer from others: all but legal forms and what a firm is."""
    return tuple(word for word in words if word not in FORMS)


def beyond_first_names(card: Mapping[str, Any], people: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The words of a card that are nobody's first name: of the firm, of surnames, of places and addresses.

    A first name is the first of several words of a person's; who has one word has no other.
    """
    found = [*name_words(card["name"]), *name_words(card["town"]), *code_words(card["code"])]
    for one in people:
        own = name_words(one["name"])
        found += own[1:] or own
        found += name_words(one["email"].rpartition("@")[2].rpartition(".")[0])
    return tuple(dict.fromkeys(found))


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

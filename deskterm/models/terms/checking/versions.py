"""What version 2 of the format says that version 1 does not: told with the cure in a file of version 1.

A file of version 1 is read for good and decides the same. Whoever adds a key, a word of a closed list or a
fact names it here, so that no file of version 1 changes its meaning by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import UnionType
from typing import Any, Literal, get_args, get_origin

from deskterm.models.basics.faults import Fault
from deskterm.models.terms.conditions import Condition
from deskterm.models.terms.sections import Section, fields

# The keys that came with version 2, by the section (its class) that they stand in.
KEYS: dict[str, frozenset[str]] = {
    "ServiceSheet": frozenset(
        "fact priority agreement credit unjudged plan kind multiplier extra reopen".split()
    ),
    "Provider": frozenset({"currency", "vat_included", "language", "languages", "region"}),
    "PackTerms": frozenset("ends months_from limit included rest top_up draws when tell".split()),
    "Price": frozenset("times added drawn half half_until tiers first within vat tell".split()),
    "CallbackTerms": frozenset({"tell"}),
    "Response": frozenset({"kept", "contacts"}),
    "CalendarTerms": frozenset({"day"}),
    "Fee": frozenset({"price", "count", "every"}),
    "Outcome": frozenset({"resolves"}),
}
# The words of closed lists that came with it, by section and key.
WORDS: dict[tuple[str, str], frozenset[str]] = {
    ("PackTerms", "overdraw"): frozenset({"below"}),
    ("Response", "metric"): frozenset({"resolution"}),
    ("Response", "clarify"): frozenset({"runs"}),
    ("Price", "mode"): frozenset({"day"}),
    ("Rule", "at"): frozenset({"onsite"}),
    ("QuestionTerms", "at"): frozenset({"onsite"}),
}
# The facts of conditions that came with it.
FACTS: frozenset[str] = frozenset("agreement agreement_days appointment notice_hours tool".split())
_NAME = re.compile(r"!?([a-z_]+(?::[a-z0-9-]+)?)")


def too_new(raw: dict[str, Any], kind: type[Section]) -> Iterator[Fault]:
    """A fault at every key, word and fact of version 2 in a file's tables that say `schema = 1`."""
    if raw.get("schema") == 1:
        yield from _of_section(raw, kind, "")


def _of_section(value: dict[str, Any], kind: type[Section], path: str) -> Iterator[Fault]:
    keys = KEYS.get(kind.__name__, frozenset())
    types = {field.encode_name: field.type for field in fields(kind)}
    for key, item in value.items():
        place = f"{path}.{key}" if path else key
        if key in keys:
            yield _fault(place, key)
        elif key in types:
            words = WORDS.get((kind.__name__, key), frozenset())
            yield from _of_value(item, types[key], place, words)


def _of_value(value: Any, kind: Any, path: str, words: frozenset[str]) -> Iterator[Fault]:
    if isinstance(kind, UnionType):
        kind = next(one for one in get_args(kind) if one is not type(None))
    origin = get_origin(kind)
    if isinstance(value, list) and origin is tuple:
        for n, item in enumerate(value, 1):
            yield from _of_value(item, get_args(kind)[0], f"{path}[{n}]", words)
    elif isinstance(value, dict) and origin is dict:
        for key, item in value.items():
            yield from _of_value(item, get_args(kind)[1], f"{path}.{key}", words)
    elif isinstance(value, dict) and isinstance(kind, type) and issubclass(kind, Section):
        yield from _of_section(value, kind, path)
    elif isinstance(value, str) and (kind is Condition or origin is Literal):
        named = _NAME.match(value.strip()) if kind is Condition else None
        word = named[1] if named else value
        new = FACTS if kind is Condition else words
        if word in new or (kind is Condition and word.startswith("pack_left:")):
            yield _fault(path, word)


def _fault(path: str, word: str) -> Fault:
    return Fault(path, "too_new", {"word": word, "near": "schema = 2"})

"""What every check of a service file needs: the ids it chooses, whether a name is among them, ranges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from deskterm.models.basics.faults import Fault, likely
from deskterm.models.terms.checking import meant
from deskterm.models.terms.conditions import PACK_LEFT, Condition
from deskterm.models.terms.facts import FIXED, number, word
from deskterm.models.terms.own_facts import FactTerms, is_day
from deskterm.models.terms.sheet import ServiceSheet
from deskterm.models.terms.values import is_between

# Facts whose values are ids of the service, and the list that they come from.
CHOSEN = {
    "channel": "channel",
    "topic": "topic",
    "type": "topic",
    "line": "line",
    "severity": "severity",
    "outcome": "outcome",
    "reason": "reason",
    "season": "season",
    "product": "product",
    "fees": "entitlement",
    "tool": "tool",
}


def unknown(path: str, word: str, words: Iterable[str], code: str = "unknown_name") -> Iterator[Fault]:
    """A fault where a name is used that the file does not have; `unknown_word`: that the engine does not."""
    known = tuple(words)
    if word not in known:
        values = {"word": word, "near": likely(word, known, meant.WORDS), "words": ", ".join(known)}
        yield Fault(path, code, values)


def a_number(sheet: ServiceSheet, path: str, name: str, among: Iterable[str]) -> Iterator[Fault]:
    """A fault where what is counted is no number of the file's own, or none at all."""
    known = tuple(among)
    own = next((one for one in sheet.facts if one.id == name), None)
    if own is not None and name not in known:
        values = {"word": name, "kind": own.kind, "of": own.of, "words": ", ".join(known)}
        yield Fault(path, "not_counted", values)
    else:
        yield from unknown(path, name, known)


def lists(sheet: ServiceSheet) -> dict[str, list[str]]:
    """The ids that a service chooses, by the key they stand under."""
    return {
        "channel": [item.id for item in sheet.channels],
        "pack": [item.id for item in sheet.packs],
        "topic": [item.id for item in sheet.topics],
        "line": [item.id for item in sheet.lines],
        "plan": [item.id for item in sheet.plans],
        "team": [item.id for item in sheet.teams],
        "offer": [item.id for item in sheet.offers],
        "severity": [item.id for item in sheet.severities],
        "outcome": [item.id for item in sheet.outcomes],
        "reason": [item.id for item in sheet.reasons],
        "season": list(sheet.seasons),
        "product": [item.id for item in sheet.products],
        "document": [item.id for item in sheet.documents],
        "notice": [item.id for item in sheet.notices],
        "entitlement": [item.id for item in sheet.entitlements],
        "role": [item.id for item in sheet.roles],
        "word": [item.id for item in sheet.words],
        "tool": [item.id for item in sheet.tools],
        "fact": [item.id for item in sheet.facts],
        "kind": [item.id for item in sheet.kinds],
    }


def session_kinds(sheet: ServiceSheet) -> tuple[str, ...]:
    """The kinds of work: the six, and the file's own."""
    return (*FIXED["session"], *(one.id for one in sheet.kinds))


def conditions(sheet: ServiceSheet, path: str, when: tuple[Condition, ...]) -> Iterator[Fault]:
    """The words of conditions that name nothing: a calendar, an id of the service."""
    chosen = lists(sheet)
    own = {one.id: one for one in sheet.facts}
    words = FIXED | {"session": session_kinds(sheet)}
    words |= {fact: tuple(chosen[key]) for fact, key in CHOSEN.items()}
    if sheet.plans:
        words["plan"] = tuple(chosen["plan"])
    for n, condition in enumerate(when, 1):
        place = f"{path}.when[{n}]"
        fact, _, pack = condition.fact.partition(":")
        if fact == PACK_LEFT and pack:
            yield from unknown(place, pack, chosen["pack"])
        elif not condition.fact:
            yield from unknown(place, condition.words[0], sheet.calendars)
        elif condition.fact in own:
            yield from _of_own(own[condition.fact], place, condition)
        elif condition.fact == "agreement" and condition.op in {"=", "!="}:
            yield from _agreement(sheet, place, condition)
        elif condition.fact in words:
            code = "unknown_word" if condition.fact in FIXED else "unknown_name"
            code = "unknown_kind" if condition.fact == "session" else code
            for said in condition.words:
                yield from unknown(place, said, words[condition.fact], code)


def _of_own(one: FactTerms, place: str, condition: Condition) -> Iterator[Fault]:
    """What a condition asks of a fact of the file's own and what that can never be."""
    for said in condition.words:
        limit = number(said)
        if one.kind == "choice":
            yield from unknown(place, said, one.choices)
        elif one.kind == "date" and not is_day(said):
            yield Fault(place, "bad_date", {"word": said})
        elif one.kind == "number" and limit is not None and not one.in_range(limit):
            yield Fault(place, "range", {"word": said, "near": one.takes})


def _agreement(sheet: ServiceSheet, place: str, condition: Condition) -> Iterator[Fault]:
    """A name so like one of `[[agreement]]` that this was meant; others may be signed without an entry."""
    known = {word(one.name): one.name for one in sheet.agreements}
    for name in condition.words:
        if word(name) not in known and (near := likely(name, known.values())):
            values = {"word": name, "near": near, "words": ", ".join(known.values())}
            yield Fault(place, "unknown_name", values)


def within(path: str, value: int | Decimal, low: int, high: int) -> Iterator[Fault]:
    """A number out of its range."""
    if not is_between(value, low, high):
        yield Fault(path, "range", {"word": str(value), "near": f"{low}-{high}"})


def small(path: str, value: int | None) -> Iterator[Fault]:
    """A lane or a tier out of its range."""
    if value is not None:
        yield from within(path, value, 0, 99)

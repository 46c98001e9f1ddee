"""What two versions of terms say differently: rule by rule, in the page's words and by their keys."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from deskterm.commands.answers import terms_page
from deskterm.commands.frame import output
from deskterm.locale import t
from deskterm.models.basics import currencies, regions
from deskterm.models.terms.service import Service

UNTOLD = ("clause", "example")  # clauses are told in words, examples decide nothing


class Change(NamedTuple):
    """What changes about one rule: lines that go, lines that come, keys as (path, before, after)."""

    rule: str
    gone: list[str]
    come: list[str]
    keys: list[tuple[str, str | None, str | None]]


def changes(old: Service, new: Service) -> list[Change]:
    """Every rule that the two say differently, in the order of the new page; "" gathers what has no rule."""
    before, after = words(old), words(new)
    keys = _keys(old, new)
    found = []
    for rule in dict.fromkeys([*after, *before, *keys, ""]):
        was, now = before.get(rule, []), after.get(rule, [])
        change = Change(
            rule,
            [line for line in was if line not in now],
            [line for line in now if line not in was],
            keys.get(rule, []),
        )
        if change.gone or change.come or change.keys:
            found.append(change)
    return found


def lines(found: list[Change], inset: str = "") -> Iterator[str]:
    """The changes for people to read, each line behind `inset`."""
    if not found:
        yield inset + t("page.diff.none")
    for change in found:
        yield f"{inset}{change.rule or t('page.diff.general')}"
        for sign, told in (("-", change.gone), ("+", change.come)):
            yield from (output.wrap(line, f"{inset}  {sign} ") for line in told)
        for path, was, now in change.keys:
            yield output.wrap(f"{path}: {_side(was)} → {_side(now)}", f"{inset}    ")


def facts(found: list[Change]) -> list[dict[str, Any]]:
    """The changes as data."""
    return [
        {
            "rule": one.rule,
            "gone": one.gone,
            "come": one.come,
            "keys": [{"path": path, "was": was, "now": now} for path, was, now in one.keys],
        }
        for one in found
    ]


def read(told: list[dict[str, Any]]) -> list[Change]:
    """The changes that `facts` told."""
    keys = [[(key["path"], key["was"], key["now"]) for key in one["keys"]] for one in told]
    return [Change(one["rule"], one["gone"], one["come"], own) for one, own in zip(told, keys, strict=True)]


def _side(value: str | None) -> str:
    return t("page.diff.nothing") if value is None else value


def words(service: Service) -> dict[str, list[str]]:
    """What the page says of each rule, in its own currency: its figures and its clause."""
    told: dict[str, list[str]] = {}
    with currencies.reading(service.provider.currency), regions.writing_as_in(service.provider.region):
        told[""] = [terms_page.head(service)]
        for part in terms_page.parts(service):
            told.setdefault("", []).extend(terms_page.remarks(service, part))
            for entry in part.entries:
                told.setdefault(entry.rule, []).extend(line for line in (entry.figure, entry.clause) if line)
    return told


def _keys(old: Service, new: Service) -> dict[str, list[tuple[str, str | None, str | None]]]:
    """The keys that differ, under the rule of the entry that they stand in."""
    before, after = _leaves(old), _leaves(new)
    found: dict[str, list[tuple[str, str | None, str | None]]] = {}
    for path in dict.fromkeys([*after, *before]):
        rule, was = before.get(path, ("", None))
        rule, now = after.get(path, (rule, None))
        if was != now:
            found.setdefault(rule, []).append((path, was, now))
    return found


def _leaves(service: Service) -> dict[str, tuple[str, str]]:
    """Every value by a path that stays when entries move: the rule of its entry, how it is written."""
    raw = tomllib.loads(service.text, parse_float=Decimal)
    told = ((key, value) for key, value in raw.items() if key not in UNTOLD)
    return {path: (rule, text) for key, value in told for path, rule, text in _below(key, value, "", service)}


def _below(path: str, value: Any, rule: str, service: Service) -> Iterator[tuple[str, str, str]]:
    if isinstance(value, dict):
        own = next((value[key] for key in ("id", "rule") if value.get(key) in service.clauses), rule)
        for key, item in value.items():
            yield from _below(f"{path}.{key}", item, own, service)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for n, item in enumerate(value, 1):
            yield from _below(f"{path}[{_named(item) or n}]", item, rule, service)
    else:
        yield path, rule, _text(value)


def _named(item: dict[str, Any]) -> str:
    told = next((str(item[key]) for key in ("id", "fact", "day") if key in item), "")
    return f"{told} {item['part']}" if told and item.get("part") else told


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(map(_text, value)) + "]"
    return str(value)

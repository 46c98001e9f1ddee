"""Faults with their places in the text, and the rule or entry that each is of."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from deskterm.models.basics.faults import Fault
from deskterm.models.terms.checking.places import Places

_STEP = re.compile(r"[^.\[\]]+|\[\d+\]")
_NAMES = ("id", "rule", "name")  # what an entry of a list is called by, the first that it has


def placed(text: str, faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """The faults of a text, each with line, column and the entry it is of."""
    found = tuple(faults)
    if not found:
        return ()
    places, raw = Places(text), _raw(text)
    return tuple(_placed(places, raw, fault) for fault in found)


def _placed(places: Places, raw: dict[str, Any], fault: Fault) -> Fault:
    if fault.line or not fault.path:
        return fault
    of_key = fault.code in {"unknown_key", "not_for_action"}
    line, column = (places.of_key if of_key else places.of_value)(fault.path)
    return replace(fault, line=line, column=column, of=entry_of(raw, fault.path))


def entry_of(raw: dict[str, Any], path: str) -> str:
    """The id of the list's entry in which a path ends, with its `part`; "" outside of lists."""
    at: Any = raw
    name = ""
    for step in _STEP.findall(path):
        try:
            at = at[int(step[1:-1]) - 1] if step[0] == "[" else at[step]
        except (LookupError, TypeError):
            break
        if step[0] == "[" and isinstance(at, dict):
            name = _name(at) or name
    return name


def _name(entry: dict[str, Any]) -> str:
    told = next((entry[key] for key in _NAMES if isinstance(entry.get(key), str)), "")
    part = entry.get("part")
    return f"{told} {part}" if told and isinstance(part, str) and part else told


def _raw(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}

"""The examples of a service file: events, and what its terms must decide of them.

`expect` names what counts and leaves out the rest: of a table every key that is given must match, of a list
every entry in its place. Times without an offset are local; `""` stands for what JSON calls null.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from deskterm.models.basics.faults import Fault
from deskterm.models.rehearsal.events import BadEvent
from deskterm.models.rehearsal.rehearsal import Rehearsal
from deskterm.models.terms.facts import number
from deskterm.models.terms.service import Service

ASKED = "2026-03-03T10:00"  # when a gate is asked that names no time: a Tuesday in working hours
NOTHING = "-"


def mismatches(service: Service) -> tuple[Fault, ...]:
    """Every difference between what the examples expect and what the terms decide; () when all agree."""
    zone = ZoneInfo(service.tz)
    rehearsal = Rehearsal(service, "it", _instant(ASKED, zone))
    found: list[Fault] = []
    for place, example in enumerate(service.examples, start=1):
        path = f"example[{place}]"
        rehearsal.strangers.clear()
        try:
            answer = rehearsal.answer(msgspec.json.encode(example.event))
        except BadEvent as error:
            values = {name: str(value) for name, value in error.values.items()}
            found.append(Fault(path, f"error.{error.code}", values))
        else:
            found += (
                Fault(path, "example", {"word": key, "near": _told(expected), "found": _told(got)})
                for key, expected, got in _differences("", example.expect, answer, zone)
            )
        if service.schema > 1:
            found += _strangers(f"{path}.event", rehearsal)
    return tuple(found)


def _strangers(path: str, rehearsal: Rehearsal) -> Iterator[Fault]:
    """What an example says that the terms cannot hear: an example that is not understood proves nothing."""
    for sort, word in rehearsal.strangers:
        code = "fact_default" if sort == "value" else f"example_{sort}"
        yield Fault(path, code, {"word": word, "near": rehearsal.near(sort, word)})


def _differences(key: str, expected: Any, got: Any, zone: ZoneInfo) -> Iterator[tuple[str, Any, Any]]:
    """Key, expectation and decision of everything that differs."""
    if isinstance(expected, dict) and isinstance(got, dict):
        for name, value in expected.items():
            inner = f"{key}.{name}" if key else name
            yield from _differences(inner, value, got.get(name, NOTHING), zone)
    elif isinstance(expected, list) and isinstance(got, list | tuple) and len(expected) == len(got):
        for place, (value, decided) in enumerate(zip(expected, got, strict=True), start=1):
            yield from _differences(f"{key}[{place}]", value, decided, zone)
    elif not _same(expected, got, zone) and not _begun(expected, got):
        yield key, expected, got


def _same(expected: Any, got: Any, zone: ZoneInfo) -> bool:
    if isinstance(expected, bool) or isinstance(got, bool):
        return expected is got
    if isinstance(expected, int | Decimal):
        return number(expected) == (Decimal(str(got)) if isinstance(got, float) else number(got))
    if got is None:
        return bool(expected == "")
    if isinstance(expected, date):
        expected = expected.isoformat()
    return bool(expected == got) or _same_instant(expected, got, zone)


def _begun(expected: object, got: object) -> bool:
    """Whether whole minutes of an example stand for those begun: 98 where 97.5 are charged."""
    return isinstance(expected, int) and isinstance(got, float) and expected == ceil(got)


def _same_instant(expected: object, got: object, zone: ZoneInfo) -> bool:
    try:
        return _instant(str(expected), zone) == _instant(str(got), zone)
    except ValueError:
        return False


def _instant(text: str, zone: ZoneInfo) -> int:
    moment = datetime.fromisoformat(text)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp())


def _told(value: object) -> str:
    """A value in a sentence, as TOML spells it as far as one line can."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: '""'}[value]
    return f'"{value}"' if isinstance(value, str) else str(value)

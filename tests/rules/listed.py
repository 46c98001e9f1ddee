"""The rules of the five documents and the readings: what each says, and where the program applies it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

REPOSITORY = Path(__file__).parents[2]
SERVICES = REPOSITORY / "data" / "services"
NUMBER = re.compile(r"\b([ADTMOI]\d{1,2})\b")


class Listed(NamedTuple):
    """A rule or a reading; `keys` in the service's file, `modules` that name it."""

    number: str
    it: str
    en: str
    service: str
    keys: tuple[str, ...]
    modules: tuple[str, ...]


@cache
def contents() -> dict[str, Any]:
    return tomllib.loads((REPOSITORY / "tests" / "rules" / "list.toml").read_text(encoding="utf-8"))


@cache
def service(name: str) -> dict[str, Any]:
    return tomllib.loads((SERVICES / f"{name}.toml").read_text(encoding="utf-8"))


def rule_numbers() -> list[str]:
    """D1 to I25, in the order of the documents."""
    documents = contents()["documents"]
    return [f"{letter}{n}" for letter, of in documents.items() for n in range(1, of["rules"] + 1)]


def readings() -> list[str]:
    return list(contents()["reading"])


def keys_of(number: str, table: Any, path: str = "") -> Iterator[str]:
    """Where a rule's number stands in a service file: `rule[3]`, `channel[2].rule`, `need_rule`."""
    if isinstance(table, list):
        for place, entry in enumerate(table, 1):
            yield from keys_of(number, entry, f"{path}[{place}]")
        return
    if not isinstance(table, dict):
        return
    if table.get("id") == number:
        yield path
    for key, value in table.items():
        here = f"{path}.{key}" if path else key
        if here in ("clause", "example"):
            continue
        if value == number and (key == "rule" or key.endswith("_rule")):
            yield here
        else:
            yield from keys_of(number, value, here)


@cache
def modules() -> dict[str, tuple[str, ...]]:
    """Which modules of the program name a rule in their text."""
    found: dict[str, list[str]] = {}
    for path in sorted((REPOSITORY / "deskterm").rglob("*.py")):
        name = path.relative_to(REPOSITORY).as_posix()
        for number in set(NUMBER.findall(path.read_text(encoding="utf-8"))):
            found.setdefault(number, []).append(name)
    return {number: tuple(names) for number, names in found.items()}


@cache
def listed() -> dict[str, Listed]:
    """Every rule, then every reading, by number."""
    rows = [_rule(number) for number in rule_numbers()]
    rows += [_reading(number) for number in readings()]
    return {row.number: row for row in rows}


def _rule(number: str) -> Listed:
    name = contents()["documents"][number[0]]["service"]
    terms = service(name)
    clause = terms["clause"][number]
    keys = tuple(dict.fromkeys(keys_of(number, terms)))
    return Listed(number, clause["it"], clause["en"], name, keys, modules().get(number, ()))


def _reading(number: str) -> Listed:
    said = contents()["reading"][number]
    keys = tuple(said["key"].split(", "))
    return Listed(number, said["it"], said["en"], "", keys, modules().get(number, ()))

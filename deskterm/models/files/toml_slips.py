"""What slipped in a line of the settings that is no TOML, and what would be right there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from deskterm.models.basics.faults import nearest

CURLY = str.maketrans(dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("‘’‚‛", "'"))  # as word processors write
SECRET = re.compile("passw|secret|token|segret", re.IGNORECASE)
SAYS = re.compile("[=:]")


def slip(line: str, name: str, equals: str, value: str, known: Iterable[str]) -> tuple[str, dict[str, str]]:
    """What slipped in a line that is no TOML: the code of its sentence, and what would be right."""
    straight = line.translate(CURLY)
    faults: tuple[tuple[bool, str, dict[str, str]], ...] = (
        (
            straight[:1] != line[:1] or value.translate(CURLY)[:1] != value[:1],
            "config_curly",
            {"cure": straight},
        ),
        (not equals and ":" in line, "config_colon", {"cure": _with_equals(line)}),
        (not equals, "config_no_value", {"near": nearest(line.strip("[]").lower(), known)}),
        (not value, "config_nothing", {"name": name}),
        (value[:1] not in ('"', "'", "[", "{"), "config_unquoted", {"cure": f'{name} = "{value}"'}),
        (
            value[:1] in ('"', "'") and value.count(value[:1]) == 1,
            "config_open_quote",
            {"cure": f"{name} = {value}{value[:1]}"},
        ),
    )
    return next(((code, told) for is_so, code, told in faults if is_so), ("config_syntax", {}))


def _with_equals(line: str) -> str:
    """`theme: dark`, as other programs have it, as it is written here."""
    name, _, value = (part.strip() for part in line.partition(":"))
    return f"{name} = {value}" if value[:1] in ("'", '"') else f'{name} = "{value}"'


def blotted(line: str, told: dict[str, Any]) -> dict[str, Any]:
    """What is told of a line; of one that seems to hold a password, without it: somebody may read along."""
    name, value = (*SAYS.split(line, maxsplit=1), "")[:2]
    bare = value.strip(" \"'")
    if not bare or not SECRET.search(name):
        return told
    return {key: said.replace(bare, "…") if isinstance(said, str) else said for key, said in told.items()}


def first(lines: list[str], name: str, before: int) -> int:
    """The line that said it first."""
    said = re.compile(rf"\s*\[*\s*[\"']?{re.escape(name)}\b")
    return next((at for at, line in enumerate(lines[: before - 1], 1) if said.match(line)), before)

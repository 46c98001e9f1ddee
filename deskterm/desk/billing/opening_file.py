"""The file of opening balances: TOML (`[[pack]]`, `[[agreement]]`, `[[included]]`, `[[report]]`) or a table.

In a table each line is one thing, and its column `what` says which. Columns: `customer kind size left used
price sold until` of a pack; `customer name plan from until rate fee fee_base` of an agreement; `customer kind
left used` of units that it includes; `last` of the last work report. `on`: the day of the balances.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from deskterm.desk.errors import Refused
from deskterm.desk.steps import titles
from deskterm.desk.steps.entries import BadLine, table
from deskterm.locale import t
from deskterm.models.basics.faults import nearest
from deskterm.models.records.base import Record

COLUMNS = {
    "pack": ("customer", "kind", "size", "left", "used", "price", "sold", "until", "id"),
    "agreement": ("customer", "name", "plan", "from", "until", "rate", "fee", "fee_base", "id"),
    "included": ("customer", "kind", "left", "used", "id"),
    "report": ("last",),
}
EVERY = ("what", *dict.fromkeys(name for names in COLUMNS.values() for name in names))


class OpeningEntry(Record, frozen=True, kw_only=True):
    """One thing of the file, by its kind; `words`: what is written of it, blanks left out."""

    place: int
    kind: str
    words: dict[str, str]


def read(path: Path) -> tuple[str, list[OpeningEntry | tuple[int, Refused]]]:
    """The day that the file says ("" where it says none), and its things or what is wrong with them.

    Raises Refused where the file is none.
    """
    try:
        day, found = _of_toml(path) if path.suffix.lower() == ".toml" else ("", list(_of_table(path)))
    except OSError as error:
        raise Refused("file_unreadable", path=str(path), detail=error.strerror or str(error)) from None
    except ValueError as error:
        raise Refused("file_unreadable", path=str(path), detail=str(error)) from None
    if not found:
        raise Refused("opening_empty", path=str(path))
    return day, found


def _of_toml(path: Path) -> tuple[str, list[OpeningEntry | tuple[int, Refused]]]:
    """Numbers stay as they are written: `1.800` may be thousands, and is asked about."""
    with path.open("rb") as stream:
        told = tomllib.load(stream, parse_float=str)
    day = str(told.pop("on", ""))
    found: list[OpeningEntry | tuple[int, Refused]] = []
    place = 0
    for kind, things in told.items():
        if kind not in COLUMNS:
            known = ", ".join(("on", *COLUMNS))
            raise Refused("no_column", name=kind, near=nearest(kind, COLUMNS), known=known)
        for one in things if isinstance(things, list) else [things]:
            place += 1
            found.append(_entry(place, kind, one if isinstance(one, dict) else {}))
    return day, found


def _of_table(path: Path) -> Iterator[OpeningEntry | tuple[int, Refused]]:
    with path.open("rb") as stream:
        for place, row in table(stream, titles.meant(titles.OPENING, EVERY), strict=True):
            if isinstance(row, BadLine):
                yield place, _of_line(row)
                continue
            kind = titles.meant(titles.OPENING_KINDS, COLUMNS).get(
                titles.plain(str(row.get("what") or "")), ""
            )
            if kind not in COLUMNS:
                known = ", ".join(COLUMNS)
                yield place, Refused("opening_what", word=str(row.get("what") or ""), known=known)
                continue
            yield _entry(place, kind, {name: value for name, value in row.items() if name != "what"})


def _of_line(line: BadLine) -> Refused:
    if line.code in ("no-column", "no-titles"):
        near = titles.like(line.field, titles.meant(titles.OPENING, EVERY))
        code = "no_column" if near else "column_unlike"
        return Refused(code, name=line.field, near=near, known=", ".join(EVERY))
    field = f" ({line.field})" if line.field else ""
    return Refused("line_unreadable", detail=t(f"reasons.{line.code}") + field)


def _entry(place: int, kind: str, told: Mapping[str, Any]) -> OpeningEntry | tuple[int, Refused]:
    words = {name: str(value).strip() for name, value in told.items() if str(value).strip()}
    known = COLUMNS[kind]
    stranger = next((name for name in words if name not in known), "")
    if stranger:
        near = nearest(stranger, known)
        code = "no_column" if near else "column_unlike"
        return place, Refused(code, name=stranger, near=near, known=", ".join(known))
    return OpeningEntry(place=place, kind=kind, words=words)

"""A list as a table for a spreadsheet: the fields of the JSON, one row each, no cell a formula.

A field within a field is a column of its own (`contact.name`); several things in one field stand in one cell.
An instant is the service's own clock without its offset, which is what a spreadsheet takes for a time.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from deskterm.documents.cells import Number, cell, decimal, separator
from deskterm.locale import t

Row = Mapping[str, Any]
INSTANT = re.compile(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)[+-]\d\d:\d\d$")


def lines(rows: Iterable[Row]) -> Iterator[str]:
    """The header and every row, each with its line end; nothing where there are no rows."""
    flat = [dict(_flat(row)) for row in rows]
    columns = list(dict.fromkeys(name for row in flat for name in row))
    table: list[list[Any]] = [[row.get(name) for name in columns] for row in flat]
    for values in [columns, *table] if flat else []:
        stream = io.StringIO(newline="")
        csv.writer(stream, delimiter=separator()).writerow([_cell(value) for value in values])
        yield stream.getvalue()


def _flat(row: Row, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _cell(value: Any) -> object:
    """A value as a cell: numbers as the language spells them, everything else a text that runs nothing."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return decimal(value) if isinstance(value, Number) else cell(_text(value))


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return t("formats.yes" if value else "formats.no")
        case Number():
            return decimal(value)
        case list() | tuple():
            things = any(isinstance(one, Mapping) for one in value)
            return ("; " if things else ", ").join(_text(one) for one in value)
        case Mapping():
            told = ((name, _text(one)) for name, one in _flat(value))
            return ", ".join(f"{name}: {one}" for name, one in told if one)
        case _:
            return INSTANT.sub(r"\1 \2", str(value))

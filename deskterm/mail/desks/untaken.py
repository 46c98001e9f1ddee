"""What stands in the known tables of an export and is not taken: counted, column by column, and told.

A column that a reader does not know is told too: desks rename theirs, and nothing goes without a word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from deskterm.mail.desks.texts import line
from deskterm.models.records.exports.other_desk import LeftOut

ALL = "*"  # of tables of which the names alone matter: agents, groups, states
BLANK = frozenset(("", "0", "[]", "{}", "null", "None", "False", "0000-00-00 00:00:00"))


class Untaken:
    """`taken`: the columns of each table that are read, or that say nothing to people."""

    def __init__(self, taken: Mapping[str, str]) -> None:
        self._taken = {table: frozenset(words.split()) for table, words in taken.items()}
        self._rows: Counter[str] = Counter()

    def look(self, table: str, row: Mapping[str, object]) -> None:
        """Count what of a row of a table nobody takes."""
        taken = self._taken.get(table, frozenset())
        if ALL in taken:
            return
        for name in row.keys() - taken:
            if not is_blank(row[name]):
                self.count(f"{table}.{name}")

    def count(self, what: str) -> None:
        """Count one of what is not taken, by its name there."""
        self._rows[what] += 1

    def left(self) -> Iterator[LeftOut]:
        """What was not taken, each with in how many rows it stood."""
        for what, rows in sorted(self._rows.items()):
            yield LeftOut(kind="field", key=line(what), reason="no_place", detail=f"{rows} ×")


def is_blank(value: object) -> bool:
    """Whether a field says nothing: as exports write what is empty, none or not set."""
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return text.strip() in BLANK

"""The condition that a text stands in one of some columns, whatever its case, accents or apostrophes.

The database folds ASCII letters only, so it is given our own folding (`FOLDED`), asked of the rows that hold
the letters which have no accents: `perche` finds PERCHÉ and Perche', `dangelo` D’Angelo.
"""

from __future__ import annotations

from collections.abc import Sequence

from deskterm.models.basics.folding import unmarked

FOLDED = "folded"  # the function's name in SQL; every connection has it (`database`)
APART = " || '\n' || "  # a line between the columns: no text that is looked for runs over it
CHANGED = frozenset("aeiouycnszdlrt")  # letters that may stand with an accent, or in another letter's place


def containing(columns: Sequence[str], text: str) -> tuple[str, list[str]]:
    """An SQL condition and its values: `text` is in at least one of the columns."""
    together = APART.join(f"coalesce({column}, '')" for column in columns)
    bare = unmarked(text)
    if not bare:  # nothing but apostrophes: they are looked for as they are
        return f"(lower({together}) LIKE ? ESCAPE '\\')", [_inside(text.lower())]
    found = f"lower({together}) LIKE ? ESCAPE '\\' AND {FOLDED}({together}) LIKE ? ESCAPE '\\'"
    return f"({found})", [_skeleton(bare), _inside(bare)]


def _skeleton(text: str) -> str:
    """What surely stands in a column, in this order, however its letters and what is between are written."""
    sure = (_as_it_is(sign) for sign in text if sign.isascii() and sign not in CHANGED and sign != " ")
    return f"%{'%'.join(sure)}%"


def _inside(text: str) -> str:
    return f"%{''.join(_as_it_is(sign) for sign in text)}%"


def _as_it_is(sign: str) -> str:
    return f"\\{sign}" if sign in "\\%_" else sign

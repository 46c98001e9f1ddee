"""The condition that a text stands in one of some columns, whatever its case.

The database folds ASCII letters only, so an accented letter is looked for small, capital and without its
accent: `perché` finds PERCHÉ and perche.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def containing(columns: Sequence[str], text: str) -> tuple[str, list[str]]:
    """An SQL condition and its values: `text` is in at least one of the columns."""
    forms = patterns(text)
    tests = [f"lower({column}) LIKE ? ESCAPE '\\'" for column in columns for _ in forms]
    return f"({' OR '.join(tests)})", [*forms] * len(columns)


def patterns(text: str) -> tuple[str, ...]:
    """What a lowered column is held against, with the signs that LIKE would read taken as they are."""
    small = text.lower()
    capital = "".join(letter if letter.isascii() else _capital(letter) for letter in small)
    bare = "".join(sign for sign in unicodedata.normalize("NFD", small) if not unicodedata.combining(sign))
    return tuple(f"%{_as_it_is(form)}%" for form in dict.fromkeys((small, capital, bare)))


def _capital(letter: str) -> str:
    large = letter.upper()
    return large if len(large) == 1 else letter


def _as_it_is(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")

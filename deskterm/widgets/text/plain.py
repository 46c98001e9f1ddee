"""Outside text made harmless, without Textual: the half of `shown` that lists and the first page need."""

from __future__ import annotations

import unicodedata

MARK = "\N{REPLACEMENT CHARACTER}"
LINE_LIMIT = 2_000
TEXT_LIMIT = 400_000
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def plain(text: str, *, lines: bool = False) -> str:
    """`text` with whatever a cleaner missed made harmless; one line unless `lines`.

    Control, format, surrogate and private characters become a visible mark, every other kind of space a
    plain one, and what is too long to draw ends in an ellipsis.
    """
    limit = TEXT_LIMIT if lines else LINE_LIMIT
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    if text.isprintable():
        return text
    return "".join(_harmless(char, lines) for char in text)


def _harmless(char: str, lines: bool) -> str:
    if char.isprintable() or (lines and char == "\n"):
        return char
    if char in "\t\n":
        return " "
    category = unicodedata.category(char)
    if category in _UNSAFE:
        return MARK
    return " " if category == "Zs" else char

"""The only path from outside text to a widget (law 6): no markup, no control characters, no endless line."""

from __future__ import annotations

import unicodedata

from textual.content import Content

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


def shown(text: str, *, lines: bool = False) -> Content:
    """Outside text as a widget may show it: literally, in one line unless `lines`."""
    return Content(plain(text, lines=lines))


def styled(*parts: tuple[str, str] | str | Content, lines: bool = False) -> Content:
    """Parts put together: a text, or (text, style); every text goes through `plain`.

    A style is one of Textual's (`bold`, `$error`, `dim`), never made from outside text.
    """
    made = Content("")
    for part in parts:
        if isinstance(part, Content):
            made = made + part
        elif isinstance(part, str):
            made = made + shown(part, lines=lines)
        else:
            made = made + Content.styled(plain(part[0], lines=lines), part[1])
    return made

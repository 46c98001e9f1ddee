"""The only path from outside text to a widget (law 6): no markup, no control characters, no endless line."""

from __future__ import annotations

from textual.content import Content

from deskterm.widgets.text.plain import LINE_LIMIT, MARK, TEXT_LIMIT, plain

__all__ = ["LINE_LIMIT", "MARK", "TEXT_LIMIT", "plain", "shown", "styled"]


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

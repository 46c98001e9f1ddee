"""A text to be sent: a title, what stands below it, parts with numbered lines; as HTML and as PDF."""

from __future__ import annotations

import unicodedata
from html import escape
from typing import NamedTuple

from deskterm.documents.lettering import BOLD, PLAIN, beyond
from deskterm.documents.pdf import FIRST_LINES, Pages
from deskterm.locale.figures import direction


class HandoutLine(NamedTuple):
    """One line: its number, what counts, what is said about it."""

    number: str
    figure: str
    words: str


class HandoutPart(NamedTuple):
    """One part with its title; `remarks` stand before its lines."""

    title: str
    remarks: tuple[str, ...]
    lines: tuple[HandoutLine, ...]


class Handout(NamedTuple):
    """The whole text in one language (`it`, `en`); `note`: of the PDF alone, what it could not draw."""

    language: str
    title: str
    subtitle: str
    parts: tuple[HandoutPart, ...]
    note: str = ""


STYLE = """
@page { size: A4; margin: 20mm 18mm }
body { font: 11pt/1.45 Helvetica, Arial, sans-serif; color: #1a1a1a }
body { max-width: 46em; margin: 2em auto; padding: 0 1em }
h1 { font-size: 20pt; margin: 0 }
h2 { font-size: 12.5pt; margin: 1.8em 0 .5em; border-bottom: 1px solid #999; break-after: avoid }
.under { color: #555; margin: .3em 0 0 }
.remark { color: #555; margin: .2em 0 .5em }
dl { display: grid; grid-template-columns: 3.2em 1fr; gap: .55em 0; margin: 0 }
dt { color: #555 }
dd, dd p { margin: 0 }
dd .figure { font-weight: bold }
h1, h2, p, dd { unicode-bidi: plaintext }
"""


def html(told: Handout) -> bytes:
    """The text as one HTML file in UTF-8 that needs nothing else; it prints as it looks."""
    parts = [
        "<!doctype html>",
        f'<html lang="{escape(told.language)}" dir="{direction(told.language)}">',
        '<head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(told.title)}</title><style>{STYLE}</style></head><body>",
        f'<h1>{escape(told.title)}</h1><p class="under">{escape(told.subtitle)}</p>',
    ]
    for part in told.parts:
        parts.append(f"<section><h2>{escape(part.title)}</h2>")
        parts += [f'<p class="remark">{escape(remark)}</p>' for remark in part.remarks]
        parts.append("<dl>")
        parts += [_entry(line) for line in part.lines]
        parts.append("</dl></section>")
    return "\n".join([*parts, "</body></html>", ""]).encode()


def _entry(line: HandoutLine) -> str:
    figure = f'<p class="figure">{escape(line.figure)}</p>' if line.figure else ""
    words = f"<p>{escape(line.words)}</p>" if line.words else ""
    return f"<dt>{escape(line.number)}</dt><dd>{figure}{words}</dd>"


def runs_backwards(text: str) -> bool:
    """Whether a text has letters that are written from right to left: no line of a PDF is set so."""
    return any(unicodedata.bidirectional(one) in {"R", "AL"} for one in text)


def words_of(told: Handout) -> str:
    """Every word of the text."""
    words = [told.title, told.subtitle]
    for part in told.parts:
        words += [part.title, *part.remarks, *("".join(line) for line in part.lines)]
    return "".join(words)


def letters_lost(told: Handout) -> tuple[str, ...]:
    """The letters of the text that its PDF cannot show; its HTML shows them all."""
    return beyond(words_of(told))


def pdf(told: Handout) -> bytes:
    """The text as a PDF of A4 pages, each with its number and the title."""
    pages = Pages(title=told.title, language=told.language, text=words_of(told) + told.note)
    pages.write(told.title, bold=True, size=190, gap=20)
    pages.write(told.subtitle, size=100, gap=60, grey=True)
    for part in told.parts:
        below = sum(pages.needed(remark, 95, 20) for remark in part.remarks) + 40 * bool(part.remarks)
        pages.heading(part.title, below + FIRST_LINES * 135)
        for remark in part.remarks:
            pages.write(remark, size=95, gap=20, grey=True)
        if part.remarks:
            pages.space(40)
        for line in part.lines:
            pages.entry(line.number, [(line.figure, BOLD), (line.words, PLAIN)])
    if told.note:
        pages.space(60)
        pages.write(told.note, size=85, grey=True)
    return pages.finish()

"""Which letters a page can draw, in which font, how wide each is, and where a line ends.

A text whose letters WinAnsi has (western European languages, the euro, quotation marks, dashes) is drawn in
Helvetica, which every reader has; where one letter is another's, all of it is drawn in the face that goes
into the file with it (`faces`), so that no word stands out. A letter of neither is written as the nearest
that there is, and `beyond` names it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import groupby

from deskterm.documents.faces import Face, face

PLAIN, BOLD = "F1", "F2"
CARRIED = {PLAIN: "F3", BOLD: "F4"}  # the faces that go into the file with the text that needs them
OWN = {"F3": PLAIN, "F4": BOLD}
NAMES = {"F3": "DejaVuSansCondensed", "F4": "DejaVuSansCondensed-Bold"}
# Widths of Helvetica and Helvetica-Bold in thousandths of the size, from code 32 to 126 (Adobe's metrics).
_PLAIN = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556"
    " 556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778"
    " 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556"
    " 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584"
)
_BOLD = (
    "278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556"
    " 556 556 333 333 584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778"
    " 667 778 722 667 611 722 667 944 667 667 611 333 278 333 584 556 333 556 611 556 611 556 333 611"
    " 611 278 278 556 278 889 611 611 611 611 389 556 333 611 556 778 556 556 500 389 280 389 584"
)
WIDTHS = {name: tuple(map(int, told.split())) for name, told in ((PLAIN, _PLAIN), (BOLD, _BOLD))}
WIDE = 1000  # of signs beyond the table that are no letter with an accent: the dash, the three points
_SIGNS = dict(
    zip("«»“”‘’–€ºª°·×", (556, 556, 333, 333, 222, 222, 556, 556, 365, 370, 400, 278, 584), strict=True)
)
_WORDS = re.compile(r"(\s+)")


def encoded(text: str) -> bytes:
    """Text in WinAnsi; a letter that it lacks without its accents, any other sign as a question mark."""
    return drawable(text).encode("cp1252", "replace")


@cache
def nearest(letter: str) -> str:
    """A letter as it can be drawn: itself, else without its accents, else a question mark."""
    if is_western(letter) or carried(CARRIED[PLAIN]).has(letter):
        return letter
    plain = unicodedata.normalize("NFKD", letter)
    kept = "".join(one for one in plain if not unicodedata.combining(one))
    if not kept or unicodedata.category(letter) == "Cf":  # what has no shape, as a mark of direction
        return ""
    drawn = kept != letter and all(is_western(one) or carried(CARRIED[PLAIN]).has(one) for one in kept)
    return kept if drawn else "?"


def drawable(text: str) -> str:
    """A text with the nearest letter in the place of each that cannot be drawn."""
    told = unicodedata.normalize("NFC", text)
    return told if is_western(told) else "".join(map(nearest, told))


def beyond(text: str) -> tuple[str, ...]:
    """The letters of a text that cannot be drawn, each once, in their order."""
    letters = dict.fromkeys(unicodedata.normalize("NFC", text))
    seen = (one for one in letters if not one.isspace() and unicodedata.category(one) != "Cf")
    return tuple(one for one in seen if nearest(one) != one)


def runs(text: str, font: str) -> list[tuple[str, str]]:
    """A text that can be drawn, in pieces of one font each: a word goes whole in one that has its letters."""
    if _has(font, text):
        return [(font, text)]
    pieces = [piece for piece in _WORDS.split(text) if piece]
    told = [(font if _has(font, piece) else (CARRIED | OWN)[font], piece) for piece in pieces]
    return [
        (name, "".join(piece for _, piece in same)) for name, same in groupby(told, key=lambda one: one[0])
    ]


def _has(font: str, text: str) -> bool:
    """Whether a font has every letter of a text."""
    return all(map(carried(font).has, text)) if font in NAMES else is_western(text)


def carried(font: str) -> Face:
    """The face that goes into the file under this name."""
    return face(NAMES[font])


def is_western(text: str) -> bool:
    """Whether WinAnsi has every letter."""
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def width(text: str, font: str, size: int) -> int:
    """How wide a text is, in tenths of a point, as is its `size`."""
    found = runs(drawable(text), font)
    return sum(_advance(letter, name) for name, piece in found for letter in piece) * size // 1000


def _advance(letter: str, font: str) -> int:
    if font in NAMES:
        return carried(font).advance(letter)
    if letter in _SIGNS:
        return _SIGNS[letter]
    base = letter if " " <= letter <= "~" else unicodedata.normalize("NFKD", letter)[0]
    return WIDTHS[font][ord(base) - 32] if " " <= base <= "~" else WIDE


def broken(text: str, font: str, size: int, room: int) -> Iterator[str]:
    """A text in lines that fit into `room` tenths of a point; a word wider than that is cut."""
    line = ""
    for word in text.split():
        while width(word, font, size) > room:
            cut = next(n for n in range(len(word), 0, -1) if width(word[:n], font, size) <= room)
            if line:
                yield line
            line = ""
            yield word[:cut]
            word = word[cut:]  # noqa: PLW2901
        longer = f"{line} {word}" if line else word
        if width(longer, font, size) <= room:
            line = longer
            continue
        yield line
        line = word
    if line:
        yield line


def string(text: str) -> bytes:
    """A text in WinAnsi as the file writes it."""
    raw = encoded(text)
    for sign in (b"\\", b"(", b")"):
        raw = raw.replace(sign, b"\\" + sign)
    return b"(" + raw.replace(b"\r", b" ").replace(b"\n", b" ") + b")"

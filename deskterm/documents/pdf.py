"""A PDF of text alone: A4 pages in Helvetica and its bold, which every reader has.

What a page of terms needs of the format fits on a page, so no library is laid for it (fpdf2, which would be
one, brings Pillow and fontTools, and writes no euro without a font of its own). A text whose letters WinAnsi
has (western European languages, the euro, quotation marks, dashes) is drawn in Helvetica; where one letter is
another's, all of it is drawn in the face that goes into the file with it (`faces`), so that no word stands
out. A letter of neither is written as the nearest that there is, and `beyond` names it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import groupby

from deskterm.documents.faces import Face, face, stream

# All lengths and sizes are whole tenths of a point.
WIDTH, HEIGHT = 5950, 8420  # A4
LEFT, RIGHT, TOP, BOTTOM, FOOT = 540, 540, 600, 640, 360
PLAIN, BOLD = "F1", "F2"
CARRIED = {PLAIN: "F3", BOLD: "F4"}  # the faces that go into the file with the text that needs them
OWN = {"F3": PLAIN, "F4": BOLD}
NAMES = {"F3": "DejaVuSansCondensed", "F4": "DejaVuSansCondensed-Bold"}
FIRST_LINES = 3  # of an entry, which stay together
_HEADING = 390  # what a title takes with the line below it
NUMBER = 340  # for the number before a line
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
_SIGNS = dict(zip("«»“”‘’–€ºª°·", (556, 556, 333, 333, 222, 222, 556, 556, 365, 370, 400, 278), strict=True))


_WORDS = re.compile(r"(\s+)")


def encoded(text: str) -> bytes:
    """Text in WinAnsi; a letter that it lacks without its accents, any other sign as a question mark."""
    return drawable(text).encode("cp1252", "replace")


@cache
def nearest(letter: str) -> str:
    """A letter as it can be drawn: itself, else without its accents, else a question mark."""
    if _is_western(letter) or _carried(CARRIED[PLAIN]).has(letter):
        return letter
    plain = unicodedata.normalize("NFKD", letter)
    kept = "".join(one for one in plain if not unicodedata.combining(one))
    if not kept or unicodedata.category(letter) == "Cf":  # what has no shape, as a mark of direction
        return ""
    drawn = kept != letter and all(_is_western(one) or _carried(CARRIED[PLAIN]).has(one) for one in kept)
    return kept if drawn else "?"


def drawable(text: str) -> str:
    """A text with the nearest letter in the place of each that cannot be drawn."""
    told = unicodedata.normalize("NFC", text)
    return told if _is_western(told) else "".join(map(nearest, told))


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
    return all(map(_carried(font).has, text)) if font in NAMES else _is_western(text)


def _carried(font: str) -> Face:
    return face(NAMES[font])


def _is_western(text: str) -> bool:
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
        return _carried(font).advance(letter)
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


class Pages:
    """Pages that are written from top to bottom; a new one begins where a line does not fit.

    `text`: all that they will say, by whose letters the font is chosen.
    """

    def __init__(self, *, title: str, language: str, text: str = "") -> None:
        self._title, self._language = title, language
        western = _is_western(drawable(title + text))
        self._fonts = {PLAIN: PLAIN, BOLD: BOLD} if western else CARRIED
        self._pages: list[list[bytes]] = []
        self._used: dict[str, dict[int, str]] = {}  # by carried font, which glyph draws which letter
        self._at = 0
        self._turn()

    def heading(self, text: str, below: int = 0) -> None:
        """The title of a part, on one page with what stands `below` it: never the last line of a page."""
        self._room(max(600, _HEADING + below))
        self._at -= 120
        self._line(text, LEFT, self._fonts[BOLD], 120)
        left, right, y = _point(LEFT), _point(WIDTH - RIGHT), _point(self._at - 40)
        self._pages[-1].append(f"0.6 G 0.5 w {left} {y} m {right} {y} l S".encode())
        self._at -= 100

    def write(
        self, text: str, *, font: str = PLAIN, size: int = 100, gap: int = 40, grey: bool = False
    ) -> None:
        """A paragraph across the page."""
        drawn = self._fonts[font]
        for line in broken(text, drawn, size, WIDTH - LEFT - RIGHT):
            self._line(line, LEFT, drawn, size, grey=grey)
        self._at -= gap

    def needed(self, text: str, size: int, gap: int) -> int:
        """The room that a paragraph across the page takes."""
        return len([*broken(text, self._fonts[PLAIN], size, WIDTH - LEFT - RIGHT)]) * _height(size) + gap

    def entry(self, number: str, paragraphs: Iterable[tuple[str, str]], size: int = 100) -> None:
        """A number in the margin and paragraphs beside it; the first lines stay with the number."""
        told = [(text, self._fonts[font]) for text, font in paragraphs if text]
        self._room(FIRST_LINES * _height(size))
        first = True
        for text, font in told:
            for line in broken(text, font, size, WIDTH - LEFT - RIGHT - NUMBER):
                self._room(_height(size))
                if first:
                    self._put(number, LEFT, self._at - size, self._fonts[PLAIN], size - 10, grey=True)
                self._line(line, LEFT + NUMBER, font, size)
                first = False
        self._at -= 50

    def space(self, length: int) -> None:
        """So much room before what follows."""
        self._at -= length

    def finish(self) -> bytes:
        """The file."""
        count, plain = len(self._pages), self._fonts[PLAIN]
        for n, page in enumerate(self._pages, 1):
            foot = f"{n} / {count}"
            page.append(self._shown(self._title, LEFT, FOOT, plain, 80, grey=True))
            page.append(self._shown(foot, WIDTH - RIGHT - width(foot, plain, 80), FOOT, plain, 80, grey=True))
        pages = [b"\n".join(page) for page in self._pages]
        return _file(pages, self._title, self._language, self._used)

    def _turn(self) -> None:
        self._pages.append([])
        self._at = HEIGHT - TOP

    def _room(self, length: int) -> None:
        if self._at - length < BOTTOM:
            self._turn()

    def _line(self, text: str, x: int, font: str, size: int, *, grey: bool = False) -> None:
        self._room(_height(size))
        self._put(text, x, self._at - size, font, size, grey=grey)
        self._at -= _height(size)

    def _put(self, text: str, x: int, y: int, font: str, size: int, *, grey: bool = False) -> None:
        self._pages[-1].append(self._shown(text, x, y, font, size, grey=grey))

    def _shown(self, text: str, x: int, y: int, font: str, size: int, *, grey: bool = False) -> bytes:
        """One line of text as the page draws it."""
        colour = b"0.35 g" if grey else b"0.1 g"
        place = f" {_point(x)} {_point(y)} Td".encode()
        told: list[bytes] = []
        for name, piece in runs(drawable(text), font):
            chosen = f"/{name} {_point(size)} Tf".encode()
            told.append(b"%s%s %s Tj" % (chosen, b"" if told else place, self._drawn(piece, name)))
        return b"%s BT %s ET" % (colour, b" ".join(told))

    def _drawn(self, text: str, font: str) -> bytes:
        """A piece as its font has it: letters in WinAnsi, or the numbers of a carried face's glyphs."""
        if font not in NAMES:
            return _string(text)
        glyphs = {_carried(font).glyph(letter): letter for letter in text}
        self._used.setdefault(font, {}).update(glyphs)
        return b"<%s>" % b"".join(b"%04X" % _carried(font).glyph(letter) for letter in text)


def _height(size: int) -> int:
    """The height of a line of letters of that size."""
    return size * 135 // 100


def _point(tenths: int) -> str:
    """A length as the file writes it, in points."""
    return f"{tenths // 10}.{tenths % 10}"


def _string(text: str) -> bytes:
    raw = encoded(text)
    for sign in (b"\\", b"(", b")"):
        raw = raw.replace(sign, b"\\" + sign)
    return b"(" + raw.replace(b"\r", b" ").replace(b"\n", b" ") + b")"


def _named(text: str) -> bytes:
    """A text that no font draws, as the file's title: in Unicode where WinAnsi lacks a letter."""
    return _string(text) if _is_western(text) else b"<FEFF%s>" % text.encode("utf-16-be").hex().encode()


def _file(pages: list[bytes], title: str, language: str, used: Mapping[str, Mapping[int, str]]) -> bytes:
    """The objects of the file, and where each begins."""
    after = 6 + 2 * len(pages)  # the number of the first object behind the pages
    carried = {font: after + 5 * n for n, font in enumerate(sorted(used))}
    fonts = b"".join(b" /%s %d 0 R" % (font.encode(), number) for font, number in carried.items())
    fonts = b"<< /F1 3 0 R /F2 4 0 R%s >>" % fonts
    kids = b" ".join(b"%d 0 R" % (6 + 2 * n) for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang %s >>" % _string(language),
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        b"<< /Title %s /Producer (deskterm) >>" % _named(title),
    ]
    for n, page in enumerate(pages):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d]"
            b" /Resources << /Font %s >> /Contents %d 0 R >>" % (WIDTH // 10, HEIGHT // 10, fonts, 7 + 2 * n)
        )
        objects.append(stream(page))
    for font, number in carried.items():
        objects += _carried(font).objects(used[font], number)
    return _joined(objects)


def _joined(objects: list[bytes]) -> bytes:
    """The file of these objects, the first of which is its catalogue and the fifth what it is called."""
    found, starts = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for n, body in enumerate(objects, 1):
        starts.append(len(found))
        found += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    tail = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n"
    tail += b"<< /Size %d /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return bytes(found) + tail % (len(objects) + 1, table, len(objects) + 1, len(found))

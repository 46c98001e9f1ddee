"""Pages of a PDF, written from top to bottom: paragraphs, numbered lines, and what stands at a place.

What a page of ours needs of the format fits on a page, so no library is laid for it: fpdf2, which would be
one, brings Pillow and fontTools, 48 MB that every installation would carry. The fonts are `lettering`'s, the
objects of the file `pdf_file`'s.
"""

from __future__ import annotations

from collections.abc import Iterable

from deskterm.documents.lettering import (
    BOLD,
    CARRIED,
    NAMES,
    PLAIN,
    broken,
    carried,
    drawable,
    is_western,
    runs,
    string,
    width,
)
from deskterm.documents.pdf_file import HEIGHT, WIDTH, file_of
from deskterm.models.files.pictures import Picture

# All lengths and sizes are whole tenths of a point.
LEFT, RIGHT, TOP, BOTTOM, FOOT = 540, 540, 600, 640, 360
FIRST_LINES = 3  # of an entry, which stay together
_HEADING = 390  # what a title takes with the line below it
NUMBER = 340  # for the number before a line


class Pages:
    """Pages that are written from top to bottom; a new one begins where a line does not fit.

    `text`: all that they will say, by whose letters the font is chosen.
    """

    def __init__(self, *, title: str, language: str, text: str = "") -> None:
        self._title, self._language = title, language
        western = is_western(drawable(title + text))
        self._fonts = {PLAIN: PLAIN, BOLD: BOLD} if western else CARRIED
        self._pages: list[list[bytes]] = []
        self._used: dict[str, dict[int, str]] = {}  # by carried font, which glyph draws which letter
        self._pictures: list[Picture] = []
        self._at = 0
        self._turn()

    def heading(self, text: str, below: int = 0) -> None:
        """The title of a part, on one page with what stands `below` it: never the last line of a page."""
        self._room(max(600, _HEADING + below))
        self._at -= 120
        self._line(text, LEFT, self._fonts[BOLD], 120)
        self._rule(self._at - 40)
        self._at -= 100

    def write(
        self, text: str, *, bold: bool = False, size: int = 100, gap: int = 40, grey: bool = False
    ) -> None:
        """A paragraph across the page."""
        drawn = self._fonts[BOLD if bold else PLAIN]
        for line in broken(text, drawn, size, WIDTH - LEFT - RIGHT):
            self._line(line, LEFT, drawn, size, grey=grey)
        self._at -= gap

    def needed(self, text: str, size: int, gap: int) -> int:
        """The room that a paragraph across the page takes."""
        return len([*broken(text, self._fonts[PLAIN], size, WIDTH - LEFT - RIGHT)]) * height(size) + gap

    def entry(self, number: str, paragraphs: Iterable[tuple[str, str]], size: int = 100) -> None:
        """A number in the margin and paragraphs beside it; the first lines stay with the number."""
        told = [(text, self._fonts[font]) for text, font in paragraphs if text]
        self._room(FIRST_LINES * height(size))
        first = True
        for text, font in told:
            for line in broken(text, font, size, WIDTH - LEFT - RIGHT - NUMBER):
                self._room(height(size))
                if first:
                    self._put(number, LEFT, self._at - size, self._fonts[PLAIN], size - 10, grey=True)
                self._line(line, LEFT + NUMBER, font, size)
                first = False
        self._at -= 50

    def keep(self, length: int) -> None:
        """Turn the page where so much does not fit on it."""
        self._room(length)

    def turn(self) -> None:
        """Go on with a new page."""
        self._turn()

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
        return file_of(
            pages,
            title=self._title,
            language=self._language,
            used=self._used,
            pictures=self._pictures,
        )

    def _turn(self) -> None:
        self._pages.append([])
        self._at = HEIGHT - TOP

    def _room(self, length: int) -> None:
        if self._at - length < BOTTOM:
            self._turn()

    def _line(self, text: str, x: int, font: str, size: int, *, grey: bool = False) -> None:
        self._room(height(size))
        self._put(text, x, self._at - size, font, size, grey=grey)
        self._at -= height(size)

    def _put(self, text: str, x: int, y: int, font: str, size: int, *, grey: bool = False) -> None:
        self._pages[-1].append(self._shown(text, x, y, font, size, grey=grey))

    def _rule(self, y: int, *, dark: bool = False) -> None:
        """A line from margin to margin."""
        left, right, grey = point(LEFT), point(WIDTH - RIGHT), "0.1" if dark else "0.6"
        self._pages[-1].append(f"{grey} G 0.5 w {left} {point(y)} m {right} {point(y)} l S".encode())

    def _shown(self, text: str, x: int, y: int, font: str, size: int, *, grey: bool = False) -> bytes:
        """One line of text as the page draws it."""
        colour = b"0.35 g" if grey else b"0.1 g"
        place = f" {point(x)} {point(y)} Td".encode()
        told: list[bytes] = []
        for name, piece in runs(drawable(text), font):
            chosen = f"/{name} {point(size)} Tf".encode()
            told.append(b"%s%s %s Tj" % (chosen, b"" if told else place, self._drawn(piece, name)))
        return b"%s BT %s ET" % (colour, b" ".join(told))

    def _drawn(self, text: str, font: str) -> bytes:
        """A piece as its font has it: letters in WinAnsi, or the numbers of a carried face's glyphs."""
        if font not in NAMES:
            return string(text)
        glyphs = {carried(font).glyph(letter): letter for letter in text}
        self._used.setdefault(font, {}).update(glyphs)
        return b"<%s>" % b"".join(b"%04X" % carried(font).glyph(letter) for letter in text)


def height(size: int) -> int:
    """The height of a line of letters of that size."""
    return size * 135 // 100


def point(tenths: int) -> str:
    """A length as the file writes it, in points."""
    return f"{tenths // 10}.{tenths % 10}"

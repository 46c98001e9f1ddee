"""Pages with what a firm's papers have: a letterhead, two sides, tables whose heads stand on every page."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from deskterm.documents.lettering import BOLD, PLAIN, broken, width
from deskterm.documents.pdf import BOTTOM, LEFT, RIGHT, TOP, Pages, height, point
from deskterm.documents.pdf_file import HEIGHT, WIDTH
from deskterm.models.files.pictures import Picture

ROOM = WIDTH - LEFT - RIGHT  # between the margins
GAP = 80  # between two columns
PAGE_ROOM = HEIGHT - TOP - BOTTOM
Cells = list[list[str]]  # of a row, in lines
_PAD = 35  # above and below the words of a row
_LOGO_WIDE, _LOGO_HIGH = 1500, 620


class Written(Struct, frozen=True):
    """A paragraph of a column: what it says and how large, in which letters."""

    text: str
    size: int = 90
    bold: bool = False
    grey: bool = False


class SheetColumn(Struct, frozen=True):
    """A column of a table: its title, its share of the room, whether its cells end at the right."""

    title: str
    share: int
    right: bool = False


class SheetRow(Struct, frozen=True):
    """A row of a table; `bold`: a sum, with a line above."""

    cells: tuple[str, ...]
    bold: bool = False


class PaperSheet(Pages):
    """Pages on which columns stand beside each other."""

    def columns(self, columns: Sequence[Sequence[Written]], shares: Sequence[int], *, end: bool) -> None:
        """Paragraphs in columns beside each other, on one page; `end`: those of the last end at the right."""
        rooms = _rooms(shares)
        broken_ = [
            [(one, line) for one in column for line in self._lines(one.text, one.bold, one.size, room)]
            for column, (_, room) in zip(columns, rooms, strict=True)
        ]
        self._room(max(sum(height(one.size) for one, _ in column) for column in broken_))
        top, low = self._at, self._at
        for place, (column, (x, room)) in enumerate(zip(broken_, rooms, strict=True)):
            self._at = top
            right = end and place == len(rooms) - 1
            for one, line in column:
                self._cell(line, x, room, one, right=right)
                self._at -= height(one.size)
            low = min(low, self._at)
        self._at = low - 40

    def picture(self, one: Picture) -> int:
        """A picture at the left, no larger than a logo is; how high it is drawn."""
        wide = min(_LOGO_WIDE, one.width * _LOGO_HIGH // one.height)
        high = one.height * wide // one.width
        if one not in self._pictures:
            self._pictures.append(one)
        name, low = f"P{self._pictures.index(one)}", self._at - high
        place = f"{point(wide)} 0 0 {point(high)} {point(LEFT)} {point(low)}".encode()
        self._pages[-1].append(b"q %s cm /%s Do Q" % (place, name.encode()))
        return high

    def down_to(self, length: int, since: int) -> None:
        """Go on no higher than so much below a place."""
        self._at = min(self._at, since - length)

    @property
    def at(self) -> int:
        """Where the next line begins, from the foot of the page."""
        return self._at

    def line(self) -> None:
        """A line from margin to margin."""
        self._rule(self._at)
        self._at -= 60

    def table(self, columns: Sequence[SheetColumn], rows: Sequence[SheetRow], size: int = 85) -> None:
        """Rows under their titles, which stand again on every page that the table comes to."""
        rooms = _rooms([one.share for one in columns])
        titles = SheetRow(tuple(one.title for one in columns), bold=True)
        (head,) = self._laid(titles, rooms, size - 5)
        laid = [(row.bold, part) for row in rows for part in self._laid(row, rooms, size)]
        self._room(_high(head, size - 5) + (_high(laid[0][1], size) if laid else 0))
        self._titles(head, columns, rooms, size - 5)
        for bold, lines in laid:
            if self._at - _high(lines, size) < BOTTOM:
                self._turn()
                self._titles(head, columns, rooms, size - 5)
            if bold:
                self._rule(self._at)
            self._row(lines, columns, rooms, Written("", size, bold))
        self._at -= 60

    def _titles(
        self, head: Cells, columns: Sequence[SheetColumn], rooms: Sequence[tuple[int, int]], size: int
    ) -> None:
        self._row(head, columns, rooms, Written("", size, bold=True))
        self._rule(self._at, dark=True)

    def _lines(self, text: str, bold: bool, size: int, room: int) -> list[str]:
        font = self._fonts[BOLD if bold else PLAIN]
        return [line for part in text.split("\n") for line in broken(part, font, size, room)]

    def _laid(self, row: SheetRow, rooms: Sequence[tuple[int, int]], size: int) -> list[Cells]:
        """A row's cells in lines; one that no page would hold goes on in a row below it."""
        cells = [
            self._lines(text, row.bold, size, room) for text, (_, room) in zip(row.cells, rooms, strict=True)
        ]
        most = (PAGE_ROOM - 6 * height(size)) // height(size)
        longest = max(map(len, cells), default=0)
        return [[lines[n : n + most] for lines in cells] for n in range(0, max(longest, 1), most)]

    def _row(
        self, cells: Cells, columns: Sequence[SheetColumn], rooms: Sequence[tuple[int, int]], how: Written
    ) -> None:
        top, high = self._at, _high(cells, how.size)
        for lines, column, (x, room) in zip(cells, columns, rooms, strict=True):
            self._at = top - _PAD
            for line in lines:
                self._cell(line, x, room, how, right=column.right)
                self._at -= height(how.size)
        self._at = top - high

    def _cell(self, line: str, x: int, room: int, how: Written, *, right: bool) -> None:
        font = self._fonts[BOLD if how.bold else PLAIN]
        start = x + room - width(line, font, how.size) if right else x
        self._put(line, start, self._at - how.size, font, how.size, grey=how.grey)


def _high(cells: Cells, size: int) -> int:
    """How high a row is."""
    return max(1, *map(len, cells)) * height(size) + 2 * _PAD


def _rooms(shares: Sequence[int]) -> list[tuple[int, int]]:
    """Where each column begins and how wide it is."""
    free, whole, x, found = ROOM - GAP * (len(shares) - 1), sum(shares), LEFT, []
    for share in shares:
        room = free * share // whole
        found.append((x, room))
        x += room + GAP
    return found

"""A firm's paper as what it says, part by part: one text, drawn as a PDF or written in lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from msgspec import Struct

from deskterm.documents.lettering import beyond
from deskterm.documents.papers.sheet import PaperSheet, SheetColumn, SheetRow, Written
from deskterm.models.files.pictures import Picture

COLUMNS = 78  # of the text
_NARROWEST = 6  # what is left of a column where a table is wider than the text


class Letterhead(Struct, frozen=True, kw_only=True):
    """Who writes: the logo, the name, and the lines below it."""

    name: str
    lines: tuple[str, ...]
    logo: Picture | None = None


class PaperTitle(Struct, frozen=True, kw_only=True):
    """What the paper is; `stamp`: what must be seen of it before all else."""

    text: str
    under: str = ""
    stamp: str = ""


class Sides(Struct, frozen=True, kw_only=True):
    """Two blocks beside each other, each with its title."""

    left: tuple[str, tuple[str, ...]]
    right: tuple[str, tuple[str, ...]]


class Paragraphs(Struct, frozen=True, kw_only=True):
    """Paragraphs under a title ("" = none); `small`: what stands in smaller letters."""

    title: str
    paragraphs: tuple[str, ...]
    small: bool = False


class PaperTable(Struct, frozen=True, kw_only=True):
    """Rows under a title."""

    title: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[SheetRow, ...]


class Signing(Struct, frozen=True, kw_only=True):
    """Where it is signed: the words under each line."""

    places: tuple[str, ...]


class NewPage(Struct, frozen=True):
    """What follows begins on a page of its own."""


Block = Letterhead | PaperTitle | Sides | Paragraphs | PaperTable | Signing | NewPage


class FirmPaper(Struct, frozen=True, kw_only=True):
    """The whole paper in one language; `title` stands at the foot of each page."""

    language: str
    title: str
    blocks: tuple[Block, ...]


def words_of(paper: FirmPaper) -> str:
    """Every word of the paper."""
    return "\n".join((paper.title, *(word for block in paper.blocks for word in _words(block))))


def letters_lost(paper: FirmPaper) -> tuple[str, ...]:
    """The letters of the paper that its PDF cannot show."""
    return beyond(words_of(paper))


def pdf(paper: FirmPaper) -> bytes:
    """The paper as a PDF: the same paper is the same bytes each time."""
    sheet = PaperSheet(title=paper.title, language=paper.language, text=words_of(paper))
    for block in paper.blocks:
        _draw(sheet, block)
    return sheet.finish()


def text(paper: FirmPaper) -> str:
    """The paper in lines."""
    parts = ("\n".join(_written(block)) for block in paper.blocks)
    return "\n\n".join(part for part in parts if part) + "\n"


def _words(block: Block) -> Iterator[str]:
    if isinstance(block, Letterhead):
        yield from (block.name, *block.lines)
    elif isinstance(block, PaperTitle):
        yield from (block.text, block.under, block.stamp)
    elif isinstance(block, Sides):
        for title, lines in (block.left, block.right):
            yield from (title, *lines)
    elif isinstance(block, Paragraphs):
        yield from (block.title, *block.paragraphs)
    elif isinstance(block, PaperTable):
        yield from (block.title, *(one.title for one in block.columns))
        yield from (cell for row in block.rows for cell in row.cells)
    elif isinstance(block, Signing):
        yield from block.places


def _draw(sheet: PaperSheet, block: Block) -> None:
    if isinstance(block, Letterhead):
        _letterhead(sheet, block)
    elif isinstance(block, PaperTitle):
        sheet.write(block.text, bold=True, size=150, gap=10)
        if block.stamp:
            sheet.write(block.stamp, bold=True, size=190, gap=30)
        sheet.write(block.under, size=90, gap=90, grey=True)
    elif isinstance(block, Sides):
        columns = [
            [Written(title, 80, grey=True), *_first_bold(lines)] for title, lines in (block.left, block.right)
        ]
        sheet.columns(columns, (1, 1), end=False)
    elif isinstance(block, Paragraphs):
        size = 75 if block.small else 90
        if block.title:
            sheet.heading(block.title)
        for paragraph in block.paragraphs:
            for one in paragraph.split("\n"):
                sheet.write(one, size=size, gap=5 if block.small else 20, grey=block.small)
        sheet.space(20)
    elif isinstance(block, PaperTable):
        if block.title:
            sheet.heading(block.title, 400)
        sheet.table(block.columns, block.rows)
    elif isinstance(block, Signing):
        _signing(sheet, block)
    else:
        sheet.turn()


def _first_bold(lines: Sequence[str]) -> list[Written]:
    return [Written(one, 95 if not n else 90, bold=not n) for n, one in enumerate(lines) if one]


def _letterhead(sheet: PaperSheet, block: Letterhead) -> None:
    top = sheet.at
    high = sheet.picture(block.logo) if block.logo else 0
    own = [Written(block.name, 120, bold=True), *(Written(one, 80, grey=True) for one in block.lines)]
    sheet.columns([[], own] if high else [own], (1, 2) if high else (1,), end=bool(high))
    sheet.down_to(high + 40, top)
    sheet.line()


def _signing(sheet: PaperSheet, block: Signing) -> None:
    sheet.keep(900)
    sheet.space(500)
    sheet.columns(
        [[Written("_" * 28), Written(one, 80, grey=True)] for one in block.places],
        [1] * len(block.places),
        end=False,
    )


def _written(block: Block) -> Iterator[str]:
    """A part of the paper in lines."""
    if isinstance(block, Letterhead):
        yield from _folded((block.name, *block.lines))
    elif isinstance(block, PaperTitle):
        yield from _folded((block.text.upper(), block.stamp, block.under))
    elif isinstance(block, Sides):
        for title, lines in (block.left, block.right):
            yield title.upper()
            yield from _folded(lines, "  ")
    elif isinstance(block, Paragraphs):
        if block.title:
            yield block.title.upper()
        yield from _folded((one for part in block.paragraphs for one in part.split("\n")), "  ")
    elif isinstance(block, PaperTable):
        if block.title:
            yield block.title.upper()
        yield from _columned(block)
    elif isinstance(block, Signing):
        yield from (f"{one}: {'_' * 30}" for one in block.places)


def _folded(lines: Sequence[str] | Iterator[str], start: str = "") -> Iterator[str]:
    for one in lines:
        yield from wrap(one, COLUMNS, initial_indent=start, subsequent_indent=start)


def _columned(table: PaperTable) -> Iterator[str]:
    """A table in lines; the widest column gives way where all of them do not fit."""
    cells = [tuple(one.title for one in table.columns), *(row.cells for row in table.rows)]
    widths = [max(len(row[n]) for row in cells) for n in range(len(table.columns))]
    while sum(widths) + 2 * len(widths) > COLUMNS and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    for row in cells:
        folded = [wrap(cell, wide) or [""] for cell, wide in zip(row, widths, strict=True)]
        for n in range(max(map(len, folded))):
            told = (
                f"{lines[n] if n < len(lines) else '':{'>' if column.right else '<'}{wide}}"
                for lines, wide, column in zip(folded, widths, table.columns, strict=True)
            )
            yield "  " + "  ".join(told).rstrip()

"""The statement of a customer's packs as a paper and as a table: opening, movements, closing, of each."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator

from deskterm.desk.steps.packs.balance_lines import PackStatement, StatementLine, kind_of
from deskterm.documents.cells import cell, decimal, separator
from deskterm.documents.papers.paper import (
    Block,
    FirmPaper,
    Letterhead,
    PaperTable,
    PaperTitle,
    Paragraphs,
    Sides,
)
from deskterm.documents.papers.sheet import SheetColumn, SheetRow
from deskterm.locale import language, moments, t
from deskterm.locale.measures import amount
from deskterm.models.basics.currencies import currency
from deskterm.models.basics.money import in_euro

COLUMNS = "pack name unit day movement ticket report note amount left".split()


def paper(
    head: Letterhead,
    whose: tuple[str, ...],
    packs: tuple[PackStatement, ...],
    *,
    low: str,
    high: str,
    called: Callable[[str], str],
) -> FirmPaper:
    """The statement in the language in force; `called`: the name of a kind of pack."""
    title = t("paper.statement.title", low=moments.day(low), high=moments.day(high))
    held = [t("paper.statement.line", name=called(one.pack.kind), left=_held(one)) for one in packs]
    blocks: list[Block] = [
        head,
        PaperTitle(text=title),
        Sides(left=(t("paper.customer"), whose), right=(t("paper.statement.closing"), tuple(held))),
        *(_table(one, called(one.pack.kind), low, high) for one in packs),
    ]
    if not packs:
        blocks.append(Paragraphs(title="", paragraphs=(t("paper.statement.nothing"),)))
    return FirmPaper(language=language(), title=title, blocks=tuple(blocks))


def table(packs: tuple[PackStatement, ...], *, called: Callable[[str], str]) -> str:
    """The movements as a table for a spreadsheet, each in the unit of its pack."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=separator())
    writer.writerow([t(f"paper.csv.{name}") for name in COLUMNS])
    for one in packs:
        unit = one.pack.unit
        shared = [one.pack.id, cell(called(one.pack.kind)), _unit(unit)]
        writer.writerow(
            [*shared, "", t("paper.statement.opening"), "", "", "", "", _figure(one.opening, unit)]
        )
        for line in one.lines:
            moved = line.movement
            told = [line.day, _word(line), cell(moved.ticket), cell(moved.report), cell(moved.note)]
            writer.writerow([*shared, *told, _figure(moved.amount, unit), _figure(line.left, unit)])
        writer.writerow(
            [*shared, "", t("paper.statement.closing"), "", "", "", "", _figure(one.closing, unit)]
        )
    return stream.getvalue()


def _unit(unit: str) -> str:
    return currency() if unit == "cent" else t(f"paper.unit.{unit}")


def _figure(number: int, unit: str) -> str:
    return decimal(in_euro(number)) if unit == "cent" else str(number)


def _held(one: PackStatement) -> str:
    return amount(one.closing, one.pack.unit) or "0"


def _table(one: PackStatement, name: str, low: str, high: str) -> PaperTable:
    pack = one.pack
    ends = t("paper.statement.until", day=moments.day(pack.expires_on)) if pack.expires_on else ""
    columns = (
        SheetColumn(t("paper.col.day"), 12),
        SheetColumn(t("paper.col.movement"), 44),
        SheetColumn(t("paper.col.ticket"), 24),
        SheetColumn(t("paper.col.amount"), 16, right=True),
        SheetColumn(t("paper.col.left"), 16, right=True),
    )
    opening = ("", t("paper.statement.opened", day=moments.day(low)), "", "", _units(one.opening, pack.unit))
    closing = ("", t("paper.statement.closed", day=moments.day(high)), "", "", _units(one.closing, pack.unit))
    return PaperTable(
        title=" · ".join(part for part in (t("paper.statement.pack", name=name, id=pack.id), ends) if part),
        columns=columns,
        rows=(
            SheetRow(opening, bold=True),
            *(SheetRow(tuple(_cells(line, pack.unit))) for line in one.lines),
            SheetRow(closing, bold=True),
        ),
    )


def _cells(line: StatementLine, unit: str) -> Iterator[str]:
    moved = line.movement
    yield moments.day(line.day)
    yield f"{_word(line)}: {moved.note}" if moved.note else _word(line)
    yield moved.report or moved.ticket
    yield amount(moved.amount, unit, signed=True)
    yield _units(line.left, unit)


def _units(number: int, unit: str) -> str:
    return amount(number, unit) or "0"


def _word(line: StatementLine) -> str:
    return t(f"paper.moved.{kind_of(line.movement)}")

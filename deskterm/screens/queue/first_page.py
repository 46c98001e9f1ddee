"""The queue as it is shown while the screens are still being loaded; without Textual."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deskterm.desk.errors import DeskError
from deskterm.locale import t
from deskterm.screens.queue.sources import TicketSource, columns
from deskterm.widgets.list.columns import drawn_row, longest
from deskterm.widgets.list.loading import PAGE

if TYPE_CHECKING:
    from deskterm.desk.context import Desk

BENEATH = 12  # lines under the list that the queue keeps for preview, call bar and keys


def first_page(desk: Desk, width: int, height: int) -> str:
    """Title, heading and first rows, each line at its place; only the title where the desk is busy."""
    lines = [f" {t('actions.screen.queue')}", ""]
    try:
        source = TicketSource(desk, "queue")
        shape = columns("queue", desk, source.count())
        page = source.page(0, PAGE)
        rows, long = page[: max(1, height - BENEATH)], longest(shape, (row.cells for row in page))
        lines.append("  " + drawn_row(shape, tuple(column.title for column in shape), width - 3, long))
        signs = ["▌ ", *["  "] * len(rows)]
        drawn = [drawn_row(shape, row.cells, width - 3, long) for row in rows]
        lines += [sign + row for sign, row in zip(signs, drawn, strict=False)]
    except DeskError:
        pass  # the screens will say it
    return "".join(f"\x1b[{at};1H{line}" for at, line in enumerate(lines, 1))

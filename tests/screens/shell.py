"""A screen made only of the shell's parts, over a real desk, to prove the shell."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import ClassVar

import deskterm.app
from deskterm.app import DeskApp
from deskterm.desk.context import Desk, make_desk
from deskterm.widgets.list.columns import ListColumn, Row
from deskterm.widgets.list.window_list import WindowList
from deskterm.widgets.screen import DeskScreen
from textual.app import ComposeResult

SERVICE = Path(__file__).parents[2] / "data/services/delta-system.toml"
COLUMNS = (
    ListColumn("#", 7, "right"),
    ListColumn("Ticket", 9),
    ListColumn("Cliente", 18, drop=1),
    ListColumn("Oggetto", flex=True),
    ListColumn("Scade", 12),
)


class Counted:
    """A source of made-up rows, as many as asked, that remembers what it was asked."""

    def __init__(self, count: int, subject: str = "Stampa registro IVA") -> None:
        self.rows = list(range(count)) if count <= 10_000 else range(count)
        self.subject = subject
        self.asked: list[tuple[int, int]] = []

    def count(self) -> int:
        return len(self.rows)

    def page(self, start: int, size: int) -> list[Row]:
        self.asked.append((start, size))
        return [self.row(at, number) for at, number in enumerate(self.rows[start : start + size], start)]

    def row(self, at: int, number: int) -> Row:
        code = f"TK{number:06}"
        return Row(
            code, (str(at + 1), code, "Studio Bianchi", self.subject, ("oggi 11:20 !", "late")), number
        )

    def position(self, key: object) -> int | None:
        number = int(str(key)[2:])
        return self.rows.index(number) if number in self.rows else None


class ListScreen(DeskScreen):
    NAME = "queue"

    def __init__(self, source: Counted | None = None) -> None:
        super().__init__()
        self.source = source or Counted(500)
        self.told: list[object] = []
        self.opened: list[object] = []
        self.loads = 0
        self.places: list[str] = []

    def body(self) -> ComposeResult:
        yield WindowList(self.source, COLUMNS, empty="Nessuno aspetta")

    def load(self) -> None:
        self.loads += 1
        self.headline(f"{self.source.count()} in attesa")
        self.query_one(WindowList).reload()

    def view(self, place: str) -> None:
        self.places.append(place)

    def on_window_list_highlighted(self, message: WindowList.Highlighted) -> None:
        self.told.append(message.row.key if message.row else None)

    def on_window_list_opened(self, message: WindowList.Opened) -> None:
        self.opened.append(message.row.key)


def desk_at(folder: Path, **kwargs) -> Desk:
    return make_desk(folder, SERVICE.read_text(encoding="utf-8"), str(SERVICE), who="mzen", **kwargs)


def app_class(screen) -> type[DeskApp]:
    """The application, with what `screen` makes in the queue's place."""

    class TestApp(DeskApp):
        MODES: ClassVar = {**DeskApp.MODES, "queue": screen}

    return TestApp


def app_with(desk: Desk, screen, **kwargs) -> DeskApp:
    """One of them, at `desk`."""
    return app_class(screen)(desk, **kwargs)


if __name__ == "__main__":
    # `python tests/screens/shell.py FOLDER [ROWS]`: the same in a real terminal.
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else 500
    deskterm.app.DeskApp = app_class(lambda: ListScreen(Counted(rows)))
    sys.exit(deskterm.app.run_app(desk_at(Path(sys.argv[1]))))

"""What the screens that nobody has opened yet will need is got while nobody types.

A first visit would otherwise read its modules and parse its looks, and Textual with them those of every
screen that there is.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from textual.css.stylesheet import Stylesheet
from textual.screen import Screen

from deskterm.routes import DOORS
from deskterm.widgets.work import once

BEGIN = 0.1  # seconds after the first paint is over
STILL = 0.25  # seconds since the last key
STEP = 0.01  # seconds between two steps
MOST = 1024  # style sheets of which the rules are kept
# Where one goes first: the places in the order of their keys, then what opens on top of them.
FIRST = ("packs", "backlog", "agenda", "shift", "ticket", "call", "triage", "ring", "request")
OVER = (
    "deskterm.widgets.dialogs.help_sheet",
    "deskterm.widgets.dialogs.messages",
    "deskterm.widgets.dialogs.palette",
)


class Looks(Stylesheet):
    """Style sheets that are parsed once, and again where the colours have changed.

    Textual parses them all at the first visit of each screen: it forgets the rules of the same colours, and
    it keeps those of sixty-four sheets, fewer than there are.
    """

    def __init__(self, *, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self._parse_cache.maxsize = MOST

    def set_variables(self, variables: dict[str, str]) -> None:
        """Other colours; the same ones change nothing."""
        if variables != self._variables:
            super().set_variables(variables)

    def reparse(self) -> None:
        """Parse what is not parsed yet under these colours."""
        self.parse()


class Ahead:
    """One module or one screen's looks at a time, never between two keys that follow each other."""

    def __init__(self, app: Any) -> None:
        self._app, self._steps = app, self._all()

    def begin(self) -> None:
        """Once the first paint is over."""
        once(self._app, BEGIN, self._go_on)

    def _go_on(self) -> None:
        if not self._app.typing.rests(STILL):
            once(self._app, STILL, self._go_on)
        elif next(self._steps, self) is not self:
            once(self._app, STEP, self._go_on)

    def _all(self) -> Iterator[None]:
        self._app.hands.give(self._holidays)
        yield
        for name in (*FIRST, *(name for name in DOORS if name not in FIRST)):
            module, _, attribute = DOORS[name].partition(":")
            screen = getattr(import_module(module), attribute)
            yield
            if isinstance(screen, type) and issubclass(screen, Screen) and isinstance(screen.CSS_PATH, str):
                self._read(Path(inspect.getfile(screen)).with_name(screen.CSS_PATH))
                yield
        for module in OVER:
            import_module(module)
            yield

    def _holidays(self) -> None:
        desk = self._app.desk
        for name in desk.service.calendars:
            desk.service.calendar(name).is_open(desk.now())

    def _read(self, looks: Path) -> None:
        sheet, path = self._app.stylesheet, looks.resolve()
        if not sheet.has_source(str(path), ""):
            sheet.read(path)
            sheet.parse()

"""All that speaks in the line above the keys: answers to keys, what falls due, colleagues."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Literal

from deskterm.locale import on_screens
from deskterm.widgets.status.colleagues import Colleagues
from deskterm.widgets.status.falling_due import FallingDue
from deskterm.widgets.status.line import draw, standing
from deskterm.widgets.status.spoken import Saying

LONG = 1.0  # seconds after which a deed that waits behind another process is spoken of
About = Literal["promised", "feed", "mailboxes", "did", "others"]


class StatusLine:
    """The line of one program."""

    def __init__(self, app: Any) -> None:
        on_screens(True)
        self._app = app
        self.spoken = Saying(partial(draw, app))
        self.due, self.colleagues = FallingDue(self.spoken, app), Colleagues(self.spoken, app)
        self._stood: tuple[object, ...] = ()  # where it was drawn last, and what
        self._hear: dict[About, Callable[..., None]] = {
            "promised": self.due.promised,
            "feed": partial(self.due.stands, "feed"),
            "mailboxes": partial(self.due.stands, "mailboxes"),
            "did": self.colleagues.did,
            "others": self.colleagues.look,
        }

    def heard(self, about: About, *given: Any) -> None:
        """What the watch has seen."""
        self._hear[about](*given)

    def tick(self, now: int) -> None:
        """A second has passed."""
        self.due.tick(now)
        self._draw_what_changed()

    def arrived(self) -> None:
        """Another screen is in front: what is due there needs no more words, and the line stands there."""
        self.due.arrived()
        draw(self._app)

    def look_round(self) -> None:
        """A moment has passed: others see what is in front here; a deed may wait, a dialog may lie here."""
        self.colleagues.tick()
        self.due.waits(self._app.desk.waiting() >= LONG)
        self._draw_what_changed()

    def _draw_what_changed(self) -> None:
        """Nothing is sent to a terminal on which the same stands already."""
        stands = standing(self._app)
        if stands != self._stood:
            self._stood = stands
            draw(self._app)

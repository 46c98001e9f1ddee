"""What the program says, for tests: in the line above the keys, and everything that it has said."""

from __future__ import annotations

import time

from deskterm.widgets.bars import CallBar

from tests.screens.conftest import lines


def said(app) -> list[str]:
    """All that was said, oldest first."""
    return [word.text for word in app.spoken.kept]


def last_said(app) -> str:
    """The last of it."""
    return said(app)[-1]


def line(app) -> str:
    """What stands in the line above the keys now, with its sign; what goes on in the row below too."""
    under = app.screen is not app.desk_screen
    at = app.size.height - 2 if under else app.screen.query_one(CallBar).region.y
    return " ".join(" ".join(lines(app)[at : at + 2]).split())


def shown(app) -> str:
    """What is said now; "" for nothing."""
    return app.spoken.shown.text if app.spoken.shown else ""


def silence(app) -> None:
    """Nothing is said any more."""
    app.spoken.clear()


def look_away(app, seconds: float = 60) -> None:
    """Let so many seconds pass for whoever would read the line."""
    ahead = app.spoken.clock() + seconds - time.monotonic()
    app.spoken.clock = lambda: time.monotonic() + ahead

"""The demo desk for tests: made once, copied for each test, with a clock that the test moves."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

from deskterm.app import DeskApp
from deskterm.desk.context import Desk, open_desk
from deskterm.desk.demo.demo import make_demo
from deskterm.mail.reading.parse import parse

from tests.clocks import Watch, rome
from tests.laid import kept_while_we_run

MORNING = rome("2026-03-03T09:12:00")


class Clock(Watch):
    """The time at the desk: Tuesday 3 March 2026, 09:12, until a test moves it."""

    def __init__(self) -> None:
        self.at = MORNING

    def pass_(self, *, minutes: int = 0, hours: int = 0) -> None:
        self.at += 60 * minutes + 3_600 * hours


@cache
def _original() -> Path:
    folder = kept_while_we_run("demo")
    read_mail = lambda raw, now, trusted: parse(raw, now=now, trusted_servers=trusted, beneath=trusted)  # noqa: E731
    make_demo(folder / "desk", read_mail=read_mail, who="luca").close()
    return folder / "desk"


def demo_at(folder: Path, *, who: str = "luca") -> Desk:
    """A demo desk of this test's own."""
    if not folder.exists():
        shutil.copytree(_original(), folder)
    return open_desk(folder, who=who, clock=Clock())


def app_at(folder: Path, **kwargs) -> DeskApp:
    """The program at such a desk."""
    return DeskApp(demo_at(folder, **kwargs))

"""A house under one firm's terms, with its desk, its line and its screens side by side at one clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from deskterm import locale
from deskterm.app import DeskApp
from deskterm.desk.terms import files
from deskterm.models.basics.wall_clock import local

from tests.clocks import Watch
from tests.commands.conftest import Line, home
from tests.lawful import every_deed_tells  # noqa: F401  # watches every test here
from tests.scenarios.telling import Firm
from tests.screens.conftest import calm_surroundings, settle, shut_at_night, text
from tests.screens.counter import opened, press

__all__ = ["calm_surroundings", "home", "shut_at_night"]


class Lived(Firm):
    """A firm, and what its people see: `said` on the line, `shown` on a screen."""

    def __init__(self, folder, service: str, at: str, *, text: str = "", **given) -> None:
        self.folder, self.home = folder / service, folder / "home"
        super().__init__(folder, service, Watch(at), text=text, **given)

    def line(self, *words: str, code: int | None = 0, lang: str = "it"):
        """A command at this desk, at the watch's time; its answer."""
        locale.choose(None)
        line = Line(self.folder, self.home)
        line.who = "luca"
        at = datetime.fromtimestamp(self.watch(), UTC).isoformat()
        try:
            return line(*words, at=at, lang=lang, code=code)
        finally:
            locale.choose("it")

    def said(self, *words: str, code: int | None = 0) -> str:
        """What a command says to people, its line ends and its margins taken out."""
        answer = self.line(*words, code=code)
        return flat(answer.out + " " + answer.err)

    async def shown(self, door: str = "", code: str = "", *, size=(110, 40), keys: tuple[str, ...] = ()):
        """What a screen shows: the queue, or the one behind a door, after these keys."""
        async with DeskApp(self.desk).run_test(size=size) as pilot:
            await settle(pilot)
            if door:
                await opened(pilot, door, *([code] if code else []))
            await press(pilot, *keys)
            return text(pilot.app)

    def today(self) -> str:
        return local(self.watch(), self.desk.service.tz).date().isoformat()


def flat(text: str) -> str:
    """A text in one line, single blanks."""
    return " ".join(text.split())


@pytest.fixture
def live(tmp_path) -> Callable[..., Lived]:
    """Makes the house of a service at a time: `live("omniagest", "2026-03-02T09:00")`."""
    made: list[Lived] = []
    locale.choose("it")

    def house(
        service: str, at: str = "2026-03-02T09:00", *, changed: tuple[tuple[str, str], ...] = (), **given
    ):
        """`changed`: places of the shipped file, each with what stands there instead."""
        terms = files.text_of(service)
        for before, after in changed:
            assert before in terms, before
            terms = terms.replace(before, after)
        made.append(Lived(tmp_path, service, at, text=terms, **given))
        return made[-1]

    yield house
    for one in made:
        one.desk.close()
    locale.choose(None)

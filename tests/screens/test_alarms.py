"""A call that costs looks like an alarm on every terminal; without colours its sign and its word say it."""

from __future__ import annotations

import pytest
from deskterm.desk.calls import timer
from deskterm.widgets import themes
from rich.color import ColorSystem
from textual.app import App
from textual.color import Color

from tests.screens.conftest import settle, strips, text
from tests.screens.counter import Counter, opened, press, still

YELLOW = {ColorSystem.STANDARD: {3, 11}, ColorSystem.EIGHT_BIT: {214, 220, 221, 226}}
RED = {ColorSystem.STANDARD: {1, 9}, ColorSystem.EIGHT_BIT: {124, 160, 196, 203}}


def papers(app: App, words: str, system: ColorSystem) -> set[int]:
    """The colours behind the words, as a terminal of so many colours shows them."""
    behind = set()
    for strip in strips(app):
        for part, style, _ in strip:
            if words in part and style:
                ground = style.color if style.reverse else style.bgcolor
                behind.add(ground.downgrade(system).number)
    return behind


@pytest.fixture
def counter(tmp_path):
    return Counter(tmp_path / "desk")


async def test_phone_fault_15_four_minutes_are_yellow_and_five_are_red_in_every_theme(counter):
    timer.start(counter.desk, counter.taken("C002"))
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        for seconds, sign, words, colours in (
            (241, "! fra 59 s", "diventa fatturabile", YELLOW),
            (60, "!! fatturabile", "fatturabile da ora", RED),
        ):
            await counter.pass_time(pilot, seconds)
            await opened(pilot, "call")
            for theme in themes.NAMES:
                app.theme = theme
                await settle(pilot)
                for system, right in colours.items():
                    found = papers(app, words, system)
                    assert found and found <= right, (theme, system, found)
            assert text(app).count(sign) == 2, "beside the clock, and in the line of the call"
            await press(pilot, "escape")


async def test_a_mark_told_elsewhere_is_told_no_more_once_the_call_is_in_front(counter):
    timer.start(counter.desk, counter.taken("C002"))
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await counter.pass_time(pilot, 241)
        app.line.tick(counter.now)
        assert "a 5:00 diventa fatturabile" in await still(pilot)
        assert "a 5:00 diventa fatturabile" not in await opened(pilot, "call")


async def test_phone_fault_15_without_colours_the_line_of_the_call_stands_out(counter, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    timer.start(counter.desk, counter.taken("C002"))
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await counter.pass_time(pilot, 301)
        await settle(pilot)
        assert "!! fatturabile da ora" in text(app)
        line = next(strip for strip in strips(app) if "fatturabile da ora" in strip.text)
        assert any(style.reverse for part, style, _ in line if "fatturabile" in part)


def test_phone_fault_15_yellow_and_red_are_far_apart_in_256_colours():
    for theme in themes.THEMES:
        names = theme.to_color_system().generate() | theme.variables
        warn, late = (
            Color.parse(names[one]).rich_color.downgrade(ColorSystem.EIGHT_BIT).get_truecolor()
            for one in ("text-warning", "text-error")
        )
        assert abs(warn.green - late.green) >= 80, theme.name

"""The first visit to a place waits for nothing that could have been got while nobody typed."""

import sys
from time import monotonic

import pytest
from deskterm.ahead import Ahead, Looks
from deskterm.app import DeskApp
from deskterm.desk.context import open_desk
from textual.css import stylesheet

from tests.screens.conftest import _parse as in_earnest
from tests.screens.conftest import settle, until
from tests.screens.counter import Counter

PLACES = {"6": "packs", "7": "backlog", "8": "agenda", "9": "shift"}


@pytest.fixture
def app(tmp_path):
    counter = Counter(tmp_path / "desk")
    counter.desk.close()
    return DeskApp(open_desk(counter.folder, who="luca", clock=lambda: counter.now))


async def got(pilot, monkeypatch):
    """Whatever is to be got ahead is there."""
    ended, steps = [], Ahead._all

    def all_steps(self):
        yield from steps(self)
        ended.append(True)

    monkeypatch.setattr(Ahead, "_all", all_steps)
    monkeypatch.setattr("deskterm.ahead.BEGIN", 0.01)
    monkeypatch.setattr("deskterm.ahead.STILL", 0.01)
    Ahead(pilot.app).begin()
    await until(pilot, lambda: bool(ended))
    await settle(pilot)


async def test_a_first_visit_parses_no_style_sheet_that_was_parsed(app, monkeypatch):
    monkeypatch.setattr(stylesheet.Stylesheet, "_parse_rules", in_earnest)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await got(pilot, monkeypatch)
        parsed, parse = [], stylesheet.parse

        def told(scope, css, location, **more):
            parsed.append(location)
            return parse(scope, css, location, **more)

        monkeypatch.setattr(stylesheet, "parse", told)
        for key, place in PLACES.items():
            before = len(parsed)
            await pilot.press(key)
            await settle(pilot)
            assert place == app.desk_screen.NAME
            assert not any(path.endswith(".tcss") for path, _ in parsed[before:]), place
        assert len(parsed) == len(set(parsed))


async def test_modules_and_holidays_are_there_before_the_place_is_asked_for(app, monkeypatch):
    places = ("screens.agenda.screen", "screens.backlog.screen", "widgets.dialogs.help_sheet")
    for name in places:
        monkeypatch.delitem(sys.modules, f"deskterm.{name}", raising=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await got(pilot, monkeypatch)
        assert {f"deskterm.{name}" for name in places} <= set(sys.modules)


async def test_nothing_is_got_between_two_keys(app, monkeypatch):
    steps = []

    def all_steps(_self):
        for number in range(1000):
            steps.append((number, monotonic()))
            yield

    monkeypatch.setattr(Ahead, "_all", all_steps)
    monkeypatch.setattr("deskterm.ahead.BEGIN", 0.0)
    monkeypatch.setattr("deskterm.ahead.STILL", 0.2)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        Ahead(app).begin()
        for _ in range(20):
            await pilot.press("j")
            pressed = monotonic()
            await pilot.pause(0.02)
            assert not any(at > pressed for _, at in steps if monotonic() - pressed < 0.2)
        await until(pilot, lambda: bool(steps) and steps[-1][1] - app.typing.last >= 0.2)


def test_the_same_colours_leave_the_rules_as_they_are_and_others_do_not():
    sheet = Looks(variables={"ink": "red"})
    sheet.add_source("Label { color: $ink; }", ("a.tcss", ""))
    (rule,) = sheet.rules
    sheet.set_variables({"ink": "red"})
    sheet.reparse()
    assert sheet.rules == [rule]
    assert sheet.rules[0] is rule
    sheet.set_variables({"ink": "blue"})
    sheet.reparse()
    assert sheet.rules[0].styles.color != rule.styles.color

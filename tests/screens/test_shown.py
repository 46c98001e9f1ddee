"""Outside text in every widget of the shell: shown literally, never obeyed."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest
from deskterm.widgets.bars import CallBar
from deskterm.widgets.dialogs.boxes import Ask, Choose, Confirm, Write
from deskterm.widgets.dialogs.messages import Messages
from deskterm.widgets.list.window_list import WindowList
from deskterm.widgets.live import Live
from deskterm.widgets.text.shown import LINE_LIMIT, plain, shown, styled

from tests.screens.conftest import settle, text
from tests.screens.hostile import HOSTILE
from tests.screens.said import silence
from tests.screens.shell import Counted, ListScreen, app_with, desk_at

CLICKED = ((3, 0), (10, 0), (42, 5), (45, 5), (60, 19), (60, 20), (10, 22), (20, 22))
BAD = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def test_no_code_point_gets_through_that_a_terminal_would_obey():
    for lines in (False, True):
        for code in range(sys.maxunicode + 1):
            for char in plain(chr(code), lines=lines):
                assert unicodedata.category(char) not in BAD or (lines and char == "\n"), hex(code)


def test_markup_is_only_text():
    assert shown("[URGENTE] [@click=app.quit]x[/]").plain == "[URGENTE] [@click=app.quit]x[/]"
    assert not shown("[bold]x[/bold]").spans


def test_an_endless_subject_ends():
    assert len(plain("x" * 1_000_000)) == LINE_LIMIT


def test_a_line_stays_a_line_and_a_text_keeps_its_lines():
    assert plain("a\nb\tc") == "a b c"
    assert plain("a\nb", lines=True) == "a\nb"


def test_money_keeps_its_space():
    assert plain("1.234,50\N{NO-BREAK SPACE}€") == "1.234,50 €"


def test_styles_come_from_us_and_never_from_the_text():
    made = styled("Oggetto: ", ("[red]no[/]", "bold"))
    assert made.plain == "Oggetto: [red]no[/]"
    assert [str(span.style) for span in made.spans] == ["bold"]


async def test_hostile_subjects_in_lists_bars_and_the_line_that_speaks(tmp_path):
    source = Counted(30)
    app = app_with(desk_at(tmp_path / "desk"), lambda: ListScreen(source))
    async with app.run_test(size=(80, 24)) as pilot:
        for subject in HOSTILE:
            source.subject = subject
            app.screen.query_one(WindowList).reload()
            silence(app)
            app.say(subject)
            app.screen.headline(subject, title=subject)
            live = Live(ticket="TK000001", customer=subject, kind="call", started_at=app.desk.now())
            app.screen.query_one(CallBar).show(live)
            await settle(pilot)
            harmless(app, subject)
            for place in CLICKED if "@click" in subject else ():
                await pilot.click(offset=place)
            await settle(pilot)
            if isinstance(app.screen, Messages):  # a click on what is said shows it whole
                harmless(app, subject)
                await pilot.press("escape")
                await settle(pilot)
            assert app.is_running and app.return_code is None


@pytest.mark.parametrize("kind", ["confirm", "ask", "choose", "write"])
async def test_hostile_subjects_in_dialogs(tmp_path, kind):
    made = {
        "confirm": lambda s: Confirm(s, s),
        "ask": lambda s: Ask(s, s, value=s, hint=s),
        "choose": lambda s: Choose(s, [(1, s, s)], s),
        "write": lambda s: Write(s, s, value=s),
    }[kind]
    app = app_with(desk_at(tmp_path / "desk"), ListScreen)
    async with app.run_test(size=(80, 24)) as pilot:
        for subject in HOSTILE:
            dialog = made(subject)
            app.push_screen(dialog)
            await settle(pilot)
            harmless(app, subject)
            if "@click" in subject:
                await pilot.click(offset=(22, 12))
                await pilot.click(offset=(22, 10))
            await settle(pilot)
            assert app.is_running and app.return_code is None
            if app.screen is dialog:
                dialog.dismiss(None)
            await settle(pilot)


def harmless(app, subject) -> None:
    """Nothing on the screen that a terminal obeys; brackets are there to be read."""
    screen = text(app).replace("\n", "")
    assert not any(unicodedata.category(char) in BAD for char in screen)
    if re.fullmatch(r"[ -~]{1,26}", subject):
        assert subject in screen

"""The shell around the screens: keys, places, dialogs, words, colours."""

from __future__ import annotations

import os

import pytest
from deskterm import locale
from deskterm.app import DeskApp
from deskterm.desk.errors import Refused
from deskterm.widgets.bars import CallBar, TitleBar
from deskterm.widgets.dialogs.boxes import Ask, Choose, Confirm, Write
from deskterm.widgets.list.window_list import WindowList
from deskterm.widgets.live import Live
from deskterm.widgets.screen import DeskScreen
from textual.widgets import Input

from tests.screens.conftest import lines, settle, strips, text, until
from tests.screens.said import silence
from tests.screens.shell import Counted, ListScreen, app_with, desk_at


@pytest.fixture
def app(tmp_path) -> DeskApp:
    return app_with(desk_at(tmp_path / "desk"), lambda: ListScreen(Counted(500)))


def running(app, *, since: int, customer: str = "Studio Bianchi") -> Live:
    marks = ((240, "soon"), (300, "money"))
    return Live(
        ticket="TK000118", customer=customer, kind="call", started_at=app.desk.now() - since, marks=marks
    )


async def test_a_screen_has_title_list_call_bar_and_keys(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        first, *_, bar, keys = lines(app)
        assert first.startswith(" Coda  500 in attesa") and "Delta System" in first
        assert bar.startswith(" Nessuna chiamata in corso") and bar.endswith("mzen al banco")
        assert "F4 Prossimo" in keys and keys.endswith("? Aiuto")


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (132, 50)])
async def test_no_line_is_longer_than_the_terminal(app, size):
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        assert all(len(line) <= size[0] for line in lines(app))
        assert lines(app)[-1].strip().endswith("Aiuto")
        assert app.screen.max_scroll_x == 0


async def test_question_mark_and_f1_explain_the_keys_of_the_screen(app):
    async with app.run_test(size=(80, 60)) as pilot:
        await settle(pilot)
        for key in ("question_mark", "f1"):
            await pilot.press(key)
            await settle(pilot)
            assert "Prende il prossimo: il banco dice quale e perché" in text(app)
            assert "Dappertutto" in text(app) and "Nelle liste" in text(app)
            await pilot.press("escape")
            await settle(pilot)
            assert isinstance(app.screen, DeskScreen)


async def test_the_palette_finds_actions_by_their_names(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+p")
        await until(pilot, lambda: "Prossimo  F4" in text(app))
        await pilot.press(*"contr")
        await until(pilot, lambda: "Colori" in text(app) and "Prossimo  F4" not in text(app))
        await pilot.press("enter")
        await until(pilot, lambda: app.theme == "desk-light")


async def test_the_palette_speaks_the_users_language(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+p")
        await settle(pilot)
        assert "Quale azione?" in text(app)
        await pilot.press(*"zzzz")
        await until(pilot, lambda: "Nessuna azione con questo nome" in text(app))


async def test_ctrl_c_says_how_to_leave(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+c")
        await settle(pilot)
        assert app.is_running and "Ctrl+Q esce" in text(app)


async def test_q_leaves_from_the_queue_when_nothing_runs(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("q")
        await until(pilot, lambda: app.return_code is not None)
        assert app.return_code == 0


@pytest.mark.parametrize("key", ["q", "ctrl+q"])
async def test_leaving_during_a_call_asks_and_the_answer_is_no_by_itself(app, key):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.running = running(app, since=10)
        await pilot.press(key)
        await settle(pilot)
        assert "La chiamata con Studio Bianchi è in corso" in text(app)
        await pilot.press("enter")
        await settle(pilot)
        assert app.is_running and isinstance(app.screen, DeskScreen)
        await pilot.press(key)
        await settle(pilot)
        await pilot.press("s")
        await until(pilot, lambda: app.return_code is not None)
        assert app.return_code == 0


async def test_escape_never_quits(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("escape", "escape", "escape")
        await settle(pilot)
        assert app.is_running and app.return_code is None


async def test_escape_goes_one_step_back_and_typed_text_is_not_thrown_away_silently(app):
    class Typed(DeskScreen):
        NAME = "call"

        def body(self):
            yield Input()

        def holds_text(self):
            return bool(self.query_one(Input).value)

    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.push_screen(Typed())
        await settle(pilot)
        await pilot.press("a", "b", "escape")
        await settle(pilot)
        assert isinstance(app.screen, Typed) and "non registrato" in text(app)
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, ListScreen)


async def test_digits_go_to_places(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("2", "5", "1")
        await settle(pilot)
        assert app.screen.places == ["hand", "post", "queue"]


async def test_the_language_changes_at_once(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("L")
        await settle(pilot)
        assert locale.language() == "en"
        assert "F4 Next" in text(app) and "Language: English" in text(app) and "Queue" in text(app)
        silence(app)
        await settle(pilot)
        assert "No call is running" in text(app)
        assert "TK000000" in text(app)


async def test_themes_go_round_and_each_shows_the_list(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        seen, rows = [], set()
        for _ in range(3):
            strip = app.screen.query_one(WindowList).render_line(2)
            row = next(segment.style.bgcolor.name for segment in strip if segment.style)
            seen.append((app.theme, app.screen.styles.background.hex))
            rows.add(row)
            assert "TK000000" in text(app)
            await pilot.press("M")
            await settle(pilot)
        assert len(set(seen)) == 3 and len(rows) == 3 and app.theme == "desk-dark"


async def test_no_color_means_no_colour_and_an_empty_one_means_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    app = app_with(desk_at(tmp_path / "one"), lambda: ListScreen(Counted(50)))
    assert app.no_color and app.native_ansi_color
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for strip in strips(app):
            for segment in strip:
                style = segment.style
                assert style is None or style.color is None or style.color.is_default
                assert style is None or style.bgcolor is None or style.bgcolor.is_default
    monkeypatch.setenv("NO_COLOR", "")
    app = app_with(desk_at(tmp_path / "two"), lambda: ListScreen(Counted(50)))
    assert not app.no_color and "NO_COLOR" not in os.environ


async def test_a_refusal_is_said_with_its_rule(app):
    def refuse():
        raise Refused("no_ticket", rule="D15", code="TK9")

    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.screen.do(refuse)
        await settle(pilot)
        assert "(D15)" in text(app)
        heard = []
        app.screen.do(refuse, failed=heard.append)
        await settle(pilot)
        assert [error.code for error in heard] == ["no_ticket"]


async def test_only_the_newest_answer_counts(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        heard = []
        for number in range(20):
            app.screen.ask(lambda n=number: n, done=heard.append, latest="preview")
        await settle(pilot)
        assert heard == [19]


async def test_a_bug_ends_the_program_with_70_and_a_report_without_values(app, tmp_path):
    def bug():
        secret = "IT60X0542811101000000123456"
        raise ZeroDivisionError(secret)

    with pytest.raises(ZeroDivisionError):
        async with app.run_test(size=(80, 24)) as pilot:
            await settle(pilot)
            app.screen.ask(bug)
            await until(pilot, lambda: app.return_code is not None)
    assert app.return_code == 70
    report = app.crash_log.read_text()
    assert "ZeroDivisionError" in report and "in bug" not in report and "test_shell.py" in report
    assert "IT60X0542811101000000123456" not in report.replace('secret = "IT60X0542811101000000123456"', "")
    assert app.crash_log.stat().st_mode & 0o077 == 0


async def test_the_call_bar_counts_from_the_instant_it_began(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        bar = app.screen.query_one(CallBar)
        for since, words, classes in (
            (0, "● 0:00 Studio Bianchi · compreso fino a 5:00", set()),
            (239, "● 3:59 Studio Bianchi · compreso fino a 5:00", set()),
            (241, "● 4:01 Studio Bianchi · ! fra 59 s diventa fatturabile", {"-warn"}),
            (300, "● 5:00 Studio Bianchi · ! fra 1 s diventa fatturabile", {"-warn"}),
            (301, "● 5:01 Studio Bianchi · !! fatturabile da ora", {"-late"}),
            (3_900, "● 1:05:00 Studio Bianchi · !! fatturabile da ora", {"-late"}),
        ):
            live = running(app, since=since)
            bar._clock = lambda live=live, since=since: live.started_at + since
            bar.show(live)
            await settle(pilot)
            assert words in text(app)
            assert {name for name in bar.classes if name in ("-warn", "-late")} == classes


async def test_units_warn_before_the_next_one():
    live = Live(ticket="", customer="", kind="call", started_at=0, marks=((1080, "soon"), (1200, "money")))
    assert live.word(100)[1] == "" and live.word(1100)[1] == "warn" and live.word(1201)[1] == "late"
    marks = ((0, "money"), (1080, "soon"), (1200, "money"))
    live = Live(ticket="", customer="", kind="call", started_at=0, marks=marks)
    assert live.word(5) == ("scatto 1, fino a 20:00", "late")
    assert live.word(1090) == ("fra 1:50 comincia lo scatto 2", "late")


async def test_the_title_shows_the_desk_time_in_the_service_zone(app):
    app.desk.clock = lambda: 1_772_525_520
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.screen.query_one(TitleBar).tick(app.desk.now())
        await settle(pilot)
        assert "mar 3/3 09:12" in lines(app)[0]


async def test_dialogs_by_keyboard_alone(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        heard = []
        app.push_screen(Ask("Motivo", "Perché fuori turno?"), heard.append)
        await settle(pilot)
        await pilot.press("enter", *"prova", "enter")
        await settle(pilot)
        app.push_screen(Write("Nota"), heard.append)
        await settle(pilot)
        await pilot.press("a", "enter", "b", "f9")
        await settle(pilot)
        options = [("c", "contabilità"), ("m", "magazzino", "D2"), ("s", "stampe")]
        app.push_screen(Choose("Argomento", options), heard.append)
        await settle(pilot)
        await pilot.press("m", "a", "g")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        app.push_screen(Choose("Argomento", options, value="m"), heard.append)
        await settle(pilot)
        await pilot.press("down", "enter")
        await settle(pilot)
        app.push_screen(Confirm("Chiudere TK000118?", "Studio Bianchi"), heard.append)
        await settle(pilot)
        await pilot.press("s")
        await settle(pilot)
        assert heard == ["prova", "a\nb", "m", "s", True]


async def test_escape_leaves_a_dialog_and_warns_once_when_something_was_typed(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        heard = []
        for dialog in (Ask("Motivo"), Write("Nota"), Choose("Argomento", [(1, "uno")]), Confirm("?", "x")):
            app.push_screen(dialog, heard.append)
            await settle(pilot)
            await pilot.press("escape")
            await settle(pilot)
        assert heard == [None, None, None, False]
        app.push_screen(Write("Nota"), heard.append)
        await settle(pilot)
        await pilot.press("x", "escape")
        await settle(pilot)
        assert len(heard) == 4 and "ancora Esc" in text(app)
        await pilot.press("escape")
        await settle(pilot)
        assert heard[-1] is None and len(heard) == 5


async def test_a_click_on_the_last_line_does_what_it_says(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        keys = lines(app)[-1]
        await pilot.click(offset=(keys.index("Aiuto"), 23))
        await settle(pilot)
        assert "Che cosa viene ora" in text(app)
        await pilot.press("escape")
        await settle(pilot)
        await pilot.click(offset=(keys.index("Apri"), 23))
        await settle(pilot)
        assert app.screen.opened == ["TK000000"]

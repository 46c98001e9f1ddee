"""The virtual list: what a technician sees of ten rows and of a million."""

from __future__ import annotations

import threading

import pytest
from deskterm.widgets.list.columns import ListColumn, Row, Rows, draw, fit, layout, longest
from deskterm.widgets.list.loading import PAGE
from deskterm.widgets.list.window_list import WindowList
from textual.events import MouseScrollDown

from tests.screens.conftest import lines, settle, text
from tests.screens.shell import COLUMNS, Counted, ListScreen, app_with, desk_at

pytestmark = pytest.mark.usefixtures("drawn")


def the_list(app) -> WindowList:
    return app.screen.query_one(WindowList)


def cursor_line(app) -> str:
    return next(line for line in lines(app) if line.startswith("▌"))


async def test_the_first_row_stands_under_the_cursor(tmp_path):
    app = app_with(desk_at(tmp_path / "desk"), lambda: ListScreen(Counted(500)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "TK000000" in cursor_line(app)
        assert app.screen.told == ["TK000000"]
        assert "Cliente" in lines(app)[1]


async def test_arrows_letters_home_and_end_move_the_cursor(tmp_path):
    app = app_with(desk_at(tmp_path / "desk"), lambda: ListScreen(Counted(500)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for keys, code in (
            (["j", "down"], "TK000002"),
            (["k"], "TK000001"),
            (["G"], "TK000499"),
            (["g"], "TK000000"),
            (["end", "up"], "TK000498"),
            (["home"], "TK000000"),
            (["pagedown"], "TK000020"),
            (["pageup"], "TK000000"),
        ):
            await pilot.press(*keys)
            await settle(pilot)
            assert code in cursor_line(app), keys


async def test_a_million_rows_are_read_a_few_pages_at_a_time(tmp_path):
    source = Counted(1_000_000)
    app = app_with(desk_at(tmp_path / "desk"), lambda: ListScreen(source))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("G")
        await settle(pilot)
        assert "TK999999" in cursor_line(app)
        assert len(source.asked) <= 8
        assert max(size for _, size in source.asked) == PAGE


async def test_rows_are_never_read_on_the_interface_thread(tmp_path):
    threads = set()

    class Named(Counted):
        def page(self, start, size):
            threads.add(threading.current_thread())
            return super().page(start, size)

        def count(self):
            threads.add(threading.current_thread())
            return super().count()

    class Quiet(ListScreen):
        def load(self):
            self.query_one(WindowList).reload()

    app = app_with(desk_at(tmp_path / "desk"), lambda: Quiet(Named(500)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("G", "g")
        await settle(pilot)
    assert threads and threading.main_thread() not in threads


async def test_a_row_on_its_way_has_a_place_already(tmp_path):
    gate = threading.Event()

    class Slow(Counted):
        def page(self, start, size):
            if start:
                gate.wait(5)
            return super().page(start, size)

    app = app_with(desk_at(tmp_path / "desk"), lambda: ListScreen(Slow(500)))
    async with app.run_test(size=(80, 24)) as pilot:
        gate.set()
        await settle(pilot)
        the_list(app)._pages.clear()
        gate.clear()
        await pilot.press("G")
        await pilot.pause()
        assert cursor_line(app) == "▌ …"
        assert the_list(app).row is None
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen.opened == []
        gate.set()
        await settle(pilot)
        assert "TK000499" in cursor_line(app)
        assert app.screen.opened == ["TK000499"], "Enter came before the row and was kept"


class Late(Counted):
    """A source whose rows come when the gate opens."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.gate = threading.Event()

    def count(self) -> int:
        self.gate.wait(5)
        return super().count()


class Patient(ListScreen):
    """The list alone asks for its rows."""

    def load(self):
        pass


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        (["j", "down"], "TK000002"),
        (["G"], "TK000499"),
        (["G", "k"], "TK000498"),
        (["pagedown", "k", "j"], "TK000020"),
        (["k", "j"], "TK000001"),
        (["G", "g"], "TK000000"),
    ],
)
async def test_keys_typed_before_the_first_row_has_come_move_the_cursor_when_it_comes(tmp_path, keys, code):
    source = Late(500)
    app = app_with(desk_at(tmp_path / "desk"), lambda: Patient(source))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        source.gate.set()
        await settle(pilot)
        assert code in cursor_line(app)
        assert app.screen.told[-1] == code


async def test_an_enter_typed_behind_early_moves_opens_the_row_they_lead_to(tmp_path):
    source = Late(500)
    app = app_with(desk_at(tmp_path / "desk"), lambda: Patient(source))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "j", "enter")
        source.gate.set()
        await settle(pilot)
        assert app.screen.opened == ["TK000002"]


async def test_a_move_made_while_the_rows_are_read_again_is_not_taken_back(tmp_path):
    source = Late(500)
    source.gate.set()
    app = app_with(desk_at(tmp_path / "desk"), lambda: Patient(source))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        source.gate.clear()
        the_list(app).reload()
        await pilot.press("j", "j", "j")
        del source.rows[0]
        source.gate.set()
        await settle(pilot)
        assert "TK000003" in cursor_line(app)
        assert the_list(app).cursor == 2


async def test_keys_typed_behind_another_filter_move_in_what_it_finds(tmp_path):
    app = app_with(desk_at(tmp_path / "desk"), lambda: Patient(Counted(3)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        found = Late(500)
        the_list(app).change_source(found)
        await pilot.press("G")
        found.gate.set()
        await settle(pilot)
        assert "TK000499" in cursor_line(app)


async def test_the_cursor_stays_on_its_ticket_when_others_are_taken(tmp_path):
    source = Counted(500)
    app = app_with(desk_at(tmp_path / "desk"), lambda: ListScreen(source))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press(*["j"] * 30)
        await settle(pilot)
        assert "TK000030" in cursor_line(app)
        del source.rows[:7]
        the_list(app).reload()
        await settle(pilot)
        assert "TK000030" in cursor_line(app)
        assert the_list(app).cursor == 23


async def test_the_cursor_stays_in_its_place_when_its_own_ticket_is_taken(tmp_path):
    source = Counted(500)
    app = app_with(desk_at(tmp_path / "desk"), lambda: ListScreen(source))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("j", "j")
        await settle(pilot)
        del source.rows[2]
        the_list(app).reload()
        await settle(pilot)
        assert "TK000003" in cursor_line(app)
        assert app.screen.told[-1] == "TK000003"


async def test_an_empty_list_says_so(tmp_path):
    app = app_with(desk_at(tmp_path / "desk"), lambda: ListScreen(Counted(0)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("j", "enter", "G")
        await settle(pilot)
        assert "Nessuno aspetta" in text(app)
        assert app.screen.told == [None] and app.screen.opened == []


async def test_a_list_that_empties_moves_to_nothing(tmp_path):
    source = Counted(3)
    app = app_with(desk_at(tmp_path / "desk"), lambda: ListScreen(source))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        source.rows.clear()
        the_list(app).reload()
        await settle(pilot)
        assert "Nessuno aspetta" in text(app)
        assert app.screen.told[-1] is None


async def test_enter_opens_and_a_second_click_too(tmp_path):
    app = app_with(desk_at(tmp_path / "desk"), lambda: ListScreen(Counted(500)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await pilot.click(WindowList, offset=(10, 5))
        await settle(pilot)
        assert "TK000004" in cursor_line(app)
        await pilot.click(WindowList, offset=(10, 5))
        await settle(pilot)
        assert app.screen.opened == ["TK000000", "TK000004"]


async def test_another_filter_starts_at_the_top(tmp_path):
    app = app_with(desk_at(tmp_path / "desk"), lambda: ListScreen(Counted(500)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("G")
        await settle(pilot)
        the_list(app).change_source(Counted(5), empty="niente")
        await settle(pilot)
        assert "TK000000" in cursor_line(app)
        assert the_list(app).count == 5 and the_list(app).scroll_offset.y == 0


async def test_a_row_is_found_by_its_key_far_away(tmp_path):
    app = app_with(desk_at(tmp_path / "desk"), lambda: ListScreen(Counted(5_000)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        the_list(app).find("TK004321")
        await settle(pilot)
        assert "TK004321" in cursor_line(app)


async def test_a_cursor_move_draws_two_lines(tmp_path):
    app = app_with(desk_at(tmp_path / "desk"), lambda: ListScreen(Counted(500)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        drawn = []
        shown = the_list(app)
        draw = shown._draw
        shown._draw = lambda index, cursor: drawn.append((index, cursor)) or draw(index, cursor)
        await pilot.press("j")
        await settle(pilot)
        assert sorted(drawn) == [(0, False), (1, True)]


async def test_narrow_terminals_drop_columns_before_they_cut_the_subject(tmp_path):
    app = app_with(desk_at(tmp_path / "desk"), lambda: ListScreen(Counted(50)))
    async with app.run_test(size=(50, 20)) as pilot:
        await settle(pilot)
        assert "Cliente" not in text(app) and "Oggetto" in text(app)
        await pilot.resize_terminal(100, 30)
        await settle(pilot)
        assert "Cliente" in text(app)
        assert all(len(line) <= 100 for line in lines(app))


async def test_a_wheel_scrolls_without_moving_the_cursor(tmp_path):
    app = app_with(desk_at(tmp_path / "desk"), lambda: ListScreen(Counted(500)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot._post_mouse_events([MouseScrollDown], WindowList, (5, 5), 0)
        await settle(pilot)
        assert the_list(app).scroll_offset.y > 0 and the_list(app).cursor == 0


def test_the_column_that_may_go_first_goes_first():
    columns = (ListColumn("a", 10, drop=2), ListColumn("b", 10, drop=1), ListColumn("c", flex=True))
    assert layout(columns, 60) == ((0, 10), (1, 10), (2, 38))
    assert layout(columns, 34) == ((1, 10), (2, 23))
    assert layout(columns, 20) == ((2, 20),)


def test_cells_are_cut_by_what_they_take_on_the_screen():
    assert fit("Rossi", 8) == "Rossi   "
    assert fit("Rossi", 8, "right") == "   Rossi"
    assert fit("Rossi Impianti", 8) == "Rossi I…"
    assert fit("日本語のメール", 8) == "日本語 …"
    assert fit("a\x1b[31mb", 8) == "a�[31mb "


async def test_rows_in_memory_are_a_source_too():
    rows = Rows([Row(key, (key,)) for key in "abc"])
    assert rows.count() == 3 and rows.page(1, 5)[0].key == "b" and rows.position("c") == 2
    assert rows.position("z") is None and COLUMNS


def test_phone_fault_16_what_is_free_goes_to_the_subject_first_and_then_to_whose_name_is_cut():
    columns = (
        ListColumn("Ticket", 9),
        ListColumn("Cliente", 18, drop=3),
        ListColumn("Oggetto", flex=True),
        ListColumn("Canale", 14, drop=9, spare=True),
        ListColumn("Scade", 12, whole=True),
    )
    long = longest(columns, [("TK131", "Cooperativa Agricola Val Lionda", "o" * 60, "Posta", ("4g", "late"))])
    assert long == (6, 31, 60, 6, 5), "a sign and its blank stand behind what is late"
    assert dict(layout(columns, 60, long)) == {0: 6, 1: 18, 2: 28, 4: 5}, (
        "a channel gives way, no cell is empty"
    )
    rooms = dict(layout(columns, 140, long))
    assert rooms[1] == 31 and rooms[2] >= 60 and rooms[3] == 6, (
        "whole names, whole subjects, then the channel"
    )


def test_the_sign_of_what_is_late_is_never_cut():
    assert draw(("scaduto da tre giorni", "late"), 12) == "scaduto … !!"
    assert draw(("contratto ✗", "late"), 12) == "contratto ✗ "

"""Sixty columns and twenty lines: keys of every dialog are there, and no number is cut away."""

from __future__ import annotations

import pytest
from deskterm import locale
from deskterm.desk.agenda import callbacks
from deskterm.desk.calls import timer
from deskterm.desk.customers import profile
from deskterm.desk.packs import packs
from deskterm.widgets.bars import whole_words
from textual.widgets import Digits

from tests.screens.conftest import lines, settle, text
from tests.screens.counter import opened, press
from tests.screens.five import FiveDesk

DIALOGS = ("h", "p", "a", "f", "b", "n", "m", "c", "r")


@pytest.mark.parametrize("language", locale.LANGUAGES)
async def test_every_dialog_of_a_ticket_says_its_keys_on_twenty_lines(tmp_path, language):
    locale.choose(language)
    desk = FiveDesk(tmp_path / "desk", "omniagest")
    code = desk.taken()
    async with desk.app().run_test(size=(60, 20)) as pilot:
        for key in DIALOGS:
            await opened(pilot, "ticket", code)
            shown = await press(pilot, key)
            box = shown.split("╰")
            assert len(box) == 2, key
            assert any("Esc" in line for line in box[0].splitlines()[-4:]), key
            await press(pilot, "escape", "escape", "escape", "escape")


@pytest.mark.parametrize(("language", "word"), [("it", "123 ticket"), ("en", "123 tickets")])
async def test_a_hundred_tickets_are_not_cut_in_the_list_of_packs(tmp_path, language, word):
    locale.choose(language)
    desk = FiveDesk(tmp_path / "desk", "omniagest")
    packs.sell(desk.desk, "C002", kind=desk.desk.service.packs[0].id, size=123)
    async with desk.app().run_test(size=(60, 20)) as pilot:
        assert word in await press(pilot, "6")


async def test_the_backlog_tells_its_four_numbers_on_one_line(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "delta-system")
    desk.request()
    async with desk.app().run_test(size=(60, 20)) as pilot:
        await press(pilot, "7")
        head = lines(pilot.app)[1].replace("\N{NO-BREAK SPACE}", " ")
        assert head == " 1 in attesa · 0 a rischio · 0 scaduti · fattura 0,00 €"
        assert "Aperti: 1" in text(pilot.app)
        assert lines(pilot.app)[0].startswith(" Arretrato  1 aperto, 0 fermi altrove")


async def test_what_is_left_in_a_low_pack_stands_before_a_long_name(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "delta-system")
    packs.adjust(desk.desk, 1, -585, note="prova")
    async with desk.app().run_test(size=(80, 24)) as pilot:
        assert "restano 0h15 · Rossi" in await press(pilot, "7")


async def test_a_statement_of_a_pack_without_an_end_says_so(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "omniagest")
    async with desk.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "6", "enter")
        assert "senza scadenza" in shown and "fino al —" not in shown


async def test_where_the_terms_know_no_packs_none_is_offered(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "digital-micro")
    async with desk.app().run_test(size=(80, 24)) as pilot:
        assert "non prevede carnet" in await press(pilot, "6")
        shown = await press(pilot, "v")
        assert "A chi si vende" not in shown


async def test_a_request_held_back_by_the_terms_is_not_said_to_come_from_a_stranger(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "omniagest")
    packs.adjust(desk.desk, 1, -3, note="prova")
    with pytest.raises(AssertionError):
        desk.request()
    async with desk.app().run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        shown = await press(pilot, "5")
        row = next(line for line in shown.splitlines() if line.startswith("▌"))
        assert "carnet finito" in row and "sconosciut" not in shown and "5 Posta 1 trattenuta" in shown
        assert "Potrebbe essere" not in shown


async def test_beside_a_wide_queue_everything_that_is_known_of_a_customer_is_read(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "istes")
    profile.deliver(desk.desk, "C001", what="Tessera cure")
    desk.request()
    async with desk.app().run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        beside = " ".join(line.partition("│")[2].strip() for line in lines(pilot.app))
        assert "contestabile fino al 2/4/26" in beside


async def test_the_hour_of_a_callback_is_whole_in_english_too(tmp_path):
    locale.choose("en")
    desk = FiveDesk(tmp_path / "desk", "contabilita-in-cloud", at="2026-03-03T07:30")
    desk.request()
    async with desk.app().run_test(size=(60, 20)) as pilot:
        assert "today 08:30" in await press(pilot, "f8")


async def test_a_clock_of_ten_hours_and_more_is_whole(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "delta-system")
    timer.start(desk.desk, desk.taken())
    desk.now += 100 * 3_600 + 5
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        clock = pilot.app.screen.query_one("#clock", Digits)
        assert clock.value == "100:00:05"
        assert clock.content_size.width == clock.get_content_width(clock.size, clock.size) > 24
        await press(pilot, "escape")
        assert "● 100:00:05 " in lines(pilot.app)[-2]


@pytest.mark.parametrize("language", locale.LANGUAGES)
async def test_at_the_end_of_the_shift_the_number_to_call_is_whole(tmp_path, language):
    locale.choose(language)
    desk = FiveDesk(tmp_path / "desk", "delta-system")
    code = desk.taken(phone="0445 000123")
    callbacks.add(desk.desk, code)
    async with desk.app().run_test(size=(80, 24)) as pilot:
        assert "0445 000123" in await press(pilot, "9")


@pytest.mark.parametrize(("room", "stands"), [(20, "Contabilità in Cloud"), (19, "Contabilità"), (10, "")])
def test_a_name_that_has_too_little_room_ends_with_a_word_that_can_end_it(room, stands):
    assert whole_words("Contabilità in Cloud", room) == stands

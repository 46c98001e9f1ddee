"""Lists that use their width, numbers as people say them, and the preview as the whole page."""

from __future__ import annotations

import pytest
from deskterm.desk.queue import queue
from deskterm.desk.tickets import tickets
from deskterm.desk.triage.divide import first_words

from tests.screens.conftest import lines, settle, text
from tests.screens.demo_desk import app_at
from tests.screens.hands import press, write


@pytest.fixture
def app(tmp_path):
    return app_at(tmp_path / "desk")


def subject_room(app) -> int:
    head = lines(app)[2]
    return head.index("Età") - head.index("Oggetto")


async def test_phone_fault_16_the_subject_has_the_room_and_the_channel_gives_way(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert subject_room(app) >= 28 and "Canale" not in text(app)
        await pilot.resize_terminal(140, 40)
        await settle(pilot)
        assert subject_room(app) >= 36 and "Canale" not in lines(app)[2]
        assert "Tessitura Fontanive spa" in text(app), "a name is whole where there is room"


@pytest.mark.parametrize("typed", ["51", "tk51", "TK000051"])
async def test_phone_fault_16_a_short_number_finds_its_ticket_and_the_full_one_too(app, typed):
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "slash")
        await write(pilot, typed)
        (row,) = [line for line in lines(app) if "Spaccio" in line and "numero" in line]
        assert row.split()[1] == "TK51!"
    assert tickets.get(app.desk, typed).code == "TK000051"


async def test_phone_fault_16_z_makes_the_preview_the_whole_page_and_its_text_scrolls(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "down", "down")
        assert "Oggetto" in text(app) and "parla un altro protocollo" not in text(app)
        await press(pilot, "z")
        shown = text(app)
        assert "Oggetto" not in shown and "Due cose: liquidazione soci" in shown and "z Lista" in shown
        await press(pilot, "end")
        assert "protocollo" in text(app)
        await press(pilot, "escape")
        assert "Oggetto" in text(app)
        await press(pilot, "z", "e")
        await write(pilot, "passa domani")
        await press(pilot, "enter")
        assert tickets.get(app.desk, "TK18").taken_by == "luca", "keys are of the row that is shown"


async def test_plain_order_of_arrival_has_no_clause_and_ones_own_tickets_stand_out(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "down")
        below = "\n".join(lines(app)[14:])
        assert "2º in coda: ordine di arrivo (D15)." in below and "«I ticket si evadono" not in below
        await press(pilot, "2")
        mine = {one.code for one in queue.rows(app.desk, "hand") if one.taken_by == "luca"}
        assert mine and sum(" tu " in line for line in lines(app)) == len(mine)


async def test_the_open_view_can_be_told_without_colours(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert lines(app)[1].startswith("[1 Coda 31 ] 2 In mano 2 │ 3 Sospesi")
        await press(pilot, "3")
        assert "2 In mano 2 [ 3 Sospesi 3 ] 4 Evasi" in lines(app)[1]


def test_the_subject_of_a_part_is_its_first_sentence_whole():
    assert first_words(
        "2) allo spaccio la bilancia nuova non riceve i prezzi dal gestionale. Quella sì."
    ) == ("Allo spaccio la bilancia nuova non riceve i prezzi dal gestionale")


async def test_a_clause_that_the_preview_has_no_room_for_ends_in_a_mark(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert lines(app)[-3].rstrip().endswith("se il…")  # the reasons keep both of their lines
        await press(pilot, "z")
        assert "se il…" not in text(app)

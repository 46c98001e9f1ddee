"""Packs over time on the screens: what comes next on the list and the card of who rings; the ledger."""

from __future__ import annotations

import pytest
from deskterm.desk.packs import packs
from deskterm.desk.terms import adoption, files
from deskterm.desk.upkeep import upkeep
from deskterm.desk.upkeep.upkeep import keep_up

from tests.screens.conftest import lines, settle
from tests.screens.counter import Counter, opened, press

KEYS = 'months = 12, overdraw = "split", warn = [120, 0]'
MONTHLY = (
    'included = { units = 120, every = "month", rule = "D28" },'
    ' rest = { do = "carry", most = 90, rule = "D28" }, overdraw = "below", limit = 60,'
    " top_up = { at = 150, size = 600, price = 480.00 }"
)
DAY = 86_400


@pytest.fixture
def counter(tmp_path) -> Counter:
    """Since today agreements include two hours a month; Rossi has a pack of a quarter of an hour besides."""
    counter = Counter(tmp_path / "desk")
    text = files.text_of("delta-system").replace(KEYS, MONTHLY).replace("schema = 1", "schema = 2", 1)
    adoption.adopt(counter.desk, text, "delta-system.toml", anyway="prova")
    keep_up(counter.desk)
    return counter


async def test_the_list_says_when_units_come_what_goes_on_and_what_to_propose(counter):
    app = counter.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "6")
        pages = [await press(pilot, "down") for _ in range(3)]
        assert any("1/4/26: +2h00, restano 1h30 riportate, 0h30 si perdono" in page for page in pages)
        assert any("da proporre: 10h00 a 480,00 €" in page for page in pages)
        assert not any("in scadenza" in line for line in lines(app))  # what comes anew is not lost


async def test_the_card_of_who_rings_says_it_under_the_pack(counter):
    async with counter.app().run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        shown = await press(pilot, "f2", *"bianchi", "enter")
        assert "2h00" in shown and "1/4/26: +2h00" in shown


async def test_the_ledger_names_the_day_and_the_rule_of_what_the_desk_booked(counter):
    counter.now += 30 * DAY  # 2 April
    keep_up(counter.desk)
    number = next(
        one.pack.id
        for one in packs.packs(counter.desk, customer="C002")
        if one.pack.starts_on == "2026-04-01"
    )
    app = counter.app()
    async with app.run_test(size=(120, 24)) as pilot:
        shown = await opened(pilot, "ledger", number)
        rows = [line.strip(" ▌").split() for line in lines(app)[2:4]]
        assert rows[0][:2] == ["1/4/26", "accredito"] and "+2h00" in rows[0]
        assert rows[1][:2] == ["1/4/26", "riporto"] and "+1h30" in rows[1] and "3h30" in rows[1]
        assert "D28" in shown


async def test_a_pack_that_owes_says_so(counter):
    mine = packs.packs(counter.desk, customer="C002")[0].pack
    packs.adjust(counter.desk, mine.id, -165, note="lavoro del mese scorso")
    app = counter.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "6")
        (line,) = [line for line in lines(app) if "Bianchi" in line and "-0h45" in line]
        assert "scoperto" in line


def shown_days(counter):
    """From when until when the packs of the customer with included hours run, as they stand in the file."""
    return [one.pack.starts_on for one in packs.packs(counter.desk, customer="C002") if one.pack.starts_on]


async def test_who_only_looks_at_a_time_to_come_on_the_screens_turns_no_pack_over(counter, monkeypatch):
    today = counter.now
    monkeypatch.setattr(upkeep, "machine_clock", lambda: today)
    before = shown_days(counter)
    counter.now += 120 * DAY
    upkeep.visit(counter.desk)
    async with counter.app().run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "6")
        counter.now += 120  # two minutes on: the watch has looked again
        await settle(pilot)
        assert shown_days(counter) == before


async def test_who_works_there_finds_the_packs_of_that_time_first(counter, monkeypatch):
    today = counter.now
    monkeypatch.setattr(upkeep, "machine_clock", lambda: today)
    counter.now += 30 * DAY  # 2 April
    upkeep.visit(counter.desk)
    assert "2026-04-01" not in shown_days(counter)
    counter.request()
    assert "2026-04-01" in shown_days(counter)
    counter.now -= 30 * DAY
    counter.now += 15 * DAY
    upkeep.visit(counter.desk)  # the desk has lived later by now
    assert counter.desk.before_deed is None

"""Every pack in its own unit on the screens: a wallet of euro is sold, drawn, corrected and read in euro."""

from __future__ import annotations

from datetime import datetime

import pytest
from deskterm.app import DeskApp
from deskterm.desk.billing import filing
from deskterm.desk.context import make_desk
from deskterm.desk.customers import cards
from deskterm.desk.intake import receive
from deskterm.desk.packs import packs
from deskterm.desk.upkeep import technicians
from deskterm.models.said import amounts

from tests.clocks import ROME
from tests.models.test_sixth_service import CLAUSES, TEXT
from tests.screens.conftest import settle, text
from tests.screens.counter import Counter, opened, press
from tests.screens.five import FiveDesk

SATURDAY = int(datetime(2026, 3, 7, 10, 0, tzinfo=ROME).timestamp())


class Shop:
    """An invented firm whose packs are wallets of euro; Oro is a customer, Ada works there."""

    def __init__(self, folder) -> None:
        self.now = SATURDAY
        self.desk = make_desk(folder, TEXT + CLAUSES, "bottega.toml", who="ada", clock=lambda: self.now)
        technicians.add(self.desk, "ada", full_name="Ada")
        cards.add(self.desk, code="C001", name="Oro", contacts=[{"name": "Ugo", "phone": "0445 000123"}])

    def app(self) -> DeskApp:
        return DeskApp(self.desk)


@pytest.fixture
def shop(tmp_path) -> Shop:
    return Shop(tmp_path / "desk")


async def test_a_wallet_is_sold_in_euro_and_what_is_no_euro_is_asked_again(shop):
    async with shop.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "6", "v", "enter", *"10h", "enter", "enter", "enter")
        shown = " ".join(text(pilot.app).replace("│", "").split())
        assert "non è un importo" in shown
        await press(pilot, *["backspace"] * 3, *"12,50")
        shown = await press(pilot, "f9")
        assert "12,50 €" in shown and "1250" not in shown
    assert packs.packs(shop.desk)[0].pack.size == 1250


async def test_a_wallet_is_corrected_in_euro_and_its_statement_reads_in_euro(shop):
    pack = packs.sell(shop.desk, "C001", kind="wallet", size=5000)
    async with shop.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "6", "a", *"-2,50", "enter", *"errore", "f9")
        await press(pilot, "s")
        shown = await press(pilot, "enter")
        assert "-2,50 €" in shown and "47,50 €" in shown and "4750" not in shown
    assert packs.get(shop.desk, pack.id).left == 4750


async def test_what_a_session_draws_from_a_wallet_is_told_in_euro(shop):
    packs.sell(shop.desk, "C001", kind="wallet", size=5000)
    code = receive.receive_request(
        shop.desk, channel="desk", customer="C001", subject="Stampa", body="Non stampa."
    ).ticket
    shop.now += 3600
    entered = filing.log(shop.desk, code, kind="call", started_at=SATURDAY, ended_at=SATURDAY + 960)
    async with shop.app().run_test(size=(80, 24)) as pilot:
        shown = await opened(pilot, "call", entered.sessions[-1].group_id)
        assert "24,00 € dal carnet" in shown and "2400" not in shown
        shown = await press(pilot, "f9")
        assert "24,00 € dal carnet" in shown and "50,00 € → 26,00 €" in shown
        await press(pilot, "escape")
        await press(pilot, "7", "r", "enter")
        shown = text(pilot.app)
        assert "24,00 € dal carnet: restano 26,00 €" in shown


async def test_bare_hours_that_may_be_minutes_are_asked_about(tmp_path):
    counter = Counter(tmp_path / "desk")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "6", "v", "enter", *"600", "enter", "enter", "enter")
        assert "sono ore o minuti? Si scrive 600h oppure 600m" in text(pilot.app)
        shown = await press(pilot, "m", "f9")
        assert "10h00" in shown


async def test_a_pack_sold_today_is_new_and_one_that_stood_still_says_for_how_long(tmp_path):
    counter = Counter(tmp_path / "desk")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "6")
        assert "non ancora usato" in shown and "fermo" not in shown
    counter.now += 61 * 86_400
    async with counter.app().run_test(size=(80, 24)) as pilot:
        assert "fermo da due mesi" in await press(pilot, "6")


@pytest.mark.parametrize(
    ("written", "cents"),
    [("50", 5000), ("12,5", 1250), ("12.50", 1250), ("1.234,50", 123450), ("1'234", 123400), ("€ 7", 700)],
)
def test_euro_are_read_as_people_write_them(written, cents):
    assert amounts.units(written, "cent", bare=60) == cents


@pytest.mark.parametrize("written", ["", "nan", "1e3", "Infinity", "12,345,6", "10h", "1_000", "١٢"])
def test_what_is_no_amount_is_not_guessed_at(written):
    for unit in ("cent", "ticket"):
        with pytest.raises(ValueError):
            amounts.units(written, unit, bare=60)


@pytest.mark.rule("I24")
async def test_the_hours_of_an_agreement_that_begins_today_are_on_the_screen_before_any_deed(tmp_path):
    five = FiveDesk(tmp_path / "desk", "istes")
    cards.add(five.desk, code="C050", name="Hotel Nuovo", contract_from="2026-03-04")
    five.now += 86_400
    async with five.app().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        shown = await press(pilot, "6")
        assert "Hotel Nuovo" in shown and "4h00" in shown

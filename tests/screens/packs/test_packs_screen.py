"""Packs on the screen: who runs out first, what is sold and corrected, and the ledger as a statement."""

from __future__ import annotations

import pytest
from deskterm import locale
from deskterm.desk.billing import filing
from deskterm.desk.packs import packs
from deskterm.locale import figures, measures, moments
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.said import amounts, said
from deskterm.widgets.text import bar

from tests.screens.conftest import lines, settle, text, until
from tests.screens.counter import Counter, opened, press

DAY = 86_400
MORNING = 1_772_525_520  # 3 March 2026, 09:12 in Rome


@pytest.fixture
def counter(tmp_path) -> Counter:
    return Counter(tmp_path / "desk")


def customers_in_order(app) -> list[str]:
    names = ("Rossi Impianti", "Studio Bianchi", "Ferramenta Verdi")
    return [name for line in lines(app)[2:15] for name in names if name in line]


async def test_low_and_expiring_packs_come_first_each_with_its_word(counter):
    packs.sell(counter.desk, "C002", kind="hours", size=600)
    packs.sell(counter.desk, "C003", kind="hours", size=300, expires_on="2026-03-20")
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        shown = await press(pilot, "6")
        assert customers_in_order(app) == ["Ferramenta Verdi", "Rossi Impianti", "Studio Bianchi"]
        rows = {name: line for name in customers_in_order(app) for line in lines(app) if name in line}
        assert "in scadenza" in rows["Ferramenta Verdi"] and "5h00" in rows["Ferramenta Verdi"]
        assert "in esaurimento" in rows["Rossi Impianti"] and "█████   0h15" in rows["Rossi Impianti"]
        assert "valido" in rows["Studio Bianchi"] and "+10h00 3/3" in rows["Studio Bianchi"]
        assert "3 carnet · 1 in esaurimento" in shown


async def test_an_empty_and_an_expired_pack_say_so(counter):
    packs.adjust(counter.desk, counter.pack.id, -15, note="prova")
    packs.sell(counter.desk, "C003", kind="hours", size=300, expires_on="2026-03-04")
    counter.now += 3 * DAY
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        shown = await press(pilot, "6")
        assert "esaurito" in shown and "scaduto" in shown


async def test_a_pack_that_another_has_replaced_is_not_counted_nor_called_used_up(counter):
    packs.sell(counter.desk, "C001", kind="hours", size=600)
    packs.adjust(counter.desk, counter.pack.id, -15, note="prova")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        shown = await press(pilot, "6")
        assert "0 esauriti" in shown and "consumato" in shown and "esaurito" not in shown


async def test_the_search_narrows_the_list_and_escape_shows_all_again(counter):
    packs.sell(counter.desk, "C002", kind="hours", size=600)
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "6")
        await press(pilot, "slash", *"bian")
        assert customers_in_order(app) == ["Studio Bianchi"]
        await press(pilot, "escape")
        assert len(customers_in_order(app)) == 2


async def test_a_pack_is_sold_with_the_terms_own_end(counter):
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "6")
        await press(pilot, "v")
        await press(pilot, *"verdi", "enter")
        assert "Nuovo carnet per Ferramenta Verdi" in text(app)
        await press(pilot, *"xyz", "enter", "enter", "enter")
        assert "«xyz» non è una durata" in text(app)
        await press(pilot, "backspace", "backspace", "backspace", *"2:30", "enter", *"1.137,50", "enter")
        shown = await press(pilot, "enter")
        assert "Venduto a Ferramenta Verdi: 2h30, fino al 2/3/27" in shown
    (sold,) = [line.pack for line in packs.packs(counter.desk) if line.pack.customer == "Ferramenta Verdi"]
    assert (sold.size, sold.net_cents, sold.expires_on) == (150, 113_750, "2027-03-02")


async def test_a_correction_is_asked_confirmed_and_stands_in_the_ledger(counter):
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "6")
        await press(pilot, "a", *"-0h20", "enter", *"errore", "enter")
        assert "Ne restano solo 0h15" in text(app)
        await press(pilot, "escape", "escape")
        await press(pilot, "a", *"-5", "enter", *"doppio", "enter")
        assert "Il saldo passa da 0h15 a 0h10" in " ".join(text(app).replace("│", " ").split())
        await press(pilot, "enter")  # Enter is no
        assert packs.get(counter.desk, counter.pack.id).left == 15
        await press(pilot, "a", *"-5", "enter", *"doppio", "enter")
        assert "Rettificato: ora restano 0h10" in await press(pilot, "s")
    assert packs.ledger(counter.desk, counter.pack.id)[-1].note == "doppio"


async def test_the_ledger_reads_like_a_bank_statement(counter):
    code = counter.taken("C001")
    began = counter.now
    counter.now += 3600
    filing.log(
        counter.desk,
        code,
        kind="remote",
        started_at=began,
        ended_at=began + 600,
        outcome="solved",
        reason="setup",
    )
    packs.adjust(counter.desk, counter.pack.id, 30, note="omaggio")
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "6")
        shown = await press(pilot, "enter")
        assert "Movimenti" in shown and "restano 0h35" in shown
        rows = [line.split() for line in lines(app)[2:5]]
        assert rows[0][:3] == ["3/3/26", "09:12", "vendita"] and rows[0][-3:] == ["+0h15", "0h15", "luca"]
        assert rows[1][2:] == ["consumo", short(code), "R2026-0001", "-0h10", "0h05", "luca"]
        assert (
            rows[2][0] == "▌"
            and lines(app)[-3].startswith(" omaggio")
            and rows[2][-3:] == ["+0h30", "0h35", "luca"]
        )


async def test_a_colleagues_sale_appears_by_itself(counter):
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "6")
        other = counter.colleague()
        packs.sell(other, "C002", kind="hours", size=600)
        await until(pilot, lambda: "Studio Bianchi" in text(app))
        other.close()


@pytest.mark.parametrize("language", locale.LANGUAGES)
@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 40)])
async def test_they_fit_every_terminal_in_both_languages(counter, size, language):
    locale.choose(language)
    packs.adjust(counter.desk, counter.pack.id, 1, note="[/] [red]x " * 30)
    app = counter.app()
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "6")
        assert all(len(line) <= size[0] for line in lines(app)) and app.screen.max_scroll_x == 0
        assert "Rossi Impianti" in text(app) and "0h16" in text(app)
        await opened(pilot, "ledger", counter.pack.id)
        assert all(len(line) <= size[0] for line in lines(app)) and "[/] [red]x" in text(app)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("10", 600), ("10:30", 630), ("3h20", 200), ("3h", 180), ("45m", 45), ("1,5", 90), ("-0:15", -15)],
)
def test_hours_are_read_in_the_ways_people_write_them(text, minutes):
    assert amounts.minutes(text, bare=60) == minutes


@pytest.mark.parametrize("text", ["", "x", "1:75", "10:30:00", "1,333"])
def test_what_is_no_stretch_of_time_is_refused(text):
    with pytest.raises(ValueError):
        amounts.minutes(text, bare=60)


@pytest.mark.parametrize(
    ("text", "cents"),
    [("550", 55_000), ("1.234,50", 123_450), ("1,234.50 €", 123_450), ("1.234.000", 123400000), ("0,5", 50)],
)
def test_money_is_read_with_either_decimal_sign(text, cents):
    assert amounts.cents(text) == cents


@pytest.mark.parametrize("text", ["1/2/26", "01.02.2026", "2026-02-01"])
def test_days_are_read_in_three_spellings(text):
    assert said.day(text, MORNING, "Europe/Rome", "any").isoformat() == "2026-02-01"


def test_money_hours_and_days_follow_the_language():
    assert figures.money(123_450) == "1.234,50\N{NO-BREAK SPACE}€" and moments.day("2026-12-31") == "31/12/26"
    locale.choose("en")
    assert figures.money(-123_450) == "-€1,234.50" and moments.day("2026-12-31") == "31 Dec 26"
    assert (measures.hours(200), measures.hours(-15), measures.amount(28, "minute", signed=True)) == (
        "3h20",
        "-0h15",
        "+0h28",
    )


def test_a_bar_is_never_empty_while_something_is_left():
    assert bar.bar(1, 6000, 5) == "▏░░░░" and bar.bar(0, 10, 5) == "░░░░░" and bar.bar(10, 10, 5) == "█████"


async def test_another_language_leaves_the_keyboard_where_it_was(counter):
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "6")
        assert "Customer" in await press(pilot, "L")
        assert "Ledger" in await press(pilot, "enter")

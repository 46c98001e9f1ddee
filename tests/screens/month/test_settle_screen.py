"""The month's bill on the screen: seen, turned month by month, closed once."""

from __future__ import annotations

from datetime import datetime

import pytest
from deskterm import locale
from deskterm.desk.billing import filing
from deskterm.desk.billing import month_end as settlement
from deskterm.widgets.list.window_list import WindowList

from tests.screens.conftest import lines, settle, text
from tests.screens.counter import MORNING, ROME, Counter, press
from tests.screens.said import last_said

APRIL = int(datetime(2026, 4, 1, 8, 30, tzinfo=ROME).timestamp())
HOUR = 3600


@pytest.fixture
def counter(tmp_path) -> Counter:
    """Verdi worked on in March, twice, Bianchi once; now it is the first of April."""
    counter = Counter(tmp_path / "desk")
    for customer, minutes in (("C003", 30), ("C003", 20), ("C002", 13)):
        counter.now += HOUR
        code = counter.request(customer, f"Lavoro di {minutes} minuti")
        counter.now += HOUR
        filing.log(
            counter.desk,
            code,
            kind="remote",
            started_at=counter.now - minutes * 60,
            ended_at=counter.now,
            outcome="solved",
            reason="setup",
            note="sistemato",
        )
    counter.now = APRIL
    return counter


async def month_end(pilot) -> str:
    await settle(pilot)
    return await press(pilot, "7", "m")


async def test_the_month_that_waits_is_shown_with_each_customers_net_vat_and_gross(counter):
    app = counter.app()
    async with app.run_test(size=(100, 24)) as pilot:
        shown = await month_end(pilot)
        assert "Fine mese · mar 2026" in shown and "2 clienti · 63,00" in shown
        (verdi,) = [line for line in lines(app) if "Ferramenta Verdi" in line]
        assert verdi.replace("\N{NO-BREAK SPACE}", " ").split()[3:] == "2 50 50,00 € 11,00 € 61,00 €".split()
        assert "totale 76,86" in shown and "da chiudere" in shown
        assert "F9 Chiudi il mese" in lines(app)[-1]
        await press(pilot, "right")
        assert "F9" not in lines(app)[-1] and "← Mese prima" in lines(app)[-1]


async def test_it_says_the_same_figure_as_the_backlog(counter):
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "da fatturare 63,00" in await press(pilot, "7")
        assert "63,00" in (await press(pilot, "m")).splitlines()[0]


async def test_closing_asks_and_enter_is_no(counter):
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await month_end(pilot)
        asked = await press(pilot, "f9")
        assert "Chiudere mar 2026?" in asked and "76,86" in asked
        await press(pilot, "enter")
        assert settlement.of_month(counter.desk, "2026-03").to_close
        assert "da chiudere" in text(app)


async def test_closed_it_says_when_and_by_whom_and_is_not_asked_again(counter):
    app = counter.app()
    async with app.run_test(size=(100, 24)) as pilot:
        await month_end(pilot)
        shown = await press(pilot, "f9", "s")
        assert "chiuso 1/4/26 08:30, luca" in shown and "da chiudere" not in shown
        assert not settlement.of_month(counter.desk, "2026-03").to_close
        await press(pilot, "f9")
        assert "niente da chiudere" in last_said(app)
        await press(pilot, "escape")
        assert "da fatturare 0,00" in text(app)


async def test_a_month_that_is_not_over_says_from_when(counter):
    counter.now = MORNING + 10 * HOUR
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        shown = await month_end(pilot)
        assert "mar 2026" in shown and "si chiude dal 1/4/26" in shown
        assert "Chiudere" not in await press(pilot, "f9")
        assert "si chiude dal 1/4/26" in last_said(app)


async def test_months_are_turned_with_the_arrows(counter):
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await month_end(pilot)
        shown = await press(pilot, "left")
        assert "feb 2026" in shown and "Niente da fatturare" in shown
        shown = await press(pilot, "right", "right")
        assert "apr 2026" in shown and "63,00" in shown


async def test_enter_shows_a_customers_reports_and_each_as_it_was_frozen(counter):
    app = counter.app()
    async with app.run_test(size=(100, 24)) as pilot:
        await month_end(pilot)
        shown = await press(pilot, "enter")
        assert "Ferramenta Verdi" in shown and "2 rapportini" in shown and "IVA 22%" in shown
        assert "Lavoro di 30 minuti" in shown and "imponibile 50,00" in shown and "61,00" in shown
        page = await press(pilot, "enter")
        assert "Rapportino R2026-0001" in page and "sistemato" in page
        await press(pilot, "escape", "f9")
        assert "Chiudere" not in text(app)
        await press(pilot, "escape")
        assert app.screen.query_one(WindowList).row.record.customer.name == "Ferramenta Verdi"


async def test_a_colleague_who_closes_it_is_seen(counter):
    app = counter.app()
    async with app.run_test(size=(100, 24)) as pilot:
        await month_end(pilot)
        marta = counter.colleague()
        settlement.close(marta, "2026-03")
        marta.close()
        app.nudge()
        for _ in range(20):
            await settle(pilot)
            if "chiuso" in text(app):
                break
            await pilot.pause(0.1)
        assert "chiuso 1/4/26 08:30, marta" in text(app)


@pytest.mark.parametrize("language", locale.LANGUAGES)
@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 40)])
async def test_it_fits_every_terminal_in_both_languages(counter, size, language):
    locale.choose(language)
    app = counter.app()
    async with app.run_test(size=size) as pilot:
        shown = await month_end(pilot)
        assert all(len(line) <= size[0] for line in lines(app)) and app.screen.max_scroll_x == 0
        assert "Ferramenta Ver" in shown and "61" in shown
        await press(pilot, "enter")
        assert all(len(line) <= size[0] for line in lines(app)) and app.screen.max_scroll_x == 0

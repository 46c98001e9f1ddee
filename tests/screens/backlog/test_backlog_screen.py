"""The backlog: the team lead's quarter of an hour."""

from __future__ import annotations

import pytest
from deskterm import locale
from deskterm.desk.billing import filing, reports
from deskterm.models.basics import currencies
from deskterm.models.basics.ticket_numbers import short
from deskterm.widgets.list.window_list import WindowList
from textual.widgets import Digits

from tests.screens.conftest import lines, settle, text
from tests.screens.counter import Counter, press
from tests.screens.demo_desk import app_at

HOUR, DAY = 3600, 86_400


@pytest.fixture
def counter(tmp_path) -> Counter:
    return Counter(tmp_path / "desk")


def number(app, name: str) -> str:
    return app.screen.query_one(f"#{name} Digits", Digits).value


def worked(counter: Counter, code: str, *, minutes: int, file: bool = True) -> int:
    """A remote session on a ticket that ends now; filed or forgotten. Its contact."""
    began = counter.now - minutes * 60
    if file:
        filed = filing.log(
            counter.desk,
            code,
            kind="remote",
            started_at=began,
            ended_at=counter.now,
            outcome="solved",
            reason="setup",
            note="sistemato",
        )
        return filed.session.group_id
    return filing.enter(counter.desk, code, kind="remote", started_at=began, ended_at=counter.now).group_id


async def test_four_numbers_say_what_waits_what_is_late_and_what_money_waits(counter):
    late = counter.request("C002", "La prima")
    counter.now += 2 * DAY + 4 * HOUR  # its 48 hours are over; the next one is due on Monday
    counter.request("C002", "La seconda")
    worked(counter, counter.taken("C003"), minutes=30)  # that answers it: it is in nobody's hand any more
    counter.taken("C003")
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        shown = await press(pilot, "7")
        assert [number(app, name) for name in ("waiting", "risk", "late", "invoice")] == [
            "2",
            "0",
            "1",
            "30€",
        ]
        assert "da fatturare 30,00 €" in shown and short(late) in shown
        assert "scaduto 4h" in shown and "Arrivi, ultime due settimane: 4" in shown
        assert "In mano: luca 1" in shown


async def test_what_needs_a_hand_stands_most_pressing_first_and_enter_deals_with_it(counter):
    late = counter.request("C002", "La prima")
    counter.now += 2 * DAY + 4 * HOUR
    contact = worked(counter, counter.taken("C001"), minutes=20, file=False)
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "7")
        rows = [line for line in lines(app) if line.rstrip().endswith(("ticket", "registra", "movimenti"))]
        assert [row.split()[-1] for row in rows] == ["ticket", "registra", "movimenti"]
        assert short(late) in rows[0] and "20:00" in rows[1] and "in esaurimento" in rows[2]
        await press(pilot, "down", "enter")
        assert app.screen.NAME == "call" and app.screen.group_id == contact
        await press(pilot, "escape")
        await press(pilot, "end", "enter")
        assert "Movimenti" in text(app)


async def test_a_line_that_is_dealt_with_goes_away(counter):
    code = counter.taken("C002")
    counter.now += HOUR
    worked(counter, code, minutes=3, file=False)
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "da registrare" in await press(pilot, "7")
        await press(pilot, "enter")
        await press(pilot, "4", "3", "f9")
        await press(pilot, "enter")
        assert "da registrare" not in text(app) and number(app, "invoice") == "0€"


async def test_reports_are_listed_and_read_as_they_were_frozen(counter):
    code = counter.taken("C001")
    counter.now += HOUR
    worked(counter, code, minutes=28)
    report = reports.reports(counter.desk)[0]
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "7", "r")
        assert f"{report.number} 3/3/26" in text(app) and "28 min" in text(app) and "13,00 €" in text(app)
        shown = await press(pilot, "enter")
        for words in (
            "durata 28:00, contati 28 minuti",
            "15 min dal carnet: restano 0h00",
            "13 min in fattura: 13,00 €",
            "saldo dei carnet 0h15 → 0h00",
            "Risolto · Setup",
            "sistemato",
        ):
            assert words in shown


@pytest.mark.usefixtures("drawn")
async def test_many_reports_are_read_by_pages(counter):
    code = counter.taken("C003")
    counter.now += 200 * HOUR
    for place in range(150):
        start = counter.now - (place + 1) * HOUR
        filing.log(
            counter.desk,
            code,
            kind="remote",
            started_at=start,
            ended_at=start + 60,
            outcome="solved",
            reason="setup",
        )
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "7", "r")
        assert "150 rapportini" in text(app)
        await press(pilot, "end")
        assert "R2026-0001" in text(app)
        assert app.screen.query_one(WindowList).row.key == "R2026-0001"


async def test_strangers_and_rejected_mails_are_sent_to_the_post(tmp_path):
    app = app_at(tmp_path / "desk")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        shown = await press(pilot, "7")
        assert "19" in shown and "Età degli aperti: 36" in shown  # a Monday's mails in the plot
        assert "respinta" in await press(pilot, "end")
        await press(pilot, "enter")
        assert app.screen.NAME == "queue" and app.current_mode == "queue"


async def test_technicians_are_named_with_their_open_work_only_and_in_no_order_of_merit(counter):
    for _ in range(3):
        counter.taken("C001")
    counter.desk.who = "anna"
    counter.taken("C002")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "In mano: anna 1 · luca 3" in await press(pilot, "7")


@pytest.mark.parametrize("language", locale.LANGUAGES)
@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 40)])
async def test_it_fits_every_terminal_in_both_languages(counter, size, language):
    locale.choose(language)
    counter.request("C002", "[/] [@click=app.quit]Conferma[/]" + " lungo" * 40)
    counter.now += 3 * DAY
    app = counter.app()
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "7")
        assert all(len(line) <= size[0] for line in lines(app)) and app.screen.max_scroll_x == 0
        assert ("late" if language == "en" else "scaduto") in text(app)


@pytest.mark.parametrize(
    ("code", "large", "below"),
    [
        ("EUR", "30€", "30,00 €"),
        ("PLN", "30", "30,00 PLN"),
        ("KWD", "3", "3,000 KWD"),
        ("JPY", "3000", "3.000 JPY"),
    ],
)
async def test_the_large_figure_is_in_the_currency_of_the_desk(counter, monkeypatch, code, large, below):
    worked(counter, counter.taken("C003"), minutes=30)
    monkeypatch.setattr(currencies, "_in_force", [code])
    monkeypatch.setattr(currencies, "reckon_in", lambda _: None)  # whatever these terms say
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        shown = await press(pilot, "7")
        assert number(app, "invoice") == large
        assert below in shown.replace("\xa0", " ")

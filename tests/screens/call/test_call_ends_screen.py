"""A call that ends otherwise on the screen: cancelled with its reason, or priced as the customer agreed."""

from __future__ import annotations

import pytest
from deskterm.desk.billing import agreed_prices, cancel, filing, month_end, reports
from deskterm.desk.calls import contacts, timer
from deskterm.desk.terms import files
from deskterm.models.terms.service import read_service

from tests.screens.counter import Counter, opened, press
from tests.screens.said import line

QUOTED = 'mode = "time", rate = "contract", list_rate = 60.00, step = 1, settle = ["pack:hours", "invoice"]'


@pytest.fixture
def counter(tmp_path) -> Counter:
    return Counter(tmp_path / "desk")


async def test_a_call_by_mistake_is_cancelled_with_a_reason(counter):
    code = counter.taken("C002")
    timer.start(counter.desk, code)
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await counter.pass_time(pilot, 100)
        shown = await press(pilot, "ctrl+n")
        assert "Annulla la chiamata" in shown and "il responsabile la vede" not in shown
        await press(pilot, "escape")
        assert timer.running(counter.desk) is not None
        await press(pilot, "ctrl+n")
        shown = await press(pilot, *"doppia", "enter")
        assert "Annullato" in shown and "annullato, non si addebita" in shown
    assert timer.running(counter.desk) is None
    (contact,) = contacts.groups(counter.desk, code)
    assert (contact.sessions[0].state, contact.note) == ("cancelled", "doppia")


async def test_what_was_cancelled_is_marked_among_the_last_calls_and_told_in_the_history(counter):
    code = counter.taken("C002")
    timer.start(counter.desk, code)
    counter.now += 100
    cancel.cancel(counter.desk, why="numero sbagliato")
    async with counter.app().run_test(size=(100, 30)) as pilot:
        await press(pilot, "f2")
        assert "annullata" in await press(pilot, *"bianchi")
        await opened(pilot, "ticket", code)
        assert "contatto annullato · 2 min · numero sbagliato" in await press(pilot, "o")


async def test_a_notice_leaves_the_money_of_a_call_to_be_read(counter):
    timer.start(counter.desk, counter.taken("C001"))
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        before = (await press(pilot)).splitlines()[4:-2]
        pilot.app.say("Una frase lunga, che non entra in una riga sola. " * 5)
        assert (await press(pilot)).splitlines()[4:-2] == before
        assert "Una frase lunga" in line(pilot.app)


async def test_an_empty_reason_cancels_nothing(counter):
    timer.start(counter.desk, counter.taken("C002"))
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, "ctrl+n", "enter", "escape")
    assert timer.running(counter.desk) is not None


async def test_what_would_cost_is_said_to_be_seen_and_the_lead_opens_it_from_the_backlog(counter):
    timer.start(counter.desk, counter.taken("C003"))
    async with counter.app().run_test(size=(100, 30)) as pilot:
        await opened(pilot, "call")
        await counter.pass_time(pilot, 600)
        assert "il responsabile la vede" in await press(pilot, "ctrl+n")
        await press(pilot, *"sbaglio", "enter")
        shown = await opened(pilot, "backlog")
        assert "annullato" in shown and "sbaglio" in shown and "10,00" in shown and "contatto" in shown
        assert "Annullato" in await press(pilot, "enter")
        assert "F5" not in await press(pilot, "ctrl+n")


async def test_free_calls_that_keep_coming_stand_in_the_backlog(counter):
    code = counter.taken("C002")
    for _ in range(3):
        counter.now += 3600
        times = {"started_at": counter.now - 240, "ended_at": counter.now}
        filing.log(counter.desk, code, kind="call", outcome="brief", **times)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        shown = await opened(pilot, "backlog")
        assert "spesso gratis" in shown and "3 gratuite, 12:00 · Studio" in shown


@pytest.fixture
def quoting(counter):
    """The same desk where paid work is at a price to be agreed; a contact of half an hour is filed."""
    text = files.text_of("delta-system")
    assert QUOTED in text
    changed = text.replace(QUOTED, 'mode = "quote", settle = ["invoice"]')
    service = read_service(changed)
    counter.desk._services[counter.desk.terms_id] = service
    counter.desk._services = dict.fromkeys(counter.desk._services, service)
    code = counter.taken("C002")
    counter.now += 3600
    times = {"started_at": counter.now - 1800, "ended_at": counter.now}
    done = filing.log(counter.desk, code, kind="remote", reason="setup", outcome="solved", **times)
    counter.group = done.session.group_id
    return counter


async def test_the_price_is_agreed_where_the_contact_stands(quoting):
    async with quoting.app().run_test(size=(80, 24)) as pilot:
        shown = await opened(pilot, "backlog")
        assert "da prezzare" in shown
        shown = await press(pilot, "enter")
        assert "Aspetta il prezzo" in shown and "F9" in shown
        shown = await press(pilot, "f9")
        assert "Prezzo concordato" in shown
        await press(pilot, *"x", "enter", "enter", "enter")
        assert "non è un importo" in await press(pilot, "f9")
        await press(pilot, "backspace", *"350", "enter")
        await press(pilot, *([] if "Bianchi" in shown else "Anna"))
        shown = await press(pilot, "f9")
        assert "R2026-0001" in shown and "350,00" in shown
        assert "Aspetta il prezzo" not in shown
    assert agreed_prices.to_price(quoting.desk) == ()
    (report,) = reports.reports(quoting.desk)
    assert report.net_cents == 35_000


async def test_the_report_reads_who_agreed_the_price(quoting):
    agreed_prices.agree(
        quoting.desk, quoting.group, net_cents=35_000, who="Anna Bianchi", note="come da mail"
    )
    async with quoting.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "reports")
        shown = await press(pilot, "enter")
        assert "prezzo concordato 350,00" in shown and "con Anna Bianchi" in shown
        assert "come da mail" in shown


async def test_the_month_says_that_a_price_is_missing(quoting):
    quoting.now += 40 * 86_400
    month = month_end.of_month(quoting.desk, "2026-03")
    assert len(month.to_price) == 1
    async with quoting.app().run_test(size=(100, 30)) as pilot:
        shown = await opened(pilot, "settle")
        assert "aspetta il prezzo" in shown

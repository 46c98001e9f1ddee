"""What a price list of factors and fixed amounts shows on the call and on its report: how it came about."""

from __future__ import annotations

from pathlib import Path

from deskterm.desk.billing import filing, month_end, reports
from deskterm.desk.calls import timer
from deskterm.screens.call import words
from deskterm.screens.call.reading import Figures
from deskterm.screens.month import words as month_words
from deskterm.screens.month.reports import printed
from textual.widgets import Static

from tests.clocks import rome
from tests.screens.counter import opened
from tests.screens.five import FiveDesk

FIRM = str(Path(__file__).parents[2] / "data" / "firms" / "tariffario.toml")


async def test_the_call_shows_how_its_price_comes_about_and_the_report_too(tmp_path):
    firm = FiveDesk(tmp_path / "desk", FIRM, sold={"minute": 60, "cent": 1})
    code = firm.taken()
    firm.now = rome("2026-03-03T17:30")
    session = timer.start(firm.desk, code, kind="onsite")
    firm.now = rome("2026-03-03T18:31")
    async with firm.app().run_test(size=(120, 30)) as pilot:
        await opened(pilot, "call")
        cost = str(pilot.app.screen.query_one("#cost", Static).content)
        assert "45 min × 1,5, sera = 67,5 min (P6)" in cost
        assert "Diritto di chiamata: 25,00" in cost.replace("\xa0", " ")
        timer.stop(firm.desk)
        done = filing.file(firm.desk, session.group_id, outcome="solved", answers={})
    page = printed(reports.printed(firm.desk, done.report.number)).plain.replace("\xa0", " ")
    assert "60 min da «Carnet di ore»" in page
    assert "37,5 min × 60,00 €/ora = 37,50 €" in page
    assert "Diritto di chiamata: 25,00 € (P7)" in page
    assert "0:00" not in page
    assert "97,5 minuti" in page and "36,5 min in fattura" in page and "98" not in page


async def test_where_vat_stands_inside_the_prices_call_report_and_month_say_them_with_it(tmp_path):
    text = Path(FIRM).read_text("utf-8").partition("[[example]]")[0]
    file = tmp_path / "inside.toml"
    file.write_text(text.replace("vat = 22 }", "vat = 22, vat_included = true }"), "utf-8")
    firm = FiveDesk(tmp_path / "desk", str(file))
    code = firm.taken()
    firm.now = rome("2026-03-03T10:00")
    session = timer.start(firm.desk, code, kind="onsite")
    firm.now = rome("2026-03-03T11:00")
    timer.stop(firm.desk)
    done = filing.file(firm.desk, session.group_id, outcome="solved", answers={})
    with_vat = "55,00 € IVA compresa"  # the pack has the time
    page = printed(reports.printed(firm.desk, done.report.number)).plain.replace("\xa0", " ")
    assert f"in fattura a fine mese: {with_vat}" in page and "0 ticket" not in page
    service = firm.desk.service
    assert with_vat in words.said_filed(
        code, Figures(bill=done.bill, unit=done.unit, before=None, after=None), service
    ).replace("\xa0", " ")
    firm.now = rome("2026-04-01T09:00")
    month = month_end.of_month(firm.desk, "2026-03")
    said = [month_words.figures(month), month_words.question(month)]
    assert all(with_vat in one.replace("\xa0", " ") and "+ IVA" not in one for one in said), said
    assert "imponibile 45,08" in month_words.state(month, service.tz)


async def test_plain_work_shows_no_more_than_it_did(tmp_path):
    firm = FiveDesk(tmp_path / "desk", "delta-system")
    timer.start(firm.desk, firm.taken(), kind="remote")
    firm.now += 20 * 60
    async with firm.app().run_test(size=(120, 30)) as pilot:
        await opened(pilot, "call")
        assert str(pilot.app.screen.query_one("#cost", Static).content).count("\n") == 1

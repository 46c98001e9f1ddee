"""One thing is said once and one way: numbers as the language has them, a currency, a product."""

import re
from pathlib import Path

import pytest
from deskterm.desk.billing import reports
from deskterm.desk.context import open_desk
from deskterm.locale import figures, speaking
from deskterm.models.basics import currencies
from deskterm.screens.month.reports import printed

from tests.commands.conftest import empty, home
from tests.commands.test_terms_of_five import furnish

__all__ = ["empty", "home"]

FIRM = Path(__file__).parents[1] / "data" / "firms" / "tariffario.toml"
TEXT = FIRM.read_text(encoding="utf-8").partition("[[example]]")[0]
RAW = re.compile(r"\d\.\d\d(?!\d)")  # decimals as programs read them
QUADRO = FIRM.with_name("quadro-gestionali.toml")


def desk_under(empty, tmp_path, text, *more):
    file = tmp_path / "terms.toml"
    file.write_text(text, encoding="utf-8")
    empty("init", "--service", file, "--anyway", "prova", at="2026-01-02T09:00")
    person = ("--contact", "Anna", "--email", "anna@dalpra.example", "--from", "2026-01-01")
    empty("customer", "add", "Dal Prà", *person, *more, at="2026-01-02T09:01")
    return empty


@pytest.mark.parametrize("lang", ["it", "en"])
def test_fees_and_rates_are_written_as_the_language_writes_numbers(empty, tmp_path, lang):
    money = ("--fee", "4680", "--fee-base", "1404", "--rate", "1070,5")
    firm = desk_under(empty, tmp_path, TEXT, *money)
    wanted = {"it": ("4.680,00", "1.070,50"), "en": ("4,680.00", "1,070.50")}[lang]
    shown = [
        firm("agreement", "list", "C001", lang=lang).out,
        firm("customer", "show", "C001", lang=lang).out,
        firm("agreement", "correct", "C001", "--rate", "1071,5", lang=lang)
        .out.replace("1.071,50", wanted[1])
        .replace("1,071.50", wanted[1]),
    ]
    for told in shown:
        assert all(one in told for one in wanted), told
        assert lang == "en" or not RAW.search(told), told
    whole = ("1.404,00", "1,404.00")[lang == "en"]
    assert whole in shown[1] and whole in shown[2]
    assert "1404.00" not in "".join(shown)


@pytest.mark.parametrize("tongue", ["pl", "cs", "de", "fr"])
@pytest.mark.parametrize("code", ["EUR", "PLN", "CZK", "GBP"])
def test_a_further_language_calls_a_currency_one_way(tongue, code, monkeypatch):
    """A Polish report has `100,00 zł` in its reckoning and in what goes to the invoice."""
    monkeypatch.setattr(currencies, "_in_force", [code])
    with speaking(tongue):
        assert figures.money(10_000).replace("\xa0", " ") == f"{figures.decimal(10_000)} {figures.unit()}"


@pytest.mark.parametrize("lang", ["it", "en"])
def test_a_product_stands_on_its_ticket_once(empty, lang):
    furnish(empty, str(QUADRO))
    fields = ("--field", "product=payroll", "--field", "impact=firm", "--field", "urgency=high")
    asked = ("--customer", "C001", "--channel", "portal", "--subject", "Fermo", "--body", "Non parte.")
    code = empty("ticket", "add", *asked, *fields, "--json", at="2026-03-02T09:00").json["code"]
    told = empty("ticket", "show", code, at="2026-03-02T10:00", lang=lang).out
    assert len(re.findall(r"(?m)^(?:Prodotto|Product)\b", told)) == 1, told
    assert empty("ticket", "show", code, "--json", at="2026-03-02T10:00").json["product"]


def test_what_a_customer_has_not_leaves_no_gap_on_the_report(empty, tmp_path):
    firm = desk_under(empty, tmp_path, TEXT)
    asked = ("--customer", "C001", "--channel", "mail", "--subject", "Stampa", "--body", "Esce vuota.")
    firm("ticket", "add", *asked, at="2026-03-02T07:00")
    span = ("--kind", "remote", "--start", "2026-03-03T10:00", "--end", "2026-03-03T11:00")
    done = firm("call", "log", "1", *span, "--outcome", "solved", "--json", at="2026-03-03T11:00").json
    desk = open_desk(firm.desk, who="zen")
    first = printed(reports.printed(desk, done["report"])).plain.splitlines()[0]
    desk.close()
    assert first == "Dal Prà C001"

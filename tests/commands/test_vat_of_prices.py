"""Prices with VAT inside, and prices with a rate of their own: what the invoice says, to the cent."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from tests.commands.test_terms_of_five import furnish

FIRM = Path(__file__).parents[1] / "data" / "firms" / "tariffario.toml"
TEXT = FIRM.read_text(encoding="utf-8").partition("[[example]]")[0]  # whose amounts are in euro
INSIDE = TEXT.replace("vat = 22 }", "vat = 22, vat_included = true }")
SOLVED = ("--outcome", "solved")


@pytest.fixture
def desk(empty, tmp_path):
    def made(text):
        file = tmp_path / "terms.toml"
        file.write_text(text, encoding="utf-8")
        furnish(empty, str(file))
        told = ("--customer", "C001", "--channel", "mail", "--subject", "Stampa", "--body", "Esce vuota.")
        empty("ticket", "add", *told, at="2026-03-02T07:00")
        return empty

    return made


def work(firm, kind, start, end, *more):
    span = ("--kind", kind, "--start", f"2026-03-{start}", "--end", f"2026-03-{end}")
    return firm("call", "log", "1", *span, *SOLVED, *more, "--json", at=f"2026-03-{end}").json


def month(firm):
    (found,) = firm("settle", "2026-03", "--json", at="2026-04-01T09:00").lines[:1]
    return found["customers"][0] if "customers" in found else found


def test_a_price_with_vat_inside_is_invoiced_without_it_and_comes_back_to_the_cent(desk):
    firm = desk(INSIDE)
    for day in ("03", "04", "05"):
        done = work(firm, "onsite", f"{day}T10:00", f"{day}T11:00")
        assert done["net"] == "69.67"  # of 85.00
        assert sum(Decimal(line["net"]) for line in done["lines"]) == Decimal(done["net"])
    out = firm("report", "show", done["report"]).out.replace("\xa0", " ")
    assert "IVA 22% compresa: -10,82 €" in out
    told = month(firm)
    assert (told["net"], told["vat"], told["gross"]) == ("209.01", "45.99", "255.00")


def test_work_that_grows_is_charged_the_rest_with_vat_inside(desk):
    firm = desk(INSIDE)
    firm("call", "start", "1", at="2026-03-03T10:00")
    firm("call", "stop", *SOLVED, at="2026-03-03T11:00")
    firm("call", "start", "1", at="2026-03-03T11:05")
    done = firm("call", "stop", *SOLVED, "--json", at="2026-03-03T11:35").json
    told = month(firm)
    assert done["net"] == "24.59"  # of 30.00
    assert (told["net"], told["vat"], told["gross"]) == ("73.77", "16.23", "90.00")


def test_a_price_has_its_own_rate_and_the_month_has_the_sums_of_each(desk, tmp_path):
    firm = desk(TEXT.replace('per = "day", price = 25.00,', 'per = "day", price = 25.00, vat = 10,'))
    work(firm, "onsite", "03T10:00", "03T11:00")
    told = month(firm)
    assert told["vat_parts"] == [
        {"rate": "22", "net": "60.00", "vat": "13.20"},
        {"rate": "10", "net": "25.00", "vat": "2.50"},
    ]
    assert (told["vat"], told["gross"]) == ("15.70", "100.70")
    rows = table(firm, tmp_path / "month.csv")
    assert [(row["Riga"], row["Aliquota IVA"], row["Imponibile"], row["IVA"]) for row in rows] == [
        ("rapportino", "22", "60,00", ""),
        ("rapportino", "10", "25,00", ""),
        ("totale aliquota", "22", "60,00", "13,20"),
        ("totale aliquota", "10", "25,00", "2,50"),
        ("totale cliente", "", "85,00", "15,70"),
    ]
    assert [row["Minuti"] for row in rows] == ["60", "", "", "", "60"]  # the time of a report is told once


def table(firm, path):
    firm("settle", "2026-03", "--csv", path, at="2026-04-01T09:00")
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))


def test_a_rate_under_which_nothing_stands_is_none(desk, tmp_path):
    """The call-out costs nothing here: its rate is in no month, and the total has the one that there is."""
    firm = desk(TEXT.replace('per = "day", price = 25.00,', 'per = "day", price = 0.00, vat = 10,'))
    work(firm, "onsite", "03T10:00", "03T11:00")
    assert month(firm)["vat_rate"] == "22"
    rows = table(firm, tmp_path / "month.csv")
    assert [(row["Riga"], row["Aliquota IVA"]) for row in rows] == [
        ("rapportino", "22"),
        ("totale cliente", "22"),
    ]


def test_every_line_of_the_table_has_one_rate_and_each_rate_adds_up(desk, tmp_path):
    firm = desk(INSIDE.replace('per = "day", price = 25.00,', 'per = "day", price = 25.00, vat = 10,'))
    for day in ("03", "04", "05"):
        work(firm, "onsite", f"{day}T10:00", f"{day}T11:00")
    work(firm, "remote", "05T14:00", "05T15:07")
    rows = table(firm, tmp_path / "month.csv")

    def sums(sort, column, rate=None):
        found = (row for row in rows if row["Riga"] == sort and rate in (None, row["Aliquota IVA"]))
        return sum(Decimal(row[column].replace(",", ".")) for row in found)

    assert {row["Aliquota IVA"] for row in rows if row["Riga"] != "totale cliente"} == {"22", "10"}
    for rate in ("22", "10"):
        assert sums("rapportino", "Imponibile", rate) == sums("totale aliquota", "Imponibile", rate) > 0
    for column in ("Imponibile", "IVA", "Totale"):
        assert sums("totale aliquota", column) == sums("totale cliente", column)


def test_plain_prices_are_told_as_ever(desk):
    firm = desk(TEXT)
    work(firm, "onsite", "03T10:00", "03T11:00")
    told = month(firm)
    assert (told["vat_rate"], told["vat_parts"], told["vat"]) == ("22", [], "18.70")


def test_the_page_says_whether_vat_is_inside(empty, tmp_path):
    file = tmp_path / "terms.toml"
    file.write_text(INSIDE, encoding="utf-8")
    assert "IVA (22%) compresa" in empty("service", "show", str(file)).out


@pytest.mark.parametrize(
    ("lang", "inside"),
    [
        ("it", "85,00 euro IVA compresa (imponibile 69,67)"),
        ("en", "85.00 euro VAT included (net 69.67)"),
    ],
)
def test_what_is_charged_is_said_as_the_price_list_says_it(desk, lang, inside):
    firm = desk(INSIDE)
    for said in (work_said(firm, lang), firm("report", "show", "R2026-0001", lang=lang).out):
        assert inside in said and "+" not in said, said


def test_prices_before_vat_say_that_it_comes_beside(desk):
    firm = desk(TEXT)
    out = work_said(firm, "it")
    assert "85,00 euro + IVA" in out and "compresa" not in out
    assert "85.00 euro + VAT" in firm("report", "show", "R2026-0001", lang="en").out


def work_said(firm, lang):
    span = ("--kind", "onsite", "--start", "2026-03-03T10:00", "--end", "2026-03-03T11:00")
    return firm("call", "log", "1", *span, *SOLVED, lang=lang, at="2026-03-03T11:00").out


def test_a_pack_of_the_terms_is_sold_without_the_vat_inside_its_price(desk):
    pack = '{ id = "hours",'
    assert pack in INSIDE
    top_up = 'top_up = { at = 30, size = 600, price = 488.00, do = "propose" },'
    firm = desk(INSIDE.replace(pack, f"{pack} {top_up}"))
    sold = firm("pack", "sell", "C001", "--kind", "hours", "--json").json
    assert sold["net"] == "400.00"
    assert "400,00 euro netti" in firm("pack", "sell", "C001", "--kind", "hours").out

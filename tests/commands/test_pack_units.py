"""Every pack in its own unit on the line: hours, tickets, euro; read as people write them, and so printed."""

import pytest

from tests.commands.conftest import empty, home
from tests.models.test_sixth_service import CLAUSES, TEXT

__all__ = ["empty", "home"]
MORE = 'pack = [ { id = "visits", unit = "ticket", it = "Visite", en = "Visits", use = { rule = "B6" } },'


@pytest.fixture
def shop(empty, tmp_path):
    """A firm with a wallet of euro and a book of visits."""
    file = tmp_path / "bottega.toml"
    file.write_text(TEXT.replace("pack = [", MORE) + CLAUSES, encoding="utf-8")
    empty("init", "--service", file, at="2026-01-02T09:00")
    empty("customer", "add", "Oro", "--contact", "Ada", "--phone", "0445 000123", at="2026-01-02T09:01")
    return empty


def sold(shop, kind, size, **more):
    return shop("pack", "sell", "C001", "--kind", kind, "--size", size, at="2026-01-02T09:05", **more)


@pytest.mark.parametrize(("size", "cents"), [("50", 5000), ("12,50", 1250), ("12.50", 1250), ("0.05", 5)])
def test_a_wallet_is_sold_in_euro_with_point_or_comma(shop, size, cents):
    sold(shop, "wallet", size)
    facts = shop("pack", "list", "--json").json
    assert (facts["unit"], facts["size"], facts["left"]) == ("cent", cents, cents)


@pytest.mark.parametrize("size", ["10h", "0,505", "cinquanta", "12.", "60m"])
def test_what_is_no_amount_of_euro_is_refused_with_an_example(shop, size):
    refused = sold(shop, "wallet", size, code=2)
    assert "per esempio 45,50" in refused.err
    assert shop("pack", "list", "--json").out == ""


@pytest.mark.parametrize("size", ["10h", "2,5", "45m"])
def test_tickets_are_whole(shop, size):
    assert "numero intero" in sold(shop, "visits", size, code=2).err
    sold(shop, "visits", "3")
    assert shop("pack", "list", "--json").json["left"] == 3


def test_a_wallet_is_corrected_and_printed_in_euro_everywhere(shop):
    assert "50,00 euro" in sold(shop, "wallet", "50").out
    told = shop("pack", "adjust", "1", "-12,50", "--note", "errore", at="2026-01-03T09:00")
    assert "restano 37,50 euro" in told.out
    movements = shop("pack", "ledger", "1").out
    assert "-12,50 euro" in movements and "37,50 euro" in movements and "1250" not in movements
    listed = shop("pack", "list").out
    assert "37,50 euro" in listed and "50,00 euro" in listed and "3750" not in listed
    assert "50.00 euro" in shop("pack", "ledger", "1", lang="en").out
    assert "per esempio 45,50" in shop("pack", "adjust", "1", "1h", "--note", "x", code=2).err


def test_what_holds_euro_is_not_added_to_what_holds_tickets(shop):
    sold(shop, "wallet", "50")
    sold(shop, "visits", "3")
    assert "50,00 euro, 3" in shop("customer", "show", "C001").out


def test_a_session_paid_from_a_wallet_says_so_in_euro(shop):
    sold(shop, "wallet", "50")
    request = ("--customer", "C001", "--channel", "desk", "--subject", "Stampa", "--body", "Non stampa.")
    code = shop("ticket", "add", *request, "--json", at="2026-03-06T10:00").json["code"]
    times = ("--start", "2026-03-07T10:00", "--end", "2026-03-07T10:16")
    entered = shop("call", "log", code, "--kind", "call", *times, "--json", at="2026-03-07T13:00").json
    filed = shop("call", "file", entered["group"], at="2026-03-07T13:00").out
    assert "dal carnet 1: 24,00 euro" in filed and "2400" not in filed
    report = shop("report", "list", "--json").json["number"]
    shown = shop("report", "show", report).out
    assert "dal carnet 1: 24,00 euro" in shown and "26,00 euro" in shown


@pytest.mark.parametrize(
    ("typed", "readings"), [("10", ("10m", "10h")), ("1", ("1m", "1h")), ("99", ("99m", "99h"))]
)
def test_a_small_number_alone_is_asked_back_where_it_may_be_hours(line, typed, readings):
    asked = line("pack", "sell", "C001", "--size", typed, code=2).err
    assert all(one in asked for one in readings)
    assert line("pack", "list", "--json").out == ""


@pytest.mark.parametrize(("typed", "left"), [("100", 100), ("600", 600), ("10h", 600), ("10m", 10)])
def test_from_a_hundred_on_a_number_alone_is_minutes(line, typed, left):
    line("pack", "sell", "C001", "--size", typed)
    assert line("pack", "list", "--json").json["left"] == left


def test_a_sale_says_what_was_sold_for_how_much_and_until_when(line):
    sale = ("pack", "sell", "C001", "--size", "10h", "--net", "550", "--expires", "31/12/2026")
    told = line(*sale).out
    assert all(one in told for one in ("10h00", "550,00 euro", "31/12/2026"))
    assert "without a price" in line("pack", "sell", "C001", "--size", "1h", lang="en").out


def test_a_sale_and_a_correction_are_tried_without_being_made(line):
    tried = line("pack", "sell", "C001", "--size", "10h", "--dry-run")
    assert "10h00" in tried.out
    assert "prova" in tried.err
    assert line("pack", "list", "--json").out == ""
    line("pack", "sell", "C001", "--size", "10h")
    tried = line("pack", "adjust", "1", "-120", "--note", "x", "--dry-run")
    assert "8h00" in tried.out
    assert line("pack", "list", "--json").json["left"] == 600


@pytest.mark.parametrize(
    ("typed", "left"),
    [("-1h", 540), ("-1h30", 510), ("-0,1h", 594), ("-120", 480), ("-30m", 570), ("+1h", 660)],
)
@pytest.mark.parametrize("late", [True, False])
def test_what_begins_with_a_minus_and_a_digit_is_an_amount(line, typed, left, late):
    line("pack", "sell", "C001", "--size", "10h")
    words = ["1", typed, "--note", "errore"] if late else ["--note", "errore", "1", typed]
    line("pack", "adjust", *words)
    assert line("pack", "list", "--json").json["left"] == left


def test_a_small_correction_is_asked_back_with_its_sign(line):
    line("pack", "sell", "C001", "--size", "10h")
    asked = line("pack", "adjust", "1", "-2", "--note", "x", code=2).err
    assert "-2m" in asked
    assert "-2h" in asked


def test_where_there_are_several_kinds_the_list_names_each(shop):
    sold(shop, "wallet", "50")
    sold(shop, "visits", "3")
    said = shop("pack", "list", lang="en").out.splitlines()
    assert "Kind" in said[0]
    assert sum("Visits" in row for row in said[1:]) == 1
    assert (
        shop("pack", "list", "--customer", "C001", "--as-of", "2026-01-03", lang="en").out.count("Visits")
        == 1
    )

"""Every pack in its own unit on the line: hours, tickets, euro; read as people write them, and so printed."""

import pytest

from tests.commands.conftest import empty, home
from tests.models.test_sixth_service import CLAUSES, TEXT

__all__ = ["empty", "home"]
MORE = 'pack = [ { id = "visits", unit = "ticket", it = "Visite", en = "Visits" },'


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

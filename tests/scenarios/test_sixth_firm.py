"""A sixth firm, invented, written only as a file: from the first request to the month's bill at the line."""

import pytest

from tests.commands.conftest import empty, home
from tests.models.test_sixth_service import CLAUSES, TEXT

__all__ = ["empty", "home"]


@pytest.fixture
def shop(empty, tmp_path):
    """Three customers, one of each plan; the golden one has a wallet of fifty euro."""
    file = tmp_path / "bottega.toml"
    file.write_text(TEXT + CLAUSES, encoding="utf-8")
    empty("service", "check", file)
    empty("init", "--service", file, at="2026-01-02T09:00")
    for name, plan in (("Oro", "GOLD"), ("Argento", "SILVER"), ("Rame", "BASE")):
        empty(
            *("customer", "add", name, "--plan", plan, "--from", "2026-01-01", "--until", "2026-12-31"),
            *("--contact", "Ada", "--phone", "0445 000123", "--email", f"ada@{name.lower()}.example"),
            at="2026-01-02T09:01",
        )
    empty("pack", "sell", "C001", "--kind", "wallet", "--size", "50", at="2026-01-02T09:05")
    return empty


def ask(shop, customer, at):
    request = ("--customer", customer, "--channel", "desk", "--subject", "Stampa", "--body", "Non stampa.")
    return shop("ticket", "add", *request, "--json", at=at).json


def worked(shop, code, start, end):
    times = ("--start", start, "--end", end)
    entered = shop("call", "log", code, "--kind", "call", *times, "--json", at="2026-03-07T13:00").json
    return shop("call", "file", entered["group"], "--json", at="2026-03-07T13:00").json


def test_a_firm_that_is_only_a_file_works_from_the_request_to_the_bill(shop):
    # On Friday evening three customers ask; the golden one comes last and goes first.
    base = ask(shop, "C003", "2026-03-06T17:50")
    silver = ask(shop, "C002", "2026-03-06T17:55")
    gold = ask(shop, "C001", "2026-03-06T18:00")
    first = [shop("next", "--json", at="2026-03-07T09:00").json["code"] for _ in range(3)]
    assert first == [gold["code"], silver["code"], base["code"]]

    # Saturday is a working day: four open hours end at noon, one working day with the closing.
    assert gold["due_at"].startswith("2026-03-07T12:00")
    assert base["due_at"].startswith("2026-03-07T13:00")
    why = shop("ticket", "show", gold["code"], at="2026-03-07T09:01", lang="it").out
    assert "B4" in why

    # Sixteen minutes are two quarters of an hour, paid from the wallet; ten are one, on the invoice.
    paid = worked(shop, gold["code"], "2026-03-07T10:00", "2026-03-07T10:16")
    assert (paid["billed_minutes"], paid["rule"], paid["net"]) == (30, "B6", "0.00")
    movements = shop("pack", "ledger", "1", "--json", at="2026-03-07T13:05").lines
    assert [line["left"] for line in movements] == [5000, 2600]
    owed = worked(shop, base["code"], "2026-03-07T11:00", "2026-03-07T11:10")
    assert (owed["billed_minutes"], owed["net"]) == (15, "12.00")

    # The month's bill has the one line that no wallet paid.
    closed = shop("settle", "2026-03", "--commit", "--json", at="2026-04-01T09:00")
    assert '"12.00"' in closed.out
    assert '"14.64"' in closed.out
    assert "C001" not in closed.out


@pytest.mark.parametrize("lang", ["it", "en"])
def test_its_terms_are_a_page_in_both_languages(shop, tmp_path, lang):
    page = shop("service", "show", tmp_path / "bottega.toml", lang=lang).out
    for n in range(1, 7):
        assert (f"Regola {n}." if lang == "it" else f"Rule {n}.") in page

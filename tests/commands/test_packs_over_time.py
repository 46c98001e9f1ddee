"""Packs over time on the line: what comes, what was left on a day, what is proposed, what the page says."""

import pytest
from deskterm.desk.terms import files

from tests.commands.conftest import empty, home

__all__ = ["empty", "home"]

KEYS = 'months = 12, overdraw = "split", warn = [120, 0]'
GOLD = (
    'included = { units = 120, every = "month", when = ["contract"], rule = "D28" },'
    ' rest = { do = "carry", most = 180, rule = "D28" }, draws = { training = 1.5 },'
    " top_up = { at = 30, size = 300, price = 250.00 }"
)


@pytest.fixture
def firm(empty, tmp_path):
    """A firm whose agreements include two hours a month; of its customer's January half an hour was used."""
    text = files.text_of("delta-system")
    file = tmp_path / "ore.toml"
    file.write_text(text.replace(KEYS, GOLD).replace("schema = 1", "schema = 2", 1), encoding="utf-8")
    empty("init", "--service", file, "--anyway", "prova", at="2026-01-02T09:00")
    added = ("customer", "add", "Oro", "--contact", "Ada", "--phone", "0445 000123")
    empty(*added, "--from", "2026-01-01", "--until", "2026-12-31", at="2026-01-02T09:01")
    return empty


def worked(firm, day, start, end):
    firm("ticket", "add", "--channel", "mail", "--customer", "C001", "--subject", day, at=f"{day}T08:00")
    code = firm("ticket", "list", "--json", at=f"{day}T08:01").lines[-1]["code"]
    firm(
        *("call", "log", code, "--kind", "remote", "--start", f"{day}T{start}", "--end", f"{day}T{end}"),
        *("--outcome", "solved", "--reason", "setup"),
        at=f"{day}T19:00",
    )


def test_a_pack_says_what_comes_next_and_what_the_last_day_was(firm):
    worked(firm, "2026-01-12", "10:00", "10:30")
    shown = firm("pack", "show", 1, at="2026-01-20T09:00")
    assert "restano 1h30 di 2h00" in shown.out
    assert "1/2/26: +2h00, restano 1h30 riportate" in shown.out
    (listed,) = firm("pack", "list", "--json", at="2026-03-05T09:00").lines[-1:]
    facts = {one["starts_at"]: one for one in firm("pack", "list", "--json", at="2026-03-05T09:00").lines}
    march = facts["2026-03-01"]
    assert (march["left"], march["expires_at"]) == (300, "2026-03-31")
    assert march["next"] == {"day": "2026-04-01", "comes": 120, "carried": 180, "lost": 120}
    assert listed["customer"] == "C001"


def test_the_ledger_has_each_movement_with_its_day_and_rule(firm):
    worked(firm, "2026-01-12", "10:00", "10:30")
    ledger = firm("pack", "ledger", 1, "--json", at="2026-03-05T09:00").lines
    assert [(one["day"], one["kind"], one["amount"], one["rule"]) for one in ledger] == [
        ("2026-01-01", "sold", 120, "D28"),
        ("2026-01-12", "drawn", -30, "D28"),
        ("2026-02-01", "carried", -90, "D28"),
    ]
    assert ledger[-1]["other"] == 2
    out = firm("pack", "ledger", 1, at="2026-03-05T09:00").out
    assert "accredito" in out and "riporto" in out and "01/02/2026" in out


def test_what_was_left_on_a_day_that_is_over(firm):
    worked(firm, "2026-01-12", "10:00", "10:30")
    firm("pack", "list", at="2026-04-05T09:00")

    def on(day):
        asked = ("pack", "list", "--customer", "C001", "--as-of", day, "--json")
        return [one["left"] for one in firm(*asked, at="2026-04-05T09:00").lines]

    assert (on("2026-01-11"), on("2026-01-12"), on("2026-02-01"), on("2025-12-31")) == (
        [120],
        [90],
        [210],
        [],
    )
    assert "--customer" in firm("pack", "list", "--as-of", "2026-01-11", at="2026-04-05T09:00", code=2).err


def test_a_pack_that_the_terms_propose_is_told_and_sold_without_a_size(firm):
    worked(firm, "2026-01-12", "10:00", "11:45")
    told = firm("pack", "show", 1, at="2026-01-20T09:00").out
    assert "da proporre: 5h00 a 250,00 €" in told
    sold = firm("pack", "sell", "C001", "--json", at="2026-01-20T09:01").json
    assert (sold["size"], sold["net"]) == (300, "250.00")
    assert "da proporre" not in firm("pack", "show", 1, at="2026-01-20T09:02").out


def test_the_page_of_the_terms_says_it_in_both_languages(firm):
    page = firm("service", "show", str(firm.home.parent / "ore.toml"), at="2026-01-20T09:00").out
    flat = " ".join(page.split())
    assert "il contratto ne comprende 2 ore ogni mese" in flat
    assert "passano al carnet seguente al massimo 3 ore" in flat
    assert "un'ora di lavoro" in flat and "arrivati a 30 minuti se ne propone uno da 5 ore" in flat
    page = firm("service", "show", str(firm.home.parent / "ore.toml"), at="2026-01-20T09:00", lang="en").out
    assert "the agreement includes 2 hours of it each month" in " ".join(page.split())


def test_the_card_of_the_caller_says_it_too(firm):
    worked(firm, "2026-01-12", "10:00", "10:30")
    card = firm("customer", "show", "C001", "--json", at="2026-01-20T09:00").json
    assert card["packs"][0]["then"] == "1/2/26: +2h00, restano 1h30 riportate"


def test_work_that_weighs_is_told_in_the_minutes_that_it_draws_and_never_as_money(firm):
    firm(
        "ticket",
        "add",
        "--channel",
        "mail",
        "--customer",
        "C001",
        "--subject",
        "Corso",
        at="2026-01-12T08:00",
    )
    code = firm("ticket", "list", "--json", at="2026-01-12T08:01").lines[-1]["code"]
    times = ("--kind", "training", "--start", "2026-01-12T10:00", "--end", "2026-01-12T11:00")
    told = firm(
        *("call", "log", code, *times, "--outcome", "solved", "--reason", "setup", "--price", "D28"),
        at="2026-01-12T19:00",
    ).out
    assert "90 minuti" in told and "0,90" not in told


def test_periods_that_are_over_do_not_bury_the_one_that_runs(firm):
    """Whoever asks for one customer's packs still sees every period that ever was."""
    when = "2026-05-10T09:00"
    worked(firm, "2026-04-20", "10:00", "10:30")
    listed = firm("pack", "list", "--json", at=when).lines
    assert [one["starts_at"] for one in listed] == ["2026-05-01"]
    assert firm("backlog", "--json", at=when).json["packs_low"] == []
    every = {one["starts_at"] for one in firm("pack", "list", "--customer", "C001", "--json", at=when).lines}
    assert every == {f"2026-0{month}-01" for month in range(1, 6)}


def test_a_pack_that_was_sold_and_is_over_is_still_told(firm):
    """Nobody was given anything for it: the lead may want to call."""
    firm("pack", "sell", "C001", "--size", "1h", "--expires", "2026-04-30", at="2026-04-02T09:00")
    low = firm("backlog", "--json", at="2026-05-10T09:00").json["packs_low"]
    assert [one["expires_at"] for one in low] == ["2026-04-30"]

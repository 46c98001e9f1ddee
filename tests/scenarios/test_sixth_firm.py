"""A sixth firm, invented, written only as a file: from the first request to the month's bill at the line."""

import json

import pytest
from benchmarks.events import lines
from deskterm.desk.context import open_desk
from deskterm.models.terms.service import read_service

from tests.commands.conftest import empty, home
from tests.models.test_sixth_service import CLAUSES, TEXT
from tests.scenarios import explained

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


def test_a_firm_that_is_only_a_file_works_from_the_request_to_the_bill(shop, tmp_path):
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

    # The month rehearsed under the same file: nothing differs; at sixty an hour it does.
    same = shop("rehearse", "--from-desk", "2026-03", "--service", tmp_path / "bottega.toml", "--json")
    dearer = tmp_path / "dearer.toml"
    dearer.write_text((TEXT + CLAUSES).replace("rate = 48.00", "rate = 60.00"), encoding="utf-8")
    changed = shop("rehearse", "--from-desk", "2026-03", "--service", dearer, "--json")
    assert {line["differs"] for line in same.lines} == {False}
    assert (changed.lines[-1]["was"]["net"], changed.lines[-1]["would"]["net"]) == ("12.00", "15.00")

    # Whatever was decided has its rule and its clause, in both languages.
    desk = open_desk(shop.desk, who="luca")
    assert {"B1", "B4", "B5", "B6"} <= explained.everything(desk)
    desk.close()


def test_its_terms_are_rehearsed_like_any_others(shop, tmp_path):
    friday = {
        "event": "request",
        "channel": "desk",
        "received": "2026-03-06T18:00",
        "fields": {"problem": "Fermo"},
    }
    gold = friday | {"id": 1, "customer": {"plan": "GOLD"}}
    base = friday | {"id": 2, "customer": {"plan": "BASE"}, "received": "2026-03-06T17:00"}
    silver = friday | {"id": 3, "customer": {"plan": "SILVER"}, "received": "2026-03-06T17:59"}
    call = {"kind": "call", "start": "2026-03-07T10:00", "end": "2026-03-07T10:16"}
    work = {
        "event": "session",
        "id": 4,
        "segments": [call],
        "customer": {"plan": "BASE", "pack_left": {"wallet": 2000}},
    }
    queue = {"event": "queue", "id": 5, "requests": [gold, base, silver]}
    file = tmp_path / "lines.jsonl"
    file.write_text("\n".join(json.dumps(event) for event in (gold, base, work, queue)), encoding="utf-8")
    asked, other, worked_on, order = shop("rehearse", "--service", tmp_path / "bottega.toml", file).lines
    assert (asked["tier"], asked["due"], asked["due_rule"]) == (1, "2026-03-07T12:00:00+01:00", "B4")
    assert (other["tier"], other["due"], other["due_rule"]) == (3, "2026-03-07T13:00:00+01:00", "B5")
    (contact,) = worked_on["contacts"]
    assert (contact["billed_minutes"], contact["net"], contact["rule"]) == (30, "4.00", "B6")
    assert order["order"] == [1, 3, 2]


def test_a_thousand_events_of_its_own_words_are_decided(shop, tmp_path):
    file = tmp_path / "many.jsonl"
    file.write_bytes(b"".join(lines(read_service(TEXT + CLAUSES), 1000)))
    answers = shop("rehearse", "--service", tmp_path / "bottega.toml", file).lines
    assert len(answers) == 1000
    assert not any("error" in answer for answer in answers)


@pytest.mark.parametrize("lang", ["it", "en"])
def test_its_terms_are_a_page_in_both_languages(shop, tmp_path, lang):
    page = shop("service", "show", tmp_path / "bottega.toml", lang=lang).out
    for n in range(1, 7):
        assert (f"Regola {n}." if lang == "it" else f"Rule {n}.") in page

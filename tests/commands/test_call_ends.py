"""Calls that are cancelled, parked, or priced by agreement, from the command line."""

import pytest

from tests.commands.conftest import ask
from tests.models.terms_kit import text

QUOTED = '{ id = "X1", mode = "quote", settle = ["invoice"], report = true }'


@pytest.fixture
def ticket(line):
    return ask(line, "2026-03-02T08:40")["code"]


def test_a_call_by_mistake_is_cancelled_and_stays_in_the_list(line, ticket):
    line("call", "start", ticket, at="2026-03-02T09:00")
    done = line("call", "cancel", "--why", "cliente sbagliato", "--json", at="2026-03-02T09:03")
    assert (done.json["state"], done.json["why"], done.json["net"]) == (
        "cancelled",
        "cliente sbagliato",
        "0.00",
    )
    shown = line("call", "list", at="2026-03-02T09:04").out
    assert "annullata" in shown
    assert line("call", "list", "--unfiled", "--json", at="2026-03-02T09:04").out == ""
    assert "annullato · cliente sbagliato" in line("ticket", "history", ticket, at="2026-03-02T09:04").out


def test_the_lead_reads_in_the_backlog_what_would_have_cost(line, ticket):
    line("call", "start", ticket, at="2026-03-02T09:00")
    told = line("call", "cancel", "--why", "avviata due volte", at="2026-03-02T09:07")
    assert "responsabile" in told.err
    out = line("backlog", at="2026-03-02T09:10").out
    assert "Lavoro annullato che sarebbe costato" in out
    assert "avviata due volte" in out and "zen" in out
    (one,) = line("backlog", "--json", at="2026-03-02T09:10").json["cancelled"]
    assert (one["seconds"], one["would_minutes"], one["would"]) == (420, 7, "7.00")


def test_nothing_is_cancelled_without_a_reason_or_without_a_call(line, ticket):
    assert "--why" in line("call", "cancel", code=2).err
    assert "sessione" in line("call", "cancel", "--why", "prova", code=1).err
    line("call", "start", ticket)
    assert "motivo" in line("call", "cancel", "--why", "  ", code=1).err


def test_another_call_parks_the_one_that_runs(line, ticket):
    other = ask(line, "2026-03-02T08:41", subject="Password scaduta")["code"]
    line("call", "start", ticket, at="2026-03-02T09:00")
    refused = line("call", "start", other, at="2026-03-02T09:02", code=1)
    assert ticket in refused.err and "--park" in refused.err
    begun = line("call", "start", other, "--park", "altra chiamata", "--json", at="2026-03-02T09:02")
    assert (begun.json["ticket"], begun.json["state"]) == (other, "running")
    line("call", "stop", at="2026-03-02T09:04")
    (first,) = line("call", "list", "--ticket", ticket, "--json", at="2026-03-02T09:05").lines
    assert (first["state"], first["seconds"]) == ("stopped", 120)
    assert line("call", "resume", first["group"], "--json", at="2026-03-02T09:06").json["ticket"] == ticket


def test_free_calls_that_keep_coming_are_told_to_the_lead(line, ticket):
    for hour in ("09", "10", "11"):
        times = ("--start", f"2026-03-02T{hour}:00", "--end", f"2026-03-02T{hour}:04")
        line("call", "log", ticket, *times, "--outcome", "brief", at="2026-03-02T12:00")
    (often,) = line("backlog", "--json", at="2026-03-02T12:00").json["short_calls"]
    assert (often["customer"], often["calls"], often["seconds"]) == ("C001", 3, 720)
    out = line("backlog", at="2026-03-02T12:00").out
    assert "Chiamate brevi gratuite troppo frequenti" in out
    assert "Too many short free calls" in line("backlog", at="2026-03-02T12:00", lang="en").out


@pytest.fixture
def quoting(line, tmp_path):
    """A desk whose work is all at a price to be agreed; a contact of half an hour is filed."""
    terms = tmp_path / "prova.toml"
    terms.write_text(text(price=QUOTED), encoding="utf-8")
    line = type(line)(tmp_path / "another", line.home)
    line("init", "--service", terms)
    line("customer", "add", "Ferramenta Dal Prà", "--code", "C001")
    asked = ("--channel", "mail", "--customer", "C001", "--subject", "Modulo", "--json")
    code = line("ticket", "add", *asked).json["code"]
    times = ("--start", "2026-03-02T09:00", "--end", "2026-03-02T09:30")
    line("call", "log", code, "--kind", "remote", *times, "--note", "campi", at="2026-03-02T10:00")
    return line


def test_a_price_is_agreed_after_the_work_and_then_invoiced(quoting):
    line = quoting
    (waiting,) = line("call", "to-price", "--json", at="2026-03-02T10:01").lines
    assert (waiting["customer"], waiting["mode"], waiting["seconds"]) == ("C001", "quote", 1800)
    month = line("settle", "2026-03", "--commit", at="2026-04-01T09:00")
    assert waiting["ticket"] in month.err and "call agree" in month.err
    assert waiting["ticket"] in line("backlog", at="2026-04-01T09:00").out
    agree = (
        "call",
        "agree",
        waiting["group"],
        "--net",
        "350,00",
        "--who",
        "Anna Rossi",
        "--day",
        "2026-03-31",
    )
    done = line(*agree, "--note", "come da mail", "--json", at="2026-04-01T10:00").json
    assert (done["net"], done["report"]) == ("350.00", "R2026-0001")
    report = line("report", "show", "R2026-0001", "--json", at="2026-04-01T10:00").json
    assert report["agreed"] == {
        "net": "350.00",
        "who": "Anna Rossi",
        "day": "2026-03-31",
        "note": "come da mail",
    }
    assert "Concordati 350,00 euro con Anna Rossi" in line("report", "show", "R2026-0001").out
    (april,) = line("settle", "2026-04", "--json", at="2026-05-01T09:00").lines
    assert (april["net"], april["vat"], april["gross"]) == ("350.00", "77.00", "427.00")
    assert "non aspetta" in line(*agree, at="2026-04-01T10:00", code=1).err

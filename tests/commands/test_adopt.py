"""New terms at the line: what comes later follows them, what stands does not."""

from itertools import count

import pytest
from deskterm.desk.context import Desk
from deskterm.desk.terms import files

from tests.commands.conftest import ask
from tests.models.terms_kit import otherwise


@pytest.mark.parametrize("lang", ["it", "en"])
def test_new_terms_are_put_in_force_from_a_file(line, tmp_path, lang):
    file = tmp_path / "nuove.toml"
    file.write_text(otherwise("delta-system", ('target = "48h"', 'target = "24h"')).text, encoding="utf-8")
    before = ask(line, "2026-03-02T09:00")
    said = line("service", "adopt", file, "--anyway", "prova", at="2026-03-02T09:05", lang=lang).out
    assert "Delta System" in said
    after = ask(line, "2026-03-02T09:10")
    assert before["due_at"].startswith("2026-03-04T09:00")
    assert after["due_at"].startswith("2026-03-03T09:10")
    assert line("service", "adopt", file, at="2026-03-02T09:15", lang=lang, code=1).err


def test_terms_that_hold_at_once_are_not_told_to_be_still_to_come_whatever_second_it_is(
    line, tmp_path, monkeypatch
):
    """A second may end between two of its own looks at the clock."""
    clock, now = count(), Desk.now
    monkeypatch.setattr(Desk, "now", lambda desk: now(desk) + next(clock))
    file = tmp_path / "nuove.toml"
    file.write_text(otherwise("delta-system", ('target = "48h"', 'target = "24h"')).text, encoding="utf-8")
    told = line("service", "adopt", file, "--anyway", "prova", "--json", at="2026-03-02T09:05").json
    assert told["to_come"] is False


def test_a_broken_file_changes_nothing(line, tmp_path):
    file = tmp_path / "rotte.toml"
    file.write_text("schema = 1\n", encoding="utf-8")
    assert "rotte.toml" in line("service", "adopt", file, code=2).err
    assert ask(line, "2026-03-02T09:00")["due_at"].startswith("2026-03-04T09:00")


def test_a_session_cites_the_clause_that_its_ticket_came_under(line, tmp_path):
    code = ask(line, "2026-03-02T09:00")["code"]
    span = ("--start", "2026-03-02T09:02", "--end", "2026-03-02T09:12")
    line(
        "call",
        "log",
        code,
        "--kind",
        "call",
        *span,
        "--reason",
        "diagnosis",
        "--outcome",
        "brief",
        at="2026-03-02T09:20",
    )
    old, new = "si conta a consuntivo", "si conta di nuovo a consuntivo"
    file = tmp_path / "nuove.toml"
    file.write_text(otherwise("delta-system", (old, new)).text, encoding="utf-8")
    line("service", "adopt", file, "--anyway", "prova", at="2026-03-02T09:30", lang="it")
    (session,) = line("call", "list", "--json", at="2026-03-02T09:40", lang="it").lines
    assert session["rule"] == "D28"
    assert old in session["clause"]
    (report,) = line("report", "list", "--json", at="2026-03-02T09:40", lang="it").lines
    assert old in report["clause"]


SHORTER = ('target = "48h"', 'target = "24h"')
FROM = ("vat = 22.00 }", "vat = 22.00, valid_from = 2026-04-01 }")


@pytest.fixture
def coming(tmp_path):
    """A file that is valid from April and promises 24 hours, with examples and clauses that agree."""
    text = otherwise("delta-system", SHORTER, FROM).text
    for old, new in (("48 ore", "24 ore"), ("48 hours", "24 hours")):
        text = text.replace(old, new)
    file = tmp_path / "aprile.toml"
    file.write_text(text[: text.index("[[example]]")], encoding="utf-8")
    return file


@pytest.mark.rule("M17")
def test_terms_to_come_hold_from_their_day_and_by_themselves(line, coming):
    told = line("service", "adopt", coming, "--json", at="2026-03-02T09:00").json
    assert (told["to_come"], told["from"]) == (True, "2026-04-01T00:00:00+02:00")
    assert ask(line, "2026-03-31T09:00")["due_at"].startswith("2026-04-02T09:00")
    assert ask(line, "2026-04-01T09:00")["due_at"].startswith("2026-04-02T09:00")
    shown = line("service", "show", "--json", at="2026-03-15T09:00").json
    assert shown["in_force"]["since"] is None
    assert [one["since"] for one in shown["to_come"]] == ["2026-04-01T00:00:00+02:00"]
    assert any(change["rule"] == "D5" for change in shown["to_come"][0]["changes"])
    after = line("service", "show", "--json", at="2026-04-02T09:00").json
    assert after["in_force"]["file"].endswith("aprile.toml")
    assert after["to_come"] == []


@pytest.mark.rule("M17")
def test_a_request_counts_under_the_terms_of_its_arrival(line, coming):
    line("service", "adopt", coming, at="2026-03-02T09:00")
    typed = ("ticket", "add", "--channel", "mail", "--customer", "C001", "--subject", "Ieri", "--json")
    words = ("--contact", "Luca", "--phone", "0445 000123", "--body", "Non stampa")
    late = line(*typed, *words, "--received", "2026-03-31T09:00", at="2026-04-01T10:00").json
    told = line("ticket", "show", late["code"], "--json", at="2026-04-01T10:00").json
    assert told["due_at"].startswith("2026-04-02T09:00")
    line("ticket", "triage", late["code"], "--topic", "usage", at="2026-04-01T10:05")
    again = line("ticket", "show", late["code"], "--json", at="2026-04-01T10:06").json
    assert again["due_at"] == told["due_at"]


def test_a_file_whose_examples_fail_is_adopted_only_for_a_reason_and_that_is_kept(line, tmp_path):
    file = tmp_path / "nuove.toml"
    file.write_text(otherwise("delta-system", SHORTER).text, encoding="utf-8")
    refused = line("service", "adopt", file, code=1).err
    assert "example[" in refused
    assert "--anyway" in refused
    line("service", "adopt", file, "--anyway", "gli esempi li rifaccio domani", at="2026-03-02T09:05")
    shown = line("service", "show", "--json", at="2026-03-02T09:10").json["in_force"]
    assert shown["reason"] == "gli esempi li rifaccio domani"
    assert shown["doubts"] > 0
    assert "gli esempi li rifaccio domani" in " ".join(
        line("service", "show", at="2026-03-02T09:10").out.split()
    )


def test_no_desk_is_made_under_a_file_in_doubt_without_a_reason(empty, tmp_path):
    file = tmp_path / "nuove.toml"
    file.write_text(otherwise("delta-system", SHORTER).text, encoding="utf-8")
    assert "example[" in empty("init", "--service", file, code=1).err
    assert not empty.desk.exists()
    empty("init", "--service", file, "--anyway", "si comincia", at="2026-03-02T09:05")
    shown = empty("service", "show", "--json", at="2026-03-02T09:10").json["in_force"]
    assert shown["reason"] == "si comincia" and shown["doubts"] > 0
    assert "si comincia" in empty("service", "show", at="2026-03-02T09:10").out


@pytest.mark.parametrize("lang", ["it", "en"])
def test_the_differences_of_two_files_are_told_rule_by_rule(line, coming, lang):
    told = line("service", "diff", "delta-system", coming, lang=lang).out
    words = {"it": ("entro 48 ore", "entro 24 ore"), "en": ("within 48 hours", "within 24 hours")}[lang]
    lines = [row.strip() for row in told.splitlines()]
    assert "D5" in lines
    assert any(row.startswith("- ") and words[0] in row for row in lines)
    assert any(row.startswith("+ ") and words[1] in row for row in lines)
    assert "response[D5].target: 48h → 24h" in told
    own = line("service", "diff", coming, "--json", lang=lang).json
    assert (
        own["changes"] == line("service", "diff", "delta-system", coming, "--json", lang=lang).json["changes"]
    )
    assert line("service", "diff", "delta-system", "delta-system", "--json").json["same"]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "it",
            (
                "corsia 3 della coda",
                "chi viene da qui ha detto chi è",
                "«Urgente»: sì, no; senza, la richiesta",
            ),
        ),
        (
            "en",
            (
                "lane 3 of the queue",
                "whoever comes this way has said",
                "“Urgent”: yes, no; without it the request",
            ),
        ),
    ],
)
def test_lanes_doors_and_facts_that_differ_are_told_in_words(line, tmp_path, lang, words):
    file = tmp_path / "altre.toml"
    text = files.text_of("delta-system").replace("lane = 1, open", "lane = 3, signed_in = true, open")
    text = text.replace('kind = "yes-no", from', 'kind = "yes-no", needed = true, from')
    file.write_text(text, encoding="utf-8")
    told = " ".join(line("service", "diff", "delta-system", file, lang=lang).out.split())
    for one in words:
        assert one in told

"""The service's own words on the line: by their id, or as people see them in either language."""

import re

import pytest
from deskterm.desk.terms import files

from tests.commands.test_terms_of_five import furnish


@pytest.fixture
def istes(empty):
    furnish(empty, "istes")
    empty("customer", "set", "C001", "target_hours=A:4 B:8 C:16", at="2026-01-03T09:00")
    return empty


def asked(desk, *more, code=0, at="2026-03-02T09:00", subject="Casse ferme"):
    told = ("--customer", "C001", "--channel", "mail", "--subject", subject, "--body", "Non va.")
    return desk("ticket", "add", *told, *more, code=code, at=at)


@pytest.mark.parametrize("word", ["A", "a"])
def test_who_types_a_request_in_judges_it_in_the_same_step(istes, word):
    """I19: what stops the tills stands before a judged trifle, with its own promise and the reason why."""
    asked(istes, "--severity", "C", at="2026-03-02T08:00", subject="Un refuso")
    asked(istes, "--severity", word)
    shown = istes("queue", at="2026-03-02T09:01").out.splitlines()
    assert "Gravità" in shown[0]
    assert [line.split()[1:3] for line in shown[1:3]] == [["TK000002", "A"], ["TK000001", "C"]]
    assert "I19" in istes("ticket", "why", "TK000002", at="2026-03-02T09:01").out
    assert (
        istes("ticket", "show", "TK000002", "--json", at="2026-03-02T09:01")
        .json["due_at"]
        .startswith("2026-03-02T13:00")
    )


def test_what_nobody_has_judged_is_marked_in_the_queue(istes):
    asked(istes)
    asked(istes, "--severity", "C", subject="Un refuso")
    shown = istes("queue", at="2026-03-02T09:01")
    assert re.search(r"TK000001 +da valutare", shown.out) and shown.out.rstrip().endswith(", 1 da valutare")
    assert "Da valutare" in istes("backlog", at="2026-03-02T09:01").out
    assert istes("backlog", "--json", at="2026-03-02T09:01").json["unjudged"] == 1
    istes("ticket", "triage", "TK000001", "--topic", "usage", "--severity", "A", at="2026-03-02T09:02")
    assert istes("backlog", "--json", at="2026-03-02T09:03").json["unjudged"] == 0


UNJUDGED = {
    "first": ["TK000002", "TK000003", "TK000001"],  # a trifle that was judged, tills at a standstill, a B
    "last": ["TK000003", "TK000001", "TK000002"],
    "B": ["TK000002", "TK000003", "TK000001"],
    "C": ["TK000003", "TK000001", "TK000002"],
}


@pytest.mark.parametrize("stands", UNJUDGED)
def test_the_file_says_where_a_request_stands_that_nobody_has_judged(empty, tmp_path, stands):
    """Fault 2: by default behind every judged trifle; a firm that wants it judged first says so."""
    told = f'schema = 2\nunjudged = {{ stands = "{stands}" }}'
    path = tmp_path / "terms.toml"
    path.write_text(files.text_of("istes").replace("schema = 1", told), encoding="utf-8")
    furnish(empty, str(path))
    empty("customer", "set", "C001", "target_hours=A:4 B:8 C:16", at="2026-01-03T09:00")
    asked(empty, "--severity", "C", at="2026-03-02T08:00", subject="Un refuso")
    asked(empty, at="2026-03-02T08:30")
    asked(empty, "--severity", "B", subject="Stampa lenta")
    waiting = empty("queue", "--json", at="2026-03-02T09:01").lines
    assert [one["code"] for one in waiting] == UNJUDGED[stands]
    due = {"B": "2026-03-02T16:30", "C": "2026-03-03T00:30"}.get(stands, "2026-03-02T12:30")
    assert {one["code"]: one["due_at"] for one in waiting}["TK000002"].startswith(due)
    if stands in ("first", "B"):
        taken = empty("next", "--json", at="2026-03-02T09:02").json
        word = {"first": "no_severity_first", "B": "no_severity_as"}[stands]
        assert (word, "I19") in [(one["do"], one["rule"]) for one in taken["why"]]


def test_the_promise_of_a_request_that_nobody_has_judged_can_be_the_loosest(empty, tmp_path):
    told = 'schema = 2\nunjudged = { stands = "first", promise = "loosest" }'
    path = tmp_path / "terms.toml"
    path.write_text(files.text_of("istes").replace("schema = 1", told), encoding="utf-8")
    furnish(empty, str(path))
    empty("customer", "set", "C001", "target_hours=A:4 B:8 C:16", at="2026-01-03T09:00")
    asked(empty)
    assert empty("queue", "--json", at="2026-03-02T09:01").lines[0]["due_at"].startswith("2026-03-03T01:00")


def test_a_severity_that_the_terms_have_not_is_refused_with_those_they_have(istes):
    told = asked(istes, "--severity", "P9", code=1).err
    assert "P9" in told and "A, B, C" in told
    assert istes("queue", "--json", at="2026-03-02T09:01").out == ""


def test_topic_and_outcome_are_taken_as_the_screens_show_them(line):
    """«Risolto» and «Solved» are what a technician reads; the id behind them is the program's."""
    from tests.commands.conftest import ask

    for number, word in enumerate(("risolto", "SOLVED", "solved"), 1):
        code = ask(line, f"2026-03-02T08:4{number}", subject=f"Stampa {number}")["code"]
        line("ticket", "triage", code, "--topic", "uso del gestionale", at="2026-03-02T08:50")
        line("call", "start", code, at=f"2026-03-02T09:{number}0")
        filed = line("call", "stop", "--outcome", word, "--json", at=f"2026-03-02T09:{number}3")
        assert filed.json["outcome"] == "solved"

"""The line shows every promise of a ticket, with a sign and in words, and the next one in the lists."""

import pytest

from tests.commands.conftest import empty, home
from tests.models.two_promises import TWO

__all__ = ["empty", "home"]


@pytest.fixture
def firm(empty, tmp_path):
    file = tmp_path / "prova.toml"
    file.write_text(TWO, encoding="utf-8")
    empty("init", "--service", file, at="2026-03-02T09:00")
    empty("customer", "add", "Rossi", "--contact", "Ada", "--email", "ada@rossi.example")
    request = ("--customer", "C001", "--channel", "mail", "--subject", "Stampa", "--body", "Non stampa.")
    empty("ticket", "add", *request, at="2026-03-02T10:00")
    return empty


def test_a_ticket_shows_each_promise_as_it_stands(firm):
    told = firm("ticket", "show", "TK1", at="2026-03-02T10:10").out
    assert "risposta entro lun 2/3 11:00" in told
    assert "soluzione entro lun 2/3 15:30, al più tardi mar 3/3 11:00" in told
    assert "risp. 02/03 11:00" in firm("queue", at="2026-03-02T10:10").out

    answered = firm("ticket", "answer", "TK1", "Ce ne occupiamo.", at="2026-03-02T11:30").out
    assert "resta da chiudere: soluzione entro" in answered
    told = firm("ticket", "show", "TK1", at="2026-03-02T16:00").out
    assert "!! risposta lun 2/3 11:30, in ritardo di 30m (entro lun 2/3 11:00)" in told
    assert "~ soluzione desiderata entro lun 2/3 15:30, al più tardi mar 3/3 11:00" in told
    assert "sol. 03/03 11:00 ~" in firm("ticket", "list", "--view", "hand", at="2026-03-02T16:00").out
    late = firm("ticket", "show", "TK1", at="2026-03-03T12:00", lang="en").out
    assert "!! resolution late by 1h" in late


def test_programs_read_each_promise_and_the_next_of_them(firm):
    (row,) = firm("queue", "--json", at="2026-03-02T10:10").lines
    assert (row["due_for"], row["due_at"]) == ("answer", "2026-03-02T11:00:00+01:00")
    assert [(one["of"], one["rule"], one["open"]) for one in row["promises"]] == [
        ("answer", "X1", True),
        ("resolution", "X2", True),
    ]
    firm("ticket", "answer", "TK1", "Fatto.", at="2026-03-02T11:30")
    row = firm("ticket", "show", "TK1", "--json", at="2026-03-03T12:00").json
    assert (row["due_for"], row["due_at"]) == ("resolution", "2026-03-03T11:00:00+01:00")
    kept = [(one["kept_at"], one["late_seconds"]) for one in row["promises"]]
    assert kept == [("2026-03-02T11:30:00+01:00", 1800), (None, 3600)]
    why = firm("ticket", "why", "TK1", "--json", at="2026-03-02T12:00").json["decisions"]
    assert [one["rule"] for one in why if one["do"] == "due"] == ["X2", "X1"]


def test_a_rehearsal_names_all_that_is_promised(firm, tmp_path):
    file = tmp_path / "events.jsonl"
    file.write_text(
        '{"event":"request","id":"1","channel":"mail","received":"2026-03-02T10:00","subject":"Stampa"}\n',
        encoding="utf-8",
    )
    (found,) = firm("rehearse", "--service", tmp_path / "prova.toml", file).lines
    assert found["due"] == "2026-03-02T11:00:00+01:00"
    assert [(one["of"], one["due"][:16]) for one in found["promises"]] == [
        ("answer", "2026-03-02T11:00"),
        ("resolution", "2026-03-03T11:00"),
    ]

"""The line shows every promise of a ticket, with a sign and in words, and the next one in the lists."""

import pytest

from tests.commands.conftest import empty, home
from tests.models.two_promises import FIRST_CONTACT, TWO

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


@pytest.fixture
def lone(empty, tmp_path):
    """A firm that promises nothing but a first contact, within four hours and gladly within one."""
    file = tmp_path / "prova.toml"
    file.write_text(FIRST_CONTACT, encoding="utf-8")
    empty("init", "--service", file, at="2026-03-02T09:00")
    empty("customer", "add", "Rossi", "--contact", "Ada", "--email", "ada@rossi.example")
    request = ("--customer", "C001", "--channel", "mail", "--subject", "Stampa", "--body", "Non stampa.")
    empty("ticket", "add", *request, at="2026-03-02T10:00")
    return empty


def test_a_lone_first_contact_is_called_so_and_kept_with_its_sign(lone):
    told = lone("ticket", "show", "TK1", at="2026-03-02T10:10").out
    assert "primo contatto entro lun 2/3 11:00, al più tardi lun 2/3 14:00" in told
    assert "Scade" not in told and "Risposto" not in told
    assert "cont. 1º 02/03 11:00, 02/03 14:00" in lone("queue", at="2026-03-02T10:10").out
    times = ("--start", "2026-03-02T10:15", "--end", "2026-03-02T10:20")
    lone("call", "log", "TK1", *times, at="2026-03-02T10:21")
    told = lone("ticket", "show", "TK1", at="2026-03-02T10:30").out
    assert "✓ primo contatto lun 2/3 10:15 (entro lun 2/3 14:00)" in told and "Risposto" not in told
    assert "✓ cont." in lone("queue", at="2026-03-02T10:30").out


def test_the_backlog_says_by_when_what_is_at_risk_would_be_liked(lone):
    told = " ".join(lone("backlog", at="2026-03-02T10:30").out.split())
    assert "TK000001 (cont. 02/03/2026 14:00 (primo termine 02/03/2026 11:00))" in told
    (row,) = lone("backlog", "--json", at="2026-03-02T10:30").json["at_risk_due"]
    assert (row["ticket"], row["soft_due_at"][11:16], row["due_at"][11:16]) == ("TK000001", "11:00", "14:00")


def test_the_backlog_says_which_of_several_promises_is_at_risk_and_which_was_broken(firm):
    told = " ".join(firm("backlog", at="2026-03-02T10:30").out.split())
    assert "Ticket a rischio: TK000001 (risp. 02/03/2026 11:00)" in told
    late = firm("backlog", "--json", at="2026-03-03T12:00").json["breached_due"]
    assert [(one["ticket"], one["of"]) for one in late] == [("TK000001", "answer")]
    firm("ticket", "answer", "TK1", "Ce ne occupiamo.", at="2026-03-02T10:50")
    told = " ".join(firm("backlog", at="2026-03-03T09:00", lang="en").out.split())
    assert "TK000001 (res. 3 Mar 2026 11:00" in told


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

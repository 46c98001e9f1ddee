"""A field that a request cannot have is refused on the line, or told wherever the request is read."""

import json

import pytest
from deskterm.desk.terms import files
from deskterm.models.terms.facts import FACTS

SAID = [name for name, fact in FACTS.items() if not fact.field]  # what the desk knows


@pytest.fixture
def portal(line):
    """A desk with a customer who has no agreement: the terms have a portal for those who have a plan."""
    line("customer", "add", "Ditta Nuova", "--code", "C009", "--email", "x@nuova.example")
    return line


@pytest.mark.parametrize("service", files.names())
def test_no_fact_of_the_desk_is_a_field_on_the_line(empty, service):
    empty("init", "--service", service)
    empty("customer", "add", "Ditta Nuova", "--code", "C009")
    for name in SAID:
        answer = empty("ticket", "add", "--customer", "C009", "--field", f"{name}=yes", code=1)
        assert f"«{name}»" in answer.err and "subject, contact, phone" in answer.err
    assert empty("ticket", "list", "--json").lines == []
    assert empty("mail", "pending", "--json").lines == []


def file_of(tmp_path, **more):
    path = tmp_path / "portale.jsonl"
    entry = {"channel": "easypass", "customer": "C009", "subject": "Stampe", "body": "Non va"} | more
    path.write_text(json.dumps(entry), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("said", "way_out"),
    [
        ("severity=C", "--severity"),
        ("severity=P9", "--severity"),
        ("km=30", "problem"),
        ("plan=SAD", "problem"),
    ],
)
def test_a_field_that_the_channel_has_not_is_refused_with_the_way_out(portal, said, way_out):
    for lang in ("it", "en"):
        answer = portal(
            *("ticket", "add", "--customer", "C009", "--subject", "Stampe", "--field", said),
            lang=lang,
            code=1,
        )
        assert said.partition("=")[0] in answer.err and way_out in answer.err
        assert "screenshot" in answer.err  # what this channel does have
    assert portal("ticket", "list", "--json").lines == []


def test_an_import_names_what_it_has_not_taken_and_the_ticket_shows_what_was_said(portal, tmp_path):
    path = file_of(tmp_path, contract="yes", plan="SAD", channel="mail", km=30)
    (row,) = portal("ticket", "import", path, "--json").lines
    assert sorted(row["not_taken"]) == ["contract", "km", "plan"]
    shown = portal("ticket", "show", row["ticket"], "--json").json
    assert shown["not_taken"] == {"contract": "yes", "plan": "SAD", "km": "30"}
    assert shown["due_at"] is None
    assert "non preso: contract = yes, plan = SAD, km = 30" in portal("ticket", "show", row["ticket"]).out
    assert "not taken: contract = yes" in portal("ticket", "show", row["ticket"], lang="en").out


def test_the_line_that_was_a_way_in_is_none(portal, tmp_path):
    """Easypass is for those with the SAD plan: who writes so themselves waits as before (D11)."""
    bare = portal("ticket", "import", file_of(tmp_path), "--json").lines[0]
    path = file_of(tmp_path, subject="Altro", contract="yes", plan="SAD")
    told = portal("ticket", "import", path).out
    assert "non preso: contract, plan" in told
    assert "Una richiesta diceva di più" in told
    (aside,) = (one for one in portal("mail", "pending", "--json").lines if one["subject"] == "Altro")
    assert (aside["outcome"], aside["rule"]) == (bare["outcome"], bare["rule"]) == ("review", "D11")
    assert portal("mail", "show", aside["id"], "--json").json["not_taken"] == {
        "contract": "yes",
        "plan": "SAD",
    }
    assert "non preso: contract = yes, plan = SAD" in portal("mail", "show", aside["id"]).out


def test_what_a_letter_claims_is_told_as_it_is_taken_in(portal, tmp_path):
    body = "Buongiorno, la stampa esce vuota.\nplan: SAD\nseverity: A\n"
    mail = f"From: Anna <x@nuova.example>\nTo: a@b.example\nSubject: Stampe\nMessage-ID: <1@x>\n\n{body}"
    path = tmp_path / "a.eml"
    path.write_text(mail, encoding="utf-8")
    (row,) = portal("mail", "import", path, "--vouch", "--json").lines
    assert row["not_taken"] == ["plan", "severity"]
    assert "non preso: plan = SAD, severity = A" in portal("ticket", "show", row["ticket"]).out


@pytest.mark.parametrize("value", [["sì"], {"da": "2026-01-01"}, [], {"a": [{"b": 1}]}])
def test_a_line_whose_barred_field_is_no_plain_value_comes_in_without_it(portal, tmp_path, value):
    """A portal's export has lists and objects: the request is not lost for what it may not say anyway."""
    path = file_of(tmp_path, contract=value, channel="mail", operation=value)
    answer = portal("ticket", "import", path, "--json")
    (row,) = answer.lines
    assert (row["outcome"], sorted(row["not_taken"])) == ("queued", ["contract", "operation[]"])
    assert "contract" in portal("ticket", "show", row["ticket"]).out

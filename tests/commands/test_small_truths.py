"""Refusals and faults say what is so: the right key, the file's own languages, hours as hours, each once."""

import pytest

from tests.commands.conftest import empty, home, opened_under
from tests.models.terms_kit import text

__all__ = ["empty", "home"]

VALUES = '[{ id = "near", it = "Vicina", en = "Near" }]'
FACTS = f"""fact = [
  {{ id = "zone", of = "customer", kind = "choice", it = "Zona", en = "Zone", value = {VALUES} }},
  {{ id = "exams", of = "customer", kind = "yes-no", it = "Esami", en = "Exams" }},
  {{ id = "users", of = "agreement", kind = "number", it = "Utenti", en = "Users" }},
  {{ id = "km", of = "session", kind = "number", at = "close", default = 0, it = "Km", en = "Km" }} ]
"""
PRICE = '{ id = "X1", mode = "time", rate = 60, settle = ["pack:hours", "invoice"] }'


def firm(more="", rule="", open='"mon-fri 08:00-18:00"'):
    return text(version="2", price=PRICE, rule=rule, open=open, more=FACTS + more)


def checked(empty, tmp_path, terms):
    (tmp_path / "prova.toml").write_text(terms, encoding="utf-8")
    found = empty("service", "check", tmp_path / "prova.toml", "--json", lang="en", code=None).json["errors"]
    return [(one["path"], one["message"]) for one in found]


EXTRA = 'extra = [ {{ id = "X2", it = "Voce", en = "Item", per = "{per}", fact = "{fact}", price = 1.00 }} ]'


@pytest.mark.parametrize(
    ("more", "path", "said"),
    [
        ('fee = { rule = "X3", price = 4.50, count = "zone" }', "fee.count", "is a fact of kind choice"),
        ('fee = { rule = "X3", price = 4.50, count = "none" }', "fee.count", "is not defined in this file"),
        (EXTRA.format(per="each", fact="exams"), "extra[1].fact", "is a fact of kind yes-no"),
        (EXTRA.format(per="contact", fact="km"), "extra[1].fact", 'without per = "each", "hour"'),
    ],
)
def test_what_is_counted_is_a_number_and_what_else_a_fact_is_is_said(empty, tmp_path, more, path, said):
    assert said in dict(checked(empty, tmp_path, firm(more)))[path]


def test_a_cure_lists_the_keys_in_the_languages_of_the_file(empty, tmp_path):
    terms = firm().replace("vat = 22 }", 'vat = 22, languages = ["it", "en", "fr"] }')
    told = dict(checked(empty, tmp_path, terms.replace('overdraw = "split"', 'until = "07-31"')))
    assert "id, unit, it, en, fr, months" in told["pack[1].until"]


def test_hours_that_overlap_on_several_days_are_one_fault(empty, tmp_path):
    told = checked(empty, tmp_path, firm(open='"mon-thu 08:00-17:00", "mon-fri 08:00-14:00"'))
    assert [path for path, _ in told if path.startswith("calendar")] == ["calendar.office.open[2]"]


def test_a_tier_in_quotation_marks_is_the_only_fault_of_its_rule(empty, tmp_path):
    rule = '{ id = "X2", at = "intake", when = ["contract"], do = "priority", tier = "high" }'
    assert [path for path, _ in checked(empty, tmp_path, firm(rule=rule))] == ["rule[1].tier"]


@pytest.fixture
def desk(empty, tmp_path):
    opened_under(empty, tmp_path, firm(), anyway="una casella vuota")
    return empty


@pytest.mark.parametrize("yes", ["sí", "sì", "SI", "yes"])
def test_yes_is_yes_with_any_accent(desk, yes):
    desk("customer", "set", "C001", f"exams={yes}")
    assert desk("customer", "show", "C001", "--json").json["facts"]["exams"] == "yes"


def test_what_a_pack_does_not_hold_is_said_in_hours(desk):
    number = desk("pack", "sell", "C001", "--size", "4h", "--json").json["id"]
    refused = desk("pack", "adjust", str(number), "-10h", "--note", "errore", code=1, lang="en")
    assert "The pack holds 4h00: no more can be taken from it (-10h00)." in refused.err


def test_the_word_of_others_for_an_option_is_told_with_ours(desk):
    assert "--why" in desk("credit", "refuse", "TK000001", "--reason", "no", code=2, lang="en").err


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2026-03-29T02:15", "2026-03-29T03:30", "does not exist on that night"),
        ("2026-10-25T02:15", "2026-10-25T04:00", "comes twice on that night"),
    ],
)
def test_a_rehearsal_asks_back_for_a_time_of_the_night_on_which_the_clocks_change(
    empty, tmp_path, start, end, said
):
    (tmp_path / "prova.toml").write_text(firm(), encoding="utf-8")
    events = tmp_path / "events.jsonl"
    line = '{"event":"session","id":"n","segments":[{"kind":"remote","start":"%s","end":"%s"}]}'
    events.write_text(line % (start, end), encoding="utf-8")
    ask = ("rehearse", "--service", tmp_path / "prova.toml", events)
    assert said in empty(*ask, lang="en", code=1).lines[0]["error"]
    sure = start + ("+02:00" if "-10-" in start else "+01:00")
    events.write_text(line % (sure, end), encoding="utf-8")
    assert "contacts" in empty(*ask, lang="en").lines[0]


def test_what_was_filed_is_listed_with_its_lines(desk):
    ask = ("--customer", "C001", "--channel", "mail", "--subject", "Stampa", "--body", "Non stampa.")
    code = desk("ticket", "add", *ask, "--json").json["code"]
    work = ("--kind", "remote", "--start", "2026-03-02T08:00", "--end", "2026-03-02T08:30")
    number = desk("call", "log", code, *work, "--json").json["group"]
    desk("call", "file", number)
    (row,) = desk("call", "list", "--ticket", code, "--json").lines
    assert row["state"] == "filed" and row["net"] == "30.00"
    assert [line["what"] for line in row["lines"]] == ["work", "hours"]

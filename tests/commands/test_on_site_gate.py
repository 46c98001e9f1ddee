"""On-site work has its gate: by appointment, paid before, after an estimate; begun, logged or rehearsed."""

import json

import pytest

from tests.commands.test_price_list_line import FIRM, SOLVED, ask, work
from tests.commands.test_terms_of_five import furnish

VISIT = 'part = "visit", at = "onsite", when = ["session=onsite"'
GATES = f"""rule = [
  {{ id = "P13", {VISIT}, "zone=far", "!appointment"], do = "block" }},
  {{ id = "P14", {VISIT}, "hurry=today", "!paid"], do = "block", ask = "paid" }},
  {{ id = "P15", part = "lab", at = "onsite", when = ["session=lab", "!estimate"], do = "block" }},
  {{ id = "P7", {VISIT}], do = "warn" }},
"""
TEXT = FIRM.read_text(encoding="utf-8").replace("rule = [\n", GATES, 1)


@pytest.fixture
def terms(tmp_path):
    file = tmp_path / "visite.toml"
    file.write_text(TEXT, encoding="utf-8")
    return file


@pytest.fixture
def firm(empty, terms):
    furnish(empty, str(terms))
    ask(empty, "2026-03-02T09:00")
    return empty


def refused(firm, *told, at="2026-03-03T10:00", lang="it"):
    found = firm(*told, at=at, code=1, lang=lang)
    return " ".join(found.err.split())


def test_far_away_nobody_goes_without_an_appointment_and_the_way_out_is_told(firm):
    firm("customer", "set", "C001", "zone=far")
    start = ("call", "start", "1", "--kind", "onsite")
    said = refused(firm, *start)
    assert "P13" in said and "Serve un appuntamento" in said
    assert "deskterm appointment add TK000001" in said
    assert "An appointment with the customer is needed" in refused(firm, *start, lang="en")
    when = ("--start", "2026-03-03T10:00", "--minutes", "60", "--kind", "onsite")
    firm("appointment", "add", "1", *when, at="2026-03-02T09:30")
    begun = firm(*start, at="2026-03-03T10:00")
    assert "P7: " in begun.err  # what the terms only warn of is said too


def test_what_must_be_paid_before_is_asked_at_the_start_and_kept(firm):
    code = ask(firm, "2026-03-02T09:30", "mail", "--field", "hurry=today")
    start = ("call", "start", code, "--kind", "onsite")
    assert "P14" in refused(firm, *start, at="2026-03-02T10:00")
    asked = firm("call", "questions", code, "--point", "onsite", "--json", at="2026-03-02T10:00").lines
    assert [(one["fact"], one["rule"]) for one in asked] == [("paid", "")]
    assert "P14" in refused(firm, *start, "--answer", "paid=no", at="2026-03-02T10:00")
    firm(*start, "--answer", "paid=yes", at="2026-03-02T10:00")


def test_work_that_is_logged_passes_the_same_gate_at_its_own_time(firm):
    span = ("--start", "2026-03-02T10:00", "--end", "2026-03-02T11:00")
    log = ("call", "log", "1", "--kind", "lab", *span, *SOLVED)
    said = refused(firm, *log, at="2026-03-02T11:00")
    assert "P15" in said and "deskterm ticket set TK000001 estimate=…" in said
    assert firm("call", "list", "--json", at="2026-03-02T11:00").out == ""
    firm("ticket", "set", "1", "estimate=sì")
    assert work(firm, "1", "lab", "2026-03-02T10:00", "2026-03-02T11:00")["net"] == "90.00"


def test_remote_work_and_calls_pass_no_gate_of_on_site_work(firm):
    firm("customer", "set", "C001", "zone=near")
    firm("call", "start", "1", at="2026-03-02T10:00")
    begun = firm("call", "switch", "remote", at="2026-03-02T10:05")
    assert "P7" not in begun.err and "P13" not in begun.err


def test_rehearsed_it_decides_the_same(firm, terms, tmp_path):
    events = tmp_path / "visite.jsonl"
    facts = {"session": "onsite", "zone": "far"}
    asked = [{"event": "gate", "id": n, "at": "onsite", "facts": facts | more} for n, more in CASES.items()]
    events.write_text("".join(json.dumps(one) + "\n" for one in asked), encoding="utf-8")
    found = firm("rehearse", "--service", terms, events).lines
    assert {one["id"]: [act["rule"] for act in one["actions"]] for one in found} == {
        "bare": ["P13", "P7"],
        "agreed": ["P7"],
        "hurried": ["P14", "P7"],
        "paid": ["P7"],
    }


CASES = {
    "bare": {},
    "agreed": {"appointment": True},
    "hurried": {"appointment": True, "hurry": "today"},
    "paid": {"appointment": True, "hurry": "today", "paid": True},
}


def test_the_page_says_what_stands_before_on_site_work(firm, terms):
    page = " ".join(firm("service", "show", terms).out.split())
    assert "P13" in page and "appuntamento" in page


def test_the_gate_is_a_word_of_version_2(firm, terms):
    terms.write_text(TEXT.replace("schema = 2", "schema = 1"), encoding="utf-8")
    assert "onsite" in firm("service", "check", terms, code=None).out

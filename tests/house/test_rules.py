"""The list of the rules is whole: every rule has a test and a place, every test a rule that exists."""

import tomllib

import pytest

from tests.house.code import REPOSITORY, modules
from tests.rules import listed, marks, table


def test_every_rule_and_reading_has_a_test_and_every_mark_a_rule():
    assert table.faults() == []


def test_there_are_a_hundred_rules_and_sixteen_readings():
    assert len(listed.rule_numbers()) == len(set(listed.rule_numbers())) == 100
    assert listed.readings() == [f"A{n}" for n in range(1, 17)]


def test_every_rule_and_reading_says_something_else_in_each_language():
    for row in listed.listed().values():
        assert row.it.strip() and row.en.strip() and row.it != row.en, row.number


def test_every_clause_of_a_service_file_is_a_rule_of_its_document_or_one_of_the_house_and_says_so():
    for letter, document in listed.contents()["documents"].items():
        numbers = [f"{letter}{n}" for n in range(1, document["rules"] + 1)]
        clauses = listed.service(document["service"])["clause"]
        own = {name for name in clauses if name.startswith("H")}
        assert sorted(clauses.keys() - own) == sorted(numbers)
        assert own == {name for name, clause in clauses.items() if clause["source"] == "assumed"}


def test_the_page_of_the_rules_is_up_to_date():
    text = table.PAGE.read_text(encoding="utf-8")
    assert table.stale(text) == [], "run `make rules`"
    assert [line for line in text.splitlines() if not line.startswith("|")] == [
        line for line in table.page().splitlines() if not line.startswith("|")
    ]


@pytest.mark.parametrize(
    ("before", "after"), [("| D5 | ", "| D5 | Non "), ("`rule[2]`", "`rule[99]`"), ("` d8_", "` d88_")]
)
def test_a_page_that_says_otherwise_is_out_of_date(before, after):
    text = table.page()
    assert table.stale(text) == []
    assert before in text
    assert table.stale(text.replace(before, after))
    assert table.stale("") == list(listed.listed())


def test_no_code_names_a_service():
    names = [path.stem for path in (REPOSITORY / "data" / "services").glob("*.toml")]
    titles = [
        tomllib.loads((REPOSITORY / "data" / "services" / f"{name}.toml").read_text())["provider"]["name"]
        for name in names
    ]
    assert len(names) == 5
    found = {
        f"{path.relative_to(REPOSITORY)}: {word}"
        for path in modules()
        for word in names + titles
        if word.casefold() in path.read_text(encoding="utf-8").casefold()
    }
    assert found == set()


@pytest.mark.parametrize("number", ["D1", "A1"])
def test_a_rule_without_a_test_is_a_fault(monkeypatch, number):
    real = marks.marked
    monkeypatch.setattr(
        table, "marked", lambda mark="rule": {k: v for k, v in real(mark).items() if k != number}
    )
    assert f"{number}: no test proves it" in table.faults()


def test_a_test_of_no_such_rule_is_a_fault(monkeypatch):
    real = marks.marked
    monkeypatch.setattr(table, "marked", lambda mark="rule": {**real(mark), "D29": ("tests/x.py::test_y",)})
    assert "D29: no such rule (tests/x.py::test_y)" in table.faults()


def test_a_rule_passes_only_when_all_its_tests_do():
    tests = marks.marked()["D5"]
    assert len(tests) > 1
    all_passed = dict.fromkeys(tests, table.PASSED)
    assert table.verdict("D5", all_passed) == table.PASSED
    assert table.verdict("D5", all_passed | {tests[0]: table.FAILED}) == table.FAILED
    assert table.verdict("D5", {tests[0]: table.PASSED}) == table.FAILED

"""The format has two versions: what came with the second is refused in a file of the first, with the cure."""

import pytest
from deskterm.desk.terms.files import explain
from deskterm.models.terms.checking import versions

from tests.models.terms_kit import TEXTS, check_service, service, text, worked

PRICE = '{ id = "X1", when = ["session=remote"], mode = "time", rate = 60, step = 15, settle = ["invoice"] }'
DOUBLE = PRICE.replace("step = 15", "step = 15, times = 2")


def test_a_key_of_version_2_in_a_file_of_version_1_is_told_with_its_cure(monkeypatch):
    (fault,) = check_service(text(price=DOUBLE))
    assert (fault.path, fault.code) == ("price[1].times", "too_new")
    for language in ("it", "en"):
        monkeypatch.setattr("deskterm.locale._chosen", [language])
        assert "schema = 2" in explain(fault)
    assert not check_service(text(version="2", price=DOUBLE))


def test_such_a_key_hides_no_other_fault():
    broken = text(price=DOUBLE).replace("settle = [", "setle = [")
    assert {fault.code for fault in check_service(broken)} == {"too_new", "unknown_key"}


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_a_shipped_file_says_the_same_in_both_versions(name):
    assert not check_service(TEXTS[name].replace("schema = 1", "schema = 2", 1))


def test_a_word_and_a_fact_of_version_2_are_refused_as_well(monkeypatch):
    monkeypatch.setattr(versions, "WORDS", {("Price", "mode"): frozenset({"time"})})
    monkeypatch.setattr(versions, "FACTS", frozenset({"session"}))
    found = check_service(text(price=PRICE))
    assert [(fault.path, fault.code) for fault in found] == [
        ("price[1].when[1]", "too_new"),
        ("price[1].mode", "too_new"),
    ]


def test_what_is_taken_times_is_rounded_before_and_what_is_weighted_after():
    """The whole quarter hours of 61 minutes are 75: twice as much is 150; twice 61 minutes are 135."""
    assert worked(service(version="2", price=DOUBLE), 61).billed_minutes == 150
    weighted = DOUBLE.replace("times", "weight")
    assert worked(service(version="2", price=weighted), 61).billed_minutes == 135

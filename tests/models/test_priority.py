"""Impact and urgency give a severity or a tier by a table of the file; a person's word comes before it."""

import pytest
from deskterm.models.rules.priority import severity_of, tier_of
from deskterm.models.rules.rules import actions
from deskterm.models.terms.service import read_service

from tests.clocks import rome
from tests.models.priority_kit import TABLE, TIERS, firm
from tests.models.terms_kit import check_service, due

MONDAY = rome("2026-03-02 10:00")


@pytest.mark.parametrize(
    ("facts", "severity"),
    [
        ({}, ""),
        ({"impact": "high"}, "B"),
        ({"impact": "high", "urgency": "high"}, "A"),
        ({"impact": "low", "urgency": "high"}, "B"),
        ({"impact": "low", "urgency": "low"}, ""),
    ],
)
def test_a_cell_gives_the_severity(facts, severity):
    assert severity_of(read_service(firm()), facts) == severity


def test_what_is_promised_follows_from_the_cell_and_a_severity_that_is_said_comes_first():
    terms = read_service(firm())
    both = {"impact": "high", "urgency": "high"}
    assert due(terms, both, MONDAY).rule == "X1"
    assert due(terms, both | {"severity": "B"}, MONDAY).rule == "X2"


def test_a_table_of_tiers_moves_the_request():
    terms = read_service(firm(table=TIERS))
    assert tier_of(terms, {"impact": "high"}) == 2
    (action,) = actions(terms, "intake", {"impact": "high", "urgency": "high"}, MONDAY)
    assert (action.do, action.rule, action.detail) == ("priority", "X8", {"tier": 0})
    assert actions(terms, "call", {"impact": "high", "urgency": "high"}, MONDAY) == ()


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (('"impact", "urgency"]', '"impact", "urgence"]'), "priority.of[2]"),
        (('high = "A"', 'hi = "A"'), "priority.severity.high.hi"),
        (('high = "A"', 'high = "Z"'), "priority.severity.high.high"),
        (("severity = {", "severities = {"), "priority.severities"),
    ],
)
def test_a_table_of_words_that_are_none_is_told(change, path):
    assert path in [fault.path for fault in check_service(firm(table=TABLE.replace(*change)))]


def test_it_came_with_version_2():
    faults = check_service(firm().replace("schema = 2", "schema = 1"))
    assert {"priority", "fee.price"} <= {fault.path for fault in faults if fault.code == "too_new"}

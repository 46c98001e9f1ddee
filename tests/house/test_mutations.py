"""A rule that no longer holds is seen by its own tests at a desk or a screen: mistakes are made and seen."""

from __future__ import annotations

import pytest
from deskterm.models.terms.service import read_service

from tests.house.code import REPOSITORY
from tests.rules import listed
from tests.rules.mutants import changed, lived, mutations, survivors


def test_every_rule_has_a_mistake_and_a_test_at_a_desk_or_a_screen():
    assert list(dict.fromkeys(one.rule for one in mutations())) == listed.rule_numbers()
    assert [rule for rule in listed.rule_numbers() if not lived(rule)] == []


@pytest.mark.parametrize("rule", listed.rule_numbers())
def test_a_mistake_can_be_made_and_is_still_a_whole_file(rule):
    """It stands there once, and what comes of it is read: a file that is none is seen by any test."""
    for one in mutations():
        if one.rule == rule:
            text = (REPOSITORY / one.file).read_text(encoding="utf-8")
            assert text.count(one.find) == 1, one
            if one.file.endswith(".toml"):
                assert read_service(changed(text, one)).id


@pytest.mark.trial
def test_every_mistake_in_a_rule_is_seen_by_its_tests():
    assert survivors(mutations()) == []

"""A file with faults of several kinds names them all: a wrong word does not hide a missing calendar."""

import pytest

from tests.models.terms_kit import DELTA_TEXT, check_service

MODE = ('mode = "time"', 'mode = "hours"')
CALENDAR = (
    'target = "48h", clock = "day24", calendar = "office"',
    'target = "48h", clock = "day24", calendar = "offices"',
)


def faults(*swaps):
    text = DELTA_TEXT
    for old, new in swaps:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return [(fault.path, fault.code) for fault in check_service(text)]


def test_a_wrong_word_does_not_hide_a_calendar_that_is_not_there():
    assert faults(MODE) == [("price[3].mode", "unknown_word")]
    (calendar,) = faults(CALENDAR)
    assert faults(MODE, CALENDAR) == [("price[3].mode", "unknown_word"), calendar]


@pytest.mark.parametrize(
    "spelling",
    [
        ('clarify = "restart"', 'clarifiy = "restart"'),  # a key misspelled
        ('merge_gap = "10:00"', 'merge_gap = "soon"'),  # a value that cannot be read
        ('merge_gap = "10:00"', "merge_gap = true"),  # one of another type
    ],
)
def test_nor_does_a_fault_of_spelling(spelling):
    (calendar,) = faults(CALENDAR)
    (alone,) = faults(spelling)
    assert faults(spelling, CALENDAR) == [alone, calendar]


def test_where_something_needed_is_missing_only_that_can_be_told():
    missing = ('provider = { id = "delta-system", ', "provider = { ")
    assert faults(missing, CALENDAR) == [("provider.id", "missing_key")]

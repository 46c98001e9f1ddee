"""A file with faults of several kinds names them all: a wrong word does not hide a missing calendar."""

import re
from pathlib import Path

import pytest
from deskterm.desk.terms.files import explain

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


BERGSEE = (Path(__file__).parents[1] / "data/firms/bergsee-informatik.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "wrong", "path"),
    [
        ("languages = [", "languges = [", "provider.languges"),
        ('language = "de"', 'langauge = "de"', "provider.langauge"),
        ("provider = {", "providr = {", "providr"),
    ],
)
def test_a_slip_where_the_languages_are_named_is_told_without_every_word_of_them(old, wrong, path):
    assert BERGSEE.count(old) == 1
    assert [one.path for one in check_service(BERGSEE.replace(old, wrong))] == [path]


def test_a_file_in_its_own_languages_that_says_the_first_version_is_told_only_that():
    found = check_service(BERGSEE.replace("schema = 2", "schema = 1"))
    assert "provider.languages" in {one.path for one in found}
    assert {one.code for one in found} == {"too_new"}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("€180", "180"), ("180,00 zł", "180.00"), ("180 €", "180"), ("Fr. 45.50", "45.50"), ("EUR 60", "60"),
        ("60 euro", "60"), ("US$ 70", "70"), ("70\u00a0kr.", "70"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("key", ['rate = "contract"', "list_rate = 60.00"])
def test_an_amount_with_the_sign_of_a_currency_is_told_as_the_number_that_it_is(written, meant, key):
    name = key.partition(" ")[0]
    (fault,) = check_service(re.sub(f"(?<![a-z_]){key}", f'{name} = "{written}"', DELTA_TEXT, count=1))
    assert (fault.path.rpartition(".")[2], fault.values["near"]) == (name, meant)
    assert explain(fault).endswith(f": {meant}.") and "contract" not in explain(fault)


@pytest.mark.parametrize("written", ["€ 1.800", "1.800", "1,800", "1.045,00 zł", "60 %", "60/h"])
def test_a_rate_of_which_no_number_is_certain_is_not_taken_for_that_of_the_agreement(written):
    (fault,) = check_service(DELTA_TEXT.replace('rate = "contract"', f'rate = "{written}"', 1))
    assert (fault.code, fault.values["near"]) == ("bad_rate", "")

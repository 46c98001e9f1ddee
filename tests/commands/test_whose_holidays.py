"""Holidays are a country's, by its code; a top-up comes to more than the level at which it is due."""

import pytest

from tests.commands.conftest import empty, home
from tests.commands.test_factors_act import TIME, check, firm

__all__ = ["empty", "home"]


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("Tunisia", 'write its two letters, "TN"'),
        ("UnitedStates", 'write its two letters, "US"'),
        ("NYSE", "of an exchange or a bank"),
        ("ECB", "of an exchange or a bank"),
        ("it", 'write a country ("IT")'),
        ("Italy-VI", '"IT-VI"'),
    ],
)
def test_what_is_no_code_of_a_country_is_named_with_the_nearest(empty, tmp_path, word, said):
    terms = firm(TIME, "times = 2").replace('holidays = "IT"', f'holidays = "{word}"')
    (told,) = check(empty, tmp_path, terms, 2)
    assert told[0] == "calendar.office.holidays" and said in told[1]


@pytest.mark.parametrize("code", ["IT", "IT-VI", "TN", "US-CA", "ITA"])
def test_codes_of_countries_and_of_their_parts_are_known(empty, tmp_path, code):
    terms = firm(TIME, "times = 2").replace('holidays = "IT"', f'holidays = "{code}"')
    assert not check(empty, tmp_path, terms, 0)


@pytest.mark.parametrize(("at", "faulty"), [(600, True), (60, False)])
def test_a_level_above_a_piece_would_sell_the_next_at_once(empty, tmp_path, at, faulty):
    top_up = f'top_up = {{ at = {at}, size = 60, price = 50.00, do = "sell" }}'
    hours = 'id = "hours", unit = "minute", it = "Carnet", en = "Pack",'
    terms = firm(keys='drawn = "worked", ').replace(hours, f"{hours} {top_up},")
    told = check(empty, tmp_path, terms, 2 if faulty else 0)
    assert [path for path, _ in told] == ["pack[1].top_up.at"] * faulty

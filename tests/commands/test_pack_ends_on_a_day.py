"""A pack that is sold ends on the day of the year that the terms name, unless the sale says another."""

import pytest

from tests.commands.conftest import empty, home, opened_under
from tests.models.terms_kit import text

__all__ = ["empty", "home"]
PRICE = '{ id = "X1", mode = "time", rate = 60, settle = ["pack:hours", "invoice"] }'


def firm(ends, more=""):
    own = 'en = "Pack", overdraw = "split"'
    return text(version="2", price=PRICE).replace(own, f'{own}, ends = "{ends}"{more}')


@pytest.mark.parametrize(
    ("ends", "day", "until"),
    [
        ("07-31", "2026-03-02", "2026-07-31"),
        ("07-31", "2026-07-31", "2026-07-31"),
        ("07-31", "2026-08-01", "2027-07-31"),
        ("02-29", "2026-01-10", "2026-02-28"),
        ("02-29", "2027-03-02", "2028-02-29"),
    ],
)
def test_it_ends_on_the_first_such_day_from_the_sale_on(empty, tmp_path, ends, day, until):
    opened_under(empty, tmp_path, firm(ends), anyway="una casella vuota")
    sold = empty("pack", "sell", "C001", "--size", "10h", "--json", at=f"{day}T10:00").json
    assert sold["expires_at"][:10] == until
    another = ("--size", "10h", "--expires", "2029-01-31", "--json")
    assert empty("pack", "sell", "C001", *another, at=f"{day}T10:00").json["expires_at"][:10] == "2029-01-31"


def test_the_page_says_so(empty, tmp_path):
    opened_under(empty, tmp_path, firm("07-31"), anyway="una casella vuota")
    page = " ".join(empty("service", "show", tmp_path / "prova.toml", lang="en").out.split())
    assert "valid until the next 31 July from the sale on" in page


@pytest.mark.parametrize(
    ("ends", "more", "said"),
    [
        ("2026-07-31", "", "written 07-31"),
        ("07-31", ", months = 12", "take one of the two keys away"),
        ("07-31", ", grant = 60", "take one of the two keys away"),
    ],
)
def test_a_day_of_one_year_or_a_second_end_is_a_fault(empty, tmp_path, ends, more, said):
    (tmp_path / "prova.toml").write_text(firm(ends, more), encoding="utf-8")
    told = empty("service", "check", tmp_path / "prova.toml", "--json", lang="en", code=2).json["errors"]
    assert said in next(one["message"] for one in told if one["path"] == "pack[1].ends")

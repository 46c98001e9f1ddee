"""Days in figures as the terms' region writes them, and ways in that a rule leaves out."""

from datetime import date, datetime

import pytest
from deskterm import locale
from deskterm.commands.answers.when import conditions
from deskterm.locale import figures
from deskterm.models.basics import regions
from deskterm.models.terms.conditions import Condition

from tests.models.terms_kit import ISTES


@pytest.fixture(autouse=True)
def italian():
    locale.choose("it")
    yield
    locale.choose("it")


@pytest.mark.parametrize(
    ("language", "region", "told"),
    [
        ("it", "", ("03/03/2026", "3/3", "03/03/2026 09:12")),
        ("it", "IT", ("03/03/2026", "3/3", "03/03/2026 09:12")),
        ("it", "CH", ("03.03.2026", "3.3", "03.03.2026 09:12")),
        ("en", "CH", ("3 Mar 2026", "3 Mar", "3 Mar 2026 09:12")),
    ],
)
def test_a_day_in_figures_is_written_as_in_the_region(language, region, told):
    locale.choose(language)
    at = datetime(2026, 3, 3, 9, 12)
    with regions.writing_as_in(region):
        assert (figures.day(date(2026, 3, 3)), figures.dated(at, "day_short"), figures.moment(at)) == told


@pytest.mark.parametrize(("language", "told"), [("it", "non per la via «"), ("en", "not by the way “")])
def test_a_way_in_that_is_left_out_is_said_in_one_phrase(language, told):
    locale.choose(language)
    way = ISTES.channels[0].id
    for place in (0, 1):
        when = [Condition.read("contract"), Condition.read(f"channel!={way}")][1 - place :]
        assert conditions(ISTES, when)[-1].startswith(told)

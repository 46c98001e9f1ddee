"""Seasons: a stretch of every year or the days before a deadline, over New Year and in leap years."""

from datetime import date

import pytest
from deskterm.models.rules.derived_facts import with_derived
from deskterm.models.rules.seasons import season_of

from tests.clocks import rome
from tests.models.terms_kit import service


def season(keys, day):
    more = f'[season.high]\nit = "Alta"\nen = "High"\n{keys}\n'
    return season_of(service(more=more), date.fromisoformat(day)) == "high"


@pytest.mark.parametrize(
    ("keys", "inside", "outside"),
    [
        ('from = "05-02"\nuntil = "05-02"', ["2026-05-02"], ["2026-05-01", "2026-05-03", "2026-12-31"]),
        (
            'from = "11-15"\nuntil = "01-10"',
            ["2026-11-15", "2026-12-31", "2027-01-10", "2026-01-01"],
            ["2026-11-14", "2027-01-11", "2026-06-01"],
        ),
        (
            'from = "01-03"\nuntil = "01-10"\nbefore_days = 5',
            ["2026-12-29", "2027-01-01", "2027-01-10"],
            ["2026-12-28", "2027-01-11"],
        ),
        (
            'from = "02-29"\nuntil = "03-01"',
            ["2027-02-28", "2028-02-29", "2100-02-28"],
            ["2028-02-28", "2000-02-28"],
        ),
        ('from = "03-29"\nuntil = "03-30"', ["2027-03-29"], ["2027-03-28", "2027-02-28"]),
        ('from = "02-27"\nuntil = "02-27"', ["2027-02-27"], ["2027-02-28"]),
        (
            'before_days = 3\ndeadline = [ { day = "01-01", it = "a", en = "b" } ]',
            ["2026-12-29", "2026-12-31", "2027-01-01", "2026-01-01"],
            ["2026-12-28", "2027-01-02"],
        ),
        (
            'calendar = "office"\ndeadline = [ { day = "12-31", it = "a", en = "b" } ]',
            ["2026-12-31", "2028-01-03"],  # 31 December 2027 is a Friday, and closed in this firm
            ["2027-01-01", "2027-12-31", "2028-01-01"],
        ),
        (
            'before_days = 2\ncalendar = "office"\ndeadline = [ { day = "01-07", it = "a", en = "b" } ]',
            [
                "2026-01-02",
                "2026-01-05",
                "2026-01-07",
            ],  # the 6th is a feast, the 3rd and 4th a weekend
            ["2026-01-01", "2025-12-31", "2026-01-08"],
        ),
        (
            'deadline = [ { day = "2026-03-16", it = "a", en = "b" },'
            ' { day = "04-30", it = "a", en = "b" } ]',
            ["2026-03-16", "2026-04-30", "2027-04-30"],
            ["2027-03-16", "2025-03-16"],
        ),
    ],
)
def test_the_days_of_a_season(keys, inside, outside):
    if "calendar" in keys:
        keys += '\n[calendar.other]\nopen = ["mon 09:00-10:00"]'
        more = f'[season.high]\nit = "Alta"\nen = "High"\n{keys}\n'
        terms = service(more=more, calendar='extra = ["2027-12-31"]')
        found = {day: season_of(terms, date.fromisoformat(day)) == "high" for day in inside + outside}
    else:
        found = {day: season(keys, day) for day in inside + outside}
    assert found == dict.fromkeys(inside, True) | dict.fromkeys(outside, False)


def test_the_first_of_two_seasons_counts_and_a_stated_one_before_both():
    more = "".join(
        f'[season.{name}]\nit = "a"\nen = "b"\nfrom = "{start}"\nuntil = "08-31"\n'
        for name, start in (("hot", "07-01"), ("warm", "05-01"))
    )
    terms = service(more=more)
    found = [season_of(terms, date(2026, month, 10)) for month in (4, 6, 8, 9)]
    assert found == ["", "warm", "hot", ""]
    assert [season_of(terms, date(2026, month, 10)) for month in (4, 6, 8, 9)] == found
    august = rome("2026-08-10 10:00")
    assert with_derived(terms, {}, august)["season"] == "hot"
    assert with_derived(terms, {"season": "warm"}, august)["season"] == "warm"


def test_a_day_is_the_services_own():
    more = '[season.high]\nit = "a"\nen = "b"\nfrom = "05-02"\nuntil = "05-02"\n'
    terms = service(more=more)
    assert with_derived(terms, {}, rome("2026-05-02 00:00"))["season"] == "high"
    assert with_derived(terms, {}, rome("2026-05-01 23:59"))["season"] == ""


def test_facts_that_follow_from_a_day():
    terms, noon = service(), rome("2026-03-03 12:00")
    known = with_derived(terms, {"adhesion": "2026-03-02", "last_delivery": "2026-03-01"}, noon)
    assert (known["hours_since_adhesion"], known["days_since_delivery"]) == (36, 2)
    offset = with_derived(terms, {"adhesion": "2026-03-03T09:00:00+00:00"}, noon)
    assert offset["hours_since_adhesion"] == 2
    nonsense = with_derived(terms, {"adhesion": "soon", "last_delivery": "soon"}, noon)
    assert not {"hours_since_adhesion", "days_since_delivery"} & nonsense.keys()


def test_facts_that_follow_from_a_channel():
    terms, noon = service(), rome("2026-03-03 12:00")
    known = with_derived(terms, {"kind": "email", "subject": "R: Errore"}, noon)
    assert (known["channel"], known["kind"], known["subject"], known["customer"]) == (
        "mail",
        "email",
        "Errore",
        False,
    )
    assert with_derived(terms, {"channel": "email", "customer": True}, noon)["customer"] is True
    assert known["missing"] == ()
    assert with_derived(terms, {"channel": "fax"}, noon)["channel"] == "fax"

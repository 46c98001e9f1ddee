"""The Italian calendar of a desk: holidays, closures, half days, eves, and the two nights of the clock."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from deskterm.models.basics.stretches import NeverOpen

from tests.clocks import rome
from tests.models.terms_kit import DELTA, check_service, service, shown, text

OFFICE = DELTA.calendar("office")
HOUR = 3600


def office(**parts):
    return service(**parts).calendar("office")


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-01-01", "New Year"),
        ("2026-01-06", "Epiphany"),
        ("2026-04-06", "Easter Monday"),
        ("2026-05-01", "Labour day"),
        ("2026-06-02", "Republic day"),
        ("2026-06-29", "the patron saint of the seat"),
        ("2026-12-08", "Immaculate Conception"),
        ("2026-12-25", "Christmas"),
        ("2027-10-04", "San Francesco, a holiday again from 2026"),
        ("2026-03-07", "a Saturday"),
    ],
)
def test_the_office_is_closed_on(day, why):
    assert not OFFICE.is_working_day(date.fromisoformat(day)), why
    assert OFFICE.closes_on(date.fromisoformat(day)) is None


@pytest.mark.parametrize("day", ["2026-12-24", "2026-12-31", "2025-10-03", "2026-10-05", "2026-04-07"])
def test_the_office_works_on(day):
    assert OFFICE.is_working_day(date.fromisoformat(day))


def test_a_window_ends_before_its_closing_second():
    assert OFFICE.is_open(rome("2026-03-02 08:30"))
    assert OFFICE.is_open(rome("2026-03-02 12:29:59"))
    assert not OFFICE.is_open(rome("2026-03-02 12:30"))


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-03-02 07:00", "2026-03-02 08:30"),
        ("2026-03-02 09:00", "2026-03-02 09:00"),
        ("2026-03-02 13:00", "2026-03-02 14:00"),
        ("2026-03-06 17:00", "2026-03-09 08:30"),
        ("2026-12-24 17:30", "2026-12-28 08:30"),
        ("2026-12-31 17:00", "2027-01-04 08:30"),
    ],
)
def test_the_next_opening(at, opens):
    assert shown(OFFICE.next_open(rome(at))) == opens


@pytest.mark.parametrize(
    ("at", "hours", "reached"),
    [
        ("2026-03-02 09:00", 3, "2026-03-02 12:00"),
        ("2026-03-02 09:00", 3.5, "2026-03-02 12:30"),  # stays at the window's end
        ("2026-03-02 09:00", 4, "2026-03-02 14:30"),
        ("2026-03-02 18:00", 7, "2026-03-03 17:00"),
        ("2026-04-03 16:00", 2, "2026-04-07 09:30"),  # over Easter Monday
        ("2026-12-24 16:00", 1, "2026-12-24 17:00"),
        ("2026-12-24 16:00", 2, "2026-12-28 09:30"),
        ("2027-10-01 16:30", 1, "2027-10-05 09:00"),  # over San Francesco
        ("2026-03-02 20:00", 0, "2026-03-03 08:30"),
    ],
)
def test_opening_hours_pass(at, hours, reached):
    assert shown(OFFICE.add(rome(at), int(hours * HOUR))) == reached


def test_the_night_of_march_is_an_hour_shorter():
    night = office(open='"mon-sun 00:00-24:00"')
    saturday, sunday = rome("2026-03-28 22:00"), rome("2026-03-29 06:00")
    assert night.between(saturday, sunday) == 7 * HOUR
    assert shown(night.add(saturday, 7 * HOUR)) == "2026-03-29 06:00"


def test_the_night_of_october_is_an_hour_longer():
    night = office(open='"mon-sun 00:00-24:00"')
    saturday, sunday = rome("2026-10-24 22:00"), rome("2026-10-25 06:00")
    assert night.between(saturday, sunday) == 9 * HOUR
    assert shown(night.add(saturday, 9 * HOUR)) == "2026-10-25 06:00"


def test_a_break_in_the_hour_that_is_skipped_is_counted_once():
    night = office(open='"mon-sun 01:00-02:30 03:00-05:00"')
    assert night.between(rome("2026-03-29 00:00"), rome("2026-03-29 12:00")) == 3 * HOUR
    assert night.between(rome("2026-03-30 00:00"), rome("2026-03-30 12:00")) == 3.5 * HOUR


def test_several_threads_can_ask_at_once():
    fresh = office()
    mornings = [rome(f"{year}-03-03 09:00") for year in range(2012, 2036)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda at: fresh.add(at, 400 * HOUR), mornings))
    assert found == [office().add(at, 400 * HOUR) for at in mornings]


def test_the_clock_of_working_days_stands_still_at_the_weekend():
    friday = rome("2026-03-06 11:00")
    assert shown(OFFICE.add_day24(friday, 48 * HOUR)) == "2026-03-10 11:00"


def test_days_can_run_over_the_weekend():
    shift = office(open='"fri-mon 20:00-24:00", "wed 09:00-10:00"')
    assert [shift.is_working_day(date(2026, 3, day)) for day in range(2, 9)] == [
        True,
        False,
        True,
        False,
        True,
        True,
        True,
    ]


def test_company_closures_count_both_their_days():
    august = office(calendar='closures = [["2026-08-10", "2026-08-21"]]')
    assert august.is_working_day(date(2026, 8, 7))
    assert not august.is_working_day(date(2026, 8, 10))
    assert not august.is_working_day(date(2026, 8, 21))
    assert shown(august.next_open(rome("2026-08-07 17:00"))) == "2026-08-24 08:30"


def test_a_half_day_closes_early():
    halves = office(calendar='half = { "12-24" = "08:30-12:30" }')
    assert shown(halves.closes_on(date(2026, 12, 24))) == "2026-12-24 12:30"
    assert shown(halves.closes_on(date(2026, 12, 23))) == "2026-12-23 17:00"


def test_a_half_day_that_falls_on_a_sunday_stays_closed():
    halves = office(calendar='half = { "12-27" = "08:30-12:30" }')
    assert not halves.is_working_day(date(2026, 12, 27))


def test_eves_can_be_short_or_closed():
    short, closed = office(calendar='eves = "08:30-12:30"'), office(calendar='eves = "closed"')
    assert shown(short.closes_on(date(2026, 12, 24))) == "2026-12-24 12:30"
    assert not closed.is_working_day(date(2026, 12, 31))
    assert closed.is_working_day(date(2026, 12, 30))


def test_a_single_date_is_no_holiday_in_other_years():
    once = office(calendar='extra = ["2026-05-15", "02-29"]')
    assert not once.is_working_day(date(2026, 5, 15))
    assert once.is_working_day(date(2028, 5, 15))
    assert not once.is_working_day(date(2028, 2, 29))


def test_pauses_that_overlap_are_taken_out_once():
    start = rome("2026-03-02 09:00")
    pauses = [(start + 600, start + 1800), (start + 1200, start + 2400), (start + 3000, start + 3000)]
    assert shown(OFFICE.add(start, HOUR, pauses)) == "2026-03-02 10:30"
    assert OFFICE.between(start, start + HOUR, pauses) == 1800


def test_an_end_before_its_start_counts_nothing():
    assert OFFICE.between(rome("2026-03-03 10:00"), rome("2026-03-02 10:00")) == 0


def test_years_asked_for_out_of_order_agree():
    late, early = rome("2029-03-01 10:00"), rome("2024-03-01 10:00")
    fresh = office()
    first = fresh.add(late, HOUR)
    assert shown(fresh.add(early, HOUR)) == "2024-03-01 11:00"
    assert fresh.add(late, HOUR) == first


def test_a_calendar_closed_for_good_says_so():
    shut = office(calendar='closures = [["2026-01-01", "2080-12-31"]]')
    with pytest.raises(NeverOpen):
        shut.next_open(rome("2026-03-02 10:00"))
    with pytest.raises(NeverOpen):
        shut.add(rome("2026-03-02 10:00"), HOUR)


def test_a_closure_of_every_year_comes_back_and_goes_over_the_years_end():
    terms = service(version="2", calendar='closures = [["08-10", "08-20"], ["12-24", "01-06"]]')
    office = terms.calendar("office")
    for year in (2026, 2027, 2028):
        assert not office.is_working_day(date(year, 8, 12))
        assert not office.is_working_day(date(year, 12, 29)) and not office.is_working_day(date(year, 1, 5))
    assert office.is_working_day(date(2026, 8, 21)) and office.is_working_day(date(2026, 1, 7))


def test_a_single_day_has_hours_of_its_own_whatever_day_it_is():
    days = 'closures = [["2026-12-10", "2026-12-31"]]\nday = { "2026-12-19" = "09:00-13:00", "2026-12-25" = '
    days += '"10:00-11:00", "2026-03-03" = "08:00-20:00", "2026-03-04" = "closed" }'
    office = service(version="2", calendar=days).calendar("office")
    assert office.windows(date(2026, 12, 19)) == ((9 * 3600, 13 * 3600),)  # a Saturday in a closure
    assert office.is_working_day(date(2026, 12, 25))
    assert office.is_open(rome("2026-03-03 19:00")) and not office.is_working_day(date(2026, 3, 4))


@pytest.mark.parametrize(
    ("written", "version", "fault"),
    [
        ('closures = [["08-10", "08-20"]]', "1", ("calendar.office.closures[1]", "too_new")),
        ('day = { "2026-12-19" = "09:00-13:00" }', "1", ("calendar.office.day", "too_new")),
        ('closures = [["08-10", "2026-08-20"]]', "2", ("calendar.office.closures[1]", "closure_mixed")),
        ('day = { "12-19" = "09:00-13:00" }', "2", ("calendar.office.day.12-19", "bad_single_day")),
        ('closures = [["2026-08-20", "2026-08-10"]]', "2", ("calendar.office.closures[1]", "backwards")),
    ],
)
def test_days_that_cannot_be_are_told(written, version, fault):
    (found,) = check_service(text(version=version, calendar=written))
    assert (found.path, found.code) == fault

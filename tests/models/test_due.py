"""When an answer is promised, on every clock (D3, D5, A1-A3, A10)."""

import pytest
from deskterm.models.rules.due import no_promise
from deskterm.models.terms.service import read_service

from tests.clocks import rome
from tests.models.terms_kit import DELTA, DELTA_TEXT, due, service, shown

CUSTOMER = {"contract": True, "kind": "email"}


def promised(received, terms=DELTA, facts=CUSTOMER, **more):
    result = due(terms, facts, rome(received, **more))
    return result and shown(result.due_at)


@pytest.mark.parametrize(
    ("received", "answer_by"),
    [
        # A1-A3
        ("2026-03-02 11:59", "2026-03-04 11:59"),
        ("2026-03-02 12:00", "2026-03-04 12:00"),
        ("2026-03-02 12:00:59", "2026-03-04 12:00:59"),
        ("2026-03-02 12:01", "2026-03-05 08:30"),
        ("2026-03-27 11:00", "2026-03-31 11:00"),  # over the night of March
        ("2026-04-02 11:00", "2026-04-07 11:00"),  # over Easter Monday
        ("2026-02-28 11:00", "2026-03-04 08:30"),  # a Saturday
        # outside the hours of the day
        ("2026-03-03 07:00", "2026-03-05 08:30"),
        ("2026-03-03 00:00", "2026-03-05 08:30"),
        ("2026-03-02 23:59", "2026-03-05 08:30"),
        ("2026-03-01 20:00", "2026-03-04 08:30"),  # a Sunday
        ("2026-03-06 11:00", "2026-03-10 11:00"),  # Friday in time
        ("2026-03-06 15:00", "2026-03-11 08:30"),  # Friday late
        # over the night of October
        ("2026-10-23 11:00", "2026-10-27 11:00"),
        ("2026-10-23 12:30", "2026-10-28 08:30"),
        ("2026-10-24 10:00", "2026-10-28 08:30"),
        # Christmas: the 25th is a Friday, the 26th a Saturday
        ("2026-12-23 11:00", "2026-12-28 11:00"),
        ("2026-12-24 11:00", "2026-12-29 11:00"),
        ("2026-12-24 12:01", "2026-12-30 08:30"),
        ("2026-12-25 10:00", "2026-12-30 08:30"),
        ("2026-12-26 10:00", "2026-12-30 08:30"),
        ("2026-12-27 10:00", "2026-12-30 08:30"),
        ("2026-12-28 10:00", "2026-12-30 10:00"),
        # San Francesco, Monday 4 October 2027
        ("2027-10-01 11:00", "2027-10-06 11:00"),
        ("2027-10-04 09:00", "2027-10-07 08:30"),
        ("2027-10-03 09:00", "2027-10-07 08:30"),
        # Monday 29 June, the patron saint
        ("2026-06-26 10:00", "2026-07-01 10:00"),
        ("2026-06-29 10:00", "2026-07-02 08:30"),
        # New Year and Epiphany (Tuesday 6 January 2026)
        ("2026-01-05 10:00", "2026-01-08 10:00"),
        ("2025-12-31 10:00", "2026-01-05 10:00"),
    ],
)
@pytest.mark.rule("D5", "A1", "A2", "A3")
def test_delta_answers_by(received, answer_by):
    assert promised(received) == answer_by


@pytest.mark.rule("D5")
def test_company_holidays_stand_still():
    august = read_service(DELTA_TEXT.replace("closures = [] ", 'closures = [["2026-08-10", "2026-08-21"]]'))
    assert promised("2026-08-07 11:00", august) == "2026-08-25 11:00"
    assert promised("2026-08-12 11:00", august) == "2026-08-26 08:30"


def test_the_cut_off_of_a_night_when_an_hour_comes_twice():
    sundays = service(
        open='"mon-sun 00:00-24:00"',
        response='{ id = "X1", target = "24h", clock = "open", calendar = "office", '
        'cutoff = "02:30", late = "next-open" }',
    )
    assert promised("2026-10-25 02:30", sundays, {}) == "2026-10-26 01:30"
    assert promised("2026-10-25 02:30", sundays, {}, fold=1) == "2026-10-27 00:00"


@pytest.mark.rule("D3")
def test_without_a_contract_nothing_is_promised():
    assert due(DELTA, {"kind": "email"}, rome("2026-03-02 10:00")) is None
    assert DELTA.no_promise_rule == "D3"


@pytest.mark.rule("D3", "D5")
def test_a_phone_call_is_promised_nothing():
    assert due(DELTA, {"contract": True, "kind": "phone"}, rome("2026-03-02 10:00")) is None


@pytest.mark.rule("D3")
@pytest.mark.parametrize(
    ("known", "rule"),
    [
        ({"contract": True, "kind": "phone"}, "H2"),
        ({"contract": False, "kind": "phone"}, "D3"),
        ({"contract": False, "kind": "email"}, "D3"),
    ],
)
def test_why_nothing_is_promised_fits_the_one_who_asks(known, rule):
    assert no_promise(DELTA, known, rome("2026-03-02 10:00")) == rule


@pytest.mark.rule("D5", "A4")
def test_the_promise_names_its_rule_and_clock():
    promise = due(DELTA, CUSTOMER, rome("2026-03-02 10:00"))
    assert (promise.rule, promise.clock, promise.clarify, promise.soft_due_at) == (
        "D5",
        "day24",
        "restart",
        None,
    )


def two_working_days(**more):
    keys = " ".join(f', {key} = "{value}"' for key, value in more.items())
    return service(
        open='"mon-fri 09:00-12:00 15:00-18:00"',
        response=f'{{ id = "X1", target = "2d", clock = "workday", calendar = "office" {keys} }}',
    )


@pytest.mark.parametrize(
    ("received", "answer_by"),
    [
        ("2026-04-30 16:00", "2026-05-05 18:00"),  # A10: over 1 May
        ("2026-03-02 09:00", "2026-03-04 18:00"),
        ("2026-03-02 23:30", "2026-03-04 18:00"),
        ("2026-03-07 10:00", "2026-03-10 18:00"),
        ("2026-12-23 10:00", "2026-12-28 18:00"),
    ],
)
@pytest.mark.rule("A10")
def test_two_working_days_end_with_the_last_ones_closing(received, answer_by):
    assert promised(received, two_working_days(), {}) == answer_by


def test_a_late_arrival_can_count_as_the_next_working_days():
    assert promised("2026-03-07 10:00", two_working_days(late="next-open"), {}) == "2026-03-11 18:00"


@pytest.mark.rule("A10")
def test_plain_hours_run_through_the_weekend():
    plain = service(response='{ id = "X1", target = "48h", clock = "elapsed" }')
    assert promised("2026-03-06 17:30", plain, {}) == "2026-03-08 17:30"
    assert promised("2026-03-28 10:00", plain, {}) == "2026-03-30 11:00"


def test_four_to_eight_opening_hours():
    soft = service(
        open='"mon-fri 09:00-13:00 14:00-18:00"',
        response='{ id = "X1", soft = "4h", target = "8h", clock = "open", calendar = "office" }',
    )
    promise = due(soft, {}, rome("2026-03-02 16:00"))
    assert (shown(promise.soft_due_at), shown(promise.due_at)) == ("2026-03-03 11:00", "2026-03-03 16:00")


def test_a_late_arrival_without_cut_off_is_one_after_closing():
    after = service(
        response='{ id = "X1", target = "2h", clock = "elapsed", calendar = "office", late = "next-open" }'
    )
    assert promised("2026-03-02 16:59", after, {}) == "2026-03-02 18:59"
    assert promised("2026-03-02 17:30", after, {}) == "2026-03-03 10:30"


PAUSE = [(rome("2026-03-03 09:00"), rome("2026-03-03 11:00"))]


@pytest.mark.parametrize(
    ("clock", "target", "answer_by"),
    [
        ("open", "7h", "2026-03-03 12:00"),
        ("elapsed", "24h", "2026-03-03 12:00"),
        ("day24", "24h", "2026-03-03 12:00"),
    ],
)
@pytest.mark.rule("A4")
def test_a_question_to_the_customer_can_pause_the_clock(clock, target, answer_by):
    terms = service(
        response=f'{{ id = "X1", target = "{target}", clock = "{clock}", calendar = "office", '
        'clarify = "pause" }'
    )
    promise = due(terms, {}, rome("2026-03-02 10:00"), PAUSE)
    assert (shown(promise.due_at), promise.clarify) == (answer_by, "pause")


def test_a_working_day_spent_waiting_for_the_customer_does_not_count():
    waiting = [(rome("2026-03-03 00:00"), rome("2026-03-04 00:00"))]
    promise = due(two_working_days(clarify="pause"), {}, rome("2026-03-02 10:00"), waiting)
    assert shown(promise.due_at) == "2026-03-05 18:00"


def test_where_the_clock_restarts_it_counts_from_the_reply():
    late = rome("2026-03-02 10:00")
    assert due(DELTA, CUSTOMER, late, PAUSE) == due(DELTA, CUSTOMER, PAUSE[-1][1])

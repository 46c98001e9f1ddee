"""The readings A1-A7 as keys of Delta System's file: what it says, and what it says set the other way.

The other readings stand with the services that they belong to.
"""

import pytest
from deskterm.models.money.billing import bill, bills
from deskterm.models.money.drawing import PackState
from deskterm.models.money.price import Segment, contacts, marks
from deskterm.models.rules.periods import is_flagged

from tests.clocks import rome
from tests.models.terms_kit import DELTA, due, otherwise, shown, worked

CUSTOMER = {"contract": True, "channel": "mail"}
NINE = rome("2026-03-03 09:00")


def promised(received, terms=DELTA):
    return shown(due(terms, CUSTOMER, rome(received)).due_at)


def spoken(*stretches):
    """Calls, in minutes after nine."""
    return [Segment("call", NINE + start * 60, NINE + end * 60) for start, end in stretches]


@pytest.mark.rule("A1")
@pytest.mark.other("A1")
def test_a_late_mail_counts_from_the_next_opening_or_from_where_it_stands():
    assert promised("2026-03-02 15:00") == "2026-03-05 08:30"
    at_once = otherwise("delta-system", ('late = "next-open"', 'late = "as-is"'))
    assert promised("2026-03-02 15:00", at_once) == "2026-03-04 15:00"


@pytest.mark.rule("A2")
@pytest.mark.other("A2")
def test_the_hours_are_those_of_working_days_of_the_calendar_or_of_the_desk():
    friday = "2026-03-27 11:00"
    assert promised(friday) == "2026-03-31 11:00"
    plain = otherwise("delta-system", ('clock = "day24"', 'clock = "elapsed"'))
    assert promised(friday, plain) == "2026-03-29 12:00"  # the clocks went forward
    opening = otherwise("delta-system", ('clock = "day24"', 'clock = "open"'))
    assert promised(friday, opening) == "2026-04-08 10:00"


@pytest.mark.rule("A3")
@pytest.mark.other("A3")
def test_twelve_itself_is_in_time_and_the_cut_off_is_the_firms_own():
    assert promised("2026-03-02 12:00:59") == "2026-03-04 12:00:59"
    assert promised("2026-03-02 12:01") == "2026-03-05 08:30"
    longer = otherwise("delta-system", ('cutoff = "12:00"', 'cutoff = "16:00"'))
    assert promised("2026-03-02 12:01", longer) == "2026-03-04 12:01"


@pytest.mark.rule("A4", "D9")
@pytest.mark.other("A4")
def test_a_question_restarts_the_clock_or_pauses_it():
    asked = [(rome("2026-03-02 15:00"), rome("2026-03-03 09:00"))]
    assert due(DELTA, CUSTOMER, rome("2026-03-02 10:00"), asked).clarify == "restart"
    pausing = otherwise("delta-system", ('clarify = "restart"', 'clarify = "pause"'))
    found = due(pausing, CUSTOMER, rome("2026-03-02 10:00"), asked)
    assert (found.clarify, shown(found.due_at)) == ("pause", "2026-03-05 04:00")


@pytest.mark.rule("A5")
@pytest.mark.other("A5")
def test_the_whole_contact_is_billed_or_only_what_exceeds_the_free_minutes():
    assert [worked(DELTA, minutes, CUSTOMER).billed_minutes for minutes in (5, 6, 30)] == [0, 6, 30]
    excess = otherwise("delta-system", ('mode = "time", rate', 'mode = "time", beyond = "5:00", rate'))
    assert [worked(excess, minutes, CUSTOMER).billed_minutes for minutes in (5, 6, 30)] == [0, 1, 25]
    assert worked(excess, 30, CUSTOMER).net_cents == 2500
    assert not worked(excess, 4, {}).billable
    assert marks(excess, {}) == ((240, "soon"), (300, "money"))


@pytest.mark.rule("D26", "D19")
@pytest.mark.parametrize("reason", ["", "diagnosis", "training", "setup", "development", "other"])
def test_a_short_call_costs_nothing_whatever_it_was_about_unless_a_firm_names_the_reasons(reason):
    """The fee covers short calls about what blocks or was forgotten; of the others no price is told."""
    told = {**CUSTOMER, "reason": reason}
    assert [worked(DELTA, minutes, told).net_cents > 0 for minutes in (3, 5, 6)] == [False, False, True]
    named = otherwise(
        "delta-system", ('"seconds<=300"]', '"seconds<=300", "reason!=training|setup|development"]')
    )
    charged = reason in ("training", "setup", "development")
    assert (worked(named, 3, told).net_cents > 0) is charged
    assert worked(named, 3, told).rule == ("D28" if charged else "D19")


@pytest.mark.rule("A6")
@pytest.mark.other("A6")
def test_a_short_gap_is_one_contact_or_two():
    dropped = spoken((0, 4), (9, 12))
    assert len(contacts(DELTA, dropped)) == 1
    assert worked_all(DELTA, dropped) == [7]
    apart = otherwise("delta-system", ('merge_gap = "10:00"', 'merge_gap = "0:00"'))
    assert worked_all(apart, dropped) == [0, 0]


def worked_all(terms, sessions):
    return [result.billed_minutes for result in bills(terms, sessions, CUSTOMER)]


@pytest.mark.rule("A6")
@pytest.mark.other("A6")
def test_repeated_short_calls_are_shown_to_the_lead_and_never_billed():
    four, hour = [NINE - 4 * 3600 * n for n in range(4)], 3600
    assert is_flagged(DELTA, four, NINE + hour)
    assert is_flagged(DELTA, four[:3], NINE + hour)
    assert not is_flagged(DELTA, four[:2], NINE + hour)
    assert not is_flagged(DELTA, four[:3], NINE + 30 * hour)
    assert is_flagged(DELTA, four[:3], NINE)
    assert is_flagged(DELTA, four[:3], four[2] + 24 * hour - 1)
    assert not is_flagged(DELTA, four[:3], four[2] + 24 * hour)
    assert not is_flagged(DELTA, four[:3], NINE - 1)
    assert worked_all(DELTA, spoken((0, 4), (60, 64), (120, 124))) == [0, 0, 0]
    silent = otherwise("delta-system", ("flag_calls = 3", "flag_calls = 0"))
    assert not is_flagged(silent, four, NINE + hour)


@pytest.mark.rule("A7", "D28")
@pytest.mark.other("A7")
def test_a_pack_that_is_too_small_is_split_or_left_alone():
    small = [("hours", "minute", 15)]
    assert [part.minutes for part in worked(DELTA, 28, CUSTOMER, packs=small).settle] == [15, 13]
    whole = otherwise("delta-system", ('overdraw = "split"', 'overdraw = "whole"'))
    assert [part.to for part in worked(whole, 28, CUSTOMER, packs=small).settle] == ["invoice"]


@pytest.mark.rule("A7")
@pytest.mark.other("A7")
def test_minutes_are_rounded_up_to_the_firms_step():
    quarter = otherwise("delta-system", ("step = 1,", "step = 15,"))
    assert [worked(terms, 16.5, CUSTOMER).billed_minutes for terms in (DELTA, quarter)] == [17, 30]


def test_the_contacts_of_a_ticket_draw_on_one_pack_after_the_other():
    sessions = spoken((0, 20), (60, 80), (120, 140))
    found = bills(DELTA, sessions, CUSTOMER, [PackState(1, "hours", "minute", 30)])
    assert [[(part.to, part.minutes) for part in result.settle] for result in found] == [
        [("pack:1", 20)],
        [("pack:1", 10), ("invoice", 10)],
        [("invoice", 20)],
    ]
    assert bills(DELTA, [], CUSTOMER) == ()


def test_work_in_writing_that_goes_on_without_a_gap_is_one_contact():
    written = [Segment("mail", NINE, NINE + 60), Segment("mail", NINE + 60, NINE + 90)]
    assert len(contacts(DELTA, written)) == 1
    assert len(contacts(DELTA, [written[0], Segment("mail", NINE + 61, NINE + 90)])) == 2
    assert bill(DELTA, written, CUSTOMER).mode == "included"

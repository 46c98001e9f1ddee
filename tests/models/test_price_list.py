"""A price list with everything: each amount comes about line by line, and the lines add up to the charge."""

from pathlib import Path

import pytest
from deskterm.models.money.billing import bill
from deskterm.models.money.drawing import PackState
from deskterm.models.money.price import Segment
from deskterm.models.terms.service import read_service

from tests.clocks import rome
from tests.models.terms_kit import check_service, service, text

TEXT = (Path(__file__).parents[1] / "data" / "firms" / "tariffario.toml").read_text(encoding="utf-8")
TERMS = read_service(TEXT)


def segment(kind, start, minutes):
    begin = rome(start)
    return Segment(kind, begin, begin + round(60 * minutes))


def priced(kind, start, minutes, packs=(), **facts):
    found = bill(TERMS, [segment(kind, start, minutes)], facts, packs)
    assert sum(line.cents for line in found.lines) == found.net_cents
    return found


def told(found):
    return [(line.what, str(line.count), line.cents) for line in found.lines if line.what != "work"]


def test_a_contact_over_closing_time_is_split_there_and_the_factor_comes_after_the_rounding():
    """Half an hour by day, 31 minutes in the evening: 75, rounded once; 45 cost half as much again."""
    found = priced("remote", "2026-03-02 17:30", 61)
    assert told(found) == [("rounded", "75", 0), ("times", "67.5", 0), ("hours", "97.5", 9750)]
    assert found.net_cents == 9750


@pytest.mark.parametrize(
    ("start", "minutes", "cents"),
    [
        ("2026-03-02 17:00", 60, 6000),  # to the last minute by day
        ("2026-03-02 18:00", 60, 9000),
        ("2026-03-02 08:30", 60, 7500),  # opens in the middle
        ("2026-03-07 10:00", 60, 9000),  # a Saturday
        ("2026-03-08 10:00", 60, 12000),  # a Sunday
        ("2026-03-07 23:30", 60, 4500 + 6000),  # from Saturday to Sunday
        ("2026-04-05 23:30", 60, 12000),  # Easter, and the Monday after it
        ("2026-06-01 23:30", 60, 4500 + 6000),  # into the second of June
        ("2026-03-02 10:00", 10, 3000),  # the minimum
    ],
)
def test_an_hour_is_worth_what_its_time_says(start, minutes, cents):
    assert priced("remote", start, minutes).net_cents == cents


def test_weight_is_the_other_order():
    terms = read_service(TEXT.replace("times = 1.5", "weight = 1.5"))
    found = bill(terms, [segment("remote", "2026-03-02 18:00", 61)], {})
    assert found.net_cents == 10500  # 91.5 minutes, rounded up to 105
    assert bill(TERMS, [segment("remote", "2026-03-02 18:00", 61)], {}).net_cents == 11250  # 75 x 1.5


def test_weights_are_told_line_by_line_from_the_time_worked_to_what_is_rounded():
    """41 minutes over closing time, of which a price takes one and a quarter, the evening one and a half."""
    weighing = TEXT.replace("times = 1.5", "weight = 1.5").replace(
        "step = 15, minimum = 30", "weight = 1.25, step = 10"
    )
    found = bill(read_service(weighing), [segment("remote", "2026-03-02 17:30", 41)], {})
    lines = [(line.what, str(line.before), str(line.times), str(line.count)) for line in found.lines]
    assert lines[1:] == [
        ("weight", "41", "1.25", "51.25"),
        ("weight", "13.75", "1.5", "20.625"),
        ("rounded", "0", "1", "60"),
        ("hours", "0", "1", "60"),
    ]
    assert [line.rule for line in found.lines][1:3] == ["P5", "P6"]
    even = TEXT.replace("step = 15, minimum = 30", "weight = 1.5, step = 15")
    found = bill(read_service(even), [segment("remote", "2026-03-02 10:00", 20)], {})
    assert told(found) == [("weight", "30", 0), ("hours", "30", 3000)]  # half an hour: nothing was rounded


def test_a_pack_of_hours_gives_the_multiplied_minutes_and_the_rest_is_paid_exactly():
    found = priced("remote", "2026-03-02 17:30", 61, [PackState(1, "hours", "minute", 60)])
    assert told(found)[-2:] == [("pack", "60", 0), ("hours", "37.5", 3750)]
    assert [(charge.to, charge.minutes, charge.net_cents) for charge in found.settle] == [
        ("pack:1", 60, 0),
        ("invoice", 38, 3750),
    ]


def test_a_wallet_pays_time_and_fixed_amounts_and_the_lines_say_so():
    packs = [PackState(1, "wallet", "cent", 6200)]
    found = priced("call", "2026-03-02 10:00", 60, packs, channel="phone")
    assert told(found) == [
        ("hours", "60", 6000),
        ("wallet", "0", -6000),
        ("extra", "1", 500),
        ("wallet", "0", -200),
    ]
    assert [(charge.to, charge.units, charge.net_cents) for charge in found.settle] == [
        ("pack:1", 6200, 0),
        ("invoice", 0, 300),
    ]


def test_a_call_out_its_kilometres_and_its_travel():
    found = priced("onsite", "2026-03-02 10:00", 60, km=50, travel=70, zone="far")
    extras = [(line.rule, str(line.count), line.cents) for line in found.lines if line.what == "extra"]
    assert extras == [("P7", "1", 2500), ("P9", "30", 1500), ("P10", "1.5", 6000)]
    assert found.net_cents == 6000 + 10000
    assert priced("onsite", "2026-03-02 10:00", 60, km=20, travel=70, zone="near").net_cents == 8500


def test_what_is_borne_once_is_not_borne_again():
    again = {"ticket": ["P8", "P11"], "day": ["P7"]}
    known = {"channel": "phone", "hurry": "today", "earlier": again}
    assert priced("onsite", "2026-03-02 10:00", 60, **known).net_cents == 6000
    assert priced("onsite", "2026-03-02 10:00", 60, channel="phone", hurry="today").net_cents == 17000


def test_work_by_the_day():
    known = {"reason": "project", "earlier": {"day": ["P7"]}}
    assert priced("onsite", "2026-03-02 09:00", 240, **known).net_cents == 26000
    assert priced("onsite", "2026-03-02 09:00", 241, **known).net_cents == 48000
    two_days = priced("onsite", "2026-03-02 20:00", 8 * 60, **known)
    assert [(line.what, line.day) for line in two_days.lines if line.day] == [
        ("half_day", "2026-03-02"),
        ("half_day", "2026-03-03"),
    ]


def test_a_second_contact_of_the_same_day_makes_the_half_day_whole():
    known = {"reason": "project", "earlier": {"day": ["P7"], "days": {"P3": {"2026-03-02": 4 * 3600}}}}
    found = priced("onsite", "2026-03-02 14:00", 180, **known)
    assert told(found) == [("day", "1", 48000), ("same_day", "0", -26000)]


def test_tiers_count_what_the_month_had_before():
    assert priced("training", "2026-03-02 10:00", 180).net_cents == 2 * 6000 + 4500
    before = {"paid": {"P4": 90 * 60}}
    found = priced("training", "2026-03-02 10:00", 60, earlier=before)
    assert told(found) == [("hours", "30", 3000), ("hours", "30", 2250)]


def test_the_first_contacts_of_a_month_are_free():
    assert told(priced("mail", "2026-03-02 10:00", 10)) == [("first", "0", 0)]
    assert not priced("mail", "2026-03-02 10:00", 10, earlier={"first": {"P2": 1}}).billable
    found = priced("mail", "2026-03-02 10:00", 10, earlier={"first": {"P2": 2}})
    assert (found.net_cents, found.billable) == (1200, True)


def test_thirds_of_a_cent_are_rounded_once_and_the_lines_still_add_up():
    price = (
        '{ id = "X1", mode = "time", rate = 0.01, step = 1, settle = ["invoice"],'
        ' tiers = [{ over = "20m", rate = 0.02 }, { over = "40m", rate = 0.01 }] }'
    )
    terms = service(version="2", price=price)
    found = bill(terms, [segment("remote", "2026-03-02 10:00", 61)], {})
    assert sum(line.cents for line in found.lines) == found.net_cents == 1


@pytest.mark.parametrize(
    ("before", "after", "path", "code"),
    [
        ("half = 260.00", "half = 500.00", "price[3].half", "range"),
        (
            'over = "2h", rate = 45.00 }',
            'over = "2h", rate = 45.00 }, { over = "1h", rate = 1 }',
            "price[4].tiers[2].over",
            "backwards_tiers",
        ),
        ('"closed:days"', '"closed:dayz"', "multiplier[1].when[1]", "unknown_name"),
        ('fact = "km"', 'fact = "kms"', "extra[3].fact", "unknown_name"),
        ('fact = "km", ', "", "extra[3].fact", "missing_key"),
        (
            'settle = ["pack:wallet", "invoice"] }',
            'settle = ["pack:hours", "invoice"] }',
            "extra[2].settle[1]",
            "unknown_name",
        ),
        ("times = 1.5", "times = 400", "multiplier[2].times", "range"),
        ('id = "P7"', 'id = "P8"', "extra[2].id", "twice_part"),
    ],
)
def test_a_price_list_that_cannot_be_is_told(before, after, path, code):
    assert TEXT.count(before) >= 1
    found = check_service(TEXT.replace(before, after, 1))
    assert (path, code) in [(fault.path, fault.code) for fault in found]


def test_version_1_knows_nothing_of_it():
    faults = check_service(TEXT.replace("schema = 2", "schema = 1"))
    assert {"multiplier", "extra", "price[1].first", "price[3].mode"} <= {
        fault.path for fault in faults if fault.code == "too_new"
    }
    assert not check_service(text(version="2"))


@pytest.mark.parametrize(
    ("agreed", "cents"), [(45, 2 * 4500 + 4500), (70, 2 * 7000 + 5000), (None, 2 * 6000 + 5000)]
)
def test_a_tier_never_makes_an_agreed_rate_dearer(agreed, cents):
    price = (
        '{ id = "X1", mode = "time", rate = "contract", list_rate = 60.00, settle = ["invoice"],'
        ' tiers = [{ over = "2h", rate = 50.00 }] }'
    )
    known = {} if agreed is None else {"contract": True, "rate": agreed}
    found = bill(service(version="2", price=price), [segment("remote", "2026-03-02 10:00", 180)], known)
    assert found.net_cents == cents

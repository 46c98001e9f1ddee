"""A rehearsal with packs over time: included units, rests, bought packs with their days."""

import random

import msgspec
import pytest
from deskterm.models.rehearsal.events import BadEvent
from deskterm.models.rehearsal.rehearsal import Rehearsal
from deskterm.models.terms.service import read_service

from tests.clocks import rome
from tests.models.test_pack_terms import PRICE, under, written

MONTHLY = 'included = { units = 120, every = "month" }'


def decided(terms, *work, **more):
    """What work (day, minutes) of one ticket costs, and what the packs hold then."""
    segments = [
        {"kind": "remote", "start": f"{day}T10:00", "end": f"{day}T{10 + minutes // 60:02}:{minutes % 60:02}"}
        for day, minutes in work
    ]
    event = {"event": "session", "id": 1, "segments": segments, "customer": {"contract": True}, **more}
    found = Rehearsal(terms, "it", rome("2026-03-03 10:00")).answer(msgspec.json.encode(event))
    drawn = [[(part["to"], part["minutes"]) for part in one["settle"]] for one in found["contacts"]]
    return drawn, [(one["kind"], one["left"], one["until"]) for one in found["packs"]]


def test_each_month_brings_its_hours_and_the_rest_goes_on_as_far_as_the_terms_let_it():
    work = ("2026-02-10", 60), ("2026-03-10", 240)
    agreement = {"from": "2026-01-01"}
    assert decided(under(MONTHLY), *work, agreement=agreement) == (
        [[("pack:hours", 60)], [("pack:hours", 120), ("invoice", 120)]],
        [("hours", 0, "2026-03-31")],
    )
    carried = under(f'{MONTHLY}, rest = {{ do = "carry", most = 90 }}')
    assert decided(carried, *work, agreement=agreement) == (
        [[("pack:hours", 60)], [("pack:hours", 210), ("invoice", 30)]],
        [("hours", 0, "2026-03-31")],
    )


def test_bought_packs_count_on_their_days():
    packs = [{"kind": "hours", "left": 30, "until": "2026-03-05"}, {"kind": "hours", "left": 50}]
    work = ("2026-03-04", 20), ("2026-03-06", 60)
    assert decided(under("months = 12"), *work, packs=packs) == (
        [[("pack:hours", 20)], [("pack:hours", 50), ("invoice", 10)]],
        [("hours", 0, None)],
    )


def test_a_kind_that_the_terms_do_not_have_is_told_with_the_nearest():
    with pytest.raises(BadEvent) as told:
        decided(under("months = 12"), ("2026-03-04", 20), packs=[{"kind": "hour", "left": 30}])
    assert (told.value.code, told.value.values["near"]) == ("pack", "hours")


def test_what_a_contact_was_charged_counts_for_those_after_it():
    free = '{ id = "X2", when = ["session=remote"], mode = "free", first = 1, within = "year" }'
    terms = read_service(written(MONTHLY, price=f"{free}, {PRICE}"))
    work = ("2026-03-03", 50), ("2026-03-04", 150)
    drawn, left = decided(terms, *work, agreement={"from": "2026-03-01"})
    assert drawn == [[], [("pack:hours", 120), ("invoice", 30)]]
    assert left == [("hours", 0, "2026-03-31")]


def test_nobody_owes_on_a_pack_that_was_never_sold():
    terms = under('overdraw = "below", limit = 60')
    segments = [{"kind": "remote", "start": "2026-03-03T10:00", "end": "2026-03-03T10:30"}]

    def settled(customer):
        event = {"event": "session", "id": 1, "segments": segments, "customer": customer}
        found = Rehearsal(terms, "it", rome("2026-03-03 10:00")).answer(msgspec.json.encode(event))
        return [(part["to"], part["minutes"]) for part in found["contacts"][0]["settle"]]

    assert settled({"contract": True}) == [("invoice", 30)]
    assert settled({"pack_left": {"tickets": 2}}) == [("invoice", 30)]
    assert settled({"pack_left": {"hours": 0}}) == [("pack:hours", 30)]


@pytest.mark.parametrize("seed", range(30))
def test_what_comes_in_is_used_lost_or_left(seed):
    """Whatever the work: the packs never hold more than they were given, nor less than they may owe."""
    dice = random.Random(seed)
    limit = dice.choice((0, 45))
    below = f', overdraw = "below", limit = {limit}' if limit else ""
    rest = dice.choice(("", ', rest = { do = "carry" }', ', rest = { do = "carry-once", most = 60 }'))
    terms = under(MONTHLY + rest + below)
    work = sorted(
        {(f"2026-0{dice.randint(1, 6)}-{dice.randint(10, 27)}", dice.randint(5, 200)) for _ in range(6)}
    )
    work = list(dict(work).items())
    drawn, left = decided(terms, *work, agreement={"from": "2026-01-01"})
    months = int(work[-1][0][5:7])
    given = 120 * months
    used = sum(minutes for one in drawn for to, minutes in one if to != "invoice")
    assert sum(minutes for one in drawn for _, minutes in one) == sum(minutes for _, minutes in work)
    assert used + sum(amount for _, amount, _ in left) <= given
    assert all(amount >= -limit for _, amount, _ in left)
    if 'do = "carry" }' in rest:
        assert used + sum(amount for _, amount, _ in left) == given


def simply(terms, minutes, left):
    """What work of so many minutes draws, where a fact says what the packs hold."""
    segments = [{"kind": "remote", "start": "2026-03-03T10:00", "end": f"2026-03-03T{10 + minutes // 60}:00"}]
    customer = {"contract": True, "pack_left": left}
    event = {"event": "session", "id": 1, "segments": segments, "customer": customer}
    (one,) = Rehearsal(terms, "it", rome("2026-03-03 10:00")).answer(msgspec.json.encode(event))["contacts"]
    return [(part["to"], part["minutes"]) for part in one["settle"]]


@pytest.mark.parametrize("left", [{"hours": -23}, -23])
def test_what_is_owed_already_may_be_said_as_a_fact_and_leaves_the_rest_of_the_limit(left):
    below = under('overdraw = "below", limit = 60')
    packs = [{"kind": "hours", "left": -23}]
    assert decided(below, ("2026-03-03", 60), packs=packs)[0] == [[("pack:hours", 37), ("invoice", 23)]]
    assert simply(below, 60, left) == [("pack:hours", 37), ("invoice", 23)]


@pytest.mark.parametrize(("left", "to"), [({"hours": 30}, "free"), ({"hours": 0}, "time"), (None, "time")])
def test_a_condition_on_one_kind_of_pack_sees_what_a_fact_says_of_it(left, to):
    free = '{ id = "X2", when = ["pack_left:hours>0"], mode = "free" }'
    terms = read_service(written("months = 12", price=f"{free}, {PRICE}"))
    segments = [{"kind": "remote", "start": "2026-03-03T10:00", "end": "2026-03-03T10:10"}]
    event = {
        "event": "session",
        "id": 1,
        "segments": segments,
        "customer": {"contract": True, "pack_left": left},
    }
    (one,) = Rehearsal(terms, "it", rome("2026-03-03 10:00")).answer(msgspec.json.encode(event))["contacts"]
    assert one["mode"] == to

"""What must hold of every price list: of the shipped services, of a firm with everything, of random ones."""

from itertools import pairwise

import msgspec
import pytest
from deskterm.models.money.billing import bill, bills
from deskterm.models.money.drawing import PackState
from deskterm.models.money.price import Segment
from deskterm.models.money.settle import Charged
from deskterm.models.terms.service import read_service
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.clocks import rome
from tests.models.conftest import EXAMPLES
from tests.models.invented import moments, requests, segments, stretches
from tests.models.terms_kit import FIRMS, INVENTED, SERVICES, service
from tests.models.test_properties import cut, packs_of

PRICEY = {"tariffario": read_service((INVENTED / "tariffario.toml").read_text(encoding="utf-8"))}
OWN = (*PRICEY, *FIRMS)
TERMS = SERVICES | PRICEY | FIRMS
CHEAP_FROM = {"tariffario": 9 * 3600} | dict.fromkeys(OWN[1:], 8 * 3600)  # where the dear morning ends
EACH = max(40, EXAMPLES // 3)
EVERY = pytest.mark.parametrize("name", [*TERMS, "random"])
lefts = st.lists(st.integers(0, 120), max_size=2)
WORK = 'when = ["session=call|remote|onsite|web|mail|training"]'
factors = st.sampled_from(["1", "1.25", "1.333", "1.5", "2"])


def _price(drawn):
    if drawn["mode"] == "unit":
        return f'mode = "unit", unit = "20:00", price = {drawn["rate"]}, times = {drawn["times"]}'
    if drawn["mode"] == "day":
        return f'mode = "day", price = {drawn["rate"]}, half = {drawn["rate"] / 2:.2f}, half_until = "2h"'
    tiers = '{ over = "30m", rate = 30 }, { over = "2h", rate = 10.01 }' if drawn["tiers"] else ""
    step = f"step = {drawn['step']}, minimum = {drawn['minimum']}"
    return f'mode = "time", rate = {drawn["rate"]}, {step}, times = {drawn["times"]}, tiers = [{tiers}]'


def _extras(drawn):
    pers = sorted(drawn["extras"])
    return ", ".join(
        f'{{ id = "X{n}", it = "Voce", en = "Item", per = "{per}", price = {n}.05 }}'
        for n, per in enumerate(pers, 5)
    )


def made(drawn):
    """A price list as drawn: what the evening costs is never less than what the day does."""
    factor = drawn["weigh"]
    packs = "" if drawn["mode"] == "day" else '"pack:hours", '
    return service(
        version="2",
        open='"mon-fri 08:00-18:00"',
        timer='merge_gap = "10:00"',
        price=f'{{ id = "X1", {WORK}, {_price(drawn)}, settle = [{packs}"invoice"], report = true }}',
        more=(
            f'multiplier = [ {{ id = "X2", it = "sera", en = "evening", when = ["closed:office"],'
            f" {factor} = {drawn['evening']} }} ]\nextra = [ {_extras(drawn)} ]"
        ),
    )


lists = st.fixed_dictionaries(
    {
        "mode": st.sampled_from(["time", "time", "time", "unit", "day"]),
        "rate": st.sampled_from([60, 45.55, 0.01, 99.99]),
        "step": st.sampled_from([1, 5, 15, 60]),
        "minimum": st.sampled_from([0, 15, 45]),
        "times": factors,
        "evening": factors,
        "weigh": st.sampled_from(["times", "weight"]),
        "tiers": st.booleans(),
        "extras": st.sets(st.sampled_from(["contact", "ticket", "day"])),
    }
).map(made)


def terms_of(name):
    """A price list, and facts of a request under it."""
    if name == "random":
        return lists.map(lambda terms: (terms, {}))
    return requests(TERMS[name]).map(lambda facts: (TERMS[name], facts))


def adds_up(result):
    assert sum(line.cents for line in result.lines) == result.net_cents
    assert sum(charge.net_cents for charge in result.settle) == result.net_cents
    for part in result.parts:
        adds_up(part)


@EVERY
@given(st.data(), stretches, moments, lefts)
@settings(max_examples=EACH)
def test_the_printed_lines_add_up_to_the_charge_and_no_pack_goes_below_its_limit(
    name, data, drawn, begin, held
):
    terms, facts = data.draw(terms_of(name))
    packs = packs_of(terms, held)
    left = {f"pack:{pack.id}": pack.left for pack in packs}
    for result in bills(terms, segments(drawn, begin), facts, packs):
        adds_up(result)
        for charge in result.settle:
            if charge.to != "invoice":
                left[charge.to] -= charge.drawn
    for kind in terms.packs:
        owed = sum(min(0, left[f"pack:{pack.id}"]) for pack in packs if pack.kind == kind.id)
        assert owed >= (-kind.limit if kind.overdraw == "below" else 0)


@EVERY
@given(st.data(), stretches, moments, lefts)
@settings(max_examples=EACH)
def test_dividing_work_and_the_order_in_which_it_is_told_change_nothing(name, data, drawn, begin, held):
    terms, facts = data.draw(terms_of(name))
    whole, packs = segments(drawn, begin), packs_of(terms, held)
    places = data.draw(st.lists(st.integers(0, 3000), max_size=4))
    pieces = data.draw(st.permutations([piece for part in whole for piece in cut(part, places)]))
    assert bills(terms, pieces, facts, packs) == bills(terms, whole, facts, packs)


@given(lists, st.integers(0, 4), st.integers(8 * 3600, 20 * 3600), st.data(), st.integers(0, 200))
@settings(max_examples=4 * EACH)
def test_longer_work_never_costs_less(terms, day, clock, data, left):
    """From the opening on, where the hours only grow dearer."""
    begin = rome(f"2026-03-{2 + day:02} 00:00") + clock
    room = rome(f"2026-03-{3 + day:02} 00:00") - begin
    ends = sorted(data.draw(st.lists(st.integers(1, room), min_size=2, max_size=6)))
    pack = [PackState(1, "hours", "minute", left)]
    for packs in ([], pack):
        costs = [bill(terms, [Segment("remote", begin, begin + end)], {}, packs) for end in ends]
        drawn = [sum(charge.minutes for charge in one.settle if charge.to != "invoice") for one in costs]
        for short, long in pairwise(range(len(ends))):
            assert costs[short].net_cents <= costs[long].net_cents
            assert drawn[short] <= drawn[long]


@pytest.mark.parametrize("name", OWN)
@given(st.integers(0, 4), st.floats(0, 1), st.data(), st.sampled_from(["call", "remote", "onsite"]))
@settings(max_examples=EACH)
def test_longer_work_never_costs_less_at_a_firm(name, day, share, data, kind):
    """From its opening on: a least time that begins in dear hours costs more than work that leaves them."""
    clock = CHEAP_FROM[name] + int(share * (20 * 3600 - CHEAP_FROM[name]))
    begin = rome(f"2026-03-{2 + day:02} 00:00") + clock
    room = rome(f"2026-03-{3 + day:02} 00:00") - begin
    ends = sorted(data.draw(st.lists(st.integers(1, room), min_size=2, max_size=6)))
    costs = [bill(TERMS[name], [Segment(kind, begin, begin + end)], {}).net_cents for end in ends]
    assert costs == sorted(costs)


def test_a_least_time_that_begins_before_the_opening_costs_its_dear_half_hour():
    """What a firm has to expect of its own minimum: a second before nine is half an hour of evening rate."""
    nine = rome("2026-03-04 09:00")
    costs = [
        bill(TERMS["tariffario"], [Segment("call", nine - 600, nine - 600 + long)], {}) for long in (1, 1800)
    ]
    assert [one.net_cents for one in costs] == [4500, 3500]


def counting_once(terms):
    once = (msgspec.structs.replace(one, added="once") for one in terms.prices)
    return msgspec.structs.replace(terms, prices=tuple(once))


@given(lists.map(counting_once), st.integers(0, 7 * 24 * 3600 - 1), st.data(), st.integers(0, 200))
@settings(max_examples=4 * EACH)
def test_where_what_is_added_counts_once_longer_work_never_costs_less_whenever_it_begins(
    terms, second, data, left
):
    begin = rome("2026-03-02 00:00") + second
    ends = sorted(data.draw(st.lists(st.integers(1, 20 * 3600), min_size=2, max_size=6)))
    for packs in ([], [PackState(1, "hours", "minute", left)]):
        costs = [bill(terms, [Segment("remote", begin, begin + end)], {}, packs).net_cents for end in ends]
        assert costs == sorted(costs)


def test_the_dear_half_hour_costs_less_than_the_work_that_leaves_it_where_it_counts_once():
    nine = rome("2026-03-04 09:00")
    terms = counting_once(TERMS["tariffario"])
    longs = (1, 60, 600, 601, 1800)
    costs = [bill(terms, [Segment("call", nine - 600, nine - 600 + long)], {}) for long in longs]
    assert [one.net_cents for one in costs] == [3001, 3050, 3500, 3500, 3500]
    adds_up(costs[0])


@EVERY
@given(st.data(), stretches, moments, st.randoms(use_true_random=False))
@settings(max_examples=EACH)
def test_the_order_of_fixed_amounts_changes_no_money(name, data, drawn, begin, random):
    terms, facts = data.draw(terms_of(name))
    other = msgspec.structs.replace(terms, extras=tuple(random.sample(terms.extras, len(terms.extras))))
    usual = [result.net_cents for result in bills(terms, segments(drawn, begin), facts)]
    assert [result.net_cents for result in bills(other, segments(drawn, begin), facts)] == usual


@given(lists, moments, st.integers(1, 3 * 3600), st.integers(1, 3 * 3600))
@settings(max_examples=2 * EACH)
def test_a_contact_filed_in_two_is_charged_what_it_costs_at_once(terms, begin, first, more):
    short, long = Segment("remote", begin, begin + first), Segment("remote", begin, begin + first + more)
    one = bill(terms, [short], {})
    paid = {line.rule: line.cents for line in one.lines if line.what == "extra"}
    before = Charged(paid=one.billed_minutes, units=one.units, cents=one.net_cents)
    two = bill(terms, [long], {"earlier": {"own": paid}}, charged=before, filed=[short])
    adds_up(two)
    whole = bill(terms, [long], {}).net_cents
    assert one.net_cents + two.net_cents == max(whole, one.net_cents)

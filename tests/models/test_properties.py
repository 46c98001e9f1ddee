"""What must hold for any request, session and opening hours: under each shipped service and invented ones."""

import os
import subprocess
import sys
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from deskterm.models.money.billing import bill, bills
from deskterm.models.money.drawing import PackState
from deskterm.models.money.price import Segment, contacts, price_for
from deskterm.models.rules.due import all_due
from deskterm.models.rules.rules import actions, outcome
from deskterm.models.rules.verdicts import judge
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.clocks import ROME
from tests.models.conftest import EXAMPLES
from tests.models.invented import (
    NAMED,
    POINTS,
    asked,
    asked_of,
    invented,
    kinds,
    laters,
    moments,
    opening,
    requests,
    segments,
    services,
    some_week,
    stretches,
    together,
    week_of,
    weeks,
)
from tests.models.terms_kit import FIRMS, SERVICES, SHIPPED, due

EACH = max(40, EXAMPLES // 3)  # of every service, and of invented ones
EVERY = pytest.mark.parametrize("name", [*SERVICES, *FIRMS, "invented"])
GROWING = pytest.mark.parametrize("name", [*SERVICES, "invented"])  # no hour of these is dearer than another
PROMISED = {"contract": True, "target_hours": 9, "type": ""}


lefts = st.lists(st.integers(0, 120), max_size=3)


def packs_of(terms, drawn):
    """Packs of every kind, with so much left in each; of money, so many quarters of a euro."""
    kinds_and_lefts = [(pack, left) for pack in terms.packs for left in drawn]
    return [
        PackState(n, pack.id, pack.unit, left * 25 if pack.unit == "cent" else left)
        for n, (pack, left) in enumerate(kinds_and_lefts, 1)
    ]


def judged(terms, facts, at):
    topics = [facts["topic"]] if facts["topic"] else []
    return judge(terms, terms.channel(facts["channel"]), facts, at, topics)


# Nothing is both accepted and rejected.


@given(asked, moments)
def test_nothing_is_both_accepted_and_rejected(pair, at):
    verdict = judged(*pair, at)
    rejected = any(action.do == "reject" for action in verdict.actions)
    assert (verdict.outcome == "rejected") is rejected
    if verdict.outcome in {"rejected", "merged", "appended"}:
        assert (verdict.promise, verdict.waits) == (None, False)
    if verdict.waits:
        turned_away = {"reject", "merge", "hold", "review", "clarify"}
        assert turned_away.isdisjoint(action.do for action in verdict.actions)


# A later arrival is never due earlier within one lane, tier and target.


@EVERY
@given(st.data(), moments, st.lists(laters, min_size=1, max_size=8), st.booleans())
@settings(max_examples=EACH)
def test_a_later_arrival_is_never_due_earlier(name, data, received, later, agreed):
    terms, facts = data.draw(asked_of(name))
    facts = facts | PROMISED if agreed else facts
    promised = {}
    for at in sorted({received, *(received + seconds for seconds in later)}):
        verdict = judged(terms, facts, at)
        if verdict.promise:
            assert at <= verdict.promise.due_at
            assert (verdict.promise.soft_due_at or 0) <= verdict.promise.due_at
            target = (verdict.lane, verdict.tier, verdict.promise.rule)
            promised.setdefault(target, []).append(verdict.promise)
    for promises in promised.values():
        for first, second in pairwise(promises):
            assert first.due_at <= second.due_at
            assert (first.soft_due_at or 0) <= (second.soft_due_at or 0)


# Opening more hours never makes a due time later.


def is_never_later(narrow, wide, facts, received):
    """Each promise under longer hours; of one that ends with the closing of a day, the day counts."""
    usual, longer = all_due(narrow, facts, received), all_due(wide, facts, received)
    assume(usual)
    assert [(one.rule, one.metric) for one in longer] == [(one.rule, one.metric) for one in usual]
    for first, second in zip(usual, longer, strict=True):
        if first.clock != "workday":
            assert second.due_at <= first.due_at
            assert (second.soft_due_at or 0) <= (first.soft_due_at or 0)
            continue
        day = datetime.fromtimestamp(first.due_at - 1, ROME).date()  # of its closing, which may be midnight
        calendar = next(item.calendar for item in wide.response if item.id == first.rule and item.calendar)
        assert second.due_at <= max(first.due_at, wide.calendar(calendar).closes_on(day))


PROMISING = [
    (name, item.calendar) for name, terms in NAMED.items() for item in terms.response if item.calendar
]


@pytest.mark.parametrize(("name", "calendar"), PROMISING)
@given(data=st.data(), more=weeks, received=moments)
@settings(max_examples=EACH)
def test_opening_more_hours_never_makes_a_due_time_of_a_service_later(name, calendar, data, more, received):
    terms = NAMED[name]
    facts = data.draw(requests(terms)) | PROMISED
    longer = together(week_of(terms.calendars[calendar]), more)
    is_never_later(terms, opening(terms, calendar, longer), facts, received)


@given(invented(), some_week, weeks, moments)
def test_opening_more_hours_never_makes_a_due_time_later(terms, usual, more, received):
    narrow = opening(terms, "office", usual)
    wide = opening(terms, "office", together(usual, more))
    is_never_later(narrow, wide, {"channel": "mail", **PROMISED}, received)


# Splitting a session into segments without a gap never changes its price.


def cut(part, places):
    """A session as stretches that follow each other without a gap."""
    ends = sorted({min(part.started_at + place, part.ended_at) for place in places} | {part.ended_at})
    starts = [part.started_at, *ends[:-1]]
    return [Segment(part.kind, start, end) for start, end in zip(starts, ends, strict=True)]


@EVERY
@given(stretches, moments, lefts, st.data())
@settings(max_examples=EACH)
def test_splitting_a_session_without_gaps_never_changes_its_price(name, drawn, begin, held, data):
    terms, facts = data.draw(asked_of(name))
    whole = segments(drawn, begin)
    chosen = data.draw(st.integers(0, len(whole) - 1))
    places = data.draw(st.lists(st.integers(0, 3000), max_size=4))
    split = whole[:chosen] + cut(whole[chosen], places) + whole[chosen + 1 :]
    packs = packs_of(terms, held)
    assert bills(terms, split, facts, packs) == bills(terms, whole, facts, packs)


# A longer session never costs less.


def total(result):
    return (result.billed_minutes, result.units, result.net_cents)


@GROWING
@given(st.data(), stretches, moments, lefts)
@settings(max_examples=EACH)
def test_a_longer_session_never_costs_less(name, data, drawn, begin, held):
    terms, facts = data.draw(asked_of(name))
    longer = data.draw(st.lists(st.integers(1, 4 * 3600), min_size=1, max_size=8))
    contact = list(contacts(terms, segments(drawn, begin))[0])
    part = data.draw(st.sampled_from(contact))
    others = [other for other in contact if other is not part]
    grown = [Segment(part.kind, part.started_at, part.ended_at + more) for more in [0, *sorted(longer)]]
    costs = [total(bill(terms, [*others, one], facts, packs_of(terms, held))) for one in grown]
    for short, long in pairwise(costs):
        assert all(a <= b for a, b in zip(short, long, strict=True))


# A rule's order in the file changes nothing but ties it documents.


@given(asked, moments, st.sampled_from(POINTS), st.randoms(use_true_random=False))
def test_the_order_of_rules_changes_only_the_order_of_actions(pair, at, point, random):
    terms, facts = pair
    shuffled = msgspec.structs.replace(terms, rules=tuple(random.sample(terms.rules, len(terms.rules))))
    usual, other = actions(terms, point, facts, at), actions(shuffled, point, facts, at)
    assert sorted(usual, key=repr) == sorted(other, key=repr)
    assert outcome(usual) == outcome(other)
    one, two = judged(terms, facts, at), judged(shuffled, facts, at)
    assert (one.outcome, one.missing, one.promise, one.waits) == (
        two.outcome,
        two.missing,
        two.promise,
        two.waits,
    )
    if not places_tie(one.actions):
        assert (one.lane, one.tier) == (two.lane, two.tier)


def places_tie(found):
    """Whether two rules give a lane, or a tier: the later in the file counts."""
    given_places = [
        key for action in found if action.do == "priority" for key in action.detail if key != "until"
    ]
    return len(given_places) != len(set(given_places))


@given(asked, kinds, st.integers(0, 6 * 3600), moments)
def test_the_order_of_prices_decides_only_where_two_hold(pair, kind, seconds, at):
    terms, facts = pair
    known = facts | {"session": kind, "seconds": seconds}
    alone = [msgspec.structs.replace(terms, prices=(price,)) for price in terms.prices]
    holding = [one.prices[0] for one in alone if price_for(one, known, at)]
    backwards = msgspec.structs.replace(terms, prices=terms.prices[::-1])
    assert price_for(terms, known, at) is (holding[0] if holding else None)
    assert price_for(backwards, known, at) is (holding[-1] if holding else None)


@EVERY
@given(st.data(), moments)
@settings(max_examples=EACH)
def test_the_order_of_promises_decides_only_where_two_of_a_kind_hold(name, data, at):
    """An answer and a resolution are two kinds; terms of version 1 know one."""
    terms, facts = data.draw(asked_of(name))
    facts = facts | PROMISED
    holding = {}
    for one in terms.response:
        for promise in all_due(msgspec.structs.replace(terms, response=(one,)), facts, at):
            holding.setdefault(one.metric if terms.schema > 1 else "", []).append(promise)
    backwards = msgspec.structs.replace(terms, response=terms.response[::-1])
    assert set(all_due(terms, facts, at)) == {found[0] for found in holding.values()}
    assert set(all_due(backwards, facts, at)) == {found[-1] for found in holding.values()}
    assert due(terms, facts, at) == min(all_due(terms, facts, at), key=lambda one: one.due_at, default=None)


# Nothing is due before it arrived, and nothing is due sooner for having been asked back.


@EVERY
@given(st.data(), moments, st.lists(st.tuples(laters, st.integers(60, 3 * 86400)), max_size=3))
@settings(max_examples=EACH)
def test_nothing_is_due_before_it_arrived_nor_sooner_for_a_question(name, data, received, asking):
    terms, facts = data.draw(asked_of(name))
    facts = facts | PROMISED
    usual = {(one.rule, one.metric): one for one in all_due(terms, facts, received)}
    questions = tuple((received + begin, received + begin + long) for begin, long in sorted(asking))
    for one in all_due(terms, facts, received, questions):
        assert received <= (one.soft_due_at or one.due_at) <= one.due_at
        assert usual[one.rule, one.metric].due_at <= one.due_at


# What else must hold of the money.


@given(asked, stretches, moments, lefts)
def test_what_is_settled_adds_up_and_no_pack_goes_below_zero(pair, drawn, begin, holdings):
    terms, facts = pair
    held = packs_of(terms, holdings)
    left = {f"pack:{pack.id}": pack.left for pack in held}
    results = bills(terms, segments(drawn, begin), facts, held)
    assert len(results) == len(contacts(terms, segments(drawn, begin)))
    for result in results:
        assert result.net_cents == sum(part.net_cents for part in result.settle)
        assert result.billed_minutes == sum(part.minutes for part in result.settle)
        for part in result.settle:
            if part.to != "invoice":
                left[part.to] -= part.units or part.minutes
    owed = {pack.id: pack.limit for pack in terms.packs if pack.overdraw == "below"}
    assert all(left[f"pack:{pack.id}"] >= -owed.get(pack.kind, 0) for pack in held)


@given(services, stretches, moments)
def test_every_session_is_in_one_contact(terms, drawn, begin):
    sessions = segments(drawn, begin)
    groups = contacts(terms, sessions)
    assert sorted(map(repr, (item for group in groups for item in group))) == sorted(map(repr, sessions))
    spoken = [group for group in groups if group[0].kind in terms.timer.together]
    reach = [max(item.ended_at for item in group) for group in spoken]
    begins = [min(item.started_at for item in group) for group in spoken]
    assert all(start - end > terms.timer.merge_gap for end, start in zip(reach, begins[1:], strict=False))


@pytest.mark.trial
@pytest.mark.parametrize("file", ["test_properties.py", "test_price_properties.py"])
def test_all_of_it_holds_for_thousands_of_examples(file):
    here = Path(__file__).with_name(file)
    command = [sys.executable, "-m", "pytest", here, "-q", "-p", "no:cacheprovider", "-m", "not trial"]
    run = subprocess.run(
        command, cwd=SHIPPED.parents[1], env={**os.environ, "DESKTERM_EXAMPLES": "5000"}, check=False
    )
    assert run.returncode == 0

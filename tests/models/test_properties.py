"""What must hold for any request, session and opening hours."""

import msgspec
from deskterm.models.due import due
from deskterm.models.price import PackState, Segment, bill, contacts, price_for
from deskterm.models.rules import actions, outcome
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.models.terms_kit import DELTA, rome, service

START = rome("2026-01-01 00:00")
moments = st.integers(START, START + 3 * 365 * 86400)
durations = st.integers(0, 6 * 3600)
packs = st.lists(st.integers(0, 200), max_size=3).map(
    lambda lefts: [PackState(n, "hours", "minute", left) for n, left in enumerate(lefts, 1)]
)
customers = st.fixed_dictionaries({"contract": st.booleans(), "rate": st.none() | st.integers(0, 200)})
kinds = st.sampled_from(["call", "remote", "training"])
requests = st.fixed_dictionaries(
    {
        "channel": st.sampled_from([channel.id for channel in DELTA.channels]),
        "subject": st.sampled_from(["", "Stampa registri"]),
        "plan": st.sampled_from(["", "SAD"]),
        "topic": st.sampled_from(["", *(topic.id for topic in DELTA.topics)]),
        **{
            name: st.booleans()
            for name in ("customer", "contract", "vague", "blocking", "thread", "inbound", "ticket", "phone")
        },
    }
)
points = st.sampled_from(["intake", "triage", "call", "remote", "close"])

CLOCKS = [
    DELTA,
    service(response='{ id = "X1", target = "7h", clock = "open", calendar = "office" }'),
    service(response='{ id = "X1", target = "30h", clock = "day24", calendar = "office" }'),
    service(
        response='{ id = "X1", target = "2d", clock = "workday", calendar = "office", late = "next-open" }'
    ),
    service(response='{ id = "X1", target = "2d", clock = "workday", calendar = "office" }'),
    service(response='{ id = "X1", target = "48h", clock = "elapsed" }'),
]
REQUEST = {"contract": True, "kind": "email"}


@given(st.sampled_from(CLOCKS), moments, st.integers(0, 5 * 86400))
def test_a_later_arrival_is_never_due_earlier(terms, received, later):
    assert due(terms, REQUEST, received).due_at <= due(terms, REQUEST, received + later).due_at


@given(st.sampled_from(CLOCKS), moments)
def test_nothing_is_due_before_it_arrives(terms, received):
    assert due(terms, REQUEST, received).due_at > received


FEWER = (
    '"mon-fri 09:00-12:00"',
    '"mon-fri 09:00-12:00 15:00-17:00"',
    '"mon-fri 09:00-17:00"',
    '"mon-sat 08:00-19:00"',
)
RESPONSES = (
    '{ id = "X1", target = "9h", clock = "open", calendar = "office" }',
    '{ id = "X1", target = "48h", clock = "day24", calendar = "office" }',
    '{ id = "X1", target = "48h", clock = "day24", calendar = "office", '
    'cutoff = "12:00", late = "next-open" }',
)
LADDERS = [[service(open=hours, response=response) for hours in FEWER] for response in RESPONSES]


@given(st.sampled_from(LADDERS), moments)
def test_opening_more_hours_never_makes_a_due_time_later(ladder, received):
    times = [due(terms, REQUEST, received).due_at for terms in ladder]
    assert times == sorted(times, reverse=True)


def total(result):
    return (result.billed_minutes, sum(charge.minutes for charge in result.settle), result.net_cents)


@given(kinds, durations, st.integers(0, 3600), customers, packs)
def test_a_longer_session_never_costs_less(kind, seconds, more, facts, held):
    short = bill(DELTA, [Segment(kind, START, START + seconds)], facts, held)
    long = bill(DELTA, [Segment(kind, START, START + seconds + more)], facts, held)
    assert all(a <= b for a, b in zip(total(short), total(long), strict=True))


@given(kinds, st.lists(st.integers(0, 2000), min_size=1, max_size=6), customers, packs)
def test_splitting_a_session_without_gaps_never_changes_its_price(kind, parts, facts, held):
    whole = [Segment(kind, START, START + sum(parts))]
    ends = [START + sum(parts[: n + 1]) for n in range(len(parts))]
    split = [Segment(kind, end - part, end) for part, end in zip(parts, ends, strict=True)]
    (contact,) = contacts(DELTA, split)
    assert bill(DELTA, contact, facts, held) == bill(DELTA, whole, facts, held)


@given(kinds, durations, customers, packs)
def test_what_is_settled_adds_up_and_no_pack_goes_below_zero(kind, seconds, facts, held):
    result = bill(DELTA, [Segment(kind, START, START + seconds)], facts, held)
    assert result.net_cents == sum(charge.net_cents for charge in result.settle)
    assert result.billed_minutes == sum(charge.minutes for charge in result.settle)
    lefts = {f"pack:{pack.id}": pack.left for pack in held}
    for charge in result.settle:
        assert charge.to == "invoice" or 0 < charge.minutes <= lefts[charge.to]


@given(requests, moments, points, st.randoms(use_true_random=False))
def test_the_order_of_rules_changes_only_the_order_of_actions(facts, at, point, random):
    shuffled = msgspec.structs.replace(DELTA, rules=tuple(random.sample(DELTA.rules, len(DELTA.rules))))
    usual, other = actions(DELTA, point, facts, at), actions(shuffled, point, facts, at)
    assert sorted(usual, key=repr) == sorted(other, key=repr)
    assert outcome(usual) == outcome(other)


@given(kinds, durations, customers)
def test_the_order_of_prices_decides_only_where_two_hold(kind, seconds, facts):
    known = facts | {"session": kind, "seconds": seconds}
    alone = [msgspec.structs.replace(DELTA, prices=(price,)) for price in DELTA.prices]
    holding = [terms.prices[0] for terms in alone if price_for(terms, known, START)]
    backwards = msgspec.structs.replace(DELTA, prices=DELTA.prices[::-1])
    assert price_for(DELTA, known, START) is (holding[0] if holding else None)
    assert price_for(backwards, known, START) is (holding[-1] if holding else None)


@settings(max_examples=50)
@given(requests, moments)
def test_nothing_is_both_accepted_and_rejected(facts, at):
    decided = actions(DELTA, "intake", facts, at)
    rejected = any(action.do == "reject" for action in decided)
    assert (outcome(decided) == "rejected") is rejected


@given(st.lists(st.tuples(kinds, st.integers(0, 20000), st.integers(0, 3000)), max_size=8))
def test_every_session_is_in_one_contact(drawn):
    sessions = [Segment(kind, START + start, START + start + length) for kind, start, length in drawn]
    groups = contacts(DELTA, sessions)
    assert sorted(map(repr, (item for group in groups for item in group))) == sorted(map(repr, sessions))
    reach = [max(item.ended_at for item in group) for group in groups]
    begin = [min(item.started_at for item in group) for group in groups]
    assert all(start - end > DELTA.timer.merge_gap for end, start in zip(reach, begin[1:], strict=False))

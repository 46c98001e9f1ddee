"""What must hold for every shipped service and any request, session or queue."""

import re
from random import Random
from typing import NamedTuple

import msgspec
import pytest
from deskterm.models import order
from deskterm.models.due import due
from deskterm.models.examples import mismatches
from deskterm.models.facts import FIXED
from deskterm.models.price import PackState, Segment, bill, bills, contacts
from deskterm.models.rules import actions, outcome
from deskterm.models.terms import check_service, read_service
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.models.terms_kit import ISTES, SERVICES, SHIPPED, TEXTS, rome

NUMBERS = {"delta-system": 28, "contabilita-in-cloud": 17, "digital-micro": 17, "omniagest": 13, "istes": 25}
LETTERS = {
    "delta-system": "D",
    "contabilita-in-cloud": "T",
    "digital-micro": "M",
    "omniagest": "O",
    "istes": "I",
}
START = rome("2026-01-01 00:00")
POINTS = ["intake", "triage", "call", "remote", "close"]

services = st.sampled_from(list(SERVICES.values()))
moments = st.integers(START, START + 3 * 365 * 86400)
flags = st.dictionaries(
    st.sampled_from(
        "customer contract vague blocking thread duplicate inbound ticket phone_contract burnt consent"
        " device_online first_access id_password quick_access backup_confirmed backup_unit request_mail"
        " temp_account admin_account client_closed_software needs_file".split()
    ),
    st.booleans(),
)
texts = st.dictionaries(
    st.sampled_from(["contact", "phone", "email", "type", "problem", "code"]), st.sampled_from(["", "x"])
)


def among(labels):
    return st.sampled_from(["", *(label.id for label in labels)])


def requests(terms):
    """Facts of a request to a service, of the customer and of the work."""
    return st.builds(
        lambda *parts: {name: value for part in parts for name, value in part.items()},
        flags,
        texts,
        st.fixed_dictionaries(
            {
                "channel": st.sampled_from([channel.id for channel in terms.channels]),
                "subject": st.sampled_from(["", "Assistenza telefonica", "R: Errore"]),
                "plan": st.sampled_from(["", "SAD", "ADVANCED"]),
                "adhesion": st.sampled_from(["", "2025-01-01", "2026-06-01"]),
                "topic": among(terms.topics),
                "severity": among(terms.severities),
                "outcome": among(terms.outcomes),
                "deployment": st.sampled_from(["", *FIXED["deployment"]]),
                "target": st.sampled_from(["", *FIXED["target"]]),
                "rate": st.none() | st.integers(0, 200),
                "topics": st.integers(1, 3),
                "requests_today": st.integers(0, 3),
                "target_hours": st.none() | st.integers(1, 100),
                "days_since_delivery": st.integers(0, 60),
            }
        ),
    )


asked = services.flatmap(lambda terms: st.tuples(st.just(terms), requests(terms)))


def packs_of(terms):
    return [PackState(n, pack.id, pack.unit, 90) for n, pack in enumerate(terms.packs, 1)]


@pytest.mark.parametrize("name", SERVICES)
def test_every_rule_has_its_clause_in_both_languages_and_its_document(name):
    terms = SERVICES[name]
    assert list(terms.clauses) == [f"{LETTERS[name]}{n}" for n in range(1, NUMBERS[name] + 1)]
    for clause in terms.clauses.values():
        assert clause.it and clause.en and clause.it != clause.en
        assert re.fullmatch(r"00\d_[0-9a-f]{16}\.txt", clause.source)


@pytest.mark.parametrize("name", SERVICES)
def test_every_rule_stands_in_the_table(name):
    table = (SHIPPED.parents[1] / "docs" / "rules.md").read_text(encoding="utf-8")
    numbers = re.findall(rf"^\| {LETTERS[name]}(\d+) \|", table, re.MULTILINE)
    assert [int(number) for number in numbers] == list(range(1, NUMBERS[name] + 1))


@pytest.mark.parametrize("name", SERVICES)
def test_the_shipped_file_is_good_and_its_examples_hold(name):
    assert check_service(TEXTS[name]) == ()
    assert len(SERVICES[name].examples) >= 10
    assert mismatches(SERVICES[name]) == ()


@pytest.mark.parametrize("name", SERVICES)
def test_shipped_files_carry_no_real_address_or_number(name):
    text = TEXTS[name]
    assert all(domain.endswith(".example") for domain in re.findall(r"[\w.-]+@([\w.-]+)", text))
    assert all(
        re.search(r"000\d\d\d|0000\d\d\d?", number) for number in re.findall(r"\b0?\d{3} \d{6,7}\b", text)
    )
    assert all(".example/" in url for url in re.findall(r"https?://\S+", text))


@pytest.mark.parametrize("name", SERVICES)
def test_every_word_is_in_both_languages(name):
    terms = SERVICES[name]
    lists = [
        terms.channels,
        terms.topics,
        terms.reasons,
        terms.outcomes,
        terms.packs,
        terms.teams,
        terms.offers,
    ]
    lists += [terms.severities, terms.notices, terms.documents, terms.questions, terms.products, terms.words]
    lists += [tuple(terms.seasons.values()), terms.entitlements, terms.roles, terms.tools]
    assert all(label.it and label.en for labels in lists for label in labels)


@pytest.mark.rule("A6")
@pytest.mark.parametrize("name", SERVICES)
def test_a_line_that_drops_for_up_to_ten_minutes_is_one_contact_everywhere(name):
    for gap, count in ((600, 1), (601, 2)):
        calls = [Segment("call", START, START + 60), Segment("call", START + 60 + gap, START + 900)]
        assert len(contacts(SERVICES[name], calls)) == count


def test_no_code_knows_a_service_by_name():
    words = re.compile(
        "|".join([*SERVICES, "Contabilità in Cloud", "Delta System", "Omniagest"]), re.IGNORECASE
    )
    rooms = (SHIPPED.parents[1] / "deskterm").rglob("*.py")
    named = [path.stem for path in rooms if words.search(path.read_text(encoding="utf-8"))]
    assert set(named) <= {"demo"}  # which firm's morning is shown when none is asked for


@given(asked, moments)
def test_nothing_is_both_accepted_and_rejected(pair, at):
    terms, facts = pair
    found = actions(terms, "intake", facts, at)
    rejected = any(action.do == "reject" for action in found)
    assert (outcome(found) == "rejected") is rejected


@given(asked, moments, st.integers(0, 5 * 86400))
def test_a_later_arrival_is_never_due_earlier(pair, received, later):
    terms, facts = pair
    first, second = due(terms, facts, received), due(terms, facts, received + later)
    assert (first is None) is (second is None)
    if first is not None:
        assert received <= first.due_at <= second.due_at
        assert (first.soft_due_at or 0) <= first.due_at


WIDER = [
    (name, read_service(TEXTS[name].replace(usual, wider)), SERVICES[name])
    for name, usual, wider in [
        ("delta-system", "mon-fri 08:30-12:30 14:00-17:00", "mon-sat 08:00-19:00"),
        ("omniagest", "mon-fri 09:00-13:00 14:00-18:00", "mon-sun 08:00-20:00"),
        ("omniagest", "mon-fri 09:00-13:00 14:00-18:00", "mon-fri 09:00-13:00 13:30-18:00"),
    ]
]


@pytest.mark.parametrize(("name", "wide", "usual"), WIDER)
@given(data=st.data(), received=moments)
@settings(max_examples=40)
def test_opening_more_hours_never_makes_a_due_time_later(name, wide, usual, data, received):
    facts = {"contract": True, "channel": "mail" if name == "delta-system" else "portal"}
    longer, shorter = due(wide, facts, received), due(usual, facts, received)
    assert longer.due_at <= shorter.due_at


def total(results):
    return (
        sum(result.billed_minutes for result in results),
        sum(result.units for result in results),
        sum(result.net_cents for result in results),
    )


kinds = st.sampled_from(FIXED["session"])


@given(asked, kinds, st.integers(0, 6 * 3600), st.integers(0, 3600))
def test_a_longer_session_never_costs_less(pair, kind, seconds, more):
    terms, facts = pair
    short = bill(terms, [Segment(kind, START, START + seconds)], facts, packs_of(terms))
    long = bill(terms, [Segment(kind, START, START + seconds + more)], facts, packs_of(terms))
    assert all(a <= b for a, b in zip(total([short]), total([long]), strict=True))


@given(asked, kinds, st.lists(st.integers(0, 2000), min_size=1, max_size=6))
def test_splitting_a_session_without_gaps_never_changes_its_price(pair, kind, parts):
    terms, facts = pair
    ends = [START + sum(parts[: n + 1]) for n in range(len(parts))]
    split = [Segment(kind, end - part, end) for part, end in zip(parts, ends, strict=True)]
    whole = [Segment(kind, START, ends[-1])]
    assert bills(terms, split, facts, packs_of(terms)) == bills(terms, whole, facts, packs_of(terms))


@given(asked, st.lists(st.tuples(kinds, st.integers(0, 20000), st.integers(0, 3000)), max_size=6))
def test_what_is_settled_adds_up_and_no_pack_goes_below_zero(pair, drawn):
    terms, facts = pair
    sessions = [Segment(kind, START + start, START + start + length) for kind, start, length in drawn]
    held = packs_of(terms)
    left = {f"pack:{pack.id}": pack.left for pack in held}
    results = bills(terms, sessions, facts, held)
    assert len(results) == len(contacts(terms, sessions))
    for result in results:
        assert result.net_cents == sum(part.net_cents for part in result.settle)
        assert result.billed_minutes == sum(part.minutes for part in result.settle)
        for part in result.settle:
            if part.to != "invoice":
                left[part.to] -= part.units or part.minutes
    assert min(left.values(), default=0) >= 0


@given(asked, moments, st.sampled_from(POINTS), st.randoms(use_true_random=False))
def test_the_order_of_rules_changes_only_the_order_of_actions(pair, at, point, random):
    terms, facts = pair
    shuffled = msgspec.structs.replace(terms, rules=tuple(random.sample(terms.rules, len(terms.rules))))
    usual, other = actions(terms, point, facts, at), actions(shuffled, point, facts, at)
    assert sorted(usual, key=repr) == sorted(other, key=repr)
    assert outcome(usual) == outcome(other)
    channel = terms.channel(facts["channel"])
    assert order.place(channel, usual) == order.place(channel, other)


class Waiting(NamedTuple):
    """A request in the queue, as a reader of the terms sees it."""

    lane: int
    agreed: bool
    severity: str
    ours: bool
    at: int


# What each document says of the order, in words of its own: the urgent line first, then arrival (D15, D20);
# arrival alone (O8); agreements, then severity, then our own faults, then arrival (I11, I17, I19).
BY_THE_TEXT = {
    "delta-system": lambda one: (one.lane != 1, one.at),
    "contabilita-in-cloud": lambda one: one.at,
    "digital-micro": lambda one: one.at,
    "omniagest": lambda one: one.at,
    "istes": lambda one: (
        not one.agreed,
        "ABC".find(one.severity) % 4 if one.severity else 3,
        not one.ours,
        one.at,
    ),
}


def queued(terms, random, at):
    """A random request, and its place in the queue as the engine sees it."""
    channel = random.choice(terms.channels)
    facts = {"channel": channel.id, "contract": random.random() < 0.5, "plan": "ADVANCED"}
    ours = terms is ISTES and random.random() < 0.2
    severity = random.choice(["", "A", "B", "C"]) if terms.severities else ""
    found = actions(terms, "intake", facts, at) + actions(
        terms, "triage", {"topic": "own-fault" if ours else ""}, at
    )
    lane, tier = order.place(channel, found)
    seen = Waiting(channel.lane, facts["contract"], severity, ours, at)
    return (order.rank(terms, lane=lane, tier=tier, severity=severity), at), seen


@pytest.mark.rule("D15", "D20", "O8", "I11", "I16", "I17", "I19")
@pytest.mark.parametrize("name", SERVICES)
def test_ten_thousand_requests_leave_the_queue_as_the_text_says(name):
    terms, random = SERVICES[name], Random(2026)
    times = random.sample(range(START, START + 10**7), 10_000)
    waiting = [queued(terms, random, at) for at in times]
    by_rank = [seen for _, seen in sorted(waiting, key=lambda pair: pair[0])]
    assert by_rank == sorted((seen for _, seen in waiting), key=BY_THE_TEXT[name])


@pytest.mark.parametrize("name", SERVICES)
def test_a_damaged_file_gives_faults_and_never_a_crash(name):
    random, text = Random(6), TEXTS[name]
    for _ in range(40):
        place = random.randrange(len(text))
        piece = random.choice(['"', "[", "}", "=", "nan", "-1", "true", "\x00", "contract", "2026-13-45"])
        check_service(text[:place] + piece + text[place + random.choice([0, 1, 30]) :])

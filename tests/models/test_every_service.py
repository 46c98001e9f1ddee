"""What must hold for every shipped service and any request, session or queue."""

import re
from random import Random
from typing import NamedTuple

import pytest
from deskterm.models.money.price import Segment, contacts
from deskterm.models.rehearsal.examples import mismatches
from deskterm.models.rules import order
from deskterm.models.rules.rules import actions

from tests.clocks import rome
from tests.models.terms_kit import ISTES, SERVICES, SHIPPED, TEXTS, check_service

NUMBERS = {"delta-system": 28, "contabilita-in-cloud": 17, "digital-micro": 17, "omniagest": 13, "istes": 25}
LETTERS = {
    "delta-system": "D",
    "contabilita-in-cloud": "T",
    "digital-micro": "M",
    "omniagest": "O",
    "istes": "I",
}
START = rome("2026-01-01 00:00")


@pytest.mark.parametrize("name", SERVICES)
def test_every_rule_has_its_clause_in_both_languages_and_its_document(name):
    terms = SERVICES[name]
    ruled = [number for number in terms.clauses if not number.startswith("H")]
    assert ruled == [f"{LETTERS[name]}{n}" for n in range(1, NUMBERS[name] + 1)]
    for number, clause in terms.clauses.items():
        assert clause.it and clause.en and clause.it != clause.en
        source = "assumed" if number.startswith("H") else r"00\d_[0-9a-f]{16}\.txt"
        assert re.fullmatch(source, clause.source)


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

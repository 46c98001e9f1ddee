"""Examples in a service file: events, and what its terms must decide of them."""

import pytest
from deskterm.models.rehearsal import examples
from deskterm.models.terms.service import read_service

from tests.models.terms_kit import DELTA, DELTA_TEXT, check_service, text


def example(event, expect):
    return f"\n[[example]]\nevent = {{ {event} }}\nexpect = {{ {expect} }}\n"


REQUEST = (
    'event = "request", id = 1, channel = "mail", received = 2026-03-02T09:00:00, subject = "Stampa",'
    " customer = { contract = true }"
)
SESSION = (
    'event = "session", id = 1, customer = { contract = true }, segments = ['
    ' { kind = "call", start = "2026-03-02T10:00:00", end = "2026-03-02T10:05:01" } ]'
)


def differences(*found):
    terms = read_service(DELTA_TEXT + "".join(found))
    return [(f.path, f.code, f.values) for f in examples.mismatches(terms)]


@pytest.mark.parametrize(
    "expect",
    [
        'outcome = "queued"',
        'due = "2026-03-04T09:00"',
        'due = "2026-03-04T08:00:00+00:00"',
        'due = 2026-03-04T09:00:00, soft_due = ""',
        "actions = [], lane = 2",
        'missing = ["contact", "phone", "problem"]',
    ],
)
def test_an_example_that_holds_is_silent(expect):
    assert differences(example(REQUEST, expect)) == []


@pytest.mark.parametrize(
    ("expect", "key", "near", "found"),
    [
        ('outcome = "rejected"', "outcome", '"rejected"', '"queued"'),
        ('due = "2026-03-04T09:01"', "due", '"2026-03-04T09:01"', '"2026-03-04T09:00:00+01:00"'),
        ('due = ""', "due", '""', '"2026-03-04T09:00:00+01:00"'),
        ('soft_due = "2026-03-04T09:01"', "soft_due", '"2026-03-04T09:01"', '""'),
        ("lane = 1", "lane", "1", "2"),
        ('missing = ["contact", "email", "problem"]', "missing[2]", '"email"', '"phone"'),
        ('outcom = "queued"', "outcom", '"queued"', '"-"'),
    ],
)
def test_an_example_that_does_not_hold_says_what_was_decided(expect, key, near, found):
    place = f"example[{len(DELTA.examples) + 1}]"
    assert differences(example(REQUEST, expect)) == [
        (place, "example", {"word": key, "near": near, "found": found})
    ]


def test_every_difference_of_every_example_is_told():
    wrong = example(REQUEST, 'outcome = "held", lane = 9')
    assert len(differences(wrong, wrong)) == 4


def test_lists_must_agree_in_length():
    ((_, _, values),) = differences(example(REQUEST, 'actions = [ { do = "warn" } ]'))
    assert values["word"] == "actions"


def test_money_and_flags_are_compared_as_such():
    assert differences(example(SESSION, "contacts = [ { net = 6.0, billable = true, units = 0 } ]")) == []
    assert (
        len(differences(example(SESSION, "contacts = [ { net = 6.1, billable = 1, units = false } ]"))) == 3
    )


def test_an_example_that_is_no_event_is_a_fault_too():
    ((path, code, values),) = differences(example('event = "request", id = 1, channel = "mail"', "lane = 1"))
    assert (code, values) == ("error.missing", {"field": "received"})
    assert path.startswith("example[")


def test_examples_are_read_as_strictly_as_the_rest_of_the_file():
    """`expct` is told once, with the key that is meant: that one is not missing as well."""
    faults = check_service(text() + "\n[[example]]\nevent = 3\nexpct = {}\n")
    assert {(fault.path, fault.code) for fault in faults} == {
        ("example[1].event", "wrong_type"),
        ("example[1].expct", "unknown_key"),
    }

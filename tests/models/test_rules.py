"""Conditions, the fifteen actions, what a request lacks, and the order of the queue."""

from typing import get_args

import pytest
from deskterm.models.basics.faults import BadValue
from deskterm.models.rules import order
from deskterm.models.rules.derived_facts import with_derived
from deskterm.models.rules.rules import RuleAction, actions, missing, outcome
from deskterm.models.terms.conditions import Condition
from deskterm.models.terms.sections import Do

from tests.clocks import rome
from tests.models.terms_kit import DELTA, OMNIA, scope, service

NOON = rome("2026-03-03 10:00")
NIGHT = rome("2026-03-03 22:00")


def holds(text, **facts):
    return Condition.read(text).holds(facts, lambda name: name == "office")


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        ("contract", {"contract": True}, True),
        ("contract", {"contract": False}, False),
        ("contract", {}, False),
        ("subject", {"subject": "  "}, False),
        ("!subject", {"subject": "  "}, True),
        ("!subject", {"subject": "Stampa"}, False),
        ("pack_left", {"pack_left": 0}, False),
        ("kind=email|portal", {"kind": "portal"}, True),
        ("kind=email|portal", {"kind": "phone"}, False),
        ("kind=email", {}, False),
        ("kind!=email", {"kind": "phone"}, True),
        ("kind!=email", {}, True),
        ("plan!=ADVANCED|SAD", {"plan": "sad"}, False),
        ("subject=assistenza telefonica", {"subject": " Assistenza  TELEFONICA "}, True),
        ("seconds<=300", {"seconds": 300}, True),
        ("seconds<=300", {"seconds": 301}, False),
        ("seconds<300", {"seconds": 300}, False),
        ("seconds>300", {"seconds": 301}, True),
        ("seconds>=300", {"seconds": 299}, False),
        ("seconds>300", {}, False),
        ("seconds>300", {"seconds": "not a number"}, False),
        ("rate>=30.50", {"rate": "30.5"}, True),
        ("requests_today=0|1", {"requests_today": 1}, True),
        ("requests_today=0|1", {"requests_today": 2}, False),
        ("topics>1", {"topics": ["usage", "tax"]}, True),
        ("topics>1", {"topics": ["usage"]}, False),
        ("adhesion>=2021-01-01", {"adhesion": "2021-06-30"}, True),
        ("adhesion>=2021-01-01", {}, False),
        ("open:office", {}, True),
        ("closed:office", {}, False),
        ("closed:elsewhere", {}, True),
    ],
)
def test_a_condition(text, facts, expected):
    assert holds(text, **facts) is expected


@pytest.mark.parametrize(
    ("text", "code", "near"),
    [
        ("contrat", "fact", "contract"),
        ("plan==SAD|", "comparison", ""),
        ("contract=yes", "comparison", ""),
        ("seconds<=five", "comparison", ""),
        ("plan<=SAD", "comparison", ""),
        ("seconds<=1|2", "comparison", ""),
        ("if contract", "condition", ""),
        ("", "condition", ""),
        ("open:Office Hours", "condition", ""),
    ],
)
def test_a_condition_that_makes_no_sense(text, code, near):
    with pytest.raises(BadValue) as error:
        Condition.read(text)
    assert str(error.value).split("\x1f")[::2] == [code, near]


DETAILS = {
    "route": ', to = "vendor"',
    "offer": ', offer = "quote"',
    "exclude": ', offer = "quote"',
    "priority": ", tier = 2",
    "clarify": ', template = "clarification"',
    "warn": ', ask = "blocking"',
    "defer": ', until = "09-01"',
}


@pytest.mark.parametrize("do", get_args(Do))
def test_every_action_is_decided(do):
    terms = service(
        rule=f'{{ id = "X1", at = "triage", when = ["vague"], do = "{do}"{DETAILS.get(do, "")} }}'
    )
    (action,) = actions(terms, "triage", {"vague": True}, NOON)
    assert (action.do, action.rule, bool(action.detail)) == (do, "X1", do in DETAILS)
    assert actions(terms, "triage", {}, NOON) == ()
    assert actions(terms, "intake", {"vague": True}, NOON) == ()


def test_there_are_fifteen_actions():
    assert len(get_args(Do)) == 15


def test_every_rule_that_holds_applies_in_the_files_order():
    terms = service(
        rule="""{ id = "X2", at = "call", do = "warn" },
        { id = "X1", at = "call", when = ["closed:office"], do = "block" },
        { id = "X3", at = "call", do = "remind", template = "wait" }"""
    )
    assert [action.rule for action in actions(terms, "call", {}, NIGHT)] == ["X2", "X1", "X3"]
    assert [action.rule for action in actions(terms, "call", {}, NOON)] == ["X2", "X3"]


def test_a_rule_can_ask_what_is_missing():
    terms = service(rule='{ id = "X1", at = "intake", when = ["missing"], do = "clarify" }')
    assert actions(terms, "intake", {"channel": "mail"}, NOON)[0].do == "clarify"
    assert actions(terms, "intake", {"channel": "mail", "subject": "Stampa"}, NOON) == ()
    assert actions(terms, "intake", {"kind": "email"}, NOON) != ()


def test_what_a_mail_lacks():
    given = {"subject": "Stampa registri", "contact": "Anna", "phone": " ", "operation": "stampa"}
    assert missing(DELTA, "mail", given) == ("phone", "problem")
    assert missing(DELTA, "email", given) == ("phone", "problem")
    assert missing(DELTA, "urgent", {}) == ()
    assert missing(DELTA, "fax", {}) == ()


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        ([], "queued"),
        (["warn", "priority"], "queued"),
        (["clarify"], "clarify"),
        (["review", "clarify"], "review"),
        (["hold", "reject"], "rejected"),
        (["hold", "merge"], "merged"),
        (["hold"], "held"),
    ],
)
def test_what_becomes_of_a_request(done, expected):
    assert outcome([RuleAction(do, "X1") for do in done]) == expected


def test_scope_follows_from_the_triage_rules():
    assert scope(DELTA, "usage") == "in"
    assert scope(DELTA, "balance-sheet") == "in"  # answered by the vendor
    assert scope(DELTA, "tax-return") == "out"  # left out, and answered by the vendor
    assert scope(DELTA, "update") == "out"
    assert scope(DELTA, "small-change") == "paid"


def test_the_queue_folds_its_keys_in_their_order():
    terms = service(queue='["tier", "severity", "lane", "arrived"]')
    places = [(1, "A", 2), (1, "A", 3), (1, "B", 1), (1, "", 1), (2, "A", 1)]
    ranks = [order.rank(terms, tier=tier, severity=severity, lane=lane) for tier, severity, lane in places]
    assert ranks == sorted(set(ranks))


def test_delta_orders_by_lane_and_arrival_alone():
    usual = order.rank(DELTA, lane=2, tier=1, severity="")
    assert order.rank(DELTA, lane=2, tier=7, severity="A") == usual
    assert order.rank(DELTA, lane=1, tier=9, severity="") < usual


def test_a_priority_moves_a_request():
    channel = DELTA.channel("mail")
    assert order.place(channel, ()) == (2, 1)
    assert order.place(None, ()) == (1, 1)
    assert order.place(
        channel, [RuleAction("priority", "X1", {"tier": 3}), RuleAction("priority", "X2", {"lane": 0})]
    ) == (0, 3)


def test_facts_that_were_changed_where_they_stand_are_asked_anew():
    at, known = rome("2026-03-02T10:00"), {"channel": "mail", "subject": "Re: errore 104"}
    assert with_derived(DELTA, known, at)["subject"] == "errore 104"
    known["subject"] = "Stampa"
    assert with_derived(DELTA, known, at)["subject"] == "Stampa"
    assert with_derived(OMNIA, known, at)["product"] == "omniagest-4.5"
    assert "product" not in with_derived(DELTA, known, at)

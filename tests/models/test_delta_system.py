"""Rules D1-D28: each applies in the shipped file, or has its line in the table of what stands where."""

import re

import pytest
from deskterm.models.money.billing import bill
from deskterm.models.money.price import Segment
from deskterm.models.rules.appointments import fits
from deskterm.models.rules.derived_facts import available
from deskterm.models.rules.rules import actions, missing, outcome

from tests.clocks import rome
from tests.models.terms_kit import DELTA, SHIPPED, otherwise, scope

MORNING = rome("2026-03-03 09:12")
NIGHT = rome("2026-03-03 21:00")
MAIL = {
    "channel": "mail",
    "customer": True,
    "contract": True,
    "subject": "Stampa registri",
    "phone": "0445 000123",
}


def done(point, at=MORNING, **facts):
    return [(action.do, action.rule) for action in actions(DELTA, point, facts, at)]


def test_every_rule_has_its_clause_in_both_languages():
    for number in range(1, 29):
        clause = DELTA.clauses[f"D{number}"]
        assert clause.it
        assert clause.en
        assert clause.it != clause.en
        assert clause.source == "000_a244b15e7c45bdab.txt"


def test_every_rule_stands_in_the_table():
    table = (SHIPPED.parents[1] / "docs" / "rules.md").read_text(encoding="utf-8")
    assert [int(number) for number in re.findall(r"^\| D(\d+) \|", table, re.MULTILINE)] == list(range(1, 29))


def test_every_topic_label_is_in_both_languages():
    for labels in (
        DELTA.topics,
        DELTA.reasons,
        DELTA.outcomes,
        DELTA.channels,
        DELTA.lines,
        DELTA.offers,
        DELTA.teams,
    ):
        assert all(label.it and label.en for label in labels)


def test_a_clear_mail_of_a_customer_is_queued():
    assert done("intake", **MAIL) == []
    assert outcome(()) == "queued"


@pytest.mark.rule("D1")
def test_d1_an_unknown_sender_waits_apart():
    assert done("intake", **(MAIL | {"customer": False})) == [("hold", "D1")]


@pytest.mark.rule("D2")
def test_d2_systems_are_a_line_of_their_own():
    assert {topic.id for topic in DELTA.topics if topic.line == "systems"} == {"systems"}


@pytest.mark.rule("D7")
def test_d7_what_a_mail_must_contain():
    assert missing(DELTA, "mail", MAIL) == ("contact", "problem")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"subject": ""}, [("reject", "D8")]),
        ({"subject": "", "thread": True}, []),
        ({"subject": "", "channel": "easypass", "plan": "SAD"}, []),
        ({"subject": "", "channel": "urgent"}, []),
    ],
)
@pytest.mark.rule("D8")
def test_d8_a_mail_without_subject_is_rejected(facts, expected):
    assert done("intake", **(MAIL | facts)) == expected


@pytest.mark.rule("D9")
def test_d9_a_vague_request_is_answered_with_a_question():
    assert done("intake", **(MAIL | {"vague": True})) == [("clarify", "D9")]


@pytest.mark.rule("D11")
def test_d11_easypass_is_for_the_plan_sad():
    assert done("intake", **(MAIL | {"channel": "easypass", "plan": "SAD"})) == []
    assert done("intake", **(MAIL | {"channel": "easypass", "plan": "BASE"})) == [("review", "D11")]


@pytest.mark.parametrize("topic", ["tax-return", "balance-sheet", "tax"])
@pytest.mark.rule("D12")
def test_d12_tax_goes_to_the_vendor(topic):
    action, *_ = actions(DELTA, "triage", {"topic": topic, "plan": "SAD"}, MORNING)
    assert (action.do, action.rule, action.detail) == ("route", "D12", {"to": "vendor"})


@pytest.mark.rule("D12", "D14")
def test_d14_tax_returns_are_left_out_and_answered_by_the_vendor():
    routed, left_out = actions(DELTA, "triage", {"topic": "tax-return", "plan": "SAD"}, MORNING)
    assert (routed.do, left_out.do, left_out.rule) == ("route", "exclude", "D14")
    assert left_out.detail == {"offer": "vendor-web"}
    for tongue, word in (("it", "dichiarazione dei redditi"), ("en", "tax returns")):
        assert word in DELTA.clause("D14", tongue)
    assert scope(DELTA, "tax-return") == "out"
    assert scope(DELTA, "balance-sheet") == "in"


def test_work_on_site_has_a_price_that_is_agreed_each_time():
    onsite = bill(DELTA, [Segment("onsite", 0, 3600)], {"contract": True})
    assert (onsite.mode, onsite.rule, onsite.billable) == ("quote", "H1", True)


@pytest.mark.parametrize(
    "topic", ["customisation", "production", "management-control", "advanced-module", "update"]
)
@pytest.mark.rule("D14")
def test_d14_what_the_service_leaves_out(topic):
    (action,) = actions(DELTA, "triage", {"topic": topic}, MORNING)
    assert (action.do, action.rule, action.detail) == ("exclude", "D14", {"offer": "quote"})


@pytest.mark.parametrize("topic", ["special-clarification", "small-change", "training"])
@pytest.mark.rule("D17")
def test_d17_what_may_become_a_paid_appointment(topic):
    assert done("triage", topic=topic) == [("offer", "D17")]


@pytest.mark.parametrize("topic", ["usage", "systems"])
def test_what_is_simply_answered(topic):
    assert done("triage", topic=topic) == []


@pytest.mark.rule("D16")
def test_d16_no_call_without_a_direct_phone():
    assert done("call", inbound=False, phone="") == [("block", "D16")]
    assert done("call", inbound=False, phone="0445 000123") == []


@pytest.mark.rule("D23")
def test_d23_who_calls_without_a_ticket_is_warned_not_refused():
    assert done("call", inbound=True, ticket=False) == [("warn", "D23")]


@pytest.mark.rule("D20")
def test_d20_the_urgent_line_asks_whether_work_has_stopped():
    assert done("call", channel="urgent", inbound=True, ticket=True) == [("warn", "D20")]
    assert done("call", channel="urgent", inbound=True, ticket=True, blocking=True) == []
    assert DELTA.channel("urgent").lane < DELTA.channel("mail").lane


@pytest.mark.rule("D22")
def test_d22_the_urgent_line_keeps_hours():
    assert done("call", at=NIGHT, channel="urgent", inbound=True, ticket=True, blocking=True) == [
        ("warn", "D22")
    ]


@pytest.mark.rule("D24")
def test_d24_the_mobiles_are_for_blocking_emergencies_out_of_hours():
    on_call = DELTA.channel("on-call")
    assert available(DELTA, on_call, {"blocking": True}, NIGHT)
    assert not available(DELTA, on_call, {"blocking": True}, MORNING)
    assert not available(DELTA, on_call, {}, NIGHT)
    assert done("call", at=NIGHT, channel="on-call", inbound=True, ticket=True) == [("warn", "D24")]


@pytest.mark.rule("D18")
def test_d18_a_call_can_turn_into_a_remote_or_training_session():
    assert set(DELTA.timer.switch) == {"remote", "training"}


@pytest.mark.rule("D21", "D27")
def test_d21_and_d27_the_close_asks_for_outcome_and_reason():
    assert done("close", channel="urgent", session="call") == [("warn", "D21")]
    assert done("close", session="remote") == [("warn", "D27")]
    assert done("close", session="remote", reason="diagnosis") == []


@pytest.mark.rule("D25")
def test_d25_the_usual_fee_is_a_fifth():
    assert 100 * DELTA.fee.share == 20


@pytest.mark.rule("D4")
def test_d4_the_term_is_for_the_answer_and_not_for_taking_charge():
    (response,) = DELTA.response
    assert (response.id, response.metric) == ("D5", "answer")


@pytest.mark.rule("D6")
def test_d6_tickets_are_opened_by_writing_to_the_mailbox():
    mail = DELTA.channel("mail")
    assert (mail.kind, mail.rule, mail.address) == ("email", "D6", "assistenza@delta-system.example")


@pytest.mark.rule("D10")
def test_d10_the_question_is_a_letter_that_lists_what_is_missing():
    assert missing(DELTA, "mail", MAIL) == ("contact", "problem")


@pytest.mark.rule("D13")
def test_d13_the_answer_comes_by_mail_on_the_web_or_by_calling_back():
    assert {way.id for way in DELTA.acknowledge.ways} == {"mail", "web", "call-back"}
    assert (DELTA.acknowledge.rule, DELTA.acknowledge.kinds) == ("D13", ("email", "portal"))


@pytest.mark.rule("D15")
def test_d15_tickets_go_in_order_of_arrival_behind_the_urgent_line():
    assert (DELTA.queue, DELTA.queue_rule) == (("lane", "arrived"), "D15")


@pytest.mark.rule("D21", "D17")
def test_d21_appointments_lie_inside_the_hours_of_the_desk():
    def at(start, end):
        return fits(DELTA, DELTA.appointment, rome(start), rome(end))

    assert at("2026-03-03 14:00", "2026-03-03 16:00")
    assert not at("2026-03-03 12:00", "2026-03-03 14:30")


@pytest.mark.rule("A8", "D23")
@pytest.mark.other("A8")
def test_a8_another_firm_may_refuse_a_call_without_a_ticket():
    strict = otherwise("delta-system", ('"!ticket"], do = "warn"', '"!ticket"], do = "block"'))
    found = actions(strict, "call", {"inbound": True}, MORNING)
    assert [(action.do, action.rule) for action in found] == [("block", "D23")]

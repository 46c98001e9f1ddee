"""What terms would decide: requests, work, gates and queues, asked without a desk."""

import json

import msgspec
import pytest
from deskterm.models.rehearsal.rehearsal import MOST_STRANGERS, Rehearsal
from deskterm.models.terms.facts import FACTS

from tests.clocks import rome
from tests.models.terms_kit import CLOUD, DELTA, service

UNDER_CONTRACT = {"contract": True}
WITH_SAD = UNDER_CONTRACT | {"plan": "SAD"}
MONDAY = "2026-03-02T09:00"


def ask(event, terms=DELTA, language="it", now=MONDAY):
    return Rehearsal(terms, language, rome(now)).answer(msgspec.json.encode(event))


def request(terms=DELTA, **fields):
    usual = {"event": "request", "id": 1, "channel": "mail", "received": MONDAY, "subject": "Stampa"}
    return ask(usual | {"customer": UNDER_CONTRACT} | fields, terms)


def work(*stretches, terms=DELTA, customer=UNDER_CONTRACT, **fields):
    """Contacts of stretches like `call 10:00 10:05:01`, on Monday."""
    parts = [stretch.split() for stretch in stretches]
    segments = [{"kind": k, "start": f"2026-03-02T{a}", "end": f"2026-03-02T{b}"} for k, a, b in parts]
    return ask({"event": "session", "id": 1, "segments": segments, "customer": customer, **fields}, terms)[
        "contacts"
    ]


def gate(at, now=MONDAY, **facts):
    return [(one["do"], one["rule"]) for one in ask(event_at(at, facts), now=now)["actions"]]


def event_at(at, facts):
    return {"event": "gate", "id": 1, "at": at, "facts": facts}


# Requests


def test_a_request_is_queued_with_its_lane_tier_and_due_time():
    answer = request(fields={"contact": "Anna", "phone": "0445 000123"}, body="La stampa esce vuota.")
    assert answer == {
        "id": 1,
        "outcome": "queued",
        "actions": [],
        "missing": (),
        "tier": 1,
        "lane": 2,
        "soft_due": None,
        "due": "2026-03-04T09:00:00+01:00",
        "due_rule": "D5",
        "promises": [
            {
                "of": "answer",
                "soft_due": None,
                "due": "2026-03-04T09:00:00+01:00",
                "due_rule": "D5",
                "kept": "answer",
            }
        ],
    }


def test_a_time_without_an_offset_is_local_and_one_with_it_is_not():
    assert request(received="2026-03-02T10:00:00+00:00")["due"] == "2026-03-04T11:00:00+01:00"
    assert request(received="2026-03-02T10:00:00Z") == request(received="2026-03-02T11:00")


def test_the_due_time_carries_the_offset_of_its_own_day():
    assert request(received="2026-03-27T11:00")["due"] == "2026-03-31T11:00:00+02:00"


def test_without_a_contract_there_is_no_term_and_the_rule_says_so():
    answer = request(customer={})
    assert (answer["outcome"], answer["due"], answer["due_rule"]) == ("queued", None, "D3")


def test_nobody_we_know_is_held_and_a_customer_without_facts_is_known():
    assert request(customer=None)["outcome"] == "held"
    assert request(customer={})["outcome"] == "queued"


def test_a_mail_without_subject_is_rejected_and_has_no_term():
    answer = request(subject="Re: ")
    assert (answer["outcome"], answer["due"], answer["due_rule"]) == ("rejected", None, "")
    assert [(one["do"], one["rule"]) for one in answer["actions"]] == [("reject", "D8")]


def test_a_reply_joins_its_ticket():
    answer = request(subject="", in_thread=True)
    assert (answer["outcome"], answer["actions"], answer["due"]) == ("appended", [], None)


def test_null_is_not_given():
    names = "subject body in_thread fields customer topics severity vague blocking facts".split()
    nothing = {"event": "request", "id": 1, "channel": "mail", "received": MONDAY}
    assert ask(nothing | dict.fromkeys(names)) == ask(nothing)
    work("call 10:00 10:01", customer=None, topic=None, deployment=None, facts=None)


def test_a_vague_request_is_asked_back_and_keeps_its_term():
    answer = request(vague=True)
    assert (answer["outcome"], answer["due"]) == ("clarify", "2026-03-04T09:00:00+01:00")


def test_what_is_missing_is_told_in_the_order_of_the_terms():
    assert request(subject="Stampa")["missing"] == ("contact", "phone", "problem")
    assert request(fields={"phone": "0445 000123"}, body="Non va.")["missing"] == ("contact",)


def test_a_number_in_a_mail_counts_as_its_phone_unless_fields_say_otherwise():
    assert "phone" not in request(body="Mi chiami allo 0445 000123.")["missing"]
    assert "phone" in request(body="Mi chiami allo 0445 000123.", fields={"phone": ""})["missing"]


def test_a_blank_field_does_not_hide_what_stands_in_the_request_itself():
    assert "problem" not in request(body="Non va.", fields={"problem": " "})["missing"]


def test_a_channel_is_found_by_id_or_kind():
    assert request(channel="email") == request(channel="mail")
    assert request(channel="easypass")["outcome"] == "review"
    assert request(channel="easypass", customer={"plan": "SAD"})["outcome"] == "queued"


def test_topics_bring_what_triage_decides_of_each():
    answer = request(topics=["production", "usage", "tax"], customer=WITH_SAD)
    assert [(one["do"], one["rule"], one["detail"]) for one in answer["actions"]] == [
        ("exclude", "D14", {"offer": "quote"}),
        ("route", "D12", {"to": "vendor"}),
    ]


def test_the_same_decision_on_two_topics_is_told_once():
    assert [one["rule"] for one in request(topics=["production", "update"])["actions"]] == ["D14"]


ANSWER_FIRST = service(
    rule="""{ id = "X1", at = "triage", when = ["topics>1"], do = "answer_first" },
        { id = "X2", at = "triage", when = ["topic=usage"], do = "exclude" }"""
)


def test_where_only_the_first_topic_is_answered_the_others_are_not_judged():
    answer = request(ANSWER_FIRST, topics=["unheard-of", "usage"])
    assert [one["rule"] for one in answer["actions"]] == ["X1"]


def test_the_clause_is_in_the_language_asked_for():
    event = {"event": "request", "id": 1, "channel": "mail", "received": MONDAY, "subject": ""}
    told = {language: ask(event, language=language)["actions"][0]["clause"] for language in ("it", "en")}
    assert told == {language: DELTA.clause("D1", language) for language in told}


PRIORITY = service(
    queue='["lane", "tier", "severity", "arrived"]',
    rule='{ id = "X1", at = "intake", when = ["!contract"], do = "priority", tier = 2, lane = 3 }',
)


def test_a_priority_gives_the_lane_and_the_tier():
    answer = request(PRIORITY, customer={})
    assert (answer["lane"], answer["tier"]) == (3, 2)
    assert request(PRIORITY)["tier"] == 1


def test_any_fact_can_be_given_by_its_name():
    merging = service(rule='{ id = "X1", at = "intake", when = ["duplicate"], do = "merge" }')
    assert request(merging, facts={"duplicate": True})["outcome"] == "merged"
    assert request(merging)["outcome"] == "queued"


# Work


def test_five_minutes_are_covered_and_a_second_more_bills_it_all():
    (free,) = work("call 10:00:00 10:05:00")
    assert (free["seconds"], free["billable"], free["mode"], free["rule"]) == (300, False, "included", "D19")
    (paid,) = work("call 10:00:00 10:05:01")
    assert (paid["billable"], paid["billed_minutes"], paid["net"], paid["report"]) == (True, 6, "6.00", True)
    assert paid["settle"] == [{"to": "invoice", "minutes": 6, "units": 0, "net": "6.00"}]


def test_what_the_pack_cannot_cover_is_invoiced():
    (contact,) = work("remote 10:00 10:28", customer={"contract": True, "pack_left": 15, "rate": "54.00"})
    assert contact["settle"] == [
        {"to": "pack:hours", "minutes": 15, "units": 0, "net": "0.00"},
        {"to": "invoice", "minutes": 13, "units": 0, "net": "11.70"},
    ]
    assert contact["net"] == "11.70"


def test_stretches_of_one_contact_are_one_entry_and_others_their_own():
    near = work("call 10:00 10:03", "remote 10:03 10:12")
    assert [(one["seconds"], one["billed_minutes"]) for one in near] == [(720, 12)]
    far = work("call 10:00 10:03", "remote 10:14 10:23")
    assert [(one["seconds"], one["billable"]) for one in far] == [(180, False), (540, True)]


def test_a_contact_draws_on_what_the_one_before_it_left():
    first, second = work(
        "remote 10:00 10:10", "remote 12:00 12:10", customer={**UNDER_CONTRACT, "pack_left": 12}
    )
    assert [part["to"] for part in first["settle"]] == ["pack:hours"]
    assert [(part["to"], part["minutes"]) for part in second["settle"]] == [("pack:hours", 2), ("invoice", 8)]


@pytest.mark.parametrize("left", [{"hours": 15}, 15, "15", 15.9])
def test_packs_are_given_as_a_number_or_by_kind(left):
    (contact,) = work("remote 10:00 10:28", customer={**UNDER_CONTRACT, "pack_left": left})
    assert contact["settle"][0]["minutes"] == 15


@pytest.mark.parametrize("left", [None, -3, "", "1e999999999", {"other": 9}])
def test_a_pack_without_a_sensible_number_never_goes_below_zero(left):
    (contact,) = work("remote 10:00 10:28", customer={**UNDER_CONTRACT, "pack_left": left})
    assert sum(part["minutes"] for part in contact["settle"]) == 28


def test_work_that_no_price_foresees_is_to_be_decided():
    (contact,) = work("mail 10:00 11:00", customer={})
    assert (contact["mode"], contact["rule"], contact["clause"], contact["net"]) == (
        "undecided",
        "",
        "",
        "0.00",
    )


def test_topic_and_deployment_reach_the_price():
    terms = service(
        price="""{ id = "X1", mode = "free", when = ["topic=usage", "deployment=cloud"] },
            { id = "X2", mode = "quote" }"""
    )
    (free,) = work("remote 10:00 11:00", terms=terms, topic="usage", deployment="cloud")
    (quoted,) = work("remote 10:00 11:00", terms=terms, topic="usage")
    assert (free["rule"], quoted["rule"]) == ("X1", "X2")


def test_no_work_makes_no_contact():
    assert work() == []


# Gates


def test_a_gate_says_what_stands_in_the_way():
    assert gate("call", inbound=False, ticket=True) == [("block", "D16")]
    assert gate("call", inbound=False, ticket=True, phone="0445 000123") == []
    assert gate("close", session="remote") == [("warn", "D27")]


def test_a_gate_without_a_time_is_asked_now():
    on_call = {"inbound": True, "ticket": True, "channel": "on-call", "blocking": True}
    assert gate("call", now="2026-03-02T10:00", **on_call) == [("warn", "D24")]
    assert gate("call", now="2026-03-02T20:00", **on_call) == []


def test_a_gate_may_name_the_time_and_the_customer():
    event = event_at("intake", {"channel": "easypass"}) | {"customer": {"plan": "SAD"}, "time": MONDAY}
    assert ask(event)["actions"] == []
    assert [one["rule"] for one in ask(event | {"customer": {}})["actions"]] == ["D11"]


def test_a_topic_brings_its_line_of_service():
    terms = service(
        more='line = [ { id = "software", it = "S", en = "S" } ]',
        rule='{ id = "X1", at = "triage", when = ["line=software"], do = "remind" }',
    )
    asked = [event_at("triage", facts) for facts in ({"topic": "usage"}, {"topics": ["usage", "x"]}, {})]
    assert [len(ask(event, terms)["actions"]) for event in asked] == [1, 1, 0]


# Queues


def test_the_urgent_line_first_then_the_order_of_arrival():
    waiting = [("late", "mail", "09:31"), ("early", "mail", "09:30"), ("urgent", "urgent", "11:00")]
    assert order(waiting) == ["urgent", "early", "late"]


def test_of_two_that_arrived_together_the_first_on_the_list_goes_first():
    assert order([("b", "mail", "09:30"), ("a", "mail", "09:30")]) == ["b", "a"]


def test_severity_orders_where_the_terms_say_so_and_comes_last_where_it_is_not_given():
    waiting = [("none", "mail", "08:00", None), ("b", "mail", "09:00", "B"), ("a", "mail", "10:00", "A")]
    assert order(waiting, PRIORITY) == ["a", "b", "none"]


def test_who_is_not_in_the_queue_is_named_apart_with_the_reason():
    def waiting(number, **fields):
        usual = {"id": number, "channel": "mail", "received": MONDAY, "subject": "Stampa", "customer": {}}
        return usual | fields

    requests = [
        waiting(1, subject=""),
        waiting(2, topics=["tax"], customer=WITH_SAD),
        waiting(3, topics=["usage", "tax"], customer=WITH_SAD),
        waiting(4, event="request", customer=None),
    ]
    answer = ask({"event": "queue", "id": 7, "requests": requests})
    assert (answer["id"], answer["order"]) == (7, [3])
    apart = [(one["id"], one["outcome"]) for one in answer["aside"]]
    assert apart == [(1, "rejected"), (2, "queued"), (4, "held")]


def order(waiting, terms=DELTA):
    requests = [
        {
            "id": name,
            "channel": channel,
            "received": f"2026-03-02T{time}",
            "subject": "Stampa",
            "customer": UNDER_CONTRACT,
            "severity": severity[0] if severity else None,
        }
        for name, channel, time, *severity in waiting
    ]
    return ask({"event": "queue", "id": 1, "requests": requests}, terms)["order"]


# Whatever is asked


def test_words_that_the_terms_do_not_know_are_counted():
    rehearsal = Rehearsal(DELTA, "it", rome(MONDAY))
    event = {
        "event": "request",
        "id": 1,
        "channel": "mail",
        "received": MONDAY,
        "customer": {"contratc": True},
        "topics": ["printing"],
        "severity": "Z",
    }
    for _ in range(3):
        rehearsal.answer(msgspec.json.encode(event))
    assert rehearsal.strangers == {("fact", "contratc"): 3, ("severity", "Z"): 3, ("topic", "printing"): 3}
    rehearsal.answer(msgspec.json.encode(event_at("call", {f"no_{n}": 1 for n in range(500)})))
    assert len(rehearsal.strangers) == MOST_STRANGERS


@pytest.mark.parametrize("value", [True, 1, -1, 1.5, "x", "", None, [], ["a"], {}, {"a": 1}, "9" * 400])
def test_no_fact_of_any_type_brings_a_rehearsal_down(value):
    facts = dict.fromkeys(FACTS, value)
    known = {name: facts[name] for name in facts if name not in {"channel", "kind"}}
    request(customer=known, facts=known, fields=known)
    work("call 10:00 10:20", "mail 11:00 11:10", customer=known)
    for point in ("intake", "triage", "call", "remote", "close"):
        gate(point, **facts)


def test_a_decision_is_json():
    assert json.loads(json.dumps(request(topics=["production"])))["actions"][0]["rule"] == "D14"


@pytest.mark.rule("T1")
def test_a_plan_and_a_rate_count_only_with_a_valid_agreement_as_at_the_desk():
    fields = {"phone": "0445 000123", "contact": "Anna", "problem": "Non stampa"}
    asked = {"channel": "chat", "fields": fields}
    with_plan = request(CLOUD, **asked, customer={"plan": "ADVANCED", "contract": True})
    lapsed = request(CLOUD, **asked, customer={"plan": "ADVANCED", "contract": False})
    assert with_plan["outcome"] == "queued"
    assert (lapsed["outcome"], lapsed["actions"][0]["rule"]) == ("rejected", "T1")


@pytest.mark.parametrize("name", [fact.name for fact in FACTS.values() if not fact.field])
def test_what_the_desk_knows_is_no_field_of_a_rehearsed_request(name):
    """As at the desk: it is set aside and told; under `customer` or `facts` it counts."""
    rehearsal = Rehearsal(DELTA, "it", rome(MONDAY))
    plain = {"event": "request", "id": 1, "channel": "easypass", "received": MONDAY, "subject": "Stampa"}
    plain |= {"body": "Non va", "customer": {}}
    without = rehearsal.answer(msgspec.json.encode(plain))
    for value in ("yes", True, "SAD", 99):
        assert rehearsal.answer(msgspec.json.encode(plain | {"fields": {name: value}})) == without
    assert set(rehearsal.strangers) == {("field", name)}

"""Contabilità in Cloud, rules T1-T17: booked in writing, called back by phone, on the software alone."""

import pytest
from deskterm.models.rules.callbacks import next_attempt
from deskterm.models.rules.rules import actions as decided
from deskterm.models.rules.rules import missing, outcome

from tests.clocks import rome
from tests.models.terms_kit import CLOUD, detail, done, due, otherwise, scope, shown, worked

GIVEN = {"phone": "0445 000123", "contact": "Anna Rossi", "problem": "Non trovo il registro IVA"}
CHAT = {"channel": "chat", "customer": True, "plan": "ADVANCED", **GIVEN}
MAIL = CHAT | {"channel": "mail", "subject": "Assistenza telefonica"}
PEAK = "2026-03-16 10:00"


def become(facts, at="2026-03-03 10:00"):
    return outcome(decided(CLOUD, "intake", facts, rome(at)))


@pytest.mark.rule("T1")
def test_the_service_is_for_subscribers_of_the_advanced_plan():
    assert done(CLOUD, "intake", CHAT) == []
    assert done(CLOUD, "intake", CHAT | {"plan": "advanced"}) == []
    assert done(CLOUD, "intake", CHAT | {"plan": "START"}) == [("reject", "T1")]
    assert done(CLOUD, "intake", CHAT | {"plan": ""}) == [("reject", "T1")]


@pytest.mark.rule("T1", "T17")
def test_who_is_refused_is_told_where_to_get_the_plan():
    refused = detail(CLOUD, "intake", CHAT | {"plan": "START"})
    assert (refused["document"], refused["offer"]) == ("plans", "plan")
    assert {paper.id for paper in CLOUD.documents} == {"information", "plans"}
    assert all(".example/" in paper.url for paper in CLOUD.documents)


@pytest.mark.rule("T2")
def test_a_phone_call_books_nothing():
    assert become(CHAT | {"channel": "phone"}) == "rejected"
    assert done(CLOUD, "call", {"inbound": True}) == [("block", "T2")]
    assert done(CLOUD, "call", {"inbound": True, "ticket": True}) == []
    assert CLOUD.callback.channels == ("chat", "mail")


@pytest.mark.rule("T3")
def test_who_writes_in_the_chat_is_known_and_who_writes_a_mail_need_not_be():
    stranger = {name: value for name, value in CHAT.items() if name != "customer"}
    assert become(stranger) == "queued"
    by_mail = stranger | {"channel": "mail", "subject": "Assistenza telefonica", "plan": ""}
    assert done(CLOUD, "intake", by_mail) == [("hold", "T1")]
    assert CLOUD.channel("chat").signed_in
    assert not CLOUD.channel("mail").signed_in


@pytest.mark.rule("T4", "T6")
@pytest.mark.parametrize(("request_", "rule"), [(CHAT, "T4"), (MAIL, "T6")])
@pytest.mark.parametrize("lacking", ["phone", "contact", "problem"])
def test_what_is_missing_is_asked_for_by_name(request_, rule, lacking):
    asked = request_ | {lacking: " "}
    assert done(CLOUD, "intake", asked) == [("clarify", rule)]
    assert missing(CLOUD, request_["channel"], asked) == (lacking,)
    assert done(CLOUD, "intake", asked | {"thread": True}) == []


@pytest.mark.rule("T5")
@pytest.mark.parametrize(
    "subject",
    [
        "Assistenza telefonica",
        "ASSISTENZA  TELEFONICA",
        "R: I: assistenza telefonica",
        "«Assistenza telefonica».",
    ],
)
def test_a_mail_books_under_the_agreed_subject_however_it_is_typed(subject):
    assert done(CLOUD, "intake", MAIL | {"subject": subject}) == []


@pytest.mark.rule("T5")
@pytest.mark.parametrize("subject", ["", "Assistenza", "Richiesta assistenza telefonica urgente", "R:"])
def test_a_mail_under_another_subject_is_looked_at_by_a_person(subject):
    assert done(CLOUD, "intake", MAIL | {"subject": subject}) == [("review", "T5")]
    assert done(CLOUD, "intake", MAIL | {"subject": subject, "thread": True}) == []


@pytest.mark.rule("T7", "T8")
@pytest.mark.parametrize(
    ("at", "open_then"),
    [
        ("2026-03-05 08:29", False),  # a Thursday
        ("2026-03-05 08:30", True),
        ("2026-03-05 17:29", True),
        ("2026-03-05 17:30", False),
        ("2026-03-06 08:29", False),  # a Friday
        ("2026-03-06 08:30", True),
        ("2026-03-06 11:59", True),
        ("2026-03-06 12:00", False),
        ("2026-03-07 10:00", False),
        ("2026-04-06 10:00", False),  # Easter Monday
    ],
)
def test_customers_are_called_back_only_while_the_desk_is_open(at, open_then):
    assert CLOUD.calendar("assistance").is_open(rome(at)) is open_then
    refused = [] if open_then else [("block", "T7")]
    assert done(CLOUD, "call", {"phone": "0445 000123"}, at) == refused
    assert done(CLOUD, "call", {"inbound": True, "ticket": True}, at) == []


@pytest.mark.rule("T7")
def test_no_time_is_promised():
    assert due(CLOUD, MAIL, rome("2026-03-03 10:00")) is None
    assert CLOUD.no_promise_rule == "T7"


@pytest.mark.rule("T9")
def test_nobody_is_called_without_a_number():
    assert done(CLOUD, "call", {"phone": ""}) == [("block", "T9")]


@pytest.mark.rule("T9")
@pytest.mark.parametrize(
    ("hours", "at", "call_at"),
    [
        (("14:00", "16:00"), "2026-03-03 10:00", "2026-03-03 14:00"),
        (("14:00", "16:00"), "2026-03-03 15:10", "2026-03-03 15:10"),
        (("14:00", "16:00"), "2026-03-05 17:00", "2026-03-09 14:00"),  # Friday closes before
        (("", ""), "2026-03-06 12:30", "2026-03-09 08:30"),
        (("18:00", "20:00"), "2026-03-03 10:00", "2026-03-03 10:00"),  # never in our hours: ours count
        (("dopo pranzo", "16:00"), "2026-03-03 10:00", "2026-03-03 10:00"),
        (("16:00", "14:00"), "2026-03-03 10:00", "2026-03-03 10:00"),
        (("14:00", "16:00"), "2026-03-03 16:00", "2026-03-04 14:00"),
        (("", "10:00"), "2026-03-03 10:00", "2026-03-04 08:30"),
    ],
)
def test_a_customer_is_called_when_somebody_answers_there(hours, at, call_at):
    facts = dict(zip(("reachable_from", "reachable_to"), hours, strict=True))
    assert shown(next_attempt(CLOUD, CLOUD.callback, facts, rome(at))) == call_at
    assert set(CLOUD.channel("chat").nice) == {"reachable_from", "reachable_to"}


@pytest.mark.rule("T10", "T11", "T12")
def test_the_acknowledgement_says_what_helps():
    assert {hint.rule for hint in CLOUD.acknowledge.hints} == {"T9", "T10", "T11", "T12"}
    assert {way.rule for way in CLOUD.acknowledge.ways} == {"T7", "T11"}


@pytest.mark.rule("T11")
def test_a_callback_may_end_in_writing():
    assert [result.id for result in CLOUD.callback.results if result.done] == [
        "reached",
        "answered-in-writing",
    ]
    assert CLOUD.label(CLOUD.callback.results, "answered-in-writing", "it") == "Risposto per iscritto"


@pytest.mark.rule("T12")
def test_an_attempt_that_fails_has_its_reason():
    assert [result.id for result in CLOUD.callback.results if result.rule == "T12"] == [
        "no-answer",
        "busy",
        "unreachable",
    ]
    assert CLOUD.callback.attempts_rule == "T12"


@pytest.mark.rule("A9", "T12")
@pytest.mark.other("A9")
def test_three_attempts_an_hour_apart_then_the_customer_is_written_to():
    def attempt(at, *tried, terms=CLOUD):
        return shown(next_attempt(terms, terms.callback, {}, rome(at), [rome(item) for item in tried]))

    assert attempt("2026-03-03 10:00") == "2026-03-03 10:00"
    assert attempt("2026-03-03 10:05", "2026-03-03 10:00") == "2026-03-03 11:00"
    assert attempt("2026-03-03 17:00", "2026-03-03 16:45") == "2026-03-04 08:30"
    assert attempt("2026-03-03 14:00", "2026-03-03 10:00", "2026-03-03 11:30") == "2026-03-03 14:00"
    assert attempt("2026-03-03 13:40", "2026-03-03 10:00", "2026-03-03 13:30") == "2026-03-03 14:30"
    assert attempt("2026-03-03 14:00", "2026-03-03 10:00", "2026-03-03 11:30", "2026-03-03 13:00") is None
    assert CLOUD.callback.then == "write"
    more = otherwise("contabilita-in-cloud", ("attempts = 3", "attempts = 4"), ('gap = "60m"', 'gap = "10m"'))
    assert attempt("2026-03-03 13:05", *["2026-03-03 13:00"] * 3, terms=more) == "2026-03-03 13:10"


@pytest.mark.rule("T13", "T14")
def test_the_service_helps_with_the_use_of_the_software_and_nothing_else():
    left_out = ["internet", "hardware", "operating-system", "third-party", "api", "migration", "training"]
    for topic in [*left_out, "initial-setup"]:
        assert done(CLOUD, "triage", {"topic": topic}) == [("exclude", "T14")]
    assert done(CLOUD, "triage", {"topic": "other"}) == [("exclude", "T13")]
    assert done(CLOUD, "triage", {"topic": "usage"}) == []
    assert [topic.id for topic in CLOUD.topics if scope(CLOUD, topic.id) == "in"] == ["usage"]


@pytest.mark.rule("T14", "T17")
def test_who_is_out_of_scope_is_pointed_to_the_information_sheet():
    assert detail(CLOUD, "triage", {"topic": "api"})["document"] == "information"


@pytest.mark.rule("T15")
@pytest.mark.parametrize(
    ("day", "in_peak"),
    [
        ("2026-03-11", False),
        ("2026-03-12", True),  # the two working days before a Monday: Thursday, Friday
        ("2026-03-13", True),
        ("2026-03-14", True),
        ("2026-03-16", True),
        ("2026-03-17", False),
        ("2026-05-13", False),
        ("2026-05-14", True),  # the 16th is a Saturday, what is due then is due on Monday
        ("2026-05-18", True),
        ("2026-05-19", False),
        ("2026-08-20", True),
        ("2026-12-31", False),
    ],
)
def test_around_fiscal_deadlines_the_wait_is_longer(day, in_peak):
    assert (done(CLOUD, "intake", CHAT, f"{day} 10:00") == [("remind", "T15")]) is in_peak


@pytest.mark.rule("T15")
def test_the_list_of_deadlines_is_the_firms_own():
    quiet = otherwise("contabilita-in-cloud", ("before_days = 2", "before_days = 0"))
    assert done(quiet, "intake", CHAT, "2026-03-14 10:00") == []
    early = otherwise("contabilita-in-cloud", ('{ day = "03-16"', '{ day = "2026-03-25"'))
    assert done(early, "intake", CHAT, "2026-03-16 10:00") == []
    assert done(early, "intake", CHAT, "2026-03-25 10:00") == [("remind", "T15")]
    assert done(early, "intake", CHAT, "2027-03-25 10:00") == []


@pytest.mark.rule("T16", "A8")
def test_in_the_peak_a_second_request_of_the_day_is_remarked_on_never_refused():
    second = CHAT | {"requests_today": 1}
    assert done(CLOUD, "intake", second, PEAK) == [("remind", "T15"), ("warn", "T16")]
    assert become(second, PEAK) == "queued"
    assert done(CLOUD, "intake", second) == []
    assert done(CLOUD, "intake", CHAT | {"requests_today": 0}, PEAK) == [("remind", "T15")]
    assert done(CLOUD, "intake", second | {"thread": True}, PEAK) == []


@pytest.mark.rule("A8")
@pytest.mark.other("A8")
def test_another_firm_may_refuse_the_second_request_of_the_day():
    strict = otherwise(
        "contabilita-in-cloud",
        ('do = "warn", template = "one-a-day"', 'do = "reject", template = "one-a-day"'),
    )
    found = decided(strict, "intake", CHAT | {"requests_today": 1}, rome(PEAK))
    assert outcome(found) == "rejected"


def test_assistance_is_part_of_the_plan_and_other_work_is_to_be_decided():
    for kind in ("call", "mail", "web"):
        assert worked(CLOUD, 40, {"plan": "ADVANCED"}, kind=kind).mode == "included"
        assert worked(CLOUD, 40, {"plan": "START"}, kind=kind).mode == "undecided"
    assert worked(CLOUD, 40, {"plan": "ADVANCED"}, kind="training").mode == "undecided"

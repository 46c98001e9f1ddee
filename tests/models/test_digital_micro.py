"""Digital Micro, rules M1-M17: signed up first, in touch within two working days, remote with consent."""

from datetime import date

import pytest
from deskterm.models.money.billing import bill
from deskterm.models.money.price import Segment, contacts, marks
from deskterm.models.rules.appointments import fits, next_fit
from deskterm.models.rules.periods import last_day
from deskterm.models.rules.rules import actions as decided
from deskterm.models.rules.rules import outcome

from tests.clocks import rome
from tests.models.terms_kit import MICRO, detail, done, due, otherwise, shown, worked

MEMBER = {"channel": "portal", "adhesion": "2025-01-10", "problem": "Il gestionale non parte"}
READY = {
    "device_online": True,
    "consent": True,
    "first_access": True,
    "id_password": True,
    "backup_confirmed": True,
    "backup_unit": True,
}
AGAIN = READY | {"first_access": False, "id_password": False}
NOT_FREE = ("M11", 2000)


def promised(received, terms=MICRO, facts=MEMBER):
    found = due(terms, facts, rome(received))
    return shown(found.due_at), found.rule, found.metric


def paid(minutes, terms=MICRO, **facts):
    result = worked(terms, minutes, facts)
    return result.rule, result.net_cents


@pytest.mark.rule("M1")
def test_no_ticket_before_signing_up():
    assert done(MICRO, "intake", MEMBER) == []
    assert done(MICRO, "intake", MEMBER | {"adhesion": ""}) == [("reject", "M1")]
    assert done(MICRO, "intake", MEMBER | {"adhesion": "2026-03-09"}) == [("reject", "M1")]
    assert detail(MICRO, "intake", {"channel": "portal"})["document"] == "sign-up-form"


@pytest.mark.rule("M3")
def test_in_the_first_two_days_the_account_may_not_be_active_yet():
    for adhesion, found in [
        ("2026-03-01T09:00", []),
        ("2026-03-01T11:00", [("warn", "M3")]),
        ("2026-03-03", [("warn", "M3")]),
        ("2026-03-03T10:00", [("warn", "M3")]),
    ]:
        assert done(MICRO, "intake", MEMBER | {"adhesion": adhesion}) == found


@pytest.mark.rule("M3", "A10")
def test_an_account_is_active_within_48_plain_hours():
    signing_up = {"channel": "portal", "type": "sign-up"}
    assert promised("2026-04-03 16:00", facts=signing_up) == ("2026-04-05 16:00", "M3", "activation")
    working = otherwise(
        "digital-micro",
        ('target = "48h", clock = "elapsed"', 'target = "12h", clock = "open", calendar = "office"'),
    )
    assert promised("2026-04-03 16:00", working, signing_up)[0] == "2026-04-08 16:00"


@pytest.mark.rule("M4", "M12", "A10")
@pytest.mark.parametrize(
    ("received", "in_touch_by"),
    [
        ("2026-04-30 16:00", "2026-05-05 18:00"),  # 1 May is a holiday
        ("2026-03-02 09:00", "2026-03-04 18:00"),
        ("2026-03-02 23:30", "2026-03-04 18:00"),
        ("2026-03-06 10:00", "2026-03-10 18:00"),
        ("2026-03-07 10:00", "2026-03-10 18:00"),
        ("2026-12-23 10:00", "2026-12-28 18:00"),
    ],
)
def test_somebody_is_in_touch_by_the_end_of_the_second_working_day(received, in_touch_by):
    assert promised(received) == (in_touch_by, "M4", "contact")


@pytest.mark.rule("A10")
@pytest.mark.other("A10")
def test_another_firm_may_count_the_hours_of_working_days():
    other = otherwise(
        "digital-micro", ('target = "2d", clock = "workday"', 'target = "48h", clock = "day24"')
    )
    assert promised("2026-04-30 16:00", other)[0] == "2026-05-05 16:00"


@pytest.mark.rule("M4")
def test_the_contact_ends_in_an_appointment_on_site_or_remote():
    assert [label.id for label in MICRO.outcomes if label.rule == "M4"] == [
        "onsite-appointment",
        "remote-appointment",
    ]
    assert {way.id for way in MICRO.acknowledge.ways} == {"helpdesk", "phone", "mail"}


@pytest.mark.rule("M5")
def test_no_remote_session_on_a_device_that_is_off():
    assert done(MICRO, "remote", READY) == []
    assert done(MICRO, "remote", READY | {"device_online": False}) == [("block", "M5")]


@pytest.mark.rule("M6")
def test_no_remote_session_without_consent():
    assert done(MICRO, "remote", READY | {"consent": False}) == [("block", "M6")]


@pytest.mark.rule("M7")
def test_at_the_first_access_id_and_password_are_told():
    assert done(MICRO, "remote", READY | {"id_password": False}) == [("block", "M7")]
    assert done(MICRO, "remote", READY | {"id_password": False, "quick_access": True}) == [("block", "M7")]
    assert not [
        question for question in MICRO.questions if "password" in question.fact and question.at != "remote"
    ]


@pytest.mark.rule("M8")
def test_later_they_are_told_again_unless_quick_access_was_chosen():
    assert done(MICRO, "remote", AGAIN) == [("block", "M8")]
    assert done(MICRO, "remote", AGAIN | {"quick_access": True}) == []
    assert done(MICRO, "remote", AGAIN | {"id_password": True}) == []


@pytest.mark.rule("A11")
@pytest.mark.other("A11")
def test_quick_access_does_not_waive_consent():
    without = AGAIN | {"quick_access": True, "consent": False}
    assert done(MICRO, "remote", without) == [("block", "M6")]
    trusting = otherwise("digital-micro", ('when = ["!consent"]', 'when = ["!consent", "!quick_access"]'))
    assert done(trusting, "remote", without) == []


@pytest.mark.rule("M14", "A11")
@pytest.mark.other("A11")
def test_a_missing_backup_is_asked_about_and_does_not_stop_the_work():
    assert done(MICRO, "remote", READY | {"backup_confirmed": False}) == [("warn", "M14")]
    assert detail(MICRO, "remote", READY | {"backup_confirmed": False}) == {"ask": "backup_confirmed"}
    strict = otherwise(
        "digital-micro", ('do = "warn", ask = "backup_confirmed"', 'do = "block", ask = "backup_confirmed"')
    )
    assert done(strict, "remote", READY | {"backup_confirmed": False}) == [("block", "M14")]


@pytest.mark.rule("M15")
def test_without_a_backup_unit_the_report_carries_a_notice():
    assert detail(MICRO, "remote", READY | {"backup_unit": False}) == {
        "ask": "backup_unit",
        "notice": "no-backup",
    }
    assert done(MICRO, "remote", READY | {"backup_unit": False}) == [("warn", "M15")]
    assert "non sono garantiti" in MICRO.label(MICRO.notices, "no-backup", "it")


@pytest.mark.rule("M13")
def test_signing_up_accepts_the_risk_of_remote_work():
    signing_up = {"channel": "portal", "type": "sign-up"}
    for adhesion in ("", "2026-03-03", "2026-03-09"):
        assert done(MICRO, "intake", signing_up | {"adhesion": adhesion}) == [("remind", "M13")]
    assert detail(MICRO, "intake", signing_up) == {
        "notice": "risk",
        "document": "terms",
    }


@pytest.mark.rule("M9")
def test_at_the_end_the_customer_closes_the_tool():
    assert done(MICRO, "close", {"session": "remote"}) == [("remind", "M9")]
    assert done(MICRO, "close", {}) == [("remind", "M9")]
    assert done(MICRO, "close", {"session": "remote", "client_closed_software": True}) == []
    for kind in ("call", "mail", "web", "onsite", "training"):
        assert done(MICRO, "close", {"session": kind}) == []


@pytest.mark.rule("M5", "M6", "M7", "M9", "M14", "M15")
def test_every_question_of_the_gates_has_its_words():
    asked = {rule.ask for rule in MICRO.rules if rule.at in {"remote", "close"} and rule.ask}
    assert asked <= {question.fact for question in MICRO.questions}
    assert {question.rule for question in MICRO.questions} == {"M5", "M6", "M7", "M9", "M14", "M15"}


@pytest.mark.rule("M10")
def test_a_session_that_the_customer_refused_costs_nothing():
    assert paid(40, outcome="not-authorised") == ("M10", 0)
    assert worked(MICRO, 40, {"outcome": "not-authorised"}).mode == "free"


@pytest.mark.rule("M10")
def test_who_agreed_to_a_session_did_not_refuse_it():
    refused = {"session": "remote", "outcome": "not-authorised", "client_closed_software": True}
    assert done(MICRO, "close", refused) == []
    assert done(MICRO, "close", refused | {"consent": True}) == [("block", "M10")]


@pytest.mark.rule("M10")
def test_an_interrupted_session_costs_the_time_until_then():
    assert paid(12, outcome="interrupted") == ("M11", 600)


@pytest.mark.rule("M2")
def test_signing_up_opening_tickets_and_installing_the_tool_are_free():
    assert paid(25, topic="sign-up") == ("M2", 0)
    assert paid(25, topic="remote-tool") == ("M2", 0)
    assert worked(MICRO, 25, kind="web").rule == "H4"


@pytest.mark.rule("M11")
@pytest.mark.parametrize(("minutes", "net"), [(1, 50), (40, 2000), (60, 3000), (60.5, 3050)])
def test_remote_work_costs_thirty_euro_an_hour(minutes, net):
    assert paid(minutes) == ("M11", net)


@pytest.mark.rule("M11")
def test_an_agreement_may_say_another_rate():
    assert paid(40, rate=24, contract=True) == ("M11", 1600)
    assert paid(40, rate=None) == NOT_FREE


@pytest.mark.rule("M11")
def test_remote_work_hangs_on_a_ticket():
    assert done(MICRO, "call", {"inbound": True}) == [("warn", "M11")]
    assert done(MICRO, "call", {"inbound": True, "ticket": True}) == []
    assert done(MICRO, "call", {"inbound": False}) == []


@pytest.mark.rule("A7")
def test_hourly_work_is_rounded_to_the_minute_unless_the_firm_says_otherwise():
    quarter = otherwise("digital-micro", ("step = 1,", "step = 15,"))
    half = otherwise("digital-micro", ("step = 1,", "step = 1, minimum = 30,"))
    assert [paid(16, terms)[1] for terms in (MICRO, quarter, half)] == [800, 1500, 1500]


@pytest.mark.rule("M4", "M11", "A6")
def test_the_call_that_fixes_an_appointment_is_free_also_where_it_turns_into_work():
    assert worked(MICRO, 10, kind="call").mode == "free"
    assert marks(MICRO, {"session": "call"}) == ()
    assert marks(MICRO, {"session": "remote"}) == ((0, "money"),)
    nine = rome("2026-03-03 09:00")
    (contact,) = contacts(
        MICRO, [Segment("call", nine, nine + 1200), Segment("remote", nine + 1200, nine + 1320)]
    )
    found = bill(MICRO, contact, {})
    assert (found.seconds, found.net_cents, found.rule) == (1320, 100, "M11")
    assert [(part.rule, part.seconds, part.net_cents) for part in found.parts] == [
        ("H3", 1200, 0),
        ("M11", 120, 100),
    ]


def test_work_on_site_and_training_have_a_price_that_is_agreed_each_time():
    for kind in ("onsite", "training"):
        assert (worked(MICRO, 60, kind=kind).mode, worked(MICRO, 60, kind=kind).rule) == ("quote", "H2")


@pytest.mark.rule("M12")
def test_appointments_lie_inside_the_hours():
    def at(start, end):
        return fits(MICRO, MICRO.appointment, rome(start), rome(end))

    assert at("2026-03-03 09:00", "2026-03-03 12:00")
    assert not at("2026-03-03 11:30", "2026-03-03 15:30")  # over lunch
    assert not at("2026-03-03 17:30", "2026-03-03 18:01")
    assert not at("2026-03-07 09:00", "2026-03-07 10:00")  # a Saturday
    assert not at("2026-03-03 09:00", "2026-03-03 09:00")


@pytest.mark.rule("M12")
@pytest.mark.parametrize(
    ("at", "hours", "start"),
    [
        ("2026-03-03 10:00", 2, "2026-03-03 10:00"),
        ("2026-03-03 10:30", 2, "2026-03-03 15:00"),
        ("2026-03-06 17:00", 3, "2026-03-09 09:00"),
        ("2026-03-03 10:00", 4, None),
    ],
)
def test_the_next_appointment_that_fits(at, hours, start):
    assert shown(next_fit(MICRO, MICRO.appointment, rome(at), hours * 3600)) == start


@pytest.mark.rule("M16")
def test_attachments_go_a_month_after_the_ticket_is_closed():
    assert MICRO.purge.rule == "M16"
    assert last_day(MICRO.purge, date(2026, 3, 2)) == date(2026, 4, 1)


@pytest.mark.rule("M17")
def test_a_ticket_keeps_the_terms_it_came_under():
    dearer = otherwise(
        "digital-micro", ("list_rate = 30.00", "list_rate = 36.00"), ('version = "1"', 'version = "2"')
    )
    assert (paid(40), paid(40, dearer)) == (("M11", 2000), ("M11", 2400))
    assert MICRO.digest != dearer.digest
    assert (MICRO.provider.rule, dearer.provider.version) == ("M17", "2")


def test_a_request_is_queued_or_rejected():
    assert outcome(decided(MICRO, "intake", MEMBER, rome("2026-03-03 10:00"))) == "queued"

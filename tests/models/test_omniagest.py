"""Omniagest, rules O1-O13: tickets bought in packs, answered in four to eight hours, phone by agreement."""

import pytest
from deskterm.models.money.billing import bills
from deskterm.models.money.drawing import PackState
from deskterm.models.money.pack_use import movement
from deskterm.models.money.price import Segment, marks
from deskterm.models.rules import order
from deskterm.models.rules.callbacks import next_attempt
from deskterm.models.rules.rules import actions as decided
from deskterm.models.rules.rules import missing, outcome

from tests.clocks import rome
from tests.models.terms_kit import OMNIA, detail, done, due, otherwise, shown, worked

FORM = {
    "channel": "portal",
    "pack_left": 5,
    "type": "information",
    "contact": "Luca Bianchi",
    "phone": "0422 000123",
    "email": "luca@bianchi.example",
}
CALLER = {"inbound": True, "channel": "phone", "phone_contract": True, "code": "4711"}
PHONED = {"channel": "phone", "phone_contract": True, "code": "4711"}
NOON, LUNCH = "2026-03-03 11:00", "2026-03-03 13:00"
TEN_TICKETS = ("tickets", "ticket", 10)


def promised(received, terms=OMNIA, pauses=(), facts=FORM):
    stops = [(rome(start), rome(end)) for start, end in pauses]
    found = due(terms, facts, rome(received), stops)
    return found and (shown(found.soft_due_at), shown(found.due_at))


@pytest.mark.rule("O1")
def test_a_ticket_is_about_the_product_in_its_version():
    assert OMNIA.label(OMNIA.products, "omniagest-4.5", "en") == "Omniagest 4.5"
    assert "product" in OMNIA.channel("portal").nice
    about = otherwise(
        "omniagest",
        ('at = "triage", when = ["topics>1"]', 'at = "triage", when = ["product=omniagest-4.5", "topics>1"]'),
    )
    assert done(about, "triage", {"topics": 2}) == [("answer_first", "O7")]


@pytest.mark.rule("O2")
def test_a_ticket_uses_up_one_of_the_pack():
    result = worked(OMNIA, 50, packs=[TEN_TICKETS])
    assert (result.mode, result.rule, result.units, result.net_cents) == ("ticket", "O2", 1, 0)
    assert [(part.to, part.units) for part in result.settle] == [("pack:1", 1)]
    assert OMNIA.pack("tickets").unit == "ticket"
    for kind in ("call", "remote", "mail", "web"):
        assert worked(OMNIA, 5, kind=kind).net_cents == 2500
    assert worked(OMNIA, 5, kind="onsite").mode == "undecided"


@pytest.mark.rule("O2")
def test_where_the_pack_is_used_up_the_request_waits_and_a_pack_is_offered():
    assert done(OMNIA, "intake", FORM) == []
    assert done(OMNIA, "intake", FORM | {"pack_left": 0}) == [("hold", "O2")]
    assert detail(OMNIA, "intake", FORM | {"pack_left": 0})["offer"] == "pack"
    assert done(OMNIA, "intake", PHONED | {"pack_left": 0}, NOON) == []


@pytest.mark.rule("O2", "A12")
def test_a_ticket_of_the_pack_is_put_aside_burnt_by_the_first_answer_and_given_back_if_rejected():
    pack = OMNIA.pack("tickets")
    assert movement(pack, "opening") == "reserved"
    assert movement(pack, "opening", reserved=True) == ""
    assert movement(pack, "first-answer", reserved=True) == "burnt"
    assert movement(pack, "first-answer", reserved=True, burnt=True) == ""
    assert movement(pack, "rejected", reserved=True) == "released"
    assert movement(pack, "merged", reserved=True) == "released"
    assert movement(pack, "rejected") == ""
    assert movement(pack, "merged", reserved=True, burnt=True) == ""
    assert movement(pack, "close", reserved=True) == ""


@pytest.mark.rule("A12")
@pytest.mark.other("A12")
def test_another_firm_may_burn_it_at_the_opening_and_give_nothing_back():
    hard = otherwise(
        "omniagest",
        ('reserve = "opening", burn = "first-answer"', 'reserve = "never", burn = "opening"'),
        ('release = ["rejected", "merged"]', "release = []"),
    ).pack("tickets")
    assert movement(hard, "opening") == "burnt"
    assert movement(hard, "rejected", reserved=True) == ""
    assert movement(hard, "first-answer", burnt=True) == ""


@pytest.mark.rule("O2", "A12")
def test_one_ticket_burns_one_however_many_answers_it_takes():
    nine = rome("2026-03-03 09:00")
    answers = [Segment("web", nine + n * 7200, nine + n * 7200 + 600) for n in range(3)]
    first, *others = bills(OMNIA, answers, {}, [PackState(1, *TEN_TICKETS)])
    assert (first.mode, first.units) == ("ticket", 1)
    assert [(other.mode, other.settle) for other in others] == [("included", ())] * 2
    each = otherwise("omniagest", ('when = ["burnt"], mode', 'when = ["burnt", "code=never"], mode'))
    assert [result.units for result in bills(each, answers, {}, [PackState(1, *TEN_TICKETS)])] == [1, 1, 1]


@pytest.mark.rule("O3", "A12")
@pytest.mark.parametrize(
    ("received", "gladly", "at_the_latest"),
    [
        ("2026-03-03 09:00", "2026-03-03 13:00", "2026-03-03 18:00"),
        ("2026-03-03 11:00", "2026-03-03 16:00", "2026-03-04 11:00"),
        ("2026-03-03 20:00", "2026-03-04 13:00", "2026-03-04 18:00"),
        ("2026-04-03 17:00", "2026-04-07 12:00", "2026-04-07 17:00"),  # over Easter Monday
        ("2026-03-27 16:00", "2026-03-30 11:00", "2026-03-30 16:00"),  # over the night of March
        ("2026-12-24 17:00", "2026-12-28 12:00", "2026-12-28 17:00"),
    ],
)
def test_a_ticket_is_answered_within_four_to_eight_working_hours(received, gladly, at_the_latest):
    assert promised(received) == (gladly, at_the_latest)


@pytest.mark.rule("A12")
@pytest.mark.other("A12")
def test_another_firm_may_promise_in_hours_of_the_clock():
    plain = otherwise("omniagest", ('clock = "open", calendar = "web"', 'clock = "elapsed"'))
    assert promised("2026-03-03 17:00", plain) == ("2026-03-03 21:00", "2026-03-04 01:00")


@pytest.mark.rule("O3")
def test_a_call_has_no_term():
    assert promised(NOON, facts=PHONED) is None


@pytest.mark.rule("O4")
def test_tickets_come_from_the_customer_area_where_everybody_is_known():
    portal = OMNIA.channel("portal")
    assert (portal.signed_in, portal.rule) == (True, "O4")


@pytest.mark.rule("O5")
def test_a_ticket_has_the_documents_number_and_a_type_from_a_list():
    assert (OMNIA.ticket_code(130512), OMNIA.ticket_code(7)) == ("TK130512", "TK000007")
    assert OMNIA.channel("portal").types == ("usage", "information", "installation")
    other = otherwise("omniagest", ('prefix = "TK", digits = 6', 'prefix = "OM-", digits = 4'))
    assert other.ticket_code(7) == "OM-0007"


@pytest.mark.rule("O6")
@pytest.mark.parametrize("lacking", ["type", "contact", "phone", "email"])
def test_what_a_ticket_lacks_is_asked_for(lacking):
    asked = FORM | {lacking: ""}
    assert done(OMNIA, "intake", asked) == [("clarify", "O6")]
    assert missing(OMNIA, "portal", asked) == (lacking,)
    assert done(OMNIA, "intake", FORM | {"problem": ""}) == []


@pytest.mark.rule("O7", "A12")
def test_of_several_topics_the_first_is_answered_and_the_others_go_back():
    assert done(OMNIA, "triage", {"topics": ["usage", "installation"]}) == [("answer_first", "O7")]
    assert done(OMNIA, "triage", {"topics": ["usage"]}) == []
    assert (OMNIA.split, OMNIA.split_rule) == ("back", "O7")
    generous = otherwise("omniagest", ('split = "back" ', 'split = "tickets" '))
    assert generous.split == "tickets"


@pytest.mark.rule("O8")
def test_the_queue_is_nobodys_and_goes_by_arrival_alone():
    assert (OMNIA.queue, OMNIA.queue_rule) == (("arrived",), "O8")
    places = [(1, 1, ""), (2, 3, "A")]
    assert {order.rank(OMNIA, lane=lane, tier=tier, severity=word) for lane, tier, word in places} == {0}


@pytest.mark.rule("O9", "A4")
def test_a_question_to_the_customer_is_no_answer_and_its_time_does_not_count():
    assert {label.id for label in OMNIA.outcomes if label.rule == "O9"} == {"ask", "answer"}
    assert [response.metric for response in OMNIA.response] == ["answer"]
    waited = [("2026-03-03 12:00", "2026-03-04 10:00")]
    assert promised(NOON, pauses=waited) == ("2026-03-04 13:00", "2026-03-04 18:00")
    anew = otherwise("omniagest", ('clarify = "pause"', 'clarify = "restart"'))
    assert promised(NOON, anew, pauses=waited) == promised("2026-03-04 10:00", anew)
    assert due(anew, FORM, rome(NOON)).clarify == "restart"


@pytest.mark.rule("O10")
def test_a_file_that_is_needed_is_asked_for_and_the_ticket_keeps_its_place():
    assert done(OMNIA, "triage", {"topic": "usage", "needs_file": True}) == [("ask_upload", "O10")]
    found = decided(OMNIA, "triage", {"topic": "usage", "needs_file": True}, rome(NOON))
    assert order.place(OMNIA.channel("portal"), found) == order.place(OMNIA.channel("portal"), ())


@pytest.mark.rule("O11")
def test_by_phone_one_needs_the_agreement_and_the_code():
    assert done(OMNIA, "call", CALLER, NOON) == []
    assert done(OMNIA, "call", CALLER | {"phone_contract": False}, NOON) == [("block", "O11")]
    assert done(OMNIA, "call", CALLER | {"code": ""}, NOON) == [("block", "O11")]
    assert detail(OMNIA, "call", CALLER | {"code": ""}, NOON) == {"ask": "code"}
    assert done(OMNIA, "call", {"inbound": True}, NOON) == [("block", "O11")]
    for ours in ({}, {"phone_contract": True}):
        assert done(OMNIA, "call", {"inbound": False, "channel": "phone", **ours}, LUNCH) == []
    assert OMNIA.identify[0] == "code"


@pytest.mark.rule("O11")
def test_a_request_by_phone_needs_them_as_well():
    def become(**changes):
        return outcome(decided(OMNIA, "intake", PHONED | changes, rome(NOON)))

    assert (become(), become(phone_contract=False), become(code="")) == ("queued", "rejected", "clarify")
    assert done(OMNIA, "intake", {"channel": "phone"}, NOON) == [("reject", "O11")]
    assert done(OMNIA, "intake", FORM | {"phone_contract": True, "code": ""}) == []


@pytest.mark.rule("O11")
def test_calls_under_the_agreement_are_included():
    assert worked(OMNIA, 40, {"phone_contract": True}, kind="call", packs=[TEN_TICKETS]).mode == "included"
    assert marks(OMNIA, {"phone_contract": True}) == ()
    assert worked(OMNIA, 40, {}, kind="call", packs=[TEN_TICKETS]).mode == "ticket"
    assert worked(OMNIA, 40, {"phone_contract": True}, kind="web", packs=[TEN_TICKETS]).mode == "ticket"


@pytest.mark.rule("O12")
@pytest.mark.parametrize(
    ("at", "open_then"),
    [
        ("2026-03-03 09:59", False),
        ("2026-03-03 10:00", True),
        ("2026-03-03 12:30", False),
        ("2026-03-03 15:00", True),
        ("2026-03-03 17:00", False),
        ("2026-03-07 11:00", False),
    ],
)
def test_the_phone_keeps_hours(at, open_then):
    assert OMNIA.calendar("phone").is_open(rome(at)) is open_then
    assert (("warn", "O12") not in done(OMNIA, "call", CALLER, at)) is open_then


@pytest.mark.rule("O13")
def test_who_calls_out_of_hours_is_offered_a_callback():
    assert done(OMNIA, "call", CALLER, LUNCH) == [("warn", "O12"), ("offer", "O13")]
    assert done(OMNIA, "intake", PHONED, LUNCH) == [("offer", "O13")]
    assert done(OMNIA, "intake", PHONED, NOON) == []
    assert done(OMNIA, "intake", PHONED | {"channel": "callback"}, LUNCH) == []
    assert done(OMNIA, "call", CALLER | {"channel": "callback"}, LUNCH) == [("warn", "O12")]


@pytest.mark.rule("O12", "O13")
def test_the_hours_of_the_phone_hold_for_a_call_about_a_ticket_of_the_portal_too():
    about = CALLER | {"channel": "portal"}
    assert done(OMNIA, "call", about, LUNCH) == [("warn", "O12"), ("offer", "O13")]
    assert done(OMNIA, "call", about, NOON) == []


@pytest.mark.rule("O3")
def test_why_a_call_has_no_term_is_not_the_clause_of_the_term():
    assert OMNIA.no_promise_rule == "H1"
    assert "promette" in OMNIA.clause("H1", "it")
    assert "promises none" in OMNIA.clause("H1", "en")
    assert done(OMNIA, "call", CALLER | {"inbound": False}, LUNCH) == []


@pytest.mark.rule("O13")
def test_the_callback_may_be_made_out_of_hours_too():
    assert shown(next_attempt(OMNIA, OMNIA.callback, {}, rome("2026-03-03 20:00"))) == "2026-03-03 20:00"
    assert (OMNIA.callback.attempts, OMNIA.callback.gap) == (3, 3600)
    midnight = rome("2026-03-04 00:00")
    assert next_attempt(OMNIA, OMNIA.callback, {}, midnight) == midnight
    evening = {"reachable_from": "19:00", "reachable_to": "21:00"}
    assert shown(next_attempt(OMNIA, OMNIA.callback, evening, rome(LUNCH))) == "2026-03-03 19:00"
    keeping = otherwise(
        "omniagest", ('callback = { rule = "O13",', 'callback = { rule = "O13", calendar = "phone",')
    )
    assert shown(next_attempt(keeping, keeping.callback, {}, rome("2026-03-03 20:00"))) == "2026-03-04 10:00"

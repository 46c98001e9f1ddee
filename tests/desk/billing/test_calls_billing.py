"""What a contact costs when it is filed: to the second, packs first, never twice (D19, D26-D28, A5-A7)."""

import pytest
from deskterm.desk.billing import filing, reports
from deskterm.desk.calls import contacts, timer
from deskterm.desk.errors import Refused
from deskterm.desk.intake import recovery
from deskterm.desk.packs import packs
from deskterm.desk.tickets import tickets
from deskterm.models.records.money import Charge

from tests.desk.money_kit import NINE


@pytest.fixture
def zaupa(office):
    return office.customer()


def worked(office, ticket, length, kind="call"):
    """A session of `length` (mm:ss) from nine o'clock, stopped; its contact."""
    session = timer.start(office.at("0:00").desk, ticket, kind=kind)
    timer.stop(office.at(length).desk)
    return session.group_id


def filed(office, group_id, **words):
    return filing.file(office.desk, group_id, **{"outcome": "solved", "reason": "setup", **words})


def charges(bill):
    return [(charge.to, charge.minutes, charge.net_cents) for charge in bill.settle]


@pytest.mark.rule("D19", "D26", "A5")
@pytest.mark.parametrize("length", ["0:01", "4:59", "5:00"])
def test_a_call_of_up_to_five_minutes_is_included(office, zaupa, length):
    done = filed(office, worked(office, office.ticket(zaupa), length))
    assert (done.bill.billable, done.bill.mode, done.bill.rule) == (False, "included", "D19")
    assert (done.bill.billed_minutes, done.bill.net_cents, done.report) == (0, 0, None)


@pytest.mark.rule("D19", "D28")
def test_the_five_minutes_are_of_who_has_a_contract(office):
    stranger = office.customer("Bar Sport", contract=False)
    done = filed(office, worked(office, office.ticket(stranger), "4:00"))
    assert (done.bill.billable, done.bill.rule, charges(done.bill)) == (True, "D28", [("invoice", 4, 400)])


@pytest.mark.rule("D19")
def test_a_minute_before_it_costs_the_clock_says_so(office, zaupa):
    timer.start(office.at("0:00").desk, office.ticket(zaupa))
    assert timer.running(office.desk).marks == ((240, "soon"), (300, "money"))


@pytest.mark.rule("D19", "A5")
def test_a_second_more_is_billed_as_six_minutes_of_the_whole_session(office, zaupa):
    carnet = office.carnet(zaupa, 600)
    done = filed(office, worked(office, office.ticket(zaupa), "5:01"))
    assert (done.bill.seconds, done.bill.billed_minutes, done.bill.rule) == (301, 6, "D28")
    assert charges(done.bill) == [(f"pack:{carnet.id}", 6, 0)]
    assert packs.get(office.desk, carnet.id).left == 594


@pytest.mark.rule("D28", "A7")
def test_a_carnet_that_is_too_small_is_used_up_and_the_rest_is_invoiced(office, zaupa):
    carnet = office.carnet(zaupa, 15)
    done = filed(office, worked(office, office.ticket(zaupa), "28:00"))
    assert charges(done.bill) == [(f"pack:{carnet.id}", 15, 0), ("invoice", 13, 1170)]
    assert packs.get(office.desk, carnet.id).left == 0
    assert (done.report.before, done.report.after) == (15, 0)


@pytest.mark.rule("D18")
def test_a_call_that_became_a_remote_session_is_one_contact(office, zaupa):
    ticket = office.ticket(zaupa)
    session = timer.start(office.desk, ticket)
    timer.switch(office.at("3:00").desk, "remote")
    timer.stop(office.at("12:00").desk)
    done = filed(office, session.group_id)
    assert [(item.kind, item.ended_at - NINE) for item in done.sessions] == [("call", 180), ("remote", 720)]
    assert (done.bill.seconds, done.bill.billed_minutes) == (720, 12)
    assert len(reports.reports(office.desk)) == 1


def test_the_carnet_that_expires_first_is_used_first(office, zaupa):
    late = office.carnet(zaupa, 60, expires_on="2026-12-31")
    soon = office.carnet(zaupa, 10, expires_on="2026-03-31")
    never = office.carnet(zaupa, 60, expires_on="")
    done = filed(office, worked(office, office.ticket(zaupa), "75:00"))
    assert charges(done.bill) == [
        (f"pack:{soon.id}", 10, 0),
        (f"pack:{late.id}", 60, 0),
        (f"pack:{never.id}", 5, 0),
    ]


def test_an_expired_carnet_is_not_used_and_one_on_its_last_day_is(office, zaupa):
    office.at("2026-02-01 09:00")
    gone = office.carnet(zaupa, 60, expires_on="2026-03-02")
    last_day = office.carnet(zaupa, 60, expires_on="2026-03-03")
    done = filed(office, worked(office, office.ticket(zaupa), "10:00"))
    assert charges(done.bill) == [(f"pack:{last_day.id}", 10, 0)]
    assert packs.get(office.desk, gone.id).left == 60
    assert done.packs_before == 60


def test_without_a_contract_the_first_minute_costs_and_the_list_price_holds(office):
    verdi = office.customer("Officine Verdi", contract=False)
    done = filed(office, worked(office, office.ticket(verdi), "4:00"))
    assert charges(done.bill) == [("invoice", 4, 400)]
    assert done.report.net_cents == 400


def test_the_contract_counts_on_the_day_of_the_work(office):
    office.at("2026-12-31 23:58")
    ticket = office.ticket(office.customer())
    session = timer.start(office.desk, ticket)
    timer.stop(office.at("2027-01-01 00:01").desk)
    assert filed(office, session.group_id).bill.mode == "included"
    office.at("2027-01-01 09:00")
    later = timer.start(office.desk, ticket)
    timer.stop(office.at("2027-01-01 09:03").desk)
    assert filed(office, later.group_id).bill.billable


def test_somebody_who_only_says_who_he_is_has_no_contract_and_no_carnet(office, zaupa):
    carnet = office.carnet(zaupa, 600)
    ticket = office.ticket(zaupa)
    with office.desk.write() as conn:
        conn.execute("UPDATE ticket SET confirmed = 0 WHERE code = ?", (ticket,))
    group_id = worked(office, ticket, "4:00")
    seen = filing.preview(office.desk, group_id)
    assert (charges(seen.bill), seen.packs_before) == ([("invoice", 4, 400)], None)
    recovery.confirm_sender(office.desk, ticket)
    assert filing.preview(office.desk, group_id).bill.mode == "included"
    assert packs.get(office.desk, carnet.id).left == 600


def test_work_for_nobody_known_waits_until_the_customer_is_named(office, zaupa):
    ticket = office.ticket(zaupa)
    with office.desk.write() as conn:
        conn.execute("UPDATE ticket SET customer_id = NULL WHERE code = ?", (ticket,))
    group_id = worked(office, ticket, "8:00")
    with pytest.raises(Refused) as refusal:
        filed(office, group_id)
    assert (refusal.value.code, refusal.value.rule) == ("customer_needed", "D28")
    assert [item.state for item in contacts.unfiled(office.desk)] == ["stopped"]
    tickets.set_customer(office.desk, ticket, zaupa)
    assert filed(office, group_id).report.customer == "Ferramenta Zaupa"


@pytest.mark.rule("D27")
def test_charged_work_needs_its_reason_and_an_included_call_does_not(office, zaupa):
    group_id = worked(office, office.ticket(zaupa), "6:00")
    with pytest.raises(Refused) as refusal:
        filing.file(office.desk, group_id, outcome="solved")
    assert (refusal.value.code, refusal.value.rule) == ("reason_needed", "D27")
    assert "diagnosis" in refusal.value.values["choices"]
    brief = worked(office, office.ticket(zaupa, subject="Password scaduta"), "4:00")
    assert filing.file(office.desk, brief, outcome="brief").bill.mode == "included"


@pytest.mark.rule("D27", "A5")
def test_a_short_remote_session_is_free_but_says_why_it_was_needed(office, zaupa):
    ticket = office.ticket(zaupa)
    group_id = worked(office, ticket, "4:00", kind="remote")
    assert filing.preview(office.desk, group_id).reason_needed
    with pytest.raises(Refused) as refusal:
        filing.file(office.desk, group_id, outcome="solved")
    assert (refusal.value.code, refusal.value.rule) == ("reason_needed", "D27")
    assert not filing.file(office.desk, group_id, outcome="solved", reason="training").bill.billable


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"outcome": ""}, "outcome_needed"),
        ({"outcome": "done"}, "no_outcome"),
        ({"reason": "boredom"}, "no_reason"),
        ({"price": "D99"}, "no_price"),
    ],
)
def test_words_that_the_terms_do_not_have_are_refused_and_nothing_is_lost(office, zaupa, words, code):
    group_id = worked(office, office.ticket(zaupa), "6:00")
    with pytest.raises(Refused) as refusal:
        filed(office, group_id, **words)
    assert refusal.value.code == code
    assert contacts.group(office.desk, group_id).bill is None


def test_what_no_price_covers_is_decided_by_the_technician(office):
    verdi = office.customer("Officine Verdi", contract=False)
    group_id = worked(office, office.ticket(verdi), "20:00", kind="web")
    assert filing.preview(office.desk, group_id).undecided
    with pytest.raises(Refused) as refusal:
        filed(office, group_id)
    assert refusal.value.code == "undecided"
    done = filed(office, group_id, price="D28")
    assert (done.bill.billed_minutes, done.bill.rule, done.bill.net_cents) == (20, "D28", 2000)


def test_a_filed_contact_is_not_filed_again(office, zaupa):
    carnet = office.carnet(zaupa, 60)
    group_id = worked(office, office.ticket(zaupa), "10:00")
    filed(office, group_id)
    with pytest.raises(Refused) as refusal:
        filed(office, group_id)
    assert refusal.value.code == "filed_already"
    assert packs.get(office.desk, carnet.id).left == 50


def test_a_running_contact_is_not_filed(office, zaupa):
    session = timer.start(office.desk, office.ticket(zaupa))
    with pytest.raises(Refused) as refusal:
        filed(office, session.group_id)
    assert refusal.value.code == "still_running"


def test_the_preview_shows_what_filing_will_do(office, zaupa):
    office.carnet(zaupa, 200)
    session = timer.start(office.desk, office.ticket(zaupa))
    office.at("4:41")
    now = filing.preview(office.desk, session.group_id)
    assert (now.bill.rule, now.report_due, now.packs_before, now.packs_after) == ("D19", False, 200, 200)
    later = filing.preview(office.desk, session.group_id, at=NINE + 27 * 60 + 10)
    assert (later.bill.billed_minutes, later.packs_after, later.report_due) == (28, 172, True)
    as_training = filing.preview(office.desk, session.group_id, kind="training")
    assert (as_training.bill.billed_minutes, as_training.packs_after) == (5, 195)
    timer.stop(office.at("27:10").desk)
    done = filed(office, session.group_id)
    assert (done.bill, done.packs_before, done.packs_after) == (later.bill, 200, 172)


def test_a_line_that_drops_after_filing_is_charged_for_what_it_adds(office, zaupa):
    carnet = office.carnet(zaupa, 15)
    ticket = office.ticket(zaupa)
    group_id = worked(office, ticket, "12:00")
    first = filed(office, group_id, note="prima parte")
    again = timer.start(office.at("20:00").desk, ticket)
    timer.stop(office.at("28:30").desk)
    second = filed(office, again.group_id, note="ripresa")
    assert again.group_id == group_id
    assert (first.bill.billed_minutes, second.whole.billed_minutes, second.bill.billed_minutes) == (12, 21, 9)
    assert charges(second.bill) == [(f"pack:{carnet.id}", 3, 0), ("invoice", 6, 540)]
    assert [report.number for report in reports.reports(office.desk)] == ["R2026-0002", "R2026-0001"]
    assert contacts.group(office.desk, group_id).bill.settle == (
        Charge(to=f"pack:{carnet.id}", minutes=15, units=0, net_cents=0),
        Charge(to="invoice", minutes=6, units=0, net_cents=540),
    )
    assert reports.printed(office.desk, "R2026-0002")["follows"] == ["R2026-0001"]
    assert packs.check(office.desk) == ()


def test_what_was_invoiced_stays_invoiced_when_a_carnet_is_bought_later(office, zaupa):
    ticket = office.ticket(zaupa)
    group_id = worked(office, ticket, "12:00")
    assert charges(filed(office, group_id).bill) == [("invoice", 12, 1080)]
    carnet = office.carnet(zaupa, 60)
    timer.start(office.at("20:00").desk, ticket)
    timer.stop(office.at("25:00").desk)
    assert charges(filed(office, group_id).bill) == [(f"pack:{carnet.id}", 5, 0)]
    assert packs.check(office.desk) == ()


def test_two_brief_calls_on_a_dropped_line_add_up_to_one_that_costs(office, zaupa):
    ticket = office.ticket(zaupa)
    group_id = worked(office, ticket, "4:00")
    assert not filed(office, group_id).bill.billable
    timer.start(office.at("5:00").desk, ticket)
    timer.stop(office.at("7:00").desk)
    done = filed(office, group_id)
    assert (done.bill.seconds, done.bill.billed_minutes, done.report.number) == (360, 6, "R2026-0001")


def test_seconds_that_add_no_minute_are_filed_without_a_report(office, zaupa):
    ticket = office.ticket(zaupa)
    group_id = worked(office, ticket, "11:10")
    filed(office, group_id)
    timer.start(office.at("15:00").desk, ticket)
    timer.stop(office.at("15:20").desk)
    done = filed(office, group_id)
    assert (done.bill.billable, done.bill.net_cents, done.report) == (False, 0, None)
    assert contacts.group(office.desk, group_id).bill.billed_minutes == 12


def test_past_work_is_entered_and_filed_at_once(office, zaupa):
    office.at("120:00")
    done = filing.log(
        office.desk,
        office.ticket(zaupa),
        kind="remote",
        started_at=NINE,
        ended_at=NINE + 1630,
        reason="training",
        outcome="solved",
        note="corso cespiti",
    )
    assert (done.session.state, done.bill.billed_minutes) == ("filed", 28)
    assert (done.report.note, done.report.issued_at) == ("corso cespiti", NINE + 7200)


@pytest.mark.parametrize(
    ("start", "end", "code"), [(60, 60, "bad_end"), (60, 0, "bad_end"), (0, 7201, "end_in_future")]
)
def test_past_work_must_have_an_end_after_its_start_and_before_now(office, zaupa, start, end, code):
    office.at("120:00")
    times = {"started_at": NINE + start, "ended_at": NINE + end}
    with pytest.raises(Refused) as refusal:
        filing.enter(office.desk, office.ticket(zaupa), kind="call", **times)
    assert refusal.value.code == code


def test_the_same_work_is_not_entered_twice(office, zaupa):
    ticket = office.ticket(zaupa)
    worked(office, ticket, "10:00")
    with pytest.raises(Refused) as refusal:
        filing.enter(office.desk, ticket, kind="call", started_at=NINE + 300, ended_at=NINE + 600)
    assert refusal.value.code == "entered_already"
    office.desk.who = "marta"
    filing.enter(office.desk, ticket, kind="remote", started_at=NINE + 300, ended_at=NINE + 600)
    contact = contacts.groups(office.desk, ticket)
    assert len(contact) == 1
    assert filing.preview(office.desk, contact[0].id).bill.seconds == 600


def test_a_refused_log_leaves_nothing_behind(office, zaupa):
    ticket = office.at("60:00").ticket(zaupa)
    with pytest.raises(Refused):
        filing.log(office.desk, ticket, kind="call", started_at=NINE, ended_at=NINE + 900, outcome="solved")
    assert contacts.groups(office.desk, ticket) == ()


def test_work_entered_between_two_contacts_makes_one_of_them(office, zaupa):
    ticket = office.at("60:00").ticket(zaupa)
    for start, end in ((0, 120), (1200, 1320)):
        filing.enter(office.desk, ticket, kind="call", started_at=NINE + start, ended_at=NINE + end)
    assert len(contacts.groups(office.desk, ticket)) == 2
    filing.enter(office.desk, ticket, kind="call", started_at=NINE + 600, ended_at=NINE + 700)
    (contact,) = contacts.groups(office.desk, ticket)
    assert [item.started_at - NINE for item in contact.sessions] == [0, 600, 1200]
    assert filed(office, contact.id).bill.billed_minutes == 6


def test_why_a_contact_cost_what_it_did_is_kept_with_the_ticket(office, zaupa):
    carnet = office.carnet(zaupa, 4)
    ticket = office.ticket(zaupa)
    filed(office, worked(office, ticket, "6:00"))
    kept = tickets.why(office.desk, ticket)
    assert ("time", "D28") in [(item.do, item.rule) for item in kept if item.point == "price"]
    assert [(item.do, item.detail["to"]) for item in kept if item.point == "settle"] == [
        ("pack", f"pack:{carnet.id}"),
        ("invoice", "invoice"),
    ]

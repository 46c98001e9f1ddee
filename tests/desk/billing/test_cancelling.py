"""A call started by mistake: cancelled with a reason, billed to nobody, hidden from nobody (law 2)."""

import pytest
from deskterm.desk.agenda import callbacks
from deskterm.desk.billing import cancel, filing, month_end, reports
from deskterm.desk.calls import contacts as calls_contacts
from deskterm.desk.calls import timer
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.lead import backlog
from deskterm.desk.packs import packs
from deskterm.desk.terms import rehearsal
from deskterm.desk.tickets import tickets

from tests.desk.five import House
from tests.desk.money_kit import NINE

WHY = "chiamata avviata sul cliente sbagliato"


@pytest.fixture
def ticket(office):
    return office.ticket(office.customer())


def worked(office, ticket, start, end, kind="call"):
    session = timer.start(office.at(start).desk, ticket, kind=kind)
    timer.stop(office.at(end).desk)
    return session.group_id


def refused(deed, *args, **words):
    with pytest.raises(Refused) as refusal:
        deed(*args, **words)
    return refusal.value.code


def filed(office, group_id):
    return filing.file(office.desk, group_id, outcome="solved", reason="setup")


def test_a_call_by_mistake_is_cancelled_while_it_runs_and_nothing_is_billed(office, ticket):
    timer.start(office.desk, ticket)
    done = cancel.cancel(office.at("2:10").desk, why=WHY)
    assert (done.ticket, done.seconds, done.why, done.by) == (ticket, 130, WHY, "luca")
    assert timer.running(office.desk) is None
    assert calls_contacts.unfiled(office.desk, everyone=True) == ()
    assert reports.reports(office.desk) == ()
    assert packs.check(office.desk) == ()


def test_its_time_and_its_reason_stay_in_the_history(office, ticket):
    timer.start(office.desk, ticket)
    cancel.cancel(office.at("7:00").desk, why=f"  {WHY}\n")
    (contact,) = calls_contacts.groups(office.desk, ticket)
    (session,) = contact.sessions
    assert (session.state, session.ended_at - session.started_at) == ("cancelled", 420)
    assert (contact.bill.mode, contact.bill.net_cents, contact.note) == ("cancelled", 0, WHY)
    event = tickets.history(office.desk, ticket)[-1]
    assert (event.deed, event.by, event.after["why"], event.after["seconds"]) == (
        ("contact_cancelled", "luca", WHY, 420)
    )


@pytest.mark.parametrize("why", ["", "  \n "])
def test_without_a_reason_the_call_goes_on(office, ticket, why):
    timer.start(office.desk, ticket)
    assert refused(cancel.cancel, office.desk, why=why) == "why_needed"
    assert timer.running(office.desk).session.ticket == ticket


def test_what_is_filed_is_not_cancelled_and_what_is_cancelled_is_not_filed(office, ticket):
    first = worked(office, ticket, "0:00", "7:00")
    filed(office, first)
    assert refused(cancel.cancel, office.desk, first, why=WHY) == "filed_already"
    second = worked(office, ticket, "30:00", "37:00")
    cancel.cancel(office.desk, second, why=WHY)
    assert refused(cancel.cancel, office.desk, second, why=WHY) == "cancelled_already"
    assert refused(filed, office, second) == "cancelled_already"
    assert refused(timer.resume, office.desk, second) == "cancelled_already"
    assert refused(filing.note, office.desk, second, "altro") == "cancelled_already"


def test_the_next_call_does_not_take_up_what_was_cancelled(office, ticket):
    cancelled = worked(office, ticket, "0:00", "4:00")
    cancel.cancel(office.desk, cancelled, why=WHY)
    following = worked(office, ticket, "5:00", "8:00")
    assert following != cancelled
    assert filed(office, following).bill.mode == "included"


def test_only_the_last_work_of_a_contact_goes_with_what_it_was_switched_from(office, ticket):
    group = worked(office, ticket, "0:00", "12:00")
    timer.start(office.at("15:00").desk, ticket)
    timer.switch(office.at("17:00").desk, "remote")
    done = cancel.cancel(office.at("19:00").desk, why=WHY)
    assert done.seconds == 240
    contacts = calls_contacts.groups(office.desk, ticket)
    assert [[item.state for item in contact.sessions] for contact in contacts] == [
        ["stopped"],
        ["cancelled", "cancelled"],
    ]
    assert filed(office, group).bill.billed_minutes == 12


def test_a_call_that_joined_a_filed_contact_is_cancelled_alone(office, ticket):
    carnet = packs.sell(office.desk, "C001", kind="hours", size=60)
    group = worked(office, ticket, "0:00", "10:00")
    report = filed(office, group).report
    timer.start(office.at("12:00").desk, ticket)
    cancel.cancel(office.at("20:00").desk, why=WHY)
    assert [item.state for item in calls_contacts.group(office.desk, group).sessions] == ["filed"]
    assert [one.number for one in reports.reports(office.desk)] == [report.number]
    assert packs.get(office.desk, carnet.id).left == 50
    assert packs.check(office.desk) == ()


def test_the_real_work_of_those_minutes_can_be_entered(office, ticket):
    cancel.cancel(office.desk, worked(office, ticket, "0:00", "10:00"), why="ora sbagliata")
    office.at("60:00")
    entered = filing.enter(office.desk, ticket, kind="call", started_at=NINE + 120, ended_at=NINE + 900)
    assert filed(office, entered.group_id).bill.billed_minutes == 13


def test_nobody_cancels_the_work_of_a_colleague(office, ticket):
    group = worked(office, ticket, "0:00", "8:00")
    office.desk.who = "marta"
    assert refused(cancel.cancel, office.desk, group, why=WHY) == "not_yours"
    assert refused(cancel.cancel, office.desk, why=WHY) == "no_call_running"
    with pytest.raises(NotFound):
        cancel.cancel(office.desk, 99, why=WHY)


@pytest.mark.rule("D19", "A5")
def test_the_lead_sees_what_was_cancelled_beyond_the_free_minutes(office, ticket):
    cancel.cancel(office.desk, worked(office, ticket, "0:00", "5:00"), why="breve")
    cancel.cancel(office.desk, worked(office, ticket, "20:00", "25:01"), why=WHY)
    (shown,) = backlog.figures(office.desk).cancelled
    assert (shown.why, shown.by, shown.seconds) == (WHY, "luca", 301)
    assert (shown.billed_minutes, shown.net_cents, shown.rule) == (6, 540, "D28")
    office.at("2026-03-18 09:00")
    assert backlog.figures(office.desk).cancelled == ()


def test_three_free_minutes_that_would_have_made_a_contact_cost_are_seen_too(office, ticket):
    filed(office, worked(office, ticket, "0:00", "4:00"))
    timer.start(office.at("6:00").desk, ticket)
    cancel.cancel(office.at("9:00").desk, why=WHY)
    (shown,) = backlog.figures(office.desk).cancelled
    assert (shown.seconds, shown.billed_minutes) == (180, 7)


def test_what_was_cancelled_is_in_no_month_and_in_no_rehearsal(office, ticket):
    cancel.cancel(office.desk, worked(office, ticket, "0:00", "30:00"), why=WHY)
    office.at("2026-04-01 08:30")
    month = month_end.of_month(office.desk, "2026-03")
    assert (month.settlements, month.unfiled) == ((), 0)
    assert rehearsal.month(office.desk, office.desk.service, "2026-03").work == ()


@pytest.mark.rule("M4")
def test_a_promise_that_a_mistaken_call_kept_is_still_to_be_kept(tmp_path, watch):
    house = House(tmp_path, "digital-micro", watch).knows(adhesion="2025-01-10")
    code = house.request("portal").ticket
    watch.passes(600)
    timer.start(house.desk, code, inbound=False)
    assert tickets.get(house.desk, code).answered_at == watch.at
    watch.passes(30)
    cancel.cancel(house.desk, why=WHY)
    assert tickets.get(house.desk, code).answered_at is None
    house.desk.close()


@pytest.mark.rule("T7")
def test_who_was_to_be_called_back_still_waits(tmp_path, watch):
    house = House(tmp_path, "contabilita-in-cloud", watch, plan="ADVANCED")
    code = house.request("chat").ticket
    assert house.callback().state == "open"
    timer.start(house.desk, code, inbound=False)
    watch.passes(30)
    callbacks.attempt(house.desk, house.callback().id, "reached")
    assert callbacks.listing(house.desk) == (), "somebody was too quick to say so"
    cancel.cancel(house.desk, why=WHY)
    assert (house.callback().ticket, house.callback().state) == (code, "open")
    house.desk.close()

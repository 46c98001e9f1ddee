"""The timer at the desk: start, switch, pause, stop, and what makes one contact (D16, D18, D23, A6)."""

import pytest
from deskterm.desk.billing import filing
from deskterm.desk.calls import contacts, timer
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.tickets import tickets
from deskterm.storage.tickets import events as event_rows

from tests.desk.money_kit import NINE


@pytest.fixture
def ticket(office):
    return office.ticket(office.customer())


def test_a_call_is_written_down_the_moment_it_starts(office, ticket):
    session = timer.start(office.desk, ticket)
    assert (session.state, session.started_at, session.ended_at) == ("running", NINE, None)
    assert timer.running(office.desk).session == session


def test_a_technician_has_one_call_at_a_time_and_is_told_which(office, ticket):
    timer.start(office.desk, ticket)
    other = office.ticket(office.customer("Officine Verdi"))
    with pytest.raises(Refused) as refusal:
        timer.start(office.desk, other)
    assert refusal.value.code == "call_running"
    assert refusal.value.values == {"code": ticket, "customer": "Ferramenta Zaupa"}


def test_a_second_call_parks_the_first_which_waits_in_pause(office, ticket):
    other = office.ticket(office.customer("Officine Verdi"), subject="Password scaduta")
    first = timer.start(office.desk, ticket)
    second = timer.start(office.at("3:00").desk, other, park="altra chiamata")
    assert timer.running(office.desk).session == second
    (paused,) = contacts.paused(office.desk)
    assert (paused.id, paused.sessions[0].ended_at) == (first.group_id, second.started_at)


def test_a_second_call_that_is_refused_parks_nothing(office, ticket):
    silent = office.ticket(office.customer("Officine Verdi"), phone="")
    first = timer.start(office.desk, ticket)
    with pytest.raises(Refused) as refusal:
        timer.start(office.at("3:00").desk, silent, inbound=False, park="altra chiamata")
    assert refusal.value.rule == "D16"
    assert timer.running(office.desk).session == first


def test_two_technicians_on_one_ticket_are_one_contact_of_the_time_that_passed(office, ticket):
    timer.start(office.desk, ticket)
    office.desk.who = "marta"
    session = timer.start(office.at("2:00").desk, ticket)
    timer.stop(office.at("8:00").desk)
    with pytest.raises(Refused) as refusal:
        filing.file(office.desk, session.group_id, outcome="solved", reason="setup")
    assert (refusal.value.code, refusal.value.values["who"]) == ("still_running", "luca")
    office.desk.who = "luca"
    timer.stop(office.at("10:00").desk)
    done = filing.file(office.desk, session.group_id, outcome="solved", reason="setup")
    assert (len(done.sessions), done.bill.seconds, done.bill.billed_minutes) == (2, 600, 10)


def test_two_technicians_call_at_the_same_time(office, ticket):
    timer.start(office.desk, ticket)
    office.desk.who = "marta"
    timer.start(office.desk, office.ticket(office.customer("Officine Verdi")))
    assert timer.running(office.desk).session.technician == "marta"


@pytest.mark.rule("D16")
def test_nobody_is_called_who_left_no_direct_number(office):
    ticket = office.ticket(office.customer(), phone="")
    with pytest.raises(Refused) as refusal:
        timer.start(office.desk, ticket, inbound=False)
    assert (refusal.value.code, refusal.value.rule) == ("call_blocked", "D16")
    assert timer.running(office.desk) is None


@pytest.mark.rule("D23", "A8")
def test_who_calls_about_a_closed_ticket_is_asked_for_one_but_served(office, ticket):
    office.at("1:00")
    tickets.close(office.desk, ticket, why="risolto")
    said = timer.warnings(office.desk, ticket, inbound=True)
    assert [(decision.do, decision.rule) for decision in said] == [("warn", "D23")]
    timer.start(office.desk, ticket)
    kept = tickets.why(office.desk, ticket)
    assert "D23" in [decision.rule for decision in kept if decision.point == "call"]


def test_the_running_call_shows_its_customer_its_seconds_and_when_it_begins_to_cost(office, ticket):
    timer.start(office.desk, ticket)
    office.at("3:41")
    now = timer.running(office.desk)
    assert now.customer.name == "Ferramenta Zaupa"
    assert (now.seconds, now.earlier) == (221, 0)
    assert now.marks == ((240, "soon"), (300, "money"))


@pytest.mark.rule("D18", "A6")
def test_a_call_turned_into_a_remote_session_goes_on_in_the_same_second(office, ticket):
    call = timer.start(office.desk, ticket)
    office.at("3:00")
    remote = timer.switch(office.desk, "remote")
    office.at("4:30")
    now = timer.running(office.desk)
    assert (remote.started_at, remote.group_id) == (NINE + 180, call.group_id)
    assert (now.seconds, now.earlier) == (270, 180)
    kept = tickets.why(office.desk, ticket)
    assert ("switch", "D18") in [(decision.do, decision.rule) for decision in kept]


@pytest.mark.parametrize("kind", ["call", "onsite", "tea"])
def test_a_call_turns_only_into_what_the_terms_name(office, ticket, kind):
    timer.start(office.desk, ticket)
    with pytest.raises(Refused) as refusal:
        timer.switch(office.desk, kind)
    assert refusal.value.code == "switch_kind"
    assert timer.running(office.desk).session.kind == "call"


@pytest.mark.rule("A6")
def test_a_pause_belongs_to_the_contact_but_not_to_its_time(office, ticket):
    first = timer.start(office.desk, ticket)
    timer.pause(office.at("2:00").desk, "cerca la chiavetta")
    assert contacts.group(office.desk, first.group_id).paused
    again = timer.resume(office.at("32:00").desk, first.group_id)
    timer.stop(office.at("34:30").desk)
    contact = contacts.group(office.desk, first.group_id)
    assert again.group_id == first.group_id
    assert not contact.paused
    assert filing.preview(office.desk, first.group_id).bill.seconds == 270


def test_a_new_call_within_the_gap_ends_a_pause(office, ticket):
    first = timer.start(office.desk, ticket)
    timer.pause(office.at("2:00").desk)
    timer.start(office.at("4:00").desk, ticket)
    assert not contacts.group(office.desk, first.group_id).paused


@pytest.mark.rule("A6")
def test_a_dropped_line_taken_up_within_ten_minutes_is_the_same_contact(office, ticket):
    first = timer.start(office.desk, ticket)
    timer.stop(office.at("2:00").desk)
    again = timer.start(office.at("12:00").desk, ticket)
    assert again.group_id == first.group_id


@pytest.mark.rule("A6")
def test_a_call_a_second_later_than_that_is_another_contact(office, ticket):
    first = timer.start(office.desk, ticket)
    timer.stop(office.at("2:00").desk)
    again = timer.start(office.at("12:01").desk, ticket)
    assert again.group_id != first.group_id


def test_a_call_about_another_ticket_is_another_contact(office, ticket):
    first = timer.start(office.desk, ticket)
    timer.stop(office.at("2:00").desk)
    other = timer.start(office.desk, office.ticket(office.customer("Officine Verdi")))
    assert other.group_id != first.group_id


@pytest.mark.parametrize("deed", [timer.stop, timer.pause, timer.switch])
def test_without_a_call_there_is_nothing_to_end(office, deed):
    with pytest.raises(Refused) as refusal:
        deed(office.desk)
    assert refusal.value.code == "no_call_running"


def test_an_unknown_ticket_kind_or_contact_is_named(office, ticket):
    with pytest.raises(NotFound) as missing:
        timer.start(office.desk, "TK999999")
    assert missing.value.values == {"code": "TK999999"}
    with pytest.raises(Refused) as refusal:
        timer.start(office.desk, ticket, kind="tea")
    assert refusal.value.code == "session_kind"
    with pytest.raises(NotFound) as missing:
        timer.resume(office.desk, 77)
    assert missing.value.values == {"group": 77}


def test_a_stopped_call_waits_to_be_filed_and_keeps_what_was_typed(office, ticket):
    session = timer.start(office.desk, ticket)
    filing.note(office.desk, session.group_id, "data di fine mese\nerrata", reason="setup")
    timer.stop(office.at("4:00").desk)
    waiting = contacts.unfiled(office.desk)
    assert [(item.id, item.note, item.reason) for item in waiting] == [
        (session.id, "data di fine mese\nerrata", "setup")
    ]
    office.desk.who = "marta"
    assert contacts.unfiled(office.desk) == ()
    assert len(contacts.unfiled(office.desk, everyone=True)) == 1


def test_every_deed_of_the_timer_leaves_one_event(office, ticket):
    session = timer.start(office.desk, ticket)
    timer.switch(office.at("1:00").desk)
    timer.pause(office.at("2:00").desk, "pranzo")
    timer.resume(office.at("3:00").desk, session.group_id)
    timer.stop(office.at("4:00").desk)
    with office.desk.read() as conn:
        history = event_rows.of_ticket(conn, session.ticket_id)
    deeds = [event.deed for event in history if event.deed.startswith("session")]
    assert deeds == [
        "session_started",
        "session_switched",
        "session_paused",
        "session_resumed",
        "session_stopped",
    ]
    assert next(event for event in history if event.deed == "session_paused").after["why"] == "pranzo"


def test_a_forgotten_call_is_ended_by_somebody_else_and_its_time_is_in_doubt(office, ticket):
    timer.start(office.desk, ticket)
    office.desk.who = "marta"
    session = timer.stop(office.at("600:00").desk, technician="luca")
    assert (session.technician, session.state, session.to_confirm) == ("luca", "stopped", True)
    with pytest.raises(Refused) as refusal:
        filing.file(office.desk, session.group_id, outcome="solved", reason="setup")
    assert refusal.value.code == "time_to_confirm"


def test_a_second_call_about_a_ticket_goes_on_with_the_contact_that_was_paused_on_it(office, ticket):
    first = timer.start(office.desk, ticket)
    timer.pause(office.at("0:14").desk, "arriva un'altra telefonata")
    again = timer.start(office.at("120:00").desk, ticket)
    assert again.group_id == first.group_id and timer.went_on(office.desk, again) == 14
    assert timer.went_on(office.desk, first) is None
    timer.stop(office.at("123:00").desk)
    (contact,) = contacts.groups(office.desk, ticket)
    assert not contact.paused
    assert filing.preview(office.desk, contact.id).bill.seconds == 194, "one request, one contact"


def test_a_contact_that_a_colleague_has_paused_stays_theirs(office, ticket):
    first = timer.start(office.desk, ticket)
    timer.pause(office.at("0:14").desk, "pausa")
    office.desk.who = "marta"
    again = timer.start(office.at("120:00").desk, ticket)
    assert again.group_id != first.group_id and timer.went_on(office.desk, again) is None

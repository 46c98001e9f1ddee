"""Appointments lie inside the service's hours; making one keeps the promise of a first contact (M4)."""

import pytest
from deskterm.desk.agenda import appointments
from deskterm.desk.billing import cancel, filing
from deskterm.desk.calls import timer
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.intake import receive
from deskterm.desk.lead import backlog
from deskterm.desk.queue import queue
from deskterm.desk.tickets import tickets, undo

from tests.clocks import rome
from tests.desk.five import House
from tests.desk.mails import mail


@pytest.fixture
def micro(tmp_path, watch):
    """Digital Micro: first contact within two working days, appointments 9-12 and 15-18."""
    house = House(tmp_path, "digital-micro", watch).knows(adhesion="2026-01-10")
    yield house
    house.desk.close()


def agree(house, code, start, minutes=60, **more):
    return appointments.add(house.desk, code, starts_at=rome(start), minutes=minutes, **more)


def promise(desk, code):
    return [
        (one.do, one.rule, one.detail.get("by"))
        for one in tickets.why(desk, code)
        if one.do in ("promise_kept", "promise_late")
    ]


@pytest.mark.rule("M4", "M12")
def test_an_appointment_is_the_first_contact_and_the_ticket_rests_until_then(micro, watch):
    code = micro.request("portal").ticket
    assert tickets.get(micro.desk, code).due_at == rome("2026-03-04T18:00")
    made = agree(micro, code, "2026-03-05T15:00", 90, kind="onsite")
    assert (made.kind, made.ends_at, made.rule, made.paid) == (
        "onsite",
        rome("2026-03-05T16:30"),
        "M12",
        True,  # its price is to be agreed
    )
    ticket = tickets.get(micro.desk, code)
    assert (ticket.state, ticket.until) == ("parked", rome("2026-03-05T15:00"))
    assert ticket.answered_at == rome("2026-03-02T09:00")
    assert promise(micro.desk, code) == [("promise_kept", "M4", "appointment")]
    watch.set("2026-03-05T15:00")
    assert queue.figures(micro.desk).breached == 0
    assert [one.code for one in queue.wake(micro.desk)] == [code]
    assert queue.figures(micro.desk).breached == 0
    assert backlog.figures(micro.desk).breached == ()


@pytest.mark.rule("M4")
def test_without_a_contact_the_promise_is_broken_at_the_second_days_closing(micro, watch):
    code = micro.request("portal").ticket
    watch.set("2026-03-04T18:00")
    assert queue.figures(micro.desk).breached == 0
    watch.set("2026-03-04T18:01")
    assert queue.figures(micro.desk).breached == 1
    assert [one.code for one in backlog.figures(micro.desk).breached] == [code]


@pytest.mark.rule("M4")
@pytest.mark.parametrize("inbound", [True, False])
def test_a_call_keeps_the_promise_too(micro, watch, inbound):
    code = micro.request("portal").ticket
    timer.start(micro.desk, code, inbound=inbound)
    assert promise(micro.desk, code) == [("promise_kept", "M4", "call")]
    watch.passes(60)
    timer.stop(micro.desk)
    timer.start(micro.desk, code, inbound=inbound)
    assert len(promise(micro.desk, code)) == 1


@pytest.mark.rule("M4")
def test_work_that_is_entered_afterwards_was_a_contact_when_it_began(micro, watch):
    code = micro.request("portal").ticket
    watch.set("2026-03-02T12:00")
    start, end = rome("2026-03-02T10:00"), rome("2026-03-02T10:10")
    filing.enter(micro.desk, code, kind="call", started_at=start, ended_at=end)
    assert tickets.get(micro.desk, code).answered_at == start


@pytest.mark.rule("D5")
def test_where_an_answer_is_promised_a_call_is_not_one(desk):
    code = receive.receive_mail(desk, mail()).ticket
    timer.start(desk, code, inbound=False)
    assert tickets.get(desk, code).answered_at is None
    assert promise(desk, code) == []


@pytest.mark.rule("M12")
@pytest.mark.parametrize(
    ("start", "minutes"),
    [
        ("2026-03-02T08:30", 60),
        ("2026-03-02T11:30", 60),
        ("2026-03-02T12:30", 60),
        ("2026-03-02T11:00", 300),
        ("2026-03-07T10:00", 60),
        ("2026-04-06T10:00", 60),
    ],
)
def test_outside_the_hours_nothing_is_agreed(micro, watch, start, minutes):
    watch.set("2026-03-02T08:00")
    code = micro.request("portal").ticket
    with pytest.raises(Refused) as closed:
        agree(micro, code, start, minutes)
    assert (closed.value.code, closed.value.rule) == ("appointment_closed", "M12")
    assert tickets.get(micro.desk, code).state == "queued"


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"kind": "training"}, "appointment_kind"),
        ({"technician": "nessuno"}, "no_technician"),
        ({"minutes": 0}, "appointment_length"),
    ],
)
def test_what_cannot_be_agreed_is_said(micro, more, why):
    code = micro.request("portal").ticket
    with pytest.raises(Refused) as refused:
        agree(micro, code, "2026-03-03T10:00", **more)
    assert refused.value.code == why
    with pytest.raises(Refused) as past:
        agree(micro, code, "2026-03-02T08:59")
    assert past.value.code == "appointment_in_past"


def test_a_technician_is_in_one_place_at_a_time(micro):
    first = micro.request("portal").ticket
    second = micro.request("portal", subject="Altro").ticket
    made = agree(micro, first, "2026-03-03T10:00")
    with pytest.raises(Refused) as twice:
        agree(micro, second, "2026-03-03T10:59")
    assert (twice.value.code, twice.value.values["code"]) == ("appointment_overlaps", first)
    assert agree(micro, second, "2026-03-03T10:30", technician="marta").technician == "marta"
    assert agree(micro, second, "2026-03-03T15:00").starts_at > made.ends_at
    assert [one.ticket for one in appointments.listing(micro.desk)] == [first, second, second]


def test_a_ticket_has_one_appointment_at_a_time_whoever_goes(micro):
    code = micro.request("portal").ticket
    made = agree(micro, code, "2026-03-03T10:00")
    with pytest.raises(Refused) as twice:
        agree(micro, code, "2026-03-03T10:59", technician="marta")
    assert (twice.value.code, twice.value.values["number"]) == ("appointment_same_ticket", made.id)
    appointments.move(micro.desk, made.id, starts_at=rome("2026-03-03T10:15"))
    assert agree(micro, code, "2026-03-03T15:00", technician="marta").technician == "marta"


def test_an_appointment_is_moved_called_off_and_held(micro, watch):
    code = micro.request("portal").ticket
    made = agree(micro, code, "2026-03-03T10:00", 45)
    moved = appointments.move(micro.desk, made.id, starts_at=rome("2026-03-04T17:15"))
    assert moved.ends_at == rome("2026-03-04T18:00")
    assert tickets.get(micro.desk, code).until == rome("2026-03-04T17:15")
    with pytest.raises(Refused) as closed:
        appointments.move(micro.desk, made.id, starts_at=rome("2026-03-04T17:30"))
    assert closed.value.rule == "M12"
    with pytest.raises(Refused):
        appointments.cancel(micro.desk, made.id, why=" ")
    off = appointments.cancel(micro.desk, made.id, why="il cliente è in ferie")
    assert (off.state, off.why) == ("cancelled", "il cliente è in ferie")
    assert tickets.get(micro.desk, code).state == "queued"
    with pytest.raises(Refused) as over:
        appointments.done(micro.desk, made.id)
    assert over.value.code == "appointment_over"
    with pytest.raises(NotFound):
        appointments.done(micro.desk, 99)
    again = agree(micro, code, "2026-03-03T10:00")
    watch.set("2026-03-03T11:00")
    assert appointments.done(micro.desk, again.id).state == "done"
    assert [one.state for one in appointments.of_ticket(micro.desk, code)] == ["cancelled", "done"]


@pytest.mark.rule("D17", "D22")
def test_a_paid_topic_becomes_a_paid_appointment_on_the_desks_own_hours(desk, watch):
    from deskterm.desk.triage import triage

    code = receive.receive_mail(desk, mail()).ticket
    triage.triage(desk, code, topic="training")
    made = appointments.add(desk, code, starts_at=rome("2026-03-02T14:00"), minutes=60, kind="training")
    assert made.paid
    with pytest.raises(Refused) as closed:
        appointments.add(desk, code, starts_at=rome("2026-03-02T12:00"), minutes=60, kind="remote")
    assert (made.rule, closed.value.rule) == ("D17", "D22")


def test_what_an_appointment_did_is_not_half_taken_back(micro):
    agree(micro, micro.request("portal").ticket, "2026-03-03T10:00")
    assert undo.offer(micro.desk).event is None
    with pytest.raises(Refused):
        undo.undo(micro.desk)


def test_the_first_free_hour_is_proposed(micro):
    code = micro.request("portal").ticket
    assert appointments.proposal(micro.desk, code, minutes=60) == rome("2026-03-02T09:00")
    agree(micro, code, "2026-03-02T09:00", 150)
    assert appointments.proposal(micro.desk, code, minutes=60) == rome("2026-03-02T15:00")
    other = micro.request("portal", subject="Altro").ticket
    assert appointments.proposal(micro.desk, other, minutes=60, technician="marta") == rome(
        "2026-03-02T09:00"
    )
    assert appointments.proposal(micro.desk, code, minutes=60, technician="marta") == rome("2026-03-02T15:00")
    with pytest.raises(Refused) as long:
        appointments.proposal(micro.desk, code, minutes=240)
    assert long.value.rule == "M12"


def test_a_ticket_with_two_appointments_rests_until_the_first(micro):
    code = micro.request("portal").ticket
    agree(micro, code, "2026-03-04T10:00")
    agree(micro, code, "2026-03-06T10:00")
    assert tickets.get(micro.desk, code).until == rome("2026-03-04T10:00")


@pytest.mark.parametrize(
    "case",
    [
        ("contabilita-in-cloud", "chat", "T8", "call", "2026-03-06T12:00", "2026-03-06T11:00"),
        ("contabilita-in-cloud", "chat", "T8", "call", "2026-03-08T03:00", "2026-03-09T09:00"),
        ("omniagest", "portal", "H2", "remote", "2026-03-08T03:00", "2026-03-09T09:00"),
    ],
)
def test_sessions_are_agreed_within_the_hours_and_of_the_kinds_of_each_service(tmp_path, watch, case):
    service, channel, rule, kind, closed, opened = case
    house = House(tmp_path, service, watch, plan="ADVANCED")
    if service == "omniagest":
        house.tickets_sold(3)
    code = house.request(channel, fields={"type": "usage"} if channel == "portal" else {}).ticket
    with pytest.raises(Refused) as refused:
        agree(house, code, closed)
    assert (refused.value.code, refused.value.rule) == ("appointment_closed", rule)
    with pytest.raises(Refused) as visit:
        agree(house, code, opened, kind="onsite")
    assert (visit.value.code, visit.value.rule) == ("appointment_kind", rule)
    assert agree(house, code, opened).kind == kind
    house.desk.close()


@pytest.mark.rule("I24")
def test_a_visit_to_the_customer_is_a_paid_appointment_even_where_the_cloud_is_free(tmp_path, watch):
    house = House(tmp_path, "istes", watch).knows(deployment="cloud")
    code = house.request("mail").ticket
    assert agree(house, code, "2026-03-03T10:00", kind="onsite").paid
    assert not agree(house, code, "2026-03-04T10:00", kind="remote").paid
    house.desk.close()


@pytest.mark.rule("D21", "D26")
def test_an_appointment_after_an_urgent_call_is_that_of_the_urgent_line(desk):
    code = receive.receive_request(
        desk, channel="urgent", customer="C001", subject="Cassa ferma", body="Non apre.", blocking=True
    ).ticket
    made = appointments.add(desk, code, starts_at=rome("2026-03-02T14:00"), minutes=60, kind="remote")
    assert (made.rule, made.paid) == ("D21", True)


def test_phone_fault_10_when_its_hour_comes_a_ticket_is_in_the_hands_of_whom_the_customer_expects(
    micro, watch
):
    code = micro.request("portal").ticket
    agree(micro, code, "2026-03-05T15:00", kind="remote", technician="marta")
    watch.set("2026-03-05T14:59")
    assert queue.wake(micro.desk) == ()
    watch.set("2026-03-05T15:00")
    (woken,) = queue.wake(micro.desk)
    assert (woken.state, woken.taken_by, woken.taken_at) == ("taken", "marta", watch.at)
    assert queue.take_next(micro.desk) is None


def test_near_are_my_appointments_from_some_minutes_before_until_they_are_over(micro, watch):
    mine, hers = micro.request("portal").ticket, micro.request("portal", subject="Altro").ticket
    agree(micro, mine, "2026-03-05T15:00", kind="remote")
    agree(micro, hers, "2026-03-05T15:00", kind="remote", technician="marta")

    def near(at):
        watch.set(at)
        return [one.ticket for one in appointments.near(micro.desk, 300)]

    assert near("2026-03-05T14:54") == []
    assert near("2026-03-05T14:55") == [mine]
    assert near("2026-03-05T15:59") == [mine]
    assert near("2026-03-05T16:00") == []


@pytest.mark.rule("M4")
def test_a_contact_after_its_time_is_no_promise_kept(micro, watch):
    code = micro.request("portal").ticket
    watch.set("2026-03-04T18:01")
    timer.start(micro.desk, code, inbound=False)
    assert promise(micro.desk, code) == [("promise_late", "M4", "call")]
    watch.passes(60)
    cancel.cancel(micro.desk, timer.stop(micro.desk).group_id, why="prova")
    assert tickets.get(micro.desk, code).contacted_at is None

"""The agenda, the free moments between what is promised, and what is loose at the end of a shift."""

import pytest
from deskterm.desk.agenda import appointments, callbacks, loose_ends, planned, slots
from deskterm.desk.calls import timer
from deskterm.desk.queue import queue

from tests.clocks import rome
from tests.desk.five import House


@pytest.fixture
def micro(tmp_path, watch):
    """Digital Micro: appointments 9-12 and 15-18."""
    house = House(tmp_path, "digital-micro", watch).knows(adhesion="2026-01-10")
    yield house
    house.desk.close()


def ticket(house, subject):
    return house.request("portal", subject=subject).ticket


def agree(house, code, start, **more):
    return appointments.add(house.desk, code, starts_at=rome(start), minutes=60, **{"kind": "remote", **more})


def told(found):
    return [(one.what, one.ticket, one.at) for one in found]


def test_the_agenda_has_appointments_and_callbacks_in_order_of_time_what_is_late_first(micro, watch):
    one, two, three = (ticket(micro, subject) for subject in ("Uno", "Due", "Tre"))
    callbacks.add(micro.desk, three)
    agree(micro, two, "2026-03-03T15:00", technician="marta")
    agree(micro, one, "2026-03-02T15:00")
    watch.set("2026-03-02T11:00")
    assert told(planned.listing(micro.desk)) == [
        ("call", three, rome("2026-03-02T09:00")),
        ("appointment", one, rome("2026-03-02T15:00")),
        ("appointment", two, rome("2026-03-03T15:00")),
    ]
    assert [one.late for one in planned.listing(micro.desk)] == [True, False, False]
    assert [one.ticket for one in planned.listing(micro.desk, who="luca")] == [three, one]
    low, high = rome("2026-03-03T00:00"), rome("2026-03-04T00:00")
    assert two in [one.ticket for one in planned.listing(micro.desk, low=low, high=high)]


def test_a_day_of_the_agenda_is_as_long_as_it_is_on_both_nights_of_summer_time(micro):
    spring, autumn = rome("2026-03-28T12:00"), rome("2026-10-24T12:00")
    days = [
        planned.day_after(micro.desk, at, 2) - planned.day_after(micro.desk, at, 1) for at in (spring, autumn)
    ]
    assert days == [23 * 3600, 25 * 3600]


def test_the_hours_of_a_day_are_the_terms_own_and_none_on_a_holiday(micro):
    monday = planned.open_hours(micro.desk, rome("2026-03-02T12:00"))
    assert (rome("2026-03-02T09:00"), rome("2026-03-02T12:00")) in monday
    assert planned.open_hours(micro.desk, rome("2026-04-06T12:00")) == ()


def test_the_next_call_is_promised_inside_the_hours_and_beside_what_is_promised_already(tmp_path, watch):
    cloud = House(tmp_path, "contabilita-in-cloud", watch, plan="ADVANCED")
    watch.set("2026-03-02T10:30")
    first, second = (cloud.request("chat", subject=one).ticket for one in ("Uno", "Due"))
    for number in [one.id for one in callbacks.listing(cloud.desk)]:
        callbacks.attempt(cloud.desk, number, "written")
    assert slots.next_slot(cloud.desk, first) == rome("2026-03-02T10:30")
    callbacks.add(cloud.desk, second, due_at=rome("2026-03-02T10:35"))
    assert slots.next_slot(cloud.desk, first) == rome("2026-03-02T10:45")
    appointments.add(cloud.desk, second, starts_at=rome("2026-03-02T10:40"), minutes=30)
    assert slots.next_slot(cloud.desk, first) == rome("2026-03-02T11:10")
    late = slots.next_slot(cloud.desk, first, at=rome("2026-03-06T19:00"))
    assert late == rome("2026-03-09T08:30")  # Friday evening: Monday morning
    hours = {"window_from": "15:00", "window_to": "17:00"}
    assert slots.next_slot(cloud.desk, first, **hours) == rome("2026-03-02T15:00")
    cloud.desk.close()


def test_phone_fault_11_what_is_loose_at_the_end_of_the_shift(micro, watch):
    held, worked, later, letter = (ticket(micro, one) for one in ("Uno", "Due", "Tre", "Quattro"))
    hers = ticket(micro, "Cinque")
    queue.take(micro.desk, held, reason="prova")
    micro.desk.who = "marta"
    queue.take(micro.desk, hers, reason="prova")
    micro.desk.who = "luca"
    timer.start(micro.desk, worked, inbound=True)
    watch.passes(300)
    timer.stop(micro.desk)
    agree(micro, later, "2026-03-03T10:00")
    agree(micro, letter, "2026-03-20T10:00")
    found = loose_ends.listing(micro.desk)
    assert [(one.what, one.ticket) for one in found if one.what not in ("letter", "call")] == [
        ("session", worked),
        ("hand", held),
        ("appointment", later),
    ]
    assert [one.seconds for one in found if one.what == "session"] == [300]
    assert [one.what for one in loose_ends.mine(found)] == ["session", "hand"]


def test_phone_fault_11_a_running_call_comes_first(micro):
    worked = ticket(micro, "Uno")
    timer.start(micro.desk, worked, inbound=True)
    assert loose_ends.listing(micro.desk)[0].what == "running"


def test_law_12_looking_at_what_is_loose_writes_nothing(micro):
    ticket(micro, "Uno")
    before = micro.desk.changed()
    loose_ends.listing(micro.desk)
    assert micro.desk.changed() == before


def test_a_call_taken_up_again_is_one_loose_end_with_all_its_time(micro, watch):
    group = timer.start(micro.desk, ticket(micro, "Uno"), inbound=True).group_id
    watch.passes(100)
    timer.pause(micro.desk, "suona un altro")
    timer.resume(micro.desk, group)
    watch.passes(50)
    work = [one for one in loose_ends.listing(micro.desk) if one.what in ("running", "session")]
    assert [(one.what, one.number, one.seconds) for one in work] == [("running", group, 150)]

"""Work and what it promises are filed as one: the line commands do it too."""

from __future__ import annotations

import pytest
from deskterm.desk.agenda import appointments, callbacks, promise_at_filing
from deskterm.desk.billing import filing
from deskterm.desk.calls import contacts, timer
from deskterm.desk.errors import Refused
from deskterm.models.records.agenda import Promise

from tests.clocks import rome
from tests.screens.five import FiveDesk


def stopped(folder, service: str = "delta-system") -> tuple[FiveDesk, str, int]:
    desk = FiveDesk(folder / "desk", service)
    code = desk.taken()
    group = timer.start(desk.desk, code).group_id
    desk.now += 60
    timer.stop(desk.desk)
    return desk, code, group


def test_phone_fault_3_the_promise_stands_outside_no_hours_and_the_customer_is_called_once(tmp_path):
    desk, code, group = stopped(tmp_path)
    desk.now = rome("2026-03-06T17:50")  # ten minutes before Friday's end
    made = promise_at_filing.file(desk.desk, group, outcome="call-back")
    assert made.callback.due_at == rome("2026-03-09T08:30"), "the terms call in the hours of the desk"
    assert [one.ticket for one in callbacks.listing(desk.desk)] == [code]


def test_phone_fault_3_without_an_hour_no_appointment_and_nothing_is_filed(tmp_path):
    desk, code, group = stopped(tmp_path)
    with pytest.raises(Refused) as refused:
        promise_at_filing.file(desk.desk, group, outcome="appointment")
    assert refused.value.code == "promise_when"
    assert contacts.group(desk.desk, group).filed_at is None
    promise = Promise(at=rome("2026-03-04T10:00"), minutes=90)
    promise_at_filing.file(desk.desk, group, outcome="appointment", promise=promise)
    (one,) = appointments.of_ticket(desk.desk, code)
    assert (one.starts_at, one.ends_at - one.starts_at) == (rome("2026-03-04T10:00"), 5400)


def test_phone_fault_3_an_hour_at_which_nobody_is_there_is_refused_with_the_work(tmp_path):
    desk, _, group = stopped(tmp_path)
    with pytest.raises(Refused):
        promise_at_filing.file(
            desk.desk, group, outcome="call-back", promise=Promise(at=rome("2026-03-08T10:00"))
        )
    assert contacts.group(desk.desk, group).filed_at is None
    filing.file(desk.desk, group, outcome="solved")


def test_phone_fault_3_a_call_that_waits_already_is_not_promised_twice(tmp_path):
    desk, code, group = stopped(tmp_path)
    first = callbacks.add(desk.desk, code)
    again = promise_at_filing.file(desk.desk, group, outcome="call-back").callback
    assert (again.id, again.due_at) == (first.id, first.due_at)


def test_who_was_called_in_vain_and_rings_is_promised_a_call_of_its_own(tmp_path):
    desk, code, group = stopped(tmp_path, "contabilita-in-cloud")
    (first,) = callbacks.of_ticket(desk.desk, code)
    for _ in range(3):
        desk.now += 3700
        callbacks.attempt(desk.desk, first.id, "no_answer")
    assert callbacks.get(desk.desk, first.id).state == "write"
    at = rome("2026-03-04T11:15")
    promise_at_filing.file(desk.desk, group, outcome="call-back", promise=Promise(at=at))
    (waits,) = callbacks.listing(desk.desk)
    assert (waits.state, waits.due_at, waits.attempts) == ("open", at, 0), "nobody is written to any more"
    assert callbacks.get(desk.desk, first.id).state == "reached"
    assert callbacks.attempt(desk.desk, waits.id, "no_answer").attempts == 1

"""A callback ends once the customer was spoken to about its ticket, or when somebody says so."""

import pytest
from deskterm.desk.agenda import callbacks, promise_at_filing
from deskterm.desk.calls import timer
from deskterm.desk.errors import Refused
from deskterm.desk.tickets import undo
from deskterm.models.records.agenda import Promise

from tests.clocks import rome
from tests.screens.five import FiveDesk


def desk_of(folder, service="delta-system"):
    desk = FiveDesk(folder / "desk", service)
    return desk, desk.taken()


def called(desk, code, outcome, *, kind="call", inbound=True, promise=None):
    """A call of two minutes, filed with its outcome."""
    group = timer.start(desk.desk, code, kind=kind, inbound=inbound).group_id
    desk.now += 120
    timer.stop(desk.desk)
    desk.now += 5
    return promise_at_filing.file(desk.desk, group, outcome=outcome, promise=promise)


def states(desk, code):
    return [one.state for one in callbacks.of_ticket(desk.desk, code)]


@pytest.mark.parametrize("outcome", ["appointment", "solved", "follow-up", "brief"])
def test_who_rings_and_is_served_about_the_same_ticket_need_not_be_called_any_more(tmp_path, outcome):
    desk, code = desk_of(tmp_path)
    called(desk, code, "call-back")
    assert len(callbacks.listing(desk.desk)) == 1
    desk.now += 1200
    promise = Promise(at=rome("2026-03-04T10:00"), minutes=60) if outcome == "appointment" else None
    called(desk, code, outcome, promise=promise)
    assert callbacks.listing(desk.desk) == () and states(desk, code) == ["reached"]


@pytest.mark.rule("T11")
def test_who_rings_and_is_promised_an_answer_in_writing_need_not_be_called_either(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "contabilita-in-cloud")
    code = desk.taken(fields={"reachable_from": "09:00", "reachable_to": "18:00"})
    assert len(callbacks.listing(desk.desk)) == 1
    found = called(desk, code, "answered-in-writing")
    assert found.letter and callbacks.listing(desk.desk) == () and states(desk, code) == ["reached"]


def test_a_call_that_is_promised_anew_stays_the_one_promise(tmp_path):
    desk, code = desk_of(tmp_path)
    called(desk, code, "call-back")
    desk.now += 1200
    called(desk, code, "call-back")
    assert len(callbacks.listing(desk.desk)) == 1 and states(desk, code) == ["open"]


def test_work_from_before_the_promise_keeps_it(tmp_path):
    desk, code = desk_of(tmp_path)
    group = timer.start(desk.desk, code).group_id
    desk.now += 120
    timer.stop(desk.desk)
    desk.now += 60
    callbacks.add(desk.desk, code)
    promise_at_filing.file(desk.desk, group, outcome="follow-up")
    assert states(desk, code) == ["open"]


def test_a_callback_that_is_not_needed_any_more_is_ended_and_may_be_taken_back(tmp_path):
    desk, code = desk_of(tmp_path)
    made = callbacks.add(desk.desk, code)
    assert callbacks.drop(desk.desk, made.id, why="ha richiamato lui").state == "dropped"
    assert callbacks.listing(desk.desk) == ()
    with pytest.raises(Refused):
        callbacks.drop(desk.desk, made.id)
    assert undo.undo(desk.desk).deed == "callback_let_go"
    assert callbacks.listing(desk.desk) == (made,)


def test_what_was_ended_stays_so_where_another_call_has_been_promised_since(tmp_path):
    desk, code = desk_of(tmp_path)
    first = callbacks.add(desk.desk, code)
    callbacks.drop(desk.desk, first.id)
    dropped = undo.offer(desk.desk).event
    callbacks.add(desk.desk, code)
    with pytest.raises(Refused):
        undo.undo(desk.desk, dropped.id)


def test_who_was_tried_often_enough_is_not_tried_once_more(tmp_path):
    """The fourth attempt is noted, counts for nothing, and no hour is named for a fifth."""
    desk, code = desk_of(tmp_path)
    desk.now = rome("2026-03-04T08:45")
    made = callbacks.add(desk.desk, code)
    for _ in range(3):
        callbacks.attempt(desk.desk, made.id, "no-answer")
        desk.now += 3600
    assert callbacks.get(desk.desk, made.id).state == "write"
    after = callbacks.attempt(desk.desk, made.id, "no-answer")
    tried = callbacks.attempts(desk.desk, made.id)
    assert (after.state, after.attempts, callbacks.not_counted(desk.desk, tried)[-1]) == (
        "write",
        3,
        "enough",
    )

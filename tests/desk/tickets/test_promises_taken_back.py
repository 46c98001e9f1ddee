"""Undo takes back the last deed of a person: a promised call too, and nothing older in its stead."""

from __future__ import annotations

import pytest
from deskterm.desk.agenda import appointments, callbacks
from deskterm.desk.billing import filing
from deskterm.desk.calls import timer
from deskterm.desk.customers import cards
from deskterm.desk.errors import Refused
from deskterm.desk.queue import queue
from deskterm.desk.tickets import merge, of_colleagues, tickets, undo

from tests.clocks import rome
from tests.screens.five import FiveDesk


@pytest.fixture
def delta(tmp_path) -> FiveDesk:
    return FiveDesk(tmp_path / "desk", "delta-system")


def states(desk, code):
    return [(one.state, one.attempts, one.due_at) for one in callbacks.of_ticket(desk.desk, code)]


def promised(desk, code):
    return [one for one in tickets.why(desk.desk, code) if one.do == "call_back" and not one.standing]


def test_a_promised_call_is_taken_back_and_then_what_was_done_before_it(delta):
    code = delta.taken()
    callbacks.add(delta.desk, code)
    assert undo.undo(delta.desk).deed == "callback_promised"
    assert (states(delta, code), tickets.get(delta.desk, code).state) == ([], "taken")
    assert [one for one in tickets.why(delta.desk, code) if one.do == "call_back" and not one.aside] == []
    assert undo.undo(delta.desk).deed == "taken"


def test_an_attempt_is_taken_back_and_the_call_is_due_as_it_was(delta):
    code = delta.taken()
    made = callbacks.add(delta.desk, code)
    before = states(delta, code)
    callbacks.attempt(delta.desk, made.id, "no_answer")
    delta.now += 7200
    callbacks.attempt(delta.desk, made.id, "busy")
    assert [undo.undo(delta.desk).deed for _ in range(3)] == ["callback_tried"] * 2 + ["callback_promised"]
    assert before[0][:2] == ("open", 0)
    assert callbacks.listing(delta.desk) == ()


def test_a_call_that_reached_the_customer_stays_and_nothing_else_goes(delta):
    code = delta.taken()
    made = callbacks.add(delta.desk, code)
    callbacks.attempt(delta.desk, made.id, "reached")
    with pytest.raises(Refused, match="was reached"):
        undo.undo(delta.desk)
    assert tickets.get(delta.desk, code).state == "taken"


def test_a_promise_that_a_colleague_has_kept_since_is_not_taken_back(delta):
    code = delta.taken()
    made = callbacks.add(delta.desk, code)
    delta.desk.who = "marta"
    callbacks.attempt(delta.desk, made.id, "no_answer")
    delta.desk.who = "luca"
    with pytest.raises(Refused) as since:
        undo.undo(delta.desk)
    assert since.value.code in ("changed_since", "undo_older")
    assert len(callbacks.listing(delta.desk)) == 1


@pytest.mark.parametrize("deed", ["made", "moved", "cancelled", "done", "customer", "request"])
def test_a_deed_that_stays_says_so_and_no_older_one_goes_in_its_stead(tmp_path, deed):
    micro = FiveDesk(tmp_path / "desk", "digital-micro")
    code = micro.taken()
    given = {"starts_at": rome("2026-03-03T11:00"), "minutes": 30, "kind": "remote"}
    one = appointments.add(micro.desk, code, **given) if deed in ("moved", "cancelled", "done") else None
    match deed:
        case "made":
            appointments.add(micro.desk, code, **given)
        case "moved":
            appointments.move(micro.desk, one.id, starts_at=rome("2026-03-03T11:15"))
        case "cancelled":
            appointments.cancel(micro.desk, one.id, why="ferie")
        case "done":
            appointments.done(micro.desk, one.id)
        case "customer":
            cards.add(micro.desk, code="C009", name="Bar Centrale")
        case "request":
            micro.request(subject="Altro")
    before = [one.state for one in appointments.of_ticket(micro.desk, code)]
    with pytest.raises(Refused) as stays:
        undo.undo(micro.desk)
    assert stays.value.code in ("cannot_undo", "undo_older")
    assert [one.state for one in appointments.of_ticket(micro.desk, code)] == before
    assert tickets.why(micro.desk, code), "and the taking stands"
    assert any(one.deed == "taken" and not one.undone for one in tickets.history(micro.desk, code))


def test_a_deed_of_another_day_is_not_taken_back_unless_it_is_named(delta):
    code = delta.taken()
    delta.now += 86_400
    with pytest.raises(Refused) as asked:
        undo.undo(delta.desk)
    assert asked.value.code == "undo_other_day" and code in str(asked.value)
    assert tickets.get(delta.desk, code).state == "taken"
    assert undo.undo(delta.desk, asked.value.values["number"]).deed == "taken"


def test_where_the_last_deed_stays_one_of_another_day_is_not_even_offered(delta):
    code = delta.taken()
    delta.now += 86_400
    tickets.note(delta.desk, delta.request(subject="Altro"), "sentito")
    offered = undo.offer(delta.desk)
    assert offered.event is None and offered.refused
    with pytest.raises(Refused) as stays:
        undo.undo(delta.desk)
    assert stays.value.code == "cannot_undo" and code not in str(stays.value)


def test_filed_work_is_not_undone_but_voided_whether_it_cost_or_not(delta):
    for minutes, costs in ((1, False), (90, True)):
        code = delta.taken(subject=f"Lavoro di {minutes}")
        group = timer.start(delta.desk, code).group_id
        delta.now += minutes * 60
        timer.stop(delta.desk)
        filed = filing.file(delta.desk, group, outcome="solved", reason="diagnosis")
        assert filed.bill.billable == costs
        of_filing = next(one for one in tickets.history(delta.desk, code) if one.deed == "contact_filed")
        with pytest.raises(Refused) as stays:
            undo.undo(delta.desk, of_filing.id)
        assert f"deskterm call void {group} --why" in str(stays.value) and "money" not in str(stays.value)


def test_colleagues_hear_that_a_merge_was_taken_back_on_either_ticket(delta):
    kept, gone = delta.taken(), delta.taken(subject="Altro")
    merge.merge(delta.desk, gone, kept)
    delta.desk.who = "marta"
    last = of_colleagues.newest(delta.desk)
    delta.desk.who = "luca"
    undo.undo(delta.desk)
    delta.desk.who = "marta"
    told = [(one.target, one.deed) for one in of_colleagues.since(delta.desk, last).events]
    assert (kept, "parted") in told and (gone, "undone") in told
    assert [of_colleagues.undid(one) for one in of_colleagues.since(delta.desk, last).events][-1] == "merged"
    queue.take_next(delta.desk)

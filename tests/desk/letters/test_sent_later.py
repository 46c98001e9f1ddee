"""A letter that is written to go later goes then: whoever writes it says so as they write."""

from __future__ import annotations

import pytest
from deskterm.desk.agenda import callbacks
from deskterm.desk.errors import Refused
from deskterm.desk.intake import receive
from deskterm.desk.letters import outbox, outgoing
from deskterm.desk.tickets import tickets, undo
from deskterm.desk.triage import clarify
from deskterm.models.records import promises

from tests.desk.mails import mail


@pytest.fixture
def code(desk):
    return str(receive.receive_mail(desk, mail()).ticket)


def waits(desk):
    return [one.kind for one in outgoing.ready(desk)]


def test_an_answer_written_for_later_waits_and_the_ticket_is_answered(desk, watch, code):
    at = watch() + 3600
    one = outbox.written_for_later(desk, at, tickets.answer, code, text="Domattina è pronto.")
    assert one.state == "answered" and waits(desk) == ["acknowledgement"]
    assert one.answered_at == at
    assert [each.kind for each in outbox.timed(desk)] == ["answer"]
    watch.passes(3600)
    assert waits(desk) == ["acknowledgement", "answer"]


def test_the_promise_is_kept_when_the_answer_is_to_leave_and_is_late_where_that_is(desk, watch, code):
    due = tickets.get(desk, code).due_at
    outbox.written_for_later(desk, due + 3600, tickets.answer, code, text="Fra qualche giorno.")
    (late,) = promises.of(tickets.get(desk, code))
    assert (late.kept_at, late.late_by(watch())) == (due + 3600, 3600)
    (letter,) = outbox.timed(desk)
    outbox.later(desk, letter.id, due - 60)
    assert promises.of(tickets.get(desk, code))[0].kept_at == due - 60
    outbox.later(desk, letter.id, None)
    assert tickets.get(desk, code).answered_at == watch()


def test_an_answer_that_is_stopped_before_it_leaves_has_answered_nobody(desk, watch, code):
    outbox.written_for_later(desk, watch() + 60, tickets.answer, code, text="Poi.")
    (letter,) = outbox.timed(desk)
    outbox.not_at_all(desk, letter.id)
    one = tickets.get(desk, code)
    assert (one.state, one.answered_at, one.taken_by) == ("taken", None, desk.who)
    assert promises.open_of(one)


def test_only_what_is_written_inside_is_put_off(desk, watch, code):
    outbox.written_for_later(desk, watch() + 60, tickets.answer, code, text="Poi.")
    tickets.answer(desk, code, text="Subito.")
    assert waits(desk) == ["acknowledgement", "answer"]


def test_a_moment_that_is_over_is_refused_and_nothing_is_written(desk, watch, code):
    with pytest.raises(Refused) as refused:
        outbox.written_for_later(desk, watch(), tickets.answer, code, text="Ieri.")
    assert refused.value.code == "letter_later_past"
    assert waits(desk) == ["acknowledgement"]


def test_a_letter_that_waits_can_be_put_off_again_sent_at_once_or_stopped(desk, watch, code):
    outbox.written_for_later(desk, watch() + 60, tickets.answer, code, text="Poi.")
    (letter,) = outbox.timed(desk)
    outbox.later(desk, letter.id, watch() + 7200)
    watch.passes(60)
    assert waits(desk) == ["acknowledgement"]
    outbox.later(desk, letter.id, None)
    assert waits(desk) == ["acknowledgement", "answer"]
    outbox.not_at_all(desk, letter.id)
    assert waits(desk) == ["acknowledgement"]


def test_a_letter_that_has_gone_or_is_going_is_left_alone(desk, code):
    outgoing.begin(desk)
    one = outgoing.ready(desk)[0]
    outgoing.going(desk, outgoing.the_letter(desk, one, "delta-system.example"), 1, b"raw")
    for deed in (outbox.not_at_all, outbox.arrived, outbox.send_again):
        with pytest.raises(Refused):
            deed(desk, one.number)
    outgoing.sent(desk, one.number, "250 ok", copy=False)
    with pytest.raises(Refused):
        outbox.later(desk, one.number, None)


def test_what_was_stopped_or_marked_by_mistake_is_sent_after_all(desk, code):
    number = outgoing.ready(desk)[0].number
    for mistake in (outbox.not_at_all, outbox.arrived):
        if mistake is outbox.arrived:
            refused(desk, number)
        mistake(desk, number)
        assert waits(desk) == []
        outbox.send_again(desk, number)
        assert waits(desk) == ["acknowledgement"]


@pytest.mark.parametrize("deed", [outbox.send_again, outbox.arrived])
@pytest.mark.usefixtures("italian")
def test_of_a_letter_that_waits_it_is_said_that_it_does_and_it_stays(desk, watch, code, deed):
    outbox.written_for_later(desk, watch() + 3600, tickets.answer, code, text="Poi.")
    (letter,) = outbox.timed(desk)
    with pytest.raises(Refused) as no:
        deed(desk, letter.id)
    assert no.value.code == "letter_waits" and "deve ancora partire" in str(no.value)
    assert [one.id for one in outbox.timed(desk)] == [letter.id]


@pytest.mark.parametrize("later", [False, True])
def test_that_a_letter_has_arrived_is_taken_back(desk, watch, code, later):
    if later:
        outbox.written_for_later(desk, watch() + 60, tickets.answer, code, text="Poi.")
        watch.passes(60)
    else:
        tickets.answer(desk, code, text="Ecco.")
    number = outgoing.ready(desk)[-1].number
    refused(desk, number)
    stood, ticket = outbox.way(desk, number), tickets.get(desk, code)
    watch.passes(600)
    outbox.arrived(desk, number)
    assert outbox.way(desk, number).state == "arrived"
    assert undo.undo(desk).deed == "letter_arrived"
    assert outbox.way(desk, number) == stood
    assert tickets.get(desk, code) == ticket
    outbox.arrived(desk, number)
    outbox.send_again(desk, number)
    with pytest.raises(Refused):
        undo.undo(desk)
    assert outbox.way(desk, number).state == "waiting"


def refused(desk, number):
    """The customer's server refuses a letter for good."""
    outgoing.begin(desk)
    one = outbox.way(desk, number)
    outgoing.going(desk, outgoing.the_letter(desk, one, "delta-system.example"), 1, b"raw")
    outgoing.failed(desk, number, "550 5.1.1 nobody here")


def letter_of(desk, kind):
    return next(one.number for one in outbox.outbox(desk).letters if one.kind == kind)


def test_an_answer_that_was_refused_and_is_stopped_has_answered_nobody(desk, watch, code):
    tickets.answer(desk, code, text="Dal menu Stampe.")
    number = letter_of(desk, "answer")
    refused(desk, number)
    watch.passes(3600)
    stopped = outbox.not_at_all(desk, number, why="telefono")
    one = tickets.get(desk, code)
    assert (one.state, one.answered_at, one.taken_by) == ("taken", None, desk.who)
    assert promises.open_of(one) and "in the hands of luca" in outbox.stands(desk, stopped)


def test_one_that_waits_is_told_with_its_ticket_when_it_is_stopped(desk, watch, code):
    outbox.written_for_later(desk, watch() + 60, tickets.answer, code, text="Poi.")
    stopped = outbox.not_at_all(desk, letter_of(desk, "answer"))
    assert "in the hands of luca" in outbox.stands(desk, stopped)


def test_what_another_letter_answers_stays_answered(desk, watch, code):
    tickets.answer(desk, code, text="Dal menu Stampe.")
    first = letter_of(desk, "answer")
    refused(desk, first)
    watch.passes(3600)
    tickets.answer(desk, code, text="Di nuovo: dal menu Stampe.")
    stopped = outbox.not_at_all(desk, first)
    one = tickets.get(desk, code)
    assert (one.state, one.answered_at) == ("answered", watch()), "by the letter that leaves"
    assert "stays answered" in outbox.stands(desk, stopped)


def test_a_ticket_that_is_closed_stays_so_and_it_is_said(desk, code):
    tickets.answer(desk, code, text="Dal menu Stampe.")
    number = letter_of(desk, "answer")
    tickets.close(desk, code)
    assert "stays closed" in outbox.stands(desk, outbox.not_at_all(desk, number))


def test_of_an_answer_that_may_have_arrived_nothing_is_taken_back(desk, code):
    tickets.answer(desk, code, text="Dal menu Stampe.")
    number = letter_of(desk, "answer")
    outgoing.begin(desk)
    one = outbox.way(desk, number)
    outgoing.going(desk, outgoing.the_letter(desk, one, "delta-system.example"), 1, b"raw")
    outgoing.doubtful(desk, number, "")
    stopped = outbox.not_at_all(desk, number)
    assert tickets.get(desk, code).state == "answered" and "may have arrived" in outbox.stands(desk, stopped)


def test_a_question_that_never_left_keeps_no_ticket_waiting(desk, code):
    clarify.clarify(desk, code, text="Quale stampante?")
    assert tickets.get(desk, code).state == "waiting"
    number = letter_of(desk, "clarification")
    refused(desk, number)
    stopped = outbox.not_at_all(desk, number)
    one = tickets.get(desk, code)
    assert (one.state, one.asked_at) == ("queued", None) and promises.open_of(one)
    assert "in the queue" in outbox.stands(desk, stopped)


def test_what_is_to_leave_later_is_taken_back_whole_by_undo(desk, watch, code):
    before = tickets.get(desk, code)
    outbox.written_for_later(desk, watch() + 3600, tickets.answer, code, text="Domattina.")
    assert undo.offer(desk).event.deed == "answered"
    undo.undo(desk)
    now = tickets.get(desk, code)
    assert (now.state, now.answered_at, now.taken_by) == (before.state, None, before.taken_by)
    watch.passes(7200)
    assert waits(desk) == ["acknowledgement"], "it never leaves"
    assert outbox.way(desk, tickets.thread(desk, code)[-1].id).state == "withdrawn"


def test_a_question_that_is_to_leave_later_is_taken_back_too(desk, watch, code):
    outbox.written_for_later(desk, watch() + 3600, clarify.clarify, code, text="Quale stampante?")
    undo.undo(desk)
    now = tickets.get(desk, code)
    assert (now.state, now.asked_at) == ("queued", None) and waits(desk) == ["acknowledgement"]


def test_once_its_moment_has_come_it_is_stopped_by_its_number(desk, watch, code):
    outbox.written_for_later(desk, watch() + 60, tickets.answer, code, text="Fra poco.")
    number = letter_of(desk, "answer")
    watch.passes(61)
    with pytest.raises(Refused, match=f"has not left yet: deskterm mail stop {number} stops it"):
        undo.undo(desk)
    outbox.not_at_all(desk, number)


def test_what_has_left_stays(desk, watch, code):
    outbox.written_for_later(desk, watch() + 60, tickets.answer, code, text="Fra poco.")
    answered = undo.offer(desk).event
    watch.passes(61)
    outgoing.begin(desk)
    letter = outgoing.the_letter(desk, outbox.way(desk, letter_of(desk, "answer")), "delta-system.example")
    outgoing.going(desk, letter, 1, b"raw")
    outgoing.sent(desk, letter.number, "250 ok", copy=False)
    with pytest.raises(Refused, match="been written to"):
        undo.undo(desk, answered.id)


def test_a_callback_that_the_letter_took_the_place_of_is_to_be_made_again(desk, watch, code):
    callbacks.add(desk, code)
    outbox.written_for_later(desk, watch() + 60, tickets.answer, code, text="Fra poco.")
    assert callbacks.of_ticket(desk, code)[-1].ended_at is not None
    undo.undo(desk)
    assert callbacks.of_ticket(desk, code)[-1].ended_at is None

"""A ticket with several promises: each is kept by its own event, and the next one to be kept is in sight."""

import pytest
from deskterm import locale
from deskterm.desk.billing import filing
from deskterm.desk.calls import timer
from deskterm.desk.lead import backlog
from deskterm.desk.queue import queue
from deskterm.desk.steps.letters import automatic
from deskterm.desk.steps.tickets import threads, writing
from deskterm.desk.tickets import tickets, undo
from deskterm.desk.triage import clarify
from deskterm.models.records.promises import of
from deskterm.models.rules.due import all_due

from tests.clocks import Watch, rome
from tests.desk.five import House
from tests.models.two_promises import THREE, TWO

MONDAY = "2026-03-02T10:00"


@pytest.fixture
def house(tmp_path):
    return House(tmp_path, "prova", Watch(MONDAY), text=TWO)


def stands(house, code):
    """What of a ticket's promises is kept, and when."""
    found = of(tickets.get(house.desk, code))
    return {one.promise.metric: one.kept_at for one in found}


def rows(house):
    with house.desk.read() as conn:
        found = conn.execute(
            "SELECT metric, kept_at, ended_at FROM promise ORDER BY since, metric"
        ).fetchall()
    return [tuple(row) for row in found]


def test_an_answer_keeps_its_own_promise_and_the_ticket_stays_until_it_is_resolved(house):
    code = house.request("mail").ticket
    before = tickets.get(house.desk, code)
    assert (before.due_at, before.due_for) == (rome("2026-03-02 11:00"), "answer")
    house.watch.set("2026-03-02T10:30")
    queue.take(house.desk, code)
    answered = tickets.answer(house.desk, code, text="Ce ne occupiamo.")
    assert (answered.state, answered.due_for) == ("taken", "resolution")
    assert answered.due_at == rome("2026-03-03 11:00") and answered.soft_due_at == rome("2026-03-02 15:30")
    assert stands(house, code) == {"answer": rome("2026-03-02 10:30"), "resolution": None}
    assert [one.code for one in backlog.figures(house.desk).at_risk] == []

    house.watch.set("2026-03-03T09:00")
    assert [one.code for one in backlog.figures(house.desk).at_risk] == [code]
    house.watch.set("2026-03-03T12:00")
    assert [one.code for one in backlog.figures(house.desk).breached] == [code]
    closed = tickets.close(house.desk, code)
    assert (closed.state, closed.due_for) == ("closed", "")
    assert rows(house) == [
        ("answer", rome("2026-03-02 10:30"), None),
        ("resolution", rome("2026-03-03 12:00"), None),
    ]
    assert backlog.figures(house.desk).breached_count == 0

    # Taken back, and opened again: the promise is still to be kept.
    undo.undo(house.desk)
    assert tickets.get(house.desk, code).due_for == "resolution"
    assert rows(house)[1] == ("resolution", None, None)


@pytest.mark.parametrize(("outcome", "left"), [("solved", ""), ("told", "resolution"), ("open", "answer")])
def test_work_keeps_what_its_outcome_says(house, outcome, left):
    code = house.request("mail").ticket
    queue.take(house.desk, code)
    timer.start(house.desk, code)
    house.watch.set("2026-03-02T10:20")
    filed = timer.stop(house.desk)
    filing.file(house.desk, filed.group_id, outcome=outcome)
    ticket = tickets.get(house.desk, code)
    assert ticket.due_for == left
    assert ticket.state == ("answered" if not left else "taken")


def test_a_first_contact_keeps_its_promise_alone(tmp_path):
    house = House(tmp_path, "prova", Watch(MONDAY), text=THREE)
    code = house.request("mail").ticket
    queue.take(house.desk, code)
    house.watch.set("2026-03-02T10:10")
    timer.start(house.desk, code)
    ticket = tickets.get(house.desk, code)
    assert (ticket.contacted_at, ticket.answered_at) == (rome("2026-03-02 10:10"), None)
    assert (ticket.due_at, ticket.due_for) == (rome("2026-03-02 11:00"), "answer")


def test_a_question_halts_the_one_and_not_the_other(house):
    code = house.request("mail").ticket
    house.watch.set("2026-03-02T10:30")
    clarify.clarify(house.desk, code, text="Quale stampa?")
    house.watch.set("2026-03-02T12:30")
    answer, resolution = of(tickets.get(house.desk, code))
    assert (answer.late_by(house.watch()), resolution.late_by(house.watch())) == (5400, 0)


def test_why_tells_every_promise_and_a_later_reckoning_supersedes_each(house):
    code = house.request("mail").ticket
    dues = [one for one in tickets.why(house.desk, code) if one.do == "due"]
    assert [one.rule for one in dues] == ["X2", "X1"]
    house.watch.set("2026-03-02T10:10")
    clarify.clarify(house.desk, code, text="Quale stampa?")
    house.watch.set("2026-03-02T10:40")
    subject = f"Re: {writing.subject_with_tag(tickets.get(house.desk, code))}"
    house.mail(subject, "Quella.", message_id="<2@rossi.example>", received="Mon, 2 Mar 2026 10:40:00 +0100")
    standing = [(one.rule, one.standing) for one in tickets.decided(house.desk, code) if one.do == "due"]
    assert standing == [("X2", "superseded"), ("X1", "superseded"), ("X2", ""), ("X1", "")]
    assert tickets.get(house.desk, code).due_at == rome("2026-03-02 11:00")


def test_a_request_that_comes_back_promises_anew_and_what_was_broken_stays_known(house):
    code = house.request("mail").ticket
    house.watch.set("2026-03-04T10:00")
    queue.take(house.desk, code)
    tickets.answer(house.desk, code, text="Fatto.")
    tickets.close(house.desk, code)
    tickets.reopen(house.desk, code)
    assert tickets.get(house.desk, code).due_for == "answer"
    tickets.answer(house.desk, code, text="Fatto.")
    tickets.close(house.desk, code)
    with house.desk.write() as conn:
        threads.heard_from(house.desk, conn, tickets.get(house.desk, code), at=rome("2026-03-05 10:00"))
    again = tickets.get(house.desk, code)
    assert (again.due_for, again.due_at) == ("answer", rome("2026-03-05 11:00"))
    assert len(rows(house)) == 4


def test_the_letter_of_a_booked_request_names_each_promise(house):
    code = house.request("mail").ticket
    locale.choose("en")
    service = house.desk.service
    found = all_due(service, {}, house.watch())
    letter = automatic.acknowledgement(
        service, tickets.get(house.desk, code), 1, now=house.watch(), promised=found
    )
    assert "We will answer by Mon 2 Mar 11:00." in letter
    assert "The matter will be resolved by Tue 3 Mar 11:00." in letter

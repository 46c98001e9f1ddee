"""What hangs on a ticket, whatever becomes of it: callback, appointment, unit of a pack, unsent letters.

One firm that has it all: tickets of a pack, callbacks for the portal, appointments.
"""

import pytest
from deskterm.desk.agenda import appointments, callbacks
from deskterm.desk.errors import Refused
from deskterm.desk.packs import packs
from deskterm.desk.queue import queue
from deskterm.desk.steps.tickets import writing
from deskterm.desk.terms import files
from deskterm.desk.tickets import merge, tickets, undo, uploads
from deskterm.desk.triage import clarify, triage

from tests.clocks import Watch, rome
from tests.desk.five import House

TEN, ELEVEN = "2026-03-02T10:00", "2026-03-02T11:00"


@pytest.fixture
def house(tmp_path):
    text = files.text_of("omniagest")
    text = text.replace('rule = "O13", channels = ["callback"]', 'rule = "O13", channels = ["portal"]')
    text = text.replace('rule = "H2", calendar = "web"', 'rule = "O12", calendar = "web"')
    house = House(tmp_path, "omniagest", Watch("2026-03-02T09:30"), text=text)
    house.pack = house.tickets_sold(9).id
    yield house
    house.desk.close()


def asks(house, subject="Stampa", **more):
    return house.request("portal", subject, fields={"type": "usage"}, **more).ticket


def full(house, *, meet=ELEVEN):
    """A ticket in hand with a callback, a unit put aside, an unsent question and an appointment to come."""
    code = asks(house)
    uploads.ask(house.desk, code, what="il registro")
    appointments.add(house.desk, code, starts_at=rome(meet), minutes=30)
    queue.take(house.desk, code)
    return code


def attached(house, code):
    """Callback, appointment, the ticket's unit, the question in the outbox."""
    called = [one.state for one in callbacks.of_ticket(house.desk, code)]
    agreed = [one.state for one in appointments.of_ticket(house.desk, code)]
    unit = [line.kind for line in packs.ledger(house.desk, house.pack) if line.ticket == code]
    asked = [one.state for one in tickets.thread(house.desk, code) if one.kind == "upload"]
    return called, agreed, unit[-1], asked


ALL = (["open"], ["planned"], "reserved", ["outbox"])
CHANGES = {
    "take": lambda desk, code: queue.give_back(desk, code) and queue.take(desk, code),
    "hand over": lambda desk, code: queue.hand_over(desk, code, to="marta"),
    "park": lambda desk, code: queue.park(desk, code, why="più tardi"),
    "wait for the customer": lambda desk, code: queue.park(desk, code, why="aspetto", wait="waiting"),
    "ask": lambda desk, code: clarify.clarify(desk, code, text="Quale registro?"),
    "triage": lambda desk, code: triage.triage(desk, code, topic="information"),
    "give back": queue.give_back,
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_agreed_and_put_aside_stays_while_the_ticket_goes_from_hand_to_hand(house, change):
    code = full(house)
    CHANGES[change](house.desk, code)
    assert attached(house, code) == ALL


def test_a_ticket_given_back_before_its_appointment_rests_and_then_waits_with_whom_it_was_agreed(
    house,
):
    code, later = full(house), asks(house, "Altro")
    given = queue.give_back(house.desk, code)
    assert (given.state, given.wait_reason, given.until) == ("parked", "appointment", rome(ELEVEN))
    assert queue.take_next(house.desk).ticket.code == later
    queue.give_back(house.desk, later)
    house.watch.set(ELEVEN)
    assert [one.code for one in queue.wake(house.desk)] == [code]
    assert tickets.get(house.desk, code).taken_by == "luca"
    assert queue.take_next(house.desk).ticket.code == later
    assert queue.give_back(house.desk, code).state == "queued"
    assert attached(house, code) == ALL


def test_a_ticket_that_rests_for_its_appointment_is_not_given_back_the_appointment_is_moved_or_called_off(
    house,
):
    code = full(house)
    queue.give_back(house.desk, code)
    with pytest.raises(Refused) as refused:
        queue.give_back(house.desk, code)
    assert (refused.value.code, refused.value.values["when"]) == ("appointment_stands", "2 Mar 2026 11:00")
    (agreed,) = appointments.of_ticket(house.desk, code)
    appointments.cancel(house.desk, agreed.id, why="il cliente non può")
    assert tickets.get(house.desk, code).state == "queued"


def test_giving_back_is_taken_back_whole(house):
    code = full(house)
    queue.give_back(house.desk, code)
    undo.undo(house.desk)
    assert tickets.get(house.desk, code).state == "taken"
    assert attached(house, code) == ALL


@pytest.mark.rule("T11", "A12")
def test_an_answer_ends_the_callback_burns_the_unit_and_withdraws_the_question(house):
    code = full(house)
    tickets.answer(house.desk, code, text="Dal menu Stampe.")
    assert attached(house, code) == (["written"], ["planned"], "burnt", ["dismissed"])
    answers = [one.state for one in tickets.thread(house.desk, code) if one.kind == "answer"]
    assert answers == ["outbox"]


@pytest.mark.parametrize("answered", [False, True])
def test_a_ticket_with_an_appointment_to_come_is_not_closed(house, answered):
    code = full(house)
    if answered:
        tickets.answer(house.desk, code, text="Ne parliamo alle undici.")
    before = attached(house, code)
    with pytest.raises(Refused) as refused:
        tickets.close(house.desk, code, why="fatto")
    assert (refused.value.code, refused.value.values["when"]) == ("close_appointment", "2 Mar 2026 11:00")
    assert attached(house, code) == before


def test_once_its_hour_has_begun_the_appointment_is_done_with_the_ticket_and_nothing_else_is_left(house):
    code = full(house)
    house.watch.set("2026-03-02T11:20")
    tickets.close(house.desk, code, why="inutile")
    assert attached(house, code) == (["dropped"], ["done"], "released", ["dismissed"])
    assert callbacks.listing(house.desk) == appointments.listing(house.desk) == ()
    deeds = [event.deed for event in tickets.history(house.desk, code)]
    assert {"appointment_done", "callback_ended", "letter_withdrawn", "unit_released"} <= set(deeds)


def test_a_ticket_opened_again_by_hand_gets_back_what_was_dropped_with_it(house):
    code = asks(house)
    tickets.close(house.desk, code, why="per sbaglio")
    assert attached(house, code)[0::2] == (["dropped"], "released")
    tickets.reopen(house.desk, code)
    assert attached(house, code)[0::2] == (["dropped", "open"], "reserved")


def test_after_a_talk_a_ticket_opened_again_by_hand_promises_no_call(house):
    code = asks(house)
    callbacks.attempt(house.desk, callbacks.of_ticket(house.desk, code)[0].id, "reached")
    queue.take(house.desk, code)
    tickets.answer(house.desk, code, text="Come detto.")
    tickets.reopen(house.desk, code)
    assert attached(house, code)[0::2] == (["reached"], "burnt")


@pytest.mark.rule("T7", "A12")
@pytest.mark.parametrize(
    ("end", "unit"),
    [
        (lambda desk, code: tickets.answer(desk, code, text="Così."), "burnt"),
        (lambda desk, code: tickets.close(desk, code, why="inutile"), "reserved"),
    ],
)
def test_who_writes_again_waits_to_be_called_again_and_pays_no_second_unit(house, end, unit):
    code = asks(house)
    queue.take(house.desk, code)
    end(house.desk, code)
    house.watch.passes(600)
    subject = f"Re: {writing.subject_with_tag(tickets.get(house.desk, code))}"
    assert house.mail(subject, "Non va ancora.", message_id="<7@rossi.example>").ticket == code
    assert tickets.get(house.desk, code).state == "queued"
    called, _, kept, _ = attached(house, code)
    assert (called[-1], len(called), kept) == ("open", 2, unit)
    assert packs.get(house.desk, house.pack).left == 8


@pytest.mark.rule("I18", "A12")
def test_what_was_agreed_for_a_merged_ticket_goes_on_with_the_other(house):
    older = asks(house, "Stampa registro")
    callbacks.attempt(house.desk, callbacks.of_ticket(house.desk, older)[0].id, "reached")
    newer = full(house)
    merge.merge(house.desk, newer, older)
    assert attached(house, older) == (["reached", "open"], ["planned"], "reserved", ["outbox"])
    assert attached(house, newer) == ([], [], "released", [])
    assert packs.get(house.desk, house.pack).reserved == 1


def test_two_callbacks_become_one_when_tickets_are_merged(house):
    older, newer = asks(house, "Stampa registro"), full(house)
    merge.merge(house.desk, newer, older)
    assert attached(house, older)[0] == ["open"]
    assert attached(house, newer)[0] == ["dropped"]
    assert len(callbacks.listing(house.desk)) == 1


@pytest.mark.rule("I18")
def test_a_reply_to_the_letter_of_a_merged_ticket_finds_the_other(house):
    older, newer = asks(house, "Stampa registro"), asks(house, "Stampa")
    subject = f"Re: {writing.subject_with_tag(tickets.get(house.desk, newer))}"
    merge.merge(house.desk, newer, older)
    reply = house.mail(subject, "Ecco il registro.", message_id="<8@rossi.example>")
    assert (reply.outcome, reply.ticket) == ("appended", older)
    assert tickets.get(house.desk, newer).state == "closed"

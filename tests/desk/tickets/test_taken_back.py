"""A merge, a split, a moved message: each taken back in one step, or refused with what has happened since."""

import pytest
from deskterm.desk.agenda import appointments, callbacks
from deskterm.desk.errors import Refused
from deskterm.desk.intake import receive
from deskterm.desk.packs import packs
from deskterm.desk.queue import queue
from deskterm.desk.tickets import merge, move, tickets, undo
from deskterm.desk.triage import clarify, divide, divide_and_triage
from deskterm.desk.triage.divide import Cut

from tests.clocks import rome
from tests.desk.five import House

BODY = "Non stampa il registro IVA.\n\nPoi: come si cambia la password dell'operatore?"
CUT = BODY.index("Poi:")
FREE = ("taken_by", "taken_at", "answered_at", "closed_at", "asked_at", "pauses")


def asks(desk, watch, subject, body="Non parte", **more):
    watch.passes(60)
    given = {"channel": "email", "customer": "C001", "phone": "0445 000123", **more}
    return receive.receive_request(desk, subject=subject, body=body, **given).ticket


def whole(desk, code):
    """A ticket, what it holds, and what holds of it."""
    thread = [(one.id, one.body, one.state) for one in tickets.thread(desk, code)]
    why = [(one.do, one.rule) for one in tickets.why(desk, code) if not one.standing]
    agreed = [(one.id, one.state) for one in appointments.of_ticket(desk, code)]
    promised = [(one.id, one.state) for one in callbacks.of_ticket(desk, code)]
    return tickets.get(desk, code), thread, why, agreed, promised


def in_queue(desk):
    return [one.code for one in queue.rows(desk)]


def test_phone_fault_25_a_merge_is_undone_in_one_step_with_all_that_went_along(desk, watch):
    first, second = asks(desk, watch, "Registro"), asks(desk, watch, "Scadenze")
    callbacks.add(desk, second)
    appointments.add(desk, second, starts_at=rome("2026-03-03T10:00"), minutes=60)
    clarify.clarify(desk, first, text="Quale registro?")
    before = whole(desk, first), whole(desk, second)
    merge.merge(desk, second, first)
    assert len(tickets.thread(desk, first)) > len(before[0][1])
    undone = undo.undo(desk)
    assert undone.deed == "merged"
    assert (whole(desk, first), whole(desk, second)) == before


def test_phone_fault_25_the_unit_that_a_merge_gave_back_is_put_aside_again_or_the_merge_stays(
    tmp_path, watch
):
    house = House(tmp_path, "omniagest", watch)
    watch.set("2026-03-02T10:30")
    house.tickets_sold(2)
    first = house.request("portal", fields={"type": "usage"}).ticket
    second = house.request("portal", subject="Altro", fields={"type": "usage"}).ticket
    assert packs.get(house.desk, 1).left == 0
    merge.merge(house.desk, second, first)
    assert packs.get(house.desk, 1).left == 1
    undo.undo(house.desk)
    assert packs.get(house.desk, 1).left == 0
    merge.merge(house.desk, second, first)
    third = house.request("portal", subject="Terzo", fields={"type": "usage"}).ticket
    with pytest.raises(Refused) as none_left:
        undo.undo(house.desk)
    assert none_left.value.code == "undo_no_unit"
    assert (tickets.get(house.desk, second).state, tickets.get(house.desk, third).state) == (
        "closed",
        "queued",
    )
    house.desk.close()


@pytest.mark.parametrize("since", ["first", "second"])
def test_phone_fault_25_what_has_happened_since_to_either_keeps_a_merge(desk, watch, since):
    codes = {"first": asks(desk, watch, "Registro"), "second": asks(desk, watch, "Scadenze")}
    merge.merge(desk, codes["second"], codes["first"])
    desk.who = "marta"
    tickets.note(desk, codes[since], "sentito al telefono")
    desk.who = "luca"
    with pytest.raises(Refused, match=codes[since]) as late:
        undo.undo(desk)
    assert late.value.code == "changed_since"
    assert tickets.get(desk, codes["second"]).state == "closed"


@pytest.mark.parametrize("sorted_too", [False, True])
def test_phone_fault_25_a_split_is_undone_in_one_step_and_its_parts_are_gone_from_the_queue(
    desk, watch, sorted_too
):
    code = asks(desk, watch, "Due cose", BODY)
    before = whole(desk, code)
    if sorted_too:
        divide_and_triage.sort(desk, code, topic="usage", cuts=[Cut(offset=CUT, topic="production")])
    else:
        divide.split(desk, code, [Cut(offset=CUT)])
    assert len(in_queue(desk)) + len(queue.rows(desk, "waiting")) == 2
    assert undo.undo(desk).deed == ("sorted" if sorted_too else "split_into")
    assert whole(desk, code) == before
    assert in_queue(desk) == [code]
    part = queue.rows(desk, "done")[0]
    assert (part.state, part.wait_reason) == ("closed", code)
    assert tickets.family(desk, code) == ()  # nothing on the ticket names a part that is none
    assert tickets.family(desk, part.code)[0].code == code


def test_phone_fault_25_a_merge_and_a_split_with_its_triage_are_taken_back_in_one_step_each(desk, watch):
    code = asks(desk, watch, "Due cose", BODY)
    again = asks(desk, watch, "Di nuovo le due cose", "Vedi sopra")
    merge.merge(desk, again, code)
    divide_and_triage.sort(desk, code, topic="usage", cuts=[Cut(offset=CUT, topic="production")])
    assert undo.undo(desk).deed == "sorted"
    assert undo.undo(desk).deed == "merged"
    assert in_queue(desk) == [code, again]


def test_phone_fault_25_a_part_that_went_back_to_the_customer_is_not_sent_any_more(desk, watch):
    code = asks(desk, watch, "Due cose", BODY, email="anna@rossi.example")
    divide.split(desk, code, [Cut(offset=CUT, back=True)])
    undo.undo(desk)
    assert [one.state for one in tickets.thread(desk, code) if one.kind == "send_back"] == ["dismissed"]
    assert "password" in tickets.get(desk, code).excerpt


def test_phone_fault_25_a_split_stays_once_somebody_has_worked_on_a_part(desk, watch):
    code = asks(desk, watch, "Due cose", BODY)
    part = divide.split(desk, code, [Cut(offset=CUT)])[1]
    desk.who = "marta"
    queue.take(desk, part.code, reason="so come si fa")
    desk.who = "luca"
    with pytest.raises(Refused, match=part.code):
        undo.undo(desk)


def reply(desk, watch, code, body="Un'altra domanda"):
    """A second message of the customer in the ticket's thread; its number."""
    other = asks(desk, watch, "R: risposta", body)
    merge.merge(desk, other, code)
    watch.passes(60)
    return tickets.thread(desk, code)[-1].id


def test_phone_fault_25_one_message_is_moved_to_another_ticket_and_back(desk, watch):
    first, second = asks(desk, watch, "Registro"), asks(desk, watch, "Scadenze")
    number = reply(desk, watch, first)
    clarify.clarify(desk, second, text="Quali scadenze?")
    before = whole(desk, first), whole(desk, second)
    watch.passes(60)
    assert [one.id for one in move.movable(desk, first)] == [number]
    assert [one.code for one in move.others(desk, first)] == [second]
    assert move.move(desk, number, to=second).state == "queued"  # who was asked has answered
    assert number in [one.id for one in tickets.thread(desk, second)]
    assert undo.undo(desk).deed == "message_moved"
    assert whole(desk, first) == before[0]
    assert whole(desk, second)[1:2] == before[1][1:2]
    assert tickets.get(desk, second) == before[1][0]


def test_phone_fault_25_one_message_becomes_a_ticket_of_its_own_and_goes_back(desk, watch):
    first = asks(desk, watch, "Registro")
    number = reply(desk, watch, first, "Serve un nuovo operatore")
    before = whole(desk, first)
    own = move.move(desk, number)
    assert in_queue(desk) == [first, own.code]
    assert [one.id for one in tickets.thread(desk, own.code)] == [number]
    undo.undo(desk)
    assert whole(desk, first) == before
    assert in_queue(desk) == [first]


def test_the_request_itself_a_letter_of_ours_and_another_customers_ticket_are_refused(desk, watch):
    first = asks(desk, watch, "Registro")
    number = reply(desk, watch, first)
    foreign = asks(desk, watch, "Altro", customer="C002")
    with pytest.raises(Refused) as begun:
        move.move(desk, tickets.thread(desk, first)[0].id)
    assert begun.value.code == "move_request"
    with pytest.raises(Refused) as apart:
        move.move(desk, number, to=foreign)
    assert apart.value.code == "move_apart"
    clarify.clarify(desk, first, text="Quale?")
    with pytest.raises(Refused) as ours:
        move.move(desk, tickets.thread(desk, first)[-1].id)
    assert ours.value.code == "move_ours"

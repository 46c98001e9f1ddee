"""A merge, a split, a moved message: each taken back in one step, or refused with what has happened since."""

import sqlite3
from contextlib import closing

import pytest
from deskterm.desk.agenda import appointments, callbacks
from deskterm.desk.billing import filing
from deskterm.desk.calls import timer
from deskterm.desk.context import open_desk
from deskterm.desk.errors import Refused
from deskterm.desk.intake import receive
from deskterm.desk.lead import backlog
from deskterm.desk.packs import packs
from deskterm.desk.queue import queue
from deskterm.desk.tickets import anywhere, merge, move, tickets, undo
from deskterm.desk.triage import clarify, divide, divide_and_triage
from deskterm.desk.triage.divide import Cut
from deskterm.storage.database import FILE
from deskterm.storage.file.names import names
from deskterm.storage.house import rehearsal as rehearsal_rows
from deskterm.storage.money import credits as credit_rows
from deskterm.storage.schema.versions import SCHEMA
from deskterm.storage.tickets import solved as solved_rows
from deskterm.storage.tickets import tickets as ticket_rows
from deskterm.storage.tickets.states import OF_VIEW

from tests.clocks import rome
from tests.desk.five import House

BODY = "Non stampa il registro IVA.\n\nPoi: come si cambia la password dell'operatore?"
CUT = BODY.index("Poi:")
FAR = 90 * 86_400
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
    of_merge = next(
        one.id for one in tickets.history(house.desk, second) if one.deed == "merged" and not one.undone
    )
    with pytest.raises(Refused) as none_left:
        undo.undo(house.desk, of_merge)
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
    parts = [one.code for one in tickets.family(desk, code)]
    assert len(in_queue(desk)) + len(queue.rows(desk, "waiting")) == 2
    assert undo.undo(desk).deed == ("sorted" if sorted_too else "split_into")
    assert whole(desk, code) == before
    assert in_queue(desk) == [code]
    part = tickets.get(desk, parts[0])
    assert (part.state, part.unmade, part.wait_reason) == ("closed", True, code)
    assert tickets.family(desk, code) == ()  # nothing on the ticket names a part that is none
    assert tickets.family(desk, part.code)[0].code == code


def counted(desk):
    """Every number and every list in which a ticket is counted, or told as work that was done."""
    with desk.read() as conn:
        figures, load = backlog.figures(desk), queue.figures(desk)
        shown = {view: [one.code for one in queue.rows(desk, view)] for view in OF_VIEW}
        return {
            "the backlog": (figures.open, figures.by_state, figures.by_age, figures.arrivals),
            "the desk": load,
            "the lists": (shown, [queue.count(desk, view) for view in OF_VIEW]),
            "a search in a list": [queue.count(desk, view, "password") for view in OF_VIEW],
            "a search everywhere": [one.ticket.code for one in anywhere.rows(desk, "password")],
            "what is found of its customer": [one.ticket.code for one in anywhere.rows(desk, "Rossi")],
            "a customer's requests of the day": ticket_rows.received_between(conn, 1, 0, desk.now() + 1),
            "what a rehearsal reads": rehearsal_rows.requests(conn, 0, desk.now() + 1),
            "what is put together": rehearsal_rows.put_into(conn, "TK000001", desk.now()),
            "what was solved": [one.code for one in _solved(conn)],
            "broken promises": credit_rows.broken(conn, 0, desk.now() + FAR, desk.now() + FAR),
            "what a Tab offers": names(str(desk.folder), "ticket_any", "TK"),
        }


def _solved(conn):
    return solved_rows.among(conn, range(1, 50), but=0, language="it", usual="it")


def divided(desk, code):
    divide_and_triage.sort(desk, code, topic="usage", cuts=[Cut(offset=CUT, topic="usage")])


def moved(desk, code):
    move.move(desk, move.movable(desk, code)[0].id)


@pytest.mark.parametrize("makes_one", [divided, moved])
def test_a_ticket_that_was_taken_back_counts_nowhere_and_says_so_of_itself(desk, watch, makes_one):
    code = asks(desk, watch, "Due cose", BODY)
    reply(desk, watch, code, "La password, infine")
    watch.passes(60)
    before = counted(desk)
    makes_one(desk, code)
    (made,) = {one.code for one in queue.rows(desk)} - set(before["the lists"][0]["queue"])
    assert counted(desk) != before
    undo.undo(desk)
    after = counted(desk)
    assert {what: after[what] for what in after if after[what] != before[what]} == {}
    assert (tickets.get(desk, made).unmade, tickets.get(desk, code).unmade) == (True, False)
    assert [one.ticket.code for one in anywhere.rows(desk, made)] == [made]  # by its own number it is found


DEEDS = (
    tickets.reopen,
    queue.take,
    timer.start,
    callbacks.add,
    lambda desk, code: tickets.answer(desk, code, text="Fatto."),
    lambda desk, code: merge.merge(desk, code, "TK000001"),
    lambda desk, code: merge.merge(desk, "TK000001", code),
    lambda desk, code: filing.log(desk, code, kind="call", started_at=desk.now() - 600, ended_at=desk.now()),
)


@pytest.mark.parametrize("deed", DEEDS)
def test_a_ticket_that_was_taken_back_is_not_worked_on_any_more(desk, watch, deed):
    code = asks(desk, watch, "Due cose", BODY)
    part = divide.split(desk, code, [Cut(offset=CUT)])[1].code
    undo.undo(desk)
    with pytest.raises(Refused, match=code) as gone:
        deed(desk, part)
    assert gone.value.code == "ticket_is_unmade"


def test_no_promise_of_a_ticket_that_was_taken_back_was_broken(desk, watch):
    code = asks(desk, watch, "Due cose", BODY)
    divided(desk, code)
    watch.passes(FAR)
    undo.undo(desk, undo.offer(desk).event.id)
    with desk.read() as conn:
        broken = credit_rows.broken(conn, 0, desk.now(), desk.now())
    assert [one.ticket for one in broken] == [code]


EARLIER = f"""
DROP TRIGGER ticket_count_unmade; DROP TRIGGER ticket_count_merged; DROP INDEX ticket_done;
ALTER TABLE ticket DROP COLUMN unmade; ALTER TABLE ticket DROP COLUMN merged;
CREATE INDEX ticket_done ON ticket (received_at DESC, id DESC) WHERE state IN ('answered','closed');
UPDATE ticket_count SET n = (SELECT count(*) FROM ticket WHERE ticket.state = ticket_count.state);
DELETE FROM _sqlite_migrations WHERE name LIKE '%-unmade' OR name LIKE '%-merged';
PRAGMA user_version = {SCHEMA - 1};
"""


def test_an_earlier_desk_counts_what_it_took_back_no_more(desk, watch):
    code = asks(desk, watch, "Due cose", BODY)
    gone = divide.split(desk, code, [Cut(offset=CUT)])[1].code
    undo.undo(desk)
    tickets.close(desk, asks(desk, watch, "Fatto"), why="per telefono")
    before = counted(desk)
    desk.close()
    with closing(sqlite3.connect(desk.folder / FILE)) as file:
        file.executescript(EARLIER)
    again = open_desk(desk.folder, who="luca", clock=watch)
    assert counted(again) == before
    assert tickets.get(again, gone).unmade
    again.close()


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
    return [one.id for one in tickets.thread(desk, code) if one.direction == "in"][-1]


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

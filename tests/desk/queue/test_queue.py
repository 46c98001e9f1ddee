"""The queue: first come, first served; taken once; out of turn only with a reason."""

import json
import subprocess
import sys

import pytest
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.intake import receive
from deskterm.desk.queue import queue
from deskterm.desk.tickets import tickets, undo


@pytest.fixture
def three(desk, watch):
    codes = []
    for subject in ("prima", "seconda", "terza"):
        got = receive.receive_request(desk, channel="mail", customer="C001", subject=subject, body=".")
        codes.append(got.ticket)
        watch.passes(60)
    return codes


@pytest.mark.rule("D15")
def test_tickets_are_taken_in_order_of_arrival(desk, three):
    assert [queue.take_next(desk).ticket.code for _ in three] == three
    assert queue.take_next(desk) is None


@pytest.mark.rule("D15")
def test_a_late_entered_older_request_goes_first(desk, three, watch):
    older = receive.receive_request(
        desk, channel="mail", customer="C002", subject="vecchia", body=".", received_at=watch.at - 86_400
    )
    assert queue.take_next(desk).ticket.code == older.ticket


@pytest.mark.rule("D15")
def test_out_of_turn_needs_a_reason_that_stays(desk, three):
    with pytest.raises(Refused) as refused:
        queue.take(desk, three[2])
    assert refused.value.rule == "D15"
    queue.take(desk, three[2], reason="è al telefono")
    kept = [d for d in tickets.why(desk, three[2]) if d.do == "out_of_turn"]
    assert kept[0].detail["reason"] == "è al telefono"


@pytest.mark.parametrize("rests", ["waiting", "vendor", "parked"])
def test_a_ticket_that_rests_is_in_nobodys_turn_and_is_taken_without_a_reason(desk, three, rests):
    queue.park(desk, three[2], why="aspetta il registro", wait=rests)
    taken = queue.take(desk, three[2])
    assert (taken.ticket.state, taken.ticket.taken_by) == ("taken", "luca")
    assert "out_of_turn" not in [one.do for one in tickets.why(desk, three[2])]
    assert [one.code for one in queue.rows(desk)] == three[:2]


def test_a_taken_ticket_is_not_taken_again(desk, three):
    queue.take_next(desk)
    with pytest.raises(Refused, match="luca"):
        queue.take(desk, three[0])


def test_a_ticket_given_back_has_its_old_place(desk, three):
    queue.take_next(desk)
    queue.give_back(desk, three[0])
    assert queue.take_next(desk).ticket.code == three[0]


def test_a_parked_ticket_comes_back_when_its_time_has_come(desk, three, watch):
    queue.park(desk, three[0], why="richiama domani", until=watch.at + 3600)
    assert queue.wake(desk) == ()
    watch.passes(3601)
    assert [t.code for t in queue.wake(desk)] == [three[0]]
    assert queue.take_next(desk).ticket.code == three[0]


def test_a_ticket_is_handed_to_a_colleague_with_a_note(desk, three):
    queue.take_next(desk)
    ticket = queue.hand_over(desk, three[0], to="marta", note="ha già chiamato")
    assert (ticket.state, ticket.taken_by) == ("taken", "marta")
    assert tickets.thread(desk, three[0])[-1].body == "ha già chiamato"
    with pytest.raises(NotFound, match="marta"):
        queue.hand_over(desk, three[1], to="nessuno")


def test_taking_is_undone_with_one_key(desk, three):
    queue.take_next(desk)
    assert undo.undo(desk).deed == "taken"
    assert tickets.get(desk, three[0]).state == "queued"
    with pytest.raises(Refused) as came:
        undo.undo(desk)
    assert came.value.code == "cannot_undo", "what was typed in before it is kept"


def test_nothing_is_undone_when_something_happened_since(desk, three):
    queue.take_next(desk)
    event = undo.offer(desk).event
    tickets.note(desk, three[0], "sentito il cliente")
    with pytest.raises(Refused):
        undo.undo(desk, event.id)


def test_undoing_again_and_again_walks_back(desk, three):
    queue.take_next(desk)
    tickets.close(desk, three[0], why="doppia")
    assert [undo.undo(desk).deed, undo.undo(desk).deed] == ["closed", "taken"]


def test_only_the_last_deed_is_taken_back_an_older_one_by_its_number(desk, three):
    queue.take_next(desk)
    tickets.note(desk, three[1], "sentito il cliente")
    offered = undo.offer(desk)
    assert (offered.event.deed, offered.event.target) == ("taken", three[0])
    with pytest.raises(Refused) as older:
        undo.undo(desk)
    told = str(older.value)
    assert three[1] in told and f"{three[0]}, 2 Mar 2026 09:03" in told
    assert tickets.get(desk, three[0]).state == "taken"
    assert f"--event {offered.event.id}" in told
    undo.undo(desk, offered.event.id)
    assert tickets.get(desk, three[0]).state == "queued"


def test_the_reason_of_a_taking_that_was_taken_back_explains_no_place(desk, three):
    queue.take(desk, three[1], reason="è al telefono")
    undo.undo(desk)
    assert "out_of_turn" not in [one.do for one in tickets.why(desk, three[1])]


def test_pages_by_position_and_by_anchor_agree(desk, watch):
    for number in range(25):
        receive.receive_request(desk, channel="mail", customer="C001", subject=f"n {number}", body=".")
        watch.passes(1)
    whole = queue.rows(desk, size=100)
    assert [t.subject for t in whole] == [f"n {number}" for number in range(25)]
    assert queue.rows(desk, start=10, size=5) == whole[10:15]
    assert queue.rows(desk, after=whole[9], size=5) == whole[10:15]
    assert queue.position(desk, whole[10]) == 11
    assert queue.count(desk) == 25


def test_the_filter_finds_subject_code_and_customer(desk, three):
    assert [t.code for t in queue.rows(desk, search="SECONDA")] == [three[1]]
    assert queue.count(desk, search="rossi imp") == 3
    assert queue.count(desk, search="50%_") == 0


def test_the_figures_count_what_is_late_and_at_risk(desk, three, watch):
    watch.set("2026-03-04T08:00")
    assert (queue.figures(desk).at_risk, queue.figures(desk).breached) == (3, 0)
    watch.set("2026-03-04T09:01:30")
    assert (queue.figures(desk).at_risk, queue.figures(desk).breached) == (1, 2)


WORKER = """
import json, sys
from pathlib import Path
from deskterm.desk.queue import queue
from deskterm.desk.context import open_desk
desk = open_desk(Path(sys.argv[1]), who=sys.argv[2])
got = []
while (taken := queue.take_next(desk)) is not None:
    got.append(taken.ticket.id)
print(json.dumps(got))
"""


@pytest.mark.rule("O8", "D15")
def test_eight_people_at_once_take_each_ticket_once_and_in_order(desk, watch):
    from deskterm.storage.tickets import tickets as ticket_rows

    total = 4_000
    with desk.write() as conn:
        first = receive.receive_request(desk, channel="mail", customer="C001", subject="0", body=".")
        model = ticket_rows.by_code(conn, first.ticket)
        for number in range(1, total):
            ticket_rows.insert(
                conn,
                state="queued",
                customer_id=model.customer_id,
                terms_id=model.terms_id,
                channel="mail",
                kind="email",
                subject=str(number),
                rank=model.rank,
                lane=model.lane,
                received_at=model.received_at + number,
                tag="x",
            )
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, str(desk.folder), f"t{number}"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(8)
    ]
    taken = []
    for worker in workers:
        out, err = worker.communicate(timeout=300)
        assert (worker.returncode, err) == (0, "")
        mine = json.loads(out)
        assert mine == sorted(mine)
        taken += mine
    assert len(taken) == total
    assert len(set(taken)) == total
    assert queue.count(desk) == 0


def test_what_the_desk_does_by_itself_is_not_taken_back(desk, three, watch):
    code = three[0]
    queue.park(desk, code, why="a pranzo", until=watch.at + 600)
    tickets.note(desk, code, "richiamare dopo pranzo")
    watch.passes(1200)
    assert [one.code for one in queue.wake(desk)] == [code]
    with pytest.raises(Refused, match="note, TK000001"):
        undo.undo(desk)
    assert tickets.get(desk, code).state == "queued"


def test_why_it_was_once_taken_out_of_turn_is_no_reason_when_its_turn_comes(desk, three, watch):
    said = queue.take(desk, three[2], reason="serve l'archivio")
    assert "out_of_turn" in [one.do for one in said.why]
    watch.passes(60)
    queue.park(desk, three[2], why="aspetta il registro", wait="parked", until=watch.at + 600)
    for _ in three[:2]:
        queue.take_next(desk)
    watch.passes(700)
    queue.wake(desk)
    again = queue.take_next(desk)
    assert again.ticket.code == three[2]
    assert "out_of_turn" not in [one.do for one in again.why]
    assert "out_of_turn" in [one.do for one in tickets.why(desk, three[2])], "the history keeps it"

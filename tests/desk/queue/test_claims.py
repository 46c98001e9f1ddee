"""Who holds a ticket: a claim outlives its process, is seen to be stale, and only the lead releases it."""

import os
import signal
import subprocess
import sys

import pytest
from deskterm.desk.agenda import appointments
from deskterm.desk.context import open_desk
from deskterm.desk.errors import Refused
from deskterm.desk.intake import receive
from deskterm.desk.queue import claims, queue
from deskterm.desk.steps.work import process
from deskterm.desk.tickets import tickets, undo
from deskterm.desk.upkeep import technicians
from msgspec import structs

from tests.clocks import rome

HOLDER = """
import sys
from pathlib import Path
from deskterm.desk.queue import claims
from deskterm.desk.queue import queue
from deskterm.desk.context import open_desk

at = int(sys.argv[2])
for who in sys.argv[3:]:
    desk = open_desk(Path(sys.argv[1]), who=who, clock=lambda: at)
    claims.beat(desk)
    for _ in range(TAKES):
        queue.take_next(desk)
print("held", flush=True)
sys.stdin.read()
"""
NINE = "2026-03-02T09:00"


def waiting(desk, watch, many):
    """Requests in the queue, one a second."""
    codes = []
    for number in range(many):
        codes.append(
            receive.receive_request(
                desk, channel="mail", customer="C001", subject=f"n {number}", body="."
            ).ticket
        )
        watch.passes(1)
    watch.set(NINE)
    return codes


def holder(desk, *who, takes=1):
    """A process that has taken a ticket for each technician, and lives."""
    script = HOLDER.replace("TAKES", str(takes))
    line = [sys.executable, "-c", script, str(desk.folder), str(desk.now()), *who]
    made = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert made.stdout.readline() == "held\n"
    return made


def kill(*processes):
    for one in processes:
        os.kill(one.pid, signal.SIGKILL)
    for one in processes:
        one.communicate(timeout=30)


def states(desk):
    return [one.state for one in claims.listing(desk)]


def shops(desk, watch, killed, at_once):
    """So many tickets taken by processes that were killed while they held them."""
    codes = waiting(desk, watch, killed + 1)
    for start in range(0, killed, at_once):
        names = [f"t{number}" for number in range(start, min(killed, start + at_once))]
        made = [holder(desk, name) for name in names]
        assert states(desk)[-len(made) :] == ["held"] * len(made)
        kill(*made)
    return codes


def holds_what_was_promised(desk, watch, killed, at_once):
    codes = shops(desk, watch, killed, at_once)
    watch.passes(claims.GONE - 1)
    assert claims.listing(desk, stale=True) == ()
    watch.passes(1)
    stale = claims.listing(desk, stale=True)
    assert sorted(one.ticket for one in stale) == codes[:killed]
    watch.passes(86_400)
    claims.beat(desk)
    assert [ticket.code for ticket in queue.rows(desk)] == codes[killed:]  # nothing goes back by itself
    for code in codes[:killed][::-1]:
        claims.release(desk, code)
    assert [ticket.code for ticket in queue.rows(desk, size=killed + 1)] == codes


def test_killed_claimers_are_seen_within_two_beats_and_nothing_is_reassigned(desk, watch):
    holds_what_was_promised(desk, watch, killed=12, at_once=6)


@pytest.mark.trial
def test_two_hundred_killed_claimers(desk, watch):
    holds_what_was_promised(desk, watch, killed=200, at_once=8)


def test_a_process_that_lives_holds_its_tickets_even_when_it_is_slow_to_say_so(desk, watch):
    waiting(desk, watch, 1)
    alive = holder(desk, "marta")
    watch.passes(claims.SILENT - 1)
    assert states(desk) == ["held"]
    watch.passes(1)
    assert states(desk) == ["stale"]  # it hangs: nobody has heard of it for ten beats
    kill(alive)


def test_a_ticket_taken_on_the_line_is_shown_by_its_age_and_is_never_stale(desk, watch):
    (code,) = waiting(desk, watch, 1)
    queue.take_next(desk)
    watch.passes(30 * 86_400)
    (found,) = claims.listing(desk)
    assert (found.ticket, found.technician, found.state, found.beat_at) == (code, "luca", "unattended", None)
    assert (found.taken_at, found.pid) == (rome(NINE), os.getpid())


def test_who_leaves_the_screens_in_good_order_leaves_nothing_stale(desk, watch):
    waiting(desk, watch, 1)
    claims.beat(desk)
    queue.take_next(desk)
    assert states(desk) == ["held"]
    claims.leave(desk)
    watch.passes(86_400)
    assert states(desk) == ["unattended"]


def test_the_screens_started_again_take_up_what_the_killed_ones_held(desk, watch):
    first, second = waiting(desk, watch, 2)
    kill(holder(desk, "luca"))
    queue.take_next(desk)  # on the line
    watch.passes(claims.GONE)
    assert states(desk) == ["stale", "unattended"]
    assert claims.beat(desk) == 2
    assert states(desk) == ["held", "held"]
    assert {one.pid for one in claims.listing(desk)} == {os.getpid()}
    assert [one.ticket for one in claims.listing(desk)] == [first, second]


def test_what_another_living_screen_of_the_same_technician_holds_stays_there(desk, watch):
    waiting(desk, watch, 1)
    other = holder(desk, "luca")
    assert claims.beat(desk) == 0
    assert claims.listing(desk)[0].pid == other.pid
    kill(other)
    assert claims.beat(desk) == 1


def test_a_colleague_who_is_given_a_ticket_takes_it_up_with_their_own_screens(desk, watch):
    (code,) = waiting(desk, watch, 1)
    claims.beat(desk)
    queue.take_next(desk)
    queue.hand_over(desk, code, to="marta")
    assert states(desk) == ["unattended"]
    marta = open_desk(desk.folder, who="marta", clock=watch)
    assert claims.beat(desk) == 0
    assert claims.beat(marta) == 1
    assert states(desk) == ["held"]
    marta.close()


def test_a_ticket_that_comes_back_is_not_held_by_the_screens_that_lost_it(desk, watch):
    (code,) = waiting(desk, watch, 1)
    kill(holder(desk, "luca"))
    queue.hand_over(desk, code, to="marta")
    queue.hand_over(desk, code, to="luca")
    watch.passes(claims.GONE)
    assert states(desk) == ["unattended"]  # given on the line: what was killed before has no say in it


def test_a_number_that_another_process_has_got_since_is_not_the_holder(desk, watch):
    me = process.this()
    assert process.lives(me) is True
    assert process.lives(structs.replace(me, born="1")) is False
    assert process.lives(structs.replace(me, boot_id="another boot")) is False
    assert process.lives(structs.replace(me, host="another host")) is None


def test_a_released_ticket_is_kept_with_who_had_it_by_whom_and_why(desk, watch):
    first, _ = waiting(desk, watch, 2)
    queue.take_next(desk)
    technicians.add(desk, "capo", role="lead")
    lead = open_desk(desk.folder, who="capo", clock=watch)
    with pytest.raises(Refused) as refused:
        claims.release(lead, first)
    assert (refused.value.code, refused.value.values["who"]) == ("release_needs_reason", "luca")
    freed = claims.release(lead, first, why="Luca è in ferie")
    assert (freed.state, freed.taken_by) == ("queued", None)
    assert queue.position(desk, freed) == 1
    told = tickets.history(desk, first)[-1]
    assert (told.deed, told.by) == ("released", "capo")
    assert told.after["why"] == "Luca è in ferie"
    assert (told.after["had"], told.after["claim"], told.after["pid"]) == ("luca", "unattended", os.getpid())
    assert told.before["taken_by"] == "luca"
    lead.close()


def test_where_there_is_a_lead_nobody_else_releases(desk, watch):
    (code,) = waiting(desk, watch, 1)
    kill(holder(desk, "marta"))
    watch.passes(claims.GONE)
    technicians.add(desk, "capo", role="lead")
    with pytest.raises(Refused) as refused:
        claims.release(desk, code)
    assert refused.value.code == "may_not"
    assert tickets.get(desk, code).taken_by == "marta"


def test_a_ticket_in_nobodys_hand_is_not_released(desk, watch):
    (code,) = waiting(desk, watch, 1)
    with pytest.raises(Refused) as refused:
        claims.release(desk, code, why="per ordine")
    assert refused.value.code == "release_not_taken"


def test_a_released_ticket_with_an_appointment_rests_until_its_hour(desk, watch):
    (code,) = waiting(desk, watch, 1)
    appointments.add(desk, code, starts_at=rome("2026-03-02T15:00"), minutes=30)
    queue.take(desk, code)
    freed = claims.release(desk, code, why="Luca è malato")
    assert (freed.state, freed.wait_reason) == ("parked", "appointment")


def test_taking_back_a_give_back_leaves_the_ticket_in_hand(desk, watch):
    (code,) = waiting(desk, watch, 1)
    claims.beat(desk)
    queue.take_next(desk)
    queue.give_back(desk, code)
    assert states(desk) == []
    undo.undo(desk)
    assert states(desk) == ["held"]


def test_what_was_handed_over_and_taken_back_is_held_by_the_desk_that_took_it_back(desk, watch):
    (code,) = waiting(desk, watch, 1)
    claims.beat(desk)
    queue.take_next(desk)
    queue.hand_over(desk, code, to="marta")
    undo.undo(desk)
    assert states(desk) == ["held"] and claims.listing(desk)[0].technician == "luca"

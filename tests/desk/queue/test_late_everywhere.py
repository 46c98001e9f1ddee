"""One meaning of late: what a row of a list says, the header counts and the backlog names."""

from __future__ import annotations

import pytest
from deskterm import locale
from deskterm.desk.lead import backlog
from deskterm.desk.queue import queue
from deskterm.desk.tickets import tickets
from deskterm.desk.triage import clarify
from deskterm.screens.shared import words
from deskterm.storage.tickets import due_times

from tests.screens.five import FiveDesk

DAY = 86_400


@pytest.fixture
def delta(tmp_path) -> FiveDesk:
    locale.choose("it")
    return FiveDesk(tmp_path / "desk", "delta-system")


def told(desk):
    """Which tickets are late: by their rows, by the header's count, by the backlog."""
    rows = [one for view in ("queue", "hand", "waiting") for one in queue.rows(desk.desk, view)]
    late = {one.code for one in rows if words.due(one, desk.now, "Europe/Rome")[1] == "late"}
    figures = backlog.figures(desk.desk)
    assert queue.figures(desk.desk).breached == figures.breached_count == len(late)
    assert {one.code for one in figures.breached} == late
    return late


@pytest.mark.parametrize("rests", ["parked", "vendor", "queued", "taken"])
def test_a_late_ticket_is_late_wherever_it_rests(delta, rests):
    code = delta.taken() if rests == "taken" else delta.request()
    if rests in ("parked", "vendor"):
        queue.park(delta.desk, code, why="fino a domani", until=delta.now + 30 * DAY, wait=rests)
    assert told(delta) == set()
    delta.now += 10 * DAY
    assert tickets.get(delta.desk, code).state == rests
    assert told(delta) == {code}


def test_while_the_customer_is_asked_nothing_grows_late_and_what_was_late_stays_so(delta):
    code = delta.taken(subject="In tempo")
    clarify.clarify(delta.desk, code, text="Quale registro?")
    delta.now += 10 * DAY
    assert told(delta) == set()
    late = delta.taken(subject="In ritardo")
    delta.now += 10 * DAY
    clarify.clarify(delta.desk, late, text="Quale registro?")
    delta.now += DAY
    assert told(delta) == {late}


def test_what_is_late_is_counted_by_an_index(delta):
    with delta.desk.read() as conn:
        (plan,) = conn.execute(
            f"EXPLAIN QUERY PLAN SELECT count(*) FROM ticket {due_times._DUE}",
            (0, delta.now),
        ).fetchall()
    assert "ticket_due" in plan["detail"]

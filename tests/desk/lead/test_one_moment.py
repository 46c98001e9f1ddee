"""The figures of a backlog belong together, whoever works at the desk while they are read."""

import pytest
from deskterm.desk.calls import timer
from deskterm.desk.context import open_desk
from deskterm.desk.intake import receive
from deskterm.desk.lead import backlog
from deskterm.desk.packs import packs
from deskterm.desk.queue import queue

from tests.desk.conftest import furnish


@pytest.fixture
def two(tmp_path, watch):
    """The lead's desk and a colleague's, in two processes' places at one file."""
    lead = furnish(tmp_path / "desk", watch)
    receive.receive_request(lead, channel="phone", customer="C001", subject="Stampa")
    colleague = open_desk(tmp_path / "desk", who="marta", clock=watch)
    yield lead, colleague
    lead.close()
    colleague.close()


def works(colleague):
    """At one stroke: a used-up carnet, a call that waits to be filed, and a request more."""
    with colleague.write():
        pack = packs.sell(colleague, "C001", kind=colleague.service.packs[0].id, size=120)
        packs.adjust(colleague, pack.id, -119, note="scheda di carta")
        taken = queue.take_next(colleague)
        timer.start(colleague, taken.ticket.code)
        timer.stop(colleague)
        receive.receive_request(colleague, channel="phone", customer="C002", subject="Fattura")


def statements(desk, read):
    """How many statements it takes to read."""
    seen = []
    desk.store.connection().set_trace_callback(seen.append)
    read()
    desk.store.connection().set_trace_callback(None)
    return len(seen)


def interrupted(desk, read, at, deed):
    """What is read when, just before the statement of that number, somebody does a deed."""
    left = [at]

    def hear(_statement):
        left[0] -= 1
        if left[0] == 0:
            deed()

    desk.store.connection().set_trace_callback(hear)
    found = read()
    desk.store.connection().set_trace_callback(None)
    return found


PLACES = tuple(round(place / 12, 2) for place in range(1, 12))


@pytest.mark.parametrize("place", PLACES)
def test_work_done_while_the_backlog_is_read_shows_in_all_of_its_figures_or_in_none(two, place):
    lead, colleague = two
    before = backlog.figures(lead)
    at = max(2, int(place * statements(lead, lambda: backlog.figures(lead))))
    found = interrupted(lead, lambda: backlog.figures(lead), at, lambda: works(colleague))
    after = backlog.figures(lead)
    assert (before.open, before.packs_low, before.unreported_sessions) == (1, (), ())
    assert (after.open, len(after.packs_low), len(after.unreported_sessions)) == (2, 1, 1)
    assert found in (before, after)

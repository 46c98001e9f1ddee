"""What a server puts off is tried for five days by the clock; after hours people hear of it."""

from __future__ import annotations

import pytest
from deskterm.desk.lead import backlog
from deskterm.desk.letters import outbox
from deskterm.desk.queue import elsewhere, queue
from deskterm.desk.tickets import tickets

from tests.mail.sending.conftest import answered, mailbox, sender

HOUR, DAY = 3600, 86_400
GREY = "451 4.7.1 greylisted, come back"


@pytest.fixture
def put_off(desk, sink, port):
    """Anna's receipt, which her server does not take yet; her answer waits behind it."""
    mailbox(desk, port)
    sink.rcpt["anna@rossi.example"] = GREY
    code = answered(desk)
    sender(desk).run(hurry=True)
    return code


def waiting(desk):
    return outbox.outbox(desk, ("waiting",)).letters


def test_a_letter_is_given_up_after_five_days_however_often_it_was_tried(desk, sink, put_off, watch):
    for _ in range(130):
        watch.passes(60)
        assert sender(desk).run(hurry=True).delayed == 1
    watch.passes(5 * DAY - 130 * 60 - 1)
    assert sender(desk).run(hurry=True).delayed == 1 and len(waiting(desk)) == 2
    watch.passes(1)
    assert sender(desk).run(hurry=True).failed == 1
    (failed,) = outbox.outbox(desk, ("failed",)).letters
    assert failed.answer == GREY and failed.kind == "acknowledgement"


def test_a_letter_that_is_sent_again_has_five_days_of_its_own(desk, sink, put_off, watch):
    watch.passes(5 * DAY)
    sender(desk).run(hurry=True)
    (failed,) = outbox.outbox(desk, ("failed",)).letters
    outbox.send_again(desk, failed.number)
    sender(desk).run(hurry=True)
    watch.passes(4 * DAY)
    sender(desk).run(hurry=True)
    assert outbox.way(desk, failed.number).state == "waiting"


def test_after_hours_the_lead_and_the_technician_hear_of_it_with_the_servers_words(
    desk, sink, put_off, watch
):
    watch.passes(4 * HOUR - 1)
    sender(desk).run()
    assert backlog.figures(desk).not_gone == () and queue.figures(desk).letters == 0
    watch.passes(1)
    (late,) = backlog.figures(desk).not_gone
    assert late.way.answer == GREY and late.way.next_at
    assert queue.figures(desk).letters == elsewhere.look(desk).letters == 1
    sink.rcpt.clear()
    sender(desk).run(hurry=True)
    assert backlog.figures(desk).not_gone == () and queue.figures(desk).letters == 0


def test_what_waits_behind_it_says_so(desk, sink, put_off):
    first, second = waiting(desk)
    assert (first.behind, second.behind) == (None, first.number)
    thread = {one.id: one for one in tickets.thread(desk, put_off)}
    assert thread[first.number].way.answer == GREY
    assert thread[second.number].way.behind == first.number
    outbox.not_at_all(desk, first.number)
    (second,) = waiting(desk)
    assert second.behind is None


def test_a_letter_that_has_gone_waits_for_nothing(desk, sink, put_off):
    sink.rcpt.clear()
    sender(desk).run(hurry=True)
    assert [one.way for one in tickets.thread(desk, put_off)] == [None] * 3
    assert [one.first_at for one in outbox.outbox(desk, ("sent",)).letters] == [None, None]
    with desk.read() as conn:
        assert conn.execute("SELECT count(*) FROM outgoing WHERE first_at IS NOT NULL").fetchone()[0] == 0

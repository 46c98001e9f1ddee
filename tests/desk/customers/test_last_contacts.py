"""The last contacts on a card are contacts: a stretch without a second is none, and hides none."""

from deskterm.desk.calls import contacts, timer
from deskterm.desk.customers import cards

from tests.screens.counter import Counter


def test_going_on_and_turning_at_once_to_remote_work_leaves_no_empty_contact(tmp_path):
    counter = Counter(tmp_path / "desk")
    for _ in range(2):
        timer.start(counter.desk, counter.taken("C002"))
        counter.now += 120
        timer.stop(counter.desk)
        counter.now += 7200
    timer.start(counter.desk, counter.taken("C002"))
    counter.now += 60
    timer.pause(counter.desk)
    timer.resume(counter.desk, contacts.paused(counter.desk)[0].id)
    timer.switch(counter.desk, "remote")
    counter.now += 300
    timer.stop(counter.desk)
    last = cards.card(counter.desk, "C002").last_sessions
    assert [((one.ended_at - one.started_at), one.kind) for one in last] == [
        (300, "remote"),
        (60, "call"),
        (120, "call"),
    ]

"""A ticket changes hands with its appointment: what has begun goes with it, one to come is asked about."""

import pytest
from deskterm.desk.agenda import appointments
from deskterm.desk.errors import Refused
from deskterm.desk.queue import queue
from deskterm.desk.tickets import undo

from tests.screens.counter import Counter

HOUR = 3600


@pytest.fixture
def counter(tmp_path):
    made = Counter(tmp_path / "desk")
    yield made
    made.desk.close()


def agreed(counter, *, hours):
    """A ticket in Luca's hands with an appointment of his in so many hours."""
    code = counter.taken("C001")
    one = appointments.add(counter.desk, code, starts_at=counter.now + hours * HOUR, minutes=60)
    queue.take(counter.desk, code)
    return code, one


def whose(counter, code):
    return [one.technician for one in appointments.of_ticket(counter.desk, code)]


def test_the_appointment_whose_hour_has_begun_goes_with_the_ticket_and_comes_back_with_it(counter):
    code, one = agreed(counter, hours=1)
    counter.now += HOUR + 60
    queue.hand_over(counter.desk, code, to="marta")
    assert whose(counter, code) == ["marta"]
    assert [near.id for near in appointments.near(counter.colleague(), 600)] == [one.id]
    assert not appointments.near(counter.desk, 600)
    undo.undo(counter.desk)
    assert whose(counter, code) == ["luca"]


def test_one_still_to_come_stays_with_whom_it_was_agreed_unless_it_is_handed_over_too(counter):
    code, _ = agreed(counter, hours=2)
    queue.hand_over(counter.desk, code, to="marta")
    assert whose(counter, code) == ["luca"]
    undo.undo(counter.desk)
    queue.hand_over(counter.desk, code, to="marta", appointment=True)
    assert whose(counter, code) == ["marta"]


def test_nobody_is_handed_an_appointment_at_the_hour_of_another(counter):
    code, one = agreed(counter, hours=2)
    other = counter.taken("C002")
    appointments.add(counter.desk, other, starts_at=one.starts_at, minutes=30, technician="marta")
    with pytest.raises(Refused, match=other):
        queue.hand_over(counter.desk, code, to="marta", appointment=True)
    assert whose(counter, code) == ["luca"]
    counter.now += 2 * HOUR + 60
    queue.hand_over(counter.desk, code, to="marta", appointment=True)  # begun: she is there in his place
    assert whose(counter, code) == ["marta"]

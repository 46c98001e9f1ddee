"""One number has one spelling at the desk: the customer's card's, however an exchange or a mail wrote it."""

import pytest
from deskterm.desk.agenda import callbacks
from deskterm.desk.calls import timer
from deskterm.desk.intake import by_phone, missed
from deskterm.desk.tickets import tickets
from deskterm.models.basics.identity import readable

from tests.screens.counter import Counter

CARD = "0445 000123"


@pytest.fixture
def counter(tmp_path):
    made = Counter(tmp_path / "desk")
    yield made
    made.desk.close()


@pytest.mark.parametrize("raw", ["+390445000123", "0445000123", "tel:+39-0445-000.123"])
def test_who_rings_is_called_back_and_spoken_to_by_the_number_of_their_card(counter, raw):
    assert by_phone.ring(counter.desk, raw).phone == CARD
    assert [one.phone for one in by_phone.since(counter.desk, 0)] == [CARD]
    done = missed.missed(counter.desk, raw)
    assert callbacks.called(counter.desk, tickets.get(counter.desk, done.ticket)) == ("Anna Rossi", CARD)
    session = timer.start(counter.desk, done.ticket, caller=("Anna Rossi", raw.removeprefix("tel:")))
    assert session.caller_phone == CARD


def test_a_request_that_names_the_number_of_a_person_has_it_as_the_card_has(counter):
    code = counter.request("C001", phone="+39 0445/000.123")
    assert tickets.get(counter.desk, code).contact_phone == CARD


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("+390461999888", "0461 999888"),
        ("3471234567", "347 123 4567"),
        ("+4989123456", "+49 89 123456"),
        ("0461/999.888", "0461/999.888"),
        ("1234567", "1234567"),
        ("anna", "anna"),
    ],
)
def test_a_number_that_nobody_has_is_read_as_people_write_it(counter, raw, read):
    assert readable(raw) == read
    assert by_phone.ring(counter.desk, raw).phone == read

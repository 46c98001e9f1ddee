"""While the customer is asked the clock stands still: what waits is not late, nor later than it was (A4)."""

import pytest
from deskterm.desk.tickets import tickets
from deskterm.desk.triage import clarify
from deskterm.screens.shared import words

from tests.clocks import rome
from tests.desk.conftest import watch
from tests.desk.five import House

__all__ = ["watch"]
FORM = {"type": "information", "product": "omniagest-4.5"}


@pytest.fixture
def omnia(tmp_path, watch):
    house = House(tmp_path, "omniagest", watch)
    house.tickets_sold(5)
    yield house
    house.desk.close()


def due(house, code):
    desk = house.desk
    return words.due(tickets.get(desk, code), desk.now(), desk.service.tz)


@pytest.mark.rule("A4", "O3")
def test_what_waits_for_the_customer_is_halted_not_late(omnia, watch):
    code = omnia.request("portal", fields=FORM).ticket
    clarify.clarify(omnia.desk, code, text="Quale stampa?")
    watch.set("2026-03-09T09:00")
    assert due(omnia, code) == ("fermo", "dim")


def test_what_was_late_when_the_customer_was_asked_stays_as_late_as_it_was(omnia, watch):
    code = omnia.request("portal", fields=FORM).ticket
    watch.at = tickets.get(omnia.desk, code).due_at + 3600
    clarify.clarify(omnia.desk, code, text="Quale stampa?")
    before = due(omnia, code)
    watch.set("2026-03-20T09:00")
    assert due(omnia, code) == before
    assert before[1] == "late"


def test_after_the_reply_it_may_be_late_again(omnia, watch):
    code = omnia.request("portal", fields=FORM).ticket
    assert tickets.get(omnia.desk, code).due_at < rome("2026-03-09T09:00")
    watch.set("2026-03-09T09:00")
    assert due(omnia, code)[1] == "late"

"""A request that lacks a field is asked back as it comes in; from then on the delay is the customer's."""

import pytest
from deskterm.desk import tickets, uploads

from tests.desk.conftest import Watch, rome
from tests.desk.five import House


@pytest.mark.rule("O6", "A4")
def test_the_time_until_the_customer_completes_it_does_not_count(tmp_path):
    house = House(tmp_path, "omniagest", Watch("2026-03-02T10:00"))
    house.tickets_sold(5)
    received = house.request("portal", email="", phone="")
    asked = tickets.get(house.desk, received.ticket)
    assert (received.outcome, asked.state, asked.wait_reason) == ("clarify", "waiting", "clarification")
    assert asked.asked_at == rome("2026-03-02T10:00")
    assert asked.due_at == rome("2026-03-03T10:00")
    house.watch.set("2026-03-02T12:00")
    back = uploads.receive(house.desk, received.ticket, name="stampa.pdf", content=b"%PDF-1.4")
    assert (back.state, back.due_at) == ("queued", rome("2026-03-03T12:00"))
    house.desk.close()

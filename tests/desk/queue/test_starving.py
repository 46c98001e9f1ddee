"""The second tier can wait for ever: the lead hears of those who wait too long (I17, A14)."""

import pytest
from deskterm.desk.customers import cards
from deskterm.desk.intake import receive
from deskterm.desk.lead import backlog
from deskterm.desk.queue import queue

from tests.desk.five import House
from tests.models.terms_kit import otherwise


def told(desk):
    return [ticket.code for ticket in backlog.figures(desk).starving]


@pytest.mark.rule("I17", "A14")
@pytest.mark.other("A14")
@pytest.mark.parametrize("days", [5, 2])
def test_the_lead_hears_of_a_request_without_an_agreement_after_as_many_days(tmp_path, watch, days):
    text = otherwise("istes", ("tier = 2, days = 5", f"tier = 2, days = {days}")).text
    house = House(tmp_path, "istes", watch, text=text)
    cards.add(house.desk, code="C002", name="Neri Mangimi")
    late = receive.receive_request(house.desk, channel="mail", customer="C002", subject="a", body="b").ticket
    agreed = house.request("mail").ticket
    watch.passes(days * 86_400 - 1)
    assert told(house.desk) == []
    watch.passes(1)
    assert told(house.desk) == [late]
    queue.take(house.desk, late, reason="aspetta da giorni")
    assert told(house.desk) == []
    assert queue.take_next(house.desk).ticket.code == agreed
    house.desk.close()


def test_where_nobody_goes_first_nobody_starves(desk, watch):
    receive.receive_request(desk, channel="mail", customer="C003", subject="a", body="b")
    watch.passes(90 * 86_400)
    assert told(desk) == []

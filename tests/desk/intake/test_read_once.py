"""What the desk knows of a customer is read once when their request comes in, and handed on."""

from collections import Counter

import pytest
from deskterm.desk.terms import files

from tests.clocks import Watch
from tests.desk.five import House

PLANS = {"contabilita-in-cloud": "ADVANCED", "delta-system": "SAD"}


@pytest.fixture(params=files.names())
def house(request, tmp_path):
    house = House(
        tmp_path, request.param, Watch("2026-03-02T10:00"), plan=PLANS.get(request.param, "standard")
    )
    for pack in house.desk.service.packs:
        if pack.unit == "ticket":
            house.tickets_sold(5)
    yield house
    house.desk.close()


def read_twice(house, deed):
    """The questions that are put to the database more than once while a deed is done.

    What is left of a pack is asked once for the terms, and once more where a unit of it is put aside.
    """
    asked = Counter()
    conn = house.desk.store.connection()
    conn.set_trace_callback(lambda said: asked.update([" ".join(said.split())]))
    found = deed()
    conn.set_trace_callback(None)
    again = {said for said, n in asked.items() if said.startswith("SELECT") and n > 1}
    return found, {said for said in again if "FROM pack" not in said}


def test_a_mail_that_comes_in_asks_the_desk_nothing_twice(house):
    received, twice = read_twice(house, house.mail)
    assert received.outcome in ("queued", "clarify", "review", "rejected")
    assert twice == set()


def test_a_request_that_is_typed_in_asks_the_desk_nothing_twice(house):
    channel = next(one.id for one in house.desk.service.channels if not one.when)
    received, twice = read_twice(house, lambda: house.request(channel))
    assert received.outcome in ("queued", "clarify", "review", "rejected")
    assert twice == set()

"""Terms change on a day: what arrives from then on follows the new ones, a ticket keeps its own (M17)."""

import pytest
from deskterm.desk.billing import filing
from deskterm.desk.calls import timer
from deskterm.desk.context import open_desk
from deskterm.desk.errors import Refused
from deskterm.desk.terms import adoption
from deskterm.desk.tickets import tickets

from tests.desk.five import READY, House
from tests.models.terms_kit import SERVICES, TEXTS, otherwise

WHY = "the price list of 2026: its examples are still those of the old one"
DEARER = otherwise(
    "digital-micro", ("list_rate = 30.00", "list_rate = 36.00"), ('"1", rule', '"2", rule')
).text


@pytest.fixture
def house(tmp_path, watch):
    house = House(tmp_path, "digital-micro", watch).knows(adhesion="2026-01-10")
    yield house
    house.desk.close()


def an_hour(house, desk, code):
    session = timer.start(desk, code, kind="remote", answers=READY)
    house.watch.passes(3600)
    timer.stop(desk)
    return filing.file(desk, session.group_id, outcome="solved", reason="intervention").bill.net_cents


@pytest.mark.rule("M17", "M11")
def test_a_ticket_keeps_the_terms_it_came_under_and_the_next_comes_under_the_new(house):
    old = house.request("portal", "Prima").ticket
    house.watch.passes(60)
    assert adoption.adopt(house.desk, DEARER, "nuove.toml", anyway=WHY)[0].provider.version == "2"
    new = house.request("portal", "Dopo").ticket
    assert [an_hour(house, house.desk, code) for code in (old, new)] == [3000, 3600]
    again = open_desk(house.desk.folder, clock=house.watch)
    assert again.service.provider.version == "2"
    assert again.service_of(tickets.get(again, old).terms_id).provider.version == "1"
    again.close()


@pytest.mark.rule("M17")
def test_a_firm_may_go_back_to_terms_it_had(house):
    first = house.desk.service.text
    house.watch.passes(60)
    adoption.adopt(house.desk, DEARER, "nuove.toml", anyway=WHY)
    house.watch.passes(60)
    adoption.adopt(house.desk, first, "vecchie.toml")
    again = open_desk(house.desk.folder, clock=house.watch)
    assert again.service.digest == SERVICES["digital-micro"].digest
    again.close()


def test_another_firms_terms_or_those_in_force_are_refused(house):
    for text, why in ((TEXTS["istes"], "terms_of_another"), (house.desk.service.text, "terms_in_force")):
        with pytest.raises(Refused) as refused:
            adoption.adopt(house.desk, text, "x.toml")
        assert refused.value.code == why


@pytest.mark.rule("M17")
def test_another_program_at_the_desk_follows_at_its_next_look(house):
    other = open_desk(house.desk.folder, clock=house.watch)
    house.watch.passes(60)
    adoption.adopt(house.desk, DEARER, "nuove.toml", anyway=WHY)
    house.watch.passes(60)
    with other.read():
        assert other.service.provider.version == "2"
    with other.as_of(house.watch() - 90):
        assert other.service.provider.version == "1"
    other.close()

"""A caller is found by the number that was left on a ticket, where no card has it."""

import pytest
from deskterm.desk.customers import cards, search
from deskterm.desk.tickets import tickets

from tests.desk.five import House


@pytest.fixture
def cloud(tmp_path, watch):
    house = House(tmp_path, "contabilita-in-cloud", watch, plan="ADVANCED")
    yield house
    house.desk.close()


def found(house, text):
    return [one.code for one in search.find(house.desk, text)]


@pytest.mark.rule("T4", "T9")
@pytest.mark.parametrize("spelled", ["0426 000881", "+39 0426 000881", "0426-000.881"])
def test_a_caller_is_found_by_the_number_that_stands_on_the_ticket(cloud, spelled):
    assert found(cloud, spelled) == []
    code = cloud.request("chat", phone="0426000881").ticket
    assert found(cloud, spelled) == ["C001"]
    tickets.close(cloud.desk, code, why="doppia")
    assert found(cloud, spelled) == ["C001"]


def test_another_number_finds_nobody_and_a_card_comes_before_a_ticket(cloud):
    cards.add(cloud.desk, code="C002", name="Bianchi", contacts=[{"name": "Ugo", "phone": "0426 000881"}])
    cloud.request("chat", phone="0426 000881")
    assert found(cloud, "0426 000882") == []
    assert found(cloud, "0426 000881") == ["C002"]


def test_the_number_of_a_sender_whom_nobody_has_confirmed_finds_nobody(cloud):
    body = "Non stampa. Mi chiami allo 0426 000881, chieda di Anna."
    cloud.mail(subject="Assistenza telefonica", body=body, proven=False)
    assert found(cloud, "0426 000881") == []

"""A customer's plan is one that the terms know: a slip of the keys is no plan of its own."""

import pytest
from deskterm.desk.customers import agreements, cards
from deskterm.desk.errors import Refused

from tests.desk.five import House
from tests.models.terms_kit import TEXTS

DECLARED = (
    TEXTS["contabilita-in-cloud"].replace("schema = 1", "schema = 2", 1)
    + '\n[[plan]]\nid = "ADVANCED"\nit = "Avanzato"\nen = "Advanced"\n'
    + '[[plan]]\nid = "BASIC"\nit = "Base"\nen = "Basic"\n'
)


@pytest.fixture
def house(tmp_path, watch):
    house = House(tmp_path, "contabilita-in-cloud", watch)
    yield house
    house.desk.close()


def refused(desk, plan):
    with pytest.raises(Refused) as error:
        cards.add(desk, name="Nuova ditta", plan=plan)
    return error.value


def test_a_plan_spelt_almost_like_one_of_the_terms_is_asked_back(house):
    assert refused(house.desk, "ADVENCED").values["near"] == "ADVANCED"
    made = cards.add(house.desk, name="Altra ditta", plan="START")
    assert agreements.of_customer(house.desk, made.code)[0].plan == "START"


def test_where_the_terms_declare_plans_there_are_no_others(house):
    from deskterm.desk.terms import adoption

    house.watch.passes(60)
    adoption.adopt(house.desk, DECLARED, "piani.toml", anyway="un esempio dice un altro piano")
    house.watch.passes(60)
    error = refused(house.desk, "START")
    assert (error.code, error.values["known"]) == ("no_plan", "ADVANCED, BASIC")
    made = cards.add(house.desk, name="Altra ditta", plan="avanzato")
    assert agreements.of_customer(house.desk, made.code)[0].plan == "ADVANCED"
    with pytest.raises(Refused):
        agreements.correct(house.desk, made.code, {"plan": "PRO"})

"""`service check` names what a file says in vain, and tells an amount with thousands by itself."""

import pytest

from tests.commands.ricni import FILE, empty, home, written

__all__ = ["empty", "home"]

DRAWS = "draws = { call = 1, remote = 1, onsite = 1.5 }"
OF_URGENCY = 'of = "ticket"\nkind = "choice"\nby = ["technician"]'


def checked(empty, folder, *changes, lang="en", code=0):
    file = written(folder, *changes)
    return empty("service", "check", file, lang=lang, code=code).out


def test_a_weight_of_work_that_no_price_sends_to_the_pack(empty, tmp_path):
    told = checked(empty, tmp_path)
    assert "pack[1].draws.onsite (hours): no price of the work “onsite” settles with pack:hours" in told
    assert "(P6, P7)" in told
    assert "draws.call" not in told and "draws.remote" not in told
    sent = ('settle = ["pack:bought", "invoice"]', 'settle = ["pack:hours", "pack:bought", "invoice"]')
    assert "draws.onsite" not in checked(empty, tmp_path, sent)
    training = (DRAWS, "draws = { training = 2 }")
    assert "lavoro «training»" in checked(empty, tmp_path, training, lang="it")


def test_a_way_in_by_which_the_customer_may_say_nothing(empty, tmp_path):
    assert "from" not in checked(empty, tmp_path)
    mail = (OF_URGENCY, f'from = ["mail", "phone"]\n{OF_URGENCY}')
    assert "what the customer writes by this way (mail) does not count" in checked(empty, tmp_path, mail)
    phone = (OF_URGENCY, f'from = ["phone"]\n{OF_URGENCY}')
    assert "does not count" not in checked(empty, tmp_path, phone)


@pytest.mark.parametrize("lang", ["it", "en"])
def test_a_day_of_nine_thousand_is_told_itself_and_not_its_half(empty, tmp_path, lang):
    told = checked(empty, tmp_path, ("price = 9600.00", "price = 9.600"), lang=lang, code=2)
    assert "price[4].price" in told and "9600" in told
    assert "half" not in told
    dearer = checked(empty, tmp_path, ("price = 9600.00", "price = 960.00"), lang=lang, code=2)
    assert "price[4].half" in dearer


def test_the_firms_file_is_sound_as_it_is(empty):
    assert "no faults" in empty("service", "check", FILE, lang="en").out

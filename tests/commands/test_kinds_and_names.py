"""A kind of work that the file declares has a price, and an agreement that is asked for has that name."""

import re

from tests.commands.conftest import empty, home
from tests.commands.test_factors_act import TIME, WEEKEND, check, firm

__all__ = ["empty", "home"]

LAB = 'kind = [ { id = "lab", it = "Officina", en = "Workshop", like = "onsite" } ]'
AGREEMENTS = (
    'agreement = [ { rule = "X3", name = "Imagerie", when = ["topic=usage"] },'
    ' { rule = "X4", name = "Cabinet", when = ["topic!=usage"] } ]'
)


def priced(more, when='"session=remote|onsite"'):
    terms = firm(TIME, "").replace(WEEKEND.format(factor="", more=""), more)
    second = f'{{ id = "X2", mode = "quote", settle = ["invoice"], when = [{when}] }}'
    return re.sub(r"^price = \[ (.*) \]$", rf"price = [ \1, {second} ]", terms, flags=re.M)


def test_an_own_kind_of_work_without_a_price_is_named_where_it_is_declared(empty, tmp_path):
    (told,) = check(empty, tmp_path, priced(LAB, '"session=call"'), 2)
    assert told[0] == "kind[1].id" and "no price is for it" in told[1]
    assert not check(empty, tmp_path, priced(LAB, '"session=lab"'), 0)


def test_an_agreement_that_is_misspelt_is_told_the_nearest_and_one_without_an_entry_is_none(empty, tmp_path):
    (told,) = check(empty, tmp_path, priced(AGREEMENTS, '"session=call", "agreement=Imagrie"'), 2)
    assert told[0] == "price[2].when[2]" and "Perhaps “Imagerie”" in told[1]
    for name in ("imagerie", "Notturno"):  # case is nothing, and others may be signed without an entry
        assert not check(empty, tmp_path, priced(AGREEMENTS, f'"session=call", "agreement={name}"'), 0)

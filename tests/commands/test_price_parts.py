"""Where no price holds by itself and a number has several, the one that is meant is named by its part."""

import pytest

from tests.commands.test_terms_of_five import furnish
from tests.models.terms_kit import text

TIME = 'mode = "time", settle = ["invoice"]'
PRICES = f"""
{{ id = "X1", part = "gold", when = ["session=onsite", "seconds>9999"], rate = 10.00, {TIME} }},
{{ id = "X1", part = "site", when = ["session=onsite"], rate = 90.00, minimum = 60, {TIME} }},
{{ id = "X1", part = "lab", when = ["session=lab", "contract"], rate = 75.00, {TIME} }},
{{ id = "X2", when = ["session=training"], mode = "quote", settle = ["invoice"] }}
"""
KIND = 'kind = [ { id = "lab", it = "Officina", en = "Workshop", like = "onsite" } ]'


@pytest.fixture
def firm(empty, tmp_path):
    (tmp_path / "prova.toml").write_text(text(version="2", price=PRICES, more=KIND), encoding="utf-8")
    furnish(empty, str(tmp_path / "prova.toml"))
    told = ("--customer", "C001", "--channel", "mail", "--subject", "Stampa", "--body", "Esce vuota.")
    empty("ticket", "add", *told, at="2026-03-02T09:00")
    return empty


def work(firm, *more, kind="remote", first="10:00", last="10:30", code=0):
    span = ("--kind", kind, "--start", f"2026-03-02T{first}", "--end", f"2026-03-02T{last}")
    return firm(
        "call", "log", "1", *span, "--outcome", "solved", *more, at="2026-03-02T12:00", code=code, lang="en"
    )


def test_a_number_of_several_prices_is_refused_with_their_list_and_none_is_taken(firm):
    assert "There are: X1/gold, X1/site, X1/lab, X2." in work(firm, code=1).err
    told = work(firm, "--price", "X1", code=1).err
    assert "“X1” stands for several prices here" in told and "X1/gold, X1/site, X1/lab" in told


def test_the_part_that_is_named_is_the_one_that_is_charged(firm):
    found = work(firm, "--price", "X1/lab", "--json").json
    assert (found["net"], found["rule"]) == ("37.50", "X1")


def test_what_follows_in_the_same_contact_is_charged_at_the_same_part(firm):
    work(firm, "--price", "X1/lab")
    assert work(firm, "--json", first="10:30", last="10:40").json["net"] == "12.50"


def test_a_number_of_which_one_holds_and_one_that_is_single_are_enough(firm):
    assert work(firm, "--price", "X1", "--json", kind="onsite").json["net"] == "90.00"
    assert work(firm, "--price", "X2", "--json", first="11:00", last="11:10").json["rule"] == "X2"


def test_a_part_that_is_misspelt_is_told_the_nearest(firm):
    assert "X1/lab" in work(firm, "--price", "X1/lba", code=1).err

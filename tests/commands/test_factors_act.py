"""A surcharge acts wherever a price has an amount; where it cannot, the check says so and how to mend it."""

import json
import re

import pytest
from deskterm import locale
from deskterm.desk.billing.estimates import hours_ahead
from deskterm.models.money.price import marks
from deskterm.models.terms.service import read_service

from tests.clocks import rome
from tests.commands.conftest import empty, home
from tests.models.terms_kit import text

__all__ = ["empty", "home"]

SATURDAY, THURSDAY = "2026-03-07", "2026-03-05"
WEEKEND = (
    'multiplier = [ {{ id = "X2", it = "sabato", en = "Saturday", when = ["open:sat"{more}], {factor} }} ]'
)
SAT = '[calendar.sat]\nopen = ["sat 00:00-24:00"]'
UNIT = 'mode = "unit", unit = "15:00", price = 18.00, {keys}settle = ["pack:hours", "invoice"], report = true'
DAY = 'mode = "day", price = 480.00, half = 260.00, settle = ["invoice"], report = true'
TICKET = 'mode = "ticket", price = 25.00, settle = ["pack:tickets", "invoice"], report = true'
QUOTE = 'mode = "quote", settle = ["invoice"]'


def firm(price=UNIT, factor="times = 1.5", keys="", more=""):
    return text(
        version="2",
        price=f'{{ id = "X1", when = ["session=remote|onsite"], {price.format(keys=keys)} }}',
        more=WEEKEND.format(factor=factor, more=more),
        calendar=SAT,
    )


@pytest.fixture
def rehearsed(empty, tmp_path):
    """What twenty minutes, or so many, of such a day come to, and how the lines say it."""

    def one(terms, day, minutes=20, left=None, *, kind="remote"):
        file, events = tmp_path / "prova.toml", tmp_path / "events.jsonl"
        file.write_text(terms, encoding="utf-8")
        hour, rest = divmod(600 + minutes, 60)
        segment = {"kind": kind, "start": f"{day}T10:00", "end": f"{day}T{hour:02}:{rest:02}"}
        customer = {} if left is None else {"pack_left": {"hours": left}}
        event = {"event": "session", "id": "s", "segments": [segment], "customer": customer}
        events.write_text(json.dumps(event), encoding="utf-8")
        (found,) = empty("rehearse", "--service", file, events).lines
        (contact,) = found["contacts"]
        assert sum(float(line["net"]) for line in contact["lines"]) == float(contact["net"])
        return contact

    return one


def drawn(contact):
    return [(part["to"], part["minutes"]) for part in contact["settle"]]


@pytest.mark.parametrize(
    ("keys", "day", "left", "paid"),
    [
        ("", THURSDAY, 300, (20, "0.00")),
        ("", SATURDAY, 300, (30, "0.00")),  # twenty minutes, half as dear again
        ('drawn = "worked", ', SATURDAY, 300, (30, "0.00")),
        ('drawn = "begun", ', THURSDAY, 300, (30, "0.00")),  # two quarters of an hour
        ('drawn = "begun", ', SATURDAY, 300, (45, "0.00")),  # as the same price by steps of time
        ('drawn = "begun", ', SATURDAY, 40, (40, "0.00")),  # the pack ends within the last unit
        ('drawn = "begun", ', THURSDAY, 10, (10, "18.00")),
        ("", SATURDAY, 15, (15, "27.00")),  # the first ten minutes; the other ten are one unit
    ],
)
def test_a_pack_of_minutes_gives_what_the_time_of_a_unit_price_is_worth(rehearsed, keys, day, left, paid):
    found = rehearsed(firm(keys=keys), day, left=left)
    assert (drawn(found)[0][1], found["net"]) == paid
    own = [line for line in found["lines"] if line["what"] == "pack"]
    assert [line["count"] for line in own] == [str(paid[0])]
    if day == SATURDAY:
        assert "X2" in [line["rule"] for line in found["lines"]], "the line names the factor"


def test_a_weight_counts_for_units_and_for_what_they_draw(rehearsed):
    terms = firm(factor="weight = 1.5")
    assert [rehearsed(terms, day)["net"] for day in (THURSDAY, SATURDAY)] == ["36.00", "36.00"]  # 30 are two
    assert [rehearsed(terms, day, 25)["net"] for day in (THURSDAY, SATURDAY)] == ["36.00", "54.00"]
    assert drawn(rehearsed(terms, SATURDAY, left=300))[0][1] == 30
    assert rehearsed(firm(keys="weight = 2, ", factor="times = 1.5"), THURSDAY)["net"] == "54.00"


@pytest.mark.parametrize(
    ("price", "kind", "minutes", "nets"),
    [
        (DAY, "onsite", 240, ["260.00", "390.00"]),
        (DAY, "onsite", 241, ["480.00", "720.00"]),
        (TICKET, "remote", 20, ["25.00", "37.50"]),
    ],
)
def test_a_surcharge_acts_on_days_and_on_a_ticket_paid_with_money(rehearsed, price, kind, minutes, nets):
    found = [rehearsed(firm(price), day, minutes, kind=kind) for day in (THURSDAY, SATURDAY)]
    assert [one["net"] for one in found] == nets
    assert [line["what"] for line in found[1]["lines"]][1] == "factor"


def test_the_price_of_a_day_is_taken_its_own_times(rehearsed):
    twice = DAY.replace("price =", "times = 2, price =")
    assert rehearsed(firm(twice), THURSDAY, 60, kind="onsite")["net"] == "520.00"


def check(empty, tmp_path, terms, code):
    (tmp_path / "prova.toml").write_text(terms, encoding="utf-8")
    found = empty("service", "check", tmp_path / "prova.toml", "--json", lang="en", code=code).json
    return [(one["path"], one["message"]) for one in found["errors"]]


@pytest.mark.parametrize(
    ("terms", "path", "said"),
    [
        (firm(DAY, "weight = 1.5"), "multiplier[1].weight", 'mode = "time", "unit"'),
        (firm(QUOTE), "multiplier[1].times", '"ticket", "day"'),
        (firm(more=', "session=call"'), "multiplier[1].times", "none of them holds while"),
        (firm(DAY.replace("price =", "weight = 2, price =")), "price[1].weight", "read only with mode"),
        (firm(QUOTE + ", price = 5.00", ""), "price[1].price", '"unit", "ticket", "day"'),
        (firm('mode = "free", settle = ["invoice"]', ""), "price[1].settle", "read only with mode"),
        (
            firm(TICKET.replace("price =", 'beyond = "1:30:00", price ='), ""),
            "price[1].beyond",
            "read only with",
        ),
        (
            firm(QUOTE.replace('"quote",', '"time", rate = 70.00, list_rate = 50.00,'), ""),
            "price[1].list_rate",
            'says nothing without rate = "contract"',
        ),
        (firm(DAY.replace("half =", 'drawn = "begun", half ='), ""), "price[1].drawn", '"unit"'),
    ],
)
def test_a_factor_or_key_that_does_nothing_is_named_with_the_cure(empty, tmp_path, terms, path, said):
    terms = terms.replace(", {  }", "").replace("],  }", "] }")
    told = check(empty, tmp_path, terms, 2)
    assert [one[0] for one in told if one[0] == path], told
    assert said in next(message for place, message in told if place == path)


@pytest.mark.parametrize(
    ("keys", "told"), [("", True), ('drawn = "worked", ', False), ('drawn = "begun", ', False)]
)
def test_what_a_unit_price_draws_is_said_by_the_page_and_asked_for_by_the_check(empty, tmp_path, keys, told):
    (tmp_path / "prova.toml").write_text(firm(keys=keys), encoding="utf-8")
    said = " ".join(empty("service", "check", tmp_path / "prova.toml", lang="en").out.split())
    assert ("the time worked is drawn, not the unit begun" in said) == told
    page = " ".join(empty("service", "show", tmp_path / "prova.toml", lang="en").out.split())
    begun = "begun" in keys
    assert ("whole units are drawn, as they have begun" in page) == begun
    assert ("the time worked is drawn" in page) != begun
    assert "× 1.5 after rounding; a unit, a ticket and a day have the factor of when they begin" in page


@pytest.mark.parametrize(
    ("price", "factor", "told"),
    [
        (UNIT, "times = 1.5", "now ×1.5 Saturday (X2)"),
        (DAY, "times = 1.5", "now ×1.5 Saturday (X2)"),
        (UNIT, "weight = 1.5", "now minutes ×1.5 Saturday (X2)"),
        (DAY, "times = 1.5, weight = 2", "now ×1.5 Saturday (X2)"),  # a day counts no minutes
    ],
)
def test_before_the_work_the_factor_is_told_that_will_act(price, factor, told):
    terms = read_service(firm(price, factor))
    with locale.speaking("en"):
        found = list(hours_ahead(terms, {"session": "onsite"}, terms.prices[0], rome(f"{SATURDAY} 10:00")))
    assert found == [told]


@pytest.mark.parametrize(
    ("day", "keys", "begin"),
    [(THURSDAY, "", [900, 1800]), (SATURDAY, "", [600, 1200]), (THURSDAY, "weight = 3, ", [300, 600])],
)
def test_the_clock_of_a_call_tells_a_unit_when_its_weighed_time_begins_it(day, keys, begin):
    terms = read_service(firm(factor="weight = 1.5", keys=keys))
    found = [
        second
        for second, what in marks(terms, {"session": "remote"}, rome(f"{day} 10:00"))
        if what == "money"
    ]
    assert [one for one in found if one][:2] == begin


@pytest.mark.parametrize("key", ["beyond = 1", "step = 5"])
@pytest.mark.parametrize("per", ["day", "contact", "ticket"])
def test_a_fixed_amount_that_is_paid_once_says_nothing_of_how_many(empty, tmp_path, per, key):
    extra = (
        f'extra = [ {{ id = "X3", it = "uscita", en = "call-out", per = "{per}", price = 10.00, {key} }} ]'
    )
    terms = firm(UNIT.format(keys='drawn = "worked", '), "")
    terms = terms.replace(WEEKEND.format(factor="", more=""), extra)
    told = dict(check(empty, tmp_path, terms, 2))
    assert 'says nothing without per = "each", "hour"' in told[f"extra[1].{key.split()[0]}"]


def test_a_comma_of_three_digits_is_asked_back_where_the_currency_has_three_decimals(empty, tmp_path):
    terms = firm(QUOTE.replace('"quote",', '"time", rate = 90,000,'), "").replace("],  }", "] }")
    dinars = terms.replace('tz = "Europe/Rome"', 'tz = "Europe/Rome", currency = "TND"')
    (said,) = (message for _, message in check(empty, tmp_path, dinars, 2))
    assert "90.000 with three decimals" in said and "90000 with its thousands" in said
    (said,) = (message for _, message in check(empty, tmp_path, terms, 2))
    assert "90000" in said and "90.000" not in said


TIME = 'mode = "time", rate = 60.00, settle = ["invoice"]'
OF_NO_USE = [
    ('mode = "unit", unit = "15:00", price = 18.00, added = "once", settle = ["invoice"]', "added", "time"),
    ('mode = "included", vat = 7', "vat", "ticket"),
    ('mode = "day", price = 480.00, half_until = "2h", settle = ["invoice"]', "half_until", '"half"'),
    (f'{TIME}, within = "year"', "within", '"first"'),
]


@pytest.mark.parametrize(("price", "key", "cure"), OF_NO_USE)
def test_a_key_that_a_price_never_reads_is_named_with_what_it_takes(empty, tmp_path, price, key, cure):
    terms = firm(QUOTE, "").replace(WEEKEND.format(factor="", more=""), "").replace(QUOTE, price)
    told = dict(check(empty, tmp_path, terms, 2))
    assert list(told) == [f"price[1].{key}"] and cure in told[f"price[1].{key}"]


def test_a_factor_without_a_factor_says_so_and_one_of_one_is_meant(empty, tmp_path):
    (told,) = check(empty, tmp_path, firm(factor="").replace(",  }", " }"), 2)
    assert told[0] == "multiplier[1]" and "times = 1.5" in told[1]
    assert not check(empty, tmp_path, firm(factor="times = 1"), 0)


@pytest.mark.parametrize(("keys", "faulty"), [("", True), ('metric = "contact", ', False)])
def test_what_keeps_a_first_contact_is_said_where_a_contact_is_promised(empty, tmp_path, keys, faulty):
    response = (
        f'response = [ {{ id = "X3", target = "4h", clock = "elapsed", {keys}contacts = ["question"] }} ]'
    )
    terms = re.sub(r"^response = .*$", response, firm(keys='drawn = "worked", '), flags=re.M)
    told = check(empty, tmp_path, terms, 2 if faulty else 0)
    assert [path for path, _ in told] == ["response[1].contacts"] * faulty
    assert not faulty or 'metric = "contact"' in told[0][1]


def test_days_of_a_price_that_are_the_wrong_way_round_are_no_closure(empty, tmp_path):
    terms = firm(f"{TIME}, from = 2026-05-01, until = 2026-01-01")
    (told,) = check(empty, tmp_path, terms, 2)
    assert told[0] == "price[1].until" and "“until” (2026-01-01) is before “from” (2026-05-01)" in told[1]


@pytest.mark.parametrize(("ends", "told"), [("", True), ("months = 12, ", False)])
def test_a_rest_of_a_pack_that_never_ends_is_remarked_upon(empty, tmp_path, ends, told):
    pack = f'{{ id = "hours", unit = "minute", it = "ore", en = "hours", {ends}rest = {{ do = "carry" }} }}'
    terms = re.sub(r"^pack = .*$", f"pack = [ {pack} ]", firm(keys='drawn = "worked", '), flags=re.M)
    (tmp_path / "prova.toml").write_text(terms, encoding="utf-8")
    said = " ".join(empty("service", "check", tmp_path / "prova.toml", lang="en").out.split())
    assert ("never ends" in said) == told

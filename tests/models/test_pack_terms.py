"""What work draws from packs under version 2: by its kind, below nothing, where the pack lets it."""

import pytest
from deskterm.desk.terms.files import explain
from deskterm.locale import speaking
from deskterm.models.money.billing import bill
from deskterm.models.money.drawing import PackState, units_of
from deskterm.models.money.price import Segment
from deskterm.models.money.settle import Charged
from deskterm.models.terms.sense.meaning import meaning
from deskterm.models.terms.service import read_service
from hypothesis import given
from hypothesis import strategies as st

from tests.clocks import rome
from tests.models.terms_kit import check_service, text

PRICE = (
    '{ id = "X1", when = ["session=call|remote|onsite|training"], mode = "time", rate = 60,'
    ' settle = ["pack:hours", "invoice"] }'
)
START = rome("2026-03-03 10:00")
OWN = '{ id = "hours", unit = "minute", it = "Carnet", en = "Pack", overdraw = "split" }'


def written(keys, price=PRICE):
    body = text(version="2", price=price)
    assert OWN in body
    return body.replace(OWN, OWN.replace(', overdraw = "split" }', f", {keys} }}"))


def under(keys):
    return read_service(written(keys))


def held(*lefts):
    return [PackState(n, "hours", "minute", left) for n, left in enumerate(lefts, 1)]


def work(*stretches):
    """Stretches of kind and minutes, one after the other."""
    found, at = [], START
    for kind, minutes in stretches:
        found.append(Segment(kind, at, at + minutes * 60))
        at += minutes * 60
    return found


def charges(found):
    return [(charge.to, charge.minutes, charge.units, charge.net_cents) for charge in found.settle]


def test_an_hour_on_site_draws_one_and_a_half():
    terms = under("draws = { onsite = 1.5 }")
    assert charges(bill(terms, work(("onsite", 60)), {}, held(600))) == [("pack:1", 60, 90, 0)]
    assert charges(bill(terms, work(("remote", 60)), {}, held(600))) == [("pack:1", 60, 0, 0)]


def test_what_the_pack_does_not_hold_of_it_is_invoiced_by_the_minute_of_work():
    terms = under("draws = { onsite = 1.5 }")
    assert charges(bill(terms, work(("onsite", 60)), {}, held(50))) == [
        ("pack:1", 33, 50, 0),
        ("invoice", 27, 0, 2700),
    ]


def test_kinds_that_draw_otherwise_are_counted_apart():
    terms = under("draws = { onsite = 1.5 }")
    found = bill(terms, work(("remote", 20), ("onsite", 20)), {}, held(600))
    assert (
        charges(found) == [("pack:1", 40, 30, 0)]
        or sum(charge.drawn for part in found.parts for charge in part.settle) == 50
    )
    assert [charges(part) for part in found.parts] == [[("pack:1", 20, 0, 0)], [("pack:1", 20, 30, 0)]]


def test_below_nothing_the_last_pack_owes_down_to_the_limit():
    terms = under('overdraw = "below", limit = 60')
    assert charges(bill(terms, work(("remote", 60)), {}, held(20, 10))) == [
        ("pack:1", 20, 0, 0),
        ("pack:2", 40, 0, 0),
    ]
    assert charges(bill(terms, work(("remote", 120)), {}, held(20))) == [
        ("pack:1", 80, 0, 0),
        ("invoice", 40, 0, 4000),
    ]


def test_what_is_owed_already_is_taken_off_the_limit_also_of_a_pack_that_is_over():
    terms = under('overdraw = "below", limit = 60')
    owing = [
        PackState(1, "hours", "minute", -50, open=False),
        *held(0)[:0],
        PackState(2, "hours", "minute", 5),
    ]
    assert charges(bill(terms, work(("remote", 60)), {}, owing)) == [
        ("pack:2", 15, 0, 0),
        ("invoice", 45, 0, 4500),
    ]


def test_work_that_the_pack_does_not_mean_draws_nothing():
    terms = under('when = ["session!=training"]')
    found = bill(terms, work(("remote", 10), ("training", 20)), {}, held(600))
    assert [charges(part) for part in found.parts] == [[("pack:1", 10, 0, 0)], [("invoice", 20, 0, 2000)]]


@given(st.lists(st.integers(1, 90), min_size=1, max_size=6), st.decimals("0.05", "4", places=2))
def test_however_work_is_divided_it_draws_the_same(parts, weight):
    drawn, before = 0, 0
    for part in parts:
        drawn += units_of(part, weight, before)
        before += part
    assert drawn == units_of(sum(parts), weight)


@given(
    st.integers(1, 120),
    st.integers(1, 120),
    st.lists(st.integers(-30, 90), min_size=1, max_size=3),
    st.sampled_from(["0.5", "1", "1.25", "1.5", "3"]),
    st.sampled_from(["", ', overdraw = "below", limit = 45', ', overdraw = "whole"']),
)
def test_a_contact_filed_in_two_draws_what_it_draws_in_one(first, second, lefts, weight, overdraw):
    """And no pack gets below its limit; what the packs gave and what is invoiced is the whole work."""
    terms = under(f"draws = {{ remote = {weight} }}{overdraw}")
    packs = held(*lefts)
    one = bill(terms, work(("remote", first)), {}, packs)
    taken = {charge.to: charge.drawn for charge in one.settle}
    rest = [PackState(p.id, p.kind, p.unit, p.left - taken.get(f"pack:{p.id}", 0)) for p in packs]
    charged = Charged(
        drawn=sum(charge.minutes for charge in one.settle if charge.to != "invoice"),
        paid=sum(charge.minutes for charge in one.settle if charge.to == "invoice"),
        cents=one.net_cents,
    )
    both = work(("remote", first), ("remote", second))
    two = bill(terms, both, {}, rest, charged=charged, filed=both[:1])
    for charge in two.settle:
        taken[charge.to] = taken.get(charge.to, 0) + (charge.drawn)
    left = {p.id: p.left - taken.get(f"pack:{p.id}", 0) for p in packs}
    limit = 45 if "below" in overdraw else 0
    owed = -sum(min(0, amount) for amount in left.values())
    assert owed <= max(limit, -sum(min(0, p.left) for p in packs))
    whole = bill(terms, work(("remote", first + second)), {}, packs)
    if "whole" not in overdraw:  # there what fits is drawn as it comes
        assert one.net_cents + two.net_cents == whole.net_cents
        assert taken == {charge.to: charge.drawn for charge in whole.settle}


@pytest.mark.parametrize(
    ("keys", "path", "code"),
    [
        ('overdraw = "below"', "limit", "above_zero"),
        ('overdraw = "below", limit = 0', "limit", "above_zero"),
        ("limit = 60", "limit", "only_with"),
        ('months_from = "last-sale"', "months", "missing_key"),
        ('grant = 60, included = { units = 60, every = "month" }', "grant", "pack_twice"),
        ("rest = { most = 60 }", "rest.most", "only_with"),
        ("draws = { lab = 1.5 }", "draws.lab", "unknown_kind"),
        ("draws = { onsite = 0 }", "draws.onsite", "range"),
        ('included = { units = 0, every = "month" }', "included.units", "range"),
        ('included = { units = 60, every = "week" }', "included.every", "unknown_word"),
        ('rest = { do = "carry", when = ["sesion=call"] }', "rest.when[1]", "bad_fact"),
        ("top_up = { at = 30, size = 0 }", "top_up.size", "range"),
        ('when = ["topic=other"]', "when[1]", "unknown_name"),
    ],
)
def test_what_contradicts_itself_is_told_with_its_place(keys, path, code, monkeypatch):
    (fault,) = check_service(written(keys))
    assert (fault.path, fault.code) == (f"pack[1].{path}", code)
    for language in ("it", "en"):
        monkeypatch.setattr("deskterm.locale._chosen", [language])
        assert not explain(fault).startswith("terms.")


@pytest.mark.parametrize(
    "keys",
    [
        "limit = 60",
        'months_from = "sale"',
        "draws = { onsite = 2 }",
        'overdraw = "below"',
        "top_up = { at = 1, size = 2 }",
    ],
)
def test_in_a_file_of_version_1_they_are_refused(keys):
    found = check_service(written(keys).replace("schema = 2", "schema = 1", 1))
    assert "too_new" in {fault.code for fault in found}


@pytest.mark.parametrize(("tongue", "told"), [("it", "dev'essere più di 0"), ("en", "must be more than 0")])
def test_a_pack_that_may_go_below_by_nothing_is_told_what_the_limit_must_be(tongue, told):
    (fault,) = check_service(written('overdraw = "below", limit = 0'))
    with speaking(tongue):
        assert told in explain(fault)


def test_a_pack_that_no_price_draws_on_is_a_fault_with_the_price_to_put_it_in():
    """Sold or included: whoever has it could not use it."""
    price = '{ id = "X5", mode = "time", rate = 60, step = 15, settle = [%s"invoice"] }'
    spare = 'pack = [ { id = "spare", unit = "minute", it = "Carnet", en = "Pack" } ]\n'
    for drawn in ("", '"pack:spare", '):
        terms = read_service(text(version="2", price=price % drawn, more=spare))
        found = [fault for fault in meaning(terms, terms.text) if fault.code == "pack_undrawn"]
        assert [(fault.path, fault.values["near"]) for fault in found] == (
            [] if drawn else [("pack[1]", "X5")]
        )


def test_a_pack_of_which_each_request_takes_one_is_drawn_on_without_a_price():
    price = '{ id = "X5", mode = "time", rate = 60, step = 15, settle = ["invoice"] }'
    visits = 'pack = [ { id = "v", unit = "ticket", it = "Visite", en = "Visits", use = { rule = "X5" } } ]\n'
    terms = read_service(text(version="2", price=price, more=visits))
    assert [fault.code for fault in meaning(terms, terms.text) if fault.code == "pack_undrawn"] == []

"""Agreements signed, corrected and ended in any order: what they include is what their last state gives."""

import tempfile
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import pytest
from deskterm.desk.customers import agreements
from deskterm.desk.errors import Refused
from deskterm.desk.packs import packs
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.desk.packs.test_over_time import Plain

YEARLY = 'included = { units = 300, every = "year", counted = "agreement", rule = "D28" }'
SHARED = 'included = { units = 120, every = "month", first = "share", rule = "D28" }'
CARRIED = SHARED + ', rest = { do = "carry", most = 90, rule = "D28" }'
ONWARD = 'included = { units = 90, every = "quarter", first = "share" }, rest = { do = "carry" }'
ONCE = 'included = { units = 60, every = "month", counted = "agreement" }, rest = { do = "carry-once" }'
WHOLE = 'included = { units = 60, every = "agreement", rule = "D28" }'

FIRST = date(2026, 1, 1)
days = st.integers(0, 420).map(lambda n: (FIRST + timedelta(days=n)).isoformat())
starts = st.one_of(st.sampled_from([f"2026-{n:02}-01" for n in (1, 6, 9, 10, 12)]), days)
lasts = st.one_of(st.just(""), st.sampled_from(["2026-06-30", "2026-12-31"]), days)
names = st.sampled_from(["", "Filiale"])
deeds = st.lists(
    st.one_of(
        st.tuples(st.just("sign"), names, starts, lasts),
        st.tuples(st.just("from"), st.integers(0, 3), starts),
        st.tuples(st.just("until"), st.integers(0, 3), lasts),
        st.tuples(st.just("end"), st.integers(0, 3), days),
        st.tuples(st.just("days"), st.integers(1, 60)),
    ),
    min_size=2,
    max_size=9,
)


@contextmanager
def desk_with(keys, folder):
    office = Plain(folder, keys, valid_from="2026-01-01")
    try:
        yield office
        assert packs.check(office.desk) == ()
    finally:
        office.desk.close()


def does(office, who, deed):
    """One deed, as somebody types it; what cannot be is refused, and nothing else happens."""
    what, *rest = deed
    made = agreements.of_customer(office.desk, who)
    if what in ("from", "until", "end"):
        if not made:
            return
        number = made[rest[0] % len(made)].id
    try:
        if what == "sign":
            name, start, end = rest
            agreements.sign(office.desk, who, {"name": name, "starts_on": start, "ends_on": end})
        elif what == "from":
            agreements.correct(office.desk, who, {"starts_on": rest[1]}, number=number)
        elif what == "until":
            agreements.correct(office.desk, who, {"ends_on": rest[1]}, number=number)
        elif what == "end":
            agreements.end(office.desk, who, on=rest[1], number=number)
    except Refused:
        pass


def included(office, who):
    """What the customer's agreements included, period by period, and what is left of it."""
    names = {one.id: one.name for one in agreements.of_customer(office.desk, who)}
    found = [line.pack for line in packs.packs(office.desk, customer=who)]
    over = [one for one in found if one.expires_on and one.expires_on < one.starts_on]
    assert [(one.left, one.brought) for one in over] == [(0, 0)] * len(over)
    return sorted(
        (names[one.agreement_id], one.starts_on, one.expires_on, one.brought, one.left)
        for one in found
        if one not in over
    )


def signs_as_it_stands(office, who, other):
    """The agreements of one customer as they stand now, signed so from the beginning by another."""
    for one in sorted(agreements.of_customer(office.desk, who), key=lambda one: one.starts_on):
        wanted = {"name": one.name, "starts_on": one.starts_on, "ends_on": one.ends_on}
        agreements.sign(office.desk, other, wanted)


@pytest.mark.parametrize("keys", [YEARLY, SHARED, CARRIED, ONWARD, ONCE, WHOLE])
def test_whatever_was_mistyped_and_put_right_the_last_state_gives_what_it_gives_from_the_start(keys):
    with tempfile.TemporaryDirectory() as folder, desk_with(keys, Path(folder) / "desk") as office:
        today, serial = date(2026, 10, 20), count(1)

        @settings(
            max_examples=30,
            phases=[Phase.generate],
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        )
        @given(deeds)
        def ordered(done):
            nonlocal today
            n = next(serial)
            who, other = (
                office.customer(name=f"{word} {n}", contract=False) for word in ("Rivisti", "Di colpo")
            )
            for deed in done:
                if deed[0] == "days":
                    today = min(today + timedelta(days=deed[1]), date(2027, 3, 1))
                office.look(today.isoformat())
                does(office, who, deed)
            signs_as_it_stands(office, who, other)
            office.look(today.isoformat())
            assert included(office, who) == included(office, other)

        ordered()


@pytest.mark.parametrize("first", ["2026-06-01", "2026-07-01", "2026-09-01", "2026-10-01", "2026-12-01"])
def test_a_first_day_that_was_put_right_wrongly_is_put_right_again(first, tmp_path):
    with desk_with(YEARLY, tmp_path / "desk") as office:
        office.at("2026-10-20 09:00")
        who = office.customer(contract=False)
        agreements.sign(office.desk, who, {"starts_on": "2026-01-01"})
        before = included(office, who)
        assert [row[1:] for row in before] == [("2026-01-01", "2026-12-31", 300, 300)]
        for day in (first, "2026-01-01"):
            agreements.correct(office.desk, who, {"starts_on": day})
        assert included(office, who) == before


def test_what_was_drawn_before_a_slip_is_drawn_still_when_the_slip_is_put_right(tmp_path):
    with desk_with(YEARLY, tmp_path / "desk") as office:
        office.at("2026-10-20 09:00")
        who = office.customer(contract=False)
        agreements.sign(office.desk, who, {"starts_on": "2026-01-01"})
        office.worked(who, "2026-07-10", 30)
        for day in ("2026-12-01", "2026-10-01", "2026-01-01"):
            agreements.correct(office.desk, who, {"starts_on": day})
        assert [row[1:] for row in included(office, who)] == [("2026-01-01", "2026-12-31", 300, 270)]


def test_an_agreement_is_not_ended_on_a_day_of_the_one_that_follows_it(tmp_path):
    with desk_with(YEARLY, tmp_path / "desk") as office:
        office.at("2026-10-20 09:00")
        who = office.customer(contract=False)
        for day in ("2026-01-01", "2026-07-01"):
            agreements.sign(office.desk, who, {"starts_on": day})
        first = agreements.of_customer(office.desk, who)[0]
        with pytest.raises(Refused):
            agreements.end(office.desk, who, on="2026-08-01", number=first.id)


@pytest.mark.parametrize("keys", ["grant = 300", "grant = 300, months = 12"])
@pytest.mark.parametrize("slip", ["until", "end"])
def test_what_an_agreement_gave_comes_back_when_an_end_that_was_mistyped_is_put_right(keys, slip, tmp_path):
    with desk_with(keys, tmp_path / "desk") as office:
        office.look("2026-10-20")
        who = office.customer(contract=False)
        for deed in (("sign", "", "2026-01-01", ""), (slip, 0, "2026-06-01"), ("until", 0, "2026-12-31")):
            does(office, who, deed)
            office.look("2026-10-20")
        found = [line.pack for line in packs.packs(office.desk, customer=who) if line.pack.left]
        assert [(one.left, one.expires_on) for one in found] == [(300, "2026-12-31")]


def test_what_ended_with_an_agreement_goes_on_when_that_turns_out_to_end_later(tmp_path):
    with desk_with("grant = 300", tmp_path / "desk") as office:
        office.look("2026-01-10")
        who = office.customer(contract=False)
        does(office, who, ("sign", "", "2026-01-01", "2026-06-30"))
        office.look("2026-10-20")
        does(office, who, ("until", 0, "2026-12-31"))
        found = [line.pack for line in packs.packs(office.desk, customer=who) if line.pack.left]
        assert [(one.left, one.expires_on) for one in found] == [(300, "2026-12-31")]

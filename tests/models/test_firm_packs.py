"""The included hours of the three firms: what comes in is used, lost, carried on or left."""

from datetime import date

import msgspec
import pytest
from deskterm.models.rehearsal.rehearsal import Rehearsal
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.clocks import rome
from tests.models.terms_kit import FIRMS

# Of each firm: its pack, what is worked, the minutes of a period, the months of one, what is carried on at
# most, and whether work that wants more than there is goes wholly elsewhere.
PACKS = {
    "nodo-sistemi": ("monthly", "remote", 120, 1, 120, False),
    "bergsee-informatik": ("quarter", "remote", 180, 3, 0, True),
    "quadro-gestionali": ("school", "training", 240, 12, 0, False),
}
days = st.dates(date(2026, 1, 2), date(2027, 12, 20)).filter(lambda day: day.weekday() < 5)
works = st.dictionaries(days, st.integers(1, 400), min_size=1, max_size=8)


def session(work):
    """Stretches of so many minutes, each from nine of its day, as they are filed."""
    ends = {day: f"{9 + long // 60:02}:{long % 60:02}" for day, long in work.items()}
    return [{"start": f"{day}T09:00", "end": f"{day}T{end}"} for day, end in ends.items()]


def decided(name, filed):
    """What a rehearsal makes of one ticket's work at a firm, under an agreement of two years."""
    stretches = [{"kind": PACKS[name][1], **one} for one in filed]
    event = {"event": "session", "id": 1, "segments": stretches, "customer": {"contract": True}}
    event |= {"agreement": {"from": "2026-01-01"}}
    return Rehearsal(FIRMS[name], "it", rome("2028-01-05 10:00")).answer(msgspec.json.encode(event))


def drawn(contact):
    return sum(one["minutes"] for one in contact["settle"] if one["to"] != "invoice")


@pytest.mark.parametrize("name", PACKS)
@given(works)
@settings(max_examples=60)
def test_each_period_brings_its_time_once_and_the_rest_goes_where_the_terms_say(name, work):
    pack, _, units, months, carried, wholly = PACKS[name]
    found = decided(name, session(work))
    period, held = 0, units
    for day, contact in zip(sorted(work), found["contacts"], strict=True):
        now = ((day.year - 2026) * 12 + day.month - 1) // months
        for _ in range(now - period):
            held = units + min(held, carried)
        period = now
        wanted = contact["billed_minutes"]
        assert drawn(contact) == (min(held, wanted) if not wholly or held >= wanted else 0), day
        held -= drawn(contact)
    assert {one["kind"]: one["left"] for one in found["packs"]}[pack] == held


@pytest.mark.parametrize("name", PACKS)
@given(works, st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_the_order_in_which_sessions_are_filed_changes_nothing(name, work, random):
    filed = session(work)
    usual = sorted(filed, key=lambda one: one["start"])
    assert decided(name, random.sample(filed, len(filed))) == decided(name, usual)

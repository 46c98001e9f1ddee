"""What warns or stands in the way is told by a sign too, on the ring, the call, the ticket and the gate."""

from __future__ import annotations

import pytest
from deskterm.desk.calls import timer
from deskterm.locale import choose
from deskterm.models.records.ticket import Decision
from deskterm.screens.call import reading
from deskterm.screens.call import words as call_words
from deskterm.screens.ring import words as ring_words

from tests.screens.counter import Counter, opened, press


@pytest.fixture
def counter(tmp_path) -> Counter:
    return Counter(tmp_path / "desk")


@pytest.mark.parametrize(
    ("lang", "warns", "bars"),
    [("it", "! Avviso (D22)", "✗ Non si può (D16)"), ("en", "! Warning (D22)", "✗ Not allowed (D16)")],
)
def test_the_card_of_who_rings_marks_a_notice_and_a_no(counter, lang, warns, bars):
    choose(lang)
    service = counter.desk.service
    found = [
        Decision(do=do, rule=rule, at=0, point="call") for do, rule in (("warn", "D22"), ("block", "D16"))
    ]
    said = ring_words.says(service, found).plain
    assert warns in said and bars in said


@pytest.mark.parametrize(
    ("lang", "warns", "bars"),
    [("it", "! D22 · avviso", "✗ D16 · non si può"), ("en", "! D22 · warning", "✗ D16 · not allowed")],
)
def test_what_the_terms_say_of_a_call_is_marked_too(counter, lang, warns, bars):
    choose(lang)
    session = timer.start(counter.desk, counter.taken("C002"))
    sheet = reading.read(counter.desk, session.group_id)
    told = call_words.rules(sheet, counter.desk.service, (("warn", "D22"), ("block", "D16"))).plain
    assert warns in told and bars in told


@pytest.mark.parametrize(
    ("lang", "closed", "no_ticket"),
    [
        ("it", "! fuori orario (D22)", "! nessun ticket aperto"),
        ("en", "! out of hours (D22)", "! no open ticket"),
    ],
)
async def test_out_of_hours_and_without_a_ticket(counter, lang, closed, no_ticket):
    choose(lang)
    counter.now += 10 * 3600
    async with counter.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "f2", *"bianchi")
        assert closed in shown and no_ticket in shown


async def test_a_customer_without_a_contract_is_marked_on_the_ticket(counter):
    code = counter.taken("C003")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        assert "✗ senza contratto" in await opened(pilot, "ticket", code)

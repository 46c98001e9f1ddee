"""Each pack of who is on the telephone, whole with its last day, at 80 columns too."""

from __future__ import annotations

import pytest
from deskterm import locale
from deskterm.desk.calls import timer
from deskterm.desk.customers import profile
from deskterm.desk.packs import packs
from deskterm.widgets.text.card_text import CardText

from tests.screens.counter import Counter, opened, press
from tests.screens.five import FiveDesk

DAYS = {
    "it": ("carnet ore 0h40, al 12/5/26", "carnet ore 10h00, al 19/2/27", "carnet ore 0h15, al 2/3/27"),
    "en": ("hour pack 0h40, to 12 May 26", "hour pack 10h00, to 19 Feb 27", "hour pack 0h15, to 2 Mar 27"),
}


@pytest.mark.parametrize("language", ["it", "en"])
async def test_every_pack_stands_whole_with_its_last_day_on_the_calls_card(tmp_path, language):
    counter = Counter(tmp_path / "desk")
    packs.sell(counter.desk, "C001", kind="hours", size=600, net_cents=60000, expires_on="2027-02-19")
    packs.sell(counter.desk, "C001", kind="hours", size=40, net_cents=6000, expires_on="2026-05-12")
    timer.start(counter.desk, counter.taken("C001"))
    locale.choose(language)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        shown = await opened(pilot, "call")
        assert all(one in shown for one in DAYS[language]), shown


MANY = {
    "it": ("carnet ore 15h15 in 6, scadono:", "1h00 12/4/26 · 2h00 12/5/26", "5h00 12/8/26 · 0h15 2/3/27"),
    "en": (
        "hour pack 15h15 in 6, ending:",
        "1h00 12 Apr 26 · 2h00 12 May 26",
        "5h00 12 Aug 26 · 0h15 2 Mar 27",
    ),
}


@pytest.mark.parametrize("language", ["it", "en"])
async def test_many_packs_stand_each_with_its_end_beside_who_rings_and_hide_nothing_below(tmp_path, language):
    counter = Counter(tmp_path / "desk")
    sold(counter, 5)
    counter.request("C001")
    locale.choose(language)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "f2", *"rossi")
        assert all(one in shown for one in MANY[language]), shown
        assert {"it": "1 aperto · 1 richiesta oggi", "en": "1 open · 1 request today"}[language] in shown


@pytest.mark.parametrize(("language", "rest"), [("it", "e altri 7"), ("en", "and 7 more")])
async def test_of_very_many_the_first_to_be_used_are_named_and_how_many_more_there_are(
    tmp_path, language, rest
):
    counter = Counter(tmp_path / "desk")
    sold(counter, 8)
    timer.start(counter.desk, counter.taken("C001"))
    locale.choose(language)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        shown = await opened(pilot, "call")
        assert "36h15" in shown and rest in shown and "2h00 12" in shown


async def test_a_card_that_does_not_fit_ends_behind_a_word(tmp_path):
    counter = Counter(tmp_path / "desk")
    sold(counter, 8)
    counter.request("C001")
    async with counter.app().run_test(size=(70, 20)) as pilot:
        await press(pilot, "f2", *"rossi")
        card = pilot.app.screen.query_one("#card", CardText)
        whole, shown = card.visual.plain.split(), card.render().plain
        assert shown.endswith("…") and shown.removesuffix("…").split() == whole[: len(shown.split())]


def sold(counter: Counter, count: int) -> None:
    """So many packs that end month by month."""
    for number in range(1, count + 1):
        day = f"2026-{number + 3:02d}-12"
        packs.sell(counter.desk, "C001", kind="hours", size=60 * number, net_cents=6000, expires_on=day)


@pytest.mark.parametrize(("language", "end"), [("it", "al 2/3/27"), ("en", "to 2 Mar 27")])
async def test_of_a_pack_with_a_long_name_it_is_the_name_that_is_cut_and_not_the_end(tmp_path, language, end):
    desk = FiveDesk(tmp_path / "desk", "istes")
    timer.start(desk.desk, desk.taken())
    locale.choose(language)
    async with desk.app(empty=True).run_test(size=(80, 24)) as pilot:
        shown = await opened(pilot, "call")
        assert f"10h00, {end} ·" in shown, shown


async def test_what_is_left_stands_before_the_sentence_on_a_delivery_that_is_past_dispute(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "istes")
    profile.deliver(desk.desk, "C001", what="Tessera cure", on="2026-01-07")
    timer.start(desk.desk, desk.taken())
    async with desk.app(empty=True).run_test(size=(80, 24)) as pilot:
        shown = await opened(pilot, "call")
        left, sentence = shown.index("10h00, al 2/3/27"), shown.index("contestabile")
        assert left < sentence, shown


@pytest.mark.parametrize("language", ["it", "en"])
async def test_on_a_wide_screen_the_name_of_a_pack_stands_first_and_a_narrower_one_turns_it(
    tmp_path, language
):
    desk = FiveDesk(tmp_path / "desk", "istes")
    timer.start(desk.desk, desk.taken())
    locale.choose(language)
    end = {"it": "al 2/3/27", "en": "to 2 Mar 27"}[language]
    async with desk.app(empty=True).run_test(size=(140, 40)) as pilot:
        wide = await opened(pilot, "call")
        assert f"10h00, {end}" in wide and f"10h00, {end} ·" not in wide, wide
        await pilot.resize_terminal(80, 24)
        assert f"10h00, {end} ·" in await press(pilot)


@pytest.mark.parametrize(("size", "end"), [((80, 24), "to 2 Mar 27"), ((140, 40), "expires 2 Mar 27")])
async def test_who_rings_has_the_packs_name_first_in_english_as_in_italian(tmp_path, size, end):
    counter = Counter(tmp_path / "desk")
    counter.request("C001")
    locale.choose("en")
    async with counter.app().run_test(size=size) as pilot:
        assert f"hour pack 0h15, {end}" in await press(pilot, "f2", *"rossi")

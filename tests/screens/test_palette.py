"""The palette finds an action by any part of its name, the beginnings first."""

from __future__ import annotations

import pytest
from deskterm.screens.queue.screen import QueueScreen
from textual.command import CommandList

from tests.screens.conftest import settle
from tests.screens.counter import Counter
from tests.screens.hands import until
from tests.screens.shell import app_class


@pytest.fixture
def counter(tmp_path):
    made = Counter(tmp_path / "desk")
    yield made
    made.desk.close()


def names(app):
    """What the palette offers, in its order, without the keys."""
    options = app.screen.query_one(CommandList).options
    return [str(one.hit.text).split("  ")[0] for one in options if hasattr(one, "hit")]


async def asked(pilot, words, first):
    await pilot.press("ctrl+p")
    await settle(pilot)
    await pilot.press(*["space" if one == " " else one for one in words])
    await until(pilot, lambda: names(pilot.app)[:1] == [first])
    found = names(pilot.app)
    await pilot.press("escape")
    await settle(pilot)
    return found


async def test_a_part_within_a_word_is_enough_and_stands_behind_what_begins_so(counter):
    async with app_class(QueueScreen)(counter.desk).run_test(size=(80, 40)) as pilot:
        await settle(pilot)
        assert await asked(pilot, "ossim", "Prossimo") == ["Prossimo", "Scarica posta"]
        found = await asked(pilot, "chia", "Chiamata")
        assert found[:2] == ["Chiamata", "Alla chiamata"], "the name, then a word of it"
        found = await asked(pilot, "post", "Posta")
        assert found[:3] == ["Posta", "Posta fidata", "Scarica posta"]
        assert "Prossimo" not in found, "letters that stand scattered are no word"


async def test_several_words_and_accents_and_capitals_do_not_matter(counter):
    async with app_class(QueueScreen)(counter.desk).run_test(size=(80, 40)) as pilot:
        await settle(pilot)
        assert (await asked(pilot, "ICHIEST uov", "Nuova richiesta"))[0] == "Nuova richiesta"
        assert "Prossimo" in await asked(pilot, "quale PERCHE", "Prossimo")


async def test_where_nothing_holds_the_words_their_letters_are_enough(counter):
    async with app_class(QueueScreen)(counter.desk).run_test(size=(80, 40)) as pilot:
        await settle(pilot)
        assert "Prossimo" in await asked(pilot, "prsm", "Prossimo")

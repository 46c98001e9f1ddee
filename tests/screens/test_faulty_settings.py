"""The screens open without what the settings say badly, and say at once what that is."""

from __future__ import annotations

import pytest
from deskterm import locale
from deskterm.screens.queue.screen import QueueScreen

from tests.screens.counter import Counter, press
from tests.screens.hands import until
from tests.screens.said import last_said, said
from tests.screens.shell import app_with

SAYS = {
    "it": "Impostazioni non valide: theme, hook. deskterm doctor dice perché.",
    "en": "Unusable settings: theme, hook. deskterm doctor says why.",
}


@pytest.mark.parametrize("language", ["it", "en"])
async def test_what_cannot_be_used_is_said_when_the_screens_stand(tmp_path, language):
    counter = Counter(tmp_path / "desk")
    locale.choose(language)
    async with app_with(counter.desk, QueueScreen, faulty="theme, hook").run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: said(pilot.app))
        assert last_said(pilot.app) == SAYS[language]
        assert SAYS[language].split(":")[0] in await press(pilot)


async def test_nothing_is_said_where_all_is_in_order(tmp_path):
    counter = Counter(tmp_path / "desk")
    async with app_with(counter.desk, QueueScreen).run_test(size=(80, 24)) as pilot:
        await press(pilot, "2")
        assert said(pilot.app) == []

"""What is said while a page lies over a dialog is said by the dialog as soon as it is in front again."""

import pytest
from deskterm.widgets.status.line import OverDialog

from tests.screens.counter import Counter, opened, press


@pytest.mark.parametrize("key", ["p", "question_mark"])
async def test_what_is_in_front_again_says_what_was_said_last(tmp_path, key):
    """A dialog, or the sheet of keys."""
    counter = Counter(tmp_path / "desk")
    code = counter.taken("C001", subject="In mano")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        pilot.app.line.look_round = lambda: None  # which would draw it, a quarter of a second later
        await press(pilot, key)
        dialog = pilot.app.screen
        pilot.app.say("detto prima", how="done")
        await press(pilot, "up")
        pilot.app.open("packs")
        await press(pilot)
        assert pilot.app.screen is not dialog
        pilot.app.say("detto dopo", how="done")
        assert "detto dopo" in await press(pilot, "escape")
        assert pilot.app.screen is dialog
        assert dialog.query(OverDialog)

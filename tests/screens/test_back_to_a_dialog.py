"""What happened while a page lay over a dialog is seen as soon as the dialog is in front again."""

import pytest
from deskterm.desk.tickets import drafts
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


@pytest.mark.parametrize("key", ["p", "question_mark"])
async def test_the_ticket_beneath_it_is_as_the_desk_is_now(tmp_path, key):
    counter = Counter(tmp_path / "desk")
    code = counter.taken("C001", subject="In mano")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        await press(pilot, key)
        dialog = pilot.app.screen
        await opened(pilot, "packs")
        drafts.keep(counter.colleague(), "note", code, "chiede il fratello")
        pilot.app.nudge()
        await press(pilot)
        await press(pilot, "escape")
        assert pilot.app.screen is dialog
        assert [one.by for one in pilot.app.desk_screen.read.drafts] == ["marta"]

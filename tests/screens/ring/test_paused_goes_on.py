"""Who rings about a ticket whose contact is paused goes on with that contact."""

from __future__ import annotations

from deskterm.desk.calls import contacts, timer

from tests.screens.conftest import text
from tests.screens.counter import press
from tests.screens.five import FiveDesk


async def test_the_paused_contact_of_the_ticket_goes_on_and_that_is_said(tmp_path):
    delta = FiveDesk(tmp_path / "desk", "delta-system")
    code = delta.taken()
    first = timer.start(delta.desk, code)
    delta.now += 14
    timer.pause(delta.desk, "un attimo")
    delta.now += 7200
    async with delta.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", *"0445000123", "enter", "enter")
        assert "contatto in pausa su TK1, da 0:14" in " ".join(text(pilot.app).split())
        assert timer.running(delta.desk).session.group_id == first.group_id
    assert len(contacts.groups(delta.desk, code)) == 1

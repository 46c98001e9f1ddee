"""What a call may be about is proposed by what is typed now, not by what stood while it was being typed."""

from deskterm.desk.agenda import callbacks
from deskterm.widgets.list.window_list import WindowList

from tests.clocks import rome
from tests.screens.counter import Counter, opened, press


def proposed(pilot):
    return pilot.app.screen.query_one("#about", WindowList).row.record.subject


async def test_a_name_typed_over_a_ticket_proposes_what_was_promised_to_who_has_it(tmp_path):
    """F2 on a ticket begins with it; who is typed then is asked about from the first row on."""
    counter = Counter(tmp_path / "desk")
    promised = counter.taken("C001", subject="Da richiamare", phone="0445 000123")
    callbacks.add(counter.desk, promised, due_at=rome("2026-03-03T09:30"))
    held = counter.taken("C001", subject="In mano")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", held)
        await press(pilot, "f2")
        assert proposed(pilot) == "In mano"
        await press(pilot, "r")
        assert proposed(pilot) == "Da richiamare"
        await press(pilot, "tab", "tab", "down")
        assert proposed(pilot) == "In mano"
        counter.request("C002", "Un altro cliente")
        pilot.app.nudge()
        await press(pilot)
        assert proposed(pilot) == "In mano", "what somebody walked to stays while the desk changes"

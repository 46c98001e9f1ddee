"""A key of the ticket puts it under another of the customer's agreements, with the reason."""

from deskterm.desk.customers import agreements
from deskterm.desk.tickets import tickets

from tests.models.agreements_kit import FIRM
from tests.screens.counter import opened, press
from tests.screens.five import FiveDesk


async def test_shift_a_chooses_the_agreement(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "prova", text=FIRM)
    made = agreements.sign(desk.desk, "C001", {"name": "Server", "starts_on": "2026-01-01"})
    code = desk.request()
    before = tickets.get(desk.desk, code).due_at
    async with desk.app().run_test(size=(100, 30)) as pilot:
        await opened(pilot, "ticket", code)
        assert "Server" in await press(pilot, "A")
        await press(pilot, *str(made.agreement.id), "enter", *"per il server", "enter")
    ticket = tickets.get(desk.desk, code)
    assert (ticket.agreement_id, ticket.agreement_why) == (made.agreement.id, "per il server")
    assert ticket.due_at < before

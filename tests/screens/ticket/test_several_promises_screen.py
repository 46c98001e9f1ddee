"""The ticket and the queue show every promise with a sign and in words; an answer leaves the rest to keep."""

from deskterm.desk.billing import filing
from deskterm.desk.tickets import tickets

from tests.models.two_promises import FIRST_CONTACT, TWO
from tests.screens.counter import opened, press
from tests.screens.five import FiveDesk


async def test_a_ticket_shows_what_is_kept_and_what_is_still_promised(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "prova", text=TWO)
    code = desk.request()
    async with desk.app().run_test(size=(100, 30)) as pilot:
        assert "risp. oggi 11:30" in await press(pilot)
        shown = await opened(pilot, "ticket", code)
        assert "risposta entro mar 3/3 11:30" in shown
        assert "soluzione entro mar 3/3 16:00, al più tardi mer 4/3 11:30" in shown

    desk.now += 600
    tickets.answer(desk.desk, code, text="Ce ne occupiamo.")
    async with desk.app().run_test(size=(100, 30)) as pilot:
        shown = await opened(pilot, "ticket", code)
        assert "✓ risposta mar 3/3 10:40 (entro mar 3/3 11:30)" in shown
        assert "soluzione entro mar 3/3 16:00" in shown


async def test_a_request_that_is_typed_in_says_all_that_it_would_be_promised(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "prova", text=TWO)
    async with desk.app().run_test(size=(120, 34)) as pilot:
        await opened(pilot, "request", "C001")
        shown = await press(pilot, *"Stampa")
        assert "risposta entro oggi 11:30 (X1)" in " ".join(shown.split())
        assert "soluzione entro" in shown


async def test_a_lone_first_contact_is_called_so_wherever_it_is_shown_until_its_sign_says_it_is_kept(
    tmp_path,
):
    desk = FiveDesk(tmp_path / "desk", "prova", text=FIRST_CONTACT)
    code = desk.request()
    async with desk.app().run_test(size=(110, 34)) as pilot:
        assert "cont. 1º oggi 11:30, 14:30" in await press(pilot)
        shown = await opened(pilot, "ticket", code)
        assert "primo contatto entro mar 3/3 11:30, al più tardi mar 3/3 14:30" in shown
        assert "risposta" not in shown
        await opened(pilot, "request", "C001")
        shown = " ".join((await press(pilot, *"Stampa")).split())
        assert "primo contatto entro oggi 11:30, al più tardi oggi 14:30 (X3)" in shown

    desk.now += 600
    filing.enter(desk.desk, code, kind="call", started_at=desk.now - 60, ended_at=desk.now)
    async with desk.app().run_test(size=(110, 34)) as pilot:
        assert "✓ cont." in await press(pilot)
        assert "✓ primo contatto mar 3/3 10:39" in await opened(pilot, "ticket", code)

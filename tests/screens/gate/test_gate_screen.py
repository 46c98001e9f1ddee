"""The gate before a session: one screen, one hand, the clause behind every no."""

from __future__ import annotations

import pytest
from deskterm.desk.calls import gates, timer
from deskterm.desk.errors import DeskError
from deskterm.desk.intake import receive
from deskterm.desk.steps.tickets.taking_back import REFUSAL
from deskterm.locale import choose
from textual.widgets import Input

from tests.desk.mails import mail as letter_of
from tests.desk.rows import rows
from tests.screens.conftest import lines, text
from tests.screens.counter import opened, press
from tests.screens.five import FiveDesk
from tests.screens.said import said

READY = ("1", "2", "3", "4", "5", "6")  # every question of Digital Micro's answered with yes


@pytest.fixture
def micro(tmp_path) -> FiveDesk:
    desk = FiveDesk(tmp_path / "desk", "digital-micro")
    timer.start(desk.desk, desk.taken())
    return desk


def kind_now(desk: FiveDesk) -> str:
    return timer.running(desk.desk).session.kind


async def test_all_questions_and_the_keys_fit_on_one_screen(micro):
    async with micro.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        shown = await press(pilot, "f6")
        for rule in ("(M5)", "(M6)", "(M7)", "(M14)", "(M15)"):
            assert rule in shown
        assert "Non ancora (M5)" in shown and "acceso e" in shown
        await press(pilot, "1", "2", "3", "4", "5", "5")  # two warnings at once: the longest it gets
        assert "1-6 risponde" in text(pilot.app) and "1-9" not in text(pilot.app)


async def test_without_consent_nothing_begins(micro):
    async with micro.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, "f6", "1", "3", "4")
        shown = await press(pilot, "enter")
        assert "(M6)" in shown and "Manca ancora qualcosa" in shown
    assert kind_now(micro) == "call"


async def test_with_everything_told_the_call_becomes_remote_and_the_answers_are_kept(micro):
    async with micro.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, "f6", "d")
        await press(pilot, *"cassa", "enter")
        shown = await press(pilot, *READY, "enter")
        assert "teleassistenza" in shown
    assert kind_now(micro) == "remote"
    told = {one.fact: (one.value, one.who, one.how) for one in gates.evidence(micro.desk, "TK000001")}
    assert told["consent"] == ("yes", "Anna Rossi", "phone")
    assert [device["name"] for device in rows(micro.desk, "device")] == ["cassa"]


async def test_without_a_backup_the_customers_own_go_on_is_kept(micro):
    async with micro.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        shown = await press(pilot, "f6", "1", "2", "3", "4", "5", "5", "6")
        assert "procedere lo stesso" in shown and "(M14)" in shown
        await press(pilot, "enter")
        assert kind_now(micro) == "call"  # not before the customer has said so
        shown = await press(pilot, "p")
        assert "resta scritto" in shown
        await press(pilot, "enter")
    assert kind_now(micro) == "remote"
    told = {one.fact: one for one in gates.evidence(micro.desk, "TK000001")}
    assert (told["backup_confirmed"].value, told["backup_confirmed"].words) == ("no", "procedete lo stesso")


async def test_the_customer_may_answer_by_another_way_and_by_another_name(micro):
    async with micro.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, "f6", "w")
        pilot.app.screen.query_one("#who", Input).value = "Bruno Rossi"
        shown = await press(pilot, "enter", "h", "h")
        assert "Bruno Rossi" in shown and "in chat" in shown
        await press(pilot, *READY, "enter")
    told = {one.fact: (one.who, one.how) for one in gates.evidence(micro.desk, "TK000001")}
    assert told["consent"] == ("Bruno Rossi", "chat")


async def test_a_customer_who_refuses_is_noted_and_offered_as_the_outcome(micro):
    async with micro.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        shown = await press(pilot, "f6", "r")
        assert "non autorizza" in shown and "Non autorizzato dal cliente" in shown
        assert kind_now(micro) == "call"
        shown = await press(pilot, "f5", "f9")
        assert "registrata" in shown and "(M10)" in shown and "nessun addebito" in shown


@pytest.mark.parametrize(
    ("lang", "named", "outcome"),
    [
        ("it", "accesso non autorizzato dal cliente", "Non autorizzato dal cliente"),
        ("en", "access not authorised by the customer", "Not authorised by the customer"),
    ],
)
async def test_a_refusal_noted_by_mistake_goes_with_u_and_the_outcome_with_it(micro, lang, named, outcome):
    choose(lang)
    async with micro.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, "f6", "r")
        assert pilot.app.screen.typed()[1] == REFUSAL
        shown = await press(pilot, "tab", "u")  # out of the notes, where u is a letter
        assert named in " ".join(shown.replace("│", " ").split())
        await press(pilot, "s" if lang == "it" else "y")
        assert pilot.app.screen.typed()[1] == "" and outcome in await press(pilot)
        micro.now += 600
        shown = await press(pilot, "f5")
        assert "(H3)" in shown and "(M10)" not in shown, "the price is that of a call again"
    assert gates.evidence(micro.desk, "TK000001") == ()


async def test_esc_leaves_the_call_as_it_is(micro):
    async with micro.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        shown = await press(pilot, "f6", "1", "escape")
        assert "telefonata in entrata" in shown
    assert kind_now(micro) == "call"


async def test_at_the_end_the_customer_is_reminded_to_close_the_tool(micro):
    async with micro.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, "f6", *READY, "enter")
        micro.now += 600
        pilot.app.desk_screen.tick(micro.now)
        await press(pilot, "f5", "right", "tab", "right")
        shown = await press(pilot, "f9")
        assert "(M9)" in shown and "chiuso il programma" in shown
        shown = await press(pilot, "1")
        assert "registrata" in shown and "10:00 → 10 min (M11)" in shown and "rapportino" in shown
    told = {one.fact: one.value for one in gates.evidence(micro.desk, "TK000001")}
    assert told["client_closed_software"] == "yes"


async def test_remote_work_that_rested_long_is_asked_about_anew(micro):
    async with micro.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, "f6", *READY, "enter")
        micro.now += 60
        await press(pilot, "f7", "enter")
        micro.now += 3_600
        shown = await press(pilot, "f7")
        assert "Prima di riprendere" in shown and "(M6)" in shown
        await press(pilot, *READY, "enter")
    assert kind_now(micro) == "remote"


async def test_a_server_needs_an_account_of_ours_and_a_mail_of_request(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "istes")
    timer.start(desk.desk, desk.taken(), inbound=False)
    async with desk.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        shown = await press(pilot, "f6", "1")
        assert "server" in shown and "account nostro sul server" in shown and "Non ancora (I6)" in shown
        shown = await press(pilot, "1")
        assert "client" in shown and "amministratore" in shown
        idle = next(line for line in lines(pilot.app) if "account nostro" in line)
        assert "2 –" in idle, "it is not asked any more, and keeps its number"


async def test_the_support_code_is_asked_before_one_talks(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "omniagest")
    code = desk.taken()
    async with desk.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ring", code)
        await press(pilot, "down")
        shown = await press(pilot, "enter")
        assert "Codice di assistenza" in shown and "(O11)" in shown
        await press(pilot, "1", *"SBAGLIATO", "enter")
        told = "\n".join(said(pilot.app))
        assert "non è quello del cliente. (O11)" in told and "Al telefono si assiste" in told
        shown = await press(pilot, "enter")
        assert timer.running(desk.desk) is None
        assert "non è quello del cliente. (O11)" in shown, "and not only that something is missing"
        pilot.app.screen.query_one("#code", Input).value = ""
        await press(pilot, "1", *"ab12", "enter")
        await press(pilot, "enter")
    assert timer.running(desk.desk).session.ticket == code
    with pytest.raises(DeskError):
        timer.start(desk.desk, code)


async def test_what_a_stranger_calls_themselves_is_shown_as_it_is_and_does_nothing(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "digital-micro")
    evil = "[/] [red]Eva\x1b]0;x\x07[@click=app.quit]via[/]"
    timer.start(desk.desk, desk.taken(contact=evil, subject=evil))
    async with desk.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        shown = await press(pilot, "f6")
        assert "[/] [red]Eva" in shown and "\x1b" not in shown and "Prima della teleassistenza" in shown


async def test_what_is_accessed_must_be_said_before_the_gate_says_that_one_may_begin(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "istes")
    sender, received = "Anna Rossi <c001@clienti.example>", "Tue, 3 Mar 2026 10:00:00 +0100"
    code = receive.receive_mail(desk.desk, letter_of(sender, "Server fermo", received=received)).ticket
    timer.start(desk.desk, code)
    async with desk.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        shown = await press(pilot, "f6")
        assert "Si può cominciare" not in shown and "Non ancora (I7)" in shown and "✗" in shown
        shown = await press(pilot, "enter")
        assert "Manca ancora qualcosa" in shown  # and the gate stays
        shown = await press(pilot, "1", "1", "3")
        assert "Si può cominciare" in shown
        await press(pilot, "enter")
    assert kind_now(desk) == "remote"


async def test_a_no_that_bars_the_way_bears_its_sign_and_no_colour_is_named(micro):
    async with micro.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        shown = await press(pilot, "f6", "2", "2")
        row = next(line for line in shown.splitlines() if "acconsente a questa" in line)
        assert "✗ no" in row
        assert "i punti con ✗" in await press(pilot, "enter")
        shown = await press(pilot, "2")
        row = next(line for line in shown.splitlines() if "acconsente a questa" in line)
        assert "✗" not in row

"""A session's temporary password: typed masked at the gate, kept in the keyring, shown for some seconds."""

from __future__ import annotations

import threading

import keyring
import pytest
from deskterm.desk import keyrings
from deskterm.desk.billing import filing
from deskterm.desk.calls import passwords, timer
from deskterm.desk.intake import receive
from deskterm.screens.gate import password as screen
from keyring.backends import fail
from textual import events
from textual.widgets import Input

from tests.desk.calls.test_secrets import CANARY, SERVER, Ring, on_disk
from tests.desk.mails import mail as letter_of
from tests.screens.conftest import let_through, settle, text, until
from tests.screens.counter import opened, press, still
from tests.screens.five import FiveDesk
from tests.screens.said import silence


@pytest.fixture
def ring(monkeypatch):
    """A keyring in memory that the desk trusts."""
    found, before = Ring(), keyring.get_keyring()
    keyring.set_keyring(found)
    monkeypatch.setattr(keyrings, "ALLOWED", frozenset({Ring.__module__}))
    yield found
    keyring.set_keyring(before)


@pytest.fixture
def istes(tmp_path) -> FiveDesk:
    """ISTES: a mail asks for work on a server, and the telephone call about it runs."""
    desk = FiveDesk(tmp_path / "desk", "istes")
    sender, received = "Anna Rossi <c001@clienti.example>", "Tue, 3 Mar 2026 10:00:00 +0100"
    code = receive.receive_mail(desk.desk, letter_of(sender, "Server fermo", received=received)).ticket
    timer.start(desk.desk, code)
    return desk


async def typed(pilot, text: str) -> str:
    """To the masked line, what is typed, and back."""
    await press(pilot, "k")
    pilot.app.focused.value = text
    return await press(pilot, "enter")


async def test_the_gate_takes_the_password_masked_and_keeps_it_until_it_expires(istes, ring):
    async with istes.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        shown = await press(pilot, "f6", "1")
        assert "k password" not in shown
        assert "k password" in await press(pilot, "2")  # our account, with a temporary password
        shown = await typed(pilot, CANARY)
        assert CANARY not in shown and "•" in shown and CANARY not in pilot.app.export_screenshot()
        await press(pilot, "enter")
        silence(pilot.app)
        shown = await still(pilot)
        assert "teleassistenza" in shown and "Ctrl+T password fino a" in shown and "18:30" in shown
        assert CANARY not in shown and CANARY not in pilot.app.export_screenshot()
    assert list(ring.kept.values()) == [CANARY]
    folder = istes.desk.folder
    istes.desk.close()
    assert CANARY.encode() not in on_disk(folder)


async def test_one_key_shows_the_password_for_some_seconds_and_copies_it(istes, ring, monkeypatch):
    monkeypatch.setattr(screen, "SHOWN_FOR", 600)
    code = timer.running(istes.desk).session.ticket
    passwords.keep(istes.desk, code, keyrings.Secret(CANARY))
    async with istes.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        shown = await press(pilot, "ctrl+t")
        assert CANARY in shown and "18:30" in shown
        shown = await press(pilot, "y")
        assert pilot.app.clipboard == CANARY and "copiata" in shown and CANARY not in shown
        monkeypatch.setattr(screen, "SHOWN_FOR", 0.3)
        await press(pilot, "ctrl+t")
        await until(pilot, lambda: CANARY not in text(pilot.app))


async def test_a_password_can_be_kept_later_and_taken_away(istes, ring):
    async with istes.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, "ctrl+t")
        pilot.app.screen.query_one(Input).value = CANARY
        shown = await press(pilot, "enter")
        assert "Ctrl+T la mostra" in shown and CANARY not in shown
        assert list(ring.kept.values()) == [CANARY]
        shown = await press(pilot, "ctrl+t", "x")
        assert "non è più nel portachiavi" in shown
    assert ring.kept == {}


async def test_it_goes_when_the_work_is_filed(istes, ring):
    timer.switch(istes.desk, answers=SERVER)
    passwords.keep(istes.desk, timer.running(istes.desk).session.ticket, keyrings.Secret(CANARY))
    istes.now += 600
    group = timer.stop(istes.desk).group_id
    filing.file(istes.desk, group, outcome="solved", reason="other")
    assert ring.kept == {}
    async with istes.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call", group)
        assert "Ctrl+T password" not in await press(pilot)


async def test_without_a_keyring_to_trust_the_gate_says_so_and_the_work_goes_on(istes):
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    try:
        async with istes.app(empty=True).run_test(size=(80, 24)) as pilot:
            await opened(pilot, "call")
            shown = await press(pilot, "f6", "1", "2")
            assert "portachiavi sicuro" in shown and "k password" not in shown
            assert "teleassistenza" in await press(pilot, "enter")
            assert "portachiavi sicuro" in await press(pilot, "ctrl+t")
    finally:
        keyring.set_keyring(before)
    assert timer.running(istes.desk).session.kind == "remote"


@pytest.fixture
def no_ring():
    """A machine on which no keyring can be trusted."""
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    yield
    keyring.set_keyring(before)


async def test_a_password_typed_after_a_refusal_reaches_neither_the_note_nor_the_desk(istes, no_ring):
    async with istes.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        note = pilot.app.screen.query_one("#note")
        note.focus()
        shown = await press(pilot, "ctrl+t", *CANARY, "enter", *CANARY)  # nobody waits for an answer
        assert "portachiavi sicuro" in shown and "Esc chiude" in shown and CANARY not in shown
        await press(pilot, "escape", *"ok")
        assert note.text == "ok" and "portachiavi sicuro" not in await press(pilot)
    folder = istes.desk.folder
    istes.desk.close()
    assert CANARY.encode() not in on_disk(folder)


async def at_once(pilot, *keys: str) -> str:
    """Keys that come in one go, as from a slow line or a clipboard: nobody waits for the one before."""
    for key in keys:
        pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
    return await press(pilot)


async def test_a_password_that_comes_in_one_go_with_its_key_is_swallowed_where_it_is_refused(istes, no_ring):
    async with istes.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        note = pilot.app.screen.query_one("#note")
        note.focus()
        await press(pilot)
        assert "portachiavi sicuro" in await at_once(pilot, "ctrl+t", *CANARY, "enter")
        await press(pilot, "escape")
        assert note.text == ""


async def test_a_password_that_comes_in_one_go_with_its_key_is_kept_letter_by_letter(istes, ring):
    async with istes.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        pilot.app.screen.query_one("#note").focus()
        await press(pilot)
        assert "Ctrl+T la mostra" in await at_once(pilot, "ctrl+t", *CANARY, "backspace", CANARY[-1], "enter")
        assert pilot.app.screen.query_one("#note").text == ""
    assert list(ring.kept.values()) == [CANARY]


async def test_at_the_gate_a_password_that_comes_in_one_go_answers_no_question(istes, ring):
    async with istes.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        before = await press(pilot, "f6", "1", "2")
        shown = await at_once(pilot, "k", *CANARY, "enter")
        assert CANARY not in shown and "•" * len(CANARY) in shown
        assert shown.splitlines()[:6] == before.splitlines()[:6]
        await press(pilot, "enter")
    assert list(ring.kept.values()) == [CANARY]


async def test_what_is_typed_while_the_keyring_takes_its_time_is_masked_and_kept(istes, ring, monkeypatch):
    answers = threading.Event()
    found = keyrings.keyring_of
    monkeypatch.setattr(keyrings, "keyring_of", lambda: answers.wait(20) and found())
    async with istes.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        pilot.app.screen.query_one("#note").focus()
        await pilot.press("ctrl+t", *CANARY, "enter")
        await let_through(pilot)
        assert CANARY not in text(pilot.app) and "•" in text(pilot.app)
        answers.set()
        assert "Ctrl+T la mostra" in await press(pilot)
        assert pilot.app.screen.query_one("#note").text == ""
    assert list(ring.kept.values()) == [CANARY]


async def test_at_the_gate_too_a_refused_password_goes_nowhere(istes, no_ring):
    async with istes.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        shown = await press(pilot, "f6", "1", "2")
        shown = await press(pilot, "k", "w", *CANARY, "enter")
        assert "portachiavi sicuro" in shown and CANARY[1:] not in shown
        assert (
            CANARY not in await press(pilot, "escape")
            and pilot.app.screen.query_one("#who").value == "Anna Rossi"
        )


async def test_a_refusal_that_comes_while_the_password_is_typed_takes_the_rest_of_it(
    istes, no_ring, monkeypatch
):
    answers = threading.Event()
    found = keyrings.keyring_of
    monkeypatch.setattr(keyrings, "keyring_of", lambda: answers.wait(20) and found())
    async with istes.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, "f6", "1")
        await pilot.press("2")
        await pilot.pause(0.2)
        await pilot.press("k", *CANARY[:4])
        answers.set()
        await settle(pilot)
        shown = await press(pilot, *CANARY[4:], "enter")
        assert "portachiavi sicuro" in shown
        shown = await press(pilot, "escape")
        assert CANARY[4:] not in shown and pilot.app.screen.query_one("#who").value == "Anna Rossi"

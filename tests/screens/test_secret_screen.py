"""A session's temporary password: typed masked at the gate, kept in the keyring, shown for some seconds."""

from __future__ import annotations

import keyring
import pytest
from deskterm.desk import calls, intake, secrets
from deskterm.screens import secret as screen
from keyring.backends import fail
from textual.widgets import Input

from tests.desk.letters import mail as letter_of
from tests.desk.test_secrets import CANARY, SERVER, Ring, on_disk
from tests.screens.counter import opened, press
from tests.screens.five import FiveDesk


@pytest.fixture
def ring(monkeypatch):
    """A keyring in memory that the desk trusts."""
    found, before = Ring(), keyring.get_keyring()
    keyring.set_keyring(found)
    monkeypatch.setattr(secrets, "ALLOWED", frozenset({Ring.__module__}))
    yield found
    keyring.set_keyring(before)


@pytest.fixture
def istes(tmp_path) -> FiveDesk:
    """ISTES: a mail asks for work on a server, and the telephone call about it runs."""
    desk = FiveDesk(tmp_path / "desk", "istes")
    sender, received = "Anna Rossi <c001@clienti.example>", "Tue, 3 Mar 2026 10:00:00 +0100"
    code = intake.receive_mail(desk.desk, letter_of(sender, "Server fermo", received=received)).ticket
    calls.start(desk.desk, code)
    return desk


async def typed(pilot, text: str) -> str:
    """To the masked line, what is typed, and back."""
    await press(pilot, "k")
    pilot.app.focused.value = text
    return await press(pilot, "enter")


async def test_the_gate_takes_the_password_masked_and_keeps_it_until_it_expires(istes, ring):
    async with istes.app(empty=True).run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, "call")
        shown = await press(pilot, "f6", "1")
        assert "k password" not in shown
        assert "k password" in await press(pilot, "2")  # our account, with a temporary password
        shown = await typed(pilot, CANARY)
        assert CANARY not in shown and "•" in shown and CANARY not in pilot.app.export_screenshot()
        shown = await press(pilot, "enter")
        assert "teleassistenza" in shown and "Ctrl+T password fino a" in shown and "18:30" in shown
        assert CANARY not in shown and CANARY not in pilot.app.export_screenshot()
    assert list(ring.kept.values()) == [CANARY]
    folder = istes.desk.folder
    istes.desk.close()
    assert CANARY.encode() not in on_disk(folder)


async def test_one_key_shows_the_password_for_some_seconds_and_copies_it(istes, ring, monkeypatch):
    monkeypatch.setattr(screen, "SHOWN_FOR", 0.3)
    code = calls.running(istes.desk).session.ticket
    secrets.keep(istes.desk, code, secrets.Secret(CANARY))
    async with istes.app(empty=True).run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, "call")
        shown = await press(pilot, "ctrl+t")
        assert CANARY in shown and "18:30" in shown
        await pilot.pause(0.5)
        assert CANARY not in await press(pilot)
        await press(pilot, "ctrl+t")
        shown = await press(pilot, "y")
        assert pilot.app.clipboard == CANARY and "copiata" in shown and CANARY not in shown


async def test_a_password_can_be_kept_later_and_taken_away(istes, ring):
    async with istes.app(empty=True).run_test(size=(80, 24), notifications=True) as pilot:
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
    calls.switch(istes.desk, answers=SERVER)
    secrets.keep(istes.desk, calls.running(istes.desk).session.ticket, secrets.Secret(CANARY))
    istes.now += 600
    group = calls.stop(istes.desk).group_id
    calls.file(istes.desk, group, outcome="solved", reason="other")
    assert ring.kept == {}
    async with istes.app(empty=True).run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, "call", group)
        assert "Ctrl+T password" not in await press(pilot)


async def test_without_a_keyring_to_trust_the_gate_says_so_and_the_work_goes_on(istes):
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    try:
        async with istes.app(empty=True).run_test(size=(80, 24), notifications=True) as pilot:
            await opened(pilot, "call")
            shown = await press(pilot, "f6", "1", "2")
            assert "portachiavi sicuro" in shown and "k password" not in shown
            assert "teleassistenza" in await press(pilot, "enter")
            assert "portachiavi sicuro" in await press(pilot, "ctrl+t")
    finally:
        keyring.set_keyring(before)
    assert calls.running(istes.desk).session.kind == "remote"

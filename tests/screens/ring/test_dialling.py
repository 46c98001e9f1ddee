"""The way out: the number goes to the user's own command as one word, without the desk's passwords."""

from __future__ import annotations

from deskterm.widgets.ringing import Rings

from tests.screens.conftest import settle, until
from tests.screens.counter import Counter, opened


async def test_the_command_that_dials_gets_the_number_and_no_password_of_a_mailbox(tmp_path, monkeypatch):
    monkeypatch.setenv("DESKTERM_MAIL_SECRET_STUDIO", "Canarino-3p8d")
    got, script = tmp_path / "got", tmp_path / "dial.sh"
    script.write_text(f'#!/bin/sh\necho "$1" > {got}.part\nenv >> {got}.part\nmv {got}.part {got}\n')
    script.chmod(0o755)
    counter = Counter(tmp_path / "desk")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", counter.request())
        Rings(pilot.app, f"{script} tel:{{number}}").call("0445 000123; touch preso")
        await settle(pilot)
        await until(pilot, got.exists)
    told = got.read_text()
    assert told.startswith("tel:0445000123\n") and "Canarino-3p8d" not in told

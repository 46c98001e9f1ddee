"""On the screens a sentence names a key or a place; a command only where there is no other way."""

from __future__ import annotations

import re

import pytest
from deskterm import locale
from deskterm.desk.errors import Refused
from deskterm.widgets.work import refusal

from tests.house.test_catalogues import everything
from tests.screens.counter import Counter

COMMAND = re.compile(r"\bdeskterm (?!di\b|è\b|la\b|removes\b)[a-z]+(?:-[a-z]+)*")
OF_THE_LINE = frozenset({"commands", "book"})  # rooms that no screen reads
# What is done on the line alone, or told there alone: of the desk's file, of the mail server, of technicians.
LINE_ALONE = frozenset(
    (
        *(f"errors.store_{code}" for code in ("missing", "empty", "corrupt", "not_ours", "read_only", "io")),
        *(f"errors.no_{code}" for code in ("terminal", "service", "service_file")),
        *("errors.no_agreement_number", "errors.no_credit", "errors.copy_foreign", "errors.no_demo"),
        "errors.export_empty",
        *("errors.terms", "errors.text_missing", "errors.csv_failed"),
        *("errors.not_agreed", "errors.not_trusted", "errors.people_unread", "errors.fact_of_agreement"),
        *("errors.technician_calls", "errors.technician_has_tickets", "errors.terms_by_lead"),
        *("errors.no_mail_accounts", "errors.mail_account_exists", "errors.mail_no_way_out"),
        *("errors.technician_has_appointments", "settle.credits_open.on_screen"),
        *("errors.mail_accounts_stopped", "errors.mail_accounts_only_send", "app.hook_gone"),
        "app.faulty_settings",
        *("lacking.this_one", "lacking.address", "lacking.words"),
        *("queue.empty.lacks.unborn", "queue.empty.lacks.unborn_read", "reasons.no_channel", "files.cut_raw"),
    )
)


@pytest.mark.parametrize("language", locale.LANGUAGES)
def test_a_screen_names_a_command_only_where_no_key_does_it(language):
    texts = everything(language)
    named = {
        key
        for key in texts
        if key.partition(".")[0] not in OF_THE_LINE
        and COMMAND.search(" ".join(texts[key]) if isinstance(texts[key], tuple) else str(texts[key]))
        and f"{key}.on_screen" not in texts
    }
    assert named == LINE_ALONE


@pytest.mark.parametrize("language", locale.LANGUAGES)
def test_the_same_refusal_names_a_key_on_the_screens_and_a_command_on_the_line(language):
    locale.choose(language)
    refused = Refused("move_request", number=3, code="TK000001")
    assert "deskterm ticket merge" in str(refused)
    assert "deskterm call agree" in locale.tn("settle.to_price", 2, contacts="TK1, TK2")
    locale.on_screens(True)
    assert "F7" in refusal(refused) and "deskterm" not in refusal(refused)
    assert "(7)" in locale.tn("settle.to_price", 2, contacts="TK1, TK2")


async def test_an_open_screen_speaks_of_keys(tmp_path):
    refused = Refused("no_project", code="TK000001")
    assert "deskterm project open" in str(refused)
    async with Counter(tmp_path / "desk").app().run_test() as pilot:
        await pilot.pause()
        assert "deskterm" not in refusal(refused)


@pytest.mark.parametrize("language", locale.LANGUAGES)
def test_no_name_of_a_program_stands_in_what_a_screen_says_of_the_keyring(language):
    locale.choose(language)
    cause = "keyring.backends.fail.Keyring"
    refused = [
        Refused("no_keyring", cause=cause),
        Refused("keyring_locked", cause=cause),
        Refused("keyring_chosen", chosen="PYTHON_KEYRING_BACKEND=x", cause=cause),
    ]
    assert all(cause in str(one) for one in refused)
    locale.on_screens(True)
    assert not any(cause in refusal(one) or "PYTHON" in refusal(one) for one in refused)

"""What leaves for a server, comes from one, or runs a command cannot be rehearsed: not at another time."""

from __future__ import annotations

import pytest
from deskterm import settings
from deskterm.desk.context import open_desk
from deskterm.desk.letters import outbox

from tests.commands.conftest import environment
from tests.end_to_end.terminal import Terminal, deskterm

TOMORROW = "2026-03-03T10:00"
OUTWARD = (
    ["mail", "send"],
    ["mail", "send", "--watch"],
    ["mail", "fetch"],
    ["mail", "fetch", "--watch"],
    ["events", "--run-hooks"],
    ["events", "--run-hooks", "--watch"],
)


@pytest.fixture
def desk(line, tmp_path):
    """A desk with a mailbox, a letter for later in its outbox and a hook that would leave a mark."""
    told = ("--smtp-host", "localhost", "--smtp-port", "1", "--imap-host", "localhost", "--imap-port", "1")
    line("mail", "account", "add", "studio", *told)
    code = line(
        "ticket", "add", "--customer", "C001", "--subject", "Stampa", "--email", "a@b.example", "--json"
    )
    line("ticket", "answer", code.json["code"], "Dal menu Stampe.", "--later", "2026-03-03T08:00")
    file = settings.config_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f'[hook]\ncommand = ["touch", "{tmp_path / "mark"}"]\n', encoding="utf-8")
    return line


def letters(line):
    opened = open_desk(line.desk)
    try:
        return [(one.kind, one.state, one.tries) for one in outbox.outbox(opened, outbox.STATES).letters]
    finally:
        opened.close()


@pytest.mark.parametrize("words", OUTWARD, ids=" ".join)
def test_it_is_refused_with_why_and_the_way_out_and_nothing_was_done(desk, tmp_path, words):
    before = letters(desk)
    said = " ".join(desk(*words, at=TOMORROW, code=1).err.split())
    assert f"(--at {TOMORROW})" in said and "Senza --at" in said
    assert letters(desk) == before and not (tmp_path / "mark").exists()


def test_a_variable_is_named_as_what_it_is(desk, monkeypatch):
    monkeypatch.setenv("DESKTERM_AT", TOMORROW)
    assert "Senza DESKTERM_AT" in " ".join(desk("mail", "send", at="", code=1).err.split())


def test_the_screens_at_another_time_read_and_send_nothing_and_run_no_hook(desk, tmp_path):
    before = letters(desk)
    words = deskterm("--desk", str(desk.desk), "--as", "zen", "--lang", "it", "--at", TOMORROW)
    with Terminal(words, env=environment(desk.home)) as terminal:
        terminal.wait_for("Coda")
        terminal.rest(3)
        terminal.send("Ctrl+Q")
        assert terminal.wait_exit() == 0
    assert [one for one in letters(desk) if one in before] == before
    assert not (tmp_path / "mark").exists()
    (account,) = desk("mail", "account", "list", "--json").lines
    assert account["fault"] is None and account["fetched_by"] is None

"""A ticket that was taken back with the division that made it, on the line: in no list, and it says so."""

from __future__ import annotations

import json

import pytest

from tests.commands.conftest import ask

TWO = "Non stampa il registro.\n\nPoi: come si cambia la password?"


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("it", "annullato con la divisione, è di nuovo in TK000001"),
        ("en", "undone with the split, it is back in TK000001"),
    ],
)
def test_what_was_taken_back_says_so_and_stands_in_no_list(line, language, says):
    ask(line, "2026-03-02T09:00", body=TWO)
    line("ticket", "split", "TK000001", "--cut", "Poi")
    line("undo")
    assert says in " ".join(line("--lang", language, "ticket", "show", "TK000002").out.split())
    assert json.loads(line("ticket", "show", "TK000002", "--json").out)["unmade"] is True
    assert "TK000002" not in line("ticket", "list", "--view", "done", "--csv").out
    assert json.loads(line("backlog", "--json").out)["by_state"]["closed"] == 0
    assert "TK000001" in line("ticket", "reopen", "TK000002", code=1).err

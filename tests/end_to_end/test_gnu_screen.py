"""In GNU screen, which keeps a lone Esc back while it follows the mouse, Esc works and the mouse rests."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.end_to_end.terminal import Terminal, deskterm

MOUSE = b"\x1b[?1000h"
ROOT = Path(__file__).parents[2]


def demo(folder: Path, **env: str) -> Terminal:
    return Terminal(
        deskterm("--desk", str(folder / "desk"), "demo"), cwd=ROOT, env={"HOME": str(folder), **env}
    )


@pytest.mark.parametrize(
    ("around", "asked"),
    [
        ({}, True),
        ({"STY": "4242.pts-0.host"}, False),
        ({"TERM": "screen-256color"}, False),
        ({"TERM": "screen-256color", "TMUX": "/tmp/tmux,1,0"}, True),
        ({"STY": "4242.pts-0.host", "DESKTERM_MOUSE": "1"}, True),
        ({"DESKTERM_MOUSE": "0"}, False),
    ],
)
def test_the_mouse_is_asked_for_where_it_keeps_no_key_back(tmp_path, around, asked):
    with demo(tmp_path, **around) as terminal:
        terminal.wait_for("TK17")
        terminal.send("?")
        terminal.wait_for("Prende il prossimo")
        assert (MOUSE in terminal.raw) is asked


@pytest.mark.skipif(not shutil.which("screen"), reason="no GNU screen here")
def test_esc_alone_closes_the_sheet_in_gnu_screen(tmp_path):
    sockets = tmp_path / "sockets"
    sockets.mkdir(mode=0o700)
    around = {"HOME": str(tmp_path), "SCREENDIR": str(sockets)}
    asked = ["screen", "-q", "-S", "desk", *deskterm("--desk", str(tmp_path / "desk"), "demo")]
    with Terminal(asked, cwd=ROOT, env=around) as terminal:
        terminal.wait_for("TK17")
        terminal.send("?")
        terminal.wait_for("Prende il prossimo")
        terminal.send("Esc")
        terminal.wait_gone("Prende il prossimo", 5)
        terminal.send("q")
        terminal.wait_exit(10)
    subprocess.run(["screen", "-S", "desk", "-X", "quit"], env=around, capture_output=True, check=False)

"""Yellow and red as a real terminal receives them: with 16, with 256, with all colours, and with none."""

from __future__ import annotations

import re
import shutil

import pytest

from tests.end_to_end.terminal import Terminal, deskterm
from tests.screens.demo_desk import _original

TERMINALS = {
    "xterm": ({"TERM": "xterm", "COLORTERM": ""}, "93", "91"),
    "256": ({"TERM": "xterm-256color", "COLORTERM": ""}, "38;5;221", "38;5;203"),
    "true": ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "38;2;255;207;51", "38;2;255;107;100"),
    "none": ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "", ""),
}


@pytest.mark.parametrize("kind", TERMINALS)
def test_phone_fault_15_at_risk_is_yellow_and_late_is_red_and_both_have_a_sign(tmp_path, kind):
    shutil.copytree(_original(), tmp_path / "desk")
    more, yellow, red = TERMINALS[kind]
    env = {"DESKTERM_DESK": str(tmp_path / "desk"), "DESKTERM_AT": "2026-03-03T09:12", **more}
    env |= {"DESKTERM_TECHNICIAN": "luca", "XDG_STATE_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    with Terminal(deskterm(), env=env) as terminal:
        shown = terminal.wait_for("! 2 a rischio · !! 1 scaduto")
        shown = terminal.wait_for("oggi 09:48 !")
        assert re.search(r"scaduto \d+m !!", shown)
        raw = bytes(terminal.raw).decode(errors="replace")
    if kind == "none":
        assert not re.search(r"\x1b\[[0-9;]*[34]8;[25];|\x1b\[(?:[0-9;]*;)?[349][1-7](?:;[0-9;]*)?m", raw)
        return
    risk, late = (re.search(rf"\x1b\[([0-9;]*)m{sign} \d ", raw)[1] for sign in ("!", "!!"))
    assert re.search(rf"(^|;){yellow}(;|$)", risk) and re.search(rf"(^|;){red}(;|$)", late)

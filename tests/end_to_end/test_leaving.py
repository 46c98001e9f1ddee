"""Leaving by key, by signal, by a line that drops: the terminal is given back, the process is gone (R22)."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.end_to_end.terminal import Terminal

LITTLE = "tests.screens.shell"
COLOUR = re.compile(rb"\x1b\[[0-9;]*?(?:\b[34][0-8]|\b9[0-7]|\b10[0-7])[0-9;]*m")
ROOT = Path(__file__).parents[2]


def opened(folder: Path, **kwargs) -> Terminal:
    terminal = Terminal([sys.executable, "-m", LITTLE, str(folder / "desk")], cwd=ROOT, **kwargs)
    terminal.wait_for("TK000001")
    return terminal


def gone(terminal: Terminal) -> int:
    return terminal.wait_exit(10)


@pytest.mark.parametrize(("key", "code"), [("q", 0), ("Ctrl+Q", 0)])
def test_a_key_leaves_and_gives_the_terminal_back(tmp_path, key, code):
    with opened(tmp_path) as terminal:
        terminal.send(key)
        assert gone(terminal) == code
        assert terminal.restored()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
@pytest.mark.parametrize("ignored", [False, True], ids=["", "hup-ignored"])
def test_a_signal_ends_it_politely(tmp_path, number, ignored):
    with opened(tmp_path, ignore_hangup=ignored) as terminal:
        terminal.kill(number)
        assert gone(terminal) == 128 + number
        assert terminal.restored()


@pytest.mark.parametrize("ignored", [False, True], ids=["", "hup-ignored"])
def test_a_dropped_line_ends_it_without_spinning(tmp_path, ignored):
    with opened(tmp_path, ignore_hangup=ignored) as terminal:
        before = os.times().children_user
        terminal.hang_up()
        assert gone(terminal) == 128 + signal.SIGHUP
        assert os.times().children_user - before < 5


def test_a_line_that_ends_without_a_signal_ends_it_too(tmp_path):
    with opened(tmp_path, controlling=False) as terminal:
        terminal.hang_up()
        assert gone(terminal) == 128 + signal.SIGHUP


AT_ONCE = 2.0  # seconds


def left_after(terminal: Terminal) -> float:
    begun = time.monotonic()
    assert gone(terminal) == 128 + signal.SIGHUP
    return time.monotonic() - begun


@pytest.mark.parametrize(
    "keys", [b"j" * 400, b"?\x1b" * 40, b"jjjG" * 200, b"?"], ids=["down", "sheet", "far", "?"]
)
@pytest.mark.parametrize("pause", [0.0, 0.05, 0.1, 0.3, 1.0])
def test_a_window_closed_while_much_is_still_to_be_drawn_leaves_nothing_running(tmp_path, keys, pause):
    with opened(tmp_path) as terminal:
        terminal.look_away()
        terminal.write(keys)
        time.sleep(pause)
        terminal.hang_up()
        assert left_after(terminal) <= AT_ONCE


def test_a_hang_up_is_heard_although_the_terminal_takes_nothing(tmp_path):
    with opened(tmp_path) as terminal:
        terminal.look_away()
        terminal.write(b"jjjG" * 200)
        time.sleep(2)
        terminal.kill(signal.SIGHUP)
        assert left_after(terminal) <= AT_ONCE


@pytest.mark.parametrize("half", [b"\xc3", b"\xe2\x82", b"\xf0\x9f"])
def test_a_letter_that_comes_in_two_pieces_ends_nothing(tmp_path, half):
    with opened(tmp_path) as terminal:
        terminal.write(half)
        time.sleep(0.3)
        terminal.send("j", "j")
        terminal.wait_until(lambda screen: re.search(r"▌\s+[23] TK00000[12]", screen) is not None)
        terminal.send("q")
        assert gone(terminal) == 0


def test_ctrl_c_on_the_keyboard_only_says_how_to_leave(tmp_path):
    with opened(tmp_path) as terminal:
        terminal.send("Ctrl+C")
        terminal.wait_for("Ctrl+Q esce")
        terminal.send("q")
        assert gone(terminal) == 0


def test_signals_are_heard_although_the_tests_run_under_nohup(tmp_path):
    tests = f"{__file__}::test_a_signal_ends_it_politely"
    asked = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "not ignored", tests]
    deaf = ["sh", "-c", "trap '' HUP INT QUIT; exec \"$@\"", "sh", *asked]
    told = subprocess.run(deaf, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert "3 passed" in told.stdout, told.stdout


def test_an_old_mouse_report_does_not_end_it(tmp_path):
    with opened(tmp_path) as terminal:
        terminal.write(b"\x1b[M \xf0\x40")
        terminal.send("j")
        terminal.wait_until(lambda screen: re.search(r"▌\s+2 TK000001", screen) is not None)


def test_no_color_sends_no_colour(tmp_path):
    with opened(tmp_path, env={"NO_COLOR": "1"}) as terminal:
        terminal.send("j", "?")
        terminal.wait_for("Prende il prossimo")
        assert COLOUR.findall(terminal.raw) == []


def test_an_empty_no_color_keeps_the_colours(tmp_path):
    with opened(tmp_path, env={"NO_COLOR": ""}) as terminal:
        assert b"38;2;" in terminal.raw


def test_another_size_is_drawn_at_once(tmp_path):
    with opened(tmp_path) as terminal:
        terminal.resize(60, 20)
        terminal.wait_until(lambda screen: re.search(r"\d:\d\d$", screen.splitlines()[0]) is not None)
        terminal.resize(120, 40)
        terminal.wait_until(lambda screen: "TK000034" in screen and "Cliente" in screen)


@pytest.mark.trial
@pytest.mark.parametrize("ignored", [False, True], ids=["", "hup-ignored"])
def test_two_hundred_drops_and_signals_at_random_points(tmp_path, ignored):
    import random

    chance = random.Random(22)
    for round in range(100):
        with opened(tmp_path / f"{round}", ignore_hangup=ignored) as terminal:
            time.sleep(chance.random() * 0.5)
            if round % 2:
                terminal.hang_up()
            else:
                terminal.kill(signal.SIGTERM)
            assert gone(terminal) in (129, 143)

"""The first page stands before the screens are loaded, and nothing is lost or left behind by that."""

from __future__ import annotations

import os
import pty
import random
import re
import signal
import subprocess
import time

import pytest
from benchmarks.fill import fill

from tests.end_to_end.terminal import Terminal, deskterm, surroundings

TEXTUAL = b"\x1b[?1004h"  # sent by the screens alone


@pytest.fixture
def desk(tmp_path):
    return {"DESKTERM_DESK": str(fill(tmp_path / "desk", 500, 200)), "XDG_STATE_HOME": str(tmp_path)}


def test_rows_are_there_before_the_screens(desk):
    with Terminal(deskterm(), env=desk) as terminal:
        terminal.wait_for("F4")
        raw = bytes(terminal.raw)
        assert raw.index(b"TK303") < raw.index(TEXTUAL)
        assert raw.count(b"\x1b[?1049h") == 1


def test_the_rows_stay_where_they_are_when_the_screens_take_over(desk):
    with Terminal(deskterm(), env=desk) as terminal:
        terminal.wait_for("TK303")
        early = next(line for line in terminal.lines() if "TK303" in line)
        terminal.wait_for("F4")
        time.sleep(0.3)
        late = next(line for line in terminal.lines() if "TK303" in line)
        assert early.split()[:2] == late.split()[:2]


def test_a_key_typed_before_the_screens_are_there_is_neither_lost_nor_echoed(desk):
    chance = random.Random(7)
    for round in range(6):
        with Terminal(deskterm(), env=desk) as terminal:
            time.sleep(round and 0.03 + chance.random() * 0.45)
            terminal.send("j", "j")
            terminal.wait_until(lambda screen: re.search(r"▌\s+3 TK", screen) is not None)
            assert "jj" not in terminal.text()


def test_a_click_of_the_mouse_on_a_views_name_goes_there(desk):
    with Terminal(deskterm(), env=desk) as terminal:
        terminal.wait_for("2 In mano")
        terminal.wait_for("F4")
        column = terminal.lines()[1].index("In mano") + 1
        terminal.write(b"\x1b[<0;%d;2M\x1b[<0;%d;2m" % (column, column))
        terminal.wait_until(lambda screen: screen.startswith(" In mano"))


def test_the_terminal_is_given_back_in_its_own_modes(desk):
    with Terminal(deskterm(), env=desk) as terminal:
        terminal.wait_for("F4")
        terminal.send("q")
        assert terminal.wait_exit() == 0
        assert terminal.restored()


def test_a_signal_at_any_moment_of_the_start_gives_the_terminal_back(desk):
    chance = random.Random(22)
    for round in range(12):
        number = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)[round % 3]
        with Terminal(deskterm(), env=desk) as terminal:
            time.sleep(0.03 + chance.random() * 0.45)
            terminal.kill(number)
            code = terminal.wait_exit()
            # before the first page is drawn there is nothing to give back and the signal is the system's; an
            # interrupt is Python's own until our first line runs
            if number == signal.SIGINT and code == 1:
                assert b"/deskterm/" not in terminal.raw
                continue
            assert code in (128 + number, -number)
            assert b"\x1b[?1049h" not in terminal.raw or terminal.restored(), bytes(terminal.raw)[-200:]
            assert b"Traceback" not in terminal.raw or b"/deskterm/" not in terminal.raw


@pytest.mark.parametrize("term", [None, "", "dumb", "unknown"])
def test_a_terminal_that_nobody_can_draw_on_gets_a_hint_how_to_name_it(desk, term):
    named = {} if term is None else {"TERM": term}
    ask = ["env", *([] if named else ["-u", "TERM"]), *deskterm()]
    with Terminal(ask, env=desk | named) as terminal:
        assert terminal.wait_exit() == 2
        assert "export TERM=xterm-256color" in terminal.text().replace("\n", "")
        assert b"\x1b" not in terminal.raw


@pytest.mark.parametrize("missing", ["stdin", "stdout", "stderr"])
def test_without_a_whole_terminal_there_is_a_hint_and_no_first_page(desk, missing):
    master, slave = pty.openpty()
    streams = {"stdin": slave, "stdout": slave, "stderr": slave} | {missing: subprocess.PIPE}
    env = surroundings(desk)
    try:
        child = subprocess.Popen(deskterm(), env=env, start_new_session=True, **streams)
        out, err = child.communicate(timeout=60)
        told = (out or b"") + (err or b"")
        if missing != "stderr":
            told += os.read(master, 65536)
    finally:
        os.close(slave)
        os.close(master)
    assert child.returncode == 2
    assert b"terminale" in told and b"\x1b" not in told

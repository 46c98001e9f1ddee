"""What a hook's command, or one that tells a password, still does ends with the program that runs it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest
from deskterm import settings
from deskterm.desk import together

from tests.commands.conftest import ROOT, environment
from tests.commands.hooks.conftest import until
from tests.commands.hooks.test_hooks import lives

HANG = """cd "$(dirname "$0")"
trap "" TERM HUP INT
setsid sh -c 'trap "" TERM HUP; echo $$ > far; sleep 600' &
sleep 600 &
echo $! > child; echo $$ > leader; cat > given; echo > stands; sleep 600"""


def numbers(folder):
    """The processes of a command that hangs: itself, its child, one that went into a session of its own."""
    names = ("leader", "child", "far")
    until(lambda: (folder / "stands").exists() and all((folder / one).exists() for one in names))
    return [int((folder / one).read_text()) for one in names]


@pytest.fixture
def hanging(hooks):
    hooks.set(HANG, seconds=300)
    hooks.begin()
    hooks.happen()
    return hooks


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_a_command_that_runs_ends_with_its_runner_however_that_ends(hanging, how):
    runner = hanging.process()
    found = numbers(hanging.folder)
    assert all(map(lives, found))
    runner.send_signal(how)
    runner.wait(20)
    until(lambda: not any(map(lives, found)), 20)


def test_its_event_is_given_again_and_nothing_of_the_first_one_stands_beside_it(hanging):
    runner = hanging.process()
    first = numbers(hanging.folder)
    runner.kill()
    runner.wait(20)
    hanging.told = ""
    hanging.set("cat >> $(dirname $0)/got")
    hanging.run()
    assert len(hanging.got()) == 1
    until(lambda: not any(map(lives, first)), 20)


def test_an_open_desk_that_is_killed_leaves_none_behind_either(hanging):
    """As the watch of the line and of the screens run hooks: in threads of their own."""
    runner = hanging.process("--watch")
    found = numbers(hanging.folder)
    runner.kill()
    runner.wait(20)
    until(lambda: not any(map(lives, found)), 20)


def test_what_a_command_that_ended_well_left_behind_on_purpose_may_stay(hooks):
    hooks.set('cat > /dev/null; cd "$(dirname "$0")"; sleep 30 > /dev/null 2>&1 & echo $! > child; exit 0')
    hooks.begin()
    hooks.happen()
    runner = hooks.process()
    runner.wait(30)
    child = int((hooks.folder / "child").read_text())
    time.sleep(0.3)
    assert lives(child)
    os.kill(child, signal.SIGKILL)


def test_a_command_that_tells_a_password_ends_with_us_too(line, tmp_path):
    path = tmp_path / "password.sh"
    path.write_text(f"#!/bin/sh\n{HANG.replace('cat > given', ':')}\n", encoding="utf-8")
    path.chmod(0o755)
    file = settings.config_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"[mail.studio]\npassword_command = {json.dumps([str(path)])}\n", encoding="utf-8")
    told = ("--imap-host", "localhost", "--imap-port", 1, "--imap-user", "aiuto")
    line("mail", "account", "add", "studio", "--address", "aiuto@studio.example", *told)
    words = [sys.executable, "-m", "deskterm", *line.arguments(("mail", "fetch"), None, "it")]
    runner = subprocess.Popen(words, cwd=ROOT, env=environment(line.home), stdout=-3, stderr=-3)
    found = numbers(tmp_path)
    runner.kill()
    runner.wait(20)
    until(lambda: not any(map(lives, found)), 20)


def test_a_watcher_that_was_killed_is_started_anew_and_hears_of_what_runs_already(tmp_path):
    told = """
        import os, signal, sys, time
        from deskterm.desk import together
        one = together.spawn(["sleep", "600"])
        os.kill(together._watcher[0].pid, signal.SIGKILL)
        time.sleep(0.2)
        two = together.spawn(["sleep", "600"])
        print(one.pid, two.pid, flush=True)
        time.sleep(600)
    """
    script = [sys.executable, "-c", textwrap.dedent(told)]
    runner = subprocess.Popen(script, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    found = [int(one) for one in runner.stdout.readline().split()]
    assert len(found) == 2 and all(map(lives, found))
    runner.kill()
    runner.communicate()
    until(lambda: not any(map(lives, found)), 20)


def test_children_are_found_where_there_is_no_proc_as_on_macos(monkeypatch):
    class Nowhere:
        def __init__(self, *_):
            pass

        def glob(self, _):
            return ()

    mine = subprocess.Popen(["sh", "-c", "sleep 60 & wait"])
    until(lambda: together.descendants(mine.pid))
    seen = together.descendants(mine.pid)
    monkeypatch.setattr(together, "Path", Nowhere)
    assert together.descendants(mine.pid) == seen
    together.kill(mine.pid)
    mine.wait()
    until(lambda: not any(map(lives, seen)), 20)


BETWEEN = """
    import os, signal, subprocess, sys
    from deskterm.desk import together
    began = subprocess.Popen

    class Dies(began):
        def __init__(self, words, **given):
            super().__init__(words, **given)
            if words[0] == "sleep":
                print(self.pid, flush=True)
                os.kill(os.getpid(), signal.SIGKILL)  # before anybody could be told the number

    together.subprocess.Popen = Dies
    together.spawn(["sleep", "600"])
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="no /proc with the variables of a process")
def test_a_command_that_began_in_the_very_moment_of_the_kill_ends_too():
    runner = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(BETWEEN)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    found = int(runner.stdout.readline())
    runner.wait(20)
    runner.stdout.close()
    until(lambda: not lives(found), 20)


def test_one_that_cannot_begin_is_not_looked_for():
    with pytest.raises(FileNotFoundError):
        together.spawn(["/nowhere/at-all"])
    run = together.spawn([sys.executable, "-c", "import os; print(os.environ['DESKTERM_BEGUN'])"], stdout=-1)
    assert len(run.communicate()[0].strip()) == 32
    together.over(run)

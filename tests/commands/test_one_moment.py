"""A list shows the desk at one moment, however long somebody reads in it and whoever works meanwhile."""

import json
import subprocess
import sys

import pytest
from deskterm.desk.context import open_desk
from deskterm.desk.intake import receive
from deskterm.desk.queue import queue

from tests.commands.conftest import ROOT, environment

WAITING = 260  # more than one page, and more than a pipe holds
LONG = " di ogni registro" * 20


@pytest.fixture
def busy(line):
    """A desk where many wait, and the colleague who works at it."""
    colleague = open_desk(line.desk, who="zen", clock=lambda: 1_772_440_200)
    with colleague.write():
        for number in range(WAITING):
            subject = f"Stampa {number}{LONG}"
            receive.receive_request(colleague, channel="phone", customer="C001", subject=subject)
    yield line, colleague
    colleague.close()


def begun(line, *words):
    """The command as a process whose first row was read, and that waits with the rest."""
    args = line.arguments(words, "2026-03-02T10:00", "it")
    process = subprocess.Popen(
        [sys.executable, "-m", "deskterm", *args],
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env=environment(line.home),
    )
    return process, json.loads(process.stdout.readline())


@pytest.mark.parametrize("words", [("queue", "--json"), ("ticket", "list", "--json")], ids=" ".join)
def test_what_is_done_while_somebody_reads_a_list_is_not_in_it(busy, words, request):
    line, colleague = busy
    process, first = begun(line, *words)
    request.addfinalizer(process.stdout.close)
    request.addfinalizer(process.kill)
    last = line(*words, at="2026-03-02T10:00").lines[-1]["code"]
    with colleague.write():
        receive.receive_request(colleague, channel="phone", customer="C001", subject="Un'altra")
        queue.take(colleague, last, reason="chiama di nuovo")
    rest = [json.loads(row) for row in process.stdout]
    assert process.wait(timeout=60) == 0
    assert len([first, *rest]) == WAITING
    assert rest[-1]["code"] == last
    assert rest[-1]["state"] == "queued"

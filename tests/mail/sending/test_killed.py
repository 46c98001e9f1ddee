"""The sender is killed a hundred times at random moments: each letter arrives once, or a person is told."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest
from deskterm.desk.letters import outbox
from deskterm.desk.steps.tickets.writing import write_to_customer
from deskterm.storage.tickets import tickets as ticket_rows

from tests.mail.sending.conftest import answered, mailbox, sender
from tests.mail.sending.server import PASSWORD

KILLS, LETTERS = 100, 400
RUN = (
    "import sys; from deskterm.commands.frame.run import run; from deskterm.commands.frame.line import Line; "
    "Line.really = lambda line: None; sys.exit(run(sys.argv[1:]))"
)


@pytest.mark.trial
def test_a_hundred_kills_lose_no_letter_and_send_none_twice(desk, sink, port):
    mailbox(desk, port)
    code = answered(desk)
    with desk.write() as conn:
        ticket = ticket_rows.by_code(conn, code)
        for number in range(LETTERS):
            write_to_customer(desk, conn, ticket, "answer", f"Lettera {number}")
        desk.record(conn, "answered", ticket_id=ticket.id, target=code)
    sink.slow = 0.02
    dice = random.Random(11)
    line = [sys.executable, "-c", RUN, "--desk", str(desk.folder), "--at", "2026-03-02T09:00"]
    environment = {**os.environ, "DESKTERM_MAIL_SECRET_ASSISTENZA": PASSWORD}
    for _ in range(KILLS):
        before = len(sink.raw)
        program = subprocess.Popen(
            [*line, "mail", "send", "--watch"], env=environment, stdout=subprocess.DEVNULL
        )
        ends = time.monotonic() + 20
        while len(sink.raw) == before and program.poll() is None and time.monotonic() < ends:
            time.sleep(0.002)
        time.sleep(dice.uniform(0, 0.08))
        program.send_signal(signal.SIGKILL)
        program.wait()
    sink.slow = 0
    sender(desk).run()

    seen = Counter(letter["Message-ID"].strip("<>") for letter in sink.letters)
    assert max(seen.values()) == 1
    found = outbox.outbox(desk, (*outbox.STATES,), limit=10_000).letters
    states = Counter(one.state for one in found)
    assert sum(states.values()) == LETTERS + 2 and set(states) <= {"sent", "doubtful"}
    assert states["doubtful"] > 0, "no kill fell between the letter and its record: the trial tries nothing"
    print(
        dict(states),
        "of the doubtful arrived:",
        sum(seen[one.own_id] for one in found if one.state == "doubtful"),
    )
    for one in found:
        assert seen[one.own_id] == 1 if one.state == "sent" else seen[one.own_id] <= 1

"""Five thousand mails, and whoever fetches them is killed fifty times: each has one outcome, none is lost."""

import contextlib
import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter

import pytest

from tests.commands.conftest import ROOT, environment
from tests.commands.fetching.conftest import fetched, letter
from tests.mail.servers.dovecot import PASSWORD

pytestmark = [pytest.mark.trial, pytest.mark.xdist_group("dovecot")]
MAILS, KILLS = 5000, 50


def fetching(line):
    """`mail fetch` as a process of its own."""
    words = [sys.executable, "-m", "deskterm", "--desk", str(line.desk), "--lang", "it", "mail", "fetch"]
    return subprocess.Popen(
        [*words, "--json"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env=environment(line.home) | {"DESKTERM_MAIL_SECRET_STUDIO": PASSWORD},
    )


def moment(line, process, chance):
    """Wait for the moment of a kill: now and then anywhere in its beginning, mostly while mails come in."""
    if chance.random() < 0.1:
        time.sleep(chance.uniform(0, 1.5))
        return
    count = "SELECT count(*) FROM message"
    before, end = held(line, count), time.monotonic() + 30
    while held(line, count) == before and process.poll() is None and time.monotonic() < end:
        time.sleep(0.005)
    time.sleep(chance.uniform(0, 0.4))


def held(line, query):
    with contextlib.closing(sqlite3.connect(line.desk / "desk.sqlite")) as conn:
        return conn.execute(query).fetchall()


@pytest.mark.parametrize("after", ["move", "seen"])
def test_fifty_kills_lose_no_mail_and_double_none(desk, post, after):
    chance = random.Random(5000)
    subjects = [f"richiesta {number}" for number in range(MAILS)]
    post.make("Fatti")
    post.server.fill((letter(one) for one in subjects), user=post.user)
    post.account(
        desk, *(("--after", "move", "--after-folder", "Fatti") if after == "move" else ("--after", "seen"))
    )
    kills = early = 0
    while kills < KILLS:
        process = fetching(desk)
        moment(desk, process, chance)
        if process.poll() is not None:
            early += 1
            assert early < KILLS, "all was fetched before fifty kills"
            break
        process.kill()
        process.wait()
        kills += 1
        found = held(
            desk,
            "SELECT subject, count(*) FROM message WHERE direction = 'in' GROUP BY 1 HAVING count(*) > 1",
        )
        assert found == []
    print(f"{kills} kills, {len(held(desk, 'SELECT 1 FROM message'))} messages by then")
    fetched(desk)
    outcomes = held(desk, "SELECT subject, outcome FROM message WHERE direction = 'in'")
    assert Counter(subject for subject, _ in outcomes) == Counter(subjects)
    assert all(outcome for _, outcome in outcomes)
    assert held(
        desk, "SELECT count(*) FROM message WHERE direction = 'in' AND source NOT LIKE 'studio/%'"
    ) == [(0,)]
    there = [*post.seen(), *post.seen("Fatti")]
    assert Counter(subject for subject, _ in there) == Counter(subjects)
    assert len(post.seen("Fatti")) == (MAILS if after == "move" else 0)
    assert after == "move" or all(seen for _, seen in there)
    assert fetched(desk) == []

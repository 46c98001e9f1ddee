"""Power cut at the till: whatever was acknowledged stands, nothing stands by half (R1, R8)."""

import json
import random
import subprocess
import sys
import textwrap
import time

import pytest
from deskterm.desk.calls import contacts
from deskterm.desk.context import open_desk
from deskterm.desk.packs import packs

from tests.desk.money_kit import Office

WORKER = """
    import json, random, sys
    from pathlib import Path
    from deskterm.desk.billing import filing
    from deskterm.desk.calls import timer
    from deskterm.desk.packs import packs
    from deskterm.desk.context import open_desk
    from deskterm.desk.errors import Refused

    folder, who, code, customer, seed = sys.argv[1:]
    desk = open_desk(Path(folder), who=who)
    dice = random.Random(int(seed))
    def done(**what):
        print(json.dumps(what), flush=True)
    at = 1_772_500_000 + int(seed) * 1_000_000
    while True:
        at += 3600
        pack = packs.sell(desk, customer, kind="hours", size=dice.randint(1, 20))
        done(pack=pack.id)
        try:
            movement = packs.adjust(desk, pack.id, dice.choice((-3, 5)), note="conteggio")
            done(movement=movement.id)
        except Refused:
            pass
        desk.clock = lambda: at + 3600
        minutes = dice.randint(6, 30)
        filed = filing.log(desk, code, kind="call", started_at=at, ended_at=at + minutes * 60,
                          outcome="solved", reason="setup")
        done(report=filed.report.number, minutes=filed.bill.billed_minutes)
"""
TABLES = {"pack": ("pack", "id"), "movement": ("movement", "id"), "report": ("report", "number")}


def killed_at_work(folder, seeds, codes, customer):
    """Let workers work until each is killed at some moment; what they had acknowledged."""
    code = textwrap.dedent(WORKER)
    children = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(folder), f"tech{place}", codes[place], customer, str(seed)],
            stdout=subprocess.PIPE,
            text=True,
        )
        for place, seed in enumerate(seeds)
    ]
    acknowledged = []
    for child, seed in zip(children, seeds, strict=True):
        acknowledged.append(json.loads(child.stdout.readline()))
        time.sleep(random.Random(seed).random() * 0.1)
        child.kill()
        rest = child.communicate()[0]
        acknowledged += [json.loads(line) for line in rest.splitlines() if line.endswith("}")]
    return acknowledged


def prove(folder, acknowledged):
    desk = open_desk(folder, who="luca")
    assert packs.check(desk) == ()
    with desk.read() as conn:
        assert conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert conn.execute("PRAGMA foreign_key_check").fetchall() == []
        for what in acknowledged:
            name = next(iter(what))
            table, key = TABLES[name]
            row = conn.execute(f"SELECT * FROM {table} WHERE {key} = ?", (what[name],)).fetchone()
            assert row is not None, what
            if name == "report":
                assert row["billed_minutes"] == what["minutes"]
    assert contacts.unfiled(desk, everyone=True) == ()
    desk.close()


def trial(tmp_path, rounds, workers):
    office = Office(tmp_path / "desk")
    customer = office.customer()
    codes = [office.ticket(customer) for _ in range(workers)]
    office.desk.close()
    acknowledged = []
    for number in range(rounds):
        seeds = range(number * workers, (number + 1) * workers)
        acknowledged += killed_at_work(office.desk.folder, seeds, codes, customer)
    prove(office.desk.folder, acknowledged)
    assert sum("report" in what for what in acknowledged) >= rounds


def test_eighteen_kills_lose_no_minute_and_book_none_twice(tmp_path):
    trial(tmp_path, rounds=3, workers=6)


@pytest.mark.trial
def test_six_hundred_kills_lose_no_minute_and_book_none_twice(tmp_path):
    trial(tmp_path, rounds=100, workers=6)

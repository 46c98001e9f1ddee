"""Eight people close the same months at once, and some are cut off in the middle (R8)."""

import json
import random
import signal
import subprocess
import sys
import textwrap
import time
from collections import defaultdict

import pytest
from deskterm.desk.billing import filing, month_end
from deskterm.desk.packs import packs
from deskterm.desk.steps.billing import to_invoice

from tests.desk.money_kit import Office

WORKER = """
    import json, sys
    from pathlib import Path
    from deskterm.desk.billing import month_end
    from deskterm.desk.context import open_desk
    from deskterm.desk.errors import Busy

    folder, who, at, *months = sys.argv[1:]
    desk = open_desk(Path(folder), who=who, clock=lambda: int(at))
    print("ready", flush=True)
    sys.stdin.readline()
    while months:
        try:
            found = month_end.close(desk, months[0])
        except Busy:
            continue
        told = [[one.customer.code, one.net_cents, one.gross_cents, one.by] for one in found.settlements]
        print(json.dumps([months.pop(0), told]), flush=True)
"""
PEOPLE = 8


def a_desk(tmp_path, months):
    """Three customers with a contact of their own length in every month."""
    office = Office(tmp_path / "desk")
    names = ("Ferramenta Zaupa", "Officine Verdi", "Studio Bianchi")
    codes = [office.ticket(office.customer(name)) for name in names]
    for place, month in enumerate(months):
        office.at(f"{month}-10 12:00")
        for minutes, code in enumerate(codes, place % 20 + 6):
            start = office.clock.at - minutes * 60
            filing.log(
                office.desk,
                code,
                kind="remote",
                started_at=start,
                ended_at=office.clock.at,
                outcome="solved",
                reason="setup",
            )
    return office


def close_together(folder, at, months, killed, seed):
    """Everybody closes the months, one after the other; so many are killed. What each has read."""
    code = textwrap.dedent(WORKER)
    children = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(folder), f"tech{number}", str(at), *months],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(PEOPLE)
    ]
    for child in children:
        assert child.stdout.readline() == "ready\n"
    for child in children:
        child.stdin.write("\n")
        child.stdin.flush()
    dice = random.Random(seed)
    for child in dice.sample(children, killed):
        time.sleep(dice.random() * 0.03)
        child.kill()
    read = [child.communicate(timeout=120)[0].splitlines() for child in children]
    for child, told in zip(children, read, strict=True):
        assert child.returncode == -signal.SIGKILL or (child.returncode, len(told)) == (0, len(months))
    return read


def prove(office, months, read):
    """One settlement of each customer and month, the same for everybody, and nothing else."""
    seen = defaultdict(set)
    for told in read:
        for line in told:
            if not line.endswith("]]"):
                continue  # cut off in the middle of a word
            month, customers = json.loads(line)
            for customer, *figures in customers:
                seen[month, customer].add(tuple(figures))
    assert len(seen) == 3 * len(months)
    for month in months:
        for one in month_end.of_month(office.desk, month).settlements:
            assert seen[month, one.customer.code] == {(one.net_cents, one.gross_cents, one.by)}
            assert (len(one.lines), one.lines[0].earlier) == (1, False)
    with office.desk.read() as conn:
        counts = [
            conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("settlement", "settlement_line", "charge")
        ]
        events = conn.execute("SELECT count(*) FROM event WHERE deed = 'month_settled'").fetchone()[0]
    assert counts == [3 * len(months)] * 3
    assert events == len(months)
    assert packs.check(office.desk) == ()


def trial(tmp_path, months, kills, rounds):
    office = a_desk(tmp_path, months)
    office.at(f"{to_invoice.moved(months[-1], 1)}-02 09:00")
    size = len(months) // rounds
    read = []
    for turn in range(rounds):
        own = months[turn * size : (turn + 1) * size]
        read += close_together(office.desk.folder, office.clock.at, own, kills, seed=turn)
    prove(office, months, read)
    office.desk.close()


def months_from(first, how_many):
    return [to_invoice.moved(first, by) for by in range(how_many)]


def test_eight_close_twenty_months_and_four_are_killed(tmp_path):
    trial(tmp_path, months_from("2026-01", 20), kills=4, rounds=1)


@pytest.mark.trial
def test_eight_close_two_hundred_months_and_fifty_are_killed(tmp_path):
    trial(tmp_path, months_from("2026-01", 200), kills=5, rounds=10)

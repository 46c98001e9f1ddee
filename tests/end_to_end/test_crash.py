"""R1: whoever is killed in the middle of a deed has done all of it or nothing of it; what was said stays."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from deskterm.desk.context import open_desk
from deskterm.desk.packs import packs
from deskterm.desk.queue import queue
from deskterm.storage.file import safekeeping

from tests.clocks import Watch
from tests.desk.conftest import furnish
from tests.end_to_end.shift import NINE

ROOT = Path(__file__).parents[2]
PEOPLE = 6
ON_THE_PHONE = ('{"deed": "started"', '{"deed": "switched"')
PACE = 60.0  # seconds that pass at the desk in one second


class Office:
    """Six technicians at work, each a process with a log of what it was told is done."""

    def __init__(self, folder, began):
        self.folder = folder
        self.began = began
        self.people = [f"w{number}" for number in range(PEOPLE)]
        self.working = {name: self.starts(name) for name in self.people}

    def log(self, name):
        return self.folder.parent / f"{name}.log"

    def starts(self, name):
        command = [sys.executable, "-m", "tests.end_to_end.shift"]
        self.marks = getattr(self, "marks", {}) | {name: self.length(name)}
        with (self.folder.parent / f"{name}.err").open("ab") as errors:
            return subprocess.Popen(
                [*command, str(self.folder), name, str(self.log(name)), str(PACE)],
                cwd=ROOT,
                env=os.environ | {"SHIFT_BEGAN": str(self.began)},
                stderr=errors,
            )

    def length(self, name):
        return self.log(name).stat().st_size if self.log(name).exists() else 0

    def wait_for_work(self, names):
        """A kill counts only where somebody has begun to work."""
        until = time.monotonic() + 60
        while any(self.length(name) <= self.marks[name] for name in names):
            assert time.monotonic() < until, "nobody works any more"
            self.nobody_fell()
            time.sleep(0.002)

    def last(self, name):
        """What somebody has said last."""
        said = self.log(name).read_text() if self.log(name).exists() else ""
        return said.rstrip().rpartition("\n")[2]

    def wait_for_a_call(self, name):
        """Somebody is on the telephone: the next kill falls into a call."""
        until = time.monotonic() + 60
        while not self.last(name).startswith(ON_THE_PHONE):
            assert time.monotonic() < until, "nobody takes a call any more"
            self.nobody_fell()
            time.sleep(0.002)

    def nobody_fell(self):
        for name, process in self.working.items():
            assert process.poll() is None, (self.folder.parent / f"{name}.err").read_text()

    def kill(self, names):
        self.wait_for_work(names)
        self.nobody_fell()
        for name in names:
            self.working[name].send_signal(signal.SIGKILL)
        for name in names:
            assert self.working[name].wait() == -signal.SIGKILL

    def send_home(self):
        for process in self.working.values():
            with suppress(ProcessLookupError):
                process.kill()
            process.wait()

    def said(self):
        return {
            name: [json.loads(line) for line in self.log(name).read_text().splitlines()]
            for name in self.people
        }


def kills(tmp_path, number):
    """`number` kills at random moments, every fiftieth of all six at once; then what the logs say."""
    furnish(tmp_path / "desk", Watch("2026-03-02T09:00")).close()
    chance = random.Random(2026)
    office = Office(tmp_path / "desk", time.time())
    try:
        for kill in range(1, number + 1):
            time.sleep(chance.random() * 0.12)
            names = office.people if kill % 50 == 0 else [chance.choice(office.people)]
            if kill % 10 == 1:
                office.wait_for_a_call(names[0])
            office.kill(names)
            if names == office.people:
                ledger_holds(office.folder)
            office.working |= {name: office.starts(name) for name in names}
        office.wait_for_work(office.people)
    finally:
        office.send_home()
    return office


def opened(folder):
    return open_desk(folder, who="lead", clock=lambda: NINE + 86_400)


def ledger_holds(folder):
    desk = opened(folder)
    try:
        assert packs.check(desk) == ()
        with desk.read() as conn:
            assert safekeeping.damage(conn) == ()
    finally:
        desk.close()


def rows(desk, query):
    with desk.read() as conn:
        return conn.execute(query).fetchall()


class Found:
    """What stands in the desk, held against what was acknowledged: one method for each deed of a log."""

    def __init__(self, desk):
        self.tickets = {row["code"]: row for row in rows(desk, "SELECT * FROM ticket")}
        self.mails = {row["id"]: row for row in rows(desk, "SELECT * FROM message")}
        self.sessions = {row["id"]: row for row in rows(desk, "SELECT * FROM session")}
        self.groups = {row["id"]: row for row in rows(desk, "SELECT * FROM contact_group")}
        self.lines = {row["op_id"]: row for row in rows(desk, "SELECT * FROM movement")}
        self.reports = {row["number"]: row for row in rows(desk, "SELECT * FROM report")}
        self.drawn = drawn_by_report(desk)
        self.charged = Counter()

    def began(self, name, pid):
        pass

    def found(self, name, session):
        assert self.sessions[session]["technician"] == name

    def received(self, name, message, outcome, ticket, digest):
        mail = self.mails[message]
        assert (mail["outcome"], mail["digest"] or "") == (outcome, digest)
        assert ticket is None or mail["ticket_id"] == self.tickets[ticket]["id"]

    def received_again(self, name, outcome):
        assert outcome == "duplicate"

    def taken(self, name, ticket):
        assert self.tickets[ticket]["taken_by"] == name

    def triaged(self, name, ticket, topic):
        assert self.tickets[ticket]["topic"] == topic

    def answered(self, name, ticket):
        assert self.tickets[ticket]["answered_at"] is not None

    def closed(self, name, ticket):
        assert self.tickets[ticket]["state"] == "closed"

    def started(self, name, session, ticket, at):
        kept = self.sessions[session]
        assert (kept["technician"], kept["started_at"]) == (name, at)
        assert kept["ticket_id"] == self.tickets[ticket]["id"]

    switched = started

    def stopped(self, name, session, ended_at):
        assert self.sessions[session]["ended_at"] == ended_at

    def filed(self, name, *, group, session, report, cents, drawn):
        assert self.sessions[session]["state"] == "filed"
        self.charged[group] += cents
        if report:
            assert self.reports[report]["net_cents"] == cents
            assert self.drawn.get(report, {}) == drawn

    def sold(self, name, pack, size, op_id):
        assert (self.lines[op_id]["pack_id"], self.lines[op_id]["amount"]) == (pack, size)

    def adjusted(self, name, pack, movement, amount, op_id):
        kept = self.lines[op_id]
        assert (kept["id"], kept["pack_id"], kept["amount"]) == (movement, pack, amount)


def nothing_said_is_missing(desk, said):
    """Every acknowledged deed stands in the desk as it was acknowledged."""
    found = Found(desk)
    for name, deeds in said.items():
        for deed in deeds:
            what = {key: value for key, value in deed.items() if key != "deed"}
            getattr(found, deed["deed"])(name, **what)
    # A kill between two filings of one contact leaves one that nobody was told of.
    assert all(found.groups[group]["net_cents"] >= cents for group, cents in found.charged.items())
    assert found.drawn, "no pack was drawn on: the trial proves too little"


def drawn_by_report(desk):
    """Minutes drawn, by report and pack, as the ledger has them."""
    found = {}
    for row in rows(
        desk, "SELECT report, pack_id, sum(-amount) n FROM movement WHERE kind = 'drawn' GROUP BY 1, 2"
    ):
        found.setdefault(row["report"], {})[f"pack:{row['pack_id']}"] = row["n"]
    return found


def no_ticket_was_taken_twice(desk, said):
    taken = Counter(deed["ticket"] for deeds in said.values() for deed in deeds if deed["deed"] == "taken")
    assert set(taken.values()) == {1}
    events = Counter(row["ticket_id"] for row in rows(desk, "SELECT * FROM event WHERE deed = 'taken'"))
    assert set(events.values()) == {1}
    # At most one deed of each kill was done without being acknowledged.
    assert len(taken) <= len(events)
    return len(events) - len(taken)


def numbers_have_no_gap(desk):
    serials = [row["serial"] for row in rows(desk, "SELECT serial FROM report ORDER BY serial")]
    assert serials == list(range(1, len(serials) + 1))
    codes = [row["code"] for row in rows(desk, "SELECT code FROM ticket ORDER BY code")]
    assert codes == [f"TK{number:06d}" for number in range(1, len(codes) + 1)]
    return len(serials)


def counts_are_the_real_ones(desk):
    kept = {row["state"]: row["n"] for row in rows(desk, "SELECT state, n FROM ticket_count") if row["n"]}
    real = {
        row["state"]: row["n"] for row in rows(desk, "SELECT state, count(*) n FROM ticket GROUP BY state")
    }
    assert kept == real
    assert queue.count(desk) == real.get("queued", 0)
    top = rows(desk, "SELECT name, value FROM counter WHERE name IN ('ticket', 'ledger.movements')")
    lines = rows(desk, "SELECT count(*) n FROM movement")[0]["n"]
    assert {row["name"]: row["value"] for row in top} == {
        "ticket": sum(real.values()),
        "ledger.movements": lines,
    }


def nobody_has_two_calls(desk):
    running = rows(
        desk, "SELECT technician, count(*) n FROM session WHERE state = 'running' GROUP BY technician"
    )
    assert all(row["n"] == 1 for row in running)


def every_deed_left_its_event(desk):
    """Law 1 the other way round: what stands in the tables has an event, none was written for nothing."""
    pairs = {
        "SELECT count(*) FROM pack": "SELECT count(*) FROM event WHERE deed = 'pack_sold'",
        "SELECT count(*) FROM movement WHERE kind = 'adjusted'": "SELECT count(*) FROM event"
        " WHERE deed = 'pack_adjusted'",
        "SELECT sum(filings) FROM contact_group": "SELECT count(*) FROM event"
        " WHERE deed IN ('contact_filed', 'contact_logged')",
        "SELECT count(*) FROM message WHERE digest IS NOT NULL": "SELECT count(*) FROM raw",
    }
    for rows_there, events_there in pairs.items():
        assert rows(desk, rows_there)[0][0] == rows(desk, events_there)[0][0], rows_there


def all_holds(office, number):
    said = office.said()
    ledger_holds(office.folder)
    desk = opened(office.folder)
    try:
        nothing_said_is_missing(desk, said)
        unsaid = no_ticket_was_taken_twice(desk, said)
        assert unsaid <= number + PEOPLE * (number // 50 + 1)
        assert numbers_have_no_gap(desk) > 10
        counts_are_the_real_ones(desk)
        nobody_has_two_calls(desk)
        every_deed_left_its_event(desk)
    finally:
        desk.close()
    found = sum(deed["deed"] == "found" for deeds in said.values() for deed in deeds)
    assert found, "no kill fell into a call: the trial proves too little"


def test_fifty_kills_lose_nothing_that_was_acknowledged(tmp_path):
    all_holds(kills(tmp_path, 50), 50)


@pytest.mark.trial
def test_two_hundred_kills_lose_nothing_that_was_acknowledged(tmp_path):
    all_holds(kills(tmp_path, 200), 200)


@pytest.mark.trial
def test_a_thousand_kills_lose_nothing_that_was_acknowledged(tmp_path):
    all_holds(kills(tmp_path, 1000), 1000)

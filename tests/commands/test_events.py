"""`deskterm events`: what happened, told to other programs; nothing is missed, nothing comes twice."""

import json
import os
import select
import signal
import subprocess
import sys
import threading
import time

import pytest
from deskterm.desk.context import open_desk
from deskterm.storage.tickets import events as event_rows

from tests.commands.conftest import ROOT, ask, environment

FIELDS = "id at who kind target ticket before after".split()


@pytest.fixture
def busy(line):
    """A desk at which two requests came and one was taken."""
    ask(line, "2026-03-02T09:10")
    ask(line, "2026-03-02T09:20", subject="Nuovo operatore")
    line("next", at="2026-03-02T09:30")
    return line


@pytest.fixture
def follower(busy):
    """A program of its own that follows the desk: started with more options, its output as text."""
    begun = []

    def start(*options, stdout=subprocess.PIPE, lang="it"):
        words = [sys.executable, "-m", "deskterm"]
        words += busy.arguments(("events", "--follow", *options), None, lang)
        made = subprocess.Popen(
            words,
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            cwd=ROOT,
            env=environment(busy.home),
        )
        begun.append(made)
        return made

    yield start
    for one in begun:
        if one.poll() is None:
            one.kill()
        one.communicate()


def test_an_event_has_every_field_of_the_contract(busy):
    told = busy("events", "--json").lines
    assert all(set(FIELDS) <= set(one) for one in told)
    assert [one["id"] for one in told] == sorted(one["id"] for one in told)
    taken = told[-1]
    assert (taken["who"], taken["kind"], taken["ticket"], taken["target"]) == (
        *("zen", "taken"),
        *("TK000001", "TK000001"),
    )
    assert taken["at"] == "2026-03-02T09:30:00+01:00"
    assert (taken["before"]["state"], taken["after"]["state"]) == ("queued", "taken")
    assert taken["after"]["taken_at"] == "2026-03-02T09:30:00+01:00"


def test_page_after_page_every_event_comes_once(busy):
    whole = busy("events", "--json").lines
    read, after = [], 0
    for _ in range(10):
        part = busy("events", "--json", "--after", after, "--limit", 2).lines
        if not part:
            break
        read += part
        after = part[-1]["id"]
        ask(busy, "2026-03-02T09:40", subject=f"Altra {after}") if len(read) < 6 else None
    assert [one["id"] for one in read] == list(range(1, read[-1]["id"] + 1))
    assert read[: len(whole)] == whole
    assert len(read) > len(whole)


def test_a_limit_alone_means_the_last_ones(busy):
    whole = busy("events", "--json").lines
    assert busy("events", "--json", "--limit", 2).lines == whole[-2:]
    assert busy("events", "--json", "--limit", 500).lines == whole


@pytest.mark.parametrize(("lang", "word"), [("it", "preso"), ("en", "taken")])
def test_people_read_one_line_an_event(busy, lang, word):
    told = busy("events", lang=lang).out.splitlines()
    assert len(told) == len(busy("events", "--json").lines)
    assert told[-1].endswith(f"zen  TK000001  {word}")


def test_an_undoing_says_what_it_undid(busy):
    busy("undo", at="2026-03-02T09:31")
    undone = busy("events", "--json", "--limit", 1).lines[0]
    assert (undone["kind"], undone["undoes"]) == ("undone", undone["id"] - 1)
    assert busy("events", "--limit", 1, lang="en").out.strip().endswith("undone: taken")


def test_a_number_that_no_event_has_had_is_refused_with_the_last_one(busy):
    last = busy("events", "--json").lines[-1]["id"]
    assert busy("events", "--after", last).out == ""
    assert f"--after {last}" in busy("events", "--after", last + 1, code=1).err


def test_following_from_an_event_leaves_nothing_out(busy):
    assert "--limit" in busy("events", "--follow", "--after", 1, "--limit", 1, code=2).err
    assert "--csv" in busy("events", "--follow", "--csv", code=2).err


def test_no_password_is_told_by_whatever_name_the_terms_give_it(busy):
    """The firm's own facts bear names of its own; one that names a password is not told."""
    desk = open_desk(busy.desk, who="zen")
    with desk.write() as conn:
        before = {"password_remota": "segreta1", "sede": {"pin": "segreta2", "citta": "Thiene"}}
        after = {"support_code": "segreta3", "api_token": "segreta4", "due_at": None, "net_cents": 1250}
        desk.record(conn, "customer_facts_set", target="C001", before=before, after=after)
    desk.close()
    told = busy("events", "--json", "--limit", 1)
    assert "segreta" not in told.out
    assert told.lines[0]["before"] == {"sede": {"citta": "Thiene"}}
    assert told.lines[0]["after"] == {"due_at": None, "net": "12.50"}


def test_what_others_do_is_told_as_it_happens(busy, follower):
    last = busy("events", "--json").lines[-1]["id"]
    reading = follower("--after", last, "--json")
    seen = []
    for turn in range(3):
        ask(busy, "2026-03-02T10:00", subject=f"Richiesta {turn}")
        told = json.loads(reading.stdout.readline())
        seen.append((told["kind"], told["ticket"]))
    assert seen == [("received", f"TK00000{number}") for number in (3, 4, 5)]


def test_following_alone_begins_with_what_happens_from_now_on(busy, follower):
    last = busy("events", "--json").lines[-1]["id"]
    reading = follower("--json")
    for turn in range(40):
        ask(busy, "2026-03-02T10:00", subject=f"Richiesta {turn}")
        if select.select([reading.stdout], [], [], 0.5)[0]:
            break
    assert json.loads(reading.stdout.readline())["id"] > last


@pytest.mark.parametrize("lang", ["it", "en"])
def test_following_begins_with_what_stands(busy, follower, lang):
    expected = busy("events", "--limit", 2, lang=lang).out.splitlines()
    reading = follower("--limit", "2", lang=lang)
    assert [reading.stdout.readline().rstrip("\n") for _ in expected] == expected


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_without_a_trace(follower, how):
    reading = follower("--after", "0", "--json")
    assert json.loads(reading.stdout.readline())["id"] == 1
    reading.send_signal(how)
    rest, complaint = reading.communicate(timeout=20)
    assert complaint.strip() == ""  # the line of the ^C is ended, no more
    assert all(json.loads(one) for one in rest.splitlines())
    assert reading.returncode in (130, -signal.SIGTERM)


def test_it_ends_when_nobody_reads_any_more(follower):
    """The reader leaves while nothing happens: no event has to come first."""
    come, go = os.pipe()
    reading = follower("--limit", "1", stdout=go)
    os.close(go)
    assert os.read(come, 10)
    os.close(come)
    began = time.monotonic()
    assert reading.wait(timeout=20) == 141
    assert time.monotonic() - began < 10
    assert reading.stderr.read() == ""


def test_one_that_is_killed_goes_on_where_it_was(busy, follower):
    """Whoever keeps the last number that it read misses nothing, however its follower ended."""
    read, after = [], 0
    for turn in range(3):
        reading = follower("--after", str(after), "--json")
        read.append(json.loads(reading.stdout.readline())["id"])
        after = read[-1]
        reading.kill()
        reading.wait()
        ask(busy, "2026-03-02T10:00", subject=f"Richiesta {turn}")
    assert read == [1, 2, 3]


def test_pages_hold_together_over_many_events(busy):
    """More events than one page holds."""
    desk = open_desk(busy.desk, who="zen")
    with desk.write() as conn:
        for number in range(1203):
            desk.record(conn, "rang", target=str(number))
        newest = event_rows.newest(conn)
    desk.close()
    told = busy("events", "--json").lines
    assert [one["id"] for one in told] == list(range(1, newest + 1))


def test_several_who_write_at_once_lose_no_event_to_who_follows(busy, follower):
    """Numbers are given in the order in which deeds stand: what is read later never has a smaller one."""

    def write(many):
        desk = open_desk(busy.desk, who="zen")
        for number in range(many):
            with desk.write() as conn:
                desk.record(conn, "rang", target=str(number))
        desk.close()

    last = busy("events", "--json").lines[-1]["id"]
    reading = follower("--after", str(last), "--json")
    writers = [threading.Thread(target=write, args=(100,)) for _ in range(3)]
    for one in writers:
        one.start()
    read = [json.loads(reading.stdout.readline())["id"] for _ in range(300)]
    for one in writers:
        one.join()
    assert read == list(range(last + 1, last + 301))

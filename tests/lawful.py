"""Two laws watched while the other tests work: a deed tells what it did, and no screen waits for one.

Fixtures for the conftest of whoever plays deeds or presses keys; what breaks a law fails with the place.
"""

from __future__ import annotations

import asyncio
import re
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from deskterm.storage.database import Store

ROOT = Path(__file__).parents[1] / "deskterm"
CHANGE = re.compile(r"\s*(?:INSERT(?: OR \w+)? INTO|UPDATE(?: OR \w+)?|DELETE FROM|REPLACE INTO) (\w+)", re.I)
# What a desk writes without having done anything: that a program lives, what is typed, what numbers are next,
# how far a mailbox is read, and a hook given what happened.
SILENT = {
    "claim",
    "counter",
    "find_aside",
    "find_card",
    "find_due",
    "find_ticket",
    "find_unclean",
    "draft",
    "hook",
    "hook_left",
    "mail_fetch",
    "mail_folder",
    "ring",
    "ticket_count",
}
# Deeds that tell nothing, each with why.
UNTOLD = {
    (
        "desk/calls/passwords.py",
        "forget",
    ): "its time is up; that it is gone is told when the keyring let it go",
    ("desk/billing/filing.py", "note"): "a draft, kept as it is typed",
    **dict.fromkeys(
        (("desk/post/taking.py", name) for name in ("begin", "hold", "end", "reach", "_note")),
        "which program reads a mailbox, how far and with what luck",
    ),
    ("desk/post/accounts.py", "try_anew"): "that a mailbox is tried before its time",
    ("desk/post/accounts.py", "fetch_soon"): "the same, of every mailbox",
    **dict.fromkeys(
        (
            ("desk/upkeep/hooks.py", name)
            for name in ("place", "given", "not_taken", "broken", "taken_after_all")
        ),
        "how far a hook is: an event of it would call the hook again",
    ),
    ("desk/tickets/drafts.py", "keep"): "a draft, kept as it is typed",
    ("desk/tickets/drafts.py", "throw_away"): "the same, wanted no more",
    ("desk/tickets/drafts.py", "take_over"): "the same, gone on with by a colleague",
    ("desk/tickets/drafts.py", "send"): "the deed that it is given tells",
    ("desk/queue/claims.py", "beat"): "that its program lives",
    ("desk/upkeep/word_index.py", "clean"): "pages of the index merged: what was deleted was told then",
    ("desk/intake/by_phone.py", "on_screen"): "that a screen shows who rings",
    ("desk/intake/by_phone.py", "silence"): "that no screen shows it any more",
    ("desk/intake/by_phone.py", "take_up"): "that somebody answers who rings",
    ("desk/intake/missed.py", "book_unanswered"): "that nobody rings any more; a missed call is told as one",
    ("desk/queue/claims.py", "leave"): "that its program has ended",
    ("desk/demo/demo.py", "_people"): "who works there, while it is being made",
    ("desk/demo/demo.py", "make_demo"): "what a demo is known by, while it is being made",
    ("desk/demo/demo_desk.py", "start"): "the demo's clock is set",
    ("desk/demo/demo_desk.py", "resume"): "the same, where the story was left",
}


def callers():
    """The functions that led here, the nearest first: path below `deskterm/` or `tests/`, name."""
    frame = sys._getframe(2)
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(ROOT):
            yield path.relative_to(ROOT).as_posix(), frame.f_code.co_name
        elif path.is_relative_to(ROOT.parent / "tests") and path != Path(__file__):
            yield path.relative_to(ROOT.parent).as_posix(), frame.f_code.co_name
        frame = frame.f_back


def deed() -> tuple[str, str] | None:
    """The function of `desk/` that opens the transaction; None where a test writes by itself."""
    for place in callers():
        if place[0].startswith("tests/"):
            return None
        if place[0].startswith("desk/") and place[0] != "desk/context.py":
            return place
    return None


class Written:
    """The tables whose rows one transaction changed."""

    def __init__(self, conn) -> None:
        self.conn = conn
        self.tables: set[str] = set()
        self.last, self.before = "", conn.total_changes

    def hear(self, statement: str) -> None:
        """What is about to run; by now the last one has changed what it changes."""
        now = self.conn.total_changes
        if self.last and now != self.before:
            self.tables.add(self.last)
        found = CHANGE.match(statement)
        self.last, self.before = found[1].lower() if found else "", now

    @contextmanager
    def listening(self):
        self.conn.set_trace_callback(self.hear)
        try:
            yield
        finally:
            self.conn.set_trace_callback(None)
            self.hear("")


def untold(who: tuple[str, str] | None, tables: set[str]) -> str:
    """What a deed changed without a word; "" where it said so, or did nothing that is to be told."""
    changed = tables - SILENT
    if who is None or not changed or "event" in changed or who in UNTOLD:
        return ""
    return f"{who[0]} {who[1]} changed {', '.join(sorted(changed))} and appended no event (law 1)"


@pytest.fixture(autouse=True)
def every_deed_tells(monkeypatch):
    """Law 1: whoever changes a row appends an event in the same transaction."""
    real = Store.tx

    @contextmanager
    def tx(self):
        if self.read_only or self.connection().in_transaction:
            with real(self) as conn:
                yield conn
            return
        who = deed()
        with real(self) as conn:
            written = Written(conn)
            with written.listening():
                yield conn
            assert not (fault := untold(who, written.tables)), fault

    monkeypatch.setattr(Store, "tx", tx)


def waits() -> str:
    """Who of the interface asks the desk's file on the thread that draws; "" where it is another's thread."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return ""
    fault = ""
    for place, name in callers():
        if place.startswith("tests/"):
            return ""  # a test that asks by itself, and may wait
        if not fault and place.startswith(("screens/", "widgets/", "app.py", "routes.py")):
            fault = f"{place} {name} waits for the desk on the thread that draws (law 7)"
    return fault


@pytest.fixture(autouse=True)
def the_interface_never_waits(monkeypatch):
    """Law 7: nothing of the interface reads or writes the desk's file on the event loop's thread."""
    real = Store._held

    def held(self):
        assert not (fault := waits()), fault
        return real(self)

    monkeypatch.setattr(Store, "_held", held)

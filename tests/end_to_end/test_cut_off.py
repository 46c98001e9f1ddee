"""A terminal closed, or the program told to end, at any moment of a call: nothing of it is lost (R22).

Each round opens the screens on the same desk, finds the call of the round before with its right time, goes on
with its note and is cut off somewhere: while it starts, between two letters, while a dialog opens.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from deskterm.desk.calls import contacts, timer

from tests.clocks import ROME
from tests.end_to_end.terminal import Terminal, deskterm
from tests.keystrokes import CODE, in_call

AT_ONCE = 2.0  # seconds in which the program is gone
BEHIND = 1.0  # seconds of typing that may be lost where a line drops
WORDS = "margine etichette driver aggiornato poi riavviato il server e la stampa torna giusta".split()


def hang_up(terminal: Terminal) -> int:
    """The window is closed; the signal that says so."""
    terminal.hang_up()
    return signal.SIGHUP


def end_it(terminal: Terminal) -> int:
    """The system wants it gone; the signal that says so."""
    terminal.kill(signal.SIGTERM)
    return signal.SIGTERM


class Chair:
    """One technician at a call that outlives many programs."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.desk = in_call(folder / "desk")
        self.clock = folder / "now"
        self.began = timer.running(self.desk.desk).session
        self.chance = random.Random(seed)
        self.typed: list[tuple[float, str]] = []  # when each letter was sent
        self.command = [*deskterm(), "--desk", str(folder / "desk"), "--as", "luca", "--at", f"@{self.clock}"]
        self.past(0)

    def past(self, seconds: int) -> None:
        """So many seconds of the call."""
        self.desk.now = self.desk.now + seconds
        fresh = self.clock.with_suffix(".new")
        fresh.write_text(datetime.fromtimestamp(self.desk.now, ROME).isoformat(), encoding="utf-8")
        fresh.replace(self.clock)

    def round(self, cut: Callable[[Terminal], int]) -> float:
        """Open, find the call, write, be cut off; seconds until the program is gone."""
        self.past(self.chance.randint(1, 20))
        with Terminal(self.command) as terminal:
            early = self.chance.random() < 0.15  # it may still be starting, and hear the signal as anybody
            if early:
                time.sleep(self.chance.random() * 0.6)
            else:
                self.goes_on(terminal)
            told, number = time.monotonic(), cut(terminal)
            ends = {128 + number, -number} if early else {128 + number}
            assert terminal.wait_exit(10) in ends, bytes(terminal.raw[-600:]).decode(errors="replace")
            took = time.monotonic() - told
            assert cut is hang_up or terminal.restored()
        self.nothing_is_lost(told)
        return took

    def goes_on(self, terminal: Terminal) -> None:
        """The call stands in the bar with its time; its note is what was typed so far; some more is typed."""
        whole = self.desk.now - self.began.started_at
        terminal.wait_for(f"● {whole // 60}:{whole % 60:02}")
        terminal.send("F3")
        terminal.wait_for("Note")
        self.typed = [(0.0, self.note())]
        terminal.rest(0.05)
        for word in self.chance.sample(WORDS, self.chance.randint(0, 4)):
            for letter in f"{word} ":
                terminal.type(letter)
                self.typed.append((time.monotonic(), letter))
                time.sleep(self.chance.choice((0, 0, 0.02, 0.08)))
        time.sleep(self.chance.choice((0, 0, 0.05, 0.2, 0.7)))
        if self.chance.random() < 0.2:
            terminal.send(self.chance.choice(("F2", "Ctrl+O", "F4")))

    def note(self) -> str:
        """The note as the desk has it."""
        (call,) = contacts.groups(self.desk.desk, CODE)
        return call.note

    def nothing_is_lost(self, told: float) -> None:
        """The same call runs since the same moment, and the note is what was typed up to a second before."""
        now = timer.running(self.desk.desk).session
        assert (now.id, now.started_at) == (self.began.id, self.began.started_at)
        note = self.note().rstrip()
        everything = "".join(letter for _, letter in self.typed)
        surely = "".join(letter for at, letter in self.typed if told - at > BEHIND)
        assert everything.startswith(note), (everything, note)
        assert note.startswith(surely.rstrip()), (surely, note)


@pytest.mark.parametrize("cut", [hang_up, end_it])
def test_a_call_outlives_the_program_with_its_time_and_its_note(tmp_path, cut):
    chair = Chair(tmp_path, 9)
    for _ in range(2):
        chair.round(cut)
    assert chair.note()


@pytest.mark.trial
@pytest.mark.parametrize("cut", [hang_up, end_it])
def test_two_hundred_cuts_at_random_moments_lose_nothing_of_the_call(tmp_path, cut):
    seed = os.getpid()
    print(f"seed {seed}")
    chair = Chair(tmp_path, seed)
    took = sorted(chair.round(cut) for _ in range(200))
    assert took[-1] <= AT_ONCE, took[-10:]
    assert chair.note()

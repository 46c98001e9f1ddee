"""What is typed is at the desk a moment later: the program killed, told to end, or its window closed."""

from __future__ import annotations

import random
import signal
import time
from pathlib import Path

import pytest
from deskterm.desk.context import open_desk
from deskterm.desk.tickets import drafts

from tests.end_to_end.terminal import Terminal, deskterm
from tests.screens.counter import Counter

WORD = "parola{n:03d} "
LONG = len(WORD.format(n=0))
SECOND = 1.0


class Writing:
    """A technician at a real terminal, an answer open; what stood on the screen when, letter by letter."""

    def __init__(self, folder: Path, terminal: Terminal) -> None:
        self.folder, self.terminal = folder, terminal
        self.typed = ""
        self.echoed: list[tuple[float, int]] = []

    def write(self, words: int, pause: float = 0.02) -> None:
        """Type so many words without ever resting for long."""
        for _ in range(words):
            word = WORD.format(n=len(self.typed) // LONG)
            self.typed += word
            self.terminal.type(word)
            time.sleep(pause)
            self.look()

    def look(self) -> None:
        """How many words stand on the screen now."""
        shown = self.terminal.text()
        words = self.typed.split()
        there = [at for at, word in enumerate(words, 1) if word in shown]
        self.echoed.append((time.monotonic(), max(there, default=0)))

    def stood(self, at: float) -> int:
        """How many words stood there at a moment."""
        return max((words for when, words in self.echoed if when <= at), default=0)

    def kept(self) -> str:
        """What the desk has."""
        desk = open_desk(self.folder, who="luca")
        try:
            found = [one.text for one in drafts.mine(desk)]
        finally:
            desk.close()
        return found[0] if found else ""


def answering(folder: Path) -> Writing:
    counter = Counter(folder)
    counter.taken()
    counter.desk.close()
    given = {"DESKTERM_DESK": str(folder), "DESKTERM_TECHNICIAN": "luca", "XDG_STATE_HOME": str(folder)}
    terminal = Terminal(deskterm("--at", "2026-03-03T09:20"), env=given, columns=120, rows=50)
    terminal.wait_for("Coda")
    terminal.send("2")
    terminal.wait_for("TK1 ")
    terminal.send("Enter")
    terminal.wait_for("Stampa registro")
    terminal.send("r")
    terminal.wait_for("nessuna bozza")
    return Writing(folder, terminal)


def at_most_a_second_is_lost(writing: Writing, words: int) -> None:
    """Typed without a rest, killed in the middle of it."""
    with writing.terminal:
        writing.write(words)
        killed = time.monotonic()
        writing.terminal.kill(signal.SIGKILL)
    _, begins, tail = writing.kept().partition(WORD[:6])
    kept = f"{begins}{tail}"
    assert writing.typed.startswith(kept)
    assert len(kept) >= writing.stood(killed - SECOND) * LONG - 1


def test_phone_fault_23_a_kill_while_one_types_costs_the_last_second_at_most(tmp_path):
    at_most_a_second_is_lost(answering(tmp_path / "desk"), 60)


@pytest.mark.parametrize("how", ["told", "closed"])
def test_phone_fault_23_nothing_is_lost_when_the_program_is_told_to_end_or_its_window_closed(tmp_path, how):
    writing = answering(tmp_path / "desk")
    with writing.terminal:
        writing.write(6)
        last = writing.typed.split()[-1]
        writing.terminal.wait_for(last)
        if how == "told":
            writing.terminal.kill(signal.SIGTERM)
        else:
            writing.terminal.hang_up()
        writing.terminal.wait_exit(10)
    assert last in writing.kept()


@pytest.mark.trial
def test_fifty_kills_at_random_moments(tmp_path):
    chance = random.Random(23)
    for round in range(50):
        at_most_a_second_is_lost(answering(tmp_path / f"{round}"), chance.randrange(1, 120))

"""Softphones ring, each a process of its own, while one types: every card is shown, no letter is lost."""

from __future__ import annotations

import random
import subprocess
import time
from datetime import datetime

import pytest
from deskterm.desk.intake import by_phone
from deskterm.desk.tickets import tickets

from tests.clocks import ROME
from tests.end_to_end.terminal import PATIENCE, Terminal, deskterm, surroundings
from tests.keystrokes import waiting

CALLERS = {"0445 000123": "Rossi Impianti", "0445 000789": "Ferramenta Verdi", "0999 123456": "0999 123456"}
WORDS = "la stampa del registro esce con la data sbagliata e il cliente aspetta una risposta".split()


@pytest.mark.parametrize("times", [3, pytest.param(500, marks=pytest.mark.trial)])
def test_every_ring_is_shown_and_every_letter_arrives(tmp_path, times):
    desk = waiting(tmp_path / "desk")
    clock = tmp_path / "clock"  # it stands: a ring is no news after two minutes, and 500 take longer
    clock.write_text(f"{datetime.fromtimestamp(desk.now, ROME):%Y-%m-%dT%H:%M:%S}\n", encoding="utf-8")
    where = ["--desk", str(tmp_path / "desk"), "--as", "luca", "--at", f"@{clock}"]
    chance, typed = random.Random(500), []
    with Terminal(deskterm(*where)) as terminal:
        terminal.wait_for("Coda")
        terminal.send("F4", "r")
        terminal.wait_for("Risposta")
        for _ in range(times):
            phone, rings = chance.choice(list(CALLERS)), by_phone.newest(desk.desk)
            ring = subprocess.Popen(
                deskterm(*where, "ring", phone), env=surroundings(None), stdout=subprocess.DEVNULL
            )
            while ring.poll() is None:  # it rings somewhere within these words
                for letter in f"{chance.choice(WORDS)} ":
                    terminal.type(letter)
                    typed.append(letter)
                    time.sleep(chance.choice((0, 0.01, 0.05)))
            assert ring.returncode == 0
            until(lambda rings=rings: by_phone.newest(desk.desk) > rings, "it rang")
            last = by_phone.since(desk.desk, rings)[0]
            assert last.phone == phone
            until(lambda rings=rings: by_phone.since(desk.desk, rings)[0].shown, "its card is shown")
            terminal.wait_for(CALLERS[phone])
            terminal.send("Enter")  # nobody writes thirty thousand letters in one line
            typed.append("\n")
        terminal.send("F9")
        until(lambda: tickets.get(desk.desk, "TK000001").state == "answered", "the letter is sent")
    sent = tickets.thread(desk.desk, "TK000001")[-1].body
    assert " ".join("".join(typed).split()) in " ".join(sent.split())


def until(holds, what: str) -> None:
    """Wait until it is so."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.02)

"""A technician's whole shift on a real terminal of 80x24, step by step; the line sees the same."""

from __future__ import annotations

import re

import pytest

from tests.end_to_end.bench import Bench
from tests.end_to_end.terminal import Terminal, deskterm

LOOK = 0.06  # seconds for which nothing is drawn before the next key


class Shift:
    """The screens of one technician; every key is pressed by somebody who has read what stands there."""

    def __init__(self, bench: Bench, language: str) -> None:
        self.bench, self.language = bench, language
        self.terminal = Terminal(deskterm("demo"), env=bench.env)

    def press(self, *keys: str, type: str = "") -> None:
        """Keys one by one, each after a look; then a text."""
        for key in keys:
            self.terminal.send(key)
            self.terminal.rest(LOOK)
        if type:
            self.terminal.type(type)
            self.terminal.rest(LOOK)

    def sees(self, italian: str, english: str) -> str:
        """Wait until words stand there; … stands for anything. Returns the screen."""
        words = italian if self.language == "it" else english
        pattern = re.compile(r"\s+".join(map(re.escape, words.split())).replace("…", ".*"))
        return self.terminal.wait_until(
            lambda shown: pattern.search(" ".join(shown.split())) is not None, what=words
        )

    def ticket(self, code: str) -> dict:
        """A ticket as the line shows it."""
        return self.bench.line("ticket", "show", code)[0]

    def died(self) -> None:
        """The technician's machine dies; the screens are opened again."""
        self.terminal.kill()
        self.terminal = Terminal(deskterm(), env=self.bench.env)
        self.terminal.wait_for("F4")
        self.terminal.rest(LOOK)


@pytest.mark.parametrize("language", ["it", pytest.param("en", marks=pytest.mark.trial)])
def test_a_whole_shift_on_a_real_terminal(tmp_path, language):
    shift = Shift(Bench(tmp_path, language), language)
    try:
        shift.terminal.wait_for("F4")
        takes_and_answers(shift)
        answers_the_telephone(shift)
        works_at_a_distance_and_files(shift)
        promises_to_call_back(shift)
        takes_a_second_call_and_loses_nothing(shift)
        leaves_in_the_evening(shift)
    finally:
        shift.terminal.__exit__()


def takes_and_answers(shift: Shift) -> None:
    """Step 1: F4 says which and why; an answer, a question back, a rest, an appointment."""
    shift.press("F4")
    shift.sees("in mano a luca", "with luca")
    shift.sees("D20", "D20")
    shift.press("F4")
    shift.press("r", type="Il prospetto ora somma tutti gli agenti.")
    shift.press("F9")
    shift.sees("risposto oggi", "answered today")
    assert shift.ticket("TK000017")["state"] == "answered"
    shift.press("F4", "a", "Enter")
    shift.press(type="giovedì alle 15" if shift.language == "it" else "thursday at 15")
    shift.press("F9")
    shift.sees("appuntamento gio 15:00", "appointment Thu 15:00")
    (agreed,) = shift.bench.line("appointment", "list")
    assert (agreed["ticket"], agreed["technician"]) == ("TK000018", "luca")
    shift.press("F4", "p", "Down", "Enter")
    shift.press(type="chiesto alla casa madre")
    shift.press("F9")
    shift.sees("dal fornitore", "at the vendor")
    assert shift.ticket("TK000020")["state"] == "vendor"


def answers_the_telephone(shift: Shift) -> None:
    """Steps 2 and 3: who it is, what it will cost; a minute before money, and when it has begun."""
    shift.bench.at("09:20:00")
    shift.press("F2", type="0445 000220")
    shift.sees("Ferramenta Zaupa … Invio: … in coda", "Ferramenta Zaupa … Enter: … queued")
    shift.sees("54,00", "54.00")
    shift.press("Enter", "Enter")
    shift.sees("compreso fino a 5:00", "included until 5:00")
    shift.press(type="aliquota sbagliata")
    shift.bench.at("09:24:05")
    shift.sees("fra 55 s", "in 55 s")
    shift.bench.at("09:25:05")
    shift.sees("fatturabile da ora", "billable from now")


def works_at_a_distance_and_files(shift: Shift) -> None:
    """Steps 4 and 5: remote work on the fly; stop, outcome, reason, preview, the report's number."""
    shift.press("F6")
    shift.sees("teleassistenza", "remote session")
    shift.bench.at("09:46:00")
    shift.press("F5", "4", "3")
    shift.sees("carnet 1h15 → 0h49", "pack 1h15 → 0h49")
    shift.press("F9")
    shift.sees("R2026-0010", "R2026-0010")
    (report,) = shift.bench.line("report", "show", "R2026-0010")
    assert (report["billed_minutes"], report["note"]) == (26, "aliquota sbagliata")


def promises_to_call_back(shift: Shift) -> None:
    """Step 6: a promise made on a ticket; nobody answers, and the next hour is inside the terms' own."""
    shift.press("1", "2", "Enter", "b")
    shift.press("F9")
    shift.press("F8")
    shift.sees("1 in lista", "1 on the list")
    shift.press("n")
    (waits,) = shift.bench.line("callback", "list")
    assert waits["attempts"] == 1
    shift.press("Esc")


def takes_a_second_call_and_loses_nothing(shift: Shift) -> None:
    """Step 7: a second call parks the first; the machine dies; both are there with their own time."""
    shift.bench.at("10:30:00")
    shift.press("F2", type="fontanive")
    shift.press("Enter", "Enter")
    shift.sees("Chiamata TK27", "Call TK27")
    shift.bench.at("10:32:00")
    shift.press("F2", type="zaupa")
    shift.press("Enter", "Enter", "s")
    shift.bench.at("10:33:10")
    shift.sees("‖ 2:00", "‖ 2:00")
    shift.sees("1:10 · compreso", "1:10 · included")
    shift.died()
    shift.bench.at("10:33:20")
    shift.sees("● 1:20 Ferramenta Zaupa", "● 1:20 Ferramenta Zaupa")
    shift.press("F3", "F5", "1", "F9")
    shift.press("F3")
    shift.sees("Tessitura Fontanive", "Tessitura Fontanive")
    shift.press("F5", "1", "5", "F9")
    lasted = {one["customer"]: one["contact_seconds"] for one in shift.bench.line("call", "list")[:2]}
    assert lasted == {"C007": 120, "C002": 80}


def leaves_in_the_evening(shift: Shift) -> None:
    """Step 9: what is loose, one key each; a ticket to a colleague with a note; q leaves."""
    shift.bench.at("17:00:00")
    shift.press("Esc", "Esc", "9")
    shift.sees("Chiudi turno", "End of shift")
    shift.press("g", *in_hand(shift)[0] * "j", "h", "Enter")
    shift.press(type="manca la ricevuta")
    shift.press("Enter")
    while at := in_hand(shift):
        shift.press("g", *at[0] * "j", "i")
        assert len(in_hand(shift)) < len(at), shift.terminal.text()
    shift.press("q")
    assert shift.terminal.wait_exit() == 0
    assert shift.terminal.restored()


def in_hand(shift: Shift) -> list[int]:
    """On which lines of the sheet stand the tickets in hand."""
    return [at for at, one in enumerate(shift.bench.line("shift")) if one["what"] == "hand"]

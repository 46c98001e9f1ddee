"""A morning in a real terminal of 80x24, as the technician lives it; the line says the same numbers."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.end_to_end.bench import Bench
from tests.end_to_end.terminal import Terminal, deskterm, surroundings

CARNET = re.compile(r"carnet (\d+)h(\d\d) → (\d+)h(\d\d)")


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


def whole_and_within(lines: list[str]) -> bool:
    """No line is cut by the edge: the last columns hold a border, a space, or the end of a fitted cell."""
    return len(lines) == 24 and all(len(line) <= 80 for line in lines)


def test_a_shift_from_the_next_ticket_to_the_filed_call(bench):
    with Terminal(deskterm("demo"), env=bench.env) as terminal:
        open_the_demo(terminal)
        take_three(terminal)
        split_in_two(terminal)
        call_until_it_costs(terminal, bench)
        terminal.kill()  # the technician's machine dies in the middle of the call
    with Terminal(deskterm(), env=bench.env) as terminal:
        terminal.wait_for("● 5:01")
        number, before, after = stop_and_file(terminal, bench)
    the_line_says_the_same(bench, number, before, after)


def open_the_demo(terminal: Terminal) -> None:
    """The queue in order of arrival, the urgent lane first, within 80x24."""
    terminal.wait_for("Coda")
    first = terminal.wait_for("TK18")
    assert first.index("TK51") < first.index("TK17") < first.index("TK18")
    assert whole_and_within(terminal.lines())


def take_three(terminal: Terminal) -> None:
    for code in ("TK51", "TK17", "TK18"):
        terminal.send("F4")
        terminal.wait_for(f"{code}  in mano a luca")
    terminal.wait_for("vi scrivo per due questioni")


def split_in_two(terminal: Terminal) -> None:
    """The second question becomes a ticket of its own."""
    terminal.send("s")
    terminal.wait_for("Smistamento TK18")
    terminal.send("n")
    terminal.send("m")
    terminal.wait_for("2 parti")
    terminal.send("a")
    terminal.wait_for("Parte 2: di che cosa parla?")
    terminal.type("Sistem")
    terminal.send("Enter")
    terminal.wait_for("2 Sistemistica")
    terminal.send("F9")
    terminal.wait_for("Parte 1: di che cosa parla?")
    terminal.type("Uso")
    terminal.send("Enter")
    terminal.wait_for("divisi: TK54")


def call_until_it_costs(terminal: Terminal, bench: Bench) -> None:
    terminal.send("F2")
    terminal.wait_for("chiamo io")
    terminal.send("Enter")
    terminal.wait_for("compreso fino a 5:00")
    bench.at("09:16:05")
    terminal.wait_for("fra 55 s")
    bench.at("09:17:01")
    terminal.wait_for("fatturabile da ora")
    terminal.wait_for("5:01 → 6 min (D28)")


def stop_and_file(terminal: Terminal, bench: Bench) -> tuple[str, int, int]:
    """File the call that the kill left running; returns the report and the balance before and after."""
    bench.at("09:18:12")
    terminal.wait_for("● 6:12")
    terminal.send("F3")
    terminal.wait_for("6:12 → 7 min (D28)")
    terminal.send("F5")
    terminal.wait_for("chiusa, da registrare")
    terminal.send("1", "1")
    terminal.wait_for("Motivo   [1 ")
    terminal.send("F9")
    terminal.wait_for("─ registrato")
    told = lambda text: "R2026-" in text and bool(CARNET.search(text))  # noqa: E731
    filed = terminal.wait_until(told, what="the balance")
    return re.search(r"R2026-\d{4}", filed)[0], *carnet(filed)


def the_line_says_the_same(bench: Bench, number: str, before: int, after: int) -> None:
    (report,) = bench.line("report", "show", number)
    assert (report["billed_minutes"], report["before"], report["after"]) == (7, before, after)
    assert before - after == 7
    (ticket,) = bench.line("ticket", "show", "TK000018")
    assert (ticket["topic"], ticket["taken_by"]) == ("usage", "luca")
    sessions = [session for session in bench.line("call", "list") if session["ticket"] == "TK000018"]
    assert [session["seconds"] for session in sessions] == [372]
    drawn = [
        movement
        for pack in bench.line("pack", "list")
        for movement in bench.line("pack", "ledger", str(pack["id"]))
        if movement["report"] == number
    ]
    assert sum(movement["amount"] for movement in drawn) == -7
    (child,) = bench.line("ticket", "show", "TK000054")
    assert (child["topic"], child["state"]) == ("systems", "queued")


def carnet(text: str) -> tuple[int, int]:
    """Minutes before and after, as the call screen writes them: `carnet 10h40 → 10h34`."""
    found = CARNET.search(text)
    hours, minutes, later_hours, later_minutes = map(int, found.groups())
    return hours * 60 + minutes, later_hours * 60 + later_minutes


def test_without_a_terminal_the_demo_says_where_the_desk_is_and_leaves(bench):
    done = subprocess.run(
        deskterm("demo"),
        check=False,
        env=surroundings(bench.env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0
    assert bench.env["DESKTERM_DESK"] in done.stdout
    assert len(bench.line("queue")) == 31

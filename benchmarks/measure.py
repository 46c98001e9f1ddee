"""The measurements, side by side in one run so that the machine's mood divides out."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median, quantiles

from benchmarks.spawn import Spawn, seconds_of

PYTHON = sys.executable
ROW = b"TK"  # the first ticket's code: rows are painted, not only the frame
KEYS = b"Chiamata"  # the last line, which only the screens draw: from here on keys are answered
CURSOR = "▌".encode()
EMPTY = [PYTHON, "-m", "benchmarks.empty"]
SCREENS = [PYTHON, "-m", "deskterm"]


def rounds(runs: int, takes: Mapping[str, Callable[[], float]]) -> dict[str, float]:
    """The median of `runs` of each take; in every round all of them, in another order."""
    chance = random.Random(1)
    found: dict[str, list[float]] = {name: [] for name in takes}
    for _ in range(runs):
        for name in chance.sample(list(takes), len(takes)):
            found[name].append(takes[name]())
    return {name: median(values) for name, values in found.items()}


def at(desk: Path) -> dict[str, str]:
    """The environment that names a desk."""
    return {"DESKTERM_DESK": str(desk), "DESKTERM_TECHNICIAN": "mzen"}


def paint(command: list[str], mark: bytes, env: dict[str, str]) -> float:
    """From the start of the process to the first paint."""
    with Spawn(command, env) as run:
        return run.painted(mark)


def first_paint(desks: Mapping[str, Path], runs: int) -> dict[str, float]:
    """Of an empty Textual app, of the first rows of each desk, and until its keys are answered."""
    takes = {"empty": lambda: paint(EMPTY, b"empty-and-ready", {})}
    for name, desk in desks.items():
        takes[name] = lambda desk=desk: paint(SCREENS, ROW, at(desk))
        takes[f"{name}, keys answered"] = lambda desk=desk: paint(SCREENS, KEYS, at(desk))
    return rounds(runs, takes)


def keys(desks: Mapping[str, Path], batches: int) -> dict[str, dict[str, tuple[float, float]]]:
    """Key to paint (p50, p99) per desk: a move, a line scrolled, a jump to an end; desks take turns."""
    open_runs = {name: Spawn(SCREENS, at(desk)) for name, desk in desks.items()}
    found: dict[str, dict[str, list[float]]] = {
        name: {"move": [], "scroll": [], "jump": []} for name in desks
    }
    try:
        for run in open_runs.values():
            run.painted(ROW)
            run.quiet(1.0)
        for _ in range(batches):
            for name, run in open_runs.items():
                _one_batch(run, found[name])
    finally:
        for run in open_runs.values():
            run.__exit__(None, None, None)
    return {name: {kind: _spread(values) for kind, values in kinds.items()} for name, kinds in found.items()}


# What stands on each place once it is there, in Italian; the demo of Delta System has rows on all but two.
PLACES = {
    b"2": b"In mano",
    b"3": b"Sospesi",
    b"4": b"Evasi",
    b"5": b"Posta",
    b"6": b"carnet",
    b"7": b"aperti",
    b"8": b"promesse",
    b"9": b"Chiudi turno",
}
HELP, OWN_HELP = b"Che cosa viene ora", b"palette"


def demo(folder: Path) -> Path:
    """The demo's desk, made in `folder`."""
    make = [*SCREENS, "--desk", str(folder), "demo"]
    subprocess.run(make, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
    return folder


def p95(values: Sequence[float]) -> float:
    """What ninety-five of a hundred keep below."""
    return quantiles(values, n=20)[18]


def answers(desk: Path, runs: int) -> dict[str, list[float]]:
    """From a key to what it asks for: help, every place, and an empty application's own panel of keys.

    Each is asked for `runs` times in a row, as by somebody at work: a machine that takes the memory of idle
    programs away would else be measured, in the empty application too.
    """
    found: dict[str, list[float]] = {"empty Textual app, ?": []}
    with Spawn(EMPTY) as empty, Spawn(SCREENS, at(desk) | {"DESKTERM_AT": "2026-03-03T09:12"}) as run:
        empty.painted(b"empty-and-ready")
        run.painted(KEYS)
        for one in (empty, run):
            one.quiet(1.0)
        asked = [("empty Textual app, ?", empty, b"?", OWN_HELP, b"x", b"empty-and-ready")]
        asked += [("?", run, b"?", HELP, b"\x1b", ROW)]
        asked += [
            (f"{key.decode()} {mark.decode()}", run, key, mark, b"1", ROW) for key, mark in PLACES.items()
        ]
        for name, app, key, mark, back, home in asked:
            for _ in range(runs):
                found.setdefault(name, []).append(app.key(key, mark))
                app.quiet(0.2)
                app.key(back, home)
                app.quiet(0.2)
    return found


def _one_batch(run: Spawn, found: dict[str, list[float]]) -> None:
    found["move"] += [run.key(key, CURSOR) for key in [b"j"] * 8 + [b"k"] * 6]
    for _ in range(40):  # down to the lower edge, from where every key scrolls
        run.key(b"j", CURSOR)
    found["scroll"] += [run.key(b"j", CURSOR) for _ in range(12)]
    found["jump"] += [run.key(key, ROW) for key in (b"G", b"g")]


def _spread(values: list[float]) -> tuple[float, float]:
    return median(values), quantiles(values, n=100)[98]


def commands(desk: Path, runs: int) -> dict[str, float]:
    """Line commands beside an interpreter that does nothing."""
    return rounds(
        runs,
        {
            "python -c pass": lambda: seconds_of([PYTHON, "-c", "pass"]),
            "deskterm --version": lambda: seconds_of([*SCREENS, "--version"]),
            "deskterm queue --json": lambda: seconds_of([*SCREENS, "queue", "--json"], at(desk)),
        },
    )


TYPED = {
    "a command": ["cust"],
    "an option": ["queue", "--"],
    "a customer": ["customer", "show", "C"],
    "a ticket": ["ticket", "show", "TK"],
    "a ticket whose number is begun": ["ticket", "show", "TK0001"],
    "a word of the terms": ["call", "stop", "--outcome", ""],
    "no ticket at all": ["ticket", "show", "X"],
    "a customer, the desk not named": ["customer", "show", "C"],
}


def tabs(desk: Path, runs: int) -> dict[str, float]:
    """What is offered at a Tab in each shell, beside `--version`."""
    takes = {"deskterm --version": lambda: seconds_of([*SCREENS, "--version"])}
    for shell in ("bash", "zsh", "fish"):
        for name, words in TYPED.items():
            told = [" ".join(["deskterm", *words])] if shell == "bash" else words
            env = {"_DESKTERM_COMPLETE": shell} | ({} if "not named" in name else at(desk))
            takes[f"{shell}, {name}"] = lambda told=told, env=env: seconds_of([*SCREENS, *told], env)
    return rounds(runs, takes)

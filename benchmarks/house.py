"""The house in figures: `make house` counts rooms, arrows, ladders and functions, and follows six requests.

    python -m benchmarks.house [--of CHECKOUT] [--json]

Everything is counted from the program itself: imports and classes from its syntax, the requests by running
them at a demo desk with every call and every transaction counted. Beside each figure stands what it was
before the rooms were laid by activity (`house_before.json`, made by this script with `--of` at 5264e13).

What is counted:

- An arrow: a module imports another, late imports and those for types too. A room is drawn twice: with its
  modules as points, and with what stands directly in it (its folders, and modules without one) as points.
- A module passed: at least one function or method of it was called while the request ran; bodies of modules,
  lambdas, comprehensions and generator expressions aside. A call is such a call; a transaction is a BEGIN.
- A line command is the whole process from `main()` on: settings, words, opening the desk, keeping it up, the
  deed, the answer. Opening it is one transaction; a command that only reads has one more, in which it sees
  the time, what is due by then (what is due is done between two looks), and all that it answers.
- A mail's way is one process that has everything imported: the desk is opened and kept up, the bytes of the
  mail are read, and it is taken in. Modules are those of the whole program; at the desk of istes they were 63
  before, the figure from which the plan of the rooms starts. `taken in` is the deed alone, at the open desk.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.passed import follow, ways
from benchmarks.rooms import (
    Arrows,
    among,
    arrows,
    chain,
    circles,
    classes,
    file_lines,
    floors,
    functions,
    inside,
    per_folder,
)

ROOMS = ("commands", "screens", "widgets", "mail", "documents", "desk", "storage", "models")
HERE = Path(__file__).parents[1]
BEFORE = Path(__file__).with_name("house_before.json")


def counted(root: Path) -> dict[str, Any]:
    """Everything, for one checkout."""
    all_arrows, known = arrows(root), classes(root)
    chains = {name: chain(name, known) for name in known}
    longest = max(chains, key=lambda name: len(chains[name]))
    methods = {name: sum(len(one.methods) for one in line) for name, line in chains.items()}
    most = max(methods, key=lambda name: methods[name])
    return {
        "folders": per_folder(root),
        "rooms": {room: _room(among(f"deskterm.{room}", all_arrows)) for room in ROOMS},
        "drawn": {room: _room(inside(f"deskterm.{room}", all_arrows)) for room in ROOMS},
        "ladder": {"class": longest, "classes": len(chains[longest])},
        "methods": {"class": most, "methods": methods[most]},
        "functions": _sizes(functions(root)),
        "files": _sizes(file_lines(root)),
        "requests": follow(root),
        "ways": ways(root),
    }


def _room(drawn: Arrows) -> dict[str, Any]:
    return {
        "points": len(drawn),
        "floors": floors(drawn),
        "arrows": sum(len(targets) for targets in drawn.values()),
        "circles": [sorted(group) for group in circles(drawn)],
    }


def _sizes(lines: list[int]) -> dict[str, int]:
    return {
        "number": len(lines),
        "median": int(statistics.median(lines)),
        "p90": lines[len(lines) * 9 // 10],
        "longest": lines[-1],
    }


def page(found: dict[str, Any], before: dict[str, Any]) -> Iterator[str]:
    """The figures in lines, each with what it was before."""
    yield from _folders(found["folders"], before["folders"])
    for name, sort in (("rooms", "modules"), ("drawn", "folders and loose modules")):
        yield f"\n{f'a room by its {sort}':<40}{'points':>14}{'floors':>14}{'arrows':>14}{'circles':>14}"
        for room in ROOMS:
            was, now = before[name][room], found[name][room]
            figures = [(was[one], now[one]) for one in ("points", "floors", "arrows")]
            figures.append((len(was["circles"]), len(now["circles"])))
            yield f"  {room:<38}{''.join(f'{_both(*one):>14}' for one in figures)}"
            yield from (f"    circle in {room}: {' '.join(group)}" for group in now["circles"])
    yield from _sizes_told(found, before)
    yield from _passed(found, before)


def _both(was: object, now: object) -> str:
    return f"{was} -> {now}"


def _folders(now: dict[str, int], was: dict[str, int]) -> Iterator[str]:
    yield f"modules per folder: {_both(_fullest(was), _fullest(now))} at most"
    for folder, n in sorted(now.items(), key=lambda item: (-item[1], item[0])):
        yield f"  {n:>4}  {folder}{f' (was {was[folder]})' if folder in was else ''}"


def _fullest(folders: dict[str, int]) -> str:
    name = max(folders, key=lambda one: folders[one])
    return f"{folders[name]} ({name})"


def _sizes_told(now: dict[str, Any], was: dict[str, Any]) -> Iterator[str]:
    yield ""
    for name, key in (("ladder", "classes"), ("methods", "methods")):
        told = [f"{one[name][key]} ({one[name]['class'].rpartition('.')[2]})" for one in (was, now)]
        yield f"{f'longest chain, {key}':<26}{_both(*told)}"
    for sort in ("functions", "files"):
        lines = (f"{key} {_both(was[sort][key], now[sort][key])}" for key in now[sort])
        yield f"{f'{sort}, lines':<26}{', '.join(lines)}"


def _passed(now: dict[str, Any], was: dict[str, Any]) -> Iterator[str]:
    columns = {"modules": "modules", "of the desk*": "desk", "calls": "calls", "transactions": "transactions"}
    yield f"\n{'a line command passes':<30}{''.join(f'{head:>16}' for head in columns)}"
    for name, n in now["requests"].items():
        figures = (_both(was["requests"][name][one], n[one]) for one in columns.values())
        yield f"  {name:<28}{''.join(f'{one:>16}' for one in figures)}"
    yield "  * of desk, storage and models"
    heads = ("whole way", "calls", "taken in", "calls")
    yield f"\n{'a mail passes, at the desk of':<34}{''.join(f'{head:>14}' for head in heads)}"
    for service, n in now["ways"].items():
        old, outcome = was["ways"][service], n["outcome"]
        figures = (
            _both(old[way][one], n[way][one]) for way in ("whole", "taken in") for one in ("modules", "calls")
        )
        yield f"  {f'{service} ({outcome})':<32}{''.join(f'{one:>14}' for one in figures)}"


def main() -> None:
    """Count, and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.house", description=__doc__)
    parser.add_argument("--of", type=Path, default=HERE, help="another checkout, its catalogues compiled")
    parser.add_argument("--json", action="store_true", help="for another program")
    given = parser.parse_args()
    found = counted(given.of.resolve())
    before = json.loads(BEFORE.read_text(encoding="utf-8"))
    print(json.dumps(found, indent=1) if given.json else "\n".join(page(found, before)))


if __name__ == "__main__":
    main()

"""How fast a service decides on generated events, beside reading and writing the same lines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from deskterm.desk.terms.files import load, names
from deskterm.models.terms.service import Service, read_service

from benchmarks.events import lines

FIRMS = Path(__file__).parents[1] / "tests" / "data" / "firms"
BEFORE = Path(__file__).with_name("rehearse_before.json")


class Run(NamedTuple):
    """One process: its seconds of processor time, and its largest memory in megabytes."""

    seconds: float
    memory: float


class Rate(NamedTuple):
    """A service's events: decided, copied, and decided when they are a fiftieth as many (for the memory)."""

    decided: Run
    copied: Run
    fewer: Run


def every() -> Iterator[tuple[str, str, Service]]:
    """Every shipped service and invented firm: its name, what `rehearse` is given, its terms."""
    for name in names():
        yield name, name, load(name)
    for path in sorted(FIRMS.glob("*-*.toml")):
        yield path.stem, str(path), read_service(path.read_text(encoding="utf-8"))


def before() -> dict[str, float]:
    """What deciding cost over copying, by service, as it was last written down."""
    found: dict[str, float] = json.loads(BEFORE.read_text(encoding="utf-8"))["over copying"]
    return found


def rates(folder: Path, count: int) -> Iterator[tuple[str, Rate]]:
    """Every service on `count` events of its own."""
    for name, given, service in every():
        path, few = folder / f"{name}.jsonl", folder / f"{name}-few.jsonl"
        with path.open("wb") as stream:
            stream.writelines(lines(service, count))
        with few.open("wb") as stream:
            stream.writelines(lines(service, count // 50))
        rehearse = [sys.executable, "-m", "deskterm", "rehearse", "--service", given]
        copy = [sys.executable, "-m", "benchmarks.copy_lines"]
        yield name, Rate(run([*rehearse, str(path)]), run([*copy, str(path)]), run([*rehearse, str(few)]))


def run(command: list[str]) -> Run:
    """Run a command that must succeed, its output thrown away."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Run(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)

"""How fast a service decides on generated events, beside reading and writing the same lines."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from deskterm.desk.terms.files import load, names

from benchmarks.events import lines


class Run(NamedTuple):
    """One process: its seconds, and its largest memory in megabytes."""

    seconds: float
    memory: float


class Rate(NamedTuple):
    """A service's events: decided, copied, and decided when they are a fiftieth as many (for the memory)."""

    decided: Run
    copied: Run
    fewer: Run


def rates(folder: Path, count: int) -> Iterator[tuple[str, Rate]]:
    """Every shipped service on `count` events of its own."""
    for name in names():
        path, few = folder / f"{name}.jsonl", folder / f"{name}-few.jsonl"
        with path.open("wb") as stream:
            stream.writelines(lines(load(name), count))
        with few.open("wb") as stream:
            stream.writelines(lines(load(name), count // 50))
        rehearse = [sys.executable, "-m", "deskterm", "rehearse", "--service", name]
        copy = [sys.executable, "-m", "benchmarks.copy_lines"]
        yield name, Rate(run([*rehearse, str(path)]), run([*copy, str(path)]), run([*rehearse, str(few)]))


def run(command: list[str]) -> Run:
    """Run a command that must succeed, its output thrown away."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Run(time.perf_counter() - began, usage.ru_maxrss / 1024)

"""Measure and print a table with the targets; `--quick` with small desks and few runs.

Ratios are of medians of runs made side by side; absolute times depend on the machine.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks import callers, find
from benchmarks.fill import fill
from benchmarks.measure import answers, commands, demo, first_paint, keys, p95, tabs
from benchmarks.rehearse import before, rates
from benchmarks.spawn import Spawn

FIRST_PAINT = 1.3
KEY = 1.1
MEMORY = 1.1
LAST = 1.3  # of what deciding cost over copying in `rehearse_before.json`
ENVIRONMENT = 120.0  # megabytes, Babel included
TAB = 4.0
ANSWER = 0.1  # seconds


class Page:
    """Where the rows go: columns for the terminal, or a Markdown table for a README."""

    def __init__(self, *, markdown: bool) -> None:
        self.markdown = markdown

    def head(self, title: str) -> None:
        """Begin a group of rows."""
        if self.markdown:
            print(f"\n{title}\n\n| what | measured | ratio | target |\n|---|---:|---:|---|")
        else:
            print(f"\n{title}")

    def line(self, name: str, value: str, ratio: float | None = None, target: float | None = None) -> bool:
        """Print a row; whether it keeps its target."""
        kept = ratio is None or target is None or ratio <= target
        beside = "" if ratio is None else f"{ratio:.2f}"
        aim = "" if target is None else f"<= {target:.2f} {'PASS' if kept else 'FAIL'}"
        if self.markdown:
            print(f"| {name.replace('`', '')} | {value} | {beside} | {aim} |", flush=True)
        else:
            print(f"{name:<44}{value:>18}{beside:>8}  {aim}", flush=True)
        return kept


def measure_paint(page: Page, desks: dict[str, Path], runs: int) -> bool:
    """First paint, over that of an empty Textual app."""
    page.head(f"First paint in a pty, median of {runs}; ratio to an empty Textual app")
    found = first_paint(desks, runs)
    base = found.pop("empty")
    page.line("empty Textual app", f"{base * 1000:.0f} ms", 1.0)
    kept = True
    for name, value in found.items():
        target = None if name.endswith("answered") else FIRST_PAINT
        kept &= page.line(f"queue, {name}", f"{value * 1000:.0f} ms", value / base, target)
    return kept


def measure_keys(page: Page, desks: dict[str, Path], batches: int) -> bool:
    """Key to paint, the large desk over the small one."""
    page.head("Key to paint, p50 / p99; ratio of p50 to the small desk")
    found = keys(desks, batches)
    small, *_ = found
    kept = True
    for name, kinds in found.items():
        for kind, (p50, p99) in kinds.items():
            target = KEY if name != small and kind != "jump" else None
            value = f"{p50 * 1000:.1f} / {p99 * 1000:.1f} ms"
            kept &= page.line(f"{kind}, {name}", value, p50 / found[small][kind][0], target)
    return kept


def measure_answers(page: Page, desk: Path, runs: int) -> bool:
    """Help and every place, over what a person takes for at once; an empty app's own help beside them."""
    page.head(f"From a key to what it asks for, p50 / p95 of {runs}; ratio of p95 to {ANSWER * 1000:.0f} ms")
    kept = True
    for name, values in answers(desk, runs).items():
        value = f"{median(values) * 1000:.0f} / {p95(values) * 1000:.0f} ms"
        kept &= page.line(name, value, p95(values) / ANSWER, None if "empty" in name else 1.0)
    return kept


def measure_callers(page: Page, sizes: tuple[int, int]) -> bool:
    """A letter in the caller search, at a large desk over a small one."""
    page.head("A letter in the caller search, p50 / p95; ratio of p95 to the small desk")
    took = callers.measure(sizes)
    kept = True
    for size, values in took.items():
        value = f"{median(values) * 1000:.2f} / {p95(values) * 1000:.2f} ms"
        ratio = p95(values) / p95(took[sizes[0]])
        kept &= page.line(f"{size:,} customers", value, ratio, callers.TARGET)
    return kept


def measure_find(page: Page, folder: Path, tickets: int) -> bool:
    """Questions over the same in bare SQLite, the index over the file, a mail over reading it."""
    page.head(f"Search in the words of {tickets:,} tickets; ratios to what stands beside")
    found = find.measure(folder, tickets)
    whole = sorted(one.whole for one in found.asked)
    asked = f"{median(whole) * 1000:.0f} / {whole[-1] * 1000:.0f} ms"
    kept = page.line("question over bare SQLite; whole p50 / max", asked, found.ratio, find.TARGET)
    kept &= page.line("index over the file", f"{found.index / 1e6:.0f} MB", found.size, find.SIZE)
    page.line(
        "a mail in, over reading and one row", f"{found.mail * 1000:.1f} ms", found.mail / found.bare_mail
    )
    return kept


def measure_commands(page: Page, desk: Path, runs: int) -> None:
    """Line commands, over an interpreter that does nothing."""
    page.head(f"Line commands, median of {runs}; ratio to `python -c pass`")
    found = commands(desk, runs)
    for name, value in found.items():
        page.line(name, f"{value * 1000:.0f} ms", value / found["python -c pass"])


def measure_tabs(page: Page, desk: Path, runs: int) -> bool:
    """A Tab in a shell, over `--version`."""
    page.head(f"A Tab in a shell, median of {runs}; ratio to `deskterm --version`")
    found = tabs(desk, runs)
    base = found.pop("deskterm --version")
    page.line("deskterm --version", f"{base * 1000:.0f} ms", 1.0)
    rows = [page.line(name, f"{value * 1000:.0f} ms", value / base, TAB) for name, value in found.items()]
    return all(rows)


def measure_memory(page: Page, desks: dict[str, Path]) -> None:
    """Resident memory with the queue on the screen."""
    from benchmarks.measure import EMPTY, ROW, SCREENS, at

    page.head("Resident memory after the first paint")
    with Spawn(EMPTY) as run:
        run.painted(b"empty-and-ready")
        page.line("empty Textual app", f"{run.memory():.0f} MB")
    for name, desk in desks.items():
        with Spawn(SCREENS, at(desk)) as run:
            run.painted(ROW)
            run.quiet(1.0)
            page.line(f"queue, {name}", f"{run.memory():.0f} MB")


def measure_rehearsal(page: Page, folder: Path, count: int) -> bool:
    """Events decided, over the same lines read and written without deciding."""
    page.head(f"Rehearsal of {count:,} events per service; ratio to reading and writing the same lines")
    kept = True
    last = before()
    for name, (decided, copied, fewer) in rates(folder, count):
        rate = f"{count / decided.seconds:,.0f}/s"
        over = decided.seconds / copied.seconds
        page.line(name, rate, over)
        if name in last:
            kept &= page.line(f"{name}, over the last one", f"{last[name]:.2f}", over / last[name], LAST)
        memory = f"{decided.memory:.0f} MB"
        growth = decided.memory / fewer.memory
        kept &= page.line(f"{name}, memory over {count // 50:,}", memory, growth, MEMORY)
    return kept


def measure_size(page: Page, folder: Path) -> bool:
    """What each way to have deskterm takes on the disk, over the goal."""
    from benchmarks.size import environments

    page.head(f"Packages and size of an environment; ratio to the goal of {ENVIRONMENT:.0f} MB")
    kept = True
    for name, (count, size) in environments(folder).items():
        target = None if "bytecode" in name else 1.0
        kept &= page.line(name, f"{count} / {size:.0f} MB", size / ENVIRONMENT, target)
    return kept


def main() -> int:
    """Fill the desks, measure, say whether the targets are kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--quick",
        action="store_true",
        help="a desk of 20,000 tickets, few runs: too few to hold the targets against",
    )
    parser.add_argument("--markdown", action="store_true", help="tables for a README")
    parser.add_argument("--size", action="store_true", help="only what an environment weighs")
    given = parser.parse_args()
    quick, page = given.quick, Page(markdown=given.markdown)
    large = (20_000, 2_000) if quick else (1_000_000, 100_000)
    runs, batches = (3, 2) if quick else (11, 15)
    with tempfile.TemporaryDirectory(prefix="deskterm-bench-") as folder:
        kept = measure_size(page, Path(folder))
        if given.size:
            return 0 if kept else 1
        began = time.monotonic()
        small = fill(Path(folder) / "small", 500, 500)
        big = fill(Path(folder) / "big", *large)
        print(f"desks filled in {time.monotonic() - began:.0f} s")
        desks = {"500 tickets": small, f"{large[1]:,} open of {large[0]:,}": big}
        kept &= measure_paint(page, desks, runs)
        kept &= measure_keys(page, desks, batches)
        kept &= measure_answers(page, demo(Path(folder) / "demo"), runs * 6)
        kept &= measure_callers(page, (2_000, 20_000) if quick else callers.SIZES)
        kept &= measure_find(page, Path(folder), 2_000 if quick else find.TICKETS)
        measure_memory(page, desks)
        measure_commands(page, small, runs)
        kept &= measure_tabs(page, big, runs)
        kept &= measure_rehearsal(page, Path(folder), 10_000 if quick else 100_000)
    return 0 if kept or quick else 1


if __name__ == "__main__":
    sys.exit(main())

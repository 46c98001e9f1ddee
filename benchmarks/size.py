"""What an installation weighs: how many packages, how many megabytes on the disk."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measure import KEYS
from benchmarks.spawn import Spawn

REPOSITORY = Path(__file__).parents[1]
PINS = ("--quiet", "--disable-pip-version-check", "-c", str(REPOSITORY / "constraints.txt"))


def environments(folder: Path) -> dict[str, tuple[int, float]]:
    """Packages and megabytes of each way to have deskterm.

    Raises CalledProcessError where one cannot be laid.
    """
    wheel = _wheel(folder)
    ways = {
        "after `make run`": _started(_by_make(folder / "run")),
        "the wheel alone": _started(_bare(folder / "wheel", "--no-compile", str(wheel))),
        "the wheel alone, all bytecode written": _bare(folder / "compiled", str(wheel)),
    }
    return {name: (packages(place), megabytes(place)) for name, place in ways.items()}


def _run(*command: str) -> None:
    subprocess.run(command, cwd=REPOSITORY, check=True, stdout=subprocess.DEVNULL)


def _wheel(folder: Path) -> Path:
    _run(sys.executable, "-m", "pip", "wheel", *PINS[:2], "--no-deps", "--wheel-dir", str(folder), ".")
    (built,) = folder.glob("*.whl")
    return built


def _by_make(place: Path) -> Path:
    """As the Makefile lays what running needs, into another folder."""
    _run("make", f"VENV={place}", f"PYTHON={sys.executable}", str(place / ".ready"))
    return place


def _bare(place: Path, *words: str) -> Path:
    """As pipx and uv do: an environment with nothing in it but what the wheel asks for."""
    _run(sys.executable, "-m", "venv", "--without-pip", str(place))
    _run(sys.executable, "-m", "pip", "--python", str(place / "bin" / "python"), "install", *PINS, *words)
    return place


def _started(place: Path) -> Path:
    """After the demo has been opened once: the bytecode of what runs is written by then."""
    away = {"HOME": f"{place}-home", "PYTHONDONTWRITEBYTECODE": ""}
    with Spawn([str(place / "bin" / "deskterm"), "demo"], away) as run:
        run.painted(KEYS)
    return place


def packages(place: Path) -> int:
    """How many are installed, deskterm among them."""
    return len(list(place.glob("lib/python*/site-packages/*.dist-info")))


def megabytes(place: Path) -> float:
    """What it takes on the disk, in blocks, as `du` counts."""
    return sum(_blocks([place, *place.rglob("*")])) * 512 / 1024**2


def _blocks(paths: Sequence[Path]) -> list[int]:
    return [path.lstat().st_blocks for path in paths]

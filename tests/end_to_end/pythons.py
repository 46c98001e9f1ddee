"""Every Python that pyproject.toml declares, as it is found on the machine, with the built wheel in it.

The environments are kept in `.pythons/`, one for each interpreter and set of pins; the wheel in them
is always the one of these sources.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
KEPT = REPOSITORY / ".pythons"
SOURCES = ("deskterm", "data", "docs", "pyproject.toml", "build_catalogues.py", "README.md", "LICENSE")
MADE = (".pyc", ".mo", ".new")
# Set where every declared version must be there to try.
STRICT = "DESKTERM_EVERY_PYTHON"


def declared() -> list[str]:
    """The versions that the classifiers name: 3.11, 3.12, ..."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = [
        re.fullmatch(r"Programming Language :: Python :: (3\.\d+)", line) for line in project["classifiers"]
    ]
    return [match[1] for match in found if match]


def places(version: str) -> Iterator[Path]:
    """Where an interpreter of this version may be: on the PATH, the system's own, a version manager's."""
    for folder in [*os.environ.get("PATH", "").split(os.pathsep), "/usr/bin", "/usr/local/bin"]:
        yield Path(folder) / f"python{version}"
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    for folder in sorted(root.glob(f"versions/{version}.*")):
        yield folder / "bin" / "python"


def answer(python: Path) -> tuple[tuple[int, ...], Path] | None:
    """The version and the true place of an interpreter.

    None where nothing runs (a shim without its version) or no environment can be made (python3-venv missing).
    """
    asked = "import sys, ensurepip, venv; print(*sys.version_info[:3], sys.base_prefix, sep='|')"
    try:
        done = subprocess.run(
            [python, "-I", "-c", asked], capture_output=True, text=True, timeout=30, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    *version, prefix = done.stdout.strip().split("|")
    return tuple(map(int, version)), Path(prefix)


@cache
def found(version: str) -> dict[tuple[int, ...], Path]:
    """The interpreters of a version that run: patch -> one of them, no environment itself."""
    running: dict[tuple[int, ...], Path] = {}
    for python in dict.fromkeys(places(version)):
        if (told := answer(python)) is None:
            continue
        base = told[1] / "bin" / f"python{version}"
        if told[0][:2] == tuple(map(int, version.split("."))) and base.exists():
            running.setdefault(told[0], base)
    return running


def oldest(version: str) -> Path | None:
    """The oldest patch of a version: what runs there leaves out nobody."""
    running = found(version)
    return running[min(running)] if running else None


def to_try(version: str) -> Path:
    """The interpreter that stands for a version; without one skipped or, where all are wanted, failed."""
    python = oldest(version)
    if python is None:
        missing = f"no Python {version} that runs and can make environments was found"
        (pytest.fail if os.environ.get(STRICT) else pytest.skip)(missing)
    return python


def digest(*parts: str | bytes) -> str:
    """A short name for what an environment or a wheel is made of."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part if isinstance(part, bytes) else part.encode())
        whole.update(b"\0")
    return whole.hexdigest()[:16]


def source_files() -> list[Path]:
    """What the wheel is built from."""
    found = [path for name in SOURCES for path in ((REPOSITORY / name), *(REPOSITORY / name).rglob("*"))]
    return sorted(path for path in found if path.is_file() and path.suffix not in MADE)


@contextmanager
def alone(name: str) -> Iterator[None]:
    """One process at a time makes what several want."""
    KEPT.mkdir(exist_ok=True)
    with (KEPT / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def run(*command: str | Path) -> None:
    """Run a step of the making; what it said is in the error."""
    env = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(command, cwd=KEPT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}"


def sweep(pattern: str) -> None:
    """What was made of earlier sources or pins goes."""
    for folder in KEPT.glob(pattern):
        if folder.is_dir():
            shutil.rmtree(folder)


def wheel() -> Path:
    """The wheel of these sources, built once."""
    name = digest(*(part for path in source_files() for part in (str(path), path.read_bytes())))
    folder = KEPT / f"wheel-{name}"
    with alone("wheel"):
        if not list(folder.glob("*.whl")):
            sweep("wheel-*")
            pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
            run(*pip, "wheel", "--no-deps", "--wheel-dir", folder, REPOSITORY)
    (built,) = folder.glob("*.whl")
    return built


def environment(python: Path) -> Path:
    """A bare environment of this interpreter with the wheel under the constraints; its folder."""
    built = wheel()
    version = "".join(f".{number}" for number in answer(python)[0])[1:]
    pins, project = (REPOSITORY / name for name in ("constraints.txt", "pyproject.toml"))
    folder = KEPT / f"{version}-{digest(str(python), pins.read_bytes(), project.read_bytes())}"
    pip = (
        folder / "bin" / "python",
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "--quiet",
        "--no-compile",
    )
    with alone(folder.name):
        holds = folder / "holds"  # written last: without it the making was broken off
        if not holds.exists():
            sweep(f"{version}-*")
            run(python, "-m", "venv", "--clear", folder)
            run(*pip, "-c", pins, built)
        elif holds.read_text() != built.parent.name:
            run(*pip, "--no-deps", "--force-reinstall", built)
        holds.write_text(built.parent.name)
    return folder

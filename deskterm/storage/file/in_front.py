"""The files that say what each living process has in front: small, replaced whole, never kept."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

FOLDER = "in-front"
ASKED = frozenset({"who", "tickets", "host", "boot_id", "pid", "born"})


def put(folder: Path, name: str, said: dict[str, Any]) -> None:
    """Write what a process says, in the place of what it said before. Raises OSError."""
    try:
        _write(folder, name, said)
    except FileNotFoundError:  # the last of the others has left meanwhile, and the folder with them
        _write(folder, name, said)


def _write(folder: Path, name: str, said: dict[str, Any]) -> None:
    place, mode = folder / FOLDER, folder.stat().st_mode & 0o7777
    if not place.is_dir():
        place.mkdir(mode=0o700, exist_ok=True)
        place.chmod(mode)  # where the desk is a group's, so is this
    new = place / f".{name}"
    new.write_text(json.dumps(said), encoding="utf-8")
    new.chmod(mode & 0o660)
    new.replace(place / name)


def drop(folder: Path, name: str) -> None:
    """It says nothing any more; with the last one the folder goes. Raises OSError."""
    place = folder / FOLDER
    (place / name).unlink(missing_ok=True)
    with suppress(OSError):
        place.rmdir()


def every(folder: Path) -> list[tuple[str, dict[str, Any]]]:
    """What the processes say, each with the name of its file; what cannot be read is left out."""
    try:
        paths = sorted(path for path in (folder / FOLDER).iterdir() if not path.name.startswith("."))
    except OSError:
        return []
    return [(path.name, said) for path in paths if (said := _read(path)) is not None]


def _read(path: Path) -> dict[str, Any] | None:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    whole = isinstance(said, dict) and said.keys() >= ASKED and isinstance(said["tickets"], dict)
    return said if whole and str(said["pid"]).isdecimal() else None

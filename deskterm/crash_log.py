"""What is kept of a bug: the traceback without the values of variables, which may hold secrets."""

from __future__ import annotations

import os
import time
import traceback
from pathlib import Path

from deskterm import __version__


def write(error: BaseException) -> Path | None:
    """Write a crash report (0600) to the state folder; None where that is not possible.

    Only files, lines and the error's type: its message may quote what a customer wrote.
    """
    from deskterm.settings import state_folder

    lines = [f"deskterm {__version__}", time.strftime("%Y-%m-%dT%H:%M:%S%z"), *_frames(error)]
    try:
        folder = state_folder()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / f"crash-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.log"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError:
        return None
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write("\n".join(lines) + "\n")
    return path


def _frames(error: BaseException) -> list[str]:
    lines: list[str] = []
    link: BaseException | None = error
    while link is not None and len(lines) < 400:
        lines.append(f"{type(link).__module__}.{type(link).__qualname__}")
        for frame in traceback.extract_tb(link.__traceback__):
            lines.append(f"  {frame.filename}:{frame.lineno} {frame.name}: {frame.line}")
        link = link.__cause__ or link.__context__
    return lines

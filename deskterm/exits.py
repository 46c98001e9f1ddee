"""Exit codes, and the only way a sentence reaches stderr."""

from __future__ import annotations

import os
import sys
from enum import IntEnum
from pathlib import Path

from deskterm import streams


class Exit(IntEnum):
    """What the process tells its caller (contract: done, refused, usage, try again, our bug)."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    AGAIN = 3
    BUG = 70


def say(sentence: str) -> None:
    """Write one sentence for people to stderr; where that fails, the exit code alone speaks."""
    try:
        print(sentence, file=sys.stderr, flush=True)
    except OSError:
        streams.let_go(sys.stderr)


def mute() -> None:
    """The terminal may be gone: what Python flushes on its way out must not fail on it."""
    sys.stdout = sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115

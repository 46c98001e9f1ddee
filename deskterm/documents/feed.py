"""A file that a calendar program subscribes to, kept as the desk is."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def keep(path: Path, fresh: bytes) -> bool:
    """Write the feed where it differs from what stands; whether it did. No reader meets half a file.

    Raises OSError where it cannot be written.
    """
    with suppress(FileNotFoundError):
        if path.read_bytes() == fresh:
            return False
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(fresh)
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise
    return True

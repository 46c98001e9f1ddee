"""Names under which a file from a mail may be written, and writing it (S12)."""

from __future__ import annotations

import os
import re
from itertools import count
from pathlib import Path

from deskterm.models.basics.text import CUT, MARK, clean

NAME_BYTES = 120

_FORBIDDEN = re.compile(r'[<>:"|?*]')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?=\.|$)", re.IGNORECASE)


def safe_name(name: str, *, fallback: str = "file") -> str:
    """The last part of a sent name, clean, without a leading dot, at most 120 bytes of UTF-8.

    Its ending survives the cut. What is left of `..`, `CON` or nothing is `fallback`.
    """
    last = re.split(r"[/\\\0]", name.partition("\0")[0][-1_000:])[-1]
    last = _FORBIDDEN.sub("_", clean(last).replace(MARK, "_").replace(CUT, "_"))
    last = " ".join(last.split()).lstrip(".-~ ").rstrip(". ")
    if _DEVICE.match(last):
        last = f"_{last}"
    return _shortened(last) or fallback


def _shortened(name: str) -> str:
    if len(name.encode()) <= NAME_BYTES:
        return name
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending.encode()) > 20:
        stem, dot, ending = name, "", ""
    room = NAME_BYTES - len((dot + ending).encode())
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip(". ") + dot + ending


def save(attachment_name: str, content: bytes, folder: Path) -> Path:
    """Write a file into `folder`, readable by its owner only, beside whatever is there; returns its path.

    A name that is taken gets a number. Raises OSError where the folder cannot be written.
    """
    name = safe_name(attachment_name)
    stem, dot, ending = name.rpartition(".") if "." in name else (name, "", "")
    for number in count(1):
        path = folder / (name if number == 1 else f"{stem} ({number}){dot}{ending}")
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
        except FileExistsError:
            continue
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        return path
    raise AssertionError("unreachable")

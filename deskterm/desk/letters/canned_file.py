"""A file with the desk's texts for answers, on disk; its faults in words."""

from __future__ import annotations

from pathlib import Path

from deskterm.desk.errors import DeskTrouble
from deskterm.desk.terms import files
from deskterm.models.basics.faults import TermsError
from deskterm.models.terms.canned import CannedSheet, read_canned

LARGEST = 500_000  # bytes


def read(path: Path) -> CannedSheet:
    """The texts of a file. Raises DeskTrouble where it cannot be read, and with every fault of it."""
    try:
        if path.stat().st_size > LARGEST:
            raise DeskTrouble("canned_too_large", path=str(path))
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        detail = getattr(error, "strerror", "") or str(error)
        raise DeskTrouble("canned_unreadable", path=str(path), detail=detail) from None
    try:
        return read_canned(text, str(path))
    except TermsError as error:
        raise DeskTrouble("canned_faults", path=str(path), faults=files.explain_all(error)) from None

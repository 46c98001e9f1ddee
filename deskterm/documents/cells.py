"""Text on its way into a spreadsheet: a cell that begins like a formula would be run there (S13)."""

from __future__ import annotations

from deskterm.locale import figures
from deskterm.models.basics.text import clean

# The signs with which a formula begins, also in their wide forms, which some programs take for the same.
SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


class Number(str):
    """A number with decimals that is kept as text, with a point: `-12.50`."""


def separator() -> str:
    """What stands between cells: a semicolon where decimals have the comma, as spreadsheets there expect."""
    return ";" if figures.point() == "," else ","


def decimal(number: str) -> str:
    """A number with decimals in the spelling of the language in force."""
    return number.replace(".", figures.point())


def cell(text: str) -> str:
    """A text as a cell: in one line, and behind an apostrophe where it would begin a formula."""
    shown = clean(text).strip("\n")
    risky = text.startswith(SIGNS) or text.lstrip().startswith(SIGNS) or shown.lstrip().startswith(SIGNS)
    return f"'{shown}" if risky else shown

"""What is wrong in a service file: where, which kind of fault, and the nearest valid word.

Models have no catalogue: a fault carries a `code` and `values`; the sentence in the reader's language is
`terms.CODE` in the catalogues, written by `deskterm.desk.terms.files.explain`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from msgspec import Struct


class Fault(Struct, frozen=True):
    """One fault at `path` (`rule[3].do`: of the third rule; "" is the whole file)."""

    path: str
    code: str
    values: dict[str, str] = {}


class TermsError(ValueError):
    """A service file that cannot be used; `faults` has every fault found."""

    def __init__(self, faults: tuple[Fault, ...], file: str = "") -> None:
        self.faults = faults
        self.file = file
        super().__init__("; ".join(f"{file}: {fault.path}: {fault.code} {fault.values}" for fault in faults))


class BadValue(ValueError):
    """A value that its type cannot read; becomes a fault at the value's path."""

    def __init__(self, code: str, word: str, near: str = "") -> None:
        super().__init__("\x1f".join((code, word, near)))


def nearest(word: str, words: Iterable[str]) -> str:
    """The valid word most like `word`; "" when there is none to choose from."""
    found = difflib.get_close_matches(word, sorted(words), n=1, cutoff=0.0)
    return found[0] if found else ""

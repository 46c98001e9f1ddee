"""What is wrong in a service file: where, which kind of fault, and the nearest valid word.

Models have no catalogue: a fault carries a `code` and `values`; the sentence in the reader's language is
`terms.CODE` in the catalogues, written by `deskterm.desk.terms.files.explain`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct


class Fault(Struct, frozen=True):
    """One fault at `path` (`rule[3].do`: of the third rule; "" is the whole file).

    `line` and `column` say where it stands in the text, from 1 (0: not known), `of` which rule or entry it is
    of.
    """

    path: str
    code: str
    values: dict[str, str] = {}
    line: int = 0
    column: int = 0
    of: str = ""


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
    from difflib import get_close_matches

    found = get_close_matches(word, sorted(words), n=1, cutoff=0.0)
    return found[0] if found else ""


def likely(word: str, words: Iterable[str], meant: Mapping[str, str] | None = None) -> str:
    """The valid word that was surely meant; "" where none is so like it that it may be proposed.

    A third of the letters may be wrong, or a beginning or an end be all there is; `meant` names what people
    write instead.
    """
    known = sorted(set(words))
    folded = word.strip().casefold().replace("_", "-")
    if meant and (said := meant.get(folded)) in known:
        return said
    best = min(known, key=lambda one: _changes(folded, one.casefold().replace("_", "-")), default="")
    if best and _changes(folded, best.casefold().replace("_", "-")) <= max(1, len(folded) // 3):
        return best if len(folded) > 2 or len(best) <= len(folded) + 1 else ""
    parts = [one for one in known if len(folded) >= 3 and _is_part(folded, one.casefold())]
    return parts[0] if len(parts) == 1 else ""


def _is_part(word: str, whole: str) -> bool:
    return whole.startswith(word) or whole.endswith((f"-{word}", f"_{word}"))


def _changes(one: str, other: str) -> int:
    """How many letters must be put in, taken out, changed or swapped to make one word of the other."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for n, letter in enumerate(one, 1):
        before, last, row = row, before, [n]
        for m, wanted in enumerate(other, 1):
            cost = min(before[m] + 1, row[m - 1] + 1, before[m - 1] + (letter != wanted))
            if n > 1 and m > 1 and letter == other[m - 2] and one[n - 2] == wanted:
                cost = min(cost, last[m - 2] + 1)
            row.append(cost)
    return row[-1]

"""The desk's own texts for answers: a file of them, read strictly, with every fault named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter

from msgspec import field

from deskterm.models.basics.faults import Fault, TermsError, likely
from deskterm.models.terms.checking.languages import named
from deskterm.models.terms.checking.placed import placed
from deskterm.models.terms.reading import beside, read_as
from deskterm.models.terms.sections import NATIVE, InWords, Section

BLANKS = ("contact", "customer", "code", "subject", "due", "technician")  # filled from the ticket
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,23}")


class CannedTerms(InWords, frozen=True, kw_only=True):
    """One text: its short name, what it is called, its words; without `en` the Italian ones count."""

    name: str
    title: str
    title_en: str = ""
    it: str
    en: str = ""


class CannedSheet(Section, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of them, in the order of their digits."""

    languages: tuple[str, ...] = NATIVE
    answers: tuple[CannedTerms, ...] = field(name="answer")


def read_canned(text: str, file: str = "") -> CannedSheet:
    """Read a file of answers; `file` names it in the error. Raises TermsError with all its faults."""
    sheet, faults = read_as(text, CannedSheet)
    if sheet is not None:
        faults = (*faults, *beside(_check(sheet), faults))
    if sheet is None or faults:
        raise TermsError(placed(text, faults), file)
    return sheet


def _check(sheet: CannedSheet) -> Iterator[Fault]:
    yield from named(sheet.languages, "languages")
    first: dict[str, str] = {}
    for n, one in enumerate(sheet.answers, 1):
        path = f"answer[{n}]"
        if not NAME.fullmatch(one.name):
            yield Fault(f"{path}.name", "bad_name", {"word": one.name})
        if one.name in first:
            yield Fault(f"{path}.name", "twice", {"word": one.name, "near": first[one.name]})
        first.setdefault(one.name, f"{path}.name")
        for key, words in (("title", one.title), ("it", one.it)):
            if not words.strip():
                yield Fault(f"{path}.{key}", "missing_key", {"word": key})
        for key, words in (one.spoken or {"it": one.it, "en": one.en}).items():
            yield from _blanks(f"{path}.{key}", words)


def _blanks(path: str, words: str) -> Iterator[Fault]:
    """Blanks that nobody fills, and braces that are none."""
    try:
        filled = [name for _, name, form, _ in Formatter().parse(words) if name is not None or form]
    except ValueError:
        yield Fault(path, "bad_braces", {"words": ", ".join(BLANKS)})
        return
    for name in filled:
        if name not in BLANKS:
            word = name or ""
            values = {"word": word, "near": likely(word, BLANKS), "words": ", ".join(BLANKS)}
            yield Fault(path, "unknown_blank", values)

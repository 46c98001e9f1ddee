"""A service's own words: the name of a section, a list of them, ids as they are called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from deskterm.locale import language, t
from deskterm.models.terms.sections import InWords, Label


def named(one: InWords) -> str:
    """A section's own name in the language in force; "" where it has none."""
    return one.said(language())


def joined(words: Iterable[str], key: str = "and") -> str:
    """`a, b and c`; Italian `e` becomes `ed` before another `e`."""
    *first, last = [*words] or [""]
    if not first:
        return last
    key = "and_e" if key == "and" and last[:1].lower() == "e" else key
    return f"{', '.join(first)}{t(f'page.{key}')}{last}"


def labels(known: Sequence[Label], ids: Iterable[str]) -> list[str]:
    """The service's own words for some ids."""
    words = {label.id: named(label) for label in known}
    return [words.get(id, id) for id in ids]

"""Blanks of a sentence filled, with one full stop at its end: a name may bring its own (`Rossi s.r.l.`)."""

from __future__ import annotations

import re
from collections.abc import Mapping

ENDS = (".", "…", "!", "?")
# A blank before a full stop, which may stand behind a quotation mark; three of them are no end.
_LAST = re.compile(r"\{(?P<blank>\w+)\}(?P<quote>[”»\"]?)\.(?!\.)")
_QUOTED = re.compile(r"\}[”»\"]\.")
_SENTENCE = re.compile(r"\s\w{4,}\.$")  # its last word is no abbreviation


def ended(text: str) -> str:
    """A text as a sentence: with a full stop, unless it has an end of its own."""
    return text if text.endswith(ENDS) else f"{text}."


def filled(template: str, values: Mapping[str, object]) -> str:
    """A text with its blanks filled; what ends with a full stop brings no second one to its sentence.

    A sentence that is quoted at the end of another leaves its own full stop out: `“… are needed”.`
    """
    if "}." not in template and not _QUOTED.search(template):
        return template.format(**values)
    return _LAST.sub(lambda found: _at_the_end(found, values), template).format(**values)


def _at_the_end(found: re.Match[str], values: Mapping[str, object]) -> str:
    """A blank before the full stop of its sentence, without what would end it twice."""
    blank, quote = found["blank"], found["quote"]
    value = str(values.get(blank, ""))
    if not quote and value.endswith(ENDS):
        return f"{{{blank}}}"
    if quote and _SENTENCE.search(value):
        return f"{value[:-1]}{quote}.".replace("{", "{{").replace("}", "}}")
    return found[0]

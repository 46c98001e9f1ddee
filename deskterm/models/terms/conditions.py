"""Conditions of a rule: `fact`, `!fact`, `fact=a|b`, `!=`, `<`, `<=`, `>`, `>=`, `open:NAME`, `closed:NAME`.

`pack_left:KIND` is what the packs of one kind hold. `!=` holds also when the fact is not known; the other
comparisons need its value. Words compare without regard to case, spaces and the punctuation around them; of a
list of words one suffices.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from deskterm.models.basics.faults import BadValue, likely
from deskterm.models.terms.checking import meant
from deskterm.models.terms.facts import Facts, Kind, given, number, vocabulary, word

PACK_LEFT = "pack_left"  # with a colon and a kind of pack behind it: of that kind alone
IsOpen = Callable[[str], bool]
_NAME = r"[a-z_][a-z_0-9]*(?::[a-z0-9-]+)?"
_SHAPE = re.compile(
    rf"(?P<no>!?)(?P<bare>{_NAME})|(?P<fact>{_NAME}) *(?P<op>!=|<=|>=|=|<|>) *(?P<value>\S.*)"
)
_HOURS = re.compile(r"(open|closed):([a-z0-9-]+)")
_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Condition:
    """One condition, read once: the `fact` asked about, its `kind`, the `op`, the `words` beside it."""

    __slots__ = ("_folded", "_limit", "fact", "kind", "op", "text", "words")

    def __init__(
        self, text: str, fact: str, op: str, words: tuple[str, ...] = (), kind: Kind = "flag"
    ) -> None:
        self.text, self.fact, self.op, self.words, self.kind = text, fact, op, words, kind
        self._folded = frozenset(word(item) for item in words)
        self._limit = number(words[0]) if words else None

    def __repr__(self) -> str:
        return f"Condition({self.text!r})"

    @classmethod
    def read(cls, value: object) -> Condition:
        """Read a condition; BadValue when its shape or its fact is unknown."""
        text = str(value).strip()
        if hours := _HOURS.fullmatch(text):
            return cls(text, "", hours[1], (hours[2],))
        match = _SHAPE.fullmatch(text)
        if not match:
            raise BadValue("condition", text)
        name = match["bare"] or match["fact"]
        known = vocabulary()
        fact = PACK_LEFT if name.startswith(f"{PACK_LEFT}:") else name
        if fact not in known:
            raise BadValue("fact", name, likely(name, known, meant.FACTS))
        op = match["op"] or match["no"] or "is"
        words = tuple(item.strip() for item in match["value"].split("|")) if match["value"] else ()
        kind = known[fact].kind
        _check_comparison(text, kind, op, words)
        return cls(text, name, op, words, kind)

    def holds(self, facts: Facts, is_open: IsOpen) -> bool:
        """Whether it holds for `facts`; `is_open` tells whether a calendar is open then."""
        if self.op in {"is", "!"}:
            return given(facts, self.fact) is (self.op == "is")
        if not self.fact:
            return is_open(self.words[0]) is (self.op == "open")
        if self.op in {"=", "!="}:
            return self._among(facts.get(self.fact)) is (self.op == "=")
        return self._in_order(facts.get(self.fact))

    def _among(self, value: object) -> bool:
        if self.kind != "number":
            if isinstance(value, list | tuple):
                return any(word(item) in self._folded for item in value)
            return word(value) in self._folded
        amount = number(value)
        return amount is not None and amount in {number(item) for item in self.words}

    def _in_order(self, value: object) -> bool:
        compare = _ORDER[self.op]
        if self.kind == "date":
            return bool(value) and compare(str(value), self.words[0])
        amount = number(value)
        return amount is not None and compare(amount, self._limit)

    @property
    def limit(self) -> Decimal | None:
        """The number it is compared with, if it is one."""
        return self._limit


def all_of(when: Iterable[Condition], facts: Facts, is_open: IsOpen) -> bool:
    """Whether every condition holds."""
    return all(condition.holds(facts, is_open) for condition in when)


def _check_comparison(text: str, kind: str, op: str, words: tuple[str, ...]) -> None:
    if op in {"is", "!"}:
        return
    ordered = op in _ORDER
    numbers_only = kind == "number" and any(number(item) is None for item in words)
    if kind == "flag" or not all(words) or numbers_only or (ordered and kind not in {"number", "date"}):
        raise BadValue("comparison", text)
    if ordered and len(words) > 1:
        raise BadValue("comparison", text)

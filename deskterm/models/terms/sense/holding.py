"""What conditions say of each other: two that never hold together, one that holds whenever another does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from deskterm.models.terms.conditions import Condition
from deskterm.models.terms.facts import number, word
from deskterm.models.terms.sheet import ServiceSheet

ORDERED = {"<", "<=", ">", ">="}
# What only a known customer has, and only one with an agreement.
_OF_CUSTOMER = {"contract", "plan", "phone_contract"}
# Numbers of the desk's own that are never below 0.
_COUNTS = ("seconds", "rate")
Reach = tuple[Decimal | None, Decimal | None]


class Holding:
    """Conditions of one sheet beside each other: its channels have kinds, its calendars may never close."""

    def __init__(self, sheet: ServiceSheet) -> None:
        self._kinds = {channel.id: channel.kind for channel in sheet.channels}
        self._reach: dict[str, Reach] = {name: (Decimal(0), None) for name in _COUNTS}
        self._reach |= {one.id: (one.least, one.most) for one in sheet.facts if one.kind == "number"}

    def out_of_reach(self, one: Condition) -> bool:
        """Whether a condition asks for less than a number's least, or for more than its most."""
        least, most = self._reach.get(one.fact, (None, None))
        edge = _limit(one, ORDERED)
        if edge is None:
            return False
        if one.op in {"<", "<="}:
            return least is not None and (edge < least or (edge == least and one.op == "<"))
        return most is not None and (edge > most or (edge == most and one.op == ">"))

    def reach(self, fact: str) -> str:
        """The least and the most of a number, `0-10`; an open end is three dots."""
        return "-".join("…" if one is None else f"{one:f}" for one in self._reach[fact])

    def clash(self, one: Condition, other: Condition) -> bool:
        """Whether two conditions can never hold of one thing."""
        if not one.fact or not other.fact:
            return (one.fact, one.words) == (other.fact, other.words) and one.op != other.op
        if one.fact == other.fact:
            return _clash(one, other) or _clash(other, one)
        return self._apart(one, other) or self._apart(other, one)

    def _apart(self, one: Condition, other: Condition) -> bool:
        """Whether two facts that hang together are asked for as they can never be."""
        if one.fact == "channel" and other.fact == "kind" and one.op == other.op == "=":
            return not {self._kinds.get(id) for id in one.words} & set(other.words)
        needs = other.op in {"is", "="}
        if one.op == "!" and one.fact == "customer":
            return needs and other.fact in _OF_CUSTOMER
        return one.op == "!" and one.fact == "contract" and needs and other.fact == "plan"

    def implied(self, one: Condition, by: Iterable[Condition]) -> bool:
        """Whether a condition holds wherever all of `by` do."""
        return any(one.text == given.text or self._follows(one, given) for given in by)

    def _follows(self, one: Condition, given: Condition) -> bool:
        if not one.fact or not given.fact:
            return False
        if one.fact == "kind" and given.fact == "channel" and one.op == given.op == "=":
            return {self._kinds.get(id) for id in given.words} <= set(one.words)
        return one.fact == given.fact and _follows(one, given)


def covers(first: Sequence[Condition], later: Sequence[Condition], holding: Holding) -> bool:
    """Whether `first` holds wherever `later` does."""
    return all(holding.implied(one, later) for one in first)


def _clash(one: Condition, other: Condition) -> bool:
    mine, theirs = _folded(one), _folded(other)
    if one.op == "!":
        return other.op == "is" or (other.op == "=" and not _may_be_blank(other))
    if one.op == "=" and other.op == "=":
        return not mine & theirs
    if one.op == "=" and other.op == "!=":
        return mine <= theirs
    if one.op == "=" and other.op in ORDERED:
        return not any(_within(value, other) for value in one.words)
    low, high = _limit(one, {">", ">="}), _limit(other, {"<", "<="})
    if low is None or high is None:
        return False
    strict = one.op == ">" or other.op == "<"
    return low > high or (low == high and strict)


def _follows(one: Condition, given: Condition) -> bool:
    """Whether `one` holds wherever `given` does, of the same fact."""
    asked, known = _folded(one), _folded(given)
    if one.op == "=":
        return given.op == "=" and known <= asked
    if one.op == "!=":
        return {"=": not known & asked, "!=": known >= asked, "!": True}.get(given.op, False)
    if one.op == "is":
        return given.op == "=" and not _may_be_blank(given)
    if one.op in ORDERED and given.op == "=":
        return all(_within(value, one) for value in given.words)
    return one.op in ORDERED and given.op in ORDERED and _tighter(given, one)


def _tighter(given: Condition, than: Condition) -> bool:
    mine, theirs = given.limit, than.limit
    if mine is None or theirs is None or given.op[0] != than.op[0]:
        return False
    if mine == theirs:
        return given.op == than.op or than.op.endswith("=")
    return mine < theirs if given.op[0] == "<" else mine > theirs


def _folded(one: Condition) -> frozenset[object]:
    """The words that a condition compares with, as it compares them."""
    fold: Callable[[str], object] = number if _is_number(one) else word
    return frozenset(fold(text) for text in one.words)


def _is_number(one: Condition) -> bool:
    return one.kind == "number"


def _may_be_blank(one: Condition) -> bool:
    return _is_number(one) and Decimal(0) in _folded(one)


def _within(text: str, limit: Condition) -> bool:
    if not _is_number(limit):
        return True  # a day: its order is not asked here
    amount, edge = number(text), limit.limit
    if amount is None or edge is None:
        return False
    return {"<": amount < edge, "<=": amount <= edge, ">": amount > edge, ">=": amount >= edge}[limit.op]


def _limit(one: Condition, ops: set[str]) -> Decimal | None:
    return one.limit if one.op in ops and _is_number(one) else None

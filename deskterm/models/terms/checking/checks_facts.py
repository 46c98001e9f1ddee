"""What must fit together in the facts that a file declares: names, values, ranges, the doors they come by."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from deskterm.models.basics.faults import Fault
from deskterm.models.terms.checking.checks_common import unknown
from deskterm.models.terms.facts import FACTS, FIELDS
from deskterm.models.terms.own_facts import NAME, TAKEN, FactTerms, written
from deskterm.models.terms.sheet import ServiceSheet

BROUGHT = ("request", "ticket")
# Keys that go with one kind, or one sort of thing, alone: what must be written instead.
_ONLY: tuple[tuple[str, str, tuple[str, ...], Callable[[FactTerms], bool]], ...] = (
    ("value", "kind", ("choice",), lambda one: bool(one.values)),
    ("least", "kind", ("number",), lambda one: one.least is not None),
    ("most", "kind", ("number",), lambda one: one.most is not None),
    ("from", "of", BROUGHT, lambda one: bool(one.channels)),
)


def facts(sheet: ServiceSheet) -> Iterator[Fault]:
    """Every contradiction of the facts."""
    channels = [channel.id for channel in sheet.channels]
    for n, one in enumerate(sheet.facts, 1):
        path = f"fact[{n}]"
        yield from _name(path, one)
        yield from _keys(path, one)
        yield from _values(path, one)
        for m, channel in enumerate(one.channels, 1):
            yield from unknown(f"{path}.from[{m}]", channel, channels)
        yield from _door(path, one)


def _name(path: str, one: FactTerms) -> Iterator[Fault]:
    if not NAME.fullmatch(one.id):
        yield Fault(f"{path}.id", "fact_name", {"word": one.id})
    elif one.id in FACTS or one.id in TAKEN:
        yield Fault(f"{path}.id", "fact_taken", {"word": one.id, "near": f"own_{one.id}"})


def _keys(path: str, one: FactTerms) -> Iterator[Fault]:
    for key, of, fitting, is_given in _ONLY:
        if is_given(one) and getattr(one, of) not in fitting:
            values = {"word": key, "key": of, "near": '" | "'.join(fitting)}
            yield Fault(f"{path}.{key}", "fact_key", values)
    asked = one.of == "session" or (one.must and one.of != "device")
    if one.at != "close" and not asked:
        yield Fault(f"{path}.at", "fact_at", {"word": "at"})
    if one.kind == "choice" and not one.values:
        yield Fault(f"{path}.value", "missing_key", {"word": "value"})


def _values(path: str, one: FactTerms) -> Iterator[Fault]:
    seen: set[str] = set()
    for n, label in enumerate(one.values, 1):
        if label.id in seen or "|" in label.id or not label.id.strip():
            yield Fault(f"{path}.value[{n}].id", "fact_value_twice", {"word": label.id})
        seen.add(label.id)
    if one.least is not None and one.most is not None and one.least > one.most:
        yield Fault(f"{path}.most", "range", {"word": str(one.most), "near": f"{one.least}-…"})
    if one.default is not None and not (_is_of_kind(one) and one.fits(one.assumed)):
        yield Fault(f"{path}.default", "fact_default", {"word": written(one.default), "near": one.takes})


def _is_of_kind(one: FactTerms) -> bool:
    """A yes or no is TOML's own `true` and `false`, or written as it is kept."""
    return isinstance(one.default, bool) is (one.kind == "yes-no") or one.default in ("yes", "no")


def _door(path: str, one: FactTerms) -> Iterator[Fault]:
    """Whoever is to say a fact needs a way to say it."""
    if "customer" in one.by and not one.channels:
        yield Fault(f"{path}.by", "fact_door", {"word": "customer", "near": "from"})
    if one.of == "request" and not one.channels:
        yield Fault(f"{path}.from", "missing_key", {"word": "from"})


def fields(sheet: ServiceSheet, channel: str) -> tuple[str, ...]:
    """What a request by a channel can say."""
    return (*FIELDS, *(one.id for one in sheet.facts if channel in one.channels))

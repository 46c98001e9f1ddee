"""What must fit together in a kind of pack: its amounts, what goes only with another key, its conditions."""

from __future__ import annotations

from collections.abc import Iterator

from deskterm.models.basics.faults import Fault
from deskterm.models.terms.checking.checks_common import conditions, session_kinds, unknown, within
from deskterm.models.terms.money_sections import PackTerms
from deskterm.models.terms.sheet import ServiceSheet
from deskterm.models.terms.values import is_day_of_year

MOST = 10**6  # units


def packs(sheet: ServiceSheet) -> Iterator[Fault]:
    """Every contradiction of the packs."""
    for n, pack in enumerate(sheet.packs, 1):
        path = f"pack[{n}]"
        yield from within(f"{path}.months", pack.months, 0, 1200)
        for m, left in enumerate(pack.warn, 1):
            yield from within(f"{path}.warn[{m}]", left, -MOST, MOST)
        yield from within(f"{path}.grant", pack.grant, 0, MOST)
        yield from conditions(sheet, path, pack.when)
        yield from _together(path, pack)
        yield from _draws(path, pack, session_kinds(sheet))
        yield from _parts(sheet, path, pack)


def _together(path: str, pack: PackTerms) -> Iterator[Fault]:
    """Keys that need another, and keys that another one rules out."""
    if pack.overdraw == "below" and not pack.limit:  # left out, or 0
        yield Fault(f"{path}.limit", "above_zero", {"word": "limit", "near": 'overdraw = "below"'})
    if pack.limit and pack.overdraw != "below":
        yield _only(f"{path}.limit", "limit", 'overdraw = "below"')
    yield from within(f"{path}.limit", pack.limit, 0, MOST)
    if pack.tell and not pack.warn:
        yield Fault(f"{path}.warn", "missing_key", {"word": "warn"})
    if pack.months_from == "last-sale" and not pack.months:
        yield Fault(f"{path}.months", "missing_key", {"word": "months"})
    for key in ("months", "grant"):
        if pack.ends and getattr(pack, key):
            yield Fault(f"{path}.ends", "pack_twice", {"word": "ends", "near": key})
    if pack.ends and not is_day_of_year(pack.ends):
        yield Fault(f"{path}.ends", "yearly_day", {"word": pack.ends, "near": pack.ends[-5:]})
    if pack.included and pack.grant:
        yield Fault(f"{path}.grant", "pack_twice", {"word": "grant", "near": "included"})
    if pack.rest.most is not None and pack.rest.do == "expire":
        yield _only(f"{path}.rest.most", "most", 'do = "carry"')


def _draws(path: str, pack: PackTerms, kinds: tuple[str, ...]) -> Iterator[Fault]:
    if pack.draws and pack.unit != "minute":
        yield _only(f"{path}.draws", "draws", 'unit = "minute"')
    for kind, weight in pack.draws.items():
        yield from unknown(f"{path}.draws.{kind}", kind, kinds, "unknown_kind")
        if not 0 < weight <= 100:
            yield Fault(f"{path}.draws.{kind}", "range", {"word": str(weight), "near": "0.01-100"})


def _parts(sheet: ServiceSheet, path: str, pack: PackTerms) -> Iterator[Fault]:
    if pack.included:
        yield from within(f"{path}.included.units", pack.included.units, 1, MOST)
        yield from conditions(sheet, f"{path}.included", pack.included.when)
    if pack.rest.most is not None:
        yield from within(f"{path}.rest.most", pack.rest.most, 0, MOST)
    yield from conditions(sheet, f"{path}.rest", pack.rest.when)
    if pack.top_up:
        yield from within(f"{path}.top_up.at", pack.top_up.at, -pack.limit, MOST)
        yield from within(f"{path}.top_up.size", pack.top_up.size, 1, MOST)
        yield from conditions(sheet, f"{path}.top_up", pack.top_up.when)


def _only(path: str, word: str, near: str) -> Fault:
    return Fault(path, "only_with", {"word": word, "near": near})


def cited_in_packs(sheet: ServiceSheet) -> Iterator[tuple[str, str]]:
    """Every place of these sections that names a rule."""
    for n, pack in enumerate(sheet.packs, 1):
        named = {"use": pack.use, "included": pack.included, "rest": pack.rest, "top_up": pack.top_up}
        for key, section in named.items():
            yield (f"pack[{n}].{key}.rule", section.rule if section else "")

"""How an amount came about, said line by line: of a bill of today, and of a report as it was frozen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import msgspec

from deskterm.locale import figures, kept, moments, t
from deskterm.models.money.earlier import key
from deskterm.models.records.money import PriceLine
from deskterm.models.terms.money_sections import Extra, Multiplier, PackTerms
from deskterm.models.terms.service import Service

Names = Mapping[str, Mapping[str, str]]  # by `name_of`, then by language
MORE = frozenset({"weight", "times", "factor", "extra", "day", "half_day", "first", "among"})
TAKEN = {  # lines of a price that may be taken so many times
    "unit": "unit_times",
    "ticket": "ticket_times",
    "day": "day_times",
    "half_day": "half_day_times",
}
ELSEWHERE = frozenset({"work", "free", "agree"})  # what a bill's own words say already
SAID = ("weight", "times", "factor", "extra")  # lines that speak of something the terms have a name for


def names(service: Service, lines: Iterable[PriceLine]) -> dict[str, dict[str, str]]:
    """What the terms call the packs, factors and fixed amounts of these lines, in each language."""
    packs = {pack.id: pack for pack in service.packs}
    own: dict[str, Multiplier | Extra] = {key(one): one for one in service.multipliers}
    own |= {key(one): one for one in service.extras}
    found = {}
    for line in lines:
        label: PackTerms | Multiplier | Extra | None = packs.get(line.name)
        if line.what in SAID:
            label = own.get(_item(line))
        if label is not None:
            found[name_of(line)] = {one: label.said(one) for one in service.languages}
    return found


def name_of(line: PriceLine) -> str:
    """Under what the name of a line's pack, factor or amount is kept."""
    return f"pack:{line.name}" if line.name else _item(line)


def said(lines: Sequence[PriceLine], named: Names, first: str = "") -> tuple[str, ...]:
    """Each line in words with its rule; the time worked alone is said elsewhere.

    `first`: the language of names that lack the one in force.
    """
    return tuple(f"{_said(line, named, first)} ({line.rule})" for line in lines if line.what != "work")


def tells_more(lines: Iterable[PriceLine]) -> bool:
    """Whether an amount came about otherwise than by one rate for time, or by units."""
    found = [line.what for line in lines]
    return not MORE.isdisjoint(found) or found.count("hours") > 1


def is_reckoned(lines: Iterable[PriceLine]) -> bool:
    """Whether there is an amount, and so something to say of how it came about."""
    return any(line.what not in ELSEWHERE for line in lines)


def frozen(lines: Iterable[Mapping[str, object]]) -> tuple[PriceLine, ...]:
    """The lines of a report as it was frozen."""
    return msgspec.convert(list(lines), tuple[PriceLine, ...], strict=False)


def _item(line: PriceLine) -> str:
    return f"{line.rule}/{line.part}" if line.part else line.rule


def _said(line: PriceLine, named: Names, first: str) -> str:
    name = kept(named.get(name_of(line), {}), first)
    word = line.what
    if word in ("weight", "times"):
        word = "times_named" if name else "times"
    if word == "pack" and line.times != 1:
        word = "pack_weighed"
    if word in TAKEN and line.times != 1:
        word = TAKEN[word]
    if word == "extra":
        word = "extra_one" if line.count == 1 and not line.before else "extra"
        word = "extra_hours" if line.seconds else word
    return t(
        f"lines.{word}",
        name=name or line.name,
        time=moments.clock_text(line.seconds),
        before=_number(line.before),
        times=_number(line.times),
        count=_number(_counted(line)),
        how=_how_counted(line) if line.what == "extra" and line.before else "",
        price=figures.money(line.price),
        cents=figures.money(line.cents),
        day=moments.day(line.day) if line.day else "",
    )


def _counted(line: PriceLine) -> Decimal:
    """How many; of hours that were told in minutes, the minutes."""
    return line.count * 60 if line.what == "extra" and line.seconds else line.count


def _how_counted(line: PriceLine) -> str:
    """What was left out of a number that was told, or added to it: ` (87 less 20 free)`."""
    free = min(line.beyond, line.before)
    rounded = _counted(line) > line.before - free
    how = "beyond_up" if free and rounded else "beyond" if free else "up" if rounded else ""
    return t(f"lines.how.{how}", said=_number(line.before), free=_number(free)) if how else ""


def _number(value: Decimal) -> str:
    return figures.number(value)

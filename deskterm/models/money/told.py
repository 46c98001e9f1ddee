"""A line of a reckoning as programs read it: its words and numbers as text, its money in whole units."""

from __future__ import annotations

from deskterm.models.basics.money import in_euro
from deskterm.models.records.money import PriceLine


def reckoned(line: PriceLine) -> dict[str, str | int]:
    """One step of the reckoning; what says nothing is left out, but not its money."""
    told: dict[str, str | int] = {
        "what": line.what,
        "rule": line.rule,
        "name": line.name or (line.part if line.what != "work" else ""),
        "seconds": line.seconds,
        "before": str(line.before) if line.before else "",
        "beyond": str(line.beyond) if line.beyond else "",
        "times": str(line.times) if line.times != 1 else "",
        "count": str(line.count) if line.count else "",
        "price": in_euro(line.price) if line.price else "",
        "day": line.day,
    }
    return {name: value for name, value in told.items() if value} | {"net": in_euro(line.cents)}

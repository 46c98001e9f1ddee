"""What voiding means in plain words, line by line: before it is done and after."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from deskterm.locale import figures, measures, t, tn
from deskterm.models.records.money import Back, Voiding


def said(found: Voiding, money: Callable[[int], str]) -> Iterator[str]:
    """What comes back, what is charged no more, what a next bill credits; `money`: how amounts are told."""
    yield from (_back(one, money) for one in found.back)
    if found.reports:
        yield tn("voids.reports", len(found.reports), numbers=", ".join(found.reports))
    if found.open_cents:
        yield t("voids.open", net=money(found.open_cents))
    for one in found.credited:
        yield t(
            "voids.credited",
            net=money(one.net_cents),
            month=figures.dated(date.fromisoformat(f"{one.month}-01"), "month_spelled"),
        )
    if found.waited:
        yield t("voids.waited")
    if not (found.back or found.open_cents or found.credited or found.waited):
        yield t("voids.cost_nothing")


def _back(one: Back, money: Callable[[int], str]) -> str:
    told = {"pack": one.pack_id, "amount": measures.amount(one.units, one.unit, signed=True, euro=money)}
    if one.over:
        return t("voids.pack_over", day=figures.day(date.fromisoformat(one.expires_on)), **told)
    return t("voids.pack", **told)

"""A pack that runs low is topped up by the desk itself, where the terms say so; else the lead is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from deskterm.desk.context import Desk
from deskterm.desk.packs import packs
from deskterm.desk.steps.facts import day_of
from deskterm.desk.steps.packs.low_packs import Proposal, wanting
from deskterm.models.records.money import Charge
from deskterm.models.terms.money_sections import PackTerms
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection
from deskterm.storage.money import movements as movement_rows


def due(desk: Desk) -> bool:
    """Whether the desk has a pack to sell by itself."""
    today = day_of(desk.now(), desk.service.tz)
    with desk.read() as conn:
        return any(True for terms in _own(desk) for _ in _wanting(desk, conn, terms, today))


def sell_due(desk: Desk) -> int:
    """Sell every pack that the terms let the desk sell; returns how many."""
    return len(_sell(desk, None)) if any(_own(desk)) else 0


def sell_to(desk: Desk, customer_id: int | None) -> tuple[Proposal, ...]:
    """Sell one customer what the terms let the desk sell by now; what that was."""
    return _sell(desk, customer_id) if customer_id is not None and any(_own(desk)) else ()


def proposed_after(desk: Desk, charges: Iterable[Charge]) -> tuple[Proposal, ...]:
    """What the lead is asked to sell, of the kinds of pack that these charges have drawn on."""
    numbers = {int(one.to.removeprefix("pack:")) for one in charges if one.to.startswith("pack:")}
    if not numbers:
        return ()
    drawn = [packs.get(desk, number) for number in sorted(numbers)]
    kinds = {pack.kind for pack in drawn}
    with desk.read() as conn:
        code = customer_rows.card(conn, drawn[0].customer_id, "").code
    own = packs.packs(desk, customer=code)
    return tuple(line.top_up for line in own if line.top_up and line.pack.kind in kinds)


def _sell(desk: Desk, customer_id: int | None) -> tuple[Proposal, ...]:
    done = []
    with desk.write() as conn:
        today = day_of(desk.now(), desk.service.tz)
        for terms in _own(desk):
            for one in tuple(_wanting(desk, conn, terms, today)):
                if customer_id not in (None, one.customer_id):
                    continue
                last = movement_rows.last_of_kind(conn, one.customer_id, one.kind)
                op_id = f"top-up:{one.customer_id}:{one.kind}:{last}"
                packs.sell(
                    desk,
                    customer_rows.card(conn, one.customer_id, today).code,
                    kind=one.kind,
                    size=one.size,
                    net_cents=one.net_cents,
                    op_id=op_id,
                    rule=one.rule,
                )
                done.append(one)
    return tuple(done)


def _wanting(desk: Desk, conn: Connection, terms: PackTerms, today: str) -> Iterator[Proposal]:
    """Who is sold one now; of a balance that was low when it came here, only once something moves it."""
    for one in wanting(desk, conn, terms, today):
        last = movement_rows.last_of_kind(conn, one.customer_id, one.kind)
        if not last or not movement_rows.is_opening(conn, last):
            yield one


def _own(desk: Desk) -> Iterator[PackTerms]:
    """The kinds that the desk sells by itself."""
    return (terms for terms in desk.service.packs if terms.top_up and terms.top_up.do == "sell")

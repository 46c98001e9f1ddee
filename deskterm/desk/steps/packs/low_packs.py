"""Customers whose packs run low where the terms have a top-up: what they should have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from deskterm.desk.context import Desk
from deskterm.desk.steps.facts import day_of
from deskterm.desk.steps.packs import ends
from deskterm.models.money import vat
from deskterm.models.records.base import Record
from deskterm.models.records.money import Charge
from deskterm.models.terms.money_sections import PackTerms
from deskterm.models.terms.pack_sections import TopUp
from deskterm.storage.database import Connection
from deskterm.storage.money import packs as pack_rows


class Proposal(Record, frozen=True, kw_only=True):
    """A pack that a customer should have: its kind and units, what it costs, and the rule that says so."""

    customer_id: int
    kind: str
    unit: str
    left: int
    size: int
    net_cents: int
    rule: str
    vat_cents: int = 0  # that stands inside its price


def wanting(desk: Desk, conn: Connection, terms: PackTerms, today: str) -> Iterator[Proposal]:
    """The customers whose packs of a kind hold no more than the level, and for whom the conditions hold."""
    top_up = terms.top_up
    if top_up is None:
        return
    for customer_id, left in pack_rows.low(conn, terms.id, today, top_up.at):
        if ends.holds(desk, conn, customer_id, top_up.when, today):
            yield _proposal(desk, terms, top_up, customer_id, left)


def after(desk: Desk, conn: Connection, customer_id: int, charges: Iterable[Charge]) -> Iterator[Proposal]:
    """The packs that the desk will sell a customer by itself once these charges are drawn."""
    today, drawn = day_of(desk.now(), desk.service.tz), {one.to: one.drawn for one in charges}
    valid = pack_rows.valid(conn, customer_id, today)
    for terms in desk.service.packs:
        top_up, own = terms.top_up, [pack for pack in valid if pack.kind == terms.id]
        if top_up is None or top_up.do != "sell" or not own:
            continue
        left = sum(pack.left - drawn.get(f"pack:{pack.id}", 0) for pack in own)
        if left <= top_up.at and ends.holds(desk, conn, customer_id, top_up.when, today):
            yield _proposal(desk, terms, top_up, customer_id, left)


def _proposal(desk: Desk, terms: PackTerms, top_up: TopUp, customer_id: int, left: int) -> Proposal:
    within = vat.of_price(desk.service, int(top_up.price))
    return Proposal(
        customer_id=customer_id,
        kind=terms.id,
        unit=terms.unit,
        left=left,
        size=top_up.size,
        net_cents=int(top_up.price) - within,
        rule=top_up.rule or terms.rule,
        vat_cents=within,
    )

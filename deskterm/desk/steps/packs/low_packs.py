"""Customers whose packs run low where the terms have a top-up: what they should have."""

from __future__ import annotations

from collections.abc import Iterator

from deskterm.desk.context import Desk
from deskterm.desk.steps.packs import ends
from deskterm.models.money import vat
from deskterm.models.records.base import Record
from deskterm.models.terms.money_sections import PackTerms
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
    within = vat.of_price(desk.service, int(top_up.price))
    for customer_id, left in pack_rows.low(conn, terms.id, today, top_up.at):
        if ends.holds(desk, conn, customer_id, top_up.when, today):
            yield Proposal(
                customer_id=customer_id,
                kind=terms.id,
                unit=terms.unit,
                left=left,
                size=top_up.size,
                net_cents=int(top_up.price) - within,
                rule=top_up.rule or terms.rule,
                vat_cents=within,
            )

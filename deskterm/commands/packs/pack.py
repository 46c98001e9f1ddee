"""`deskterm pack`: prepaid packs (carnet) and their ledger."""

from __future__ import annotations

from typing import Any

import click

from deskterm.commands.answers import json, wording
from deskterm.commands.frame import output
from deskterm.commands.frame.base import argument, command, group, option
from deskterm.commands.frame.find import the_customer
from deskterm.commands.frame.kinds import AMOUNT, DAY_TO_COME, MONEY, NUMBER, TEXT, Text, read_amount
from deskterm.commands.frame.line import Line
from deskterm.desk.errors import Refused
from deskterm.desk.packs import packs
from deskterm.desk.packs.packs import PackLine
from deskterm.locale import measures, t, tn
from deskterm.models.records.money import Pack

pack = group("pack")


@command("pack.sell", pack, trial=True)
@argument("customer", type=Text("customer"))
@option("--size", type=AMOUNT, required=True)
@option("--kind", type=Text("kind"))
@option("--net", "net_cents", type=MONEY, default=0)
@option("--expires", type=DAY_TO_COME)
def sell(
    line: Line, *, customer: str, size: str, kind: str | None, net_cents: int, expires: str | None
) -> None:
    """Sell a pack."""
    kinds = [terms.id for terms in line.desk.service.packs]
    if not kinds:
        raise Refused("no_packs_here")
    if kind is None:
        if len(kinds) != 1:
            raise click.UsageError(t("errors.pack_kind_needed", choices=", ".join(kinds)))
        kind = kinds[0]
    terms = line.desk.service.pack(kind)
    units = read_amount(size, terms.unit if terms else "minute")
    code = the_customer(line, customer).code
    one = packs.sell(line.desk, code, kind=kind, size=units, net_cents=net_cents, expires_on=expires)
    line.answer(json.pack(line, one), lambda: _sold(one))


@command("pack.list", pack, rows=True)
@option("--customer", type=Text("customer"))
def list_(line: Line, *, customer: str | None) -> None:
    """Packs, those that run out first on top."""
    code = the_customer(line, customer).code if customer else None
    columns = [
        output.Column(t("commands.col.pack"), lambda row: row["id"], right=True),
        output.Column(t("commands.col.customer"), wording.customer, flexible=True),
        output.Column(
            t("commands.col.left"), lambda row: wording.amount(row["left"], row["unit"]), right=True
        ),
        output.Column(
            t("commands.col.size"), lambda row: wording.amount(row["size"], row["unit"]), right=True
        ),
        output.Column(t("commands.col.expires"), lambda row: wording.day(row["expires_at"])),
        output.Column(t("commands.col.ends"), lambda row: wording.day(row["ends_on"])),
        output.Column("", wording.pack_state),
    ]
    rows = (facts_of(line, one) for one in packs.packs(line.desk, customer=code))
    line.answer_each(rows, lambda found: output.table(found, columns, output.nothing("packs")))


def facts_of(line: Line, one: PackLine) -> dict[str, Any]:
    """A pack with what its pace foretells."""
    more = {"ends_on": one.ends_on or None, "low": one.low, "expiring": one.expiring, "expired": one.expired}
    return json.pack(line, one.pack) | more | {"used_up": one.used_up}


@command("pack.ledger", pack, rows=True)
@argument("number", type=NUMBER)
def ledger(line: Line, *, number: int) -> None:
    """A pack's movements, like a bank statement."""
    unit = packs.get(line.desk, number).unit
    columns = [
        output.Column(t("commands.col.at"), lambda row: wording.moment(row["at"])),
        output.Column(t("commands.col.movement"), lambda row: t(f"commands.movement.{row['kind']}")),
        output.Column(t("commands.col.amount"), lambda row: wording.amount(row["amount"], unit), right=True),
        output.Column(
            t("commands.col.left"), lambda row: wording.amount(row["left"], unit) or "0", right=True
        ),
        output.Column(t("commands.col.report"), lambda row: row["report"] or row["ticket"]),
        output.Column(t("commands.col.by"), lambda row: row["by"]),
        output.Column(t("commands.col.note"), lambda row: row["note"], flexible=True),
    ]
    rows = (json.movement(line, one) for one in packs.ledger(line.desk, number))
    line.answer_each(rows, lambda found: output.table(found, columns, output.nothing("movements")))


@command("pack.adjust", pack, trial=True)
@argument("number", type=NUMBER)
@argument("amount", type=AMOUNT)
@option("--note", type=TEXT, required=True)
def adjust(line: Line, *, number: int, amount: str, note: str) -> None:
    """Correct a balance by a movement."""
    units = read_amount(amount, packs.get(line.desk, number).unit)
    movement = packs.adjust(line.desk, number, units, note=note)
    one = packs.get(line.desk, number)
    line.answer(
        json.movement(line, movement), lambda: t("commands.pack.adjusted", id=one.id, left=_left(one))
    )


@command("pack.expire", pack, rows=True, trial=True, keeps_up=False)
def expire(line: Line) -> None:
    """Book what was left in packs whose last day is over."""
    rows = [json.movement(line, one) | {"pack": one.pack_id} for one in packs.expire(line.desk)]
    line.answer_each(rows, lambda found: tn("commands.pack.expired", len(found)))


def _sold(one: Pack) -> str:
    """The sale with its size, its price and its last day."""
    until = t("commands.pack.until", day=wording.day(one.expires_on)) if one.expires_on else ""
    size, net = wording.amount(one.size, one.unit), measures.euro(one.net_cents)
    price = t("commands.pack.price", net=net) if one.net_cents else t("commands.pack.no_price")
    return t(
        "commands.pack.sold",
        id=one.id,
        who=one.customer,
        size=size,
        price=price,
        until=until or t("commands.pack.no_end"),
    )


def _left(one: Pack) -> str:
    return wording.amount(one.left, one.unit)

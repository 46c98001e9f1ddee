"""`deskterm pack`: prepaid packs (carnet) and their ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click
from msgspec import structs

from deskterm.commands.answers import json, wording
from deskterm.commands.frame import output
from deskterm.commands.frame.base import argument, command, group, option
from deskterm.commands.frame.find import the_customer
from deskterm.commands.frame.kinds import (
    AMOUNT,
    DAY_TO_COME,
    MONEY,
    NUMBER,
    PAST_DAY,
    TEXT,
    Text,
    read_amount,
)
from deskterm.commands.frame.line import Line
from deskterm.desk.errors import Refused
from deskterm.desk.packs import balances, pack_words, packs
from deskterm.desk.packs.packs import PackLine
from deskterm.desk.steps.packs.low_packs import Proposal
from deskterm.locale import language, measures, t, tn
from deskterm.models.basics.money import in_euro
from deskterm.models.money import vat
from deskterm.models.records.money import Pack
from deskterm.models.terms.pack_sections import TopUp

CORRECTING = "deskterm.commands.packs.correcting"
pack = group("pack", {"correct": f"{CORRECTING}:correct", "void": f"{CORRECTING}:void"})


@command("pack.sell", pack, trial=True)
@argument("customer", type=Text("customer"))
@option("--size", type=AMOUNT)
@option("--kind", type=Text("kind"))
@option("--net", "net_cents", type=MONEY)
@option("--expires", type=DAY_TO_COME)
def sell(
    line: Line,
    *,
    customer: str,
    size: str | None,
    kind: str | None,
    net_cents: int | None,
    expires: str | None,
) -> None:
    """Sell a pack; without a size the one that the terms propose."""
    kinds = [terms.id for terms in line.desk.service.packs]
    if not kinds:
        raise Refused("no_packs_here")
    if kind is None:
        if len(kinds) != 1:
            raise click.UsageError(t("errors.pack_kind_needed", choices=", ".join(kinds)))
        kind = kinds[0]
    terms = packs.terms_of(line.desk, kind)
    usual = terms.top_up if size is None else None
    if size is None and usual is None:
        raise click.UsageError(t("errors.pack_size_needed"))
    units = usual.size if usual else read_amount(size or "", terms.unit)
    net = net_cents if net_cents is not None else _before_vat(line, usual) if usual else 0
    code = the_customer(line, customer).code
    one = packs.sell(line.desk, code, kind=kind, size=units, net_cents=net, expires_on=expires)
    line.answer(json.pack(line, one), lambda: _sold(one))


@command("pack.list", pack, rows=True)
@option("--customer", type=Text("customer"))
@option("--as-of", type=PAST_DAY)
def list_(line: Line, *, customer: str | None, as_of: str | None) -> None:
    """Packs, those that run out first on top; or a customer's as they stood at the end of a day."""
    code = the_customer(line, customer).code if customer else None
    if as_of:
        _list_then(line, code, as_of)
        return
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
        output.Column(t("commands.col.next"), _coming, flexible=True),
    ]
    rows = (facts_of(line, one) for one in packs.packs(line.desk, customer=code))
    line.answer_each(rows, lambda found: _table(line, found, columns))


def _table(line: Line, found: Sequence[Mapping[str, Any]], columns: Sequence[output.Column]) -> str:
    """Packs in lines; what each is called, where there are several kinds."""
    kinds = {row["kind"] for row in found} | {terms.id for terms in line.desk.service.packs}
    kind = output.Column(t("commands.col.kind"), lambda row: _called(line, row["kind"]), flexible=True)
    first, *others = columns
    told = [first, *([kind] if len(kinds) > 1 else []), *others]
    return output.table(found, told, output.nothing("packs"))


def _called(line: Line, kind: str) -> str:
    terms = line.desk.service.pack(kind)
    return terms.said(language()) if terms else kind


def _coming(row: Mapping[str, Any]) -> str:
    """What a pack's end brings, and the one that the lead is asked to sell."""
    return " · ".join(told for told in (row["then"], row["proposal"]) if told)


def _list_then(line: Line, code: str | None, day: str) -> None:
    """The packs of a customer that were valid on a day, with what they held at its end."""
    if code is None:
        raise click.UsageError(t("errors.as_of_whom"))
    columns = [
        output.Column(t("commands.col.pack"), lambda row: row["id"], right=True),
        output.Column(t("commands.col.customer"), wording.customer, flexible=True),
        output.Column(
            t("commands.col.left"), lambda row: wording.amount(row["left"], row["unit"]) or "0", right=True
        ),
        output.Column(t("commands.col.expires"), lambda row: wording.day(row["expires_at"])),
    ]
    held = balances.as_of(line.desk, code, day)
    rows = (json.pack(line, one.pack) | {"left": one.left, "as_of": day} for one in held)
    line.answer_each(rows, lambda found: _table(line, found, columns))


@command("pack.show", pack, reads=True)
@argument("number", type=NUMBER)
def show(line: Line, *, number: int) -> None:
    """A pack: what is left, until when, and what comes then."""
    one = packs.line_of(line.desk, number)
    line.answer(facts_of(line, one), lambda: _shown(line, one))


def _shown(line: Line, one: PackLine) -> str:
    had, name = one.pack, _called(line, one.pack.kind)
    until = t("commands.pack.until", day=wording.day(had.expires_on)) if had.expires_on else ""
    head = t(
        "commands.pack.shown",
        id=had.id,
        name=name,
        who=had.customer,
        left=wording.amount(had.left, had.unit) or "0",
        size=wording.amount(had.brought, had.unit),
        until=until or t("commands.pack.no_end"),
    )
    since = [t("commands.pack.since", day=wording.day(had.starts_on))] if had.starts_on else []
    owes = [t("commands.pack.limit", amount=wording.amount(had.credit, had.unit))] if had.credit else []
    then = [pack_words.coming(one.coming, had.unit)] if one.coming else []
    asked = [pack_words.proposed(one.top_up)] if one.top_up else []
    return "\n".join([head, *(f"  {told}" for told in (*since, *owes, *then, *asked))])


def facts_of(line: Line, one: PackLine) -> dict[str, Any]:
    """A pack with what its pace foretells."""
    more: dict[str, Any] = {
        "ends_on": one.ends_on or None,
        "low": one.low,
        "expiring": one.expiring,
        "expired": one.expired,
        "to_come": one.to_come,
        "stranded": one.stranded,
    }
    then, asked = one.coming, one.top_up
    more |= {
        "used_up": one.used_up,
        "next": structs.asdict(then) if then else None,
        "then": pack_words.coming(then, one.pack.unit) if then else None,
        "top_up": _proposal(asked) if asked else None,
        "proposal": pack_words.proposed(asked) if asked else None,
    }
    return json.pack(line, one.pack) | more


def _before_vat(line: Line, usual: TopUp) -> int:
    """What the terms want for a pack, without the VAT that may stand inside."""
    return int(usual.price) - vat.of_price(line.desk.service, int(usual.price))


def _proposal(asked: Proposal) -> dict[str, Any]:
    return {"size": asked.size, "net": in_euro(asked.net_cents), "rule": asked.rule}


@command("pack.ledger", pack, rows=True)
@argument("number", type=NUMBER)
def ledger(line: Line, *, number: int) -> None:
    """A pack's movements, like a bank statement."""
    unit = packs.get(line.desk, number).unit
    columns = [
        output.Column(t("commands.col.at"), _when),
        output.Column(t("commands.col.movement"), _numbered),
        output.Column(t("commands.col.amount"), lambda row: wording.amount(row["amount"], unit), right=True),
        output.Column(
            t("commands.col.left"), lambda row: wording.amount(row["left"], unit) or "0", right=True
        ),
        output.Column(t("commands.col.report"), lambda row: row["report"] or row["ticket"]),
        output.Column(t("commands.col.rule"), lambda row: row["rule"] or ""),
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


def _when(row: Mapping[str, Any]) -> str:
    """The moment of a movement; of one that counts from another day, that day."""
    another = row["day"] and row["day"] != row["at"][:10]
    return wording.day(row["day"]) if another else wording.moment(row["at"])


def _numbered(row: Mapping[str, Any]) -> str:
    """What a movement is; of an adjustment that stands with its number, by which it is taken back."""
    free = row["kind"] == "adjusted" and row["of"] is None and not row["void"] and not row["rule"]
    return f"{_movement(row)} {row['id']}" if free else _movement(row)


def _movement(row: Mapping[str, Any]) -> str:
    """What a movement is in a word: a sale without a sale is given, a loss that came back is found.

    What takes another one back says so.
    """
    if row["of"] is not None:
        return t("commands.movement.returned")
    kind = "given" if row["kind"] == "sold" and row["day"] else row["kind"]
    return t(f"commands.movement.{'found' if kind == 'expired' and row['amount'] > 0 else kind}")


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

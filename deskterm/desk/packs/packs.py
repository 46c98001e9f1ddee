"""Packs (carnet): sold, adjusted, listed by who runs out first, and their ledger proved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import structs

from deskterm.desk import leads
from deskterm.desk.context import Desk, new_token
from deskterm.desk.errors import Refused, near
from deskterm.desk.steps import facts
from deskterm.desk.steps.customer_of import the_customer
from deskterm.desk.steps.packs import ends
from deskterm.desk.steps.packs.low_packs import Proposal, wanting
from deskterm.desk.steps.packs.movements import book, noted, the_pack
from deskterm.desk.steps.packs.what_comes import Coming, coming
from deskterm.locale import figures, t
from deskterm.models.basics import wall_clock
from deskterm.models.basics.text import clean
from deskterm.models.money.pack_use import may_draw
from deskterm.models.money.rollover import sold_until
from deskterm.models.records.base import Record
from deskterm.models.records.money import Movement, Pack
from deskterm.models.terms.money_sections import PackTerms
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection
from deskterm.storage.money import audit
from deskterm.storage.money import movements as movement_rows
from deskterm.storage.money import packs as pack_rows
from deskterm.storage.work import sessions as session_rows

PACE_DAYS = 60  # how far back the present pace looks
SOON_DAYS = 30  # a pack that ends within so many days is expiring
SHOWN_DAYS = 60  # how long a used or expired pack stays in the list
FAR_DAYS = 3650  # beyond this a pace foretells nothing


class PackLine(Record, frozen=True, kw_only=True):
    """A pack as the list shows it: what is left, and until when at the customer's present pace."""

    pack: Pack
    drawn: int  # units that the customer drew in the last PACE_DAYS
    ends_on: str  # the day it is used up or expires, whichever is first; "" unknown
    low: bool  # the customer's packs of this kind hold no more than the service's warning
    used_up: bool  # they hold nothing
    expiring: bool  # something will be lost within SOON_DAYS
    expired: bool
    to_come: bool  # its first day has not come
    stranded: bool  # it holds something, and no work draws on it under these terms
    last: Movement | None
    coming: Coming | None = None  # what its end brings
    top_up: Proposal | None = None  # the pack that the lead is asked to sell

    @property
    def aside(self) -> bool:
        """Whether it is over, or its first day has not come: nothing is drawn from it today."""
        return self.expired or self.to_come


class Finding(Record, frozen=True, kw_only=True):
    """Something in the ledger that does not hold; `str()` is the sentence for the reader."""

    code: str
    values: dict[str, object]

    def __str__(self) -> str:
        return t(f"ledger.{self.code}", **self.values)


def sell(
    desk: Desk,
    customer: str,
    *,
    kind: str,
    size: int,
    net_cents: int = 0,
    expires_on: str | None = None,
    op_id: str = "",
    rule: str = "",
) -> Pack:
    """Sell a pack of `size` units to the customer with this code; without an end it has that of the terms.

    The same `op_id` again is the same sale, returned as it stands.
    """
    with desk.write() as conn:
        done = movement_rows.by_op(conn, op_id) if op_id else None
        if done:
            return the_pack(conn, done.pack_id)
        terms = terms_of(desk, kind)
        customer_id = the_customer(conn, customer)
        now = desk.now()
        today = facts.day_of(now, desk.service.tz)
        until = sold_until(terms, today) if expires_on is None else expires_on
        _check_sale(size=size, net_cents=net_cents, today=today, until=until)
        pack_id = pack_rows.insert(
            conn,
            customer_id=customer_id,
            kind=kind,
            unit=terms.unit,
            size=size,
            sold_at=now,
            expires_on=until,
            net_cents=net_cents,
            credit=terms.limit,
        )
        cited = rule or terms.rule
        book(desk, conn, pack_id, "sold", size, op_id=op_id or f"sold:{pack_id}", rule=cited)
        prolonged = _prolong(desk, conn, the_pack(conn, pack_id), terms)
        ends.repay_all(desk, conn, the_pack(conn, pack_id), terms)
        pack = the_pack(conn, pack_id)
        after = {
            "customer": customer,
            "kind": kind,
            "size": size,
            "net_cents": net_cents,
            "expires_on": until,
        } | ({"prolonged": prolonged} if prolonged else {})
        desk.record(conn, "pack_sold", target=f"pack:{pack_id}", after=after)
        return pack


def _prolong(desk: Desk, conn: Connection, new: Pack, terms: PackTerms) -> list[int]:
    """Let the packs that a customer has go on until the end of the one just sold, where the terms say so."""
    if terms.months_from != "last-sale":
        return []
    today, found = facts.day_of(desk.now(), desk.service.tz), []
    for pack in pack_rows.valid(conn, new.customer_id, today):
        earlier = bool(pack.expires_on) and (not new.expires_on or pack.expires_on < new.expires_on)
        if pack.kind == new.kind and pack.agreement_id is None and earlier:
            pack_rows.end(
                conn, pack.id, new.expires_on, why="sale", rule=terms.rule, at=desk.now(), by=desk.author
            )
            found.append(pack.id)
    return found


def adjust(desk: Desk, pack_id: int, amount: int, *, note: str, op_id: str = "") -> Movement:
    """Correct a balance by a movement (law 5), signed, with the reason; never below zero.

    Raises Refused for units put into a pack that is over: they would be lost with it at once; and to whoever
    may not.
    """
    with desk.write() as conn:
        leads.expect(desk, conn, "adjust")
        done = movement_rows.by_op(conn, op_id) if op_id else None
        if done:
            return done
        pack = the_pack(conn, pack_id)
        why = clean(note).strip()
        if not why:
            raise Refused("note_needed")
        if not amount:
            raise Refused("nothing_to_adjust")
        if amount > 0:
            _check_running(desk, conn, pack)
        movement = book(
            desk, conn, pack_id, "adjusted", amount, op_id=op_id or f"adjusted:{new_token(16)}", note=why
        )
        desk.record(
            conn,
            "pack_adjusted",
            target=f"pack:{pack_id}",
            before={"left": pack.left},
            after={"left": movement.left, "movement": movement.id, "note": why},
        )
        return movement


def _check_running(desk: Desk, conn: Connection, pack: Pack) -> None:
    """Raises Refused where a pack is over, naming one of its kind that runs, or the way to another."""
    today = facts.day_of(desk.now(), desk.service.tz)
    if not _over(pack, today):
        return
    runs = [one for one in pack_rows.valid(conn, pack.customer_id, today) if one.kind == pack.kind]
    given: dict[str, Any] = {"pack": pack.id, "day": figures.day(date.fromisoformat(pack.expires_on))}
    if runs:
        raise Refused("pack_over", **given, other=runs[-1].id)
    code = customer_rows.card(conn, pack.customer_id, "").code
    raise Refused("pack_over_alone", **given, code=code, kind=pack.kind)


def expire(desk: Desk) -> tuple[Movement, ...]:
    """Book what was left in packs whose last day is over; one event each.

    A pack waits while its customer has work of its time that is not filed yet: that may still draw on it.
    """
    with desk.write() as conn:
        tz = desk.service.tz
        booked = []
        for pack in pack_rows.expired(conn, facts.day_of(desk.now(), tz)):
            terms = desk.service.pack(pack.kind)
            if terms is not None and terms.follows:
                continue  # settled with the pack that follows (`over_time`)
            if session_rows.open_before(conn, pack.customer_id, _midnight_after(pack.expires_on, tz)):
                continue
            op_id = f"expired:{pack.id}:{movement_rows.of_pack(conn, pack.id)[-1].id}"
            rule = terms.rule if terms is not None else ""
            movement = book(desk, conn, pack.id, "expired", -pack.left, op_id=op_id, rule=rule)
            booked.append(movement)
            desk.record(
                conn,
                "pack_expired",
                target=f"pack:{pack.id}",
                before={"left": pack.left},
                after={"left": 0, "movement": movement.id},
            )
        return tuple(booked)


def packs(desk: Desk, *, customer: str | None = None) -> tuple[PackLine, ...]:
    """Packs, those that are low or about to expire first; of one customer (by code) all that ever were.

    Of all customers, included units whose period is over are left aside where those of the present are there.
    """
    now = desk.now()
    tz = desk.service.tz
    today = wall_clock.local(now, tz).date()
    with desk.read() as conn:
        if customer is None:
            edge = (today - timedelta(days=SHOWN_DAYS)).isoformat()
            found = _present(pack_rows.current(conn, edge, now - SHOWN_DAYS * 86_400), today.isoformat())
        else:
            found = pack_rows.of_customer(conn, the_customer(conn, customer))
        drawn = pack_rows.drawn_since(conn, now - PACE_DAYS * 86_400)
        last = movement_rows.last_of_packs(conn, tuple(pack.id for pack in found))
        then = {pack.id: coming(desk, conn, pack) for pack in found}
        asked = _asked(desk, conn, today.isoformat())
    lines = [
        line
        for owned in _by_owner(found)
        for line in _lines(desk, owned, drawn.get((owned[0].customer_id, owned[0].kind), 0), last, today)
    ]
    told = [_with_end(line, then[line.pack.id]) for line in lines]
    return tuple(sorted(_with_proposals(told, asked), key=_urgency))


def _present(found: Sequence[Pack], day: str) -> tuple[Pack, ...]:
    """Without the used up periods of included units that are over, where one of the same kind runs."""
    runs = {(pack.customer_id, pack.kind) for pack in found if pack.agreement_id and not _over(pack, day)}
    return tuple(
        pack
        for pack in found
        if not pack.agreement_id
        or pack.left
        or not _over(pack, day)
        or (pack.customer_id, pack.kind) not in runs
    )


def _over(pack: Pack, day: str) -> bool:
    return "" < pack.expires_on < day


def _asked(desk: Desk, conn: Connection, today: str) -> dict[tuple[int, str], Proposal]:
    """What the lead is asked to sell, by customer and kind."""
    kinds = (terms for terms in desk.service.packs if terms.top_up and terms.top_up.do == "propose")
    found = (one for terms in kinds for one in wanting(desk, conn, terms, today))
    return {(one.customer_id, one.kind): one for one in found}


def _with_end(line: PackLine, then: Coming | None) -> PackLine:
    """With what its end brings; where units come anew with it, nobody need be called because it ends."""
    return structs.replace(line, coming=then, expiring=line.expiring and not (then and then.comes))


def _with_proposals(lines: Sequence[PackLine], asked: dict[tuple[int, str], Proposal]) -> Iterator[PackLine]:
    """Each proposal beside the customer's pack that goes on longest, once."""
    last = {(line.pack.customer_id, line.pack.kind): line.pack.id for line in lines if not line.aside}
    for line in lines:
        owner = (line.pack.customer_id, line.pack.kind)
        here = last.get(owner) == line.pack.id
        yield structs.replace(line, top_up=asked.get(owner)) if here else line


def line_of(desk: Desk, pack_id: int) -> PackLine:
    """One pack as the list shows it. Raises NotFound."""
    with desk.read() as conn:
        pack = the_pack(conn, pack_id)
        code = customer_rows.card(conn, pack.customer_id, "").code
        return next(line for line in packs(desk, customer=code) if line.pack.id == pack_id)


def get(desk: Desk, pack_id: int) -> Pack:
    """One pack. Raises NotFound."""
    with desk.read() as conn:
        return the_pack(conn, pack_id)


def ledger(desk: Desk, pack_id: int) -> tuple[Movement, ...]:
    """A pack's movements with the balance after each, oldest first, like a bank statement."""
    with desk.read() as conn:
        pack = the_pack(conn, pack_id)
        first, *others = movement_rows.of_pack(conn, pack_id)
        if first.day and not first.note and first.day != pack.starts_on:
            first = structs.replace(first, note=noted("given_for", pack.starts_on))
        if first.day and "" < pack.expires_on < pack.starts_on:
            first = structs.replace(first, note=noted("given_for_none"))
        return (first, *others)


def check(desk: Desk) -> tuple[Finding, ...]:
    """Prove the ledger: sums, balances, seals, reports, guards. () when all holds."""
    with desk.read() as conn:
        return tuple(Finding(code=code, values=values) for code, values in audit.findings(conn))


def _by_owner(found: Sequence[Pack]) -> list[list[Pack]]:
    owners: dict[tuple[int, str], list[Pack]] = {}
    for pack in found:
        owners.setdefault((pack.customer_id, pack.kind), []).append(pack)
    return list(owners.values())


def _lines(
    desk: Desk, owned: Sequence[Pack], drawn: int, last: dict[int, Movement], today: date
) -> list[PackLine]:
    """The packs of one customer and kind; they are used up one after the other."""
    terms = desk.service.pack(owned[0].kind)
    day = today.isoformat()
    soon = (today + timedelta(days=SOON_DAYS)).isoformat()
    valid = [pack for pack in owned if pack.starts_on <= day <= (pack.expires_on or day)]
    total = sum(pack.left for pack in valid)
    lines, until_then = [], 0
    for pack in owned:
        to_come = pack.starts_on > day
        aside = pack not in valid
        until_then += 0 if aside else pack.left
        ends_on = pack.expires_on if aside else _ends(pack, until_then, drawn, today)
        lines.append(
            PackLine(
                pack=pack,
                drawn=drawn,
                ends_on=ends_on,
                low=not to_come and (total <= max(terms.warn, default=0) if terms else total == 0),
                used_up=not to_come and total <= 0,
                expiring=not aside and pack.left > 0 and "" < pack.expires_on <= soon,
                expired=aside and not to_come,
                to_come=to_come,
                stranded=pack.left > 0 and not may_draw(desk.service, pack.kind, pack.unit),
                last=last.get(pack.id),
            )
        )
    return lines


def _ends(pack: Pack, until_then: int, drawn: int, today: date) -> str:
    if pack.left <= 0:
        return today.isoformat()
    days = until_then * PACE_DAYS // drawn if drawn > 0 else FAR_DAYS + 1
    used = (today + timedelta(days=days)).isoformat() if days <= FAR_DAYS else ""
    return min((day for day in (used, pack.expires_on) if day), default="")


def _urgency(line: PackLine) -> tuple[object, ...]:
    """Low and expiring ones first, among them what ends first; packs that are over come last."""
    over = line.aside or (line.pack.left == 0 and not line.low)
    return (
        2 if over else 0 if line.low or line.expiring else 1,
        line.ends_on or "9",
        line.pack.customer,
        line.pack.id,
    )


def terms_of(desk: Desk, kind: str) -> PackTerms:
    """A kind of pack as the terms have it. Raises Refused naming those that there are."""
    terms = desk.service.pack(kind)
    if terms is None:
        known = desk.service.packs
        raise Refused(
            "pack_kind", like=near(kind, known), kind=kind, choices=", ".join(pack.id for pack in known)
        )
    return terms


def _check_sale(*, size: int, net_cents: int, today: str, until: str) -> None:
    if size <= 0 or net_cents < 0:
        raise Refused("pack_size")
    if until:
        try:
            date.fromisoformat(until)
        except ValueError:
            raise Refused("bad_day", day=until) from None
        if until < today:
            raise Refused("expired_already", day=figures.day(date.fromisoformat(until)))


def _midnight_after(day: str, tz: str) -> int:
    following = date.fromisoformat(day) + timedelta(days=1)
    return int(datetime.combine(following, datetime.min.time(), ZoneInfo(tz)).timestamp())

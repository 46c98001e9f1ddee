"""Packs (carnet): sold, adjusted, listed by who runs out first, and their ledger proved."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from deskterm.desk.context import Desk, new_token
from deskterm.desk.errors import Refused
from deskterm.desk.steps import facts
from deskterm.desk.steps.customer_of import the_customer
from deskterm.desk.steps.packs.movements import book, the_pack
from deskterm.locale import figures, t
from deskterm.models.basics import wall_clock
from deskterm.models.basics.text import clean
from deskterm.models.records.base import Record
from deskterm.models.records.money import Movement, Pack
from deskterm.models.terms.sections import PackTerms
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
    last: Movement | None


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
) -> Pack:
    """Sell a pack of `size` units to the customer with this code; without an end it has the terms' months.

    The same `op_id` again is the same sale, returned as it stands.
    """
    with desk.write() as conn:
        done = movement_rows.by_op(conn, op_id) if op_id else None
        if done:
            return the_pack(conn, done.pack_id)
        terms = _terms(desk, kind)
        customer_id = the_customer(conn, customer)
        now = desk.now()
        today = facts.day_of(now, desk.service.tz)
        until = _end(today, terms.months) if expires_on is None else expires_on
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
        )
        book(desk, conn, pack_id, "sold", size, op_id=op_id or f"sold:{pack_id}")
        pack = the_pack(conn, pack_id)
        after = {
            "customer": customer,
            "kind": kind,
            "size": size,
            "net_cents": net_cents,
            "expires_on": until,
        }
        desk.record(conn, "pack_sold", target=f"pack:{pack_id}", after=after)
        return pack


def adjust(desk: Desk, pack_id: int, amount: int, *, note: str, op_id: str = "") -> Movement:
    """Correct a balance by a movement (law 5), signed, with the reason; never below zero."""
    with desk.write() as conn:
        done = movement_rows.by_op(conn, op_id) if op_id else None
        if done:
            return done
        pack = the_pack(conn, pack_id)
        why = clean(note).strip()
        if not why:
            raise Refused("note_needed")
        if not amount:
            raise Refused("nothing_to_adjust")
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


def expire(desk: Desk) -> tuple[Movement, ...]:
    """Book what was left in packs whose last day is over; one event each.

    A pack waits while its customer has work of its time that is not filed yet: that may still draw on it.
    """
    with desk.write() as conn:
        tz = desk.service.tz
        booked = []
        for pack in pack_rows.expired(conn, facts.day_of(desk.now(), tz)):
            if session_rows.open_before(conn, pack.customer_id, _midnight_after(pack.expires_on, tz)):
                continue
            op_id = f"expired:{pack.id}:{movement_rows.of_pack(conn, pack.id)[-1].id}"
            movement = book(desk, conn, pack.id, "expired", -pack.left, op_id=op_id)
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
    """Packs, those that are low or about to expire first; of one customer (by code) all that ever were."""
    now = desk.now()
    tz = desk.service.tz
    today = wall_clock.local(now, tz).date()
    with desk.read() as conn:
        if customer is None:
            edge = (today - timedelta(days=SHOWN_DAYS)).isoformat()
            found = pack_rows.current(conn, edge, now - SHOWN_DAYS * 86_400)
        else:
            found = pack_rows.of_customer(conn, the_customer(conn, customer))
        drawn = pack_rows.drawn_since(conn, now - PACE_DAYS * 86_400)
        last = movement_rows.last_of_packs(conn, tuple(pack.id for pack in found))
    lines = [
        line
        for owned in _by_owner(found)
        for line in _lines(desk, owned, drawn.get((owned[0].customer_id, owned[0].kind), 0), last, today)
    ]
    return tuple(sorted(lines, key=_urgency))


def get(desk: Desk, pack_id: int) -> Pack:
    """One pack. Raises NotFound."""
    with desk.read() as conn:
        return the_pack(conn, pack_id)


def ledger(desk: Desk, pack_id: int) -> tuple[Movement, ...]:
    """A pack's movements with the balance after each, oldest first, like a bank statement."""
    with desk.read() as conn:
        the_pack(conn, pack_id)
        return movement_rows.of_pack(conn, pack_id)


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
    valid = [pack for pack in owned if not pack.expires_on or pack.expires_on >= day]
    total = sum(pack.left for pack in valid)
    lines, until_then = [], 0
    for pack in owned:
        expired = pack not in valid
        until_then += 0 if expired else pack.left
        ends_on = pack.expires_on if expired else _ends(pack, until_then, drawn, today)
        lines.append(
            PackLine(
                pack=pack,
                drawn=drawn,
                ends_on=ends_on,
                low=total <= max(terms.warn, default=0) if terms else total == 0,
                used_up=total == 0,
                expiring=not expired and pack.left > 0 and "" < pack.expires_on <= soon,
                expired=expired,
                last=last.get(pack.id),
            )
        )
    return lines


def _ends(pack: Pack, until_then: int, drawn: int, today: date) -> str:
    if pack.left == 0:
        return today.isoformat()
    days = until_then * PACE_DAYS // drawn if drawn > 0 else FAR_DAYS + 1
    used = (today + timedelta(days=days)).isoformat() if days <= FAR_DAYS else ""
    return min((day for day in (used, pack.expires_on) if day), default="")


def _urgency(line: PackLine) -> tuple[object, ...]:
    """Low and expiring ones first, among them what ends first; packs that are over come last."""
    over = line.expired or (line.pack.left == 0 and not line.low)
    return (
        2 if over else 0 if line.low or line.expiring else 1,
        line.ends_on or "9",
        line.pack.customer,
        line.pack.id,
    )


def _terms(desk: Desk, kind: str) -> PackTerms:
    terms = desk.service.pack(kind)
    if terms is None:
        raise Refused("pack_kind", kind=kind, choices=", ".join(pack.id for pack in desk.service.packs))
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


def _end(today: str, months: int) -> str:
    """The last valid day of a pack sold today: the same day `months` later, or the month's last."""
    if not months:
        return ""
    start = date.fromisoformat(today)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1])).isoformat()


def _midnight_after(day: str, tz: str) -> int:
    following = date.fromisoformat(day) + timedelta(days=1)
    return int(datetime.combine(following, datetime.min.time(), ZoneInfo(tz)).timestamp())

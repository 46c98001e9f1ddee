"""What becomes of a pack's rest at its end, and of what is owed: booked once, with the day and the rule.

The rest goes on in the pack that follows, as far as the terms let it; the others are lost. Asked again, it is
settled as it stands then: a pack that follows later still gets what it would have got.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from deskterm.desk.context import Desk
from deskterm.desk.steps import facts
from deskterm.models.money.rollover import Ended, at_the_end
from deskterm.models.records.agreements import Agreement, day_after
from deskterm.models.records.money import Movement, Pack
from deskterm.models.rules.rules import all_hold
from deskterm.models.terms.conditions import Condition
from deskterm.models.terms.facts import word
from deskterm.models.terms.money_sections import PackTerms
from deskterm.models.terms.pack_sections import Included
from deskterm.models.terms.service import Service
from deskterm.storage.customers import agreements as agreement_rows
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection
from deskterm.storage.money import movements as movement_rows
from deskterm.storage.money import packs as pack_rows


def settle(desk: Desk, conn: Connection, pack: Pack, terms: PackTerms) -> bool:
    """Settle the rest of a pack whose last day is over. Returns whether anything was booked."""
    lines = movement_rows.of_pack(conn, pack.id)
    day = day_after(pack.expires_on)
    next_one = following(conn, pack, day, morning(day_after(day), desk.service.tz))
    if next_one is not None and pack.left < 0:
        return repay(desk, conn, pack, next_one, day=day, rule=rule_of(terms))
    before = Ended(carried=carried(lines), lost=lost(lines))
    whole = max(0, pack.left) + before.lost + before.carried
    carries = next_one is not None and holds(
        desk, conn, pack.customer_id, terms.rest.when, day, line=its_agreements(conn, pack)
    )
    after = at_the_end(terms.rest, whole, pack.brought, carries=carries)
    more = max(0, after.carried - before.carried)
    gone = max(0, pack.left) - more
    if not more and not gone:
        return False
    op_id = f"end:{pack.id}:{lines[-1].id}"
    if gone:
        _book(desk, conn, pack, "expired", -gone, op_id=f"{op_id}:lost", day=day, rule=rule_of(terms))
    if more and next_one is not None:
        move(desk, conn, pack, next_one, more, op_id=op_id, day=day, rule=rule_of(terms))
    told: dict[str, Any] = {"carried": more, "lost": gone, "day": day}
    told |= {"to": next_one.id} if more and next_one is not None else {}
    desk.record(conn, "pack_ended", target=f"pack:{pack.id}", before={"left": pack.left}, after=told)
    return True


def following(conn: Connection, pack: Pack, day: str, before: int) -> Pack | None:
    """The pack in which another's rest goes on; never that of another agreement beside its own."""
    line = {one.id for one in its_agreements(conn, pack)}
    beside = [] if pack.agreement_id is None else agreement_rows.of_customer(conn, pack.customer_id)
    others = tuple(one.id for one in beside if one.id not in line)
    return pack_rows.following(conn, pack, day, before, others)


def its_agreements(conn: Connection, pack: Pack) -> tuple[Agreement, ...]:
    """The agreement that brought a pack and those of its name, the oldest first; () where none did."""
    found = agreement_rows.of_customer(conn, pack.customer_id)
    name = next((one.name for one in found if one.id == pack.agreement_id), None)
    return () if name is None else of_one_name(found, name)


def of_one_name(agreements: Iterable[Agreement], name: str) -> tuple[Agreement, ...]:
    """Of several agreements those that follow each other: the ones of one name."""
    return tuple(one for one in agreements if word(one.name) == word(name))


def last_day(included: Included, agreements: Sequence[Agreement], one: Agreement) -> str:
    """Until when an agreement brings units: its own last day, or that of those that follow without a gap."""
    end = one.ends_on
    if included.every == "agreement" or included.counted == "agreement":
        return end
    for other in of_one_name(agreements, one.name):
        if end and other.starts_on == day_after(end):
            end = other.ends_on
    return end


def repay(desk: Desk, conn: Connection, owing: Pack, source: Pack, *, day: str, rule: str) -> bool:
    """Pay what a pack owes out of another one, as far as that holds it. Returns whether it paid anything."""
    part = min(-owing.left, max(0, source.left))
    if part <= 0:
        return False
    last = movement_rows.of_pack(conn, owing.id)[-1].id
    move(desk, conn, source, owing, part, op_id=f"owed:{owing.id}:{last}", day=day, rule=rule)
    after = {"to": owing.id, "units": part, "left": owing.left + part}
    desk.record(conn, "pack_repaid", target=f"pack:{source.id}", after=after)
    return True


def repay_all(desk: Desk, conn: Connection, source: Pack, terms: PackTerms) -> None:
    """Pay what a customer's other packs of the kind owe out of one that has just come.

    What an agreement brought pays nothing of another agreement beside it.
    """
    day, line = facts.day_of(desk.now(), desk.service.tz), its_agreements(conn, source)
    of_line = {None, *(one.id for one in line)}
    for one in pack_rows.of_customer(conn, source.customer_id):
        beside = bool(line) and one.agreement_id not in of_line
        if one.kind == source.kind and one.id != source.id and one.left < 0 and not beside:
            found = pack_rows.get(conn, source.id)
            if found is not None:
                repay(desk, conn, one, found, day=max(day, source.starts_on), rule=rule_of(terms))


def move(
    desk: Desk, conn: Connection, source: Pack, to: Pack, units: int, *, op_id: str, day: str, rule: str
) -> None:
    """Carry units from one pack into another: a movement in each."""
    _book(desk, conn, source, "carried", -units, op_id=f"{op_id}:out", day=day, rule=rule, other=to.id)
    _book(desk, conn, to, "carried", units, op_id=f"{op_id}:in", day=day, rule=rule, other=source.id)


def give_back(desk: Desk, conn: Connection, pack: Pack, units: int, *, op_id: str, rule: str) -> None:
    """Give back units that were lost at a pack's end, dated as they were lost."""
    day = day_after(pack.expires_on)
    _book(desk, conn, pack, "expired", units, op_id=f"{op_id}:found", day=day, rule=rule)


def lost(lines: tuple[Movement, ...]) -> int:
    """How much was lost at a pack's end, less what was given back."""
    return -sum(line.amount for line in lines if line.kind == "expired")


def carried(lines: tuple[Movement, ...]) -> int:
    """How much went on in the pack that follows, less what came back from it."""
    target = into(lines)
    return -sum(line.amount for line in lines if line.kind == "carried" and line.other_id == target)


def into(lines: tuple[Movement, ...]) -> int | None:
    """The pack in which the rest of this one went on last, and is still; None where it did not."""
    net: dict[int | None, int] = {}
    for line in lines:
        if line.kind == "carried":
            net[line.other_id] = net.pop(line.other_id, 0) + line.amount
    return next((number for number in reversed(net) if net[number] < 0), None)


def holds(
    desk: Desk,
    conn: Connection,
    customer_id: int,
    when: Iterable[Condition],
    day: str,
    *,
    line: Sequence[Agreement] = (),
    terms: Service | None = None,
) -> bool:
    """Whether conditions of a pack hold as a day begins, under the agreements of its own `line`.

    `terms`: those that have the conditions, where they are not the desk's own.

    Those are the ones of one name, of which one runs on a day; none of another name has a say. Of a pack that
    no agreement brought it is enough that they hold under one of the agreements that run.
    """
    if not (when := tuple(when)):
        return True
    at = morning(day, desk.service.tz)
    card = customer_rows.card(conn, customer_id, day)
    every = agreement_rows.of_customer(conn, customer_id)
    under = [one for one in line or every if one.runs_on(day)] or list(line[-1:])
    return any(
        all_hold(terms or desk.service, when, facts.of_customer(desk, conn, one, at, terms), at)
        for one in [facts.with_agreement(card, one) for one in under] or [card]
    )


def morning(day: str, tz: str) -> int:
    """The first instant of a local day."""
    return int(datetime.combine(date.fromisoformat(day), datetime.min.time(), ZoneInfo(tz)).timestamp())


def rule_of(terms: PackTerms) -> str:
    """The rule behind what becomes of a rest."""
    return terms.rest.rule or terms.rule


def _book(
    desk: Desk,
    conn: Connection,
    pack: Pack,
    kind: str,
    amount: int,
    *,
    op_id: str,
    day: str,
    rule: str,
    other: int | None = None,
) -> None:
    movement_rows.append(
        conn,
        op_id=op_id,
        pack_id=pack.id,
        at=desk.now(),
        kind=kind,
        amount=amount,
        by=desk.author,
        day=day,
        rule=rule,
        other_id=other,
    )

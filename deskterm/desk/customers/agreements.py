"""Agreements with customers: signed, renewed, corrected, ended; dated, so that the past keeps its own (D3).

What holds from now on is a new agreement; what was written wrongly is corrected, and the event keeps how it
stood. Either way the tickets that wait are looked at again: what held on the day they came decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import structs

from deskterm.desk.context import Desk, by_itself
from deskterm.desk.customers import agreement_checks
from deskterm.desk.errors import Refused
from deskterm.desk.packs import granted, packs
from deskterm.desk.steps import changes, customer_facts
from deskterm.desk.steps.billing import billed_rates
from deskterm.desk.steps.customer_of import the_customer
from deskterm.desk.steps.facts import day_of
from deskterm.desk.steps.packs import included_units, resized
from deskterm.desk.steps.packs.resized import Resized
from deskterm.desk.steps.tickets import due
from deskterm.locale import figures
from deskterm.models.basics.text import clean
from deskterm.models.records.agreements import (
    Agreement,
    EndingAgreement,
    day_after,
    earlier_of,
    next_term,
    period_of,
)
from deskterm.models.records.base import Record
from deskterm.storage.customers import agreements as agreement_rows
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection
from deskterm.storage.tickets import tickets as ticket_rows

SOON_DAYS = 30  # an agreement that ends within so many days is worth a call
LATE_DAYS = 30  # for so long one that has ended unrenewed is still shown
SHOWN = 50


class Signed(Record, frozen=True, kw_only=True):
    """An agreement as it stands after a deed, the one that it cut short, and the tickets that it changed."""

    agreement: Agreement
    shortened: Agreement | None = None
    reconsidered: tuple[str, ...] = ()
    withdrawn: bool = False  # before it began
    packs: tuple[Resized, ...] = ()  # those that it brought and that hold more or less now
    reports: tuple[str, ...] = ()  # at the rate of before, in a month that is not closed


def of_customer(desk: Desk, customer: str) -> tuple[Agreement, ...]:
    """Every agreement of the customer with this code, the oldest first."""
    with desk.read() as conn:
        return agreement_rows.of_customer(conn, the_customer(conn, customer))


def sign(desk: Desk, customer: str, wanted: Mapping[str, Any]) -> Signed:
    """Sign an agreement: `starts_on` (today), `ends_on` (""), `name`, `plan`, money in cents, `facts`.

    One of the same name that runs when this begins ends the day before. Raises Refused for dates that meet a
    later one.
    """
    with desk.write() as conn:
        customer_facts.may_say(desk, conn, wanted, {})
        return _sign(desk, conn, the_customer(conn, customer), wanted, "agreement_signed")


def renew(desk: Desk, customer: str, wanted: Mapping[str, Any], *, number: int | None = None) -> Signed:
    """Let an agreement go on as it was, as long as it was, but for `wanted`.

    `number`: which (default: the last, of the name in `wanted` where there is one). Raises Refused where it
    is renewed already: the last one has not begun yet.
    """
    with desk.write() as conn:
        customer_id = the_customer(conn, customer)
        if number is not None:
            last = customer_facts.the_agreement(desk, conn, customer_id, customer, number)
        else:
            last = customer_facts.last(conn, customer_id, customer, wanted.get("name"))
            if "name" not in wanted:
                customer_facts.only(conn, customer_id, customer, day_of(desk.now(), desk.service.tz))
        customer_facts.may_say(desk, conn, wanted, last.facts)
        if last.starts_on > day_of(desk.now(), desk.service.tz):
            raise Refused("agreement_follows", start=_day(last.starts_on), number=last.id)
        return _sign(desk, conn, customer_id, renewal(desk, last) | dict(wanted), "agreement_renewed")


def renewal(desk: Desk, last: Agreement) -> dict[str, Any]:
    """What an agreement becomes when it is renewed as it is. Raises Refused where it has no end."""
    if not last.ends_on:
        raise Refused("agreement_endless", day=_day(last.starts_on))
    start, end = next_term(last, day_of(desk.now(), desk.service.tz))
    return _standing(last) | {"starts_on": start, "ends_on": end}


def correct(desk: Desk, customer: str, wanted: Mapping[str, Any], *, number: int | None = None) -> Signed:
    """Put right what was written wrongly; it counts as having stood so from the beginning.

    `number`: which agreement (default: the one in force, else the last).
    """
    with desk.write() as conn:
        customer_id = the_customer(conn, customer)
        found = customer_facts.the_agreement(desk, conn, customer_id, customer, number)
        customer_facts.may_say(desk, conn, wanted, found.facts)
        given = agreement_checks.checked(desk, wanted, _names(conn, customer_id))
        given["facts"] = agreement_checks.merged(found.facts, given.pop("facts", {}))
        after = structs.replace(found, **given)
        agreement_checks.check_days(after.starts_on, after.ends_on)
        _check_free(conn, after)
        return _change(desk, conn, found, given, "agreement_corrected")


def end(desk: Desk, customer: str, *, on: str = "", why: str = "", number: int | None = None) -> Signed:
    """Let the agreement that runs on a day (today), or that has this number, end with that day.

    One that has not begun by then is withdrawn: it never holds, and its event keeps what it said.
    """
    day = on or day_of(desk.now(), desk.service.tz)
    with desk.write() as conn:
        customer_id = the_customer(conn, customer)
        if number is None:
            customer_facts.only(conn, customer_id, customer, day)
            running = customer_facts.running_on(conn, customer_id, day)
        else:
            running = customer_facts.the_agreement(desk, conn, customer_id, customer, number)
        if running is None:
            raise _none_runs(conn, customer_id, customer, day)
        if day < running.starts_on:
            return _withdraw(desk, conn, running, clean(why).strip())
        ended = {"ends_on": day}
        _check_free(conn, structs.replace(running, ends_on=day))
        return _change(desk, conn, running, ended, "agreement_ended", why=clean(why).strip())


def _check_free(conn: Connection, one: Agreement) -> None:
    """Raises Refused where an agreement meets another one of its name."""
    others = [other for other in agreement_rows.of_customer(conn, one.customer_id) if other.id != one.id]
    agreement_checks.check_free(customer_facts.named(others, one.name), one.starts_on, one.ends_on)


def _none_runs(conn: Connection, customer_id: int, code: str, day: str) -> Refused:
    """No agreement runs on a day; one that is to come is named, with how it is withdrawn."""
    to_come = [one for one in agreement_rows.of_customer(conn, customer_id) if one.starts_on > day]
    given = {"code": code.upper(), "day": _day(day)}
    if to_come:
        one = to_come[-1]
        return Refused("agreement_to_come", **given, number=one.id, start=_day(one.starts_on))
    return Refused("no_agreement_on", **given)


def _withdraw(desk: Desk, conn: Connection, found: Agreement, why: str) -> Signed:
    """Take an agreement away that has not begun. Raises Refused where it has brought its packs."""
    if found.granted:
        raise Refused("agreement_begun", number=found.id, start=_day(found.starts_on))
    had = agreement_rows.of_customer(conn, found.customer_id)
    agreement_rows.remove(conn, found.id)
    after: dict[str, Any] = {"agreement": found.id} | ({"why": why} if why else {})
    code = _code(conn, found.customer_id)
    desk.record(conn, "agreement_withdrawn", target=code, before=_standing(found), after=after)
    moved = resized.resize(desk, conn, found.customer_id, had)
    changed = _reconsider(desk, conn, found.customer_id)
    return Signed(agreement=found, withdrawn=True, reconsidered=changed, packs=moved)


def _day(day: str) -> str:
    """A day as the reader writes it."""
    return figures.day(date.fromisoformat(day))


def ending(desk: Desk, now: int) -> tuple[EndingAgreement, ...]:
    """Agreements that end within SOON_DAYS, or lately have, and that no other follows."""
    today = day_of(now, desk.service.tz)
    with desk.read() as conn:
        return agreement_rows.ending(conn, day_after(today, -LATE_DAYS), day_after(today, SOON_DAYS), SHOWN)


def following(desk: Desk, customer: str) -> str | None:
    """Until when the agreement on the card goes on under its name with one that has not begun yet.

    None where none is to come: one of another name runs beside it and renews nothing.
    """
    today = day_of(desk.now(), desk.service.tz)
    with desk.read() as conn:
        number = the_customer(conn, customer)
        found = agreement_rows.of_customer(conn, number)
        shown = customer_rows.card(conn, number, today).agreement
    line = customer_facts.named(found, shown)
    return line[-1].ends_on if line and line[-1].starts_on > today else None


def grant_begun(desk: Desk) -> int:
    """Give the packs of agreements that have begun meanwhile; returns how many agreements (I24)."""
    today = day_of(desk.now(), desk.service.tz)
    with desk.read() as conn:
        if not agreement_rows.to_grant(conn, today):
            return 0
    with by_itself():
        return grant(desk)


def grant(desk: Desk, customer_id: int | None = None) -> int:
    """The same as part of a deed, in its name: before work is priced that may draw on them.

    Of one customer also what the agreements include in a period that has begun.
    """
    with desk.write() as conn:
        included_units.give(desk, conn, customer_id)
        if not any(pack.grant for pack in desk.service.packs):
            return 0
        found = agreement_rows.to_grant(conn, day_of(desk.now(), desk.service.tz))
        for one in found:
            _grant(desk, conn, one)
        return len(found)


def begin(desk: Desk, customer_id: int, wanted: Mapping[str, Any], *, opened: str = "") -> Agreement:
    """Sign the first agreement of a customer who is being added, or one that came with the firm (`opened`).

    Of what such an agreement includes nothing is given for periods that were over by then.
    """
    with desk.write() as conn:
        customer_facts.may_say(desk, conn, wanted, {})
        return _sign(desk, conn, customer_id, wanted, "", opened=opened).agreement


def _sign(
    desk: Desk, conn: Connection, customer_id: int, wanted: Mapping[str, Any], deed: str, *, opened: str = ""
) -> Signed:
    today = day_of(desk.now(), desk.service.tz)
    given: dict[str, Any] = {"name": "", "plan": "", "starts_on": today, "ends_on": "", "facts": {}}
    given |= {
        **dict.fromkeys(agreement_checks.MONEY),
        **agreement_checks.checked(desk, wanted, _names(conn, customer_id)),
    }
    given["facts"] = agreement_checks.merged({}, given["facts"])
    agreement_checks.check_days(given["starts_on"], given["ends_on"])
    had = agreement_rows.of_customer(conn, customer_id)
    shortened = _make_room(desk, conn, customer_id, given["starts_on"], given["name"])
    others = customer_facts.named(agreement_rows.of_customer(conn, customer_id), given["name"])
    agreement_checks.check_free(others, given["starts_on"], given["ends_on"])
    made = agreement_rows.insert(conn, customer_id, **given)
    if opened:
        included_units.open_on(conn, made.id, opened)
    if made.starts_on <= today:
        made = _grant(desk, conn, made)
    moved = resized.resize(desk, conn, customer_id, had)
    if deed:
        after = _standing(made) | {"agreement": made.id}
        desk.record(conn, deed, target=_code(conn, customer_id), after=after)
    changed = _reconsider(desk, conn, customer_id)
    return Signed(agreement=made, shortened=shortened, reconsidered=changed, packs=moved)


def _make_room(desk: Desk, conn: Connection, customer_id: int, start: str, name: str) -> Agreement | None:
    """End the agreement of that name that runs when the next one starts, the day before."""
    for one in customer_facts.named(agreement_rows.of_customer(conn, customer_id), name):
        if one.starts_on < start and one.runs_on(start):
            before = {"ends_on": day_after(start, -1)}
            return _change(desk, conn, one, before, "agreement_ended", follows=True).agreement
    return None


def _change(
    desk: Desk,
    conn: Connection,
    found: Agreement,
    wanted: Mapping[str, Any],
    deed: str,
    *,
    why: str = "",
    follows: bool = False,
) -> Signed:
    """Change an agreement with its event; its packs go with it, and the waiting tickets are looked at.

    `follows`: one comes behind it in the same deed, and what the packs hold is seen to then.
    """
    had = agreement_rows.of_customer(conn, found.customer_id)
    after = agreement_rows.update(conn, found.id, **wanted)
    code = _code(conn, found.customer_id)
    if after.granted and after.ends_on != found.ends_on:
        granted.follow(desk, found, code, after.ends_on)
    old = {name: getattr(found, name) for name in wanted}
    new = dict(wanted) | {"agreement": found.id} | ({"why": why} if why else {})
    desk.record(conn, deed, target=code, before=old, after=new)
    if not after.granted and after.starts_on <= day_of(desk.now(), desk.service.tz):
        after = _grant(desk, conn, after)
    moved: Sequence[Resized] = ()
    if not follows:
        moved = resized.resize(desk, conn, found.customer_id, had)
    return Signed(
        agreement=after,
        reconsidered=_reconsider(desk, conn, found.customer_id),
        packs=tuple(moved),
        reports=billed_rates.at_another(desk, conn, found, after) if deed == "agreement_corrected" else (),
    )


def _code(conn: Connection, customer_id: int) -> str:
    return customer_rows.card(conn, customer_id, "").code


def _standing(one: Agreement) -> dict[str, Any]:
    """An agreement's columns as they can be changed."""
    return {
        name: getattr(one, name)
        for name in ("name", "plan", "starts_on", "ends_on", *agreement_checks.MONEY, "facts")
    }


def _names(conn: Connection, customer_id: int) -> tuple[str, ...]:
    return tuple(one.name for one in agreement_rows.of_customer(conn, customer_id))


def _reconsider(desk: Desk, conn: Connection, customer_id: int) -> tuple[str, ...]:
    """Place and promise anew every ticket that waits for an answer; those that change keep a decision."""
    changed = []
    for ticket in ticket_rows.open_of_customer(conn, customer_id, -1):
        if ticket.is_kept or not ticket.confirmed:
            continue
        if wanted := due.of_customer(desk, conn, ticket, ticket):
            changes.change(desk, conn, ticket, "reconsidered", **wanted)
            changed.append(ticket.code)
    return tuple(changed)


def _grant(desk: Desk, conn: Connection, one: Agreement) -> Agreement:
    """The packs that come with an agreement, without a sale, and again with each of their periods (I24).

    A period is the pack's `months`, counted from the beginning of the agreement; without any it is the whole
    agreement. Its packs end with it, and with the agreement. Of periods that are over nothing is given.
    """
    today = day_of(desk.now(), desk.service.tz)
    over = one.ends_on and one.ends_on < today
    code, given_to = _code(conn, one.customer_id), []
    for terms in desk.service.packs:
        if terms.grant and not over:
            first, last = period_of(one.starts_on, terms.months, today)
            op_id = f"agreement:{one.id}:{terms.id}" + (f":from:{first}" if first != one.starts_on else "")
            until = earlier_of(last, one.ends_on)
            packs.sell(desk, code, kind=terms.id, size=terms.grant, expires_on=until, op_id=op_id)
            given_to += [last] if last else []
    return agreement_rows.update(conn, one.id, granted=1, granted_to=min(given_to, default=""))

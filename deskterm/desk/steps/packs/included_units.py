"""The units that an agreement brings in each period: given on the day on which the period begins.

Whoever looks first gives them, and however long nobody looked, each period has its own pack with its own day,
those too that were over when the agreement was signed. Nothing is given of the time before the terms held.
Of several agreements at once each brings its own; one that follows under the same name goes on with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from deskterm.desk.context import Desk
from deskterm.desk.steps.facts import day_of
from deskterm.desk.steps.packs import ends
from deskterm.models.money.rollover import IncludedPeriod, periods
from deskterm.models.records.agreements import Agreement, day_after
from deskterm.models.records.money import Pack
from deskterm.models.terms.money_sections import PackTerms
from deskterm.models.terms.service import Service
from deskterm.storage.customers import agreements as agreement_rows
from deskterm.storage.database import Connection
from deskterm.storage.house import terms as terms_rows
from deskterm.storage.money import movements as movement_rows
from deskterm.storage.money import packs as pack_rows
from deskterm.storage.money import rounds as round_rows

SINCE = "packs.since."  # and the kind of pack: the day from which it is given at this desk, as its ordinal
OPENED = "packs.opened."  # and an agreement: the day, as its ordinal, on which the firm began here with it
ALWAYS = "0001-01-01"


def kinds(service: Service) -> tuple[PackTerms, ...]:
    """The kinds of pack that agreements bring."""
    return tuple(terms for terms in service.packs if terms.included is not None)


def since(desk: Desk, conn: Connection, terms: PackTerms) -> str:
    """From when a kind is given at this desk: the day on which terms first held that give it. It is kept.

    Those that the desk was made with hold from their `valid_from`, or always; where that day was still to
    come, from the day on which the desk was made, as all that they say.
    """
    name = SINCE + terms.id
    found = round_rows.reached(conn, name)
    if not found:
        found = date.fromisoformat(_first_day(desk, conn, terms)).toordinal()
        round_rows.reach(conn, name, found)
    return date.fromordinal(found).isoformat()


def open_on(conn: Connection, agreement_id: int, day: str) -> None:
    """Keep that an agreement came with the firm: of periods that were over by that day nothing is given."""
    round_rows.reach(conn, f"{OPENED}{agreement_id}", date.fromisoformat(day).toordinal())


def opened_on(conn: Connection, agreement_id: int) -> str:
    """The day on which an agreement came with the firm; "" of one that was signed here."""
    found = round_rows.reached(conn, f"{OPENED}{agreement_id}")
    return date.fromordinal(found).isoformat() if found else ""


def _first_day(desk: Desk, conn: Connection, terms: PackTerms) -> str:
    for begins, number in terms_rows.schedule(conn):
        service = desk.service_of(number)
        if any(one.id == terms.id for one in kinds(service)):
            if begins:
                return day_of(begins, service.tz)
            return min(service.provider.valid_from or ALWAYS, _made_on(conn, service.tz))
    return day_of(desk.now(), desk.service.tz)


def _made_on(conn: Connection, tz: str) -> str:
    """The day on which the desk was made."""
    return day_of(terms_rows.adoptions(conn)[0].adopted_at, tz)


def give(desk: Desk, conn: Connection, customer_id: int | None) -> int:
    """Give a customer the units of every period that has begun by today; returns how many packs that were.

    Packs of periods that run are brought to the end that their agreements have now.
    """
    if customer_id is None or not kinds(desk.service):
        return 0
    today = day_of(desk.now(), desk.service.tz)
    agreements = agreement_rows.of_customer(conn, customer_id)
    done = 0
    for terms in kinds(desk.service):
        begun = since(desk, conn, terms)
        for one in agreements:
            since_here = max(begun, opened_on(conn, one.id))
            for period in periods_of(terms, agreements, one, since_here, today):
                done += _give(desk, conn, one, terms, period)
    return done


def periods_of(
    terms: PackTerms, agreements: Sequence[Agreement], one: Agreement, begun: str, today: str
) -> Iterator[IncludedPeriod]:
    """The periods in which an agreement brings units of a kind, from `begun` on, that began by `today`."""
    included = terms.included
    if included is None:
        return iter(())
    return periods(included, one.starts_on, ends.last_day(included, agreements, one), begun, today)


def _give(desk: Desk, conn: Connection, one: Agreement, terms: PackTerms, period: IncludedPeriod) -> int:
    """The pack of one period, unless the customer has it or the conditions do not hold on its first day."""
    included = terms.included
    agreements = agreement_rows.of_customer(conn, one.customer_id)
    line = ends.of_one_name(agreements, one.name)
    numbers = {other.id for other in line}
    owned = tuple(pack for pack in _lots(conn, one.customer_id, terms) if pack.agreement_id in numbers)
    if included is None or any(_covers(pack, period.starts_on) for pack in owned):
        return 0
    if not ends.holds(desk, conn, one.customer_id, included.when, period.starts_on, line=line):
        return 0
    rule = included.rule or terms.rule
    pack_id = pack_rows.insert(
        conn,
        customer_id=one.customer_id,
        kind=terms.id,
        unit=terms.unit,
        size=period.units,
        sold_at=desk.now(),
        starts_on=period.starts_on,
        expires_on=period.ends_on,
        net_cents=0,
        credit=terms.limit,
        agreement_id=one.id,
    )
    op_id = f"included:{one.id}:{terms.id}:{period.starts_on}"
    if movement_rows.by_op(conn, op_id) is not None:
        op_id = f"{op_id}:{pack_id}"  # the one that was given for this day stands for another period now
    movement_rows.append(
        conn,
        op_id=op_id,
        pack_id=pack_id,
        at=desk.now(),
        kind="sold",
        amount=period.units,
        by=desk.author,
        day=period.starts_on,
        rule=rule,
    )
    after = {"kind": terms.id, "size": period.units, "day": period.starts_on, "expires_on": period.ends_on}
    desk.record(conn, "pack_included", target=f"pack:{pack_id}", after=after | {"agreement": one.id})
    for pack in owned:
        if pack.expires_on == day_after(period.starts_on, -1):
            ends.settle(desk, conn, pack, terms)
    given = pack_rows.get(conn, pack_id)
    if given is not None:
        ends.repay_all(desk, conn, given, terms)
    return 1


def _lots(conn: Connection, customer_id: int, terms: PackTerms) -> tuple[Pack, ...]:
    """The packs of a kind that a customer's agreements brought."""
    owned = pack_rows.of_customer(conn, customer_id)
    return tuple(pack for pack in owned if pack.kind == terms.id and pack.agreement_id is not None)


def _covers(pack: Pack, day: str) -> bool:
    return pack.starts_on <= day and (not pack.expires_on or day <= pack.expires_on)


def next_units(
    desk: Desk, conn: Connection, pack: Pack, terms: PackTerms, day: str, *, service: Service
) -> int:
    """How many units the agreement brings on the day after a pack's end; 0 where it brings none.

    `service`: the terms that have the `terms` of the pack.
    """
    included = terms.included
    if included is None or pack.agreement_id is None:
        return 0
    agreements = ends.its_agreements(conn, pack)
    if not ends.holds(desk, conn, pack.customer_id, included.when, day, line=agreements, terms=service):
        return 0
    found = (
        period.units
        for one in agreements
        for period in periods_of(terms, agreements, one, day, day)
        if period.starts_on == day
    )
    return next(found, 0)

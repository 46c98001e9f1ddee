"""The team lead's figures: what is open, how old, what is late, what money waits.

By technician only open work is counted, never talk time, idle time or a ranking (INL circular 4/2017).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from deskterm.desk.billing import credits
from deskterm.desk.billing.credits import CreditLine
from deskterm.desk.calls import contacts
from deskterm.desk.calls.contacts import ShortCalls
from deskterm.desk.context import Desk
from deskterm.desk.customers import agreements
from deskterm.desk.lead import letters_due
from deskterm.desk.lead.letters_due import ToWrite
from deskterm.desk.packs import packs
from deskterm.desk.packs.packs import PackLine
from deskterm.desk.queue import claims
from deskterm.desk.steps.billing import agreed, cancelled, to_invoice
from deskterm.desk.steps.facts import day_bounds
from deskterm.desk.steps.letters import on_the_way
from deskterm.desk.steps.tickets import at_risk
from deskterm.desk.upkeep import hooks, mail_states
from deskterm.models.basics.wall_clock import local
from deskterm.models.records.agreements import EndingAgreement
from deskterm.models.records.base import Record
from deskterm.models.records.desk import Claim
from deskterm.models.records.money import Cancelled, ToPrice
from deskterm.models.records.states import OPEN_STATES
from deskterm.models.records.ticket import Message, Ticket
from deskterm.models.records.work import Session
from deskterm.storage.database import Connection
from deskterm.storage.post import unconfirmed as unconfirmed_rows
from deskterm.storage.tickets import due_times
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import outgoing as outgoing_rows
from deskterm.storage.tickets import tickets as ticket_rows

AGES = (1, 2, 5, 10)  # days: the edges of the age classes
FAR = 1 << 60
SHOWN = 50  # lines of each list; the counts are of all


class Trouble(Record, frozen=True, kw_only=True):
    """A mailbox or a hook with which something is wrong, and what it is."""

    what: Literal["mailbox", "hook"]
    name: str
    why: str


class Backlog(Record, frozen=True, kw_only=True):
    """The state of the desk at a moment. Counts are of all, lists hold the first SHOWN."""

    at: int
    open: int
    by_state: dict[str, int]
    by_age: dict[str, int]  # "<1", "1-2", "2-5", "5-10", ">10" days
    by_tier: dict[int, int]
    in_hand: dict[str, int]
    at_risk: tuple[Ticket, ...]
    breached: tuple[Ticket, ...]
    at_risk_count: int
    breached_count: int
    unreported_sessions: tuple[Session, ...]
    to_invoice_cents: int
    to_invoice_minutes: Decimal
    packs_low: tuple[PackLine, ...]
    rejected: tuple[Message, ...]
    held: tuple[Message, ...]
    ignored: int  # set aside as written by machines, and nobody has said so
    arrivals: tuple[tuple[str, int], ...]  # the last two weeks: (ISO day, requests)
    stale: tuple[Claim, ...] = ()  # in the hands of a program that is gone (R5)
    unjudged: int = 0  # that wait for somebody to give them their severity (I19)
    starving: tuple[Ticket, ...] = ()  # too long behind those who always go first (I17, A14)
    short_calls: tuple[ShortCalls, ...] = ()  # free contacts that keep coming (A6)
    cancelled: tuple[Cancelled, ...] = ()  # work that would have cost money
    ending: tuple[EndingAgreement, ...] = ()  # agreements that nobody renewed yet
    to_price: tuple[ToPrice, ...] = ()  # filed, and its price is still to be agreed
    credits: tuple[CreditLine, ...] = ()  # that the terms propose for broken promises
    letters: tuple[ToWrite, ...] = ()  # that somebody has to write, or to hand over
    not_gone: tuple[Message, ...] = ()  # letters that did not leave, came back, may have left, are long tried
    to_confirm: tuple[Ticket, ...] = ()  # with a reply that nobody vouches for (S7)
    wrong: tuple[Trouble, ...] = ()  # mailboxes and hooks with which something is wrong


def figures(desk: Desk, day: date | None = None) -> Backlog:
    """The backlog now, or what of it is late and at risk seen from the end of `day`."""
    with desk.read() as conn:  # every list below is of this one moment
        return _figures(desk, conn, desk.now() if day is None else _end_of(desk, day))


def _figures(desk: Desk, conn: Connection, now: int) -> Backlog:
    _, tomorrow = day_bounds(now, desk.service.tz)
    low_packs = tuple(
        line
        for line in packs.packs(desk)
        if line.low or line.used_up or line.expiring or line.expired or line.top_up
    )
    unreported = contacts.unfiled(desk, everyone=True)
    often = contacts.short_calls(desk, at=now)
    stale = claims.listing(desk, stale=True)
    ending = agreements.ending(desk, now)
    letters = letters_due.listing(desk, SHOWN)
    counts = ticket_rows.counts(conn)
    minutes, cents = to_invoice.to_invoice(desk, conn, now)
    return Backlog(
        at=now,
        open=sum(counts[state] for state in OPEN_STATES),
        by_state=counts,
        by_age=_by_age(ticket_rows.ages(conn, [now - days * 86_400 for days in AGES])),
        by_tier=ticket_rows.tiers(conn),
        in_hand=ticket_rows.in_hand(conn),
        at_risk=at_risk.listing(conn, now, tomorrow, SHOWN),
        breached=due_times.due_list(conn, -FAR, now, SHOWN),
        at_risk_count=at_risk.count(conn, now, tomorrow),
        breached_count=due_times.due_between(conn, -FAR, now),
        unreported_sessions=unreported,
        to_invoice_cents=cents,
        to_invoice_minutes=minutes,
        packs_low=low_packs,
        rejected=message_rows.pending(conn, ("rejected", "review", "unreadable"), limit=SHOWN),
        held=message_rows.pending(conn, ("held",), limit=SHOWN),
        ignored=message_rows.pending_counts(conn).get("ignored", 0),
        arrivals=_arrivals(desk, ticket_rows.arrivals(conn, *_fortnight(desk, now)), now),
        stale=stale,
        unjudged=due_times.unjudged(conn) if desk.service.judges else 0,
        starving=_starving(desk, conn, now),
        short_calls=often,
        ending=ending,
        cancelled=cancelled.recent(conn, now),
        to_price=agreed.waiting(conn, now + 1),
        credits=credits.waiting(desk)[:SHOWN],
        letters=letters,
        not_gone=_not_gone(conn, now),
        to_confirm=unconfirmed_rows.tickets(conn, SHOWN),
        wrong=(
            *(Trouble(what="mailbox", name=name, why=why) for name, why in mail_states.wrong(desk)),
            *(Trouble(what="hook", name=name, why=why) for name, why in hooks.wrong(desk)),
        ),
    )


def _not_gone(conn: Connection, now: int) -> tuple[Message, ...]:
    """Our letters that wait for a person, and those that their servers have put off for long."""
    late = (message_rows.get(conn, one.number) for one in on_the_way.late(conn, now, SHOWN))
    found = message_rows.pending(conn, outgoing_rows.TROUBLED, limit=SHOWN)
    return (*found, *(one for one in late if one is not None))


def _starving(desk: Desk, conn: Connection, now: int) -> tuple[Ticket, ...]:
    """Who has waited as many days as the terms allow in a tier that comes last; the lead is told (A14)."""
    alert = desk.service.alert
    if alert is None:
        return ()
    return ticket_rows.waiting_in_tier(conn, alert.tier, now - alert.days * 86_400, SHOWN)


def _end_of(desk: Desk, day: date) -> int:
    last = datetime.combine(day, datetime.max.time(), ZoneInfo(desk.service.tz))
    return int(last.timestamp())


def _by_age(counts: tuple[int, ...]) -> dict[str, int]:
    edges = [f"<{AGES[0]}"]
    edges += [f"{low}-{high}" for low, high in pairwise(AGES)]
    return dict(zip([*edges, f">{AGES[-1]}"], counts, strict=True))


def _fortnight(desk: Desk, now: int) -> tuple[int, int]:
    start, end = day_bounds(now, desk.service.tz)
    return day_bounds(start - 13 * 86_400, desk.service.tz)[0], end


def _arrivals(desk: Desk, moments: tuple[int, ...], now: int) -> tuple[tuple[str, int], ...]:
    today = local(now, desk.service.tz).date()
    days = {(today - timedelta(days=back)).isoformat(): 0 for back in range(13, -1, -1)}
    for moment in moments:
        day = local(moment, desk.service.tz).date().isoformat()
        if day in days:
            days[day] += 1
    return tuple(days.items())

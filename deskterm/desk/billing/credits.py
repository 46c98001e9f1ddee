"""Credits for promises that were broken in a month: the terms propose them, a person grants or refuses each.

What was granted stands in the customer's settlement of that month, or of the next one that is open.
"""

from __future__ import annotations

from msgspec import structs

from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.steps import changes, customer_facts, facts
from deskterm.desk.steps.billing import fees
from deskterm.desk.steps.billing.to_invoice import bounds, month_of, moved
from deskterm.locale import figures, t
from deskterm.models.basics.text import clean
from deskterm.models.records.base import Record
from deskterm.models.records.ticket import Decision, Ticket
from deskterm.models.rules.broken import Broken, Credited, credited, entry_by, within_cap
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection
from deskterm.storage.money import credits as credit_rows
from deskterm.storage.money.credits import KeptCredit
from deskterm.storage.tickets import decisions as decision_rows
from deskterm.storage.tickets import tickets as ticket_rows

PROPOSED, GRANTED, REFUSED, CAPPED = "proposed", "granted", "refused", "capped"
UNKNOWN = "unknown"  # it is a share of a fee that nobody knows
OPEN = frozenset({PROPOSED, UNKNOWN})
DEEDS = {GRANTED: "credit_granted", REFUSED: "credit_refused"}


class CreditLine(Record, frozen=True, kw_only=True):
    """A broken promise with what the terms credit for it, and what a person made of that.

    `whole_cents`: what it would be without the cap. One of which the cap leaves nothing is `capped`. Of one
    that is `unknown` what must be said of the agreement first (`wants`), and the command that says it.
    """

    broken: Broken
    customer: str  # code
    customer_name: str
    rule: str
    cents: int
    state: str
    why: str = ""
    by: str = ""
    whole_cents: int = 0
    raised: tuple[CreditLine, ...] = ()  # granted under a cap, to which what was refused leaves more
    wants: str = ""
    command: str = ""

    @property
    def unsure(self) -> bool:
        """Whether a person has to say whose the ticket is, or a reply in it."""
        return self.broken.unsure

    @property
    def worth(self) -> str:
        """The amount in words; of one that is not known, what must be said first."""
        return worth(self.cents, self.wants)


def worth(cents: int, wants: str) -> str:
    """An amount that is credited, in words; where something is wanting, that the fee is not known."""
    return t("credits.unknown", wants=wants) if wants else figures.money(cents)


def of_month(desk: Desk, month: str) -> tuple[CreditLine, ...]:
    """The credits for what was broken in a month, `2026-03`, in the order in which it was.

    A cap counts for a customer and the month what its own `[[credit]]` comes to, whatever others of the rule
    do; one of which it leaves nothing is listed as capped, with nothing to decide.
    """
    with desk.read() as conn:
        return _of_month(desk, conn, month)


def waiting(desk: Desk) -> tuple[CreditLine, ...]:
    """What is proposed and not decided, of this month and the one before."""
    return undecided(desk, month_of(desk.now(), desk.service.tz))


def undecided(desk: Desk, month: str) -> tuple[CreditLine, ...]:
    """What is proposed and not decided, of a month and the one before."""
    with desk.read() as conn:
        found = [line for by in (-1, 0) for line in _of_month(desk, conn, moved(month, by))]
    return tuple(one for one in found if one.state in OPEN)


def open_of(desk: Desk, *, ticket: str = "", customer: str = "", month: str = "") -> tuple[CreditLine, ...]:
    """What somebody has still to decide: of a ticket, else of a month (default: this one) and the one before.

    `customer`: of this one alone, by their code. Raises NotFound for an unknown ticket.
    """
    if not ticket:
        found = undecided(desk, month or month_of(desk.now(), desk.service.tz))
        return tuple(one for one in found if customer in ("", one.customer))
    with desk.read() as conn:
        found = tuple(line for _, line in _of_ticket(desk, conn, changes.the_ticket(conn, ticket)))
    return tuple(one for one in found if one.state in OPEN)


def grant(desk: Desk, code: str, metric: str = "") -> CreditLine:
    """Confirm the credit that is proposed for a ticket (of its one broken promise, or of that `metric`).

    Raises NotFound where none is proposed, Refused where several are.
    """
    return _decide(desk, code, metric, GRANTED, "")


def refuse(desk: Desk, code: str, metric: str = "", *, why: str) -> CreditLine:
    """Say that a credit is not due, and why. Raises as `grant`, and Refused without a reason.

    Those granted for the month that its cap has cut get what it leaves, unless they are settled.
    """
    why = clean(why).strip()
    if not why:
        raise Refused("credit_without_reason", code=code)
    return _decide(desk, code, metric, REFUSED, why)


def _decide(desk: Desk, code: str, metric: str, state: str, why: str) -> CreditLine:
    with desk.write() as conn:
        ticket = changes.the_ticket(conn, code)
        month, line = _the_line(desk, conn, ticket, metric)
        if state == GRANTED and line.state == UNKNOWN:
            raise Refused("credit_unknown", code=ticket.code, wants=line.wants, command=line.command)
        kept = KeptCredit(
            ticket_id=ticket.id,
            since=line.broken.since,
            metric=line.broken.metric,
            month=month,
            customer_id=line.broken.customer_id,
            rule=line.rule,
            cents=line.cents if state == GRANTED else 0,
            state=state,
            why=why,
            at=desk.now(),
            by=desk.who,
            due_at=line.broken.due_at,
            late=line.broken.late,
        )
        credit_rows.insert(conn, kept)
        detail = {"metric": kept.metric, "net_cents": kept.cents, "state": state, "reason": why}
        one = Decision(do=DEEDS[state], rule=line.rule, at=desk.now(), point="settle", detail=detail)
        since = decision_rows.newest(conn)
        changes.keep(desk, conn, (one,), ticket=ticket)
        told = detail | {"month": month, "since": kept.since} | changes.with_deed(conn, ticket, since)
        desk.record(conn, DEEDS[state], ticket_id=ticket.id, target=ticket.code, after=told)
        raised = _raise(desk, conn, month, line.broken) if state == REFUSED else ()
        return structs.replace(_line(conn, line.broken, kept.rule, kept.cents, kept), raised=raised)


def _raise(desk: Desk, conn: Connection, month: str, refused: Broken) -> tuple[CreditLine, ...]:
    """Give credits granted under a cap what a refused one leaves of it, in the order of what was broken."""
    kept = {_key(one): one for one in credit_rows.of_month(conn, month)}
    made = {one: _credited(desk, conn, one) for one in _broken_in(desk, conn, month)}
    left = made.get(refused)
    found = [
        (broken, each, kept[key])
        for broken, each in made.items()
        if (key := _key(broken)) in kept
        if broken.customer_id == refused.customer_id
        if each is not None and left is not None and each.entry == left.entry and not each.unknown
    ]
    spent, raised = sum(had.cents for _, _, had in found), []
    for broken, each, had in found:
        cents = within_cap(each, spent - had.cents)
        key = had.ticket_id, had.since, had.metric
        if had.state != GRANTED or cents <= had.cents or credit_rows.is_settled(conn, *key):
            continue
        spent += cents - had.cents
        more = structs.replace(had, cents=cents, at=desk.now(), by=desk.who)
        credit_rows.delete(conn, *key)
        credit_rows.insert(conn, more)
        detail = {"metric": had.metric, "net_cents": cents, "state": GRANTED, "reason": had.why}
        one = Decision(do=DEEDS[GRANTED], rule=had.rule, at=desk.now(), point="settle", detail=detail)
        ticket = ticket_rows.by_id(conn, had.ticket_id)
        changes.keep(desk, conn, (one,), ticket=ticket)
        before, after = {"net_cents": had.cents}, {"net_cents": cents, "metric": had.metric}
        desk.record(
            conn, "credit_raised", ticket_id=ticket.id, target=ticket.code, before=before, after=after
        )
        raised.append(_line(conn, broken, had.rule, cents, more, whole=each.cents))
    return tuple(raised)


def _broken_in(desk: Desk, conn: Connection, month: str) -> tuple[Broken, ...]:
    """What was broken in a month, and what was granted for it, whatever has been put right since.

    A promise that was decided in another month, and is due in this one by now, stays in that one.
    """
    granted = {_key(one): one for one in credit_rows.granted(conn, month)}
    found = []
    for one in credit_rows.broken(conn, *bounds(month, desk.service.tz), desk.now()):
        decided = [kept for kept in credit_rows.of_ticket(conn, one.ticket_id) if _key(kept) == _key(one)]
        if all(kept.month == month for kept in decided):
            granted.pop(_key(one), None)
            found.append(one)
    return tuple(sorted([*found, *granted.values()], key=lambda one: (one.due_at, one.ticket_id, one.metric)))


def _key(one: Broken | KeptCredit) -> tuple[int, int, str]:
    return one.ticket_id, one.since, one.metric


def _the_line(desk: Desk, conn: Connection, ticket: Ticket, metric: str) -> tuple[str, CreditLine]:
    """What is proposed for a ticket, and of which month. Raises Refused where it is decided already."""
    own = [one for one in _of_ticket(desk, conn, ticket) if metric in ("", one[1].broken.metric)]
    found = [(month, line) for month, line in own if line.state in OPEN]
    if not found:
        for _, line in reversed(own):
            if line.state in DEEDS:
                raise _decided(conn, line)
        raise NotFound("no_credit", code=ticket.code)
    if len(found) > 1:
        raise Refused(
            "several_credits", code=ticket.code, of=", ".join(one.broken.metric for _, one in found)
        )
    return found[0]


def _decided(conn: Connection, line: CreditLine) -> Refused:
    """What was made of a credit, and how it is taken back; of one in a closed bill that it stays."""
    of = line.broken
    if credit_rows.is_settled(conn, of.ticket_id, of.since, of.metric):
        return Refused("credit_settled", code=of.ticket)
    told = {"of": t(f"promise.of.{of.metric}"), "net": figures.money(line.cents), "who": line.by}
    return Refused(f"credit_was_{line.state}", code=of.ticket, **told)


def _of_ticket(desk: Desk, conn: Connection, ticket: Ticket) -> list[tuple[str, CreditLine]]:
    """What the terms credit for a ticket's broken promises, each with its month."""
    low, now = ticket.received_at, desk.now()
    months = {
        month_of(one.due_at, desk.service.tz)
        for one in credit_rows.broken(conn, low, now, now)
        if one.ticket_id == ticket.id
    }
    months |= {one.month for one in credit_rows.of_ticket(conn, ticket.id)}
    return [
        (month, line)
        for month in sorted(months)
        for line in _of_month(desk, conn, month)
        if line.broken.ticket_id == ticket.id
    ]


def _of_month(desk: Desk, conn: Connection, month: str) -> tuple[CreditLine, ...]:
    kept = {_key(one): one for one in credit_rows.of_month(conn, month)}
    found = {one: _credited(desk, conn, one) for one in _broken_in(desk, conn, month)}
    spent: dict[tuple[int, str], int] = {}
    for broken, made in found.items():
        one = kept.get(_key(broken))
        if one is not None:
            key = one.customer_id, made.entry if made is not None else _entry(desk, conn, one)
            spent[key] = spent.get(key, 0) + one.cents
    lines = []
    for broken, made in found.items():
        decided = kept.get(_key(broken))
        if decided is not None:
            lines.append(_line(conn, broken, decided.rule, decided.cents, decided))
        elif made is not None and made.unknown:
            lines.append(_unknown(desk, conn, broken, made.rule))
        elif made is not None and made.cents:
            key = (broken.customer_id, made.entry)
            cents = within_cap(made, spent.get(key, 0))
            spent[key] = spent.get(key, 0) + cents
            lines.append(_line(conn, broken, made.rule, cents, whole=made.cents))
    return tuple(lines)


def _entry(desk: Desk, conn: Connection, kept: KeptCredit) -> str:
    """Which of the terms' credits granted it, though by what is known now none would."""
    ticket = ticket_rows.by_id(conn, kept.ticket_id)
    return entry_by(desk.service_of(ticket.terms_id), kept.rule, kept.metric)


def _credited(desk: Desk, conn: Connection, broken: Broken) -> Credited | None:
    """What the terms of the ticket credit, by its facts and the fee agreed on the day it was due.

    Where the terms name no fee and the agreement has none, there is none: a share of it is nothing.
    """
    ticket = ticket_rows.by_id(conn, broken.ticket_id)
    service = desk.service_of(ticket.terms_id)
    if not service.credits or not ticket.confirmed:
        return None
    known, day = facts.of_ticket(desk, conn, ticket), facts.day_of(broken.due_at, desk.service.tz)
    card = customer_rows.card(conn, broken.customer_id, day)
    card = facts.under(desk, conn, service, card, known, at=broken.due_at, number=ticket.agreement_id)
    fee = card.fee_cents if facts.has_contract(card, day) else 0
    if fee is None:
        fee = fees.usual_fee(service, card.fee_base_cents, card.agreed) if service.fee else 0
    return credited(service, broken, known, fee)


def _unknown(desk: Desk, conn: Connection, broken: Broken, rule: str) -> CreditLine:
    """One that cannot be reckoned, with what must be said of the agreement first."""
    ticket = ticket_rows.by_id(conn, broken.ticket_id)
    line = _line(conn, broken, rule, 0)
    wants, argument = fees.wanting(desk.service_of(ticket.terms_id))
    standing = customer_facts.held(desk, conn, ticket)
    several = standing.holds is not None and len(standing.running) > 1
    which = f" --number {standing.holds.id}" if several and standing.holds else ""
    command = f"deskterm agreement correct {line.customer}{which} {argument}"
    return structs.replace(line, state=UNKNOWN, wants=wants, command=command)


def _line(
    conn: Connection,
    broken: Broken,
    rule: str,
    cents: int,
    decided: KeptCredit | None = None,
    *,
    whole: int = 0,
) -> CreditLine:
    card = customer_rows.card(conn, broken.customer_id, "")
    return CreditLine(
        broken=broken,
        customer=card.code,
        customer_name=card.name,
        rule=rule,
        cents=cents,
        state=decided.state if decided else PROPOSED if cents else CAPPED,
        why=decided.why if decided else "",
        by=decided.by if decided else "",
        whole_cents=max(whole, cents),
    )

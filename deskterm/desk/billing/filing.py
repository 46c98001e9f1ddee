"""From a stopped session to what it cost: preview it, file it, enter past work."""

from __future__ import annotations

import msgspec

from deskterm.desk.billing import named_prices
from deskterm.desk.calls import passwords, telling
from deskterm.desk.calls.contacts import check_open
from deskterm.desk.context import Desk
from deskterm.desk.customers import agreements
from deskterm.desk.errors import Refused, near
from deskterm.desk.packs import topping_up
from deskterm.desk.steps import changes, own_facts, snapshots
from deskterm.desk.steps.billing import pricing, settle_contact
from deskterm.desk.steps.billing.settle_contact import Case
from deskterm.desk.steps.gates import admission
from deskterm.desk.steps.gates import passwords as password_steps
from deskterm.desk.steps.gates.past_work import PastWork, entered
from deskterm.desk.steps.letters import reminders
from deskterm.desk.steps.packs import units
from deskterm.desk.steps.packs.low_packs import Proposal
from deskterm.desk.steps.tickets import answered as answer_steps
from deskterm.desk.steps.work import gate_answers
from deskterm.desk.steps.work.contacts import the_group
from deskterm.desk.steps.work.gate_answers import Answers
from deskterm.locale import language
from deskterm.models.basics.text import clean
from deskterm.models.money.pack_use import Balance
from deskterm.models.money.price import named
from deskterm.models.records.base import Record
from deskterm.models.records.money import Bill, Report
from deskterm.models.records.ticket import Ticket
from deskterm.models.records.work import Session
from deskterm.models.terms.sections import Label
from deskterm.models.terms.service import Service
from deskterm.storage.database import Connection
from deskterm.storage.tickets import tickets as ticket_rows
from deskterm.storage.work import sessions as session_rows


class FilingPreview(Record, frozen=True, kw_only=True):
    """What a contact would cost; `bill` is what would be charged now, `whole` the contact altogether."""

    bill: Bill
    whole: Bill
    unit: str
    packs_before: int | None
    packs_after: int | None
    own: tuple[Balance, ...]  # the same of each of them by itself
    report_due: bool
    reason_needed: bool
    undecided: bool  # no price holds: the technician must name one
    awaited: tuple[str, ...] = ()  # what must be said before the price can be told, by name


class Filed(Record, frozen=True, kw_only=True):
    """A contact that was filed: its stretches, what was charged for them now, the report if one was due."""

    session: Session  # the last stretch
    sessions: tuple[Session, ...]
    bill: Bill
    whole: Bill
    report: Report | None
    unit: str
    packs_before: int | None
    packs_after: int | None
    own: tuple[Balance, ...] = ()  # the same of each of them by itself
    reminded: tuple[str, ...] = ()  # the rules of which the customer is reminded in a letter (M9)
    topped_up: tuple[Proposal, ...] = ()  # the packs that the desk sold by itself upon it


def preview(
    desk: Desk,
    group_id: int,
    *,
    at: int | None = None,
    reason: str = "",
    outcome: str = "",
    kind: str | None = None,
    price: str = "",
) -> FilingPreview:
    """What the contact would cost if it ended at `at` (default: now), its running stretch seen as `kind`."""
    with desk.read() as conn:
        row, stretches = the_group(conn, group_id)
        ticket = ticket_rows.by_id(conn, row.ticket_id)
        moment = desk.now() if at is None else at
        found = pricing.price(
            desk,
            conn,
            ticket,
            row,
            stretches,
            at=moment,
            reason=reason,
            outcome=outcome,
            kind=kind,
            rule=price,
        )
        return FilingPreview(
            bill=found.bill,
            whole=found.whole,
            unit=found.unit,
            packs_before=found.before,
            packs_after=found.after,
            own=found.own,
            report_due=found.bill.report,
            reason_needed=bool(found.asked),
            undecided=found.whole.mode == "undecided",
            awaited=tuple(map(own_facts.name, found.awaited)),
        )


def file(
    desk: Desk,
    group_id: int,
    *,
    outcome: str = "",
    reason: str = "",
    note: str = "",
    price: str = "",
    confirm: bool = False,
    answers: Answers | None = None,
) -> Filed:
    """File a contact: price it, draw the packs, issue the report. Filed work stays as it is.

    `price` names the rule where none holds by itself; `confirm` says that doubtful times are right (R21);
    `answers` is what was told at the close (M9).
    A contact that grew after its first filing is charged the difference, on a report of its own.
    """
    with desk.write() as conn:
        filed = _file(
            desk,
            conn,
            group_id,
            outcome=outcome,
            reason=reason,
            note=note,
            price=price,
            confirm=confirm,
            told=answers or {},
        )
        _record(desk, conn, "contact_filed", filed)
        answer_steps.by_work(desk, conn, filed.session)
    passwords.put_away(desk)
    return filed


def enter(
    desk: Desk,
    code: str,
    *,
    kind: str,
    started_at: int,
    ended_at: int,
    inbound: bool = True,
    answers: Answers | None = None,
    device: str = "",
) -> Session:
    """Enter a stretch of past work, to be filed later.

    It passes the gates of the terms as of then: `answers` is what was told there (`gates.questions`).
    """
    with desk.write() as conn:
        _, told = telling.with_it(desk, changes.the_ticket(conn, code).id, answers)
        work = PastWork(
            kind=kind,
            started_at=started_at,
            ended_at=ended_at,
            inbound=inbound,
            answers=told,
            device=device,
        )
        session = entered(desk, conn, code, work)
        desk.record(
            conn,
            "session_entered",
            ticket_id=session.ticket_id,
            target=f"session:{session.id}",
            after={"kind": kind, "started_at": started_at, "ended_at": ended_at, "group": session.group_id},
        )
        return session


def log(
    desk: Desk,
    code: str,
    *,
    kind: str,
    started_at: int,
    ended_at: int,
    reason: str = "",
    outcome: str = "",
    note: str = "",
    inbound: bool = True,
    price: str = "",
    answers: Answers | None = None,
    device: str = "",
    confirm: bool = False,
) -> Filed:
    """Enter a stretch of past work and file its contact at once; refused together, nothing stays.

    `answers`: what was told at the gates then, and at the close; `confirm`: it really was so long.
    """
    with desk.write() as conn:
        ticket, told = telling.with_it(desk, changes.the_ticket(conn, code).id, answers)
        ending = gate_answers.at_close(desk.service_of(ticket.terms_id))
        before = {fact: one for fact, one in told.items() if fact not in ending}
        work = PastWork(
            kind=kind,
            started_at=started_at,
            ended_at=ended_at,
            inbound=inbound,
            answers=before,
            device=device,
            confirmed=confirm,
        )
        session = entered(desk, conn, code, work)
        filed = _file(
            desk,
            conn,
            session.group_id,
            outcome=outcome,
            reason=reason,
            note=note,
            price=price,
            confirm=confirm,
            told={fact: one for fact, one in told.items() if fact in ending},
        )
        _record(desk, conn, "contact_logged", filed)
        answer_steps.by_work(desk, conn, filed.session)
    passwords.put_away(desk)
    return filed


def written(desk: Desk, ticket: Ticket, *, kind: str, outcome: str) -> Filed:
    """File an answer in writing as a contact of its own, as part of the answer: it took no time."""
    with desk.write() as conn:
        number = session_rows.new_group(conn, ticket.id)
        session_rows.insert(
            conn,
            group_id=number,
            ticket_id=ticket.id,
            technician=desk.who,
            kind=kind,
            inbound=False,
            started_at=desk.now(),
            ended_at=desk.now(),
        )
        filed = _file(desk, conn, number, outcome=outcome, reason="", note="", price="", confirm=False)
        _record(desk, conn, "contact_filed", filed)
        return filed


def note(
    desk: Desk, group_id: int, text: str, *, reason: str | None = None, outcome: str | None = None
) -> None:
    """Keep what is being written about a contact, as it is typed: a draft, so no event. None: as it was."""
    with desk.write() as conn:
        row, stretches = the_group(conn, group_id)
        check_open(stretches)
        session_rows.write_draft(
            conn,
            group_id,
            reason=row.reason if reason is None else reason,
            outcome=row.outcome if outcome is None else outcome,
            note=clean(text, lines=True),
        )


def _file(
    desk: Desk,
    conn: Connection,
    group_id: int,
    *,
    outcome: str,
    reason: str,
    note: str,
    price: str,
    confirm: bool,
    told: Answers | None = None,
) -> Filed:
    row, stretches = the_group(conn, group_id)
    ticket, at_close = telling.with_it(desk, row.ticket_id, told)
    service = desk.service_of(ticket.terms_id)
    agreements.grant(desk, ticket.customer_id)
    _check_ended(stretches, confirm=confirm)
    outcome, reason = outcome or row.outcome, reason or row.reason
    gate_answers.keep(desk, conn, ticket, at_close, session_id=stretches[-1].id, point="close")
    found = pricing.price(
        desk, conn, ticket, row, stretches, at=desk.now(), reason=reason, outcome=outcome, rule=price
    )
    admission.closing(desk, conn, ticket, () if told is None else stretches, found.known)
    _check_words(service, found, outcome=outcome, reason=reason)
    _check_billable(service, ticket, found, reason, price=price, began=min(_begun(stretches)))
    unit = units.used_without_work(conn, service, ticket)
    snapshots.at_pricing(conn, group_id, ticket, found.known, found.packs, at=desk.now(), unit=unit)
    written = clean(note, lines=True) or row.note
    session_rows.write_draft(conn, group_id, reason=reason, outcome=outcome, note=written)
    row, stretches = the_group(conn, group_id)
    units.charged(desk, conn, ticket, found.bill)
    case = Case(desk=desk, conn=conn, ticket=ticket, group=row, stretches=stretches, found=found)
    report = settle_contact.settle(case)
    if answer_steps.answers(service, outcome):
        units.book_use(desk, conn, ticket, "first-answer")
    password_steps.done(desk, conn, ticket.id)
    closed = session_rows.of_group(conn, group_id)
    return Filed(
        session=closed[-1],
        sessions=closed,
        bill=found.bill,
        whole=found.whole,
        report=report,
        unit=found.unit,
        packs_before=found.before,
        packs_after=found.after,
        own=found.own,
        reminded=reminders.write(desk, conn, ticket, closed, found, report=report),
        topped_up=topping_up.sell_to(desk, ticket.customer_id),
    )


def _check_ended(stretches: tuple[Session, ...], *, confirm: bool) -> None:
    going = next((item for item in stretches if item.state == "running"), None)
    if going:
        raise Refused("still_running", code=going.ticket, who=going.technician)
    check_open(stretches)
    if any(item.to_confirm for item in stretches) and not confirm:
        raise Refused("time_to_confirm", code=stretches[0].ticket)


def _check_words(service: Service, found: pricing.Priced, *, outcome: str, reason: str) -> None:
    """Outcome and reason must be the service's own (D21, D27)."""
    outcomes = [label.id for label in service.outcomes]
    if outcomes and outcome not in outcomes:
        code = "no_outcome" if outcome else "outcome_needed"
        asked = (one.rule for one in found.closing if one.detail.get("ask") == "outcome")
        like = near(outcome, service.outcomes)
        raise Refused(code, rule=next(asked, ""), like=like, outcome=outcome, choices=", ".join(outcomes))
    reasons = [label.id for label in service.reasons]
    if reason and reasons and reason not in reasons:
        like = near(reason, service.reasons)
        raise Refused("no_reason", rule=found.asked, like=like, reason=reason, choices=", ".join(reasons))
    if not reason and found.asked:
        raise Refused("reason_needed", rule=found.asked, choices=", ".join(reasons))


def _begun(stretches: tuple[Session, ...]) -> list[int]:
    return [session.started_at for session in stretches]


def _check_billable(
    service: Service, ticket: Ticket, found: pricing.Priced, reason: str, *, price: str, began: int
) -> None:
    named_prices.check(service, found.known, began, price)
    if found.whole.mode == "undecided":
        choices = ", ".join(named(service, found.known, began))
        raise Refused("undecided", code=ticket.code, choices=choices)
    if found.bill.billable and ticket.customer_id is None:
        raise Refused("customer_needed", rule=found.bill.rule, code=ticket.code)
    block = next((action for action in found.closing if action.do == "block"), None)
    if block:
        raise Refused("close_blocked", rule=block.rule, code=ticket.code)
    if not price:
        _check_charge(service, ticket, found, reason, began)


def _check_charge(service: Service, ticket: Ticket, found: pricing.Priced, reason: str, began: int) -> None:
    """What may not be the customer's to pay, as a fault of ours, is charged only by a named price."""
    words: tuple[Label, ...] = (*service.topics, *service.reasons)
    asked = next((one for one in words if one.id in (ticket.topic, reason) and one.charge_asked), None)
    if asked is not None and found.bill.billable:
        choices = ", ".join(named(service, found.known, began))
        told = {"code": ticket.code, "what": asked.said(language()), "price": found.bill.rule}
        raise Refused("charge_asked", rule=asked.rule, **told, choices=choices)


def _record(desk: Desk, conn: Connection, deed: str, filed: Filed) -> None:
    session = filed.session
    after = {
        "group": session.group_id,
        "sessions": [item.id for item in filed.sessions],
        "outcome": session.outcome,
        "reason": session.reason,
        "bill": msgspec.to_builtins(filed.bill),
        "report": filed.report.number if filed.report else "",
    }
    desk.record(conn, deed, ticket_id=session.ticket_id, target=f"contact:{session.group_id}", after=after)

"""A request arrives: by mail, or typed in. Every message ends in exactly one outcome and is kept.

The order of the questions: has it come before, is it a machine's, does it belong to a thread, do the terms
turn it away as it stands (D8), whose is it (D1), may the sender be believed (S7), what do the terms say.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import structs

from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound, near
from deskterm.desk.letters import letters
from deskterm.desk.steps import changes, own_facts, typed
from deskterm.desk.steps.intake import arriving, ask_back, booking, doors, persons, senders, turned_away
from deskterm.desk.steps.intake.arriving import Arriving
from deskterm.desk.steps.letters import automatic, bounces
from deskterm.desk.steps.tickets import duplicates, threads
from deskterm.desk.steps.trust import joining
from deskterm.models.basics.text import clean
from deskterm.models.records.base import Record
from deskterm.models.records.mails import Outgoing, ParsedMail
from deskterm.models.records.request import IncomingRequest
from deskterm.models.records.ticket import BROUGHT_BACK, LATE, Decision, Message, Ticket
from deskterm.models.rules import rules, verdicts
from deskterm.models.rules.derived_facts import claimed, parted
from deskterm.models.terms.facts import Facts
from deskterm.models.terms.sections import Channel
from deskterm.storage.database import Connection
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import tickets as ticket_rows

NOBODYS = {LATE: "letter_late_unconfirmed", BROUGHT_BACK: "letter_returned_unconfirmed"}  # why it waits


class Received(Record, frozen=True, kw_only=True):
    """What became of one message; `reason` names a sentence, `reasons.<reason>`."""

    outcome: str
    ticket: str | None = None
    rule: str = ""
    reason: str = ""
    message: int | None = None
    source: str = ""
    field: str = ""  # the column that could not be read
    unread: bool = False  # its source could not be read
    not_taken: tuple[str, ...] = ()  # what came with it and the terms declare as no field of its channel


def receive_mail(
    desk: Desk, mail: ParsedMail, *, source: str = "", vouched: bool = False, channel: str = ""
) -> Received:
    """Take one mail in. `vouched`: a person says that plain senders are who they say (S7).

    `channel`: the id of the one whose mailbox it was in; without it the mail's addresses say which.
    """
    with desk.as_of(mail.received_at), desk.write() as conn:
        known, taken = senders.repeated(conn, mail)
        if known is not None:
            senders.came_again(desk, conn, mail, known)
            return Received(outcome="duplicate", reason="duplicate", message=known.id, source=source)
        mail = senders.sent_through(desk, conn, mail)
        whose = senders.customers_at(conn, mail)
        mail = senders.a_person_s(conn, mail, whose)
        values = senders.as_message(mail, source, taken=taken, channel=channel)
        filing = Arriving(values=values, mail=mail, source=source)
        if mail.kind == "unreadable":
            if len(whose) == 1 and mail.trust != "doubtful":
                filing.values["customer_id"] = whose[0]
            reason = mail.kind_reason or "unreadable"
            return _set_aside(desk, conn, filing, "unreadable", rule="", reason=reason)
        if mail.kind in ("receipt", "automatic"):
            if (letter := bounces.told_of(conn, mail)) is not None:
                return _brought_back(desk, conn, filing, mail, letter)
            reason = mail.kind_reason or mail.kind
            return _set_aside(desk, conn, filing, "ignored", rule="", reason=reason)
        mail = senders.judged(conn, mail, whose)
        filing.values.update(trust=mail.trust, trust_reason=mail.trust_reason)
        named = mail.references or mail.tags or message_rows.is_named(conn, mail.message_id)
        thread = threads.of_mail(conn, mail) if named else None
        late = threads.late(desk, thread, mail.received_at)
        if thread is not None and not late:
            sure = joining.is_sure(conn, mail, thread, vouched=vouched)
            said = senders.request_of(desk, mail).fields
            return _append(desk, conn, filing, thread, said, sure=sure)
        filing = structs.replace(filing, tagged="" if late else threads.no_part(conn, mail), late=late)
        return _new_request(desk, conn, filing, mail, whose=whose, vouched=vouched)


def receive_request(
    desk: Desk,
    *,
    channel: str,
    customer: str | None = None,
    subject: str = "",
    body: str = "",
    contact: str = "",
    phone: str = "",
    email: str = "",
    blocking: bool = False,
    fields: dict[str, Any] | None = None,
    received_at: int | None = None,
    topic: str = "",
    severity: str = "",
    unasked: bool = False,
) -> Received:
    """Take in a request that was typed, or heard on the telephone: who types it vouches for the customer.

    `severity`: as they judge it already. `unasked`: a missed call, kept by a closed channel too. Raises
    Refused where the channel may not be used (D11, D24) or has no such field, NotFound for what is unknown.
    """
    at = desk.now() if received_at is None else received_at
    with desk.as_of(at), desk.write() as conn:
        way, who = the_channel(desk, channel), (unasked and phone) or desk.who
        own = {"subject": subject, "contact": contact, "phone": phone, "email": email}
        typed.check(desk.service, way, own=own, topic=topic, severity=severity, fields=fields or {})
        fields = own_facts.typed_in(desk, conn, fields or {})
        card = persons.card_of(desk, conn, customer, at) if customer else None
        request = IncomingRequest(
            channel=way,
            customer=card,
            subject=clean(subject),
            body=clean(body, lines=True),
            received_at=at,
            contact=clean(contact),
            phone=clean(phone),
            email=clean(email),
            blocking=blocking,
            topic=topic,
            severity=severity,
            typed=True,
            fields=dict(claimed(desk.service, way, body)),
        ).said_too({name: clean(str(value), lines=True) for name, value in (fields or {}).items()})
        request = persons.completed(desk.service, request)
        values = typed.as_message(request, who, missed=unasked)
        filing = Arriving(values=values, by_hand=not unasked, unasked=unasked)
        filing.known.update(booking.facts_of(desk, conn, request))
        doors.check(desk.service, request, filing.known, anyhow=unasked)
        return _decide(desk, conn, filing, request)


def receive_entry(
    desk: Desk, request: IncomingRequest, *, source: str, digest: str, key: str = ""
) -> Received:
    """Take in a request that came in a file, once: the terms decide of its channel too (D11).

    `key`: its own number where it came from; other words under the same number join its ticket.
    """
    with desk.as_of(request.received_at), desk.write() as conn:
        known = message_rows.by_digest(conn, digest)
        if known is not None:
            desk.record(conn, "duplicate", ticket_id=known.ticket_id, target=str(known.id))
            return Received(outcome="duplicate", reason="duplicate", message=known.id, source=source)
        request = persons.completed(desk.service, request)
        values = typed.as_message(request, request.named) | {
            "kind": "entry",
            "source": clean(source),
            "digest": digest,
        }
        if not request.confirmed:
            values |= {"trust": "address", "trust_reason": "line-of-file"}
        filing = Arriving(values=values, source=source)
        first = message_rows.by_message_id(conn, key) if key else None
        if first is not None:
            return _told_again(desk, conn, filing, request, first)
        values["message_id"] = key
        return _decide(desk, conn, filing, request)


def _told_again(
    desk: Desk, conn: Connection, filing: Arriving, request: IncomingRequest, first: Message
) -> Received:
    """Other words under a number that has come before: more of the same, if the customer is the same."""
    ticket = None if first.ticket_id is None else ticket_rows.by_id(conn, first.ticket_id)
    owner = request.customer.id if request.customer and request.confirmed else None
    if ticket is None or owner is None or ticket.customer_id != owner:
        return Received(outcome="unreadable", reason="id-again", field="id", source=filing.source)
    return _append(desk, conn, filing, ticket, request.fields, sure=True)


def the_channel(desk: Desk, name: str) -> Channel:
    """The service's channel of that id or kind. Raises NotFound naming those that exist."""
    channel = desk.service.channel(name)
    if channel is None:
        known = desk.service.channels
        raise NotFound("no_channel", like=near(name, known), name=name, known=", ".join(c.id for c in known))
    return channel


def _new_request(
    desk: Desk, conn: Connection, filing: Arriving, mail: ParsedMail, *, whose: Sequence[int], vouched: bool
) -> Received:
    request = senders.request_of(desk, mail, filing.values["channel"])
    if mail.trust == "doubtful":
        # Even a true address is no proof here: what the terms refuse is refused, the rest waits for a person.
        known = booking.facts_of(desk, conn, request)
        if rules.outcome(verdicts.at_arrival(desk.service, known, request.received_at)) != "rejected":
            filing.known.update(known)
            reason = mail.trust_reason or "doubtful"
            return _set_aside(desk, conn, filing, "held", rule=booking.hold_rule(desk), reason=reason)
    if request.fields:
        filing.values["given"] = json.dumps({"fields": request.fields}, ensure_ascii=False)
    confirmed = mail.trust == "verified" or (vouched and mail.trust == "address")
    found, person = senders.owner(desk, conn, mail, whose)
    if isinstance(found, str):
        return _decide(desk, conn, filing, request, held=found)
    email = senders.answered_at(conn, mail, found.id)
    request = structs.replace(request, customer=found, confirmed=confirmed, email=email).written_by(person)
    filing.values["customer_id"] = found.id
    return _decide(desk, conn, filing, request)


def _decide(
    desk: Desk, conn: Connection, filing: Arriving, request: IncomingRequest, *, held: str = ""
) -> Received:
    """Ask the terms about a request and file it as they say; what of it is not taken is told."""
    aside = parted(request.channel, request.fields, desk.service.own_facts, typed=request.typed).aside
    received = _filed(desk, conn, filing, request, held=held)
    return structs.replace(received, not_taken=tuple(aside))


def _filed(
    desk: Desk, conn: Connection, filing: Arriving, request: IncomingRequest, *, held: str
) -> Received:
    asked = _said(desk, conn, filing, request)
    outcome = rules.outcome(asked)
    found = (
        *changes.decided(asked, at=desk.now(), point="intake"),
        *senders.timed(desk, filing.mail),
        *filing.late,
    )
    waiting = duplicates.waiting(conn, request) if outcome == "merged" else None
    if waiting is not None:
        return _merge(desk, conn, filing, waiting, found, confirmed=request.confirmed)
    if outcome in turned_away.TURNS_AWAY and (outcome == "rejected" or not held):
        rule = next(action.rule for action in asked if action.do == turned_away.TURNS_AWAY[outcome])
        reason = letters.reason(turned_away.TURNS_AWAY[outcome], found, request)
        received = _set_aside(desk, conn, filing, outcome, rule=rule, reason=reason, found=found)
        if not filing.untold:
            automatic.refuse(desk, conn, request, found, int(received.message or 0))
        return received
    if held or request.customer is None:
        reason = held or letters.stranger(request)
        return _set_aside(
            desk, conn, filing, "held", rule=booking.hold_rule(desk), reason=reason, found=found
        )
    return _file_ticket(desk, conn, filing, request, found, outcome=outcome)


def _said(
    desk: Desk, conn: Connection, filing: Arriving, request: IncomingRequest
) -> tuple[rules.RuleAction, ...]:
    """What the terms say at intake; what they were told is noted in `filing`."""

    def once_confirmed() -> Facts:
        sure = structs.replace(request, confirmed=True)
        filing.withheld.update(booking.facts_of(desk, conn, sure))
        return filing.withheld

    if not filing.known:
        filing.known.update(booking.facts_of(desk, conn, request))
    confirmed = None if request.confirmed else once_confirmed
    return verdicts.at_arrival(desk.service, filing.known, request.received_at, confirmed)


def _file_ticket(
    desk: Desk,
    conn: Connection,
    filing: Arriving,
    request: IncomingRequest,
    found: tuple[Decision, ...],
    *,
    outcome: str,
) -> Received:
    """Book the ticket and put the message at the head of its thread; ask back what the terms miss in it."""
    reason = ask_back.how(desk, conn, request, filing.known) if outcome == "clarify" else ""
    if not request.confirmed:
        found += (Decision(do="confirm", rule=booking.hold_rule(desk), at=desk.now(), point="intake"),)
    state = "waiting" if reason in ask_back.ASKED else "queued"
    ticket = booking.book(desk, conn, request, filing.known, found, state=state)
    rule = booking.first_rule(found)
    filing.values.update(ticket_id=ticket.id, outcome=outcome, rule=rule, reason=reason)
    message = arriving.keep(conn, filing)
    told = {"channel": ticket.channel} | ({changes.BY_HAND: True} if filing.by_hand else {})
    desk.record(conn, "received", ticket_id=ticket.id, target=ticket.code, after=told)
    if reason == "asked_back":
        ask_back.ask(desk, conn, ticket, request, known=filing.known, said=found)
    automatic.acknowledge(desk, conn, ticket, filing.known, untold=filing.untold)
    return Received(
        outcome=outcome, ticket=ticket.code, rule=rule, reason=reason, message=message, source=filing.source
    )


def _append(
    desk: Desk, conn: Connection, filing: Arriving, ticket: Ticket, said: Mapping[str, Any], *, sure: bool
) -> Received:
    """More of a request that stands: what it `said` by the names of fields changes nothing, and is told.

    `sure`: it is surely the customer's; what is not joins as unconfirmed (S7).
    """
    filing.values["given"] = json.dumps({"fields": said} if said else {}, ensure_ascii=False)
    message = arriving.joins(desk, conn, filing, ticket, sure=sure, outcome="appended")
    if sure and filing.mail is not None:
        bounces.answered(desk, conn, filing.mail.references, message)
    return Received(
        outcome="appended",
        ticket=ticket.code,
        reason="thread" if sure else "thread_unconfirmed",
        message=message,
        source=filing.source,
        not_taken=tuple(said),
    )


def _brought_back(
    desk: Desk, conn: Connection, filing: Arriving, mail: ParsedMail, letter: Outgoing
) -> Received:
    """Keep what a server says of a letter of ours beside it, in its ticket's thread.

    What only says to be a server's report, or cannot be about that letter any more, joins as unconfirmed: it
    changes neither ticket nor letter.
    """
    late, words = bounces.is_late(mail), bounces.report(mail).words
    what, why = (LATE, "letter_late") if late else (BROUGHT_BACK, "letter_returned")
    doubt = bounces.doubt(conn, mail, letter)
    if not doubt:
        filing.values.update(ticket_id=letter.ticket_id, outcome=what, reason=why)
        ticket, message = letter.ticket or None, arriving.keep(conn, filing)
        bounces.came_back(desk, conn, letter, report=message, words=words, late=late)
        return Received(outcome=what, ticket=ticket, reason=why, message=message, source=filing.source)
    why = NOBODYS[what] if doubt == "unconfirmed" else f"report_{doubt}"
    if letter.ticket_id is None:
        return _set_aside(desk, conn, filing, "held", rule=booking.hold_rule(desk), reason=why)
    message = arriving.joins_as_report(
        desk, conn, filing, letter, words=words, late=late, outcome=what, reason=why
    )
    return Received(
        outcome="appended", ticket=letter.ticket, reason=why, message=message, source=filing.source
    )


def _merge(
    desk: Desk,
    conn: Connection,
    filing: Arriving,
    ticket: Ticket,
    found: tuple[Decision, ...],
    *,
    confirmed: bool,
) -> Received:
    """Add a resent request to the ticket that waits already; it keeps its place (I18).

    Its sender hears so, if it is surely them (`confirmed`: our server says so, or who brought the mail in).
    """
    rule = next(decision.rule for decision in found if decision.do == "merge")
    told = {"outcome": "merged", "rule": rule, "reason": "merge"}
    message = arriving.joins(desk, conn, filing, ticket, sure=confirmed, **told)
    changes.keep(desk, conn, found, ticket=ticket, message_id=message)
    ticket = ticket_rows.by_id(conn, ticket.id)
    if confirmed and not filing.untold:
        duplicates.say_in_queue(desk, conn, ticket)
    return Received(
        outcome="merged",
        ticket=ticket.code,
        rule=rule,
        reason="merge",
        message=message,
        source=filing.source,
    )


def _set_aside(
    desk: Desk,
    conn: Connection,
    filing: Arriving,
    outcome: str,
    *,
    rule: str,
    reason: str,
    found: Iterable[Decision] = (),
) -> Received:
    """Keep a message that becomes no ticket, for a person to look at and to recover."""
    filing.values.update(outcome=outcome, rule=rule, reason=reason, state="pending")
    message = arriving.keep(conn, filing)
    found = tuple(found)
    if rule and not any(
        decision.rule == rule and decision.do in turned_away.TURNS_AWAY.values() for decision in found
    ):
        detail = {"reason": reason}
        found = (Decision(do="hold", rule=rule, at=desk.now(), point="intake", detail=detail), *found)
    changes.keep(desk, conn, found, message_id=message)
    desk.record(conn, outcome, target=str(message), after={"rule": rule, "reason": reason})
    return Received(outcome=outcome, rule=rule, reason=reason, message=message, source=filing.source)

"""Does a mail answer one of ours? By its References, or by a tag that counts for its customer only (S7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import structs

from deskterm.desk.context import Desk
from deskterm.desk.steps import changes
from deskterm.desk.steps.customer_of import spelled
from deskterm.desk.steps.packs import units
from deskterm.desk.steps.tickets import callbacks as callback_steps
from deskterm.desk.steps.tickets import due, taking_back
from deskterm.desk.steps.trust import joining
from deskterm.models.basics.identity import find_phone, own_lines
from deskterm.models.basics.text import Tag, bare_subject, find_tags, is_forward, subject_key
from deskterm.models.records.mails import ParsedMail
from deskterm.models.records.states import DONE_STATES
from deskterm.models.records.ticket import Decision, Message, Ticket
from deskterm.storage.database import Connection
from deskterm.storage.tickets import decisions as decision_rows
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import tickets as ticket_rows

LATE = "late_reply"  # the decision that a reply is a request of its own by now
JOINED = "reply_joined"  # the event of a message that came into a thread
REPORT = "report"  # what it says of a letter of ours, in the event of one that says to be a server's
TAKEN_OUT = "taken_out"  # the reason of one that somebody took out of it again


def of_mail(conn: Connection, mail: ParsedMail) -> Ticket | None:
    """The ticket whose thread a mail continues; None for a new request, or for a stranger with a tag.

    Who is on no card answers only a letter of ours (`joining`).
    """
    if mail.trust == "doubtful" or is_forward(mail.subject):
        return None
    who = mail.from_address
    meant = (_where_now(conn, ticket) for ticket in _named(conn, mail))
    found = next((ticket for ticket in meant if joining.is_theirs(conn, who, ticket)), None)
    if found is not None or joining.is_known(conn, who):
        return found
    return next((_where_now(conn, one) for one in joining.answered_letters(conn, mail)), None)


def no_part(conn: Connection, mail: ParsedMail) -> str:
    """Why a mail is no part of the thread whose tag it bears; "" where it bears none.

    forward: it hands on a letter of that thread; tag_of_others: the thread is another customer's;
    tag_of_elsewhere: the tag is none of ours, as another desk writes them.
    """
    if not mail.tags:
        return ""
    ours = [one for tag in mail.tags if (one := ticket_rows.by_tag(conn, tag.code, tag.token)) is not None]
    if not ours:
        return "tag_of_elsewhere"
    theirs = all(joining.is_theirs(conn, mail.from_address, one) for one in ours)
    return "forward" if theirs else "tag_of_others"


def of_message(conn: Connection, message: Message) -> Ticket | None:
    """The ticket whose thread a message that was set aside would continue, whoever wrote it.

    For a person, who says whose it is: a colleague of the customer's who is on no card answers in a thread.
    Not of the one out of whose thread somebody took it.
    """
    if is_forward(message.subject) or message.reason == TAKEN_OUT:
        return None
    own = find_tags("\n".join((message.subject, *own_lines(message.body))))
    named = _those(conn, message_rows.references(conn, message.id), own)
    return next((_where_now(conn, ticket) for ticket in named), None)


def came_from(conn: Connection, ticket: Ticket) -> tuple[Ticket, ...]:
    """The tickets out of whose threads the mail that began this one was handed on, or answers late."""
    decided = decision_rows.of_ticket(conn, ticket.id)
    if codes := [str(one.detail["from"]) for one in decided if one.do == LATE]:
        return tuple(one for code in codes if (one := ticket_rows.by_code(conn, code)) is not None)
    first = message_rows.first_in(conn, ticket.id)
    if first is None or not is_forward(first.subject):
        return ()
    ids = message_rows.references(conn, first.id)
    named = _those(conn, ids, find_tags(f"{first.subject}\n{first.body}"))
    return _others(conn, ticket, named)


def handed_on(conn: Connection, ticket: Ticket) -> tuple[Ticket, ...]:
    """The tickets that were begun by handing on a mail out of this one's thread."""
    ids = [*message_rows.ids_of_thread(conn, ticket.id), Tag(ticket.code, ticket.tag).written]
    found = [ticket_rows.by_id(conn, number) for number in message_rows.tickets_naming(conn, ids)]
    forwards = (one for one in found if ticket.id in {other.id for other in came_from(conn, one)})
    return _others(conn, ticket, list(forwards))


def _others(conn: Connection, ticket: Ticket, found: Sequence[Ticket]) -> tuple[Ticket, ...]:
    """Where these tickets' messages are now, but for the ticket itself, each once."""
    now = {one.id: one for one in (_where_now(conn, one) for one in found)}
    return tuple(one for number, one in now.items() if number != ticket.id)


def _named(conn: Connection, mail: ParsedMail) -> Iterator[Ticket]:
    """The tickets that a mail names; then those in which somebody answers it, or what it answers too.

    A mail may come after its replies, or never. Who takes up an old letter for something new gives it a
    subject of its own.
    """
    yield from _those(conn, mail.references[::-1], mail.tags)
    ids = [one for one in (mail.message_id, *mail.references[::-1]) if one]
    subject = subject_key(bare_subject(mail.subject))
    for number in message_rows.tickets_naming(conn, ids):
        ticket = ticket_rows.by_id(conn, number)
        if subject_key(ticket.subject) == subject:
            yield ticket


def _those(conn: Connection, mail_ids: Sequence[str], tags: Sequence[Tag]) -> list[Ticket]:
    """The tickets in whose threads these mails stand, then those whose tags are written."""
    named = [ticket_rows.by_id(conn, number) for number in message_rows.tickets_of(conn, mail_ids)]
    for tag in tags:
        tagged = ticket_rows.by_tag(conn, tag.code, tag.token)
        if tagged is not None:
            named.append(tagged)
    return named


def _where_now(conn: Connection, ticket: Ticket) -> Ticket:
    """The ticket itself, or the one to which a merged ticket's messages, or one taken back, went."""
    if ticket.state != "closed":
        return ticket
    went = [one.detail["into"] for one in decision_rows.of_ticket(conn, ticket.id) if one.detail.get("into")]
    went += [ticket.wait_reason] if ticket.unmade else []
    other = ticket_rows.by_code(conn, str(went[-1])) if went else None
    return _where_now(conn, other) if other else ticket


def late(desk: Desk, ticket: Ticket | None, at: int) -> tuple[Decision, ...]:
    """That a reply comes later than the terms let it reopen its ticket: it is a request of its own."""
    terms, ended = desk.service.reopen, (ticket.closed_at or ticket.answered_at or at) if ticket else at
    if terms is None or ticket is None or ticket.state not in DONE_STATES:
        return ()
    if at - ended <= terms.days * 86_400:
        return ()
    told = {"from": ticket.code}
    return (Decision(do=LATE, rule=terms.rule, at=desk.now(), point="intake", detail=told),)


def joined(
    desk: Desk, conn: Connection, ticket: Ticket, message: int, *, at: int, text: str, sure: bool = True
) -> Ticket:
    """A message has come to a ticket: it is heard, and kept is how the ticket stood before.

    Where nobody is `sure` whose it is, it moves no date, names no number and takes nothing out of a pack.
    """
    stood = ticket
    heard_from(desk, conn, ticket, at=at, sure=sure)
    if sure:
        begun_earlier(desk, conn, ticket.id, at=at)
        number_told(desk, conn, ticket.id, text)
    now = ticket_rows.by_id(conn, ticket.id)
    told: dict[str, Any] = {"message": message, "stood": taking_back.differing(stood, now)}
    told |= {} if sure else {"unconfirmed": True}
    desk.record(conn, JOINED, ticket_id=ticket.id, target=ticket.code, after=told)
    return now


def heard_from(desk: Desk, conn: Connection, ticket: Ticket, *, at: int, sure: bool = True) -> Ticket:
    """The customer has written: what waited for them, or was answered, comes back into the queue.

    A clarified request keeps its place in the order of arrival, and its clock restarts at the reply or goes
    on, as its terms say (A4); one that had been answered queues anew from the reply. `sure`: it is theirs.
    """
    if ticket.state == "waiting":
        back = {"state": "queued", "wait_reason": "", "taken_by": None, "taken_at": None, "asked_at": None}
        told = due.replied(ticket, at)
        times = due.after(desk, conn, ticket, structs.replace(ticket, **told))
        return changes.change(desk, conn, ticket, "appended", **back, **told, **times)
    if ticket.state == "parked" and ticket.wait_reason == "project":
        # What is confirmed by mail is to be written down (I13).
        back = {"state": "queued", "wait_reason": "", "until": None}
        return changes.change(desk, conn, ticket, "appended", **back)
    if ticket.state in DONE_STATES:
        back = {"state": "queued", "wait_reason": "", "taken_by": None, "taken_at": None}
        anew: dict[str, Any] = {
            **dict.fromkeys(("contacted_at", "answered_at", "resolved_at", "closed_at")),
            "pauses": "[]",
            "received_at": at,
        }
        times = due.after(desk, conn, ticket, structs.replace(ticket, **anew))
        again = changes.change(desk, conn, ticket, "appended", **back, **anew, **times)
        if sure:
            units.book_use(desk, conn, again, "opening")
            callback_steps.anew(desk, conn, again)
        return again
    desk.record(conn, "appended", ticket_id=ticket.id, target=ticket.code)
    return ticket


def begun_earlier(desk: Desk, conn: Connection, ticket_id: int, *, at: int) -> None:
    """What was asked first came after its reply: a ticket that nobody has taken waits from then."""
    ticket = ticket_rows.by_id(conn, ticket_id)
    if ticket.state == "queued" and at < ticket.received_at and not ticket.answered_at:
        times = due.after(desk, conn, ticket, structs.replace(ticket, received_at=at))
        changes.change(desk, conn, ticket, "begun_earlier", received_at=at, **times)


def number_told(desk: Desk, conn: Connection, ticket_id: int, text: str) -> None:
    """A reply may bring the telephone number that a request lacked; then a promised callback can be made."""
    ticket = ticket_rows.by_id(conn, ticket_id)
    phone = "" if ticket.contact_phone else find_phone(text)
    if phone:
        ticket = changes.change(
            desk, conn, ticket, "number_found", contact_phone=spelled(conn, ticket.customer_id, phone)
        )
    callback_steps.ensure(desk, conn, ticket)

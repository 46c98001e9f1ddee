"""One ticket: its thread, what was decided and why, its history; answered, closed, opened again."""

from __future__ import annotations

from typing import Any

from msgspec import structs

from deskterm.desk import leads
from deskterm.desk.billing import uncovered
from deskterm.desk.calls import passwords
from deskterm.desk.context import Desk
from deskterm.desk.customers import details, sign_up
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.steps import changes, facts, order_reasons
from deskterm.desk.steps.billing import uncovered as uncovered_steps
from deskterm.desk.steps.billing import voids
from deskterm.desk.steps.customer_of import spelled
from deskterm.desk.steps.gates import passwords as password_steps
from deskterm.desk.steps.letters import automatic
from deskterm.desk.steps.packs import units
from deskterm.desk.steps.tickets import answered as answer_steps
from deskterm.desk.steps.tickets import callbacks as callback_steps
from deskterm.desk.steps.tickets import claim, dependents, due, ownership, threads
from deskterm.desk.steps.tickets import sign_up as sign_up_steps
from deskterm.desk.steps.tickets.writing import begin_anew, leaves_at, refuse_a_second, write_to_customer
from deskterm.desk.steps.trust import present_address
from deskterm.desk.steps.trust.present_address import REDIRECTED, Redirected, redirect
from deskterm.desk.steps.typed import check_phone
from deskterm.models.basics.text import clean
from deskterm.models.records.base import Record
from deskterm.models.records.desk import Event
from deskterm.models.records.states import DONE_STATES, OPEN_STATES
from deskterm.models.records.ticket import Attachment, Decision, Message, Ticket
from deskterm.storage.attached import attachments
from deskterm.storage.database import Connection
from deskterm.storage.tickets import decisions as decision_rows
from deskterm.storage.tickets import events as event_rows
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import tickets as ticket_rows


def get(desk: Desk, code: str) -> Ticket:
    """The ticket with this code. Raises NotFound naming it."""
    with desk.read() as conn:
        return changes.the_ticket(conn, code)


def thread(desk: Desk, code: str) -> tuple[Message, ...]:
    """What was written, oldest first."""
    with desk.read() as conn:
        return message_rows.of_ticket(conn, changes.the_ticket(conn, code).id)


def named(desk: Desk, ticket: Ticket, tongue: str) -> dict[str, str]:
    """The type and the product that the request's form names, in the service's words (O1, O5)."""
    service = desk.service_of(ticket.terms_id)
    with desk.read() as conn:
        known = facts.of_ticket(desk, conn, ticket)
    found = {name: str(known.get(name) or "") for name in ("type", "product")}
    if len(service.products) == 1:
        found["product"] = service.products[0].id
    labels = {"type": service.topics, "product": service.products}
    return {name: service.label(labels[name], id, tongue) for name, id in found.items() if id}


def named_beside(desk: Desk, ticket: Ticket, tongue: str) -> dict[str, str]:
    """The same beside the terms' own facts: what those say already is left out."""
    with desk.read() as conn:
        said = facts.written_of_ticket(desk, conn, ticket)
    return {name: word for name, word in named(desk, ticket, tongue).items() if name not in said}


def not_taken(desk: Desk, ticket: Ticket) -> dict[str, str]:
    """What came with the request and its channel's terms do not take, or later in its thread: to be read."""
    with desk.read() as conn:
        aside = message_rows.said_later(conn, ticket.id) | facts.fields_of(desk, conn, ticket).aside
    return {name: str(value) for name, value in aside.items()}


def why(desk: Desk, code: str) -> tuple[Decision, ...]:
    """Every decision that shapes the ticket, in order (law 2); what was taken back is left out.

    `standing` says which a later one has superseded.
    """
    with desk.read() as conn:
        return order_reasons.standing(decision_rows.of_ticket(conn, changes.the_ticket(conn, code).id))


def decided(desk: Desk, code: str) -> tuple[Decision, ...]:
    """Every decision there ever was about the ticket; `standing` says which hold no more."""
    with desk.read() as conn:
        return order_reasons.standing(decision_rows.all_of_ticket(conn, changes.the_ticket(conn, code).id))


def clause(desk: Desk, ticket: Ticket, rule: str, language: str) -> str:
    """The clause of a rule in the terms that the ticket was opened under."""
    return desk.service_of(ticket.terms_id).clause(rule, language)


def history(desk: Desk, code: str) -> tuple[Event, ...]:
    """What was done with the ticket, oldest first."""
    with desk.read() as conn:
        return event_rows.of_ticket(conn, changes.the_ticket(conn, code).id)


def family(desk: Desk, code: str) -> tuple[Ticket, ...]:
    """The ticket it was split from, then those that were split from it."""
    with desk.read() as conn:
        ticket = changes.the_ticket(conn, code)
        parent = (ticket_rows.by_id(conn, ticket.parent_id),) if ticket.parent_id else ()
        return parent + ticket_rows.children(conn, ticket.id)


def forwards(desk: Desk, code: str) -> tuple[tuple[Ticket, ...], tuple[Ticket, ...]]:
    """The tickets from which the mail was handed on that began this one; those begun so from this one."""
    with desk.read() as conn:
        ticket = changes.the_ticket(conn, code)
        return threads.came_from(conn, ticket), threads.handed_on(conn, ticket)


def answer(desk: Desk, code: str, *, text: str, charge: bool = False, read_to: int | None = None) -> Ticket:
    """Answer the customer: this keeps the promise (D4, A4). The ticket stays answered.

    `charge`: where no pack has a unit for the ticket, its price goes on a work report (O2). To somebody
    without an address the answer is to be handed over, and the promise is kept when it is (`hand_delivery`).
    `read_to`: the newest message that the writer has seen; Refused where somebody has written since. Of an
    answer that leaves later the promise is kept when it is to leave.
    """
    if not text.strip():
        raise Refused("answer_is_blank", code=code)
    with desk.write() as conn:
        ticket = changes.the_ticket(conn, code)
        changes.expect(ticket, *OPEN_STATES, "answered")
        refuse_a_second(conn, ticket, read_to)
        if not ticket.contact_email:
            uncovered_steps.check(desk, conn, ticket, "first-answer", charge=charge)
            letter = write_to_customer(desk, conn, ticket, "answer", text, charge=charge)
            desk.record(conn, "to_hand", ticket_id=ticket.id, target=ticket.code, after={"message": letter})
            return ticket
        write_to_customer(desk, conn, ticket, "answer", text)
        return answered(desk, ticket, charge=charge)


def answered(desk: Desk, ticket: Ticket, *, charge: bool) -> Ticket:
    """The customer has the answer: a unit is used up, nobody is called back or asked any more."""
    with desk.write() as conn:
        uncovered.price_at(desk, ticket, "first-answer", charge=charge)
        callback_steps.answered(desk, conn, ticket)
        dependents.withdraw(desk, conn, ticket)
        return answer_steps.mark(desk, conn, ticket, leaves_at(desk.now()))


def note(desk: Desk, code: str, text: str) -> Ticket:
    """Leave a note for colleagues; the customer never sees it."""
    if not text.strip():
        raise Refused("note_is_blank", code=code)
    with desk.write() as conn:
        ticket = changes.the_ticket(conn, code)
        message_rows.insert(
            conn,
            ticket_id=ticket.id,
            direction="note",
            kind="note",
            from_name=desk.who,
            body=clean(text, lines=True),
            received_at=desk.now(),
        )
        desk.record(conn, "note", ticket_id=ticket.id, target=ticket.code)
        return ticket


def close(
    desk: Desk, code: str, *, why: str = "", charge: bool = False, joined: sign_up.Joined | None = None
) -> Ticket:
    """Close a ticket. One that was never answered needs a reason, so that nothing ends in silence.

    `charge` is that of an answer, for terms that use a ticket's unit up at the close. `joined`: what the
    terms ask when the request was to sign up (M1); without it such a ticket needs a reason too.
    """
    with desk.write() as conn:
        ticket = changes.the_ticket(conn, code)
        changes.expect(ticket, *OPEN_STATES, "answered")
        asked = sign_up_steps.wanted(desk, conn, ticket)
        if asked is not None and joined is None and not why.strip():
            raise Refused("close_sign_up", rule=asked.rule, code=ticket.code)
        if ticket.answered_at is None and not why.strip() and asked is None:
            raise Refused("close_unanswered", code=ticket.code)
        kept = {} if ticket.answered_at or asked is None or joined is None else {"answered_at": desk.now()}
        end: dict[str, Any] = {"state": "closed", "closed_at": desk.now(), "wait_reason": why.strip()}
        gone = changes.change(desk, conn, ticket, "closed", **end, **kept)  # signed up: as was promised (M3)
        if ticket.answered_at is None:
            units.book_use(desk, conn, ticket, "rejected")
        else:
            uncovered.price_at(desk, ticket, "close", charge=charge)
        dependents.closed(desk, conn, ticket)
        password_steps.done(desk, conn, ticket.id)
        if asked is not None and joined is not None:
            sign_up.join(desk, ticket, asked, joined)
    passwords.put_away(desk)
    return gone


def reopen(desk: Desk, code: str) -> Ticket:
    """Open an answered or closed ticket again; it returns to the hands that had it."""
    with desk.write() as conn:
        ticket = changes.the_ticket(conn, code)
        changes.expect(ticket, *DONE_STATES)
        reached = ticket.contacted_at if ticket.contacted_at != ticket.answered_at else None
        again = changes.change(
            desk,
            conn,
            ticket,
            "reopened",
            state="taken",
            taken_by=desk.who,
            taken_at=desk.now(),
            closed_at=None,
            answered_at=None,
            resolved_at=None,
            contacted_at=reached,
            wait_reason="",
            merged=0,
        )
        claim.hold(desk, conn, again)
        callback_steps.anew(desk, conn, again)
        return begin_anew(desk, conn, again)


def set_customer(desk: Desk, code: str, customer: str, *, void: str = "", keep: bool = False) -> Ticket:
    """Say whose ticket it is: its due time is worked out under that customer's contract.

    Who was unconfirmed until now hears of the number (D13). What was filed for the first customer and cost
    something is void with the reason `void`, and waits to be filed for the other; or stays theirs (`keep`).

    Raises Refused where nobody has said which, and where a unit of the first one's pack is used up for it.
    """
    from deskterm.desk.steps.customer_of import the_customer

    with desk.write() as conn:
        ticket = changes.the_ticket(conn, code)
        number = the_customer(conn, customer)
        known = structs.replace(ticket, customer_id=number, confirmed=True)
        if not keep:
            _void_of_another(desk, conn, ticket, number, void)
        ownership.check(conn, ticket, known)
        ownership.changed(desk, conn, ticket, known)
        since = decision_rows.newest(conn)
        written = due.of_customer(desk, conn, ticket, known) | {"customer_id": number, "confirmed": 1}
        known = changes.change(desk, conn, ticket, "customer_set", since, **written)
        if not ticket.confirmed:
            automatic.acknowledge_late(desk, conn, known)
        return begin_anew(desk, conn, known)


def _void_of_another(desk: Desk, conn: Connection, ticket: Ticket, customer_id: int, why: str) -> None:
    """What was filed for somebody else is void, with a reason; without one it is asked about."""
    found = voids.of_others(conn, ticket, customer_id)
    if found and not why.strip():
        filed = [voids.plan(desk, conn, one) for one in found]
        told = [number for one in filed for number in one.reports] or [str(one) for one in found]
        raise Refused(
            "filed_for_another", code=ticket.code, customer=filed[-1].customer, filed=", ".join(told)
        )
    if found:
        leads.expect(desk, conn, "void")
    for one in found:
        voids.void(desk, conn, one, voids.reason(why))


class ContactSet(Record, frozen=True, kw_only=True):
    """A ticket whose contact was corrected, and what had not left yet for the former address."""

    ticket: Ticket
    redirected: Redirected = Redirected()


def set_contact(desk: Desk, code: str, *, name: str = "", phone: str = "", email: str = "") -> ContactSet:
    """Correct whom to speak to; what is not given stays. Raises Refused for a number or address that is none.

    A number of the customer's card is kept in its spelling. The ticket's letters that wait for the former
    address go to the corrected one.
    """
    check_phone(phone)
    details.check_person({"email": clean(email).strip()})
    with desk.write() as conn:
        ticket = changes.the_ticket(conn, code)
        given = {"contact_name": name, "contact_phone": phone, "contact_email": email}
        given["contact_phone"] = spelled(conn, ticket.customer_id, phone)
        written = {key: clean(value).strip() for key, value in given.items() if value.strip()}
        if not written:
            return ContactSet(ticket=ticket)
        was = (ticket.contact_email, present_address.of_ticket(conn, ticket))
        moved = redirect(conn, was, written.get("contact_email", ""), ticket=ticket.id)
        before = {name: getattr(ticket, name) for name in written}
        after = written | ({REDIRECTED: list(moved.letters)} if moved.letters else {})
        ticket = ticket_rows.update(conn, ticket.id, **written)
        desk.record(conn, "contact_set", ticket_id=ticket.id, target=ticket.code, before=before, after=after)
        return ContactSet(ticket=begin_anew(desk, conn, ticket), redirected=moved)


def raw(desk: Desk, message_id: int) -> bytes:
    """The message as it came. Raises NotFound for one that was typed here."""
    with desk.read() as conn:
        found = message_rows.raw(conn, message_id)
    if found is None:
        raise NotFound("no_raw", number=message_id)
    return found


def attachment(desk: Desk, attachment_id: int) -> tuple[Attachment, bytes]:
    """One attachment with its bytes."""
    with desk.read() as conn:
        found = attachments.attachment(conn, attachment_id)
    if found is None:
        raise NotFound("no_attachment", number=attachment_id)
    return found

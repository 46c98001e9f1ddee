"""One ticket: its thread, what was decided and why, its history; answered, closed, opened again."""

from __future__ import annotations

import json
from typing import Any

from msgspec import structs

from deskterm.desk import (
    answering,
    attached,
    callbacks,
    claims,
    deeds,
    facts,
    owing,
    owner,
    promises,
    secrets,
    signing,
    turn,
    units,
)
from deskterm.desk.answering import IN_WORK
from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.given import check_phone
from deskterm.models.records import Attachment, Decision, Event, Message, Ticket
from deskterm.models.text import clean
from deskterm.storage import customers, decisions, events, messages, tickets
from deskterm.storage.database import Connection

TO_HAND = "to_hand"  # what becomes of a letter to somebody without an address


def get(desk: Desk, code: str) -> Ticket:
    """The ticket with this code. Raises NotFound naming it."""
    with desk.read() as conn:
        return deeds.the_ticket(conn, code)


def thread(desk: Desk, code: str) -> tuple[Message, ...]:
    """What was written, oldest first."""
    with desk.read() as conn:
        return messages.of_ticket(conn, deeds.the_ticket(conn, code).id)


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


def why(desk: Desk, code: str) -> tuple[Decision, ...]:
    """Every decision that shapes the ticket, in order (law 2); what was taken back is left out."""
    with desk.read() as conn:
        return decisions.of_ticket(conn, deeds.the_ticket(conn, code).id)


def decided(desk: Desk, code: str) -> tuple[Decision, ...]:
    """Every decision there ever was about the ticket; `standing` says which hold no more."""
    with desk.read() as conn:
        return turn.standing(decisions.all_of_ticket(conn, deeds.the_ticket(conn, code).id))


def clause(desk: Desk, ticket: Ticket, rule: str, language: str) -> str:
    """The clause of a rule in the terms that the ticket was opened under."""
    return desk.service_of(ticket.terms_id).clause(rule, language)


def history(desk: Desk, code: str) -> tuple[Event, ...]:
    """What was done with the ticket, oldest first."""
    with desk.read() as conn:
        return events.of_ticket(conn, deeds.the_ticket(conn, code).id)


def family(desk: Desk, code: str) -> tuple[Ticket, ...]:
    """The ticket it was split from, then those that were split from it."""
    with desk.read() as conn:
        ticket = deeds.the_ticket(conn, code)
        parent = (tickets.by_id(conn, ticket.parent_id),) if ticket.parent_id else ()
        return parent + tickets.children(conn, ticket.id)


def fields(desk: Desk, code: str) -> dict[str, object]:
    """What was given with the request besides the ticket's own columns."""
    with desk.read() as conn:
        return tickets.fields(conn, deeds.the_ticket(conn, code).id)


def subject_with_tag(ticket: Ticket) -> str:
    """The subject of what we write: with the thread tag by which the reply finds its ticket."""
    return f"{ticket.subject} [#{ticket.code}-{ticket.tag}]".strip()


def write_to_customer(
    desk: Desk, conn: Connection, ticket: Ticket, kind: str, text: str, *, address: str = "", **given: object
) -> int:
    """Put a message for the customer into the outbox; it waits there until mail is sent. Returns its id.

    `address`: where it goes, if not to the ticket's own contact. Without any it waits for a person to hand it
    over, in the chat or by voice; `given` is kept with it until then.
    """
    address = address or ticket.contact_email
    return messages.insert(
        conn,
        ticket_id=ticket.id,
        customer_id=ticket.customer_id,
        direction="out",
        kind=kind,
        channel=ticket.channel,
        from_name=desk.who,
        from_address=address,
        subject=subject_with_tag(ticket),
        body=clean(text, lines=True),
        received_at=desk.now(),
        given=json.dumps(given),
        state="outbox" if address else "pending",
        outcome="" if address else TO_HAND,
    )


def answer(desk: Desk, code: str, *, text: str, charge: bool = False) -> Ticket:
    """Answer the customer: this keeps the promise (D4, A4). The ticket stays answered.

    `charge`: where no pack has a unit for the ticket, its price goes on a work report (O2). To somebody
    without an address the answer is to be handed over, and the promise is kept when it is (`handing`).
    """
    if not text.strip():
        raise Refused("answer_is_blank", code=code)
    with desk.write() as conn:
        ticket = deeds.the_ticket(conn, code)
        deeds.expect(ticket, *IN_WORK, "answered")
        if not ticket.contact_email:
            owing.check(desk, conn, ticket, "first-answer", charge=charge)
            letter = write_to_customer(desk, conn, ticket, "answer", text, charge=charge)
            desk.record(conn, "to_hand", ticket_id=ticket.id, target=ticket.code, after={"message": letter})
            return ticket
        write_to_customer(desk, conn, ticket, "answer", text)
        return answered(desk, conn, ticket, charge=charge)


def answered(desk: Desk, conn: Connection, ticket: Ticket, *, charge: bool) -> Ticket:
    """The customer has the answer: a unit is used up, nobody is called back or asked any more."""
    owing.at(desk, conn, ticket, "first-answer", charge=charge)
    callbacks.answered(desk, conn, ticket)
    attached.withdraw(desk, conn, ticket)
    return answering.mark(desk, conn, ticket, desk.now())


def note(desk: Desk, code: str, text: str) -> Ticket:
    """Leave a note for colleagues; the customer never sees it."""
    if not text.strip():
        raise Refused("note_is_blank", code=code)
    with desk.write() as conn:
        ticket = deeds.the_ticket(conn, code)
        messages.insert(
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
    desk: Desk, code: str, *, why: str = "", charge: bool = False, joined: signing.Joined | None = None
) -> Ticket:
    """Close a ticket. One that was never answered needs a reason, so that nothing ends in silence.

    `charge` is that of an answer, for terms that use a ticket's unit up at the close. `joined`: what the
    terms ask when the request was to sign up (M1); without it such a ticket needs a reason too.
    """
    with desk.write() as conn:
        ticket = deeds.the_ticket(conn, code)
        deeds.expect(ticket, *IN_WORK, "answered")
        asked = signing.wanted(desk, conn, ticket)
        if asked is not None and joined is None and not why.strip():
            raise Refused("close_sign_up", rule=asked.rule, code=ticket.code)
        if ticket.answered_at is None and not why.strip() and asked is None:
            raise Refused("close_unanswered", code=ticket.code)
        kept = {} if ticket.answered_at or asked is None or joined is None else {"answered_at": desk.now()}
        end: dict[str, Any] = {"state": "closed", "closed_at": desk.now(), "wait_reason": why.strip()}
        gone = deeds.change(desk, conn, ticket, "closed", **end, **kept)  # signed up: as was promised (M3)
        if ticket.answered_at is None:
            units.moment(desk, conn, ticket, "rejected")
        else:
            owing.at(desk, conn, ticket, "close", charge=charge)
        attached.closed(desk, conn, ticket)
        secrets.done(desk, conn, ticket.id)
        if asked is not None and joined is not None:
            signing.join(desk, conn, ticket, asked, joined)
    secrets.put_away(desk)
    return gone


def reopen(desk: Desk, code: str) -> Ticket:
    """Open an answered or closed ticket again; it returns to the hands that had it."""
    with desk.write() as conn:
        ticket = deeds.the_ticket(conn, code)
        deeds.expect(ticket, "answered", "closed")
        again = deeds.change(
            desk,
            conn,
            ticket,
            "reopened",
            state="taken",
            taken_by=desk.who,
            taken_at=desk.now(),
            closed_at=None,
            answered_at=None,
            wait_reason="",
        )
        claims.hold(desk, conn, again)
        callbacks.anew(desk, conn, again)
        return begin_anew(desk, conn, again)


def set_customer(desk: Desk, code: str, customer: str) -> Ticket:
    """Say whose ticket it is: its due time is worked out under that customer's contract.

    Raises Refused where a unit of the first customer's pack is used up for it.
    """
    from deskterm.desk.customers import the_customer

    with desk.write() as conn:
        ticket = deeds.the_ticket(conn, code)
        number = the_customer(conn, customer)
        known = structs.replace(ticket, customer_id=number, confirmed=True)
        owner.check(conn, ticket, known)
        owner.changed(desk, conn, ticket, known)
        since = decisions.newest(conn)
        changes = promises.of_customer(desk, conn, ticket, known) | {"customer_id": number, "confirmed": 1}
        known = deeds.change(desk, conn, ticket, "customer_set", since, **changes)
        return begin_anew(desk, conn, known)


def set_contact(desk: Desk, code: str, *, name: str = "", phone: str = "", email: str = "") -> Ticket:
    """Correct whom to speak to; what is not given stays. Raises Refused for a number that is none."""
    check_phone(phone)
    with desk.write() as conn:
        ticket = deeds.the_ticket(conn, code)
        given = {"contact_name": name, "contact_phone": phone, "contact_email": email}
        changes = {key: clean(value).strip() for key, value in given.items() if value.strip()}
        if not changes:
            return ticket
        return begin_anew(desk, conn, deeds.change(desk, conn, ticket, "contact_set", **changes))


def begin_anew(desk: Desk, conn: Connection, ticket: Ticket) -> Ticket:
    """What an open ticket gets once its customer is known, or how to reach them: a unit, a callback."""
    if ticket.state in IN_WORK:
        if ticket.answered_at is None:
            units.moment(desk, conn, ticket, "opening")
        callbacks.ensure(desk, conn, ticket)
    return ticket


def raw(desk: Desk, message_id: int) -> bytes:
    """The message as it came. Raises NotFound for one that was typed here."""
    with desk.read() as conn:
        found = messages.raw(conn, message_id)
    if found is None:
        raise NotFound("no_raw", number=message_id)
    return found


def attachment(desk: Desk, attachment_id: int) -> tuple[Attachment, bytes]:
    """One attachment with its bytes."""
    with desk.read() as conn:
        found = messages.attachment(conn, attachment_id)
    if found is None:
        raise NotFound("no_attachment", number=attachment_id)
    return found


def customer_code(desk: Desk, ticket: Ticket) -> str:
    """The code of a ticket's customer; "" when unknown."""
    if ticket.customer_id is None:
        return ""
    with desk.read() as conn:
        return customers.card(conn, ticket.customer_id, "").code

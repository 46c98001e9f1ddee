"""A call that was missed: kept whatever the terms say, as a promise to call back or as a row of the post."""

from __future__ import annotations

from contextlib import suppress

from deskterm.desk.agenda import caller
from deskterm.desk.context import Desk, by_itself
from deskterm.desk.customers import search
from deskterm.desk.customers.search import Hit
from deskterm.desk.errors import Busy, Refused
from deskterm.desk.intake import by_phone, receive
from deskterm.desk.intake.receive import Received
from deskterm.desk.intake.recovery import ASIDE, BY_DESK
from deskterm.desk.steps import changes, customer_language
from deskterm.desk.steps.tickets import callbacks as callback_steps
from deskterm.desk.steps.typed import MISSED
from deskterm.desk.tickets import tickets
from deskterm.locale import t
from deskterm.models.basics.dialled import number_of
from deskterm.models.basics.identity import is_phone
from deskterm.models.basics.text import clean
from deskterm.models.records.agenda import Callback
from deskterm.models.records.base import Record
from deskterm.models.records.customer import Contact
from deskterm.models.records.ticket import Message, Ticket
from deskterm.storage.agenda import callbacks as callback_rows
from deskterm.storage.database import Connection
from deskterm.storage.house import rings as ring_rows
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import tickets as ticket_rows
from deskterm.storage.work import sessions as session_rows

EARLY = 60  # seconds by which a clock may have begun before the ring was told
LOOKED_AT = 200  # messages that wait in the post, the newest


class Missed(Record, frozen=True, kw_only=True):
    """What became of a missed call: the ticket, and when its customer is called back.

    Without a ticket `received` says why, and which message of the post keeps the call; None where the number
    was withheld.
    """

    received: Received | None
    ticket: str = ""
    callback: Callback | None = None
    stranger: bool = False  # the number is nobody's, or several customers'


def missed(desk: Desk, phone: str, *, name: str = "") -> Missed:
    """Promise to call back who rang in vain; a promise that stands already for that number is enough.

    Whose number is withheld can be called by nobody: nothing is promised, and the card goes all the same.
    It goes to the open ticket on which the call would have started, else to a new one. Who is no customer,
    and whom the terms take in by no channel, is kept in the post with the reason, for a person to look at:
    no letter is written. Raises Refused where there is no number.
    """
    given, phone = phone, number_of(clean(phone))
    if not is_phone(phone) and (phone or not given.strip()):
        raise Refused("ring_needs_number")
    with desk.write() as conn:
        _rings_no_more(desk, conn, phone)
        if not phone:
            return Missed(received=None)
        hits = search.numbered(desk, phone)
        phone = by_phone.as_known(hits, phone)
        if len(hits) != 1:
            return _in_the_post(desk, conn, None, Contact(id=0, customer_id=0, name=name), phone)
        return _of_customer(desk, conn, hits[0], phone, name)


def book_unanswered(desk: Desk) -> int:
    """What rang longer than any call does was missed; how many were.

    For exchanges that tell that it rings, and not that nobody answered. Whom somebody took up or has spoken
    to since is not among them. A busy desk is left for the next time.
    """
    if desk.store.read_only:
        return 0
    with desk.read() as conn:
        if not ring_rows.unanswered(conn, desk.now() - by_phone.FRESH):
            return 0
    found = 0
    with suppress(Busy), by_itself(), desk.write() as conn:
        for technician, rang in ring_rows.unanswered(conn, desk.now() - by_phone.FRESH):
            ring_rows.end(conn, technician, rang.number)
            if is_phone(rang.phone) and not _was_answered(desk, conn, rang):
                missed(desk, rang.phone, name=rang.name)
                found += 1
    return found


def _was_answered(desk: Desk, conn: Connection, rang: ring_rows.RingRow) -> bool:
    """Whether the number was taken up where it rang too, or its customer has been spoken to since."""
    since = rang.at - by_phone.FRESH
    if any(search.same_number(one.phone, rang.phone) for one in ring_rows.taken_since(conn, since)):
        return True
    customers = {one.customer.id for one in search.numbered(desk, rang.phone)}
    for one in session_rows.begun_since(conn, rang.at - EARLY):
        number = one.caller_phone or ticket_rows.by_id(conn, one.ticket_id).contact_phone
        if one.customer_id in customers or search.same_number(number, rang.phone):
            return True
    return False


def _of_customer(desk: Desk, conn: Connection, hit: Hit, phone: str, name: str) -> Missed:
    matters = caller.matters(desk, hit.customer.code)
    promised = [one for one in matters if one.call_at is not None]
    same = next((one for one in promised if search.same_number(one.call_phone, phone)), None)
    if same is not None:
        return Missed(received=None, ticket=same.ticket.code)
    person = hit.contact or Contact(id=0, customer_id=0, name=name)
    open_one = next((one.ticket for one in matters if not callback_rows.waiting(conn, one.ticket.id)), None)
    if open_one is not None:
        with customer_language.of_customer(desk, conn, hit.customer.id):
            _, body = _words(phone, person.name or name)
        tickets.note(desk, open_one.code, body)
        return _promised(desk, conn, open_one, None, (person.name or name, phone))
    with customer_language.of_customer(desk, conn, hit.customer.id):
        subject, body = _words(phone, person.name or name)
    try:
        kept = by_phone.book(
            desk, hit.customer.code, subject=subject, person=person, phone=phone, blocking=False, body=body
        )
    except Refused:
        return _in_the_post(desk, conn, hit, person, phone)
    return _promised(desk, conn, None, kept, (person.name or name, phone))


def _promised(
    desk: Desk, conn: Connection, ticket: Ticket | None, kept: Received | None, rang: tuple[str, str]
) -> Missed:
    """The callback of who rang, about a ticket that stands or the one just booked, unless one waits there.

    Booking may have promised one already, where the terms call back by that channel.
    """
    ticket = ticket or changes.the_ticket(conn, str(kept.ticket if kept else ""))
    callback = callback_rows.waiting(conn, ticket.id)
    callback = callback or callback_steps.make(
        desk, conn, ticket, ("", ""), None, caller=rang, by_hand=kept is not None, rang=True
    )
    return Missed(received=kept, ticket=ticket.code, callback=callback)


def _in_the_post(desk: Desk, conn: Connection, hit: Hit | None, person: Contact, phone: str) -> Missed:
    """Kept by the telephone's first channel for a person to look at, whether it is open or not.

    What is kept of that number already and still waits there is enough.
    """
    if (first := _kept(conn, phone)) is not None:
        desk.record(conn, "duplicate", target=str(first.id))
        again = Received(outcome=first.outcome, rule=first.rule, reason=first.reason, message=first.id)
        return Missed(received=again, stranger=hit is None)
    with customer_language.of_customer(desk, conn, hit.customer.id if hit else None):
        subject, body = _words(phone, person.name)
    kept = receive.receive_request(
        desk, channel=by_phone.channels(desk.service, blocking=False)[0].id,
        customer=hit.customer.code if hit else None, subject=subject, body=body,
        contact=person.name, phone=phone, email=person.email, unasked=True,
    )  # fmt: skip
    if kept.ticket:
        return _promised(desk, conn, None, kept, (person.name, phone))
    return Missed(received=kept, stranger=hit is None)


def _kept(conn: Connection, phone: str) -> Message | None:
    """The call of this number that nobody answered and that still waits for a person in the post."""
    for one in message_rows.pending(conn, ASIDE, limit=LOOKED_AT):
        given = message_rows.given(conn, one.id) if one.kind == BY_DESK else {}
        if given.get(MISSED) and search.same_number(str(given.get("phone", "")), phone):
            return one
    return None


def _words(phone: str, name: str) -> tuple[str, str]:
    return t("ring.missed"), t("ring.missed_body", phone=phone, name=name).strip()


def _rings_no_more(desk: Desk, conn: Connection, phone: str) -> None:
    """Whoever has given up is on this technician's card no longer."""
    rang = ring_rows.after(conn, desk.who, 0)
    for one in rang:
        if one.phone == phone or search.same_number(one.phone, phone):
            ring_rows.end(conn, desk.who, one.number)

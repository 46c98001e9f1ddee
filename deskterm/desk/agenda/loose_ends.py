"""What is loose when a technician leaves: asked when wanted, kept nowhere.

When somebody begins or ends is not written down (art. 4 L. 300/1970): this only reads what is still to do.
"""

from __future__ import annotations

from deskterm.desk.agenda import planned
from deskterm.desk.calls import contacts, timer
from deskterm.desk.context import Desk, at_one_moment
from deskterm.desk.tickets import drafts
from deskterm.desk.tickets.drafts import KeptDraft
from deskterm.models.records.base import Record
from deskterm.models.records.ticket import Message, Ticket
from deskterm.models.records.work import Session
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import tickets as ticket_rows

SHOWN = 200  # of each kind
DAYS = 2  # promises until the end of tomorrow
MINE = frozenset({"running", "session", "hand", "draft"})  # what one does not leave without a word


class LooseEnd(Record, frozen=True, kw_only=True):
    """Something to do, or to hand on, before one leaves.

    `what` is running or session (a contact to file), hand (a ticket), draft (`kind` says of what, `about` by
    which name it is kept), letter (to hand over), appointment, call or write. `number` is the contact's, the
    draft's in its list, the letter's, the promise's; `at` since when, or for when.
    """

    what: str
    number: int
    ticket: str
    subject: str
    customer: str
    at: int
    seconds: int = 0  # of a contact
    phone: str = ""
    kind: str = ""
    late: bool = False
    about: str = ""
    unsure: bool = False  # a person has to say whose its ticket is, or a reply in it


@at_one_moment
def listing(desk: Desk) -> tuple[LooseEnd, ...]:
    """This technician's unfiled contacts, tickets in hand, drafts; letters to hand over; what is promised."""
    running = timer.running(desk)
    with desk.read() as conn:
        held = [ticket_rows.by_code(conn, code) for code in ticket_rows.codes_in_hand(conn, desk.who)[:SHOWN]]
        begun = [_draft(conn, number, one) for number, one in enumerate(drafts.mine(desk), 1)]
        letters = [_letter(conn, one) for one in message_rows.to_hand(conn, SHOWN)]
    high = planned.day_after(desk, desk.now(), DAYS)
    promised = planned.listing(desk, low=planned.day_after(desk, desk.now(), -7), high=high, who=desk.who)
    return (
        *_unfiled(desk, running.session if running else None),
        *(_held(one) for one in held if one is not None),
        *begun,
        *letters,
        *(_promise(one) for one in promised),
    )


def mine(found: tuple[LooseEnd, ...]) -> tuple[LooseEnd, ...]:
    """What one should not leave behind without a word: work to file, tickets in hand, drafts."""
    return tuple(one for one in found if one.what in MINE)


def _unfiled(desk: Desk, running: Session | None) -> list[LooseEnd]:
    """Each contact once, with all its stretches; the one that runs comes first."""
    own: dict[int, list[Session]] = {} if running is None else {running.group_id: []}
    for one in contacts.unfiled(desk):
        own.setdefault(one.group_id, []).append(one)
    if running is not None:
        own[running.group_id].append(running)
    runs = running.group_id if running is not None else None
    return [
        _contact("running" if group == runs else "session", tuple(found), desk.now())
        for group, found in own.items()
    ]


def _contact(what: str, stretches: tuple[Session, ...], now: int) -> LooseEnd:
    first = stretches[0]
    return LooseEnd(
        what=what,
        number=first.group_id,
        ticket=first.ticket,
        subject="",
        customer=first.customer,
        at=first.started_at,
        seconds=sum((one.ended_at or now) - one.started_at for one in stretches),
        kind=stretches[-1].kind,
    )


def _held(one: Ticket) -> LooseEnd:
    return LooseEnd(
        what="hand",
        number=one.id,
        ticket=one.code,
        subject=one.subject,
        customer=one.customer,
        at=one.taken_at or one.received_at,
        unsure=one.unsure,
    )


def _draft(conn: Connection, number: int, one: KeptDraft) -> LooseEnd:
    ticket = ticket_rows.by_code(conn, one.about)
    code = str(one.fields.get("customer") or "")
    owner = ticket.customer_id if ticket else customer_rows.by_code(conn, code)
    return LooseEnd(
        what="draft",
        number=number,
        ticket=ticket.code if ticket else "",
        subject=" ".join(one.text.split()),
        customer=customer_rows.name(conn, owner) if owner else "",
        at=one.saved_at,
        kind=one.kind,
        about=one.about,
        unsure=ticket is not None and ticket.unsure,
    )


def _letter(conn: Connection, one: Message) -> LooseEnd:
    ticket = ticket_rows.by_id(conn, one.ticket_id) if one.ticket_id else None
    return LooseEnd(
        what="letter",
        number=one.id,
        ticket=ticket.code if ticket else "",
        subject=one.subject,
        customer=ticket.customer if ticket else "",
        at=one.received_at,
        phone=ticket.contact_phone if ticket else "",
        kind=one.kind,
        unsure=ticket is not None and ticket.unsure,
    )


def _promise(one: planned.AgendaLine) -> LooseEnd:
    return LooseEnd(
        what=one.what,
        number=one.number,
        ticket=one.ticket,
        subject=one.subject,
        customer=one.customer,
        at=one.at,
        phone=one.phone,
        kind=one.kind,
        late=one.late,
        unsure=one.unsure,
    )

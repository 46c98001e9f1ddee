"""Taking back a person's deed, never the desk's own: of one ticket, a merge, a split, a moved message."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.steps import changes
from deskterm.desk.steps.facts import day_of
from deskterm.desk.steps.letters import automatic
from deskterm.desk.steps.tickets import answered as answer_steps
from deskterm.desk.steps.tickets import callbacks as callback_steps
from deskterm.desk.steps.tickets import claim, dependents, ownership, taking_back
from deskterm.desk.steps.trust import present_address
from deskterm.locale import figures, has, t
from deskterm.models.basics import wall_clock
from deskterm.models.records.base import Record
from deskterm.models.records.desk import Event
from deskterm.models.records.mails import Outgoing
from deskterm.storage.database import Connection
from deskterm.storage.tickets import decisions as decision_rows
from deskterm.storage.tickets import events as event_rows
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import tickets as ticket_rows

# Deeds that only moved a ticket; what wrote to a customer, or moved money, is not taken back. What the
# desk does by itself (a ticket that wakes, a number read from a reply) and its setting up is no such deed.
UNDOABLE = frozenset(
    "taken given_back handed_over parked triaged closed reopened customer_set contact_set"
    " sender_confirmed agreement_chosen".split()
)
BY_ITSELF = frozenset(
    "woken number_found back_in_queue rested callback_promised callback_tried callback_ended"
    " callback_carried callback_reopened appointment_carried appointment_handed_on"
    " merged_in split split_from contacted to_hand asked_back message_came message_gone parted unmade"
    " duplicate received appended reply_joined begun_earlier file_received secret_dropped"
    " unit_reserved unit_released unit_burnt unit_wanting"
    " pack_expired pack_ended pack_included pack_repaid pack_end_moved pack_level_told pack_resized"
    " credit_raised".split()
)
# Why the other deeds stay; what is in none of these is kept as it was done.
STAYS = (
    ("note", frozenset({"note"})),
    (
        "wrote",
        frozenset("answered asked_back clarified told_why letter_handed file_asked report_sent".split()),
    ),
    (
        "money",
        frozenset(
            "report_stayed report_confirmed"
            " pack_sold pack_adjusted pack_expired month_settled sale_voided movement_voided"
            " movement_corrected agreement_signed agreement_renewed agreement_corrected unit_given".split()
        ),
    ),
    (
        "time",
        frozenset(
            "session_started session_stopped session_switched session_paused session_resumed"
            " session_began_earlier session_ended_earlier session_confirmed session_entered"
            " contact_cancelled contact_undone".split()
        ),
    ),
    (
        "came",
        frozenset(
            "held rejected review unreadable ignored queued received appended recovered reply_joined".split()
        ),
    ),
    (
        "appointment",
        frozenset("appointment_made appointment_moved appointment_cancelled appointment_done".split()),
    ),
    ("called", frozenset({"callback_tried"})),
    ("filed", frozenset("contact_filed contact_logged contact_corrected price_agreed".split())),
    ("void", frozenset({"contact_voided"})),
    (
        "set_up",
        frozenset(
            "technician_added technician_changed technician_removed customer_added terms_adopted"
            " terms_withdrawn answers_loaded providers_trusted servers_trusted files_purged"
            " may_changed".split()
        ),
    ),
)
UNDID = "undid"  # which deed was taken back, in the event that says so
LOOKED_AT = 50  # events; what the desk does by itself stands among them


def is_no_deed(event: Event) -> bool:
    """Whether the desk did it by itself, or a deed brought it with it: what somebody asks for is one."""
    return event.deed in BY_ITSELF and not event.after.get(changes.BY_HAND)


def _last(desk: Desk, conn: Connection) -> Event | None:
    """What a deed brought with it (a callback, a ticket cut off) and what the desk does itself is no deed."""
    done = event_rows.last_by(conn, desk.who, LOOKED_AT)
    return next((one for one in done if not one.undone and not is_no_deed(one)), None)


class Offer(Record, frozen=True, kw_only=True):
    """What can be taken back, or nothing; `refused` says why the last deed cannot."""

    event: Event | None
    refused: str = ""


def offer(desk: Desk) -> Offer:
    """The technician's last deed; where that one stays, why, and the newest that need not."""
    with desk.read() as conn:
        found = _last(desk, conn)
        refused = _refusal(desk, conn, found) if found else None
        return Offer(event=_older(desk, conn) if refused else found, refused=str(refused or ""))


def _put_back(desk: Desk, conn: Connection, found: Event, ticket_id: int) -> None:
    """A ticket as it was before a deed that changed it alone."""
    for number in found.after.get(changes.DECIDED, ()):
        decision_rows.set_aside(conn, number, "taken_back", desk.now())
    for number in found.after.get(changes.REPLIES, ()):
        message_rows.update(conn, number, unconfirmed=1)
    stood = ticket_rows.by_id(conn, ticket_id)
    now = ticket_rows.update(conn, ticket_id, **found.before)
    if stood.confirmed and not now.confirmed:
        automatic.unacknowledge(conn, ticket_id, found.at)
    ownership.changed(desk, conn, stood, now)
    if back := found.after.get(present_address.REDIRECTED):
        was, to = stood.contact_email, found.before["contact_email"]
        present_address.redirect(conn, (was,), to, ticket=ticket_id, only=back)
    dependents.taken_back_from(desk, conn, found.after.get(dependents.HANDED_ON, []))
    if now.state == "taken" and now.taken_by == desk.who != stood.taken_by:
        claim.hold(desk, conn, now)  # back in one's hands, at the desk that stands open here


def _older(desk: Desk, conn: Connection) -> Event | None:
    """The newest deed of today that can be taken back; of another day none is offered unasked."""
    for event in event_rows.last_by(conn, desk.who, LOOKED_AT):
        if _is_of_today(desk, event) and not is_no_deed(event) and _refusal(desk, conn, event) is None:
            return event
    return None


def _is_of_today(desk: Desk, event: Event) -> bool:
    return day_of(event.at, desk.service.tz) == day_of(desk.now(), desk.service.tz)


def _with_older(
    desk: Desk, conn: Connection, refused: Refused | None, event_id: int | None
) -> Refused | None:
    """The refusal of the last deed, with the older one that could be taken back by its number."""
    found = _older(desk, conn) if refused and event_id is None else None
    if found is None:
        return refused
    when = figures.moment(wall_clock.local(found.at, desk.service.tz))
    deed = _named(conn, found)
    return Refused("undo_older", why=str(refused), deed=deed, when=when, number=found.id)


def _named(conn: Connection, event: Event) -> str:
    """A deed in words, with what it was done to: a ticket's code, a message's subject, a pack."""
    key = f"deeds.{event.deed}"
    told = (t(key) if has(key) else event.deed, _target(conn, event))
    return ", ".join(part for part in told if part)


def _target(conn: Connection, event: Event) -> str:
    if event.ticket_id is not None:
        return ticket_rows.by_id(conn, event.ticket_id).code
    sort, _, number = event.target.partition(":")
    if sort == "pack" and number:
        return t("deeds.on.pack", number=number)
    message = message_rows.get(conn, int(sort)) if sort.isascii() and sort.isdigit() else None
    if message is None:
        return event.target
    return t("deeds.on.message", number=sort, subject=message.subject or message.from_address)


def _refusal(desk: Desk, conn: Connection, found: Event) -> Refused | None:
    if not found.undone:
        if found.deed in taking_back.SEVERAL:
            return taking_back.stays(desk, conn, found)
        if found.deed == taking_back.REFUSED:
            return taking_back.refusal_stays(conn, found)
        if found.deed in taking_back.CREDITS:
            return taking_back.credit_stays(conn, found)
        if taking_back.of_a_call(found):
            return taking_back.call_stays(conn, found)
    if not found.undone and (letter := _not_left(conn, found)) is not None:
        return _written_stays(desk, conn, found, letter)
    return _deed_stays(conn, found)


def _written_stays(desk: Desk, conn: Connection, found: Event, letter: Outgoing) -> Refused | None:
    """What has happened since, or that the letter may leave at any moment; None before its time."""
    if event_rows.later_on_ticket(conn, found):
        return Refused("changed_since", code=found.target)
    if letter.not_before is not None and letter.not_before > desk.now():
        return None
    why = t("deeds.stays.waits", number=letter.number)
    return Refused("cannot_undo", deed=_named(conn, found), why=why)


def _deed_stays(conn: Connection, found: Event) -> Refused | None:
    if found.undone or found.deed not in UNDOABLE or found.ticket_id is None:
        why = "undone" if found.undone else next((why for why, deeds in STAYS if found.deed in deeds), "kept")
        if found.deed == "answered" and found.ticket_id and not _wrote(conn, found):
            why = "told"
        group = found.target.removeprefix("contact:")
        return Refused("cannot_undo", deed=_named(conn, found), why=t(f"deeds.stays.{why}", group=group))
    return Refused("changed_since", code=found.target) if event_rows.later_on_ticket(conn, found) else None


def _not_left(conn: Connection, found: Event) -> Outgoing | None:
    """The letter that a deed wrote, where it has not left."""
    if found.ticket_id is None or found.deed not in answer_steps.WRITTEN_BY:
        return None
    return answer_steps.not_left(conn, found.ticket_id, found.deed, found.at)


def _unwrite(desk: Desk, conn: Connection, found: Event, ticket_id: int) -> None:
    """A letter that was put off does not leave, and its ticket is as it was before it was written."""
    letter = _not_left(conn, found)
    if letter is not None:
        message_rows.update(conn, letter.number, state="dismissed")
        callback_steps.unwritten(conn, ticket_rows.by_id(conn, ticket_id), letter.written_at)
    _put_back(desk, conn, found, ticket_id)


def _wrote(conn: Connection, found: Event) -> bool:
    """Whether the answer went in writing; one that was given on the telephone is no letter."""
    ticket = ticket_rows.by_id(conn, int(found.ticket_id or 0))
    return answer_steps.was_written(conn, ticket, found.at)


def undo(desk: Desk, event_id: int | None = None) -> Event:
    """Take a deed back (default: the last one), with what it decided.

    Raises Refused when it is of a kind that stays, when something has happened since, or where the last one
    is of another day and nobody has named it.
    """
    with desk.write() as conn:
        found = _last(desk, conn) if event_id is None else event_rows.get(conn, event_id)
        if found is None:
            raise NotFound("nothing_to_undo")
        refused = _refusal(desk, conn, found)
        if refused or found.ticket_id is None:
            raise _with_older(desk, conn, refused, event_id) or NotFound("nothing_to_undo")
        if event_id is None and not _is_of_today(desk, found):
            when = figures.moment(wall_clock.local(found.at, desk.service.tz))
            raise Refused("undo_other_day", deed=_named(conn, found), when=when, number=found.id)
        if taking_back.of_a_call(found):
            taking_back.take_call_back(desk, conn, found)
        elif found.deed == taking_back.REFUSED:
            taking_back.take_refusal_back(desk, conn, found)
        elif found.deed in taking_back.CREDITS:
            taking_back.take_credit_back(desk, conn, found)
        elif found.deed in taking_back.SEVERAL:
            taking_back.take_back(desk, conn, found)
        elif found.deed in answer_steps.WRITTEN_BY:
            _unwrite(desk, conn, found, found.ticket_id)
        else:
            _put_back(desk, conn, found, found.ticket_id)
        desk.record(
            conn,
            "undone",
            ticket_id=found.ticket_id,
            target=found.target,
            before=found.after,
            after={**found.before, UNDID: found.deed},
            undoes=found.id,
        )
        return found

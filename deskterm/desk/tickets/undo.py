"""Taking back a person's deed, never the desk's own: of one ticket, a merge, a split, a moved message."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.steps import changes
from deskterm.desk.steps.tickets import ownership, taking_back
from deskterm.locale import figures, has, t
from deskterm.models.basics import wall_clock
from deskterm.models.records.base import Record
from deskterm.models.records.desk import Event
from deskterm.storage.database import Connection
from deskterm.storage.tickets import decisions as decision_rows
from deskterm.storage.tickets import events as event_rows
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import tickets as ticket_rows

# Deeds that only moved a ticket; what wrote to a customer, or moved money, is not taken back. What the
# desk does by itself (a ticket that wakes, a number read from a reply) and its setting up is no such deed.
UNDOABLE = frozenset(
    "taken given_back handed_over parked triaged closed reopened customer_set contact_set"
    " sender_confirmed".split()
)
BY_ITSELF = frozenset(
    "woken number_found back_in_queue rested callback_promised callback_ended callback_carried"
    " callback_reopened appointment_carried merged_in split split_from contacted to_hand asked_back"
    " message_came message_gone parted unmade"
    " duplicate received appended file_received secret_dropped"
    " unit_reserved unit_released unit_burnt unit_wanting"
    " technician_added technician_changed technician_removed pack_expired files_purged"
    " customer_added terms_adopted answers_loaded providers_trusted servers_trusted".split()
)
# Why the other deeds stay; what is in none of these is kept as it was done.
STAYS = (
    ("note", frozenset({"note"})),
    ("wrote", frozenset("answered asked_back clarified told_why letter_handed file_asked".split())),
    (
        "money",
        frozenset(
            "pack_sold pack_adjusted pack_expired price_agreed contact_filed contact_logged month_settled"
            " agreement_signed agreement_renewed agreement_corrected unit_given".split()
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
    ("came", frozenset("held rejected review unreadable ignored queued received appended recovered".split())),
    ("appointment", frozenset("appointment_made appointment_moved".split())),
)
LOOKED_AT = 50  # events; what the desk does by itself stands among them


def _last(desk: Desk, conn: Connection) -> Event | None:
    """What a deed brought with it (a callback, a ticket cut off) and what the desk does itself is no deed."""
    done = event_rows.last_by(conn, desk.who, LOOKED_AT)
    return next((one for one in done if not one.undone and one.deed not in BY_ITSELF), None)


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
    stood = ticket_rows.by_id(conn, ticket_id)
    ownership.changed(desk, conn, stood, ticket_rows.update(conn, ticket_id, **found.before))


def _older(desk: Desk, conn: Connection) -> Event | None:
    for event in event_rows.last_by(conn, desk.who, LOOKED_AT):
        if _refusal(desk, conn, event) is None:
            return event
    return None


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
    if found.deed in taking_back.SEVERAL and not found.undone:
        return taking_back.stays(desk, conn, found)
    if found.undone or found.deed not in UNDOABLE or found.ticket_id is None:
        why = "undone" if found.undone else next((why for why, deeds in STAYS if found.deed in deeds), "kept")
        return Refused("cannot_undo", deed=_named(conn, found), why=t(f"deeds.stays.{why}"))
    return Refused("changed_since", code=found.target) if event_rows.later_on_ticket(conn, found) else None


def undo(desk: Desk, event_id: int | None = None) -> Event:
    """Take a deed back (default: the last one), with what it decided.

    Raises Refused when it is of a kind that stays, or when something has happened since.
    """
    with desk.write() as conn:
        found = _last(desk, conn) if event_id is None else event_rows.get(conn, event_id)
        if found is None:
            raise NotFound("nothing_to_undo")
        refused = _refusal(desk, conn, found)
        if refused or found.ticket_id is None:
            raise _with_older(desk, conn, refused, event_id) or NotFound("nothing_to_undo")
        if found.deed in taking_back.SEVERAL:
            taking_back.take_back(desk, conn, found)
        else:
            _put_back(desk, conn, found, found.ticket_id)
        desk.record(
            conn,
            "undone",
            ticket_id=found.ticket_id,
            target=found.target,
            before=found.after,
            after=found.before,
            undoes=found.id,
        )
        return found

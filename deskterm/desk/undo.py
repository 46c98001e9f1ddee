"""Taking back a deed whose whole effect was a change to one ticket: a person's deed, never the desk's own."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound, Refused
from deskterm.models.records import Event
from deskterm.storage import events, tickets

# Deeds that only moved a ticket; what wrote to a customer, split, or moved money is not taken back. What the
# desk does by itself (a parked ticket that wakes, a number read from a reply) is nobody's to take back.
UNDOABLE = frozenset(
    "taken given_back handed_over parked triaged closed reopened customer_set contact_set"
    " sender_confirmed".split()
)


def last(desk: Desk) -> Event | None:
    """The newest deed of this technician that can still be taken back; None when there is none."""
    with desk.read() as conn:
        for event in events.last_by(conn, desk.who, 20):
            if event.undone or event.deed not in UNDOABLE:
                continue
            return None if events.later_on_ticket(conn, event) else event
    return None


def undo(desk: Desk, event_id: int | None = None) -> Event:
    """Take a deed back (default: the last one). Raises Refused when something has happened since."""
    with desk.write() as conn:
        found = last(desk) if event_id is None else events.get(conn, event_id)
        if found is None:
            raise NotFound("nothing_to_undo")
        if found.undone or found.deed not in UNDOABLE or found.ticket_id is None:
            raise Refused("cannot_undo", deed=found.deed)
        if events.later_on_ticket(conn, found):
            raise Refused("changed_since", code=found.target)
        tickets.update(conn, found.ticket_id, **found.before)
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

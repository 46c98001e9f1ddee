"""What colleagues have just done with tickets, for whoever has one of these in hand or before their eyes."""

from __future__ import annotations

from typing import Any

from msgspec import structs

from deskterm.desk.context import Desk
from deskterm.desk.tickets.undo import UNDID, is_no_deed
from deskterm.models.records.base import Record
from deskterm.models.records.desk import Event
from deskterm.storage.agenda import appointments as appointment_rows
from deskterm.storage.database import Connection
from deskterm.storage.tickets import claims as claim_rows
from deskterm.storage.tickets import events as event_rows
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import tickets as ticket_rows

LOOKED_AT = 50  # events; whoever was away for longer reads them in the tickets' histories
CAME = frozenset({"appended"})  # the customer's doing, told as a colleague's is
NOTE = "note"  # what who handed a ticket over wrote for who has it now
TOLD = (
    frozenset("merged_in parted message_came message_gone unmade".split()) | CAME
)  # what a deed brought with it and is told all the same


def undid(event: Event) -> str:
    """Which deed an event took back; "" where it is none of these."""
    return str(event.after.get(UNDID, "")) if event.deed == "undone" else ""


class DoneByOthers(Record, frozen=True, kw_only=True):
    """The newest event that there is, what colleagues did since the one before, and what is in hand here.

    The `target` of each event is its ticket's code, also where the deed was on a session or a promise of it.
    """

    newest: int
    events: tuple[Event, ...] = ()
    mine: frozenset[str] = frozenset()


def newest(desk: Desk) -> int:
    """The number of the last event."""
    with desk.read() as conn:
        return event_rows.newest(conn)


def _agreed(conn: Connection, event: Event, who: str) -> bool:
    """Whether an event is about an appointment that is, or was, for this technician to keep."""
    if not event.deed.startswith("appointment_") or event.ticket_id is None:
        return False
    kept = (one.technician for one in appointment_rows.of_ticket(conn, event.ticket_id))
    return who in kept or event.before.get("technician") == who


def _with_note(conn: Connection, event: Event) -> dict[str, Any]:
    """What an event changed; of a ticket that was handed over, with the note for who has it now."""
    if event.deed != "handed_over" or event.ticket_id is None:
        return event.after
    notes = [
        one.body
        for one in message_rows.of_ticket(conn, event.ticket_id)
        if (one.direction, one.from_name, one.received_at) == ("note", event.by, event.at)
    ]
    return event.after | {NOTE: notes[-1]} if notes else event.after


def since(desk: Desk, event_id: int | None) -> DoneByOthers:
    """What others than this technician did after that event; nothing at a first look (None)."""
    with desk.read() as conn:
        last = event_rows.newest(conn)
        new = event_id is not None and event_id != last
        events = event_rows.of_others(conn, desk.who, event_id or 0, LOOKED_AT) if new else ()
        mine = frozenset(row["code"] for row in claim_rows.in_hand(conn, desk.who))
        told = [one for one in events if one.deed in TOLD or not is_no_deed(one)]
        named = tuple(
            structs.replace(
                one, target=ticket_rows.by_id(conn, one.ticket_id).code, after=_with_note(conn, one)
            )
            for one in told
            if one.ticket_id is not None
        )
        agreed = frozenset(one.target for one in named if _agreed(conn, one, desk.who))
    return DoneByOthers(newest=last, events=named, mine=mine | agreed)

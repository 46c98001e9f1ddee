"""Conditions on a ticket's state; the words stand in the text, so that an index over some states is found.

A Tab asks with them too, so nothing heavy is imported.
"""

from __future__ import annotations

from collections.abc import Sequence

from deskterm.models.records.states import DONE_STATES, WAITING_STATES

# What a list can show.
OF_VIEW: dict[str, tuple[str, ...]] = {
    "queue": ("queued",),
    "hand": ("taken",),
    "waiting": WAITING_STATES,
    "done": DONE_STATES,
}
# A ticket with its customer's name, and whether something in its thread is to be confirmed: of that there is
# an index, over those messages alone.
_UNVOUCHED = "EXISTS (SELECT 1 FROM message WHERE message.ticket_id = ticket.id AND message.unconfirmed = 1)"
SELECT = (
    f"SELECT ticket.*, coalesce(customer.name, '') AS customer, {_UNVOUCHED} AS unvouched FROM ticket"  # noqa: S608
    " LEFT JOIN customer"
)
UNSURE = f"(ticket.confirmed = 0 OR {_UNVOUCHED}) AS unsure"  # as `Ticket.unsure`, of what hangs on a ticket


def in_view(view: str, table: str = "ticket.") -> str:
    """The condition that a list shows a ticket; one that was taken back or put into another is in none."""
    found = among(OF_VIEW[view], f"{table}state")
    counts = f" AND {table}unmade = 0 AND {table}merged = 0" if view == "done" else ""
    return found + counts


def among(states: Sequence[str], column: str = "ticket.state") -> str:
    """The condition that a ticket is in one of these states."""
    if len(states) == 1:
        return f"{column} = '{states[0]}'"
    words = ",".join(f"'{state}'" for state in states)
    return f"{column} IN ({words})"

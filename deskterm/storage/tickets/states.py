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


def among(states: Sequence[str], column: str = "ticket.state") -> str:
    """The condition that a ticket is in one of these states."""
    if len(states) == 1:
        return f"{column} = '{states[0]}'"
    words = ",".join(f"'{state}'" for state in states)
    return f"{column} IN ({words})"

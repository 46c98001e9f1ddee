"""The doors of the screens: which name leads to which, without loading what is not opened."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from itertools import pairwise
from typing import Any

from textual.screen import ModalScreen, Screen

from deskterm.widgets.screen import DeskScreen

# Read when a screen is first opened, so that a start pays only for what it shows.
DOORS: Mapping[str, str] = {
    "queue": "deskterm.screens.queue.screen:QueueScreen",
    "ticket": "deskterm.screens.ticket.screen:TicketScreen",
    "triage": "deskterm.screens.triage.screen:TriageScreen",
    "call": "deskterm.screens.call.screen:CallScreen",
    "ring": "deskterm.screens.ring.screen:RingScreen",
    "packs": "deskterm.screens.packs.screen:PacksScreen",
    "ledger": "deskterm.screens.packs.screen:LedgerScreen",
    "backlog": "deskterm.screens.backlog.screen:BacklogScreen",
    "request": "deskterm.screens.request.screen:RequestScreen",
    "callbacks": "deskterm.screens.callbacks.screen:CallbacksScreen",
    "technician": "deskterm.screens.shared.colleague:new_technician",
    "trust": "deskterm.screens.post.trusting:trusted",
    "agenda": "deskterm.screens.agenda.screen:AgendaScreen",
    "shift": "deskterm.screens.agenda.shift:ShiftScreen",
    "reports": "deskterm.screens.month.reports:ReportsScreen",
    "settle": "deskterm.screens.month.screen:SettleScreen",
    "settled": "deskterm.screens.month.screen:SettledScreen",
}
# Screens of which one stands at a time, with what they are about.
ALONE = {"call": "group_id", "ticket": "code", "ring": "NAME"}
MODE_OF = {"packs": "packs", "backlog": "backlog"}


def door(name: str, *args: Any, **kwargs: Any) -> Screen[Any]:
    """Make the screen behind a door."""
    module, _, attribute = DOORS[name].partition(":")
    screen: Screen[Any] = getattr(import_module(module), attribute)(*args, **kwargs)
    return screen


def begun(stack: list[Screen[Any]], name: str, about: object) -> Screen[Any] | None:
    """The dialog on a screen of that name about the same thing, where nothing typed lies over it."""
    for at, (one, dialog) in enumerate(pairwise(stack)):
        same = isinstance(one, DeskScreen) and name == one.NAME and getattr(one, ALONE[name]) == about
        if same and isinstance(dialog, ModalScreen):
            over = [one for one in stack[at + 2 :] if hasattr(one, "holds_text")]
            return None if any(one.holds_text() for one in over) else dialog
    return None

"""The doors of the screens: which name leads to which, without loading what is not opened."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from textual.screen import Screen

# Read when a screen is first opened, so that a start pays only for what it shows.
DOORS: Mapping[str, str] = {
    "queue": "deskterm.screens.queue:QueueScreen",
    "ticket": "deskterm.screens.ticket:TicketScreen",
    "triage": "deskterm.screens.triage:TriageScreen",
    "call": "deskterm.screens.call:CallScreen",
    "ring": "deskterm.screens.ring:RingScreen",
    "packs": "deskterm.screens.packs:PacksScreen",
    "ledger": "deskterm.screens.packs:LedgerScreen",
    "backlog": "deskterm.screens.backlog:BacklogScreen",
    "request": "deskterm.screens.request:RequestScreen",
    "callbacks": "deskterm.screens.callbacks:CallbacksScreen",
    "reports": "deskterm.screens.reports:ReportsScreen",
    "settle": "deskterm.screens.settle:SettleScreen",
    "settled": "deskterm.screens.settle:SettledScreen",
}
MODE_OF = {"packs": "packs", "backlog": "backlog"}


def door(name: str, *args: Any, **kwargs: Any) -> Screen[Any]:
    """Make the screen behind a door."""
    module, _, attribute = DOORS[name].partition(":")
    screen: Screen[Any] = getattr(import_module(module), attribute)(*args, **kwargs)
    return screen

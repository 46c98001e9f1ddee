"""What the parts of the post need of the screen on which they stand."""

from __future__ import annotations

from typing import Protocol

from deskterm.models.records.ticket import Message
from deskterm.screens.ticket.in_front import HasTicket


class ShowsPost(HasTicket, Protocol):
    """The queue's screen, which lists messages in one of its views."""

    @property
    def place(self) -> str:
        """The view that is shown; the post lists messages that became no ticket."""

    def message(self) -> Message | None:
        """The message that a key is about."""

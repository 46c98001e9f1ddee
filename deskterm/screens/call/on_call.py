"""What every part of the call screen may ask of it."""

from __future__ import annotations

from typing import Protocol

from deskterm.locale import t
from deskterm.screens.call.fields import Fields, Words
from deskterm.screens.call.reading import Sheet
from deskterm.widgets.part import Host, Part


class OnCall(Host, Protocol):
    """The call screen."""

    @property
    def sheet(self) -> Sheet | None:
        """The contact as it was read last."""

    @property
    def fields(self) -> Fields:
        """Where one types."""

    def typed(self) -> Words:
        """Note, outcome and reason as they stand on the screen."""

    def load(self) -> None:
        """Read the contact anew."""

    def save(self) -> None:
        """Keep what is typed, at once."""

    def on_tick(self, now: int) -> None:
        """Say anew what the clock says."""


class CallPart(Part[OnCall]):
    """What is done with the contact on the screen."""

    def runs(self) -> bool:
        """Whether the clock of this contact runs; else says that it stands."""
        sheet = self.screen.sheet
        if sheet is not None and sheet.live is None:
            self.shell.say(t("call.is_done" if sheet.done else "call.stands"))
            return False
        return sheet is not None

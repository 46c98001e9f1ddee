"""A new ticket for whoever rings: a word where that is enough, else the form of the channel."""

from __future__ import annotations

from functools import partial
from typing import Protocol

from deskterm.locale import t
from deskterm.screens.ring import deeds
from deskterm.screens.ring.deeds import Caller, Way
from deskterm.screens.ring.finding import Likely
from deskterm.screens.ring.starting import Starting
from deskterm.widgets.dialogs.boxes import Ask
from deskterm.widgets.part import Host, Part


class Answers(Host, Protocol):
    """The screen of who rings."""

    caller: Caller | None


class Opening(Part[Answers]):
    """The ticket is opened, and the clock starts on it."""

    def __init__(self, screen: Answers, starting: Starting, likely: Likely) -> None:
        super().__init__(screen)
        self._starting, self._likely = starting, likely

    def action_new(self) -> None:
        """A new ticket for the caller."""
        self.open(blocking=False)

    def action_blocking(self) -> None:
        """A new ticket by the urgent channel: the customer's work has stopped."""
        self.open(blocking=True)

    def open(self, *, blocking: bool) -> None:
        """Ask what the channel wants of a new ticket for the caller."""
        if self.screen.caller is None or self.screen.caller.card is None:
            self.shell.say(t("ring.choose_customer"))
            return
        self.ask(
            deeds.way_in,
            self.desk,
            self.screen.caller.card.customer.code,
            contact=self._likely.speaks().contact,
            blocking=blocking,
            done=partial(self._book, blocking),
        )

    def _book(self, blocking: bool, way: Way) -> None:
        """A word where that is enough; else the form with all that the channel wants."""
        if self.screen.caller is None or self.screen.caller.card is None:
            return
        customer = self.screen.caller.card.customer
        if way.form:
            then = self._booked
            self.shell.open("request", customer.code, channel=way.channel, blocking=blocking, then=then)
            return
        title = t("ring.new_blocking" if blocking else "ring.new")
        asked = Ask(title, customer.name, hint=t("ring.subject"))
        self.show(asked, partial(self._open_ticket, blocking))

    def _booked(self, code: str | None) -> None:
        if code:
            self._starting.begin(
                code, inbound=True, caller=self._likely.speaks().name_and_number, opened=True
            )

    def _open_ticket(self, blocking: bool, subject: str | None) -> None:
        if not subject or self.screen.caller is None or self.screen.caller.card is None:
            return
        self.do(
            deeds.open_ticket,
            self.desk,
            self.screen.caller.card.customer.code,
            subject=subject,
            contact=self._likely.speaks().contact,
            blocking=blocking,
            done=self._booked,
        )

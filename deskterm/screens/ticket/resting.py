"""To rest, for a reason and a while, and back again."""

from __future__ import annotations

from datetime import time
from typing import Any

from deskterm.desk import hearing
from deskterm.desk.context import Desk
from deskterm.desk.queue import queue
from deskterm.locale import t
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.basics.wall_clock import local
from deskterm.models.records.states import WAITING_STATES
from deskterm.models.records.ticket import Ticket
from deskterm.models.said.words import Unclear
from deskterm.screens.shared import words
from deskterm.screens.ticket.in_front import HasTicket, TicketPart
from deskterm.widgets.dialogs.boxes import Ask, Choose

OPENING = time(8)  # of a day on which a ticket comes back, where nobody says a time


class Resting(TicketPart[HasTicket]):
    """How the ticket in front rests, and comes back."""

    def action_park(self) -> None:
        """Let the ticket rest for a reason; one that rests comes back."""
        if (ticket := self.ticket()) is None:
            return
        if ticket.state in WAITING_STATES:
            self.do(queue.give_back, self.desk, ticket.code, done=self.said("ticket.said.unparked"))
        else:
            self.ask(_rests, self.desk, done=lambda options: self._how_long(ticket, options))

    def _how_long(self, ticket: Ticket, options: list[tuple[Any, ...]]) -> None:
        box = Choose(t("ticket.park.title", code=short(ticket.code)), options)
        self.show(box, lambda chosen: self._until(ticket, chosen) if chosen else None)

    def _until(self, ticket: Ticket, chosen: tuple[str, int | None]) -> None:
        if chosen[0] != "typed":
            self._why_rest(ticket, *chosen)
            return

        def read(typed: str | None) -> None:
            if typed is None:
                return
            try:
                at = hearing.to_come(self.desk, typed, at_day=OPENING)
            except Unclear as error:
                self.shell.say(hearing.sentence(error), how="error")
                ask(typed)
            else:
                self._why_rest(ticket, "parked", at)

        def ask(value: str = "") -> None:
            box = Ask(t("ticket.park.when"), hint=t("ticket.park.hint"), value=value, proposed=True)
            self.show(box, read)

        ask()

    def _why_rest(self, ticket: Ticket, wait: str, until: int | None) -> None:
        def park(why: str | None) -> None:
            if why:
                done = self.said(f"ticket.said.rests_{wait}")
                self.do(queue.park, self.desk, ticket.code, why=why, until=until, wait=wait, done=done)

        self.show(Ask(t("ticket.park.why", code=short(ticket.code))), park)


def _rests(desk: Desk) -> list[tuple[Any, ...]]:
    """How long a ticket can rest: for somebody, for a while, until the desk opens again, or as typed."""
    now, tz = desk.now(), desk.service.tz
    moments = [("ticket.park.hour", now + words.HOUR), ("ticket.park.two_hours", now + 2 * words.HOUR)]
    calendar = next(iter(desk.service.calendars), "")
    if calendar:
        hours = desk.service.calendar(calendar)
        opens = hours.opens_on(hours.next_working_day(local(now, tz).date()))
        moments += [("ticket.park.next_day", opens)] if opens else []
    moments.append(("ticket.park.week", now + 7 * words.DAY))
    return [
        (("waiting", None), t("ticket.park.customer")),
        (("vendor", None), t("ticket.park.vendor")),
        *((("parked", at), t(key), words.moment(at, now, tz)) for key, at in moments),
        (("typed", None), t("ticket.park.typed")),
    ]

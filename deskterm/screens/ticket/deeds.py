"""What can be done with the ticket in front, on the queue and on its own screen alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from typing import Any

from deskterm.desk import hearing
from deskterm.desk.context import Desk
from deskterm.desk.errors import DeskError, NotFound
from deskterm.desk.queue import queue
from deskterm.desk.tickets import tickets
from deskterm.desk.upkeep import technicians
from deskterm.locale import t
from deskterm.models.records.records import Customer, Ticket
from deskterm.models.records.states import WAITING_STATES
from deskterm.models.said.words import Unclear
from deskterm.screens.shared import words
from deskterm.screens.shared.decisions import decided
from deskterm.widgets.dialogs.boxes import Ask, Choose
from deskterm.widgets.screen import DeskScreen
from deskterm.widgets.text.formats import local
from deskterm.widgets.work import words as refusal

OPENING = time(8)  # of a day on which a ticket comes back, where nobody says a time


class TicketDeeds(DeskScreen):
    """A screen that has a ticket in front; the screen gives `front`."""

    def front(self) -> Ticket | None:
        """The ticket that a key is about."""
        raise NotImplementedError

    def _ticket(self) -> Ticket | None:
        found = self.front()
        if found is None:
            self.shell.say(t("ticket.none_in_front"))
        return found

    def said(self, key: str) -> Callable[[Any], None]:
        """After a deed on a ticket: say what was done and that `u` takes it back."""

        def say(changed: Ticket) -> None:
            name = changed.customer or t("queue.unknown_customer")
            until = (
                words.moment(changed.until, self.desk.now(), self.desk.service.tz) if changed.until else ""
            )
            self.shell.say(t(key, code=changed.code, customer=name, who=changed.taken_by or "", until=until))

        return say

    # Taking

    def action_take_next(self) -> None:
        """Take the first of the queue and say why it is that one."""
        self.do(_take_next, self.desk, done=self._next_taken)

    def _next_taken(self, answer: tuple[Ticket, str] | None) -> None:
        if answer is None:
            self.shell.say(t("queue.nobody_waits"))
            return
        ticket, why = answer
        self.show_ticket(ticket.code)
        self.shell.say(t("queue.taken_next", code=ticket.code, why=why))

    def show_ticket(self, code: str) -> None:
        """Open a ticket."""
        self.shell.open("ticket", code)

    def action_take(self) -> None:
        """Take the ticket in front; out of turn the desk asks for a reason (D15)."""
        if (ticket := self._ticket()) is not None:
            self._take(ticket, "")

    def _take(self, ticket: Ticket, reason: str) -> None:
        def refused(error: DeskError) -> None:
            if error.code == "out_of_turn" and not reason:
                title = t("ticket.out_of_turn.title", code=ticket.code)
                text = t("ticket.out_of_turn.text", rule=error.rule)
                self.app.push_screen(
                    Ask(title, text), lambda given: self._take(ticket, given) if given else None
                )
            else:
                self.shell.say(refusal(error), how="warning")

        def taken(done: queue.Taken) -> None:
            self.shell.say(t("ticket.said.taken", code=done.ticket.code))
            self.show_ticket(done.ticket.code)

        self.do(queue.take, self.desk, ticket.code, reason=reason, done=taken, failed=refused)

    def action_give_back(self) -> None:
        """Put the ticket back into the queue, at its own place."""
        if (ticket := self._ticket()) is not None:
            refused = lambda error: self._not_given_back(ticket, error)  # noqa: E731
            self.do(queue.give_back, self.desk, ticket.code, done=self._given_back, failed=refused)

    def _given_back(self, ticket: Ticket) -> None:
        """Back in the queue, or at rest again until its appointment."""
        self.said("ticket.said.given_back" if ticket.state == "queued" else "ticket.said.rests")(ticket)

    def _not_given_back(self, ticket: Ticket, error: DeskError) -> None:
        """What a colleague holds goes back by the lead's word, with a reason."""
        if error.code != "ticket_taken":
            self.shell.say(refusal(error), how="warning")
            return
        title = t("ticket.release.title", code=ticket.code)
        box = Ask(title, t("ticket.release.text", who=ticket.taken_by or ""))
        self.app.push_screen(box, lambda why: self._release(ticket, why) if why else None)

    def _release(self, ticket: Ticket, why: str) -> None:
        from deskterm.desk.queue import claims

        self.do(claims.release, self.desk, ticket.code, why=why, done=self._given_back)

    def action_copy(self) -> None:
        """Copy the ticket's code."""
        if (ticket := self._ticket()) is not None:
            self.app.copy_to_clipboard(ticket.code)
            self.shell.say(t("ticket.said.copied", code=ticket.code))

    def action_triage(self) -> None:
        """To triage."""
        if (ticket := self._ticket()) is not None:
            self.shell.open("triage", ticket.code)

    # Whose it is

    def action_identify(self) -> None:
        """Say whose ticket it is: the likely ones first."""
        if (ticket := self._ticket()) is not None:
            self.ask(_likely, self.desk, ticket.code, done=lambda found: self._whose(ticket, found))

    def _whose(self, ticket: Ticket, found: tuple[Customer, ...]) -> None:
        from deskterm.screens.shared.dialogs import FindCustomer

        sender = " · ".join(part for part in (ticket.contact_name, ticket.contact_email) if part)
        box = FindCustomer(t("ticket.identify.title", code=ticket.code), sender, found)
        self.app.push_screen(box, lambda code: self._is_of(ticket, code) if code else None)

    def _is_of(self, ticket: Ticket, customer: str) -> None:
        done = self.said("ticket.said.customer_set")
        self.do(tickets.set_customer, self.desk, ticket.code, customer, done=done)

    # To a colleague

    def action_hand_over(self) -> None:
        """Give the ticket to a colleague, with a note."""
        if (ticket := self._ticket()) is not None:
            self.ask(technicians.technicians, self.desk, done=lambda people: self._to_whom(ticket, people))

    def _to_whom(self, ticket: Ticket, people: tuple[Any, ...]) -> None:
        others = [
            (one.name, one.full_name or one.name, one.name) for one in people if one.name != self.desk.who
        ]
        if not others:
            self.shell.say(t("ticket.nobody_else"))
            return
        title = t("ticket.hand_over.title", code=ticket.code)
        self.app.push_screen(Choose(title, others), lambda to: self._with_note(ticket, to) if to else None)

    def _with_note(self, ticket: Ticket, to: str) -> None:
        def hand(note: str | None) -> None:
            if note is not None:
                done = self.said("ticket.said.handed_over")
                self.do(queue.hand_over, self.desk, ticket.code, to=to, note=note, done=done)

        self.app.push_screen(Ask(t("ticket.hand_over.note", who=to), need=False), hand)

    # To rest

    def action_park(self) -> None:
        """Let the ticket rest for a reason; one that rests comes back."""
        if (ticket := self._ticket()) is None:
            return
        if ticket.state in WAITING_STATES:
            self.do(queue.give_back, self.desk, ticket.code, done=self.said("ticket.said.unparked"))
        else:
            self.ask(_rests, self.desk, done=lambda options: self._how_long(ticket, options))

    def _how_long(self, ticket: Ticket, options: list[tuple[Any, ...]]) -> None:
        box = Choose(t("ticket.park.title", code=ticket.code), options)
        self.app.push_screen(box, lambda chosen: self._until(ticket, chosen) if chosen else None)

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
                self.shell.say(hearing.sentence(error), how="warning")
                ask(typed)
            else:
                self._why_rest(ticket, "parked", at)

        def ask(value: str = "") -> None:
            self.app.push_screen(Ask(t("ticket.park.when"), hint=t("ticket.park.hint"), value=value), read)

        ask()

    def _why_rest(self, ticket: Ticket, wait: str, until: int | None) -> None:
        def park(why: str | None) -> None:
            if why:
                done = self.said(f"ticket.said.rests_{wait}")
                self.do(queue.park, self.desk, ticket.code, why=why, until=until, wait=wait, done=done)

        self.app.push_screen(Ask(t("ticket.park.why", code=ticket.code)), park)


def _take_next(desk: Desk) -> tuple[Ticket, str] | None:
    """Take the first, with the reason in words."""
    taken = queue.take_next(desk)
    if taken is None:
        return None
    why = " · ".join(decided(desk.service, one, desk.now()) for one in taken.why)
    return taken.ticket, why


def _likely(desk: Desk, code: str) -> tuple[Customer, ...]:
    """Whose ticket it may be, by what its first message says."""
    from deskterm.desk.intake import recovery
    from deskterm.desk.triage import triage

    try:
        return recovery.suggestions(desk, triage.message_of(desk, code).id)
    except NotFound:
        return ()


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

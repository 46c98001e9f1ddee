"""Into a technician's hands and out of them: taken, given back, handed to a colleague."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from deskterm.desk.agenda import appointments
from deskterm.desk.agenda.appointments import GoingOn
from deskterm.desk.context import Desk
from deskterm.desk.errors import DeskError
from deskterm.desk.queue import claims, queue
from deskterm.desk.tickets import drafts
from deskterm.desk.tickets.drafts import KeptDraft
from deskterm.desk.upkeep import technicians
from deskterm.locale import t, tn
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.agenda import Appointment
from deskterm.models.records.ticket import Ticket
from deskterm.screens.shared import words
from deskterm.screens.shared.begun import BegunText, NoteLine
from deskterm.screens.shared.decisions import decided
from deskterm.screens.ticket.in_front import HasTicket, OpensTickets, TicketPart
from deskterm.widgets.dialogs.boxes import Ask, Choose
from deskterm.widgets.work import refusal

NAMED = 3  # of the tickets in hand


class Taking(TicketPart[OpensTickets]):
    """The next ticket, or the one in front."""

    def action_take_next(self) -> None:
        """Take the first of the queue and say why it is that one."""
        self.do(_take_next, self.desk, done=self._next_taken)

    def _next_taken(self, answer: tuple[Ticket, str, list[str]] | None) -> None:
        if answer is None:
            self.shell.say(t("queue.nobody_waits"), how="information")
            return
        ticket, why, mine = answer
        self.screen.show_ticket(ticket.code)
        text = t("queue.taken_next", code=short(ticket.code), why=why)
        self.shell.say(f"{text} {_held(mine)}" if len(mine) > 1 else text)

    def action_take(self) -> None:
        """Take the ticket in front; out of turn the desk asks for a reason (D15)."""
        if (ticket := self.ticket()) is not None:
            self._take(ticket, "")

    def _take(self, ticket: Ticket, reason: str) -> None:
        def refused(error: DeskError) -> None:
            if error.code == "out_of_turn" and not reason:
                title = t("ticket.out_of_turn.title", code=short(ticket.code))
                text = t("ticket.out_of_turn.text", rule=error.rule)
                self.show(Ask(title, text), lambda given: self._take(ticket, given) if given else None)
            else:
                self.shell.say(refusal(error), how="error")

        def taken(done: queue.Taken) -> None:
            self.shell.say(t("ticket.said.taken", code=short(done.ticket.code)))
            self.screen.show_ticket(done.ticket.code)

        self.do(queue.take, self.desk, ticket.code, reason=reason, done=taken, failed=refused)


class GivingBack(TicketPart[HasTicket]):
    """Back into the queue."""

    def action_give_back(self) -> None:
        """Put the ticket back into the queue, at its own place."""
        if (ticket := self.ticket()) is not None:
            refused = lambda error: self._not_given_back(ticket, error)  # noqa: E731
            deed = partial(_with_begun, queue.give_back)
            self.do(deed, self.desk, ticket.code, done=self._given_back, failed=refused)

    def _given_back(self, answer: tuple[Ticket, Appointment | None]) -> None:
        """Back in the queue, or at rest again until its appointment; one that has begun is named."""
        ticket, begun = answer
        if ticket.state != "queued":
            self.said("ticket.said.rests")(ticket)
        elif begun is None:
            self.said("ticket.said.given_back")(ticket)
        else:
            key = "mine" if begun.technician == self.desk.who else "theirs"
            said = {"when": moment_of(self.desk, begun), "who": begun.technician}
            self.shell.say(t(f"ticket.said.given_back.{key}", code=short(ticket.code), **said), how="warning")

    def _not_given_back(self, ticket: Ticket, error: DeskError) -> None:
        """What a colleague holds goes back by the lead's word, with a reason."""
        if error.code != "ticket_taken":
            self.shell.say(refusal(error), how="error")
            return
        title = t("ticket.release.title", code=short(ticket.code))
        box = Ask(title, t("ticket.release.text", who=ticket.taken_by or ""))
        self.show(box, lambda why: self._release(ticket, why) if why else None)

    def _release(self, ticket: Ticket, why: str) -> None:
        deed = partial(_with_begun, claims.release)
        self.do(deed, self.desk, ticket.code, why=why, done=self._given_back)


class Handing(Struct, frozen=True):
    """What goes to whom: the ticket, the appointment that has `begun`, whether the one `ahead` goes too."""

    ticket: Ticket
    to: str
    begun: str = ""
    ahead: str = ""
    keeps: str = ""
    goes: bool = False

    def said(self) -> str:
        """What was done, with what became of the appointments."""
        parts = [t("ticket.said.handed_over", code=short(self.ticket.code), who=self.to)]
        if self.begun:
            parts.append(t("ticket.hand_over.said.begun", when=self.begun, who=self.to))
        if self.ahead:
            key, who = ("goes", self.to) if self.goes else ("stays", self.keeps)
            parts.append(t(f"ticket.hand_over.said.{key}", when=self.ahead, who=who))
        return " ".join(parts)


class HandingOver(TicketPart[HasTicket]):
    """To a colleague, with a note."""

    def action_hand_over(self) -> None:
        """Give the ticket to a colleague, with a note."""
        if (ticket := self.ticket()) is not None:
            self.ask(technicians.technicians, self.desk, done=lambda people: self._to_whom(ticket, people))

    def _to_whom(self, ticket: Ticket, people: tuple[Any, ...]) -> None:
        others = [
            (one.name, one.full_name or one.name, one.name) for one in people if one.name != self.desk.who
        ]
        if not others:
            self.shell.say(t("ticket.nobody_else"))
            return
        title = t("ticket.hand_over.title", code=short(ticket.code))
        self.show(Choose(title, others), lambda to: self._with_what(ticket, to) if to else None)

    def _with_what(self, ticket: Ticket, to: str) -> None:
        self.ask(
            appointments.going_on, self.desk, ticket.code, done=partial(self._whose, Handing(ticket, to))
        )

    def _whose(self, given: Handing, found: GoingOn) -> None:
        """An appointment that has begun goes with the ticket; whose one to come will be is asked."""
        begun, ahead = found.begun, found.ahead
        if begun is not None and begun.technician != given.to:
            given = replace(given, begun=moment_of(self.desk, begun))
        if ahead is None or ahead.technician == given.to:
            self._with_note(given)
            return
        stays = replace(given, ahead=moment_of(self.desk, ahead), keeps=ahead.technician)
        options = [
            (replace(stays, goes=True), t("ticket.hand_over.goes", who=given.to)),
            (stays, t("ticket.hand_over.stays", who=ahead.technician)),
        ]
        title = t("ticket.hand_over.appointment", code=short(given.ticket.code), when=stays.ahead)
        self.show(Choose(title, options), lambda chosen: self._with_note(chosen) if chosen else None)

    def _with_note(self, given: Handing) -> None:
        self.ask(drafts.find, self.desk, "hand_over", given.ticket.code, done=partial(self._note, given))

    def _note(self, given: Handing, found: KeptDraft | None) -> None:
        begun = BegunText(self.screen, "hand_over", given.ticket.code, begun="", found=found)

        def hand(note: str | None) -> None:
            if note is not None:
                done = lambda _: self.shell.say(given.said())  # noqa: E731
                code, to, goes = given.ticket.code, given.to, given.goes
                hand_over = partial(queue.hand_over, code=code, to=to, note=note, appointment=goes)
                self.do(begun.send, self.desk, hand_over, done=done)

        self.show(NoteLine(t("ticket.hand_over.note", who=given.to), begun), hand)


def _with_begun(
    deed: Callable[..., Ticket], desk: Desk, code: str, **more: Any
) -> tuple[Ticket, Appointment | None]:
    """Do what puts a ticket back, and look for its appointment that has begun."""
    return deed(desk, code, **more), appointments.begun(desk, code)


def moment_of(desk: Desk, one: Appointment) -> str:
    """When an appointment begins, as people say it."""
    return words.moment(one.starts_at, desk.now(), desk.service.tz)


def _held(codes: list[str]) -> str:
    """Which tickets one holds now, the newest first: F4 twice takes two, and names both."""
    named, more = ", ".join(codes[:NAMED]), len(codes) - NAMED
    return tn("queue.hold_more", more, codes=named) if more > 0 else t("queue.hold", codes=named)


def _take_next(desk: Desk) -> tuple[Ticket, str, list[str]] | None:
    """Take the first; with the reason in words, and the numbers that one holds now, the newest first."""
    taken = queue.take_next(desk)
    if taken is None:
        return None
    why = " · ".join(decided(desk.service, one, desk.now()) for one in taken.why)
    mine = [held for held in claims.listing(desk) if held.technician == desk.who]
    before = sorted(
        (held for held in mine if held.ticket != taken.ticket.code),
        key=lambda held: held.taken_at,
        reverse=True,
    )
    return taken.ticket, why, [short(code) for code in (taken.ticket.code, *(one.ticket for one in before))]

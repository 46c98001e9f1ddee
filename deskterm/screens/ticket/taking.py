"""Into a technician's hands and out of them: taken, given back, handed to a colleague."""

from __future__ import annotations

from functools import partial
from typing import Any

from deskterm.desk.context import Desk
from deskterm.desk.errors import DeskError
from deskterm.desk.queue import claims, queue
from deskterm.desk.tickets import drafts
from deskterm.desk.tickets.drafts import KeptDraft
from deskterm.desk.upkeep import technicians
from deskterm.locale import t, tn
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.ticket import Ticket
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
            self.do(queue.give_back, self.desk, ticket.code, done=self._given_back, failed=refused)

    def _given_back(self, ticket: Ticket) -> None:
        """Back in the queue, or at rest again until its appointment."""
        self.said("ticket.said.given_back" if ticket.state == "queued" else "ticket.said.rests")(ticket)

    def _not_given_back(self, ticket: Ticket, error: DeskError) -> None:
        """What a colleague holds goes back by the lead's word, with a reason."""
        if error.code != "ticket_taken":
            self.shell.say(refusal(error), how="error")
            return
        title = t("ticket.release.title", code=short(ticket.code))
        box = Ask(title, t("ticket.release.text", who=ticket.taken_by or ""))
        self.show(box, lambda why: self._release(ticket, why) if why else None)

    def _release(self, ticket: Ticket, why: str) -> None:
        self.do(claims.release, self.desk, ticket.code, why=why, done=self._given_back)


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
        self.show(Choose(title, others), lambda to: self._with_note(ticket, to) if to else None)

    def _with_note(self, ticket: Ticket, to: str) -> None:
        begun = partial(self._note, ticket, to)
        self.ask(drafts.find, self.desk, "hand_over", ticket.code, done=begun)

    def _note(self, ticket: Ticket, to: str, found: KeptDraft | None) -> None:
        begun = BegunText(self.screen, "hand_over", ticket.code, begun="", found=found)

        def hand(note: str | None) -> None:
            if note is not None:
                done = self.said("ticket.said.handed_over")
                hand_over = partial(queue.hand_over, code=ticket.code, to=to, note=note)
                self.do(begun.send, self.desk, hand_over, done=done)

        self.show(NoteLine(t("ticket.hand_over.note", who=to), begun), hand)


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

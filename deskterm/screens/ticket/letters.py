"""Letters to the customer: the answer, and the question for what is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from deskterm.desk.agenda import appointments
from deskterm.desk.billing import uncovered
from deskterm.desk.billing.uncovered import Owed
from deskterm.desk.context import Desk, at_one_moment
from deskterm.desk.errors import DeskError
from deskterm.desk.letters import hand_delivery, letters, solved
from deskterm.desk.letters.solved import SolvedBefore
from deskterm.desk.steps import promise_words
from deskterm.desk.tickets import tickets
from deskterm.desk.triage import clarify
from deskterm.locale import t
from deskterm.locale.moments import moment
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.agenda import Appointment
from deskterm.models.records.promises import open_of
from deskterm.models.records.ticket import Message, Ticket
from deskterm.screens.letter.beginning import Beginning
from deskterm.screens.letter.table import Order
from deskterm.screens.letter.used_again import UseAnswer
from deskterm.screens.packs.uncovered import Paying
from deskterm.screens.shared import words
from deskterm.screens.shared.begun import BegunText
from deskterm.screens.shared.dialogs import WrittenMeanwhile
from deskterm.screens.shared.reader import Piece
from deskterm.screens.ticket.appointments import ask_whether_held
from deskterm.screens.ticket.in_front import HasTicket, TicketPart
from deskterm.widgets.dialogs.boxes import Choose
from deskterm.widgets.work import refusal

Send = Callable[[Ticket, str, BegunText], None]


class Letters(TicketPart[HasTicket]):
    """What the customer is written; `written` hears that a letter was filed."""

    def __init__(self, screen: HasTicket, written: Callable[[], None] = lambda: None) -> None:
        super().__init__(screen)
        self._written = written
        self._paying = Paying(screen)
        self._beginning = Beginning(screen)

    def action_answer(self) -> None:
        """Answer the customer; where triage left something out, the letter begins with what the terms say."""
        self.answer_with("")

    def answer_with(self, words: str) -> None:
        """The same, with words that go in behind what stands there: a draft that was begun, or a greeting."""
        if (ticket := self.ticket()) is None:
            return

        def begun(proposed: tuple[str, str]) -> None:
            text, greeting = proposed
            self.write("answer", ticket, text or greeting, self._answer, blank=greeting, put_in=words)

        self.ask(_proposed, self.desk, ticket.code, done=begun)

    def action_clarify(self) -> None:
        """Ask the customer for what is missing."""
        if (ticket := self.ticket()) is not None:
            asked = lambda text: self.write("clarify", ticket, text, self._clarify)  # noqa: E731
            self.ask(clarify.clarification_text, self.desk, ticket.code, done=asked)

    def write(
        self, kind: str, ticket: Ticket, begun: str, send: Send, *, blank: str = "", put_in: str = ""
    ) -> None:
        """A letter of a kind, as it was begun, else with these words; `send` gets what is typed.

        `put_in`: what goes in behind them.
        """

        def finish(text: str, draft: BegunText) -> None:
            if kind == "answer" and text.strip() == blank.strip():
                self.shell.say(t("ticket.letter.empty"), how="warning")
                return
            send(ticket, text, draft)

        title = t(f"ticket.letter.{kind}", code=short(ticket.code))
        order = Order(
            kind=kind,
            title=" · ".join(filter(None, (title, ticket.subject, ticket.customer))),
            to=self._due(ticket),
            begun=begun,
            put_in=put_in,
            ticket=ticket.code,
        )
        self._beginning.write(order, finish)

    def _due(self, ticket: Ticket) -> str:
        """By when an answer is due."""
        due, _ = words.due(ticket, self.desk.now(), self.desk.service.tz)
        return t("ticket.letter.due", due=due) if due and ticket.due_at else ""

    def sent(self, word: str, until: int | None = None) -> Callable[[Ticket], None]:
        """After a letter was written, its draft gone with it: that is said. `until`: it leaves then."""

        def say(ticket: Ticket) -> None:
            self._written()
            now, tz = self.desk.now(), self.desk.service.tz
            leaves = t("ticket.said.later", when=moment(until, tz)) if until else t("ticket.said.outbox")
            still = [promise_words.told(one, now, tz)[0] for one in open_of(ticket)]
            if ticket.contact_email and still and ticket.answered_at is not None:
                told = t("ticket.said.answered_still", code=short(ticket.code), promise=", ".join(still))
                self.shell.say(f"{told} {leaves}")
            elif ticket.contact_email:
                late = promise_words.kept_too_late(ticket, now, tz)
                said = " ".join((t(word, code=short(ticket.code)), leaves, *late))
                self.shell.say(said, how="warning" if late else None)
            else:
                self._hand_over(ticket)

        return say

    def _hand_over(self, ticket: Ticket) -> None:
        """Nothing leaves: was it said, or pasted into the chat? Until then it is no answer (A4)."""

        def chosen(now: str | None) -> None:
            if now:
                said = lambda _: self.shell.say(t("ticket.said.handed", code=short(ticket.code)))  # noqa: E731
                self.do(hand_delivery.last_handed, self.desk, ticket.code, done=said)
            else:
                self.shell.say(t("ticket.said.no_address"))

        options = [("now", t("ticket.hand.now")), ("", t("ticket.hand.later"))]
        box = Choose(t("ticket.hand.title", code=short(ticket.code)), options, t("ticket.hand.text"))
        self.show(box, chosen)

    def _answer(self, ticket: Ticket, text: str, draft: BegunText) -> None:
        self._send_answer(ticket, text, draft, charge=False)

    def _send_answer(self, ticket: Ticket, text: str, draft: BegunText, *, charge: bool) -> None:
        """Where no pack has a ticket for the request, ask first how it is paid."""
        send = partial(self._send_answer, ticket, text, draft)

        def refused(error: DeskError) -> None:
            if error.code == "unit_owed":
                self.ask(uncovered.owed, self.desk, ticket.code, done=ask)
            elif error.code == "written_meanwhile":
                self._written_meanwhile(ticket, draft, partial(send, charge=charge))
            else:
                self.shell.say(refusal(error), how="error")

        def ask(owed: Owed | None) -> None:
            if owed is not None:
                self._paying.offer(owed, charge=partial(send, charge=True), again=partial(send, charge=False))

        answer = partial(tickets.answer, text=text, charge=charge, read_to=draft.read_to)
        said = self.sent("ticket.said.answered", draft.until)

        def answered(done: Any) -> None:
            said(done)
            self.ask(appointments.to_come, self.desk, ticket.code, done=held)

        def held(agreed: Appointment | None) -> None:
            if agreed is not None:
                ask_whether_held(self, agreed)

        self.do(draft.send, self.desk, answer, ticket.code, done=answered, failed=refused)

    def _clarify(self, ticket: Ticket, text: str, draft: BegunText) -> None:
        def refused(error: DeskError) -> None:
            if error.code == "written_meanwhile":
                self._written_meanwhile(ticket, draft, partial(self._clarify, ticket, text, draft))
            else:
                self.shell.say(refusal(error), how="error")

        clarified = partial(clarify.clarify, text=text, read_to=draft.read_to)
        done = self.sent("ticket.said.clarified", draft.until)
        self.do(draft.send, self.desk, clarified, ticket.code, done=done, failed=refused)

    def _written_meanwhile(self, ticket: Ticket, draft: BegunText, send: Callable[[], None]) -> None:
        """Show what a colleague wrote; the letter waits, and goes only by a key of its own."""

        def show(last: Message | None) -> None:
            if last is None:
                return
            when = moment(last.received_at, self.desk.service.tz)
            title = t("ticket.letter.meanwhile", code=short(ticket.code), who=last.from_name)
            text = t("ticket.letter.meanwhile.text", when=when)
            self.show(WrittenMeanwhile(title, text, [Piece(last.body)]), partial(chosen, last))

        def chosen(last: Message, yes: bool | None) -> None:
            if yes:
                draft.read_to = last.id
                send()
            else:
                draft.left()

        self.ask(letters.last_written, self.desk, ticket.code, done=show)


class Similar(TicketPart[HasTicket]):
    """The solved tickets most like this one, each with its answer."""

    def __init__(self, screen: HasTicket, letters: Letters) -> None:
        super().__init__(screen)
        self._letters = letters

    def action_similar(self) -> None:
        """Show them; the one that is chosen goes into the answer."""
        if (ticket := self.ticket()) is not None:
            self.ask(solved.like, self.desk, ticket.code, done=partial(self._found, ticket))

    def _found(self, ticket: Ticket, found: Sequence[SolvedBefore]) -> None:
        if not found:
            self.shell.say(t("ticket.similar.none"))
            return
        box = UseAnswer(ticket, found, self.desk.service.tz)
        self.show(box, lambda chosen: self._letters.answer_with(chosen.text) if chosen else None)


@at_one_moment
def _proposed(desk: Desk, code: str) -> tuple[str, str]:
    """What triage would have said, and how any letter begins, in the customer's language."""
    return letters.proposal(desk, code), letters.greeting(desk, code) + "\n\n"

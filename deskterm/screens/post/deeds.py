"""What can be done with a message that became no ticket: read, recover, give to its customer, let go."""

from __future__ import annotations

from typing import Any

from deskterm.desk.context import Desk, at_one_moment
from deskterm.desk.errors import DeskError
from deskterm.desk.steps.letters.automatic import PACK
from deskterm.locale import t
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.agenda import Callback
from deskterm.models.records.customer import Customer
from deskterm.models.records.ticket import Message
from deskterm.screens.packs.selling import Selling
from deskterm.screens.post.letters_out import LettersOut
from deskterm.screens.post.shows import ShowsPost
from deskterm.screens.shared import words
from deskterm.screens.ticket.whose import Whose
from deskterm.widgets.dialogs.boxes import Ask
from deskterm.widgets.part import Part
from deskterm.widgets.work import refusal


class Post(Part[ShowsPost]):
    """The message in front: read, made a ticket of, let go."""

    def __init__(self, screen: ShowsPost) -> None:
        super().__init__(screen)
        self._whose = Whose(screen)
        self._selling = Selling(screen)
        self.letters = LettersOut(screen)

    def _message(self) -> Message | None:
        found = self.screen.message()
        if found is None:
            self.shell.say(t("queue.post_only") if self.screen.place != "post" else t("queue.empty.post"))
        return found

    def _incoming(self) -> Message | None:
        """The message in front, where it came; of a letter of ours it is said that it is none."""
        found = self._message()
        if found is not None and found.direction == "out":
            self.shell.say(t("queue.is_a_letter"))
            return None
        return found

    def read(self, message: Message) -> None:
        """Show a message whole."""
        from deskterm.screens.letter.messages import whole
        from deskterm.screens.shared.dialogs import ReadWhole

        when = words.stamp(message.received_at, self.desk.service.tz)
        sender = words.whom(message) if message.direction == "out" else words.sender(message)
        title = message.subject or t("queue.no_subject")
        self.show(ReadWhole(title, f"{sender} · {when}", whole(message)))

    def action_recover(self) -> None:
        """Make a ticket of it; where nobody knows whose it is, ask first."""
        if (message := self._incoming()) is not None:
            self._recover(message, None)

    def _recover(self, message: Message, customer: str | None) -> None:
        def refused(error: DeskError) -> None:
            if error.code == "recover_needs_customer" and customer is None:
                self._ask_whose(message)
            else:
                self.shell.say(refusal(error), how="error")

        def recovered(answer: tuple[Any, Callback | None]) -> None:
            done, promised = answer
            told = t("queue.recovered", code=short(done.ticket))
            if promised is not None:
                when = words.moment(promised.due_at, self.desk.now(), self.desk.service.tz)
                told = t("queue.recovered_call", code=short(done.ticket), when=when)
            self.shell.say(told)

        self.do(_recovered, self.desk, message.id, customer=customer, done=recovered, failed=refused)

    def action_sell(self) -> None:
        """Sell a pack to the customer whose request waits for one, and make a ticket of it (O2)."""
        message = self.screen.message()
        if message is None or message.reason != PACK or message.customer_id is None:
            self.shell.say(t("queue.sell_only"))
            return
        self.ask(_buyer, self.desk, message, done=lambda found: self._sell_to(message, found))

    def _sell_to(self, message: Message, buyer: tuple[str, str]) -> None:
        terms = next((one for one in self.desk.service.packs if one.unit == "ticket"), None)
        if terms is not None:
            self._selling.offer(*buyer, terms, lambda _: self._recover(message, None))

    def action_identify(self) -> None:
        """Say whose ticket it is; in the post, whose message, which makes a ticket of it."""
        if self.screen.place != "post":
            self._whose.action_identify()
        elif (message := self._incoming()) is not None:
            self._ask_whose(message)

    def _ask_whose(self, message: Message) -> None:
        from deskterm.desk.intake import recovery

        self.ask(
            recovery.suggestions,
            self.desk,
            message.id,
            done=lambda found: self._whose_message(message, found),
        )

    def _whose_message(self, message: Message, found: tuple[Customer, ...]) -> None:
        from deskterm.screens.shared.dialogs import FindCustomer

        subject = message.subject or t("queue.no_subject")
        text = t("queue.whose", sender=words.sender(message), subject=subject)
        box = FindCustomer(t("queue.whose.title"), text, found)
        self.show(box, lambda code: self._recover(message, code) if code else None)

    async def action_dismiss(self, result: Any = None) -> None:
        """Take a message off the list, with a reason; it can still be read."""
        del result
        if (message := self._message()) is None:
            return
        subject = message.subject or t("queue.no_subject")
        if message.direction == "out":
            self.letters.stop(message)
            return
        box = Ask(t("queue.dismiss.title"), t("queue.dismiss.text", subject=subject))
        self.show(box, lambda why: self._dismiss(message, why) if why else None)

    def _dismiss(self, message: Message, why: str) -> None:
        from deskterm.desk.intake import recovery

        done = lambda _: self.shell.say(t("queue.dismissed"))  # noqa: E731
        self.do(recovery.dismiss, self.desk, message.id, why=why, done=done)


def _recovered(desk: Desk, number: int, *, customer: str | None) -> tuple[Any, Callback | None]:
    """Recover a message; with the callback that a missed call is owed."""
    from deskterm.desk.intake import recovery

    done = recovery.recover(desk, number, customer=customer)
    return done, recovery.called_back(desk, str(done.ticket))


@at_one_moment
def _buyer(desk: Desk, message: Message) -> tuple[str, str]:
    """The code and the name of a message's customer."""
    from deskterm.desk.customers import cards

    code = cards.code_of(desk, message.customer_id)
    return code, cards.get(desk, code).name

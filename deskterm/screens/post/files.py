"""The attachments of what is under the cursor in the queue: of a mail in the post, of a ticket elsewhere."""

from __future__ import annotations

from deskterm.desk.tickets import tickets
from deskterm.locale import t
from deskterm.models.basics.ticket_numbers import short
from deskterm.screens.post.shows import ShowsPost
from deskterm.screens.ticket.files import Files, Tell


class FilesThere(Files[ShowsPost]):
    """Listed without opening the ticket or the mail."""

    def mails(self, tell: Tell) -> None:
        """The message under the cursor, or the thread of the ticket there."""
        if (message := self.screen.message()) is not None:
            tell(message.subject or t("queue.no_subject"), (message,))
        elif (ticket := self.screen.front()) is not None:
            name = short(ticket.code)
            self.ask(tickets.thread, self.desk, ticket.code, done=lambda thread: tell(name, thread))
        else:
            self.shell.say(t("ticket.none_in_front"))

"""The letters that somebody has to write: each opens with its draft, and one key sends it."""

from __future__ import annotations

from functools import partial

from deskterm.desk.lead import letters_due
from deskterm.desk.lead.letters_due import ToWrite
from deskterm.locale import t
from deskterm.models.basics.ticket_numbers import short
from deskterm.screens.backlog.words import untold
from deskterm.screens.letter.beginning import Beginning
from deskterm.screens.letter.table import Order
from deskterm.screens.shared.begun import BegunText
from deskterm.widgets.dialogs.boxes import Write
from deskterm.widgets.part import Host, Part


class LettersToWrite(Part[Host]):
    """A letter that waits: opened with its draft, sent or handed over."""

    def __init__(self, screen: Host) -> None:
        super().__init__(screen)
        self._beginning = Beginning(screen)

    def write(self, one: ToWrite) -> None:
        """Its draft, to be corrected; F9 sends it, or says that it was handed over."""
        self.ask(letters_due.draft, self.desk, one, done=partial(self._open_letter, one))

    def _open_letter(self, one: ToWrite, text: str) -> None:
        title = t(f"backlog.letter.{one.what}.title", about=short(one.ticket) or one.customer)
        said = t(f"backlog.letter.{one.what}", why=untold(one))
        if one.what == "hand":
            finish = lambda typed: self._handed(one, typed) if typed is not None else None  # noqa: E731
            self.show(Write(title, said, value=text, reads=True), finish)
            return
        order = Order(
            kind=letters_due.DRAFT_KIND[one.what],
            title=title,
            to=said,
            begun=text,
            ticket=one.ticket,
            message=one.number,
        )
        self._beginning.write(order, partial(self._send, one))

    def _handed(self, one: ToWrite, text: str) -> None:
        self.do(letters_due.send, self.desk, one, text, done=lambda _: self._written(one))

    def _send(self, one: ToWrite, text: str, draft: BegunText) -> None:
        sent = lambda _: self._written(one)  # noqa: E731
        self.do(draft.send, self.desk, letters_due.send, one, text, done=sent)

    def _written(self, one: ToWrite) -> None:
        self.shell.say(t(f"backlog.letter.{one.what}.done", about=short(one.ticket) or one.customer))
        self.screen.load()

"""The letters that somebody has to write: each opens with its draft, and one key sends it."""

from __future__ import annotations

from functools import partial

from deskterm.desk.lead import letters_due
from deskterm.desk.lead.letters_due import ToWrite
from deskterm.locale import t
from deskterm.models.basics.ticket_numbers import short
from deskterm.screens.shared.dialogs import Letter
from deskterm.widgets.part import Host, Part


class LettersToWrite(Part[Host]):
    """A letter that waits: opened with its draft, sent or handed over."""

    def __init__(self, screen: Host) -> None:
        super().__init__(screen)
        self._begun: dict[tuple[str, int], str] = {}

    def holds_text(self) -> bool:
        """Whether a letter was begun and not sent."""
        return bool(self._begun)

    def write(self, one: ToWrite) -> None:
        """Its draft, to be corrected; F9 sends it, or says that it was handed over."""
        self.ask(letters_due.draft, self.desk, one, done=partial(self._open_letter, one))

    def _open_letter(self, one: ToWrite, text: str) -> None:
        key = (one.what, one.number)

        def keep(typed: str) -> None:
            if one.what != "hand" and typed.strip() and typed.strip() != text.strip():
                self._begun[key] = typed

        def finish(typed: str | None) -> None:
            if typed is not None:
                self.do(letters_due.send, self.desk, one, typed, done=lambda _: self._written(one))

        title = t(f"backlog.letter.{one.what}.title", about=short(one.ticket) or one.customer)
        box = Letter(title, t(f"backlog.letter.{one.what}"), value=self._begun.get(key, text), keep=keep)
        self.show(box, finish)

    def _written(self, one: ToWrite) -> None:
        self._begun.pop((one.what, one.number), None)
        self.shell.say(t(f"backlog.letter.{one.what}.done", about=short(one.ticket) or one.customer))
        self.screen.load()

"""Which of the answers that were given before is used again in the letter."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from deskterm.desk.letters.solved import SolvedBefore
from deskterm.locale import t
from deskterm.locale.moments import day_of
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.ticket import Ticket
from deskterm.screens.shared import words
from deskterm.screens.shared.numbered import Numbered
from deskterm.widgets.list.columns import fit
from deskterm.widgets.text.shown import shown

CUSTOMER, SUBJECT = 16, 34  # cells of a line


class UseAnswer(Numbered):
    """Choose an answer that was given before; the words of the one that is marked stand below."""

    DEFAULT_CSS = """
    UseAnswer > Vertical { width: 78; }
    UseAnswer #preview { height: auto; max-height: 9; border-top: solid $rule; color: $text-muted; }
    UseAnswer:ansi #preview { border-top: solid ansi_default; }
    """

    def __init__(self, ticket: Ticket, found: Sequence[SolvedBefore], tz: str) -> None:
        title = t("ticket.similar.title", code=short(ticket.code))
        super().__init__(title, [(one, _told(one, tz)) for one in found], t("ticket.similar.text"))

    def body(self) -> ComposeResult:
        """The tickets, and the answer of the one that is marked."""
        yield from super().body()
        yield Static(self._answer(), id="preview")

    def _answer(self) -> Content:
        return shown(self._options[self._at][0].text, lines=True)

    def action_move(self, by: int) -> None:
        """The next one, or the one before."""
        if len(self._options) == 1:
            self.say_below(t("ticket.similar.one"))
            return
        super().action_move(by)
        self.query_one("#preview", Static).update(self._answer())


def _told(one: SolvedBefore, tz: str) -> str:
    """Which ticket, when it was answered, whose, about what."""
    whose, about = fit(words.whose(one.ticket), CUSTOMER).rstrip(), fit(one.ticket.subject, SUBJECT).rstrip()
    return f"{short(one.ticket.code)} {day_of(one.at, tz)} {whose} · {about}"

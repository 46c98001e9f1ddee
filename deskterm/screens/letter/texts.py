"""Which text goes into the letter: all behind their digits, the one under the mark to be read first."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from deskterm.desk.letters.canned import ToPutIn
from deskterm.locale import t
from deskterm.locale.moments import day
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.basics.wall_clock import local
from deskterm.screens.shared.numbered import Numbered
from deskterm.widgets.text.shown import shown, styled


def told(one: ToPutIn, tz: str) -> str:
    """A text by its title; of a similar answer also whose and when: `simile TK000031 (17/2)`."""
    if not one.ticket:
        return one.title
    return f"{one.title} {short(one.ticket)} ({day(local(one.at, tz).date().isoformat(), year=False)})"


def strip(key: str, texts: Sequence[ToPutIn], tz: str) -> Content:
    """One line: the key, and the digit of each."""
    parts: list[tuple[str, str] | str] = [(key, "bold $text-accent"), f" {t('drafts.texts')}"]
    for number, one in enumerate(texts, 1):
        parts += ["  ", (f"{number}", "bold $text-accent" if one.text else "dim"), f" {told(one, tz)}"]
    return styled(*parts)


class PutIn(Numbered):
    """Choose a text; a digit takes it at once."""

    DEFAULT_CSS = """
    PutIn > Vertical { width: 78; }
    PutIn #preview { height: auto; max-height: 8; border-top: solid $rule; color: $text-muted; }
    PutIn:ansi #preview { border-top: solid ansi_default; }
    """

    def __init__(self, texts: Sequence[ToPutIn], tz: str) -> None:
        super().__init__(t("drafts.texts_title"), [(one, told(one, tz)) for one in texts])

    def body(self) -> ComposeResult:
        """The choices, and the words of the one that is marked."""
        yield from super().body()
        yield Static(self._words(), id="preview")

    def _words(self) -> Content:
        return shown(self._options[self._at][0].text or t("drafts.no_similar"), lines=True)

    def action_move(self, by: int) -> None:
        """The next one, or the one before."""
        super().action_move(by)
        self.query_one("#preview", Static).update(self._words())

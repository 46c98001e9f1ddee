"""The letter, with the mail that it answers beside it: what is typed is kept as it is typed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Static

from deskterm.actions import (
    BY_ID,
    DIALOG,
    LETTER,
    OVER_A_DIALOG,
    Action,
    bindings,
    key_name,
    keys_of,
    on_screen,
)
from deskterm.desk import hearing
from deskterm.desk.letters.canned import ToPutIn
from deskterm.locale import t
from deskterm.locale.moments import time_of
from deskterm.models.records.ticket import Message
from deskterm.models.said.words import Unclear
from deskterm.screens.letter import messages, texts
from deskterm.screens.shared.begun import BegunText, KeepsText
from deskterm.screens.shared.reader import Reading
from deskterm.widgets.dialogs.boxes import Ask, Write
from deskterm.widgets.text.shown import shown, styled
from deskterm.widgets.text.signs import WARNS

OPENING = time(8)  # a day alone means its morning
FOOT = ("letter.message_down", "letter.message")
SIDES = [(0, "-stacked"), (120, "-beside")]  # columns from which mail and letter stand side by side


class Letter(KeepsText, Write):
    """A letter; Esc keeps what is typed, F9 takes it, a key of its own throws it away."""

    KEYS = "letter"
    HORIZONTAL_BREAKPOINTS = SIDES
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(LETTER)]
    DEFAULT_CSS = """
    Letter { align: center top; }
    Letter > Vertical, Letter.-low > Vertical {
        width: 100%; max-width: 100%; height: 1fr; max-height: 100%; margin: 0 0 2 0;
    }
    Letter #letter-title, Letter #letter-to, Letter #mail-head, Letter #letter-texts, Letter #letter-state {
        height: 1; text-wrap: nowrap; text-overflow: ellipsis;
    }
    Letter #letter-to, Letter #letter-state { color: $text-muted; }
    Letter #sides { height: 1fr; }
    Letter #mail { border-top: solid $rule; }
    Letter #typing { border-top: solid $rule; }
    Letter.-stacked #sides { layout: vertical; }
    Letter.-stacked #mail { height: 2fr; }
    Letter.-stacked #typing { height: 3fr; }
    Letter.-beside #sides { layout: horizontal; }
    Letter.-beside #mail { width: 1fr; height: 100%; padding: 0 1 0 0; }
    Letter.-beside #typing { width: 1fr; height: 100%; border-left: solid $rule; padding: 0 0 0 1; }
    Letter #mail-head { color: $text-accent; text-style: bold; }
    Letter Reading { background: $surface; height: 1fr; padding: 0; }
    Letter TextArea, Letter.-low TextArea { height: 1fr; }
    Letter .dialog--keys { padding: 0; }
    Letter:ansi #mail, Letter:ansi #typing { border-top: solid ansi_default; }
    Letter.-beside:ansi #typing { border-left: solid ansi_default; }
    Letter:ansi Reading { background: ansi_default; }
    """

    def __init__(
        self,
        title: str,
        to: str,
        *,
        begun: BegunText,
        thread: Sequence[Message] = (),
        to_put_in: Sequence[ToPutIn] = (),
        put_in: str = "",
        beside: str = "",
    ) -> None:
        super().__init__(title, value=begun.text)
        self._to, self._beside, self._put_in_first = to, beside, put_in
        self.about = begun.about  # colleagues see that a letter about it is open
        self._begun, self._thread, self._texts = begun, tuple(thread), tuple(to_put_in)
        came = [at for at, one in enumerate(self._thread) if one.is_customers]
        self._at = came[-1] if came else len(self._thread) - 1
        begun.on_saved = self._say_state

    def compose(self) -> ComposeResult:
        """Title, mail, letter, what is kept, keys."""
        with Vertical():
            yield Static(styled((self._heading, "bold")), id="letter-title")
            yield Static(shown(self._to), id="letter-to")
            with Container(id="sides"):
                if self._thread:
                    with Vertical(id="mail"):
                        yield Static(id="mail-head")
                        yield Reading()
                with Vertical(id="typing"):
                    yield from self.body()
            if self._texts:
                yield Static(self._strip(), id="letter-texts")
            yield Static(id="letter-state")
            yield Static(self._keys(), classes="dialog--keys")

    def body(self) -> ComposeResult:
        """The text; it leaves the function keys to the letter."""
        from deskterm.widgets.text.editor import Editor

        yield Editor(self._value, soft_wrap=True, show_line_numbers=False, tab_behavior="focus")

    def on_mount(self) -> None:
        """Start at the end of what stands, the mail that is answered beside it."""
        super().on_mount()
        for pane in self.query(Reading):
            pane.can_focus = False
        self._area().focus()
        self._show_message()
        self._say_state()
        if self._put_in_first:
            self._put_in_text(self._put_in_first)
        if self._begun.saved_at is None:  # what is proposed is read from its greeting on
            self.call_after_refresh(self._area().scroll_home, animate=False)

    # What is shown

    def _keys(self) -> Content:
        """The keys that work here, as they are set."""
        parts: list[tuple[str, str] | str] = []
        for name in ("dialog.accept", "dialog.cancel", *(FOOT if self._thread else ()), "letter.discard"):
            key = key_name(keys_of(BY_ID[name], self._begun.host.shell.own_keys)[0])
            parts += ["  " if parts else "", (key, "bold $text-accent"), f" {t(f'drafts.key.{name}')}"]
        return styled(*parts)

    def _strip(self) -> Content:
        key = key_name(keys_of(BY_ID["letter.put_in"], self._begun.host.shell.own_keys)[0])
        return texts.strip(key, self._texts, self._begun.host.desk.service.tz)

    def _show_message(self) -> None:
        if not self._thread:
            return
        one, several = self._thread[self._at], len(self._thread)
        which = t("drafts.which", n=self._at + 1, all=several) if several > 1 else ""
        head = " · ".join(part for part in (which, messages.by_whom(self._begun.host.desk, one)) if part)
        self.query_one("#mail-head", Static).update(shown(head))
        self.query_one(Reading).read(messages.whole(one))

    def _say_state(self) -> None:
        """When the draft was kept, and whose other one stands there."""
        at, tz = self._begun.saved_at, self._begun.host.desk.service.tz
        kept = t("drafts.saved", at=time_of(at, tz)) if at is not None else t("drafts.none")
        for line in self.query("#letter-state").results(Static):
            line.update(styled(kept, (self._beside, WARNS)))

    def named(self) -> tuple[Action, ...]:
        """What the `?` sheet names over a letter."""
        own = (*on_screen(LETTER), *on_screen(DIALOG))
        return (*own, *(BY_ID[one] for one in OVER_A_DIALOG))

    # Typing

    def now_typed(self) -> str:
        """What stands there."""
        return self._area().text

    def action_put_in(self) -> None:
        """Choose a text; it goes in where the cursor stands, and nothing that is typed is lost."""
        if self._texts:
            box = texts.PutIn(self._texts, self._begun.host.desk.service.tz)
            self.app.push_screen(box, self._put_in)
        else:
            self.say_below(t("drafts.no_texts"))

    def _put_in(self, chosen: ToPutIn | None) -> None:
        if chosen is None:
            return
        if not chosen.text:
            self.say_below(t("drafts.no_similar"))
            return
        self._put_in_text(chosen.text)

    def _put_in_text(self, text: str) -> None:
        """Where the cursor stands, on a line of its own."""
        area = self._area()
        row, column = area.cursor_location
        before = "\n" if area.document.get_line(row)[:column].strip() else ""
        area.insert(f"{before}{text}", maintain_selection_offset=False)

    def action_send_later(self) -> None:
        """Ask not before when it goes; then it is taken."""
        self._ask_when("")

    def _ask_when(self, value: str) -> None:
        box = Ask(t("drafts.when"), hint=t("drafts.when.hint"), value=value, proposed=True)
        self.app.push_screen(box, self._until)

    def _until(self, typed: str | None) -> None:
        if not typed:
            return
        try:
            self._begun.until = hearing.to_come(self._begun.host.desk, typed, at_day=OPENING)
        except Unclear as error:
            self.say_below(hearing.sentence(error))
            self._ask_when(typed)
        else:
            self.action_accept()

    # The mail beside it

    def action_message(self) -> None:
        """The message before this one; from the first, the last."""
        if len(self._thread) < 2:
            self.say_below(t("drafts.one_mail"))
        else:
            self._at = (self._at - 1) % len(self._thread)
            self._show_message()

    def action_message_down(self) -> None:
        """A window on in the message; from its end to its beginning."""
        for pane in self.query(Reading):
            if not pane.max_scroll_y:
                self.say_below(t("drafts.whole_mail"))
            elif pane.scroll_offset.y >= pane.max_scroll_y:
                pane.action_first()
            else:
                pane.action_page_down()

    def action_message_up(self) -> None:
        """A window back in the message."""
        for pane in self.query(Reading):
            if pane.scroll_offset.y <= 0:
                self.say_below(t("drafts.mail_begins" if pane.max_scroll_y else "drafts.whole_mail"))
            else:
                pane.action_page_up()

"""One of a few words, on one line: arrows or a first letter choose; all of them show where they fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from deskterm.locale import t
from deskterm.widgets.text.shown import plain, styled

Option = tuple[str, str]  # (value, word)


STEPS = {"left": -1, "right": 1}


def typed_ahead(widget: Widget, event: events.Key) -> bool:
    """Whether a key was meant for the widget that has the keyboard by now, and has been passed on to it.

    A terminal hands over several keys at once; all of them go to the widget that had the keyboard when they
    came. Tab is carried out here at once, so that what follows it arrives where the typist meant it.
    """
    screen = widget.screen
    if screen.focused is not None and screen.focused is not widget:
        screen.focused.post_message(events.Key(event.key, event.character))
    elif event.key == "tab":
        screen.focus_next()
    elif event.key == "shift+tab":
        screen.focus_previous()
    else:
        return False
    event.stop()
    event.prevent_default()
    return True


class Pick(Widget, can_focus=True):
    """A choice that takes one line; `value` is "" until somebody has chosen."""

    DEFAULT_CSS = """
    Pick { height: 1; }
    Pick:focus { background: $panel; }
    Pick:ansi { background: ansi_default; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,space", "step(1)", show=False),
        Binding("left", "step(-1)", show=False),
    ]

    class Changed(Message):
        """Another word was chosen."""

        def __init__(self, pick: Pick) -> None:
            super().__init__()
            self.pick = pick

        @property
        def control(self) -> Pick:
            """The choice."""
            return self.pick

    def __init__(self, label: str, *, id: str | None = None, wide: int = 7) -> None:
        super().__init__(id=id)
        self._label, self._wide = label, wide
        self.options: tuple[Option, ...] = ()
        self.value = ""
        self.needed = False

    def offer(self, options: Sequence[Option], *, value: str, needed: bool) -> None:
        """Show these words, this one chosen; `needed` marks a choice that is still to be made."""
        now = (tuple(options), value, needed)
        if now != (self.options, self.value, self.needed):
            self.options, self.value, self.needed = now
            self.refresh()

    def choose(self, value: str) -> None:
        """Choose, and say so."""
        if value != self.value:
            self.value = value
            self.refresh()
            self.post_message(self.Changed(self))

    def action_step(self, by: int) -> None:
        """The next word, or the one before."""
        if not self.options:
            return
        values = [value for value, _ in self.options]
        at = values.index(self.value) + by if self.value in values else (0 if by > 0 else -1)
        self.choose(values[at % len(values)])

    def on_key(self, event: events.Key) -> None:
        """A letter chooses the next word that begins with it; other keys go their way.

        An arrow is carried out here: as a binding it would reach whatever a Tab behind it has led to by then.
        """
        letter = event.character or ""
        if typed_ahead(self, event):
            return
        if event.key in STEPS:
            self.action_step(STEPS[event.key])
            event.stop()
            event.prevent_default()
            return
        if not letter.isalpha():
            return
        values = [value for value, word in self.options if word.casefold().startswith(letter.casefold())]
        if values:
            at = values.index(self.value) + 1 if self.value in values else 0
            self.choose(values[at % len(values)])
            event.stop()
            event.prevent_default()

    def render(self) -> Content:
        """`Esito    (•) Risolto ( ) Da seguire`, or `Esito    ‹ Risolto › 4/6` where there is less room."""
        mark = "!" if self.needed and not self.value else " "
        style = "bold $text-accent" if self.has_focus else "$text-muted"
        head = styled((f"{self._label:<{self._wide}}", style), (mark, "bold $text-warning"), " ")
        room = self.content_size.width - head.cell_length
        whole = self._whole()
        return head + (whole if whole.cell_length <= room else self._one(room))

    def _whole(self) -> Content:
        made = Content("")
        for value, word in self.options:
            chosen = value == self.value
            sign = "(•) " if chosen else "( ) "
            made = made + styled((f"{sign}{plain(word)}  ", "bold" if chosen else ""))
        return made

    def _one(self, room: int) -> Content:
        values = [value for value, _ in self.options]
        if self.value not in values:
            return styled((t("call.pick", n=len(values)), "$text-muted")).truncate(room, ellipsis=True)
        at = values.index(self.value)
        word = styled("‹ ", (self.options[at][1], "bold"), " ›", (f"  {at + 1}/{len(values)}", "$text-muted"))
        return word.truncate(room, ellipsis=True)

    def on_focus(self) -> None:
        """Show where the keyboard is."""
        self.refresh()

    def on_blur(self) -> None:
        """Show that it has gone."""
        self.refresh()

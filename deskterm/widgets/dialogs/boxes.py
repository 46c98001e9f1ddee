"""Dialogs for the keyboard: confirm, ask a line, choose from a list, write a text; Esc gives None.

Every one is opened with `self.app.push_screen(Confirm(...), callback)`; where text has been typed, the
first Esc only says that the second one throws it away.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from deskterm.actions import DIALOG, bindings
from deskterm.locale import t
from deskterm.models.basics.folding import folded
from deskterm.widgets.dialogs.in_front import in_front
from deskterm.widgets.list.columns import ListColumn, Row, Rows
from deskterm.widgets.list.window_list import WindowList
from deskterm.widgets.text.proposed import Kept, Proposed
from deskterm.widgets.text.shown import plain, shown, styled

if TYPE_CHECKING:
    from textual.widgets import TextArea

T = TypeVar("T")


def content(text: str | Content) -> Content:
    """A text of several lines as it may be shown."""
    return text if isinstance(text, Content) else shown(text, lines=True)


BESIDE = 28  # cells of what stands beside a choice in its list
LOW = [(0, "-low"), (24, "-usual"), (30, "")]  # on few lines the keys are still there, lists are shorter


class Dialog(ModalScreen[T]):
    """A box in the middle with a title, a body and a line that says the keys.

    The two rows at the foot stay free: there the program speaks, here as on every screen.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(DIALOG)]
    KEYS: ClassVar[str] = ""
    DEFAULT_CSS = """
    Dialog { layers: default said; align: center middle; background: $background 60%; }
    Dialog:ansi { background: ansi_default; }
    Dialog > Vertical {
        margin: 0 0 2 0; width: 64; max-width: 94%; height: auto; max-height: 90%;
        border: round $accent; background: $surface; padding: 0 1;
    }
    Dialog:ansi > Vertical { background: ansi_default; border: round ansi_default; }
    Dialog .dialog--text { height: auto; max-height: 12; padding: 0 0 1 0; }
    Dialog .dialog--keys { dock: bottom; color: $text-muted; height: auto; padding: 1 0 0 0; }
    Dialog Input, Dialog TextArea { border: none; background: $panel; padding: 0 1; height: 1; }
    Dialog Input:focus, Dialog TextArea:focus { border: none; }
    Dialog TextArea { height: 8; padding: 0; }
    Dialog Input:ansi, Dialog TextArea:ansi { background: ansi_default; text-style: underline; }
    Dialog WindowList { height: 10; margin: 1 0 0 0; background: $surface; }
    Dialog #beside { height: 2; margin: 1 0 0 0; color: $text-muted; }
    Dialog.-usual WindowList { height: 8; }
    Dialog.-low > Vertical { max-height: 100%; }
    Dialog.-low .dialog--text { max-height: 6; }
    Dialog.-low WindowList { height: 7; }
    Dialog.-low TextArea { height: 8; }
    """
    VERTICAL_BREAKPOINTS = LOW

    def __init__(self, title: str, text: str | Content = "") -> None:
        super().__init__()
        self._heading, self._text = title, text
        self.warned = False
        self._waits_said = False  # that a key means nothing here

    def compose(self) -> ComposeResult:
        """Title, text, body, keys."""
        with Vertical():
            yield Static(styled((self._heading, "bold")))
            if self._text:
                yield Static(content(self._text), classes="dialog--text")
            yield from self.body()
            yield Static(shown(t(f"widgets.dialog.{self.KEYS}")), classes="dialog--keys")

    def on_screen_resume(self) -> None:
        """In front, also again after what lay over it: what happened meanwhile is seen here at once."""
        in_front(self.app)

    def title_text(self) -> str:
        """The words at the top."""
        return self._heading

    def body(self) -> ComposeResult:
        """What stands between the text and the keys."""
        yield from ()

    def typed(self) -> bool:
        """Whether leaving would lose something typed."""
        return False

    def holds_text(self) -> bool:
        """Whether going elsewhere, over this dialog, would lose something typed."""
        return self.typed()

    def action_cancel(self) -> None:
        """Leave; with something typed only at the second time."""
        if self.typed() and not self.warned:
            self.warned = True
            self.say_below(t("widgets.dialog.typed"))
            return
        self.dismiss(None)

    def action_accept(self) -> None:
        """Take what stands."""

    def say_below(self, text: str) -> None:
        """Say something where the keys are told."""
        for line in list(self.query(".dialog--keys").results(Static))[-1:]:
            line.update(shown(text))

    def say_nothing(self) -> None:
        """There is no row: each key that wants one says so again."""
        self.say_below(t("widgets.dialog.none"))
        cast(Any, self.app).say(t("widgets.dialog.none"))

    def help_text(self) -> tuple[str, str]:
        """What it is, and its keys."""
        return plain(self._heading), t(f"widgets.dialog.{self.KEYS}")

    def say_what_it_waits_for(self) -> None:
        """A key came that means nothing here; as one types on, the keys stand alone again."""
        self._waits_said = True
        self.say_below(t("widgets.dialog.waits", keys=t(f"widgets.dialog.{self.KEYS}")))

    @on(Input.Changed)
    def _typed_on(self) -> None:
        if self._waits_said:
            self._waits_said = False
            self.say_below(t(f"widgets.dialog.{self.KEYS}"))


class Confirm(Dialog[bool]):
    """Yes or no, No unless said otherwise; the yes key is a letter, never the key that asked."""

    KEYS = "confirm"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s,y", "yes", show=False),
        Binding("n,enter,q", "no", show=False),
        Binding("escape", "no", show=False),
    ]

    def action_yes(self) -> None:
        """Do it."""
        self.dismiss(True)

    def action_no(self) -> None:
        """Leave everything as it is."""
        self.dismiss(False)


class Ask(Dialog[str | None]):
    """One line of text; Enter takes it, Esc gives None. A `proposed` value is typed over."""

    KEYS = "ask"

    def __init__(
        self,
        title: str,
        text: str | Content = "",
        *,
        value: str = "",
        hint: str = "",
        need: bool = True,
        proposed: bool = False,
    ) -> None:
        super().__init__(title, text)
        self._value, self._hint, self._need = plain(value), plain(hint), need
        self._line = Proposed if proposed else Kept

    def body(self) -> ComposeResult:
        """The line."""
        yield self._line(self._value, placeholder=self._hint)

    def typed(self) -> bool:
        """Whether the line differs from what it began with."""
        return self.query_one(Input).value != self._value

    @on(Input.Submitted)
    def action_accept(self) -> None:
        """Take the line; an empty one only where none is needed."""
        value = self.query_one(Input).value.strip()
        if value or not self._need:
            self.dismiss(value)
        else:
            self.say_below(t("widgets.dialog.empty"))


class Write(Dialog[str | None]):
    """A text of several lines; F9 takes it, Esc gives None. `reads`: it is read from its first line on."""

    KEYS = "write"

    def __init__(
        self,
        title: str,
        text: str | Content = "",
        *,
        value: str = "",
        need: bool = True,
        reads: bool = False,
    ) -> None:
        super().__init__(title, text)
        self._value, self._need, self._reads = plain(value, lines=True), need, reads

    def body(self) -> ComposeResult:
        """The text."""
        from deskterm.widgets.text.editor import Editor  # heavy, and few starts write anything

        yield Editor(self._value, soft_wrap=True, show_line_numbers=False, tab_behavior="focus")

    def _area(self) -> TextArea:
        return self.query_one("TextArea")  # type: ignore[return-value]

    def on_mount(self) -> None:
        """Start at the end of what stands, or at its beginning."""
        area = self._area()
        area.move_cursor((0, 0) if self._reads else area.document.end)

    def typed(self) -> bool:
        """Whether the text differs from what it began with."""
        return self._area().text != self._value

    def action_accept(self) -> None:
        """Take the text."""
        value = self._area().text.strip()
        if value or not self._need:
            self.dismiss(value)
        else:
            self.say_below(t("widgets.dialog.empty"))


class Choose(Dialog[Any]):
    """One of several: type to narrow, arrows, Enter; Esc gives None.

    `options` are (value, text), with the text beside it and with words by which it is found as well.
    """

    KEYS = "choose"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("pagedown", "move(8)", show=False, priority=True),
        Binding("pageup", "move(-8)", show=False, priority=True),
    ]

    def __init__(
        self, title: str, options: Sequence[tuple[Any, ...]], text: str | Content = "", *, value: Any = None
    ) -> None:
        super().__init__(title, text)
        self._options = [(*option, "", "", "")[:4] for option in options]
        self._found_by = [folded(" ".join(words)) for _, *words in self._options]
        self._value = value

    def body(self) -> ComposeResult:
        """Filter line and list."""
        wide = max((len(beside) for _, _, beside, _ in self._options), default=0)
        columns = [ListColumn("", flex=True), *([ListColumn("", min(wide, BESIDE), drop=1)] if wide else [])]
        yield Input(placeholder=t("widgets.dialog.filter"))
        chosen = WindowList(self._rows(""), columns, empty=t("widgets.dialog.nothing"), header=False)
        chosen.can_focus = False
        yield chosen
        if wide > BESIDE:
            yield Static(id="beside")

    @on(WindowList.Highlighted)
    def _say_beside(self, message: WindowList.Highlighted) -> None:
        """What stands beside a choice, whole, where the list may have cut it."""
        for line in self.query("#beside").results(Static):
            beside = self._options[int(str(message.row.key))][2] if message.row else ""
            line.update(shown(beside))

    def on_mount(self) -> None:
        """Stand on the present value."""
        at = next((at for at, option in enumerate(self._options) if option[0] == self._value), None)
        if self._value is not None and at is not None:
            self.query_one(WindowList).find(at)

    def _rows(self, typed: str) -> Rows:
        words = folded(typed).split()
        found = [at for at, text in enumerate(self._found_by) if all(word in text for word in words)]
        named = [all(word in folded(option[1]) for word in words) for option in self._options]
        found.sort(key=lambda at: not named[at])  # what is called so before what is only described so
        return Rows([Row(at, (self._options[at][1], (self._options[at][2], "dim"))) for at in found])

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        self.query_one(WindowList).change_source(self._rows(event.value))

    @on(WindowList.Opened)
    @on(Input.Submitted)
    def action_accept(self) -> None:
        """Take the row under the cursor."""
        row = self.query_one(WindowList).row
        if row is not None:
            self.dismiss(self._options[int(str(row.key))][0])
        else:
            self.say_nothing()

    def action_move(self, by: int) -> None:
        """Move the list's cursor while the filter keeps the keyboard."""
        if not self.query_one(WindowList).count:
            self.say_nothing()
            return
        chosen = self.query_one(WindowList)
        chosen.move_to(chosen.cursor + by)

"""The `?` sheet: what this screen is for and every key that does something on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Static

from deskterm.actions import LIST, Action, key_name, keys_of, typed_key
from deskterm.locale import t
from deskterm.widgets.text.scrolled import Scrolled
from deskterm.widgets.text.shown import shown, styled

KEYS = 13  # columns in which the keys of an action stand


class HelpSheet(ModalScreen[None]):
    """Closes with Esc, q, ?, Ctrl+O or F1. Where a screen is typed on (`types`), letters are no keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,ctrl+o,f1,enter", "dismiss", show=False),
    ]
    DEFAULT_CSS = """
    HelpSheet { align: center middle; background: $background 60%; }
    HelpSheet > Scrolled {
        width: 76; max-width: 100%; height: auto; max-height: 100%; padding: 0 1;
        border: round $accent; background: $surface;
    }
    HelpSheet:ansi { background: ansi_default; }
    HelpSheet:ansi > Scrolled { background: ansi_default; border: round ansi_default; }
    """

    def __init__(
        self, screen: str, actions: Sequence[Action], keymap: dict[str, str], *, types: bool = False
    ) -> None:
        super().__init__()
        self._for, self._keymap, self._types = screen, keymap, types
        self._actions = [action for action in actions if self._keys_of(action)]

    def compose(self) -> ComposeResult:
        """Purpose, own keys, list keys, keys of every screen."""
        own = [action for action in self._actions if self._for in action.screens]
        lists = [action for action in self._actions if LIST in action.screens]
        rest = [action for action in self._actions if action not in (*own, *lists)]
        with Scrolled():
            yield Static(styled((t(f"actions.screen.{self._for}"), "bold")))
            yield Static(shown(t(f"actions.screen.{self._for}.help")))
            yield from self._group("", own)
            if lists:
                yield from self._group(t("widgets.help.list"), lists)
            yield from self._group(t("widgets.help.everywhere"), rest)
            yield Static(styled("\n", (t("widgets.help.close"), "$text-muted"), lines=True))

    def _group(self, title: str, actions: Iterable[Action]) -> Iterable[Static]:
        """A title over a table; one widget for all its keys, since each would cost as much as the whole."""
        yield Static(styled((title, "bold $text-accent")))
        table = Table.grid(expand=True)
        table.add_column(width=KEYS, style="bold")
        table.add_column(ratio=1)
        for action in actions:
            keys = " ".join(key_name(key) for key in self._keys_of(action))
            table.add_row(Text(keys), Text(action.help))
        yield Static(table)

    def _keys_of(self, action: Action) -> list[str]:
        keys = keys_of(action, self._keymap)
        return [key for key in keys if not (self._types and typed_key(key))]

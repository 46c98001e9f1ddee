"""The `?` sheet: what this screen is for and every key that does something on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Resize
from textual.screen import ModalScreen
from textual.widgets import Static

from deskterm.actions import LIST, Action, key_name, keys_of, typed_key, written
from deskterm.locale import t
from deskterm.widgets.dialogs.in_front import in_front
from deskterm.widgets.text.scrolled import Scrolled

WIDTH = 76  # columns of the sheet, where the terminal has them
EDGES = 6  # of its border, its padding and the bar that scrolls
KEYS = 13  # columns in which the keys of an action stand


class HelpSheet(ModalScreen[None]):
    """Closes with Esc, q, ?, Ctrl+O or F1. Where a screen is typed on (`types`), letters are no keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,ctrl+o,f1,enter", "dismiss", show=False),
    ]
    DEFAULT_CSS = """
    HelpSheet { layers: default said; align: center middle; background: $background 60%; }
    HelpSheet > Scrolled {
        margin: 0 0 2 0; width: %d; max-width: 100%; height: auto; max-height: 100%; padding: 0 1;
        border: round $accent; background: $surface;
    }
    HelpSheet:ansi { background: ansi_default; }
    HelpSheet:ansi > Scrolled { background: ansi_default; border: round ansi_default; }
    """.replace("%d", str(WIDTH))

    def __init__(
        self,
        screen: str,
        actions: Sequence[Action],
        keymap: dict[str, str],
        *,
        types: bool = False,
        head: tuple[str, str] = ("", ""),
    ) -> None:
        """`head`: title and keys of a dialog, where it is one that is in front."""
        super().__init__()
        self._head = head if head[0] else (t(f"actions.screen.{screen}"), t(f"actions.screen.{screen}.help"))
        self._for, self._keymap, self._types = screen, keymap, types
        self._actions = [action for action in actions if self._keys_of(action)]
        self._width = 0  # of the terminal for which the lines were made

    def on_screen_resume(self) -> None:
        """In front, also again after what lay over it: what happened meanwhile is seen here at once."""
        in_front(self.app)

    def compose(self) -> ComposeResult:
        """One text: each widget more would cost as much as the whole."""
        self._width = self.app.size.width
        with Scrolled():
            yield Static(self._told())

    def on_resize(self, event: Resize) -> None:
        """Another width, other lines."""
        if event.size.width != self._width:
            self._width = event.size.width
            self.query_one(Static).update(self._told())

    def _told(self) -> Content:
        """Purpose, own keys, list keys, keys of every screen."""
        own = [action for action in self._actions if self._for in action.screens]
        lists = [action for action in self._actions if LIST in action.screens]
        rest = [action for action in self._actions if action not in (*own, *lists)]
        title, purpose = self._head
        width = max(min(WIDTH, self._width) - EDGES, KEYS + 10)
        parts: list[str | tuple[str, str]] = [(title, "bold")]
        parts += (f"\n{line}" for line in wrap(purpose, width))
        if own:
            parts += self._group("", own, width)
        if lists:
            parts += self._group(t("widgets.help.list"), lists, width)
        parts += self._group(t("widgets.help.everywhere"), rest, width)
        return Content.assemble(*parts, "\n\n", (t("widgets.help.close"), "$text-muted"))

    def _group(self, title: str, actions: Iterable[Action], width: int) -> Iterator[str | tuple[str, str]]:
        """A title over its keys, each with its help beside it."""
        yield f"\n{title}", "bold $text-accent"
        for action in actions:
            keys = " ".join(map(key_name, self._keys_of(action))) if action.keys else written(action)
            first, *more = wrap(action.help, width - KEYS) or [""]
            yield f"\n{keys:<{KEYS}}", "bold"
            yield "".join((first, *(f"\n{'':{KEYS}}{line}" for line in more)))

    def _keys_of(self, action: Action) -> list[str]:
        keys = keys_of(action, self._keymap)
        return [key for key in keys if not (self._types and typed_key(key))]

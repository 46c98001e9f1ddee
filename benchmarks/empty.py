"""The smallest Textual application: the measure for a first paint, and for help by its own panel of keys."""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.widgets import Static


class Empty(App[None]):
    """One line of text."""

    BINDINGS: ClassVar = [("question_mark", "show_help_panel", "Help"), ("x", "hide_help_panel", "Hide")]

    def compose(self) -> ComposeResult:
        """The line."""
        yield Static("empty-and-ready")


if __name__ == "__main__":
    Empty().run()

"""The smallest Textual application: the measure for a first paint."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class Empty(App[None]):
    """One line of text."""

    def compose(self) -> ComposeResult:
        """The line."""
        yield Static("empty-and-ready")


if __name__ == "__main__":
    Empty().run()

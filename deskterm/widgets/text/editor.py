"""A text of several lines: leaves a screen the keys that its help names, and is true at every width."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import TextArea

SCREENS = ("f6", "f7")  # Textual's editor selects a line, or all, with them


class Editor(TextArea, inherit_bindings=False):
    """Textual's editor without the keys that are the screen's, drawn anew when its width changes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding
        for binding in TextArea.BINDINGS
        if not (isinstance(binding, Binding) and binding.key in SCREENS)
    ]

    def on_resize(self, event: events.Resize) -> None:
        """Lines broken for the old width may stand: Textual draws new ones where their number changes."""
        del event
        self.refresh()

"""A text of several lines on a screen, which leaves the screen the keys that its help names."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import TextArea

SCREENS = ("f6", "f7")  # Textual's editor selects a line, or all, with them


class Editor(TextArea, inherit_bindings=False):
    """Textual's editor without the keys that are the screen's."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding
        for binding in TextArea.BINDINGS
        if not (isinstance(binding, Binding) and binding.key in SCREENS)
    ]

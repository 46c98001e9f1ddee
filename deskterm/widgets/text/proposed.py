"""Lines to type in: one whose first value is corrected, and one whose first value is typed over."""

from __future__ import annotations

from textual.widgets import Input


class Kept(Input):
    """What stands there is gone on with, from its end."""

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(value, placeholder=placeholder, id=id, select_on_focus=False)


class Proposed(Kept):
    """What stands there at first is selected when one comes to it; what was typed never is."""

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(value, placeholder=placeholder, id=id)
        self._proposed = value

    def on_focus(self) -> None:
        """Whoever types means another value; whoever moves means this one."""
        if self.value and self.value == self._proposed:
            self.select_all()

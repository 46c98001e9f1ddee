"""A temporary password at the call: kept in the system's keyring, shown for some seconds, never left lying.

What is typed is masked; what is shown goes by itself. Nothing of it is written to the desk or to a log.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from deskterm.desk.errors import DeskError
from deskterm.desk.keyrings import Secret
from deskterm.locale import t
from deskterm.widgets.dialogs.boxes import Dialog
from deskterm.widgets.keys import Keys
from deskterm.widgets.text.shown import shown, styled
from deskterm.widgets.work import Work, once, refusal

SHOWN_FOR = 10.0  # seconds after which a password that is shown goes by itself


class Masked(Input):
    """A line in which every letter is a dot."""

    def __init__(self, *, id: str | None = None, focus: bool = True) -> None:
        super().__init__(password=True, id=id, select_on_focus=False)
        self.can_focus = focus

    def take(self) -> Secret | None:
        """What was typed, and the line is empty again; None where nothing was."""
        typed, self.value = self.value, ""
        return Secret(typed) if typed.strip() else None


class Refusal(Dialog[None]):
    """Why there is nothing to type a password into; until Esc what is typed all the same goes nowhere."""

    KEYS = "refusal"


class AskSecret(Work, Dialog[Any]):
    """One masked line, there before anything is looked up; Enter takes it, Esc gives None.

    `look` runs on another thread. What it finds is given instead of a password; with None there is one to
    type. Where it is refused, the line is emptied and what is typed until Esc goes nowhere. The dialog reads
    the keys itself, in their order: the first ones may come before a line could have the keyboard.
    """

    KEYS = "ask"
    AUTO_FOCUS = ""

    def __init__(self, title: str, text: str, look: Callable[[], Any]) -> None:
        super().__init__(title, text)
        self._look = look
        self._looking, self._hurry = True, False

    def body(self) -> ComposeResult:
        """The line."""
        yield Masked(focus=False)

    def on_key(self, event: events.Key) -> None:
        """Type, rub out, take."""
        line = self.query_one(Masked)
        if event.key == "escape":
            return
        event.stop()
        if event.key == "enter":
            self.action_accept()
        elif event.key == "backspace":
            line.value = line.value[:-1]
        elif event.key == "ctrl+u":
            line.value = ""
        elif event.is_printable and line.display:
            line.value += event.character or ""

    def on_paste(self, event: events.Paste) -> None:
        """The first line of what is pasted."""
        event.stop()
        line = self.query_one(Masked)
        if line.display:
            line.value += "".join(event.text.splitlines()[:1])

    def on_mount(self) -> None:
        """Look, while one types."""
        self.ask(self._look, done=self._looked, failed=self._refused, keys=Keys.GO_ON)

    def _looked(self, found: Any) -> None:
        self._looking = False
        if found is not None:
            self.dismiss(found)
        elif self._hurry:
            self.action_accept()

    def _refused(self, error: DeskError) -> None:
        line = self.query_one(Masked)
        line.take()
        line.display = False
        self._looking = False
        self.query_one(".dialog--text", Static).update(shown(refusal(error), lines=True))
        self.say_below(t("widgets.dialog.refusal"))

    def action_accept(self) -> None:
        """Take the password, if there is one; one that came before the answer waits for it."""
        if self._looking:
            self._hurry = True
            return
        if not self.query_one(Masked).display:
            return
        found = self.query_one(Masked).take()
        if found is not None:
            self.dismiss(found)
        else:
            self.say_below(t("widgets.dialog.empty"))


class ShowSecret(Dialog[str | None]):
    """The password for some seconds: `y` copies it, `x` takes it out of the keyring."""

    KEYS = "secret"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", show=False),
        Binding("x", "leave('forget')", show=False),
        Binding("n", "leave('new')", show=False),
        Binding("enter,q", "cancel", show=False),
    ]

    def __init__(self, title: str, text: str, secret: Secret) -> None:
        super().__init__(title, text)
        self._secret: Secret | None = secret

    def body(self) -> ComposeResult:
        """The password, as it is."""
        yield Static(styled((self._secret.reveal() if self._secret else "", "bold")), id="secret")

    def on_mount(self) -> None:
        """It goes by itself."""
        once(self, SHOWN_FOR, self.action_cancel)

    def action_copy(self) -> None:
        """Copy it, exactly as it was typed."""
        if self._secret is not None:
            self.app.copy_to_clipboard(self._secret.reveal())
        self.action_leave("copied")

    def action_cancel(self) -> None:
        """Gone."""
        self.action_leave(None)

    def action_leave(self, what: str | None) -> None:
        """Leave nothing behind."""
        self._secret = None
        self.query_one("#secret", Static).update(shown(""))
        self.dismiss(what)

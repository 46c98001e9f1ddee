"""A text that becomes a letter or a note: its draft is at the desk as it is typed, and offered again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual.binding import BindingType
from textual.widgets import Input

from deskterm.actions import LETTER, bindings
from deskterm.desk.context import Desk
from deskterm.desk.errors import DeskError
from deskterm.desk.tickets import drafts
from deskterm.desk.tickets.drafts import KeptDraft
from deskterm.locale import t
from deskterm.locale.moments import time_of
from deskterm.screens.shared.kept import KeptTyping
from deskterm.widgets.dialogs.boxes import Ask, Dialog, Write
from deskterm.widgets.part import Host
from deskterm.widgets.text.shown import plain
from deskterm.widgets.work import refusal

if TYPE_CHECKING:
    Base = Dialog[str | None]
else:
    Base = object
A = TypeVar("A")


def _later(until: int, deed: Callable[..., A], desk: Desk, *args: Any, **kwargs: Any) -> A:
    from deskterm.desk.letters import outbox

    return outbox.written_for_later(desk, until, deed, *args, **kwargs)


class BegunText:
    """What is typed of one kind about one thing; `begun`: the words it starts with, no draft yet."""

    def __init__(self, host: Host, kind: str, about: str, *, begun: str, found: KeptDraft | None) -> None:
        self.kind, self.about = kind, about
        self.read_to: int | None = None  # the last letter of the thread that the writer has seen, 0 for none
        self.until: int | None = None  # its letter goes not before then
        self.saved_at = found.saved_at if found is not None else None
        self.text = plain(found.text if found is not None else begun, lines=True)
        self.on_saved: Callable[[], None] = lambda: None
        self.host, self._begun = host, begun.strip()
        self._typing = KeptTyping(host, lambda: self.text, self._put, failed=self._failed, kept=self._saved)
        self._typing.take(self.text, self.text)

    @property
    def stands(self) -> bool:
        """Whether anything was typed that is worth keeping."""
        return bool(self.text.strip()) and self.text.strip() != self._begun

    def typed(self, text: str) -> None:
        """This stands there now."""
        if text != self.text:
            self.text = text
            self._typing.typing()

    def send(self, desk: Desk, deed: Callable[..., A], *args: Any, **kwargs: Any) -> A:
        """Do the deed that sends it, on another thread; the draft is gone with it. Raises what it raises."""
        if self.until is not None:
            deed = partial(_later, self.until, deed)
        done: A = self._typing.end(desk, drafts.send, self.kind, self.about, deed, *args, **kwargs)
        return done

    def _throw_away(self, desk: Desk) -> None:
        self._typing.end(desk, drafts.throw_away, self.kind, self.about)

    def left(self) -> None:
        """The box is closed, the text is kept; that is said."""
        self._typing.leave()
        if self.stands:
            tz, at = self.host.desk.service.tz, self.host.desk.now()
            self.host.shell.say(t("drafts.kept", at=time_of(at, tz)))

    def thrown(self) -> None:
        """The draft is wanted no more."""
        thrown = lambda _: self.host.shell.say(t("drafts.thrown"))  # noqa: E731
        self.host.do(self._throw_away, self.host.desk, done=thrown)

    def _put(self, desk: Desk, text: str) -> None:
        blank = text.strip() in ("", self._begun)
        kept = drafts.keep(desk, self.kind, self.about, "" if blank else text)
        self.saved_at = kept.saved_at if kept is not None else None

    def _saved(self) -> None:
        self.on_saved()

    def _failed(self, error: DeskError) -> None:
        self.host.shell.say(refusal(error), how="error")


class KeepsText(Base):
    """Mixin of a dialog in which a text is typed: Esc keeps it, a key of its own throws it away."""

    _begun: BegunText

    def now_typed(self) -> str:
        """What stands there."""
        raise NotImplementedError

    def on_text_area_changed(self) -> None:
        """Something was typed."""
        self.warned = False
        self._begun.typed(self.now_typed())

    def on_input_changed(self) -> None:
        """The same, in a line."""
        self.on_text_area_changed()

    def typed(self) -> bool:
        """Nothing typed here is lost by leaving."""
        return False

    def leaving(self) -> None:
        """About to be closed: keep what is typed."""
        self._begun.left()

    def action_cancel(self) -> None:
        """Leave; the text waits for the next time."""
        self._begun.left()
        self.dismiss(None)

    def action_discard(self) -> None:
        """Throw it away; what was typed at the second time only."""
        if self._begun.stands and not self.warned:
            self.warned = True
            self.say_below(t("drafts.sure"))
            return
        self._begun.thrown()
        self.dismiss(None)


DISCARD = [one for one in bindings(LETTER) if one.action == "discard"]


class NoteText(KeepsText, Write):
    """A note for colleagues; F9 takes it."""

    KEYS = "note"
    BINDINGS: ClassVar[list[BindingType]] = [*DISCARD]

    def __init__(self, title: str, text: str, begun: BegunText) -> None:
        super().__init__(title, text, value=begun.text)
        self._begun = begun

    def now_typed(self) -> str:
        """What stands there."""
        return self._area().text


class NoteLine(KeepsText, Ask):
    """A line that goes with a deed; Enter takes it, none is needed."""

    KEYS = "note_line"
    BINDINGS: ClassVar[list[BindingType]] = [*DISCARD]

    def __init__(self, title: str, begun: BegunText) -> None:
        super().__init__(title, value=begun.text, need=False)
        self._begun = begun

    def now_typed(self) -> str:
        """What stands there."""
        return self.query_one(Input).value

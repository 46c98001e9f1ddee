"""The draft of a contact: what is typed is kept at once, and the newest words stay."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Lock
from typing import Protocol

from textual.timer import Timer

from deskterm.desk.billing import filing
from deskterm.desk.calls.contacts import ContactGroup
from deskterm.desk.context import Desk
from deskterm.desk.errors import Busy, DeskError
from deskterm.screens.call.fields import Words
from deskterm.screens.call.filing import Filing
from deskterm.screens.call.on_call import OnCall
from deskterm.widgets.keys import Keys
from deskterm.widgets.part import Part
from deskterm.widgets.text.shown import plain
from deskterm.widgets.work import refusal, severity

SAVE_AFTER = 0.4  # seconds without a key after which a draft is kept


class Writes(OnCall, Protocol):
    """The call screen, where one types."""

    def typable(self) -> bool:
        """Whether the fields are there; between two languages they are not."""

    def set_timer(self, delay: float, callback: Callable[[], None]) -> Timer:
        """Do it after so many seconds."""


class Draft(Part[Writes]):
    """Note, outcome and reason until the contact is filed."""

    def __init__(self, screen: Writes, filing: Filing) -> None:
        super().__init__(screen)
        self._filing = filing
        self._kept: Words | None = None  # the draft as the desk has it, or is about to
        self._saving: Timer | None = None
        self._seen: set[Words] = set()  # every draft that was read or written here
        self._one_at_a_time = Lock()

    def take(self, group: ContactGroup) -> None:
        """Show the desk's draft, unless something newer is being typed here."""
        stored = (plain(group.note, lines=True), group.outcome, group.reason)
        if self._kept is not None and (self.screen.typed() != self._kept or stored in self._seen):
            return
        self._kept = stored
        self._seen.add(stored)
        self.screen.fields.put((stored[0], group.outcome, group.reason))

    def typing(self) -> None:
        """Something was typed: it is kept as soon as the keys rest."""
        if self._saving is not None:
            self._saving.stop()
        self._saving = self.screen.set_timer(SAVE_AFTER, self.save)

    def save(self) -> None:
        """Keep what is typed, at once."""
        if self._saving is not None:
            self._saving.stop()
            self._saving = None
        sheet = self.screen.sheet
        if sheet is None or sheet.done or not self.screen.typable():
            return
        before, typed = self._kept, self.screen.typed()
        if before in (None, typed):
            return
        self._kept = typed
        self._seen.add(typed)
        failed = partial(self._not_saved, before)
        self.do(self._store, self.desk, sheet.group.id, failed=failed, keys=Keys.GO_ON)

    def _store(self, desk: Desk, group_id: int) -> None:
        """On another thread, maybe after the screen: whichever save comes last, the newest words stay."""
        with self._one_at_a_time:
            if self._kept is not None:
                note, outcome, reason = self._kept
                filing.note(desk, group_id, note, outcome=outcome, reason=reason)

    def _not_saved(self, before: Words, error: DeskError) -> None:
        """A busy desk is asked again; a contact that a colleague has filed is shown as it is."""
        if isinstance(error, Busy):
            self._kept = before
            self.typing()
        elif not self._filing.under_way and self._filing.result is None:
            self.shell.say(refusal(error), how=severity(error))
            self.screen.load()

"""The draft of a contact: what is typed is kept at once, and the newest words stay."""

from __future__ import annotations

from deskterm.desk.billing import filing
from deskterm.desk.calls.contacts import ContactGroup
from deskterm.desk.context import Desk
from deskterm.desk.errors import DeskError
from deskterm.screens.call.fields import Words
from deskterm.screens.call.filing import Filing
from deskterm.screens.call.on_call import OnCall
from deskterm.screens.shared.kept import KeptTyping
from deskterm.widgets.part import Part
from deskterm.widgets.text.shown import plain
from deskterm.widgets.work import refusal


class Draft(Part[OnCall]):
    """Note, outcome and reason until the contact is filed."""

    def __init__(self, screen: OnCall, filing: Filing) -> None:
        super().__init__(screen)
        self._filing = filing
        self._kept = KeptTyping(screen, self._typed, self._store, failed=self._not_saved)
        self.typing, self.save = self._kept.typing, self._kept.save

    def take(self, group: ContactGroup) -> None:
        """Show the desk's draft, unless something newer is being typed here."""
        stored = (plain(group.note, lines=True), group.outcome, group.reason)
        if self._kept.take(stored, self.screen.typed()):
            self.screen.fields.put(stored)

    def _typed(self) -> Words | None:
        sheet = self.screen.sheet
        if sheet is None or sheet.done or not self.screen.fields.are_there():
            return None
        return self.screen.typed()

    def _store(self, desk: Desk, typed: Words) -> None:
        note, outcome, reason = typed
        sheet = self.screen.sheet
        if sheet is not None:
            filing.note(desk, sheet.group.id, note, outcome=outcome, reason=reason)

    def _not_saved(self, error: DeskError) -> None:
        """A contact that a colleague has filed is shown as it is."""
        if not self._filing.under_way and self._filing.result is None:
            self.shell.say(refusal(error), how="error")
            self.screen.load()

"""What is typed on the call screen: note, outcome, reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.screen import Screen

from deskterm.desk.context import Desk
from deskterm.locale import language, t
from deskterm.screens.call.reading import Sheet
from deskterm.screens.shared.pick import Pick
from deskterm.widgets.text.editor import Editor

Words = tuple[str, str, str]  # note, outcome, reason


class Fields:
    """The three fields of the screen, wherever it stands."""

    def __init__(self, screen: Screen[Any]) -> None:
        self._screen = screen

    def are_there(self) -> bool:
        """Whether one can type in them; between two languages they are not there."""
        return all(self._screen.query(name) for name in ("#note", "#outcome", "#reason"))

    def typed(self) -> Words:
        """Note, outcome and reason as they stand there."""
        return self._note.text, self._pick("outcome").value, self._pick("reason").value

    def put(self, words: Words) -> None:
        """Show these words; the cursor goes to the end of a note that is another one."""
        note = self._note
        if note.text != words[0]:
            note.load_text(words[0])
            note.move_cursor(note.document.end)
        self._pick("outcome").value, self._pick("reason").value = words[1:]

    def put_anew(self, words: Words) -> None:
        """Show these words in fields that were built anew."""
        self._note.load_text(words[0])
        self._pick("outcome").value, self._pick("reason").value = words[1:]

    def need(self, field: str) -> None:
        """The keyboard goes to a pick that is wanting: `outcome` or `reason`."""
        self._screen.set_focus(self._pick(field))

    def look_at_chips(self) -> bool:
        """The keyboard goes to the first chips that are there: the next digit is always the outcome's.

        False where it was there already.
        """
        there = [one for one in (self._pick("outcome"), self._pick("reason")) if one.display]
        before, first = self._screen.focused, there[0] if there else None
        self._screen.set_focus(first)
        return first is not before

    def look_at_wanting(self) -> None:
        """The keyboard goes to what has still to be chosen; where nothing has, to the first chips."""
        if self.wanting() == "reason":
            self.need("reason")
        else:
            self.look_at_chips()

    def at_reason(self) -> bool:
        """Whether a digit chooses the reason."""
        return self._pick("reason").has_focus

    def digits(self) -> str:
        """What a digit chooses now; where it would be written, the key that leads to the chips."""
        for name in ("outcome", "reason"):
            pick = self._pick(name)
            if pick.has_focus and pick.options:
                return t(f"call.digits.{name}", n=min(9, len(pick.options)))
        return t("call.digits.away") if self._pick("outcome").options else ""

    def wanting(self) -> str:
        """What has still to be chosen before a contact is filed: `outcome`, `reason`, or ""."""
        return next((name for name in ("outcome", "reason") if self._wants(self._pick(name))), "")

    def reasons(self) -> int:
        """How many reasons there are to choose from; 0 where the terms want none."""
        reason = self._pick("reason")
        return len(reason.options) if self._wants(reason) else 0

    @staticmethod
    def _wants(pick: Pick) -> bool:
        return pick.display and pick.needed and not pick.value

    def _to_reason(self) -> None:
        """The outcome is chosen: the next digit is the reason's, wanted or not, so that no digit moves."""
        reason = self._pick("reason")
        if reason.display and reason.options:
            self._screen.set_focus(reason)

    def _write_on(self, text: str) -> None:
        """Who writes while the call runs means the note, wherever the keyboard is."""
        self._screen.set_focus(self._note)
        self._note.insert(text)

    def want_reason(self, needed: bool) -> None:
        """Whether the terms want a reason has become known, or has changed."""
        reason = self._pick("reason")
        reason.offer(reason.options, value=reason.value, needed=needed)

    def choose_outcome(self, outcome: str) -> None:
        """Offer this as the outcome, where the service knows it."""
        pick = self._pick("outcome")
        if outcome in [value for value, _ in pick.options]:
            pick.choose(outcome)

    def withdraw_outcome(self, outcome: str) -> None:
        """Choose nothing where this was chosen: what it rested on was taken back."""
        pick = self._pick("outcome")
        if pick.value == outcome:
            pick.choose("")

    def offer(self, desk: Desk, sheet: Sheet, *, again: Callable[[str], None]) -> None:
        """What the service lets one choose for this contact; `again`: the outcome is named once more."""
        service, tongue = desk.service_of(sheet.ticket.terms_id), language()
        stands = sheet.live is None and not sheet.done
        outcome, reason = self._pick("outcome"), self._pick("reason")
        outcomes = [(item.id, item.said(tongue)) for item in service.outcomes]
        reasons = [(item.id, item.said(tongue)) for item in service.reasons]
        asked = bool(sheet.preview and sheet.preview.reason_needed)
        outcome.offer(outcomes, value=outcome.value, needed=stands and bool(outcomes))
        reason.offer(reasons, value=reason.value, needed=asked)
        outcome.after, outcome.again = self._to_reason, again
        outcome.writes = reason.writes = None if sheet.live is None else self._write_on
        outcome.display, reason.display = bool(outcomes), bool(reasons)

    @property
    def _note(self) -> Editor:
        return self._screen.query_one("#note", Editor)

    def _pick(self, name: str) -> Pick:
        return self._screen.query_one(f"#{name}", Pick)

"""The clock was started or stopped too late: one key each, the likely time filled in with its evidence."""

from __future__ import annotations

from functools import partial

from deskterm.desk import hearing
from deskterm.desk.calls import forgotten
from deskterm.desk.calls.forgotten import Evidence
from deskterm.locale import t
from deskterm.locale.moments import second_of
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.said.words import Unclear
from deskterm.screens.call.on_call import CallPart
from deskterm.widgets.dialogs.boxes import Ask


class Forgotten(CallPart):
    """When the call really began, or really ended."""

    def action_began(self) -> None:
        """It began before the clock did: when?"""
        if self.runs():
            self.ask(forgotten.evidence, self.desk, done=self._ask_began)

    def _ask_began(self, found: Evidence) -> None:
        sheet = self.screen.sheet
        if sheet is None or sheet.live is None:
            return
        tz, at = self.desk.service.tz, found.taken_at or sheet.live.started_at
        known = "taken" if found.taken_at else "none"
        told = t(f"call.forgot.began_{known}", code=short(sheet.group.ticket), when=second_of(at, tz))
        self._ask("call.forgot.began", told, second_of(at, tz), began=True)

    def action_ended(self) -> None:
        """It ended before the clock did: when?"""
        if self.runs():
            self.screen.save()
            self.ask(forgotten.evidence, self.desk, done=self._ask_ended)

    def _ask_ended(self, found: Evidence) -> None:
        at, tz = found.last_at or self.desk.now(), self.desk.service.tz
        known = "last" if found.last_at else "none"
        deed = t(f"deeds.{found.last_deed}") if found.last_deed else ""
        told = t(f"call.forgot.ended_{known}", what=deed, when=second_of(at, tz))
        self._ask("call.forgot.ended", told, second_of(at, tz), began=False)

    def _ask(self, title: str, told: str, value: str, *, began: bool) -> None:
        box = Ask(t(title), told, value=value, proposed=True)
        self.show(box, partial(self._typed, title, told, began))

    def _typed(self, title: str, told: str, began: bool, typed: str | None) -> None:
        sheet = self.screen.sheet
        if not typed or sheet is None or sheet.live is None:
            return
        begun = None if began else sheet.live.started_at
        try:
            at = hearing.instant(self.desk, typed, "past", begun=begun)
        except Unclear as error:
            self.shell.say(hearing.sentence(error), how="error")
            self._ask(title, told, typed, began=began)
            return
        deed = forgotten.began if began else forgotten.ended
        self.do(deed, self.desk, at, done=lambda _: self.screen.load())

"""What the terms say of the contact on the screen; its ticket's code."""

from __future__ import annotations

from deskterm.desk.calls import timer
from deskterm.locale import t
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.ticket import Decision
from deskterm.screens.call import reading
from deskterm.screens.call import words as call_words
from deskterm.screens.call.on_call import CallPart
from deskterm.screens.shared.page import Page


class Clauses(CallPart):
    """Each rule that holds for this contact, with its clause."""

    def action_warnings(self) -> None:
        """What the terms say of this contact."""
        if self.screen.sheet is None:
            return
        last = self.screen.sheet.group.sessions[-1]
        self.ask(
            timer.warnings,
            self.desk,
            self.screen.sheet.group.ticket,
            inbound=last.inbound,
            kind=last.kind,
            done=self._warned,
        )

    def _warned(self, found: tuple[Decision, ...]) -> None:
        sheet = self.screen.sheet
        if sheet is None:
            return
        figures = reading.figures(sheet)
        said = [(decision.do, decision.rule) for decision in found]
        bills = [sheet.script.until, sheet.script.after] if sheet.script else []
        bills += [figures.bill] if figures else []
        said += [(bill.mode, bill.rule) for bill in bills if bill.rule]
        service = self.desk.service_of(sheet.ticket.terms_id)
        self.show(Page(t("call.warnings"), call_words.rules(sheet, service, tuple(said))))


class Copying(CallPart):
    """The ticket's code, for another program."""

    def action_copy(self) -> None:
        """Copy the ticket's code."""
        if self.screen.sheet is not None:
            self.shell.copy_to_clipboard(self.screen.sheet.group.ticket)
            self.shell.say(t("call.copied", code=short(self.screen.sheet.group.ticket)))

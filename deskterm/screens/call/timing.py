"""The clock of the contact: stopped, halted with a reason, gone on with."""

from __future__ import annotations

from deskterm.actions import BY_ID, keys_of
from deskterm.desk.calls import timer
from deskterm.locale import t
from deskterm.screens.call.gates import Gates
from deskterm.screens.call.on_call import CallPart, OnCall
from deskterm.screens.shared.numbered import Numbered

STOP = "stop"  # in place of a reason: it is over
PAUSES = ("customer", "colleague", "line", "other")


class Timing(CallPart):
    """End the call, or let it rest."""

    def __init__(self, screen: OnCall, gates: Gates) -> None:
        super().__init__(screen)
        self._gates = gates

    def action_stop(self) -> None:
        """End the call; it waits to be filed. Of one that has ended: to what is chosen before it is filed."""
        sheet = self.screen.sheet
        to_file = sheet is not None and sheet.live is None and not sheet.done
        if to_file and self.screen.fields.look_at_chips():
            return
        if self.runs():
            self.screen.save()
            self.screen.fields.look_at_chips()
            self.do(timer.stop, self.desk, done=lambda _: self.screen.load())

    def action_pause(self) -> None:
        """Halt the contact, with a reason; on a contact that stands: go on with it."""
        if self.screen.sheet is None or self.screen.sheet.done:
            self.shell.say(t("call.is_done"))
        elif self.screen.sheet.live is None:
            self._gates.go_on()
        else:
            options = [(t(f"call.pause.{name}"), t(f"call.pause.{name}")) for name in PAUSES]
            stop = dict.fromkeys(keys_of(BY_ID["call.stop"], self.shell.own_keys), STOP)
            self.show(Numbered(t("call.pause.title"), options, t("call.pause.text"), also=stop), self._pause)

    def _pause(self, why: str | None) -> None:
        if why == STOP:
            self.action_stop()
        elif why:
            self.screen.save()
            self.do(timer.pause, self.desk, why, done=lambda _: self.screen.load())

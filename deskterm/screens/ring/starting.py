"""How a session begins from any screen: past the terms' gate, parking the call that runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from deskterm.desk.calls import gates
from deskterm.desk.errors import DeskError
from deskterm.locale import t
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.work import Session
from deskterm.screens.gate import words as gate_words
from deskterm.screens.gate.screen import GateScreen, GateTold
from deskterm.screens.gate.words import GateLook, Passage
from deskterm.screens.ring import deeds
from deskterm.widgets.dialogs.boxes import Confirm
from deskterm.widgets.part import Host, Part


class Starting(Part[Host]):
    """How a session begins; `began` hears of it, by default the call's screen opens over this one."""

    def __init__(self, screen: Host, began: Callable[[Session], None] | None = None) -> None:
        super().__init__(screen)
        self._began = began or self._open
        self._caller = ("", "")
        self._calls = ""  # the number to be called

    def begin(self, code: str, *, inbound: bool, caller: tuple[str, str] = ("", "")) -> None:
        """Start a call on a ticket: what the terms want to know is asked first. `caller`: who rings."""
        live = self.shell.running
        if live is not None and live.ticket == code:
            self.shell.open("call")
            return
        way = gate_words.passage(self.desk.service, code, kind="call", inbound=inbound, who=caller[0])
        self._caller = caller if inbound else ("", "")
        self.ask(gate_words.look, self.desk, way, {}, done=partial(self._at_gate, way))

    def _at_gate(self, way: Passage, found: GateLook) -> None:
        self._calls = "" if way.inbound else found.ticket.contact_phone
        if gate_words.answerable(found.open):
            gate = GateScreen(t("checklist.call", code=short(way.code)), way, found)
            self.show(gate, partial(self._past_gate, way))
        else:
            self._start(way, GateTold(answers={}))

    def _past_gate(self, way: Passage, told: GateTold | None) -> None:
        if told is not None and told.refused:
            self.do(gates.refused, self.desk, way.code, who=told.who, how=told.how, done=self._noted)
        elif told is not None:
            self._start(way, told)

    def _noted(self, decision: object) -> None:
        rule = getattr(decision, "rule", "")
        self.shell.say(t("checklist.refused", rule=rule))

    def _start(self, way: Passage, told: GateTold, park: str = "") -> None:
        self.do(
            deeds.begin,
            self.desk,
            way.code,
            inbound=way.inbound,
            reason=t("ring.reason"),
            park=park,
            answers=told.answers,
            caller=self._caller,
            done=self._runs,
            failed=partial(self._refused, way, told),
        )

    def _runs(self, session: Session) -> None:
        if self._calls:
            self.shell.rings.call(self._calls)
        self._began(session)

    def _refused(self, way: Passage, told: GateTold, error: DeskError) -> None:
        """A call that runs can be parked; everything else is said, with the clause behind it."""
        if error.code == "call_running":
            text = t("ring.park.text", customer=error.values.get("customer") or error.values.get("code"))
            box = Confirm(t("ring.park.title"), text)
            self.show(box, lambda yes: self._start(way, told, t("ring.park.why")) if yes else None)
            return
        self.say_why(error)

    def _open(self, session: Session) -> None:
        self.shell.open("call", session.group_id)

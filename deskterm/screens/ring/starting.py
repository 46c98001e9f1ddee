"""How a session begins from any screen: past the terms' gate, parking the call that runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from deskterm.desk.calls import begun_and_taken, gates, timer
from deskterm.desk.context import Desk
from deskterm.desk.errors import DeskError
from deskterm.locale import t
from deskterm.locale.moments import clock_text
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.work import Session
from deskterm.screens.gate import words as gate_words
from deskterm.screens.gate.screen import GateScreen, GateTold
from deskterm.screens.gate.words import GateLook, Passage
from deskterm.widgets.dialogs.boxes import Confirm
from deskterm.widgets.part import Host, Part


class Starting(Part[Host]):
    """How a session begins; `began` hears of it, by default the call's screen opens over this one."""

    def __init__(self, screen: Host, began: Callable[[Session], None] | None = None) -> None:
        super().__init__(screen)
        self._began = began or self._open
        self._caller = ("", "")
        self._calls = ""  # the number to be called
        self._opened = ""  # the ticket that was made for the call
        self.since: int | None = None  # when who rings was answered, where that is longer ago than a key

    def begin(
        self, code: str, *, inbound: bool, caller: tuple[str, str] = ("", ""), opened: bool = False
    ) -> None:
        """Start a call on a ticket: what the terms want to know is asked first. `caller`: who rings.

        `opened`: the ticket was made for this call, and is said to stay where it does not begin.
        """
        self._opened = code if opened else ""
        live = self.shell.running
        if live is not None and live.ticket == code:
            self.shell.open("call")
            return
        way = gate_words.passage(self.desk.service, code, kind="call", inbound=inbound, who=caller[0])
        self._caller = caller if inbound else ("", "")
        self.ask(gate_words.look, self.desk, way, {}, done=partial(self._at_gate, way))

    def _at_gate(self, way: Passage, found: GateLook) -> None:
        ticket = found.ticket
        self._calls = found.called[1]
        if not way.inbound and found.called != (ticket.contact_name, ticket.contact_phone):
            self._caller = found.called
        if found.talking:
            who = ", ".join(found.talking)
            text = t("ring.talking.text", who=who, customer=ticket.customer or short(ticket.code))
            box = Confirm(t("ring.talking.title", who=who), text)
            self.show(box, lambda yes: self._pass(way, found) if yes else self._stays())
        else:
            self._pass(way, found)

    def _pass(self, way: Passage, found: GateLook) -> None:
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
        else:
            self._stays()

    def _noted(self, decision: object) -> None:
        rule = getattr(decision, "rule", "")
        self.shell.say(t("checklist.refused", rule=rule))

    def _start(self, way: Passage, told: GateTold, park: str = "") -> None:
        self.do(
            _begin,
            self.desk,
            way.code,
            inbound=way.inbound,
            reason=t("ring.reason"),
            park=park,
            answers=told.answers,
            caller=self._caller,
            since=self.since if way.inbound else None,
            done=self._runs,
            failed=partial(self._refused, way, told),
        )

    def _runs(self, begun: tuple[Session, int | None]) -> None:
        session, before = begun
        self.since = None
        if self._calls:
            self.shell.rings.call(self._calls)
        self._began(session)
        if before is not None:  # the ticket had a contact in pause: it is that one that goes on
            self.shell.say(t("ring.went_on", code=short(session.ticket), time=clock_text(before)))

    def _refused(self, way: Passage, told: GateTold, error: DeskError) -> None:
        """A call that runs can be parked; everything else is said, with the clause behind it."""
        if error.code == "call_running":
            text = t("ring.park.text", customer=error.values.get("customer") or error.values.get("code"))
            box = Confirm(t("ring.park.title"), text)
            self.show(box, lambda yes: self._start(way, told, t("ring.park.why")) if yes else self._stays())
            return
        if self._opened:
            self._stays(f"{self.why(error)} ")
        else:
            self.say_why(error)

    def _stays(self, why: str = "") -> None:
        """The call does not begin: the ticket that was made for it is there all the same."""
        if self._opened:
            self.shell.say(why + t("ring.stays", code=short(self._opened)), how="warning")

    def _open(self, session: Session) -> None:
        self.shell.open("call", session.group_id)


def _begin(desk: Desk, code: str, **told: Any) -> tuple[Session, int | None]:
    """The session, and where it goes on with a contact that was paused, the seconds of that."""
    session = begun_and_taken.begin(desk, code, **told)
    return session, timer.went_on(desk, session)

"""The gates within a call: before it becomes remote work, before it goes on, before it is filed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from deskterm.desk.calls import gates, timer
from deskterm.desk.errors import DeskError
from deskterm.desk.steps.tickets.taking_back import REFUSAL
from deskterm.locale import t, works
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.ticket import Decision
from deskterm.models.records.work import Session
from deskterm.screens.call.on_call import CallPart, OnCall
from deskterm.screens.call.password import Password
from deskterm.screens.call.reading import Sheet
from deskterm.screens.gate import words as gate_words
from deskterm.screens.gate.screen import GateScreen, GateTold
from deskterm.screens.gate.words import GateLook, Passage
from deskterm.screens.shared.numbered import Numbered


class Gates(CallPart):
    """Another kind of session, or the contact taken up again: the terms are asked first."""

    def __init__(self, screen: OnCall, password: Password) -> None:
        super().__init__(screen)
        self._password = password

    def action_remote(self) -> None:
        """The call becomes remote work, in the same contact; pressed again, whatever else the terms allow."""
        if not self.runs() or self.screen.sheet is None:
            return
        allowed = self.turns(self.screen.sheet)
        if self.screen.sheet.group.sessions[-1].kind == "call" and "remote" in allowed:
            self.turn_into("remote")
            return
        if len(allowed) == 1:
            self.turn_into(allowed[0])
            return
        options = [(name, works.on_screen(name)) for name in allowed]
        if not options:
            self.shell.say(t("call.no_switch"))
            return
        self.show(Numbered(t("call.switch"), options), self.turn_into)

    def turns(self, sheet: Sheet) -> tuple[str, ...]:
        """What the running session may turn into (D18)."""
        service = self.desk.service_of(sheet.ticket.terms_id)
        return service.turns(sheet.group.sessions[-1].kind)

    def named(self, sheet: Sheet) -> str:
        """What F6 does now: the one kind that it leads to, or that it asks; "" for remote work at once."""
        allowed = self.turns(sheet)
        if sheet.group.sessions[-1].kind == "call" and "remote" in allowed:
            return ""
        kind = works.on_screen(allowed[0]) if len(allowed) == 1 else t("call.switch_short")
        return kind[:1].upper() + kind[1:]

    def turn_into(self, kind: str | None) -> None:
        """Another kind of session, once the terms let it."""
        if not kind or self.screen.sheet is None:
            return
        self.screen.save()
        last = self.screen.sheet.group.sessions[-1]
        way = gate_words.passage(
            self.desk.service,
            last.ticket,
            kind=kind,
            inbound=last.inbound,
            runs=True,
            who=last.caller_name,
        )
        self._pass(way, t("checklist.remote", code=short(last.ticket)), partial(self._turned, kind))

    def _turned(self, kind: str, told: GateTold) -> None:
        self.do(
            timer.switch,
            self.desk,
            kind,
            answers=told.answers,
            device=told.device,
            done=partial(self._let_in, told),
            failed=self.say_why,
        )

    def _let_in(self, told: GateTold, session: Session) -> None:
        """The session runs; a password that was told at the gate is kept for it."""
        self.screen.load()
        self._password.keep(session.ticket, told.secret)

    def go_on(self) -> None:
        """Resume the contact; after a long rest remote work is asked about anew (M6)."""
        if self.screen.sheet is not None:
            self._resume(GateTold(answers={}))

    def _resume(self, told: GateTold) -> None:
        if self.screen.sheet is None:
            return
        self.do(
            timer.resume,
            self.desk,
            self.screen.sheet.group.id,
            answers=told.answers,
            device=told.device,
            done=partial(self._let_in, told),
            failed=self._ask_anew,
        )

    def _ask_anew(self, error: DeskError) -> None:
        if error.code != "gate_closed" or self.screen.sheet is None:
            self.say_why(error)
            return
        last = self.screen.sheet.group.sessions[-1]
        way = gate_words.passage(
            self.desk.service,
            last.ticket,
            kind=last.kind,
            inbound=last.inbound,
            runs=True,
            who=last.caller_name,
        )
        self._pass(way, t("checklist.resume", code=short(last.ticket)), self._resume)

    # Past the gate

    def _pass(self, way: Passage, title: str, then: Callable[[GateTold], None]) -> None:
        self.ask(gate_words.look, self.desk, way, {}, done=partial(self._ask_gate, way, title, then))

    def _ask_gate(self, way: Passage, title: str, then: Callable[[GateTold], None], found: GateLook) -> None:
        if not gate_words.answerable(found.open):
            then(GateTold(answers={}))
            return
        self.show(GateScreen(title, way, found), partial(self._answered, then))

    def _answered(self, then: Callable[[GateTold], None], told: GateTold | None) -> None:
        if told is None or self.screen.sheet is None:
            return
        if told.refused:
            code = self.screen.sheet.group.ticket
            self.do(gates.refused, self.desk, code, who=told.who, how=told.how, done=self._agrees_not)
        else:
            then(told)

    def _agrees_not(self, decision: Decision) -> None:
        """The customer does not agree: noted, and offered as the outcome (M10)."""
        self.shell.say(t("checklist.refused", rule=decision.rule), how="error")
        self.screen.fields.choose_outcome(REFUSAL)

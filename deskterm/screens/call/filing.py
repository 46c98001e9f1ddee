"""From a stopped call to what it costs: filed, or asked for what is missing."""

from __future__ import annotations

from functools import partial

from deskterm.desk.agenda import promise_at_filing
from deskterm.desk.agenda.promise_at_filing import Promised
from deskterm.desk.billing import uncovered
from deskterm.desk.billing.uncovered import Owed
from deskterm.desk.calls import doubtful
from deskterm.desk.calls.doubtful import Doubt
from deskterm.desk.errors import DeskError
from deskterm.desk.packs import pack_words
from deskterm.desk.steps.work.gate_answers import Answer
from deskterm.locale import t
from deskterm.models.basics.ticket_numbers import short
from deskterm.screens.call import reading
from deskterm.screens.call import words as call_words
from deskterm.screens.call.ends import AgreedPrice
from deskterm.screens.call.forgotten import Doubts
from deskterm.screens.call.on_call import CallPart, OnCall
from deskterm.screens.call.promising import Promising
from deskterm.screens.call.reading import AtTheEnd, Figures, Sheet
from deskterm.screens.customer.vouching import Vouching
from deskterm.screens.gate import words as gate_words
from deskterm.screens.gate.screen import GateScreen, GateTold
from deskterm.screens.gate.words import Passage
from deskterm.screens.packs.uncovered import Paying
from deskterm.screens.ticket.appointments import ask_whether_held
from deskterm.widgets.dialogs.boxes import Choose, Confirm

MISSING = {
    "outcome_needed": "outcome",
    "no_outcome": "outcome",
    "reason_needed": "reason",
    "no_reason": "reason",
}


class Filing(CallPart):
    """The contact filed, once: what the terms still want to know is asked on the way."""

    def __init__(self, screen: OnCall) -> None:
        super().__init__(screen)
        self.promising = Promising(screen)
        self.result: Figures | None = None  # what was filed here came to
        self.under_way = False
        self._paying = Paying(screen)
        self._agreed = AgreedPrice(screen, self._came_to)
        self._doubts = Doubts(screen)
        self._vouching = Vouching(screen)
        self.price = ""  # the rule that a technician has named for it
        self._times_are_right = False
        self._paid = False  # somebody chose that the price goes on the report
        self._told_at_end: dict[str, Answer] | None = None  # what was told at the end; None: not asked yet

    def action_file(self) -> None:
        """File the contact: price, packs, report; filed, set the price that it waits for."""
        sheet = self.screen.sheet
        if sheet is not None and sheet.to_price:
            self._agreed.agree(sheet)
            return
        if sheet is None or self.under_way:
            return
        if sheet.done or sheet.live is not None:
            self.shell.say(t("call.is_done" if sheet.done else "call.stop_first"))
            return
        self.under_way = True
        if self._told_at_end is None:
            way = gate_words.closing(sheet.group.sessions[-1])
            _, outcome, reason = self.screen.typed()
            self.ask(
                reading.at_the_end,
                self.desk,
                way,
                sheet,
                outcome=outcome,
                reason=reason,
                price=self.price,
                done=partial(self._at_the_end, way),
            )
        else:
            self._ask_owed(sheet)

    def _at_the_end(self, way: Passage, end: AtTheEnd) -> None:
        """What the customer should do at the end of a session is asked once (M9), beside what it costs."""
        if gate_words.answerable(end.gate.open):
            title = t("checklist.close", code=short(way.code))
            price = call_words.costs(end.figures, end.seconds, self.desk.service)
            self.show(GateScreen(title, way, end.gate, price), self._all_told)
        else:
            self._all_told(GateTold(answers={}))

    def _all_told(self, told: GateTold | None) -> None:
        if told is None or self.screen.sheet is None:
            self.under_way = False
            return
        self._told_at_end = told.answers
        self._ask_owed(self.screen.sheet)

    def _ask_owed(self, sheet: Sheet) -> None:
        """Where no pack has a ticket for the request, ask first how it is paid."""
        outcome = self.screen.typed()[1]
        if not outcome or self._paid:
            self._file(sheet)
            return
        self.ask(
            uncovered.of_contact,
            self.desk,
            sheet.group.id,
            outcome=outcome,
            price=self.price,
            done=partial(self._owed, sheet),
            failed=lambda _: self._file(sheet),
        )

    def _owed(self, sheet: Sheet, owed: Owed | None) -> None:
        if owed is None:
            self._file(sheet)
        else:
            self._paying.offer(
                owed,
                charge=partial(self._charge, sheet),
                again=partial(self._file, sheet),
                never=self._unpaid,
            )

    def _charge(self, sheet: Sheet) -> None:
        self._paid = True
        self._file(sheet)

    def _unpaid(self) -> None:
        self.under_way = False

    def _file(self, sheet: Sheet) -> None:
        self.promising.before_filing(partial(self._file_now, sheet), self._unpaid)

    def _file_now(self, sheet: Sheet) -> None:
        note, outcome, reason = self.screen.typed()
        self.do(
            promise_at_filing.file,
            self.desk,
            sheet.group.id,
            promise=self.promising.promise,
            outcome=outcome,
            reason=reason,
            note=note,
            price=self.price,
            confirm=self._times_are_right,
            answers=self._told_at_end,
            done=self._filed,
            failed=self._refused,
        )

    def _filed(self, found: Promised) -> None:
        self.under_way = False
        figures = reading.figures_of(found.filed)
        said = call_words.said_filed(found.filed.session.ticket, figures, self.desk.service)
        promised = self.promising.said(found)
        reminded = [t("call.said.reminded", rule=rule) for rule in found.filed.reminded]
        service = self.desk.service
        sold = [pack_words.topped_up(one, pack_words.name_of(service, one)) for one in found.filed.topped_up]
        sold += [pack_words.to_propose(one, pack_words.name_of(service, one)) for one in found.to_propose]
        told = " · ".join(part for part in (promised, *reminded, said, *sold) if part)
        self.shell.say(told, how="warning" if found.letter else None)
        self._came_to(figures)
        if found.stands is not None:
            ask_whether_held(self, found.stands)

    def _came_to(self, figures: Figures) -> None:
        self.result = figures
        self.screen.load()

    def _refused(self, error: DeskError) -> None:
        self.under_way = False
        self.screen.save()
        if error.code == "time_to_confirm":
            self._ask_times()
        elif error.code in ("undecided", "charge_asked"):
            self._ask_price(error)
        elif error.code == "reply_unconfirmed":
            self._vouching.ask_whose(error, self.action_file)
        elif error.code in MISSING:
            id = MISSING[error.code]
            self.screen.fields.need(id)
            said = t(f"call.{id}_needed")
            self.shell.say(f"{said} ({error.rule})" if error.rule else said, how="error")
        else:
            self.promising.refused(error)
            self.say_why(error)

    def _ask_times(self) -> None:
        """The clocks disagreed: show the times with the evidence, take others where they are wrong (R21)."""
        if self.screen.sheet is not None:
            self.ask(doubtful.doubts, self.desk, self.screen.sheet.group.id, done=self._show_times)

    def _show_times(self, found: tuple[Doubt, ...]) -> None:
        if self.screen.sheet is None:
            return
        tz = self.desk.service.tz
        known = [doubtful.evidence(one, tz) for one in found]
        lines = [t("call.times.text"), call_words.times(self.screen.sheet, tz), *known]
        box = Confirm(t("call.times.title"), "\n".join(line for line in lines if line))
        self.show(box, partial(self._times, found))

    def _times(self, found: tuple[Doubt, ...], right: bool | None) -> None:
        if right:
            self._times_are_right = True
            self.action_file()
        else:
            self._doubts.put_right(found)

    def _ask_price(self, error: DeskError) -> None:
        """No price holds by itself, or it may not be the customer's to pay: the technician names one."""
        sheet = self.screen.sheet
        if sheet is not None:
            _, outcome, reason = self.screen.typed()
            done = partial(self._choose_price, error)
            self.ask(reading.prices, self.desk, sheet, outcome=outcome, reason=reason, done=done)

    def _choose_price(self, error: DeskError, found: tuple[tuple[str, Figures], ...]) -> None:
        """Each with what it comes to, then its clause; the one in front is no gift that nobody decided."""
        sheet = self.screen.sheet
        if sheet is None:
            return
        service = self.desk.service_of(sheet.ticket.terms_id)
        options = [(rule, call_words.price_row(rule, figures, service)) for rule, figures in found]
        paid = (rule for rule, figures in found if figures.bill.billable)
        likely = str(error.values.get("price", ""))
        value = likely if likely in [rule for rule, _ in found] else next(paid, None)
        text = t("call.price.fault", what=error.values["what"]) if "what" in error.values else ""
        box = Choose(t("call.price.title"), options, text or t("call.price.text"), value=value)
        self.show(box, self._priced)

    def _priced(self, price: str | None) -> None:
        if price:
            self.price = price
            self.screen.load()
            self.action_file()

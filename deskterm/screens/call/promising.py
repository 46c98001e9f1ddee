"""What the outcome of a call promises, and when: told before it is filed, made with the filing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from deskterm.desk import hearing
from deskterm.desk.agenda import promise_at_filing
from deskterm.desk.agenda.promise_at_filing import Promised
from deskterm.desk.errors import DeskError
from deskterm.locale import t
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.agenda import Promise
from deskterm.models.said import amounts
from deskterm.screens.call.on_call import CallPart, OnCall
from deskterm.screens.shared import heard, words
from deskterm.screens.shared.form import Field, Form
from deskterm.screens.ticket.appointments import is_told, of_whom, typed_moment

OF_THE_HOUR = ("callback_", "appointment_")  # the refusals that another hour may cure


class Promising(CallPart):
    """A promised call is made with the filing; a session is agreed first, the next free hour filled in."""

    def __init__(self, screen: OnCall) -> None:
        super().__init__(screen)
        self.promise: Promise | None = None
        self._of = ""  # the outcome it belongs to
        self._agreed = False
        self._asked: tuple[Form, Callable[[Promise | None], None]] | None = None

    def look(self) -> None:
        """The outcome is another one: what would it promise?"""
        sheet, outcome = self.screen.sheet, self.screen.typed()[1]
        if sheet is None or sheet.done or outcome == self._of:
            return
        self.promise, self._of, self._agreed = None, outcome, False
        if self._what() in ("callback", "appointment"):
            read = promise_at_filing.outlook
            self.ask(
                read,
                self.desk,
                sheet.group.id,
                outcome,
                done=partial(self._found, outcome),
                failed=lambda _: None,
                latest="promise",
            )
        self.screen.on_tick(self.desk.now())

    def _found(self, outcome: str, found: Promise | None) -> None:
        if outcome == self._of and not self._agreed:
            self.promise = found
            self.screen.on_tick(self.desk.now())

    def _what(self) -> str:
        sheet = self.screen.sheet
        return self.desk.service_of(sheet.ticket.terms_id).promising(self._of) if sheet else ""

    def told(self) -> str:
        """What will be promised with F9, for the line under the clock; "" where nothing is."""
        sheet = self.screen.sheet
        if sheet is None or sheet.done or sheet.live is not None or not self._what():
            return ""
        if self.promise is None:
            return t(f"call.promise.{self._what()}") if self._what() == "letter" else ""
        return t(f"call.promise.{self._what()}", when=self._when(self.promise.at), n=self._digit())

    def _digit(self) -> int:
        service = self.desk.service
        return next((at for at, one in enumerate(service.outcomes, 1) if one.id == self._of), 0)

    def _when(self, at: int) -> str:
        return words.moment(at, self.desk.now(), self.desk.service.tz)

    def again(self, _outcome: str) -> None:
        """The outcome chosen once more: at another hour."""
        self.look()
        if self._what() in ("callback", "appointment"):
            self.ask_when(self.screen.load)

    def before_filing(self, then: Callable[[], None], never: Callable[[], None]) -> None:
        """File now, or once the customer has agreed to an hour."""
        self.look()
        if self._what() == "appointment" and not self._agreed:
            self.ask_when(then, never)
        else:
            then()

    def ask_when(self, then: Callable[[], None], never: Callable[[], None] | None = None) -> None:
        """The hour, the next free one filled in; a session's length beside it."""
        sheet = self.screen.sheet
        if sheet is None:
            return
        at = self.promise.at if self.promise else self.desk.now()
        starts = typed_moment(at, self.desk.now(), self.desk.service.tz)
        fields = [Field("when", t("agenda.when"), starts, t("agenda.when_hint"), True, OF_THE_HOUR)]
        if self._what() == "appointment":
            minutes = self.promise.minutes if self.promise else promise_at_filing.LENGTH
            fields.append(Field("minutes", t("agenda.minutes"), str(minutes), proposed=True))
            word = t("agenda.tell_yes" if self.promise is None or self.promise.tell else "agenda.tell_no")
            fields.append(Field("tell", t("agenda.tell"), word, t("agenda.tell_hint")))
        title = t(f"call.promise.{self._what()}_title", code=short(sheet.group.ticket))
        whose = of_whom(sheet.ticket, self.desk.who) if self._what() == "appointment" else ""
        form = Form(title, fields, partial(self._read, starts, at), whose)
        self._show(form, partial(self._agree, then, never))

    def _read(self, offered: str, proposed: int, given: Mapping[str, str]) -> Promise:
        with heard.field("when"):
            typed = given["when"]
            at = proposed if typed == offered else hearing.this_minute_on(self.desk, typed)
        minutes = promise_at_filing.LENGTH
        with heard.field("minutes"):
            if "minutes" in given:
                minutes = amounts.minutes(given["minutes"], bare=1)
        kind = self.promise.kind if self.promise else ""
        return Promise(at=at, minutes=minutes, kind=kind, tell=bool(is_told(given)))

    def _agree(
        self, then: Callable[[], None], never: Callable[[], None] | None, given: Promise | None
    ) -> None:
        sheet = self.screen.sheet
        if given is not None and sheet is not None:
            check, group = promise_at_filing.check, sheet.group.id
            done = partial(self._stands, then)
            self.ask(check, self.desk, group, self._of, given, done=done, failed=self._ask_anew)
        elif never is not None:
            never()

    def _stands(self, then: Callable[[], None], promise: Promise) -> None:
        self.promise, self._agreed = promise, True
        then()

    def _ask_anew(self, error: DeskError) -> None:
        """An hour at which nobody can: the form again, with what was typed and the next one."""
        if self._asked is not None:
            form, agree = self._asked
            self._show(form.anew(self.why(error), error), agree)

    def refused(self, error: DeskError) -> None:
        """An hour that was typed and refused can be typed anew at once; a proposed one is found anew."""
        asked = self._asked if self._agreed and error.code.startswith(OF_THE_HOUR) else None
        self._of, self._agreed = "" if asked is None else self._of, False
        if asked is None:
            self.look()
        else:
            self._ask_anew(error)

    def _show(self, form: Form, agree: Callable[[Promise | None], None]) -> None:
        self._asked = (form, agree)
        self.show(form, agree)

    def said(self, found: Promised) -> str:
        """What was promised with the filing; "" where nothing was."""
        code = short(found.filed.session.ticket)
        if found.callback is not None:
            return t("promised.call", code=code, when=self._when(found.callback.due_at))
        if found.appointment is not None:
            promise, sheet = self.promise, self.screen.sheet
            told = "made"
            if promise is not None and promise.tell and sheet is not None:
                told = "told" if sheet.ticket.contact_email else "to_hand"
            return t(f"agenda.said.{told}", code=code, when=self._when(found.appointment.starts_at))
        return t("call.promise.to_write", code=code) if found.letter else ""

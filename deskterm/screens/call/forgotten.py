"""A time that the clock has wrong: one key each, the likely one filled in with its evidence.

It was started or stopped too late, or somebody must say when the contact really began and ended (R21).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from deskterm.desk import hearing
from deskterm.desk.calls import doubtful, forgotten
from deskterm.desk.calls.doubtful import Doubt, Times
from deskterm.desk.calls.forgotten import Evidence
from deskterm.desk.context import Desk
from deskterm.locale import figures, t
from deskterm.locale.moments import clock_text, second_of
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.basics.wall_clock import local
from deskterm.models.records.work import Session
from deskterm.models.said.said import is_time_alone
from deskterm.models.said.words import Unclear
from deskterm.screens.call.on_call import CallPart, OnCall
from deskterm.screens.call.reading import Sheet
from deskterm.screens.shared import heard
from deskterm.screens.shared.form import Field, Form, Unreadable
from deskterm.widgets.dialogs.boxes import Ask
from deskterm.widgets.work import OnFailed


def _read_times(desk: Desk, found: tuple[Doubt, ...], longest: int, values: Mapping[str, str]) -> list[Times]:
    """The form as filled in; what stands as it was proposed is that very instant. Raises Unreadable.

    A time alone ends nothing on another day that would then last over `longest` seconds: the day is asked.
    """
    tz, told = desk.service.tz, []
    for n, one in enumerate(found):
        began, ended = one.likely
        if values[f"began-{n}"] != second_of(began, tz):
            with heard.field(f"began-{n}"):
                began = doubtful.hear(one, partial(hearing.instant, desk, values[f"began-{n}"], "past"))
        if ended is None or values[f"ended-{n}"] != second_of(ended, tz):
            with heard.field(f"ended-{n}"):
                read = partial(hearing.instant, desk, values[f"ended-{n}"], "past")
                ended = doubtful.hear(one, read, began)
            _ask_which_day(tz, values[f"ended-{n}"], (began, ended), longest, f"ended-{n}")
        told.append(Times(started_at=began, ended_at=ended))
    return told


def _ask_which_day(tz: str, typed: str, times: tuple[int, int], longest: int, field: str) -> None:
    """Of an end told by its time alone. Raises Unreadable where it makes the stretch too long to be meant."""
    began, ended = times
    if ended - began > longest and is_time_alone(typed):
        told = {"began": second_of(began, tz), "ended": second_of(ended, tz)}
        example = figures.spelled(local(ended, tz), "instant")
        lasted = clock_text(ended - began)
        raise Unreadable(field, t("call.times.which_day", **told, lasted=lasted, example=example))


class Doubts(CallPart):
    """When a contact whose clocks disagree really began, and really ended."""

    def put_right(self, found: tuple[Doubt, ...]) -> None:
        """Ask for both of each stretch in doubt, under the evidence."""
        tz, fields = self.desk.service.tz, []
        for n, one in enumerate(found):
            began, ended = one.likely
            which = f" {n + 1}" if len(found) > 1 else ""
            value = second_of(began, tz)
            fields.append(Field(f"began-{n}", t("call.times.began") + which, value, proposed=True))
            value = "" if ended is None else second_of(ended, tz)
            fields.append(Field(f"ended-{n}", t("call.times.ended") + which, value, proposed=True))
        text = "\n".join(filter(None, (doubtful.evidence(one, tz) for one in found)))
        longest = self.desk.service.timer.longest
        form = Form(t("call.times.title"), fields, partial(_read_times, self.desk, found, longest), text)
        self.fill_in(form, self._confirm)

    def _confirm(self, told: list[Times], refused: OnFailed) -> None:
        sheet = self.screen.sheet
        if sheet is not None:
            done, number = self._confirmed, sheet.group.id
            self.do(doubtful.confirm, self.desk, number, told, done=done, failed=refused)

    def _confirmed(self, _: Session) -> None:
        self.shell.say(t("call.times.confirmed"))
        self.screen.load()


class Forgotten(CallPart):
    """When the call really began, or really ended."""

    def __init__(self, screen: OnCall) -> None:
        super().__init__(screen)
        self._doubts = Doubts(screen)

    def action_began(self) -> None:
        """It began before the clock did: when?"""
        self._look(self._ask_began)

    def _look(self, ask: Callable[[Evidence], None]) -> None:
        """Ask with the evidence; of a contact in doubt for both times at once."""
        sheet = self.screen.sheet
        if sheet is None or (group := self._unfiled()) is None:
            return
        if sheet.live is None and any(one.to_confirm and not one.over for one in sheet.group.sessions):
            self.ask(doubtful.doubts, self.desk, group, done=self._doubts.put_right)
        else:
            self.ask(forgotten.evidence, self.desk, group, done=ask)

    def _ask_began(self, found: Evidence) -> None:
        sheet = self.screen.sheet
        if sheet is None:
            return
        began = self._stretch(sheet, began=True).started_at
        tz, at = self.desk.service.tz, found.rang_at or found.taken_at or began
        known = "rang" if found.rang_at else "taken" if found.taken_at else "none"
        told = t(f"call.forgot.began_{known}", code=short(sheet.group.ticket), when=second_of(at, tz))
        self._ask("call.forgot.began", told, second_of(at, tz), began=True, moved=found.moved)

    def action_ended(self) -> None:
        """It ended before the clock did: when?"""
        self.screen.save()
        self._look(self._ask_ended)

    def _ask_ended(self, found: Evidence) -> None:
        sheet = self.screen.sheet
        if sheet is None:
            return
        end = self._stretch(sheet, began=False).ended_at or self.desk.now()
        at, tz = found.last_at or end, self.desk.service.tz
        known = "last" if found.last_at else "none"
        deed = t(f"deeds.{found.last_deed}") if found.last_deed else ""
        told = t(f"call.forgot.ended_{known}", what=deed, when=second_of(at, tz))
        self._ask("call.forgot.ended", told, second_of(at, tz), began=False, moved=found.moved)

    def _ask(self, title: str, told: str, value: str, *, began: bool, moved: bool) -> None:
        text = f"{t('call.times.is_moved')}\n{told}" if moved else told
        box = Ask(t(title), text, value=value, proposed=True)
        self.show(box, partial(self._typed, title, told, began, moved))

    def _typed(self, title: str, told: str, began: bool, moved: bool, typed: str | None) -> None:
        sheet = self.screen.sheet
        if not typed or sheet is None or sheet.done:
            return
        begun = None if began or moved else self._stretch(sheet, began=False).started_at
        try:
            at = hearing.instant(self.desk, typed, "past", begun=begun)
        except Unclear as error:
            self.shell.say(hearing.sentence(error), how="error")
            self._ask(title, told, typed, began=began, moved=moved)
            return
        deed = forgotten.began if began else forgotten.ended
        self.do(deed, self.desk, at, sheet.group.id, done=lambda _: self.screen.load())

    def _unfiled(self) -> int | None:
        """The contact whose times may still be put right; of one that is filed it says so."""
        sheet = self.screen.sheet
        if sheet is None or sheet.done:
            self.shell.say(t("call.is_done"))
            return None
        return sheet.group.id

    def _stretch(self, sheet: Sheet, *, began: bool) -> Session:
        """The stretch of which one forgot the beginning or the end; while the clock runs, the running one."""
        left = [one for one in sheet.group.sessions if not one.over] or list(sheet.group.sessions)
        return left[0] if began and sheet.live is None else left[-1]

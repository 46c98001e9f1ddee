"""Appointments from a ticket: kind, day and time inside the service's hours; moved, kept, called off."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from msgspec import Struct

from deskterm.desk import hearing
from deskterm.desk.agenda import appointments
from deskterm.desk.context import Desk, at_one_moment
from deskterm.desk.errors import DeskError
from deskterm.desk.steps.facts import day_bounds, day_of
from deskterm.locale import t, works
from deskterm.locale.moments import time_of
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.agenda import Appointment
from deskterm.models.records.ticket import Ticket
from deskterm.models.said import amounts
from deskterm.screens.shared import heard, words
from deskterm.screens.shared.form import Field, Form, Unreadable
from deskterm.screens.ticket.dossier import agenda_told
from deskterm.screens.ticket.in_front import HasTicket, TicketPart
from deskterm.widgets.dialogs.boxes import Ask, Choose, Confirm
from deskterm.widgets.part import Part
from deskterm.widgets.work import OnFailed

QUARTER = 900  # seconds
# The refusals that another hour may cure.
OF_THE_HOUR = ("appointment_in_past", "appointment_closed", "appointment_overlaps", "appointment_same_ticket")
LENGTH = 60  # minutes of an appointment, unless one types another length


class Wish(Struct, frozen=True):
    """When and how long."""

    starts_at: int
    minutes: int
    note: str = ""
    tell: bool | None = None  # whether the customer gets a letter with the file; None: not asked


class Plan(Struct, frozen=True, kw_only=True):
    """What stands and what could be agreed: the planned appointment, the kinds, the first free moment."""

    planned: Appointment | None
    kinds: tuple[str, ...]
    proposal: int | None
    told: bool = False  # the customer had a letter of what is planned


@at_one_moment
def plan(desk: Desk, code: str) -> Plan:
    """Read it; on a thread that may wait."""
    standing = [one for one in appointments.of_ticket(desk, code) if one.state == "planned"]
    try:
        first = appointments.proposal(desk, code, minutes=LENGTH, at=(desk.now() // QUARTER + 1) * QUARTER)
    except DeskError:
        first = None
    kinds = appointments.kinds(desk.service)
    told = bool(standing) and appointments.was_told(desk, standing[0])
    return Plan(planned=standing[0] if standing else None, kinds=kinds, proposal=first, told=told)


def today(desk: Desk) -> tuple[Appointment, ...]:
    """What is agreed for today, in order."""
    low, high = day_bounds(desk.now(), desk.service.tz)
    return appointments.listing(desk, low=low, high=high)


def typed_moment(at: int, now: int, tz: str) -> str:
    """An instant as one would type it: `4/3 15:00`, with its year when that is another one."""
    return f"{words.day(day_of(at, tz), now, tz)} {time_of(at, tz)}"


def of_whom(ticket: Ticket, who: str) -> str:
    """Whose a session on this ticket will be, where it is not `who` agrees it; else ""."""
    holder = ticket.taken_by or who
    return "" if holder == who else t("agenda.of_colleague", who=holder)


def ask_whether_held(part: Part[Any], agreed: Appointment) -> None:
    """A ticket has its answer and an appointment to come: is that held all the same, or called off?"""
    desk, shell, code = part.desk, part.shell, short(agreed.ticket)
    when = words.moment(agreed.starts_at, desk.now(), desk.service.tz)

    def chosen(yes: bool | None) -> None:
        if yes:
            done = lambda _: shell.say(t("call.stands.off", code=code, when=when))  # noqa: E731
            part.do(appointments.cancel, desk, agreed.id, why=t("call.stands.why"), done=done)

    part.show(Confirm(t("call.stands.title", code=code), t("call.stands.text", when=when)), chosen)


def is_told(given: Mapping[str, str]) -> bool | None:
    """Whether the customer gets a letter, as it was typed; None where it is not asked. Raises Unreadable."""
    if "tell" not in given:
        return None
    words = {t(f"agenda.tell_{word}").casefold(): word == "yes" for word in ("yes", "no")}
    words |= dict.fromkeys(("s", "si", "sì", "y", "yes"), True) | dict.fromkeys(("n", "no", ""), False)
    if (typed := given["tell"].casefold()) not in words:
        raise Unreadable("tell", t("agenda.tell_hint"))
    return words[typed]


class Appointments(TicketPart[HasTicket]):
    """A session that is agreed from the ticket in front."""

    def action_appointment(self) -> None:
        """Agree a session, or change the one that is agreed."""
        if (ticket := self.ticket()) is not None:
            self.ask(plan, self.desk, ticket.code, done=partial(self._planned, ticket))

    def _planned(self, ticket: Ticket, found: Plan) -> None:
        if found.planned is None:
            self._which_kind(ticket, found)
            return
        options = [(name, t(f"agenda.{name}")) for name in ("move", "done", "cancel")]
        now, tz = self.desk.now(), self.desk.service.tz
        box = Choose(t("agenda.title", code=short(ticket.code)), options, agenda_told(found.planned, now, tz))
        self.show(box, partial(self._change, found.planned, found.told))

    def _change(self, one: Appointment, told: bool, what: str | None) -> None:
        if what == "move":
            minutes = (one.ends_at - one.starts_at) // 60
            self._when(one.ticket, Wish(one.starts_at, minutes, tell=told), partial(self._move, one))
        elif what == "done":
            self.do(appointments.done, self.desk, one.id, done=self._say("agenda.said.done"))
        elif what == "cancel":
            box = Ask(t("agenda.cancel"), t("agenda.why"))
            self.show(box, lambda why: self._cancel(one, why) if why else None)

    def _cancel(self, one: Appointment, why: str) -> None:
        self.do(appointments.cancel, self.desk, one.id, why=why, done=self._say("agenda.said.cancelled"))

    def _which_kind(self, ticket: Ticket, found: Plan) -> None:
        wish = Wish(found.proposal or self.desk.now(), LENGTH, tell=bool(ticket.contact_email))
        whose = of_whom(ticket, self.desk.who)
        if len(found.kinds) == 1:
            self._when(ticket.code, wish, partial(self._agree, ticket, found.kinds[0]), whose)
            return
        options = [(kind, works.on_screen(kind)) for kind in found.kinds]
        box = Choose(t("agenda.title", code=short(ticket.code)), options, t("agenda.which"))

        def agreed(kind: str | None) -> None:
            if kind:
                self._when(ticket.code, wish, partial(self._agree, ticket, kind), whose)

        self.show(box, agreed)

    # When

    def _when(self, code: str, wish: Wish, then: Any, whose: str = "") -> None:
        starts = typed_moment(wish.starts_at, self.desk.now(), self.desk.service.tz)
        read = partial(self._read, starts, wish.starts_at)
        fields: tuple[Field, ...] = (
            Field("when", t("agenda.when"), starts, t("agenda.when_hint"), True, OF_THE_HOUR),
            Field("minutes", t("agenda.minutes"), str(wish.minutes), "", True, ("appointment_length",)),
            Field("note", t("agenda.note"), wish.note),
        )
        if wish.tell is not None:
            word = t("agenda.tell_yes" if wish.tell else "agenda.tell_no")
            fields = (*fields, Field("tell", t("agenda.tell"), word, t("agenda.tell_hint")))
        text = " ".join(part for part in (whose, t("agenda.hours")) if part)
        form = Form(t("agenda.title", code=short(code)), fields, read, text)
        self.fill_in(form, then)

    def _read(self, offered: str, starts_at: int, given: Mapping[str, str]) -> Wish:
        with heard.field("when"):
            typed = given["when"]
            at = starts_at if typed == offered else hearing.this_minute_on(self.desk, typed)
        with heard.field("minutes"):
            minutes = amounts.minutes(given["minutes"], bare=1)
        return Wish(at, minutes, given["note"], is_told(given))

    def _agree(self, ticket: Ticket, kind: str, wish: Wish, refused: OnFailed) -> None:
        self.do(
            appointments.add,
            self.desk,
            ticket.code,
            starts_at=wish.starts_at,
            minutes=wish.minutes,
            kind=kind,
            note=wish.note,
            tell=bool(wish.tell),
            done=self._say(f"agenda.said.{_told(ticket, wish)}"),
            failed=refused,
        )

    def _move(self, one: Appointment, wish: Wish, refused: OnFailed) -> None:
        self.do(
            appointments.move,
            self.desk,
            one.id,
            starts_at=wish.starts_at,
            minutes=wish.minutes,
            tell=wish.tell,
            done=self._say("agenda.said.moved"),
            failed=refused,
        )

    def _say(self, key: str) -> Any:
        def say(one: Appointment) -> None:
            when = words.moment(one.starts_at, self.desk.now(), self.desk.service.tz)
            self.shell.say(t(key, code=short(one.ticket), when=when))

        return say


def _told(ticket: Ticket, wish: Wish) -> str:
    """What is said of the customer's letter: it leaves, or it is to be handed over."""
    if not wish.tell:
        return "made"
    return "told" if ticket.contact_email else "to_hand"

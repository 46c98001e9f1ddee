"""Promises and loose ends in words: a row of the agenda, a row of the end of the shift."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct
from textual.content import Content

from deskterm.desk.agenda import planned
from deskterm.desk.agenda.loose_ends import LooseEnd
from deskterm.desk.agenda.planned import AgendaLine
from deskterm.desk.context import Desk, at_one_moment
from deskterm.locale import t, tn, works
from deskterm.locale.moments import lasting, span, time_of
from deskterm.models.basics.ticket_numbers import short
from deskterm.screens.shared import day_strip, words
from deskterm.screens.shared.day_strip import DayPlan
from deskterm.widgets.list.columns import Cell, ListColumn, Row, row_of
from deskterm.widgets.text.shown import styled

PROMISED = ("appointment", "call", "write")
DAYS = 28  # how far the agenda looks ahead


class Agenda(Struct, frozen=True, kw_only=True):
    """What is promised, and the day whose strip stands above."""

    found: tuple[AgendaLine, ...]
    day: DayPlan


class LineNow(NamedTuple):
    """A promise as its row is told, with the time it is."""

    one: AgendaLine
    now: int


class EndNow(NamedTuple):
    """A loose end as its row is told, with the time it is."""

    one: LooseEnd
    now: int


@at_one_moment
def read(desk: Desk, at: int, who: str) -> Agenda:
    """The agenda from today on, and the day of `at`; `who`: the appointments of that technician alone."""
    today = planned.day_after(desk, desk.now(), 0)
    high = planned.day_after(desk, desk.now(), DAYS)
    return Agenda(found=planned.listing(desk, low=today, high=high, who=who), day=day_strip.day(desk, at))


def columns(desk: Desk) -> tuple[ListColumn, ...]:
    """When, what, whose, with whom, about what."""
    tz = desk.service.tz
    return (
        ListColumn(t("agenda.col.when"), 17, cell=lambda told: _when(told.one, told.now, tz)),
        ListColumn(t("agenda.col.what"), 14, cell=lambda told: what(told.one)),
        ListColumn(t("agenda.col.customer"), 16, cell=lambda told: words.whose(told.one)),
        ListColumn(t("agenda.col.who"), 9, drop=2, cell=lambda told: told.one.who),
        ListColumn(t("agenda.col.ticket"), flex=True, drop=1, cell=lambda told: _about(told.one)),
    )


def rows(desk: Desk, found: Sequence[AgendaLine]) -> list[Row]:
    """The lines of the agenda."""
    now = desk.now()
    return [row_of(columns(desk), (one.what, one.number), LineNow(one, now), one) for one in found]


def about(desk: Desk, one: AgendaLine) -> Content:
    """What a promise is about, whole."""
    told = [
        words.whose(one) if one.customer else "",
        one.phone,
        t("agenda.of", who=one.who) if one.who else "",
        short(one.ticket),
        one.subject,
    ]
    first = " · ".join(part for part in told if part)
    return styled((first, "bold"), "\n", one.note or _late(desk, one), lines=True)


def what(one: AgendaLine | LooseEnd) -> str:
    """`teleassistenza`, `richiamata`, `da scrivere`."""
    return works.on_screen(one.kind) if one.what == "appointment" else t(f"agenda.what.{one.what}")


def _late(desk: Desk, one: AgendaLine) -> str:
    return t("agenda.late", span=span(desk.now() - (one.until or one.at))) if one.late else ""


def _when(one: AgendaLine, now: int, tz: str) -> Cell:
    until = f"-{time_of(one.until, tz)}" if one.until is not None else ""
    return f"{words.moment(one.at, now, tz)}{until}", "late" if one.late else ""


def _about(one: AgendaLine) -> str:
    return f"{short(one.ticket)} {one.subject}".strip()


# The end of the shift


def loose_columns(desk: Desk) -> tuple[ListColumn, ...]:
    """What is loose, on which ticket, whose, and what one does about it."""
    tz = desk.service.tz
    return (
        ListColumn(t("agenda.col.loose"), 13, cell=lambda left: (t(f"agenda.loose.{left.one.what}"), "bold")),
        ListColumn(t("agenda.col.ticket"), 9, cell=lambda left: short(left.one.ticket)),
        ListColumn(
            t("agenda.col.customer"),
            18,
            drop=1,
            cell=lambda left: words.whose(left.one) if left.one.customer else "",
        ),
        ListColumn("", flex=True, cell=lambda left: _detail(left.one, left.now, tz)),
        ListColumn(
            t("agenda.col.do"),
            whole=True,
            spare=True,
            cell=lambda left: (t(f"agenda.do.{left.one.what}"), "dim"),
        ),
    )


def loose_rows(desk: Desk, found: Sequence[LooseEnd]) -> list[Row]:
    """The lines of the end of the shift."""
    now = desk.now()
    return [row_of(loose_columns(desk), (one.what, one.number), EndNow(one, now), one) for one in found]


def _detail(one: LooseEnd, now: int, tz: str) -> Cell:
    when = words.moment(one.at, now, tz)
    if one.what in ("running", "session"):
        return f"{works.on_screen(one.kind)} {when}, {lasting(one.seconds)}", ""
    if one.what == "hand":
        return f"{t('agenda.since', when=when)} · {one.subject}", ""
    if one.what == "draft" and one.kind:
        return f"{t(f'drafts.kind.{one.kind}')} {when} · {one.subject}", ""
    if one.what == "letter":
        return " · ".join(part for part in (when, one.phone, one.subject) if part), ""
    said = f"{what(one)} {when}" if one.what == "appointment" else when
    return " · ".join(part for part in (said, one.phone, one.subject) if part), "late" if one.late else ""


def summary(found: Sequence[LooseEnd]) -> str:
    """How much is to be settled before one leaves, and how much is promised."""
    if not found:
        return t("agenda.nothing")
    left = [one for one in found if one.what not in PROMISED]
    return f"{t('agenda.left', n=len(left))} · {tn('agenda.promised', len(found) - len(left))}"

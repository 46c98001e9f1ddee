"""Who waits for a call, in words."""

from __future__ import annotations

from typing import Any, NamedTuple

from msgspec import Struct
from textual.content import Content

from deskterm.desk.agenda import callbacks
from deskterm.desk.context import Desk, at_one_moment
from deskterm.desk.steps.tickets import callbacks as callback_steps
from deskterm.locale import has, language, t
from deskterm.locale.measures import quoted
from deskterm.locale.moments import span
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.agenda import Attempt, Callback
from deskterm.models.records.work import Session
from deskterm.screens.shared import words
from deskterm.widgets.list.columns import Cell, ListColumn, Row, row_of
from deskterm.widgets.text.shown import shown, styled
from deskterm.widgets.text.signs import BARS, signed

MINUTE = 60  # seconds


class Waiting(Struct, frozen=True):
    """Who waits for a call, with what was tried so far; `out`: the call to them that is not filed yet."""

    callback: Callback
    tried: tuple[Attempt, ...]
    out: Session | None = None

    def mine(self, who: str) -> Session | None:
        """The call that is out, where it is this technician's."""
        return self.out if self.out is not None and self.out.technician == who else None


@at_one_moment
def waiting(desk: Desk) -> tuple[Waiting, ...]:
    """Everybody who waits, those due first in front; before them, whom one is calling."""
    out = callbacks.out(desk)
    mine = (out,) if out is not None else ()
    rows = (*mine, *(one for one in callbacks.listing(desk) if out is None or one.id != out.id))
    return tuple(
        Waiting(one, callbacks.attempts(desk, one.id), callbacks.call_out(desk, one)) for one in rows
    )


def note_attempt(desk: Desk, callback_id: int, outcome: str) -> tuple[Callback, str]:
    """Note an attempt; why it does not count."""
    after = callbacks.attempt(desk, callback_id, outcome)
    return after, callbacks.not_counted(desk, callbacks.attempts(desk, callback_id))[-1]


class ToCall(NamedTuple):
    """One who waits as the row is told: with the time it is, and how often the terms let one try."""

    found: Callback
    now: int
    tries: int
    out: Session | None


def columns(desk: Desk) -> tuple[ListColumn, ...]:
    """When, who, at which number, in which hours, how often tried, about what."""
    return (
        ListColumn(t("calling.col.when"), 11, cell=lambda one: _when(desk, one)),
        ListColumn(t("calling.col.customer"), 18, cell=lambda one: words.whose(one.found)),
        ListColumn(t("calling.col.phone"), 12, cell=lambda one: one.found.contact_phone),
        ListColumn(t("calling.col.window"), 11, drop=2, cell=lambda one: (_hours(one.found), "dim")),
        ListColumn(t("calling.col.tried"), 5, drop=3, cell=lambda one: f"{one.found.attempts}/{one.tries}"),
        ListColumn(
            t("calling.col.subject"),
            flex=True,
            drop=1,
            cell=lambda one: f"{short(one.found.ticket)} {one.found.subject}",
        ),
    )


def row(desk: Desk, one: Waiting, now: int) -> Row:
    """One who waits: when, who, at which number, how often it was tried."""
    tries = callback_steps.terms_of(desk.service).attempts
    return row_of(columns(desk), one.callback.id, ToCall(one.callback, now, tries, one.out), one)


def _hours(found: Callback) -> str:
    return f"{found.window_from}-{found.window_to}" if found.window_from or found.window_to else "—"


def _when(desk: Desk, one: ToCall) -> Cell:
    found, now = one.found, one.now
    if one.out is not None:
        return t("calling.out.now" if one.out.state == "running" else "calling.out.to_file"), "accent"
    if found.state == "write":
        return t("calling.write"), "late"
    following, behind = callbacks.next_call(desk, found), now - found.due_at
    if following <= now:
        late = behind >= MINUTE
        return (t("calling.since", span=span(behind)), "late") if late else (t("calling.now"), "accent")
    return words.moment(following, now, desk.service.tz), "dim"


def about(desk: Desk, one: Waiting) -> Content:
    """Whom to ask for, what was tried, what comes next, by which rule."""
    found, service = one.callback, desk.service
    reach = [f" · {one}" for one in (found.contact_name, found.contact_phone) if one]
    parts: list[Any] = [(words.whose(found), "bold"), *reach]
    made = styled(*parts)
    if one.out is not None:
        made = made + Content("\n") + shown(_calls(desk, one.out))
    tz, now = service.tz, desk.now()
    whys = callbacks.not_counted(desk, one.tried)
    for tried, why in list(zip(one.tried, whys, strict=True))[-3:]:
        told = f"{words.moment(tried.at, now, tz)} · {_result(desk, tried.result)} · {tried.by}"
        told += f" · {t(f'calling.not_counted.{why}')}" if why else ""
        made = made + Content("\n") + shown(told)
    if found.state == "open" and now - found.due_at >= MINUTE:
        late = t("calling.late", when=words.moment(found.due_at, now, tz), span=span(now - found.due_at))
        made = made + Content("\n") + styled((signed(late, "late"), BARS))
    if one.out is not None:  # how one calls is for when nobody does
        return made
    following = t("calling.then_write") if found.state == "write" else t("calling.how")
    rule = callbacks.rule_of(service, found)
    clause = service.clause(rule, language())
    tail = f" ({rule}) {quoted(clause)}" if clause else ""
    return made + Content("\n") + styled(following, (tail, "$text-muted"))


def _calls(desk: Desk, out: Session) -> str:
    """Who calls them, and since when; of one's own call, what is to be done with it."""
    since = words.moment(out.started_at, desk.now(), desk.service.tz)
    if out.technician != desk.who:
        return t("calling.out.other", who=out.technician, when=since)
    return t("calling.out.mine" if out.state == "running" else "calling.out.mine_to_file", when=since)


def _result(desk: Desk, result: str) -> str:
    own = callbacks.label(desk.service, result)
    key = f"calling.result.{result}"
    return own or (t(key) if has(key) else result)

"""Calling customers back: when, how often, and what becomes of it (T7, T9, T11, T12, O13, A9)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import time

from deskterm.desk import hearing
from deskterm.desk.billing import cancel
from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.steps import changes, facts
from deskterm.desk.steps.due_words import next_hour
from deskterm.desk.steps.letters import not_reached as not_reached_steps
from deskterm.desk.steps.tickets.callbacks import (
    CANCELLED,
    WRITTEN,
    all_results,
    as_word,
    free,
    hours_facts,
    in_hours,
    let_go,
    make,
    result_of,
    soonest,
    standing,
    terms_of,
    tried,
    who_rang,
)
from deskterm.desk.steps.typed import time_of_day
from deskterm.desk.steps.work import called_out
from deskterm.locale import figures, language, t
from deskterm.locale.moments import time_of
from deskterm.models.basics.text import clean
from deskterm.models.basics.wall_clock import local, this_minute
from deskterm.models.records.agenda import Attempt, Callback
from deskterm.models.records.base import Record
from deskterm.models.records.states import OPEN_STATES
from deskterm.models.records.ticket import Ticket
from deskterm.models.records.work import Session
from deskterm.models.rules.callbacks import meets, next_attempt
from deskterm.models.said import said
from deskterm.models.said.words import Unclear
from deskterm.models.terms.practice import CallbackTerms
from deskterm.models.terms.service import Service
from deskterm.models.terms.values import HOUR, Window
from deskterm.storage.agenda import callbacks as callback_rows
from deskterm.storage.database import Connection
from deskterm.storage.tickets import tickets as ticket_rows
from deskterm.storage.work import sessions as session_rows

UNFILED = ("running", "stopped")


def label(service: Service, result: str) -> str:
    """The service's own word for how an attempt ended."""
    found = next((one for one in all_results(service) if as_word(one.id) == as_word(result)), None)
    return "" if found is None or found.it == found.id else found.said(language())


class Hours(Record, frozen=True, kw_only=True):
    """In which hours of a day the customer answers, `08:30`, "" for any; `start`: from when on, if later."""

    first: str = ""
    last: str = ""
    start: int | None = None


def hours_said(desk: Desk, first: str, last: str) -> Hours:
    """What was typed for «from» and «to»: hours of any day, `14:00`, or a moment, `domani alle 10`, `+30m`.

    From a moment on somebody is called at the next hour that is free; its own hour counts as the customer's
    where «to» gives the end of their hours. Raises Refused for what is neither, and where the two are of
    different days.
    """
    begins, start = _hour_or_moment(desk, first)
    ends, end = _hour_or_moment(desk, last)
    tz = desk.service.tz
    if end is not None:
        of = start if start is not None else end
        if facts.day_of(of, tz) != facts.day_of(end, tz) or of > end:
            raise Refused("callback_two_days", first=first, last=last)
        low, _ = facts.day_bounds(end, tz)
        start = max(low, desk.now()) if start is None else start
    return Hours(first=begins if last.strip() or start is None else "", last=ends, start=start)


def _hour_or_moment(desk: Desk, text: str) -> tuple[str, int | None]:
    """A time of day, and the instant where a day or a stretch was said with it; a day alone begins then."""
    try:
        return time_of_day(text), None
    except Refused as refused:
        if said.is_time_alone(text):
            raise
        try:
            at = hearing.instant(desk, text, "future", at_day=time(0))
        except Unclear as unclear:
            none = unclear.code == "none"
            raise refused if none else Refused("bad_time_of_day", why=hearing.sentence(unclear)) from None
    tz = desk.service.tz
    return "" if local(at, tz).time() == time(0) else time_of_day(time_of(at, tz)), at


def add(
    desk: Desk,
    code: str,
    *,
    window_from: str = "",
    window_to: str = "",
    due_at: int | None = None,
    beside: bool = False,
) -> Callback:
    """Promise to call the ticket's customer back: at the next moment inside the service's hours and theirs.

    `beside`: not at `due_at` (default: now) but from then on, beside what is promised already.
    Whoever rang in the contact that is still open is called, at their number; else whom the ticket names.
    Raises Refused where one waits already, without a telephone number, for a moment outside the hours, or for
    hours of the customer that never meet them.
    """
    with desk.write() as conn:
        ticket = changes.the_ticket(conn, code)
        changes.expect(ticket, *OPEN_STATES, "answered")
        if callback_rows.waiting(conn, ticket.id):
            raise Refused("callback_waits", code=ticket.code)
        if not ticket.contact_phone:
            raise Refused("callback_needs_phone", code=ticket.code)
        hours = (time_of_day(window_from), time_of_day(window_to))
        _check_window(desk, ticket, hours)
        if beside:
            ahead = due_at is not None and due_at >= desk.now()
            due_at = free(desk, conn, ticket, hours, due_at if due_at and ahead else soonest(desk))
        check_moment(desk, ticket, due_at)
        open_ones = [one for one in session_rows.of_ticket(conn, ticket.id) if one.state in UNFILED]
        return make(desk, conn, ticket, hours, due_at, caller=who_rang(open_ones), by_hand=True)


def attempt(desk: Desk, callback_id: int, outcome: str, *, note: str = "") -> Callback:
    """Note how an attempt ended. After as many as the terms want, the customer is to be written to (A9).

    An attempt outside the hours, or sooner than the terms' gap after the last, is noted but does not count
    (`not_counted` says why). `written` ends the callback without a call (T11). In vain, the call that this
    technician has out to them was none: its clock ends, and it is billed to nobody.
    """
    with desk.write() as conn:
        found = _waiting(conn, callback_id)
        ticket = ticket_rows.by_id(conn, found.ticket_id)
        service = desk.service_of(ticket.terms_id)
        result = result_of(service, outcome)
        out = called_out.on_ticket(conn, ticket.id)
        if out is not None and out.technician == desk.who and not result.done:
            why = label(service, result.id) or t(f"calling.result.{as_word(result.id)}")
            cancel.cancel(desk, out.group_id, why=why)
        after = tried(desk, conn, found, ticket, result, note=note, by_hand=True)
        not_reached_steps.by_itself(desk, conn, after, ticket_rows.by_id(conn, ticket.id))
        return callback_rows.by_id(conn, after.id)


def drop(desk: Desk, callback_id: int, *, why: str = "") -> Callback:
    """Nobody need call any more: the callback ends, and may be taken back. Raises Refused, NotFound."""
    with desk.write() as conn:
        found = _waiting(conn, callback_id)
        return let_go(desk, conn, found, ticket_rows.by_id(conn, found.ticket_id), clean(why).strip())


def listing(desk: Desk, *, limit: int = 200, after: Callback | None = None) -> tuple[Callback, ...]:
    """Who is to be called or written to, what is due first in front; what follows `after`, if given."""
    with desk.read() as conn:
        return callback_rows.page(conn, limit, after)


def out(desk: Desk) -> Callback | None:
    """Who waits and is being called by this technician now, or was, and that call is not filed yet."""
    with desk.read() as conn:
        now = session_rows.running(conn, desk.who)
        mine = [now] if now else [*reversed(session_rows.unfiled(conn, desk.who))]
        for one in mine:
            found, waits = (
                called_out.on_ticket(conn, one.ticket_id),
                callback_rows.waiting(conn, one.ticket_id),
            )
            if found is not None and waits is not None and found.id == one.id:
                return waits
    return None


def call_out(desk: Desk, found: Callback) -> Session | None:
    """The call to who waits that somebody has out: it runs, or was stopped and is not filed yet."""
    with desk.read() as conn:
        return called_out.on_ticket(conn, found.ticket_id)


def promised_by(desk: Desk, seconds: int) -> tuple[Callback, ...]:
    """The calls that fell due within so many seconds and are for this technician to make."""
    with desk.read() as conn:
        return callback_rows.due_of(conn, desk.who, desk.now() - seconds, desk.now())


def of_ticket(desk: Desk, code: str) -> tuple[Callback, ...]:
    """The callbacks of a ticket, oldest first."""
    with desk.read() as conn:
        return callback_rows.of_ticket(conn, changes.the_ticket(conn, code).id)


def called(desk: Desk, ticket: Ticket) -> tuple[str, str]:
    """Name and number of who is called about a ticket: whom a callback is promised to, else whom it names."""
    with desk.read() as conn:
        waiting = callback_rows.waiting(conn, ticket.id)
    return (
        (waiting.contact_name, waiting.contact_phone)
        if waiting
        else (ticket.contact_name, ticket.contact_phone)
    )


def get(desk: Desk, callback_id: int) -> Callback:
    """One callback. Raises NotFound."""
    with desk.read() as conn:
        return _callback(conn, callback_id)


def attempts(desk: Desk, callback_id: int) -> tuple[Attempt, ...]:
    """What was tried, in order; of a call that was cancelled, that it was."""
    with desk.read() as conn:
        return standing(callback_rows.attempts(conn, callback_id))


def not_counted(desk: Desk, tried: Sequence[Attempt]) -> tuple[str, ...]:
    """Why each attempt of a callback does not count, in their order; "" for one that does.

    `enough`: there were as many as the terms want; `closed`: outside the hours; `soon` after another.
    """
    service = desk.service
    terms, found = terms_of(service), list[str]()
    for at, one in enumerate(tried):
        if one.counted or one.result in (CANCELLED, *WRITTEN):
            found.append("")
        elif sum(each.counted for each in tried[:at]) >= terms.attempts:
            found.append("enough")
        else:
            found.append("soon" if in_hours(service, terms, one.at) else "closed")
    return tuple(found)


def next_call(desk: Desk, found: Callback) -> int:
    """When the customer may be called: now, or when the hours of both next allow it."""
    service, at = desk.service, max(desk.now(), found.due_at)
    if found.state != "open":
        return found.due_at
    following = next_attempt(service, terms_of(service), hours_facts(found.window_from, found.window_to), at)
    return at if following is None else following


def rule_of(service: Service, found: Callback) -> str:
    """The rule of what is to be done now: of calling back, or of what follows the last attempt (T12)."""
    terms = terms_of(service)
    return (terms.attempts_rule or found.rule) if found.state == "write" else found.rule


def _callback(conn: Connection, callback_id: int) -> Callback:
    try:
        return callback_rows.by_id(conn, callback_id)
    except LookupError:
        raise NotFound("no_callback", number=callback_id) from None


def _waiting(conn: Connection, callback_id: int) -> Callback:
    found = _callback(conn, callback_id)
    if found.ended_at is not None:
        raise Refused("callback_over", number=callback_id)
    return found


def _check_window(desk: Desk, ticket: Ticket, hours: tuple[str, str]) -> None:
    """Hours in which nobody could call, the desk being closed, are refused with the desk's own."""
    service = desk.service_of(ticket.terms_id)
    terms = terms_of(service)
    if meets(service, terms, hours_facts(*hours), desk.now()):
        return
    window = "–".join(hour for hour in hours if hour)
    raise Refused("callback_apart", rule=terms.rule, window=window, hours=_open_hours(service, terms))


def _open_hours(service: Service, terms: CallbackTerms) -> str:
    """The service's hours: `lun-ven 9:00-13:00 14:00-18:00; sab 9:00-12:00`."""
    lines = service.calendars[terms.calendar].open if terms.calendar else ()
    return "; ".join(f"{_days(line.weekdays)} {_hours(line.windows)}" for line in lines)


def _days(weekdays: Iterable[int]) -> str:
    days = sorted(set(weekdays))
    whole = len(days) > 2 and days[-1] - days[0] == len(days) - 1
    names = [figures.weekday_short(number) for number in ([days[0], days[-1]] if whole else days)]
    return ("-" if whole else " ").join(names)


def _hours(windows: Iterable[Window]) -> str:
    spans = ([f"{at // HOUR}:{at % HOUR // 60:02d}" for at in window] for window in windows)
    return " ".join(f"{start}-{end}" for start, end in spans)


def check_moment(desk: Desk, ticket: Ticket, due_at: int | None) -> None:
    """Refuse a moment whose minute has passed, or in which nobody of the desk is there."""
    service = desk.service_of(ticket.terms_id)
    terms = terms_of(service)
    if due_at is None:
        return
    if due_at < this_minute(desk.now()):
        raise Refused("callback_in_past")
    if not in_hours(service, terms, due_at):
        with desk.read() as conn:
            later = free(desk, conn, ticket, ("", ""), due_at)
        told = "" if later is None else next_hour(later, service.tz)
        raise Refused("callback_closed", rule=terms.rule, next=told)

"""Calling customers back: when, how often, and what becomes of it (T7, T9, T11, T12, O13, A9)."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import structs

from deskterm.desk import deeds, touch
from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.given import or_blank, time_of_day
from deskterm.locale import language, t
from deskterm.models.callbacks import meets, next_attempt
from deskterm.models.practice import Callback as Terms
from deskterm.models.practice import Result
from deskterm.models.records import OPEN_STATES, Attempt, Callback, Decision, Ticket
from deskterm.models.terms import Service
from deskterm.models.text import clean
from deskterm.models.values import HOUR, Duration, Window
from deskterm.storage import callbacks, tickets
from deskterm.storage.database import Connection

# What a desk does whose terms do not speak of callbacks, and how an attempt can end there.
USUAL = Terms(rule="", attempts=3, gap=Duration(3600))
RESULTS = tuple(
    Result(id=name, it=name, en=name, done=name in ("reached", "written"))
    for name in ("no_answer", "busy", "unreachable", "reached", "written")
)
WRITTEN = ("written", "answered_in_writing")


def terms_of(service: Service) -> Terms:
    """The service's terms on callbacks, or the usual ones."""
    return service.callback or USUAL


def results(service: Service) -> tuple[str, ...]:
    """How an attempt can end, in the words of the desk: `no_answer`, `busy`, …"""
    return tuple(_word(one.id) for one in _results(service))


def label(service: Service, result: str) -> str:
    """The service's own word for how an attempt ended."""
    found = next((one for one in _results(service) if _word(one.id) == _word(result)), None)
    return "" if found is None or found.it == found.id else found.it if language() == "it" else found.en


def add(
    desk: Desk, code: str, *, window_from: str = "", window_to: str = "", due_at: int | None = None
) -> Callback:
    """Promise to call the ticket's customer back: at the next moment inside the service's hours and theirs.

    Raises Refused where one waits already, without a telephone number, for a moment outside the hours, or for
    hours of the customer that never meet them.
    """
    with desk.write() as conn:
        ticket = deeds.the_ticket(conn, code)
        deeds.expect(ticket, *OPEN_STATES, "answered")
        if callbacks.waiting(conn, ticket.id):
            raise Refused("callback_waits", code=ticket.code)
        if not ticket.contact_phone:
            raise Refused("callback_needs_phone", code=ticket.code)
        hours = (time_of_day(window_from), time_of_day(window_to))
        _check_window(desk, ticket, hours)
        _check_moment(desk, ticket, due_at)
        return _make(desk, conn, ticket, hours, due_at)


def ensure(desk: Desk, conn: Connection, ticket: Ticket) -> Callback | None:
    """Promise the callback that the terms give to requests of the ticket's channel, once it can be made."""
    if ticket.state != "queued" or callbacks.of_ticket(conn, ticket.id):
        return None
    return _promise(desk, conn, ticket)


def anew(desk: Desk, conn: Connection, ticket: Ticket) -> Callback | None:
    """A ticket is back in work: what was dropped with it is promised again, and what its terms promise.

    A technician who opens it again calls when they see fit; whoever writes again waits to be called.
    """
    former = callbacks.of_ticket(conn, ticket.id)
    if not former or former[-1].ended_at is None:
        return None if former else ensure(desk, conn, ticket)
    last = former[-1]
    if last.state == "dropped" and ticket.contact_phone:
        return _make(desk, conn, ticket, (last.window_from, last.window_to), None)
    return _promise(desk, conn, ticket) if ticket.state == "queued" else None


def _promise(desk: Desk, conn: Connection, ticket: Ticket) -> Callback | None:
    """The callback that the terms give to the ticket's channel, in the hours that the request named."""
    terms = desk.service_of(ticket.terms_id).callback
    if terms is None or ticket.channel not in terms.channels or ticket.parent_id is not None:
        return None
    if not ticket.contact_phone:
        return None
    given = tickets.fields(conn, ticket.id)
    hours = [str(given.get(name) or "") for name in ("reachable_from", "reachable_to")]
    return _make(desk, conn, ticket, (or_blank(hours[0]), or_blank(hours[1])), None)


def attempt(desk: Desk, callback_id: int, outcome: str, *, note: str = "") -> Callback:
    """Note how an attempt ended. After as many as the terms want, the customer is to be written to (A9).

    An attempt outside the hours, or sooner than the terms' gap after the last, is noted but does not count
    (`not_counted` says why). `written` ends the callback without a call (T11).
    """
    with desk.write() as conn:
        found = _waiting(conn, callback_id)
        ticket = tickets.by_id(conn, found.ticket_id)
        result = _result(desk.service_of(ticket.terms_id), outcome)
        return _tried(desk, conn, found, ticket, result, note=note)


def reached(desk: Desk, conn: Connection, ticket: Ticket) -> None:
    """A call to the customer has begun: what was promised is done."""
    found = callbacks.waiting(conn, ticket.id)
    if found:
        _tried(desk, conn, found, ticket, _result(desk.service_of(ticket.terms_id), "reached"))


def not_reached(desk: Desk, conn: Connection, ticket: Ticket, *, since: int) -> None:
    """The call that ended a callback was none, it began at `since`: the customer still waits to be called."""
    done = [one for one in callbacks.of_ticket(conn, ticket.id) if one.state == "reached"]
    found = done[-1] if done else None
    if found is None or (found.ended_at or 0) < since or callbacks.waiting(conn, ticket.id):
        return
    callbacks.update(conn, found.id, state="open", ended_at=None)
    desk.record(conn, "callback_reopened", ticket_id=ticket.id, target=ticket.code, after={"state": "open"})


def answered(desk: Desk, conn: Connection, ticket: Ticket) -> None:
    """The customer was answered in writing: the callback is done with it (T11)."""
    _end(desk, conn, ticket, "written")


def served(desk: Desk, conn: Connection, ticket: Ticket) -> None:
    """The customer was answered by work on the ticket, however it began: nobody need call back."""
    _end(desk, conn, ticket, "reached")


def dropped(desk: Desk, conn: Connection, ticket: Ticket) -> None:
    """The ticket has ended: nobody is called back about it."""
    _end(desk, conn, ticket, "dropped")


def listing(desk: Desk, *, limit: int = 200, after: Callback | None = None) -> tuple[Callback, ...]:
    """Who is to be called or written to, what is due first in front; what follows `after`, if given."""
    with desk.read() as conn:
        return callbacks.page(conn, limit, after)


def due(desk: Desk) -> int:
    """How many callbacks are due now."""
    with desk.read() as conn:
        return callbacks.count_due(conn, desk.now())


def of_ticket(desk: Desk, code: str) -> tuple[Callback, ...]:
    """The callbacks of a ticket, oldest first."""
    with desk.read() as conn:
        return callbacks.of_ticket(conn, deeds.the_ticket(conn, code).id)


def get(desk: Desk, callback_id: int) -> Callback:
    """One callback. Raises NotFound."""
    with desk.read() as conn:
        return _callback(conn, callback_id)


def attempts(desk: Desk, callback_id: int) -> tuple[Attempt, ...]:
    """What was tried, in order."""
    with desk.read() as conn:
        return callbacks.attempts(conn, callback_id)


def not_counted(desk: Desk, tried: Attempt) -> str:
    """Why an attempt does not count: `closed` (outside the hours), `soon` (after another); else ""."""
    if tried.counted or tried.result in WRITTEN:
        return ""
    service = desk.service
    return "soon" if _in_hours(service, terms_of(service), tried.at) else "closed"


def next_call(desk: Desk, found: Callback) -> int:
    """When the customer may be called: now, or when the hours of both next allow it."""
    service, at = desk.service, max(desk.now(), found.due_at)
    if found.state != "open":
        return found.due_at
    following = next_attempt(service, terms_of(service), _facts(found.window_from, found.window_to), at)
    return at if following is None else following


def rule_of(service: Service, found: Callback) -> str:
    """The rule of what is to be done now: of calling back, or of what follows the last attempt (T12)."""
    terms = terms_of(service)
    return (terms.attempts_rule or found.rule) if found.state == "write" else found.rule


def _make(
    desk: Desk, conn: Connection, ticket: Ticket, hours: tuple[str, str], due_at: int | None
) -> Callback:
    service = desk.service_of(ticket.terms_id)
    terms = terms_of(service)
    if due_at is None:
        due_at = next_attempt(service, terms, _facts(*hours), max(desk.now(), ticket.received_at))
    made = callbacks.insert(
        conn,
        ticket.id,
        window_from=hours[0],
        window_to=hours[1],
        due_at=desk.now() if due_at is None else due_at,
        rule=terms.rule,
        at=desk.now(),
        by=desk.who,
    )
    detail = {"due_at": made.due_at}
    decision = Decision(do="call_back", rule=terms.rule, at=desk.now(), point="call", detail=detail)
    deeds.keep(desk, conn, (decision,), ticket=ticket)
    desk.record(conn, "callback_promised", ticket_id=ticket.id, target=ticket.code, after=detail)
    return made


def _tried(
    desk: Desk, conn: Connection, found: Callback, ticket: Ticket, result: Result, *, note: str = ""
) -> Callback:
    service, now = desk.service_of(ticket.terms_id), desk.now()
    terms, word = terms_of(service), _word(result.id)
    times = [one.at for one in callbacks.attempts(conn, found.id) if one.counted]
    soon = bool(times) and now - times[-1] < terms.gap
    counted = word not in WRITTEN and not soon and (result.done or _in_hours(service, terms, now))
    callbacks.try_(
        conn,
        found.id,
        at=now,
        by=desk.who,
        result=word,
        counted=counted,
        note=clean(note).strip(),
    )
    tried = [*times, now] if counted else times
    changes = _after(service, found, result, tried, now)
    after = callbacks.update(conn, found.id, attempts=len(tried), **changes)
    _decide(desk, conn, ticket, after, result)
    if word == "reached":
        touch.in_touch(desk, conn, ticket, "call")
    return after


def _after(
    service: Service, found: Callback, result: Result, tried: list[int], now: int
) -> dict[str, int | str]:
    """What an attempt changes: done, the next moment, or the end of trying."""
    if result.done:
        word = "written" if _word(result.id) in WRITTEN else "reached"
        return {"state": word, "ended_at": now}
    terms = terms_of(service)
    following = next_attempt(service, terms, _facts(found.window_from, found.window_to), now, tried)
    if following is not None:
        return {"due_at": following}
    if terms.then == "write":
        return {"state": "write", "due_at": now}
    return {"state": "dropped", "ended_at": now}


def _decide(desk: Desk, conn: Connection, ticket: Ticket, after: Callback, result: Result) -> None:
    """Keep what became of an attempt, with its clause, and the event."""
    terms = terms_of(desk.service_of(ticket.terms_id))
    rule = result.rule or terms.attempts_rule or terms.rule
    detail = {"result": _word(result.id), "attempts": after.attempts, "of": terms.attempts}
    do = "write" if after.state == "write" else "attempt"
    decision = Decision(do=do, rule=rule, at=desk.now(), point="call", detail=detail)
    deeds.keep(desk, conn, (decision,), ticket=ticket)
    desk.record(conn, "callback_tried", ticket_id=ticket.id, target=ticket.code, after=detail)


def _end(desk: Desk, conn: Connection, ticket: Ticket, state: str) -> None:
    found = callbacks.waiting(conn, ticket.id)
    if found is None:
        return
    callbacks.update(conn, found.id, state=state, ended_at=desk.now())
    desk.record(conn, "callback_ended", ticket_id=ticket.id, target=ticket.code, after={"state": state})


def _callback(conn: Connection, callback_id: int) -> Callback:
    try:
        return callbacks.by_id(conn, callback_id)
    except LookupError:
        raise NotFound("no_callback", number=callback_id) from None


def _waiting(conn: Connection, callback_id: int) -> Callback:
    found = _callback(conn, callback_id)
    if found.ended_at is not None:
        raise Refused("callback_over", number=callback_id)
    return found


def _in_hours(service: Service, terms: Terms, at: int) -> bool:
    return not terms.calendar or service.calendar(terms.calendar).is_open(at)


def _check_window(desk: Desk, ticket: Ticket, hours: tuple[str, str]) -> None:
    """Hours in which nobody could call, the desk being closed, are refused with the desk's own."""
    service = desk.service_of(ticket.terms_id)
    terms = terms_of(service)
    if meets(service, terms, _facts(*hours), desk.now()):
        return
    window = "–".join(hour for hour in hours if hour)
    raise Refused("callback_apart", rule=terms.rule, window=window, hours=_open_hours(service, terms))


def _open_hours(service: Service, terms: Terms) -> str:
    """The service's hours: `lun-ven 9:00-13:00 14:00-18:00; sab 9:00-12:00`."""
    lines = service.calendars[terms.calendar].open if terms.calendar else ()
    return "; ".join(f"{_days(line.weekdays)} {_hours(line.windows)}" for line in lines)


def _days(weekdays: Iterable[int]) -> str:
    days = sorted(set(weekdays))
    whole = len(days) > 2 and days[-1] - days[0] == len(days) - 1
    names = [t(f"widgets.day.{number}") for number in ([days[0], days[-1]] if whole else days)]
    return ("-" if whole else " ").join(names)


def _hours(windows: Iterable[Window]) -> str:
    spans = ([f"{at // HOUR}:{at % HOUR // 60:02d}" for at in window] for window in windows)
    return " ".join(f"{start}-{end}" for start, end in spans)


def _check_moment(desk: Desk, ticket: Ticket, due_at: int | None) -> None:
    service = desk.service_of(ticket.terms_id)
    terms = terms_of(service)
    if due_at is None:
        return
    if due_at < desk.now():
        raise Refused("callback_in_past")
    if not _in_hours(service, terms, due_at):
        raise Refused("callback_closed", rule=terms.rule)


def _results(service: Service) -> tuple[Result, ...]:
    """The service's results; without one for a letter, the desk's own: any callback may end in writing."""
    own = service.callback.results if service.callback else ()
    if not own:
        return RESULTS
    return own if any(_word(one.id) in WRITTEN for one in own) else (*own, RESULTS[-1])


def _result(service: Service, outcome: str) -> Result:
    wanted = {_word(outcome)} | (set(WRITTEN) if _word(outcome) in WRITTEN else set())
    for one in _results(service):
        if _word(one.id) in wanted:
            return structs.replace(one, id="written") if _word(one.id) in WRITTEN else one
    raise NotFound("no_attempt_outcome", name=outcome, known=", ".join(results(service)))


def _word(result: str) -> str:
    return result.strip().lower().replace("-", "_")


def _facts(window_from: str, window_to: str) -> dict[str, object]:
    return {"reachable_from": window_from, "reachable_to": window_to}

"""A ticket's callback: made, tried, reached, dropped with what happens to the ticket."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import structs

from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound
from deskterm.desk.steps import changes
from deskterm.desk.steps.tickets import first_contact
from deskterm.desk.steps.typed import time_or_blank
from deskterm.models.basics.text import clean
from deskterm.models.records.agenda import Attempt, Callback
from deskterm.models.records.ticket import Decision, Ticket
from deskterm.models.rules.callbacks import next_attempt
from deskterm.models.terms.practice import CallbackTerms, Result
from deskterm.models.terms.service import Service
from deskterm.models.terms.values import Duration
from deskterm.storage.agenda import callbacks as callback_rows
from deskterm.storage.database import Connection
from deskterm.storage.tickets import decisions as decision_rows
from deskterm.storage.tickets import tickets as ticket_rows

# What a desk does whose terms do not speak of callbacks, and how an attempt can end there.
USUAL = CallbackTerms(rule="", attempts=3, gap=Duration(3600))


RESULTS = tuple(
    Result(id=name, it=name, en=name, done=name in ("reached", "written"))
    for name in ("no_answer", "busy", "unreachable", "reached", "written")
)


WRITTEN = ("written", "answered_in_writing")


CANCELLED = "cancelled"  # says of the attempt before it that the call was none


def terms_of(service: Service) -> CallbackTerms:
    """The service's terms on callbacks, or the usual ones."""
    return service.callback or USUAL


def results(service: Service) -> tuple[str, ...]:
    """How an attempt can end, in the words of the desk: `no_answer`, `busy`, …"""
    return tuple(as_word(one.id) for one in all_results(service))


def ensure(desk: Desk, conn: Connection, ticket: Ticket) -> Callback | None:
    """Promise the callback that the terms give to requests of the ticket's channel, once it can be made."""
    if ticket.state != "queued" or callback_rows.of_ticket(conn, ticket.id):
        return None
    return promise(desk, conn, ticket)


def anew(desk: Desk, conn: Connection, ticket: Ticket) -> Callback | None:
    """A ticket is back in work: what was dropped with it is promised again, and what its terms promise.

    A technician who opens it again calls when they see fit; whoever writes again waits to be called.
    """
    former = callback_rows.of_ticket(conn, ticket.id)
    if not former or former[-1].ended_at is None:
        return None if former else ensure(desk, conn, ticket)
    last = former[-1]
    if last.state == "dropped" and ticket.contact_phone:
        return make(desk, conn, ticket, (last.window_from, last.window_to), None)
    return promise(desk, conn, ticket) if ticket.state == "queued" else None


def promise(desk: Desk, conn: Connection, ticket: Ticket) -> Callback | None:
    """The callback that the terms give to the ticket's channel, in the hours that the request named."""
    promised = desk.service_of(ticket.terms_id).calls_back(ticket.channel)
    if not promised or ticket.parent_id is not None or not ticket.contact_phone:
        return None
    given = ticket_rows.fields(conn, ticket.id)
    hours = [str(given.get(name) or "") for name in ("reachable_from", "reachable_to")]
    return make(desk, conn, ticket, (time_or_blank(hours[0]), time_or_blank(hours[1])), None)


def reached(desk: Desk, conn: Connection, ticket: Ticket) -> None:
    """A call to the customer has begun: what was promised is done."""
    found = callback_rows.waiting(conn, ticket.id)
    if found:
        tried(desk, conn, found, ticket, result_of(desk.service_of(ticket.terms_id), "reached"))


def not_reached(desk: Desk, conn: Connection, ticket: Ticket, *, since: int) -> None:
    """The call that ended a callback was none, it began at `since`: the customer still waits to be called."""
    done = [one for one in callback_rows.of_ticket(conn, ticket.id) if one.state == "reached"]
    found = done[-1] if done else None
    if found is None or (found.ended_at or 0) < since or callback_rows.waiting(conn, ticket.id):
        return
    callback_rows.try_(conn, found.id, at=desk.now(), by=desk.who, result=CANCELLED, counted=False, note="")
    left = [one for one in standing(callback_rows.attempts(conn, found.id)) if one.counted]
    callback_rows.update(conn, found.id, state="open", ended_at=None, attempts=len(left))
    for number in decision_rows.since(conn, ticket.id, 0):
        one = decision_rows.get(conn, number)
        if one.do == "attempt" and one.at >= since and one.detail.get("result") == "reached":
            decision_rows.set_aside(conn, number, "taken_back", desk.now())
    desk.record(conn, "callback_reopened", ticket_id=ticket.id, target=ticket.code, after={"state": "open"})


def standing(tried: Iterable[Attempt]) -> tuple[Attempt, ...]:
    """The attempts that were made: without those whose call was cancelled afterwards."""
    made: list[Attempt] = []
    for one in tried:
        if one.result == CANCELLED and made:
            made.pop()
        made.append(one)
    return tuple(made)


def answered(desk: Desk, conn: Connection, ticket: Ticket) -> None:
    """The customer was answered in writing: the callback is done with it (T11)."""
    _end(desk, conn, ticket, "written")


def served(desk: Desk, conn: Connection, ticket: Ticket) -> None:
    """The customer was answered by work on the ticket, however it began: nobody need call back."""
    _end(desk, conn, ticket, "reached")


def dropped(desk: Desk, conn: Connection, ticket: Ticket) -> None:
    """The ticket has ended: nobody is called back about it."""
    _end(desk, conn, ticket, "dropped")


def make(
    desk: Desk, conn: Connection, ticket: Ticket, hours: tuple[str, str], due_at: int | None
) -> Callback:
    """Promise a callback within these hours; when it is due is asked of the terms where nobody says."""
    service = desk.service_of(ticket.terms_id)
    terms = terms_of(service)
    if due_at is None:
        due_at = next_attempt(service, terms, hours_facts(*hours), max(desk.now(), ticket.received_at))
    made = callback_rows.insert(
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
    changes.keep(desk, conn, (decision,), ticket=ticket)
    desk.record(conn, "callback_promised", ticket_id=ticket.id, target=ticket.code, after=detail)
    return made


def tried(
    desk: Desk, conn: Connection, found: Callback, ticket: Ticket, result: Result, *, note: str = ""
) -> Callback:
    """Keep an attempt and what follows from its result."""
    service, now = desk.service_of(ticket.terms_id), desk.now()
    terms, word = terms_of(service), as_word(result.id)
    times = [one.at for one in standing(callback_rows.attempts(conn, found.id)) if one.counted]
    soon = bool(times) and now - times[-1] < terms.gap
    counted = word not in WRITTEN and not soon and (result.done or in_hours(service, terms, now))
    callback_rows.try_(
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
    after = callback_rows.update(conn, found.id, attempts=len(tried), **changes)
    _decide(desk, conn, ticket, after, result)
    if word == "reached":
        first_contact.keep(desk, conn, ticket, "call")
    return after


def _after(
    service: Service, found: Callback, result: Result, tried: list[int], now: int
) -> dict[str, int | str]:
    """What an attempt changes: done, the next moment, or the end of trying."""
    if result.done:
        word = "written" if as_word(result.id) in WRITTEN else "reached"
        return {"state": word, "ended_at": now}
    terms = terms_of(service)
    following = next_attempt(service, terms, hours_facts(found.window_from, found.window_to), now, tried)
    if following is not None:
        return {"due_at": following}
    if terms.then == "write":
        return {"state": "write", "due_at": now}
    return {"state": "dropped", "ended_at": now}


def _decide(desk: Desk, conn: Connection, ticket: Ticket, after: Callback, result: Result) -> None:
    """Keep what became of an attempt, with its clause, and the event."""
    terms = terms_of(desk.service_of(ticket.terms_id))
    rule = result.rule or terms.attempts_rule or terms.rule
    detail = {"result": as_word(result.id), "attempts": after.attempts, "of": terms.attempts}
    do = "write" if after.state == "write" else "attempt"
    decision = Decision(do=do, rule=rule, at=desk.now(), point="call", detail=detail)
    changes.keep(desk, conn, (decision,), ticket=ticket)
    desk.record(conn, "callback_tried", ticket_id=ticket.id, target=ticket.code, after=detail)


def _end(desk: Desk, conn: Connection, ticket: Ticket, state: str) -> None:
    found = callback_rows.waiting(conn, ticket.id)
    if found is None:
        return
    callback_rows.update(conn, found.id, state=state, ended_at=desk.now())
    desk.record(conn, "callback_ended", ticket_id=ticket.id, target=ticket.code, after={"state": state})


def in_hours(service: Service, terms: CallbackTerms, at: int) -> bool:
    """Whether the terms let somebody be called at this instant."""
    return not terms.calendar or service.calendar(terms.calendar).is_open(at)


def all_results(service: Service) -> tuple[Result, ...]:
    """The service's results; without one for a letter, the desk's own: any callback may end in writing."""
    own = service.callback.results if service.callback else ()
    if not own:
        return RESULTS
    return own if any(as_word(one.id) in WRITTEN for one in own) else (*own, RESULTS[-1])


def result_of(service: Service, outcome: str) -> Result:
    """The service's result for an outcome. Raises NotFound naming those that there are."""
    wanted = {as_word(outcome)} | (set(WRITTEN) if as_word(outcome) in WRITTEN else set())
    for one in all_results(service):
        if as_word(one.id) in wanted:
            return structs.replace(one, id="written") if as_word(one.id) in WRITTEN else one
    raise NotFound("no_attempt_outcome", name=outcome, known=", ".join(results(service)))


def as_word(result: str) -> str:
    """A result's id as people type it."""
    return result.strip().lower().replace("-", "_")


def hours_facts(window_from: str, window_to: str) -> dict[str, object]:
    """When the customer can be reached, as facts for the terms."""
    return {"reachable_from": window_from, "reachable_to": window_to}

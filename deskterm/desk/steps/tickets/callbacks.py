"""A ticket's callback: made, tried, reached, dropped with what happens to the ticket."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import structs

from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound, near
from deskterm.desk.steps import changes, facts
from deskterm.desk.steps.customer_of import spelled
from deskterm.desk.steps.tickets import first_contact
from deskterm.desk.steps.typed import time_or_blank
from deskterm.models.basics.stretches import Stretch
from deskterm.models.basics.text import clean
from deskterm.models.records.agenda import Attempt, Callback
from deskterm.models.records.ticket import Decision, Ticket
from deskterm.models.records.work import Session
from deskterm.models.rules.callbacks import next_attempt
from deskterm.models.terms.practice import CallbackTerms, Result
from deskterm.models.terms.service import Service
from deskterm.models.terms.values import Duration
from deskterm.storage.agenda import appointments as appointment_rows
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


LENGTH = 600  # seconds that are left for a call
STEP = 300
AHEAD = 60 * 86_400


AT_ONCE = 2  # seconds within which a deed writes its letter and moves its ticket
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
        caller = (last.contact_name, last.contact_phone)
        return make(desk, conn, ticket, (last.window_from, last.window_to), None, caller=caller)
    return promise(desk, conn, ticket) if ticket.state == "queued" else None


def promise(desk: Desk, conn: Connection, ticket: Ticket) -> Callback | None:
    """The callback that the terms give to the ticket's channel, in the hours that the request named."""
    promised = desk.service_of(ticket.terms_id).calls_back(ticket.channel)
    if not promised or ticket.parent_id is not None or not ticket.contact_phone:
        return None
    given = facts.fields_of(desk, conn, ticket).taken
    hours = [str(given.get(name) or "") for name in ("reachable_from", "reachable_to")]
    return make(desk, conn, ticket, (time_or_blank(hours[0]), time_or_blank(hours[1])), None)


def not_reached(desk: Desk, conn: Connection, ticket: Ticket, *, since: int) -> None:
    """Who was noted as reached in a call was not, it began at `since`: they still wait to be called."""
    done = [one for one in callback_rows.of_ticket(conn, ticket.id) if one.state == "reached"]
    found = done[-1] if done else None
    if found is None or (found.ended_at or 0) < since or callback_rows.waiting(conn, ticket.id):
        return
    callback_rows.try_(
        conn, found.id, at=desk.now(), by=desk.author, result=CANCELLED, counted=False, note=""
    )
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
        counted = [at for at, former in enumerate(made) if former.result != CANCELLED]
        if one.result == CANCELLED and counted:
            del made[counted[-1]]
        made.append(one)
    return tuple(made)


def answered(desk: Desk, conn: Connection, ticket: Ticket) -> None:
    """The customer was answered in writing: the callback is done with it (T11)."""
    _end(desk, conn, ticket, "written")


def unwritten(conn: Connection, ticket: Ticket, at: int) -> None:
    """The letter that took a callback's place at that moment never left: the customer is to be called."""
    former = callback_rows.of_ticket(conn, ticket.id)
    if former and former[-1].state == "written" and abs((former[-1].ended_at or 0) - at) <= AT_ONCE:
        callback_rows.update(conn, former[-1].id, state="open", ended_at=None)


def served(desk: Desk, conn: Connection, ticket: Ticket) -> None:
    """The customer was answered by work on the ticket, however it began: nobody need call back."""
    _end(desk, conn, ticket, "reached")


def spoken(desk: Desk, conn: Connection, ticket: Ticket, until: int, *, called: bool) -> None:
    """The customer was spoken to about the ticket until then: a call that was promised before is made.

    So is one about any other of their tickets that is owed only because they rang in vain. `called`: we
    called them, which is the attempt that reached them; else they came first.
    """
    for one in callback_rows.of_who_rang(conn, ticket.customer_id) if ticket.customer_id else ():
        if one.ticket_id != ticket.id and one.made_at <= until:
            _end(desk, conn, ticket_rows.by_id(conn, one.ticket_id), "reached")
    found = callback_rows.waiting(conn, ticket.id)
    if found is None or found.made_at > until:
        return
    if called:
        tried(desk, conn, found, ticket, result_of(desk.service_of(ticket.terms_id), "reached"))
    else:
        _end(desk, conn, ticket, "reached")


def let_go(desk: Desk, conn: Connection, found: Callback, ticket: Ticket, why: str) -> Callback:
    """Somebody says that nobody need be called any more; it can be taken back."""
    before = {"due_at": found.due_at, "state": found.state, "attempts": found.attempts, "ended_at": None}
    after = callback_rows.update(conn, found.id, state="dropped", ended_at=desk.now())
    told = {"why": why} | _as_left(conn, ticket, after, decision_rows.newest(conn), by_hand=True)
    desk.record(conn, "callback_let_go", ticket_id=ticket.id, target=ticket.code, before=before, after=told)
    return after


def dropped(desk: Desk, conn: Connection, ticket: Ticket) -> None:
    """The ticket has ended: nobody is called back about it."""
    _end(desk, conn, ticket, "dropped")


def make(
    desk: Desk,
    conn: Connection,
    ticket: Ticket,
    hours: tuple[str, str],
    due_at: int | None,
    *,
    caller: tuple[str, str] = ("", ""),
    by_hand: bool = False,
    rang: bool = False,
) -> Callback:
    """Promise a callback within these hours; when it is due is asked of the terms where nobody says.

    `caller`: name and number of who is called, blank where it is whom the ticket names. `by_hand`: it is a
    deed of its own, that can be taken back. `rang`: they rang in vain, about whatever it was.
    """
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
        by=desk.author,
        caller=(caller[0], spelled(conn, ticket.customer_id, caller[1], ticket.contact_phone)),
        rang=rang,
    )
    detail = {"due_at": made.due_at}
    decision = Decision(do="call_back", rule=terms.rule, at=desk.now(), point="call", detail=detail)
    since = decision_rows.newest(conn)
    changes.keep(desk, conn, (decision,), ticket=ticket)
    told = detail | _as_left(conn, ticket, made, since, by_hand)
    desk.record(conn, "callback_promised", ticket_id=ticket.id, target=ticket.code, after=told)
    return made


def soonest(desk: Desk) -> int:
    """The next whole five minutes: from then on a call is promised where nobody says when."""
    return -(-desk.now() // STEP) * STEP


def free(desk: Desk, conn: Connection, ticket: Ticket, hours: tuple[str, str], start: int) -> int | None:
    """The first moment from `start` on at which the ticket's customer can be promised a call.

    The hours of the terms and the customer's are open, the technician has no appointment and no other call
    is promised within ten minutes. None where no such moment comes within the terms' reach.
    """
    service = desk.service_of(ticket.terms_id)
    terms, facts_ = terms_of(service), hours_facts(*hours)
    taken = _taken(conn, ticket, ticket.taken_by or desk.who, start)
    found = next_attempt(service, terms, facts_, start)
    while found is not None:
        over = [end for begin, end in taken if begin < found + LENGTH and found < end]
        if not over:
            break
        found = next_attempt(service, terms, facts_, max(over))
    return found


def _taken(conn: Connection, ticket: Ticket, who: str, start: int) -> list[Stretch]:
    """What is promised already: this technician's appointments, everybody's calls about other tickets."""
    agreed = appointment_rows.near(conn, who, start, start + AHEAD)
    calls = (one for one in callback_rows.page(conn, 1000) if one.ticket_id != ticket.id)
    return [
        *((one.starts_at, one.ends_at) for one in agreed),
        *((one.due_at, one.due_at + LENGTH) for one in calls if one.due_at + LENGTH > start),
    ]


def how_often(conn: Connection, callback_id: int) -> int:
    """How often somebody has tried; what was taken back is no attempt."""
    return sum(one.result != CANCELLED for one in standing(callback_rows.attempts(conn, callback_id)))


def _as_left(
    conn: Connection, ticket: Ticket, made: Callback, since: int, by_hand: bool
) -> dict[str, object]:
    """What the way back of a deed of its own needs: the callback as it was left, what was decided."""
    if not by_hand:
        return {}
    left = {
        "callback": made.id,
        "due_at": made.due_at,
        "state": made.state,
        "tried": how_often(conn, made.id),
    }
    return left | {changes.BY_HAND: True} | changes.with_deed(conn, ticket, since)


def who_rang(sessions: Iterable[Session]) -> tuple[str, str]:
    """Name and number of who rang last in these stretches; blank where nobody said who it was."""
    told = [(one.caller_name, one.caller_phone) for one in sessions if one.caller_name or one.caller_phone]
    return told[-1] if told else ("", "")


def tried(
    desk: Desk,
    conn: Connection,
    found: Callback,
    ticket: Ticket,
    result: Result,
    *,
    note: str = "",
    by_hand: bool = False,
) -> Callback:
    """Keep an attempt and what follows from its result; `by_hand`: it is a deed of its own."""
    service, now = desk.service_of(ticket.terms_id), desk.now()
    terms, word = terms_of(service), as_word(result.id)
    times = [one.at for one in standing(callback_rows.attempts(conn, found.id)) if one.counted]
    soon = bool(times) and now - times[-1] < terms.gap
    counts = word not in WRITTEN and not soon and found.state != "write"
    counted = counts and (result.done or in_hours(service, terms, now))
    callback_rows.try_(
        conn,
        found.id,
        at=now,
        by=desk.author,
        result=word,
        counted=counted,
        note=clean(note).strip(),
    )
    tried = [*times, now] if counted else times
    changes = _after(service, found, result, tried, now)
    if list(changes) == ["due_at"]:  # it is tried again: beside what is promised, as with a new promise
        hours, early = (found.window_from, found.window_to), int(changes["due_at"])
        changes["due_at"] = free(desk, conn, ticket, hours, early) or early
    after = callback_rows.update(conn, found.id, attempts=len(tried), **changes)
    _decide(desk, conn, ticket, (found, after), result, by_hand=by_hand)
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


def _decide(
    desk: Desk,
    conn: Connection,
    ticket: Ticket,
    moved: tuple[Callback, Callback],
    result: Result,
    *,
    by_hand: bool,
) -> None:
    """Keep what became of an attempt, with its clause, and the event."""
    before, after = moved
    terms = terms_of(desk.service_of(ticket.terms_id))
    rule = result.rule or terms.attempts_rule or terms.rule
    detail = {"result": as_word(result.id), "attempts": after.attempts, "of": terms.attempts}
    do = "write" if after.state == "write" else "attempt"
    decision = Decision(do=do, rule=rule, at=desk.now(), point="call", detail=detail)
    since = decision_rows.newest(conn)
    changes.keep(desk, conn, (decision,), ticket=ticket)
    told = detail | _as_left(conn, ticket, after, since, by_hand)
    if result.done:
        told.pop("callback", None)  # the customer was reached: that stays
    was = {"due_at": before.due_at, "state": before.state, "attempts": before.attempts, "ended_at": None}
    desk.record(conn, "callback_tried", ticket_id=ticket.id, target=ticket.code, before=was, after=told)


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
    known, like = results(service), near(outcome, all_results(service))
    raise NotFound("no_attempt_outcome", like=like, name=outcome, known=", ".join(known))


def as_word(result: str) -> str:
    """A result's id as people type it."""
    return result.strip().lower().replace("-", "_")


def hours_facts(window_from: str, window_to: str) -> dict[str, object]:
    """When the customer can be reached, as facts for the terms."""
    return {"reachable_from": window_from, "reachable_to": window_to}

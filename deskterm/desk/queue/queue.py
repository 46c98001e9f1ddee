"""The queue: what waits, in the order in which it will be taken, and who takes it (D15, O8)."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.desk.steps import changes, order_reasons, teams
from deskterm.desk.steps.facts import day_bounds
from deskterm.desk.steps.letters import on_the_way
from deskterm.desk.steps.tickets import at_risk, claim, dependents
from deskterm.models.basics.faults import likely
from deskterm.models.basics.text import clean
from deskterm.models.records.base import Record
from deskterm.models.records.states import OPEN_STATES, WAITING_STATES
from deskterm.models.records.ticket import Decision, Ticket
from deskterm.storage.database import Connection
from deskterm.storage.tickets import claims as claim_rows
from deskterm.storage.tickets import decisions as decision_rows
from deskterm.storage.tickets import due_times
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import tickets as ticket_rows
from deskterm.storage.tickets.states import OF_VIEW

STATES = OF_VIEW
VIEWS = tuple(OF_VIEW)
FAR = 1 << 60


class Taken(Record, frozen=True, kw_only=True):
    """A ticket taken, and why it was the one."""

    ticket: Ticket
    why: tuple[Decision, ...]


class QueueFigures(Record, frozen=True, kw_only=True):
    """What the head of the queue says."""

    queued: int
    hand: int
    waiting: int
    done: int
    at_risk: int
    breached: int
    held: int  # from strangers
    kept: int  # from known customers, held back by the terms
    rejected: int  # rejected, under review or unreadable: what a person should look at
    ignored: int  # written by machines
    letters: int = 0  # of ours, that did not leave, came back, may have left or are long tried
    timed: int = 0  # of ours, that wait for their moment or for another try, and are not tried for long yet

    @property
    def to_look_at(self) -> int:
        """How many in the post want a person."""
        return self.letters + self.held + self.kept + self.rejected

    @property
    def at_rest(self) -> int:
        """How many stand there beside those: the list holds both."""
        return self.timed + self.ignored


def rows(
    desk: Desk,
    view: str = "queue",
    *,
    search: str = "",
    start: int = 0,
    size: int = 50,
    after: Ticket | None = None,
) -> tuple[Ticket, ...]:
    """`size` tickets of a view from position `start`, or those that follow the ticket `after` (cheaper)."""
    with desk.read() as conn:
        key = ticket_rows.anchor(view, after) if after else None
        return ticket_rows.page(conn, view, search=clean(search).strip(), start=start, size=size, after=key)


def count(desk: Desk, view: str = "queue", search: str = "") -> int:
    """How many tickets a view holds."""
    with desk.read() as conn:
        return ticket_rows.count(conn, view, clean(search).strip())


def position(desk: Desk, ticket: Ticket) -> int | None:
    """A ticket's place in the queue, from 1; None when it does not wait there."""
    if ticket.state != "queued":
        return None
    with desk.read() as conn:
        return ticket_rows.before_in_queue(conn, ticket) + 1


def figures(desk: Desk) -> QueueFigures:
    """The numbers of the desk now. At risk: not yet late, but due today or past the soft term (O3)."""
    now = desk.now()
    _, tomorrow = day_bounds(now, desk.service.tz)
    with desk.read() as conn:
        states = ticket_rows.counts(conn)
        aside, kept = message_rows.pending_counts(conn), message_rows.kept_count(conn)
        return QueueFigures(
            queued=states["queued"],
            hand=states["taken"],
            waiting=sum(states[state] for state in WAITING_STATES),
            done=states["answered"] + states["closed"],
            at_risk=at_risk.count(conn, now, tomorrow),
            breached=due_times.due_between(conn, -FAR, now),
            held=aside.get("held", 0) - kept,
            kept=kept,
            rejected=sum(aside.get(name, 0) for name in ("rejected", "review", "unreadable")),
            ignored=aside.get("ignored", 0),
            letters=on_the_way.count(conn, aside, now),
            timed=on_the_way.timed_count(conn, now),
        )


def take_next(desk: Desk) -> Taken | None:
    """Take the first ticket of the queue; None when none waits. Two people never get the same one (R4)."""
    with desk.write() as conn:
        ticket = ticket_rows.take_first(conn, desk.who, desk.now())
        if ticket is None:
            return None
        _taken_event(desk, conn, ticket, reason="")
        return Taken(ticket=ticket, why=_why(desk, conn, ticket))


def take(desk: Desk, code: str, *, reason: str = "") -> Taken:
    """Take one ticket. Out of turn it needs a reason, which stays in the history (D15); the first needs none.

    Raises Refused when somebody has it, or when a queued ticket is not the first and no reason is given.
    """
    with desk.write() as conn:
        ticket = changes.the_ticket(conn, code)
        changes.expect(ticket, "queued", *WAITING_STATES)
        in_turn = ticket_rows.is_first_in_queue(conn, ticket)
        if ticket.state == "queued" and not reason.strip() and not in_turn:
            rule = desk.service_of(ticket.terms_id).queue_rule
            raise Refused("out_of_turn", rule=rule, code=ticket.code)
        taken = ticket_rows.update(
            conn,
            ticket.id,
            state="taken",
            taken_by=desk.who,
            taken_at=desk.now(),
            wait_reason="",
            until=None,
            asked_at=None,
        )
        _taken_event(desk, conn, taken, reason="" if in_turn else reason, was=ticket)
        return Taken(ticket=taken, why=_why(desk, conn, taken))


def _taken_event(
    desk: Desk, conn: Connection, ticket: Ticket, *, reason: str, was: Ticket | None = None
) -> None:
    before = {"state": "queued", "taken_by": None, "taken_at": None}
    if was is not None:
        names = ("state", "taken_by", "taken_at", "wait_reason", "until", "asked_at")
        before = {name: getattr(was, name) for name in names}
    after = {name: getattr(ticket, name) for name in before}
    since = decision_rows.newest(conn)
    if reason:
        rule = desk.service_of(ticket.terms_id).queue_rule
        detail = {"reason": reason}
        found = Decision(do="out_of_turn", rule=rule, at=desk.now(), point="queue", detail=detail)
        changes.keep(desk, conn, (found,), ticket=ticket)
    claim.hold(desk, conn, ticket)
    after |= changes.with_deed(conn, ticket, since)
    desk.record(conn, "taken", ticket_id=ticket.id, target=ticket.code, before=before, after=after)


def _why(desk: Desk, conn: Connection, ticket: Ticket) -> tuple[Decision, ...]:
    return order_reasons.reasons(
        desk.service_of(ticket.terms_id), ticket, decision_rows.of_ticket(conn, ticket.id)
    )


def give_back(desk: Desk, code: str) -> Ticket:
    """Put a ticket back into the queue, at its own place; before an appointment it rests until then.

    Raises Refused for one that rests for its appointment: that must be moved or called off first.
    """
    with desk.write() as conn:
        ticket = changes.the_ticket(conn, code)
        changes.expect(ticket, *(("taken",) if ticket.taken_by == desk.who else ()), *WAITING_STATES)
        rest = dependents.rest(desk, conn, ticket) or {"state": "queued", "wait_reason": "", "until": None}
        return changes.change(
            desk, conn, ticket, "given_back", **rest, taken_by=None, taken_at=None, asked_at=None
        )


def hand_over(desk: Desk, code: str, *, to: str, note: str = "", appointment: bool = False) -> Ticket:
    """Give a ticket to a colleague, with the appointment whose hour has begun: they are expected there now.

    `appointment`: with the one still to come too; else that stays with whom it was agreed.
    Raises Refused when nobody of that name works here, or has something else at that hour.
    """
    with desk.write() as conn:
        ticket = changes.the_ticket(conn, code)
        changes.expect(ticket, *OPEN_STATES)
        desk.expect_technician(conn, to)
        if note:
            _leave_note(desk, conn, ticket, note)
        claim_rows.drop(conn, ticket.id)  # the colleague's screens take it up at their next beat
        went = dependents.hand_on(desk, conn, ticket, to, ahead=appointment)
        hands = {"state": "taken", "taken_by": to, "taken_at": desk.now(), "wait_reason": "", "until": None}
        before = {name: getattr(ticket, name) for name in hands}
        after = hands | ({dependents.HANDED_ON: went} if went else {})
        given = ticket_rows.update(conn, ticket.id, **hands)
        desk.record(conn, "handed_over", ticket_id=ticket.id, target=ticket.code, before=before, after=after)
        return given


def park(desk: Desk, code: str, *, why: str, until: int | None = None, wait: str = "parked") -> Ticket:
    """Let a ticket rest: for a while (`parked`), for the customer (`waiting`), for the vendor (`vendor`)."""
    if wait not in WAITING_STATES:
        known = ", ".join(WAITING_STATES)
        raise Refused("unknown_wait", like=likely(wait, WAITING_STATES), name=wait, known=known)
    if not why.strip():
        raise Refused("park_needs_reason", code=code)
    if until is not None and until <= desk.now():
        raise Refused("park_in_past", code=code)
    with desk.write() as conn:
        ticket = changes.the_ticket(conn, code)
        changes.expect(ticket, *OPEN_STATES)
        rest = {"state": wait, "wait_reason": why.strip(), "until": until}
        asked = desk.now() if wait == "waiting" else None
        return changes.change(
            desk, conn, ticket, "parked", **rest, asked_at=asked, taken_by=None, taken_at=None
        )


def wake(desk: Desk) -> tuple[Ticket, ...]:
    """Bring back every parked ticket whose time has come: into the queue, or to who has an appointment."""
    now = desk.now()
    with desk.read() as conn:
        if not ticket_rows.resting(conn, now, 1):
            return ()
    with desk.write() as conn:
        return tuple(
            changes.change(desk, conn, ticket, "woken", **_awake(desk, conn, ticket))
            for ticket in ticket_rows.resting(conn, now, 1000)
        )


def _awake(desk: Desk, conn: Connection, ticket: Ticket) -> dict[str, object]:
    """Where a ticket goes whose rest is over.

    Back to the queue, to the team whose work was put off (I12), into the hands of whom the customer expects.
    """
    expected = dependents.expected(desk, conn, ticket) if ticket.wait_reason == dependents.WAIT else ""
    if expected:
        hands = {"state": "taken", "taken_by": expected, "taken_at": desk.now()}
        return {**hands, "wait_reason": "", "until": None}
    team = teams.of(conn, ticket) if ticket.wait_reason == "deferred" else ""
    if team:
        return {"state": "vendor", "wait_reason": teams.reason(team), "until": None}
    return {"state": "queued", "wait_reason": "", "until": None}


def _leave_note(desk: Desk, conn: Connection, ticket: Ticket, text: str) -> None:
    message_rows.insert(
        conn,
        ticket_id=ticket.id,
        direction="note",
        kind="note",
        from_name=desk.who,
        body=text,
        received_at=desk.now(),
    )

"""Where the queue screen's rows come from: tickets of a view, or the post that became no ticket."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import NamedTuple

from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound
from deskterm.desk.queue import queue
from deskterm.desk.steps.letters.automatic import PACK
from deskterm.desk.tickets import anywhere, tickets
from deskterm.locale import language, moments, t
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.ticket import Message, Ticket
from deskterm.models.terms.service import Service
from deskterm.screens.shared import words
from deskterm.widgets.list.columns import Cell, ListColumn, Row, row_of

VIEWS = ("queue", "hand", "waiting", "done", "post")
LETTERS = ("doubtful", "failed", "returned", "too_old")  # of ours, that wait for a person
POST = (*LETTERS, "held", "rejected", "review", "unreadable", "ignored")


OF_VIEW = {
    "queue": ("place", "ticket", "tier", "customer", "subject", "lane", "age", "due"),
    "hand": ("ticket", "customer", "subject", "who", "age", "due"),
    "waiting": ("ticket", "customer", "subject", "waits", "age", "due"),
    "done": ("ticket", "customer", "subject", "state", "came", "ended"),
    "found": ("ticket", "customer", "subject", "where", "by"),
}


class Placed(NamedTuple):
    """A ticket as its row is told: where it stands ("" where nobody can say), and what time it is."""

    ticket: Ticket
    place: str
    now: int
    by: str = ""  # by what a search found it


def columns(view: str, desk: Desk, rows: int = 0) -> tuple[ListColumn, ...]:
    """The columns of a view; `rows` makes room for the positions of a long queue."""
    if view == "post":
        return post_columns(desk)
    every = {"place": _place(rows), **_of_ticket(desk.who), **_of_service(desk), **_of_time(desk.service.tz)}
    return tuple(every[name] for name in OF_VIEW[view] if name in every)


def _place(rows: int) -> ListColumn:
    wide = max(2, len(str(rows)))
    return ListColumn(
        t("queue.col.place"), wide, "right", drop=6, cell=lambda one: (one.place, "dim") if one.place else ""
    )


def _of_ticket(who: str) -> dict[str, ListColumn]:
    """What a ticket says of itself, to `who`."""
    return {
        "customer": ListColumn(t("queue.col.customer"), 18, drop=3, cell=lambda one: _customer(one.ticket)),
        "subject": ListColumn(t("queue.col.subject"), flex=True, cell=lambda one: one.ticket.subject),
        "state": ListColumn(
            t("queue.col.state"), 9, cell=lambda one: (t(f"queue.done.{one.ticket.state}"), "dim")
        ),
        "where": ListColumn(t("queue.col.where"), 10, cell=lambda one: t(f"queue.{_where(one.ticket)}")),
        "by": ListColumn(
            t("queue.col.by"), 11, drop=2, cell=lambda one: (t(f"queue.by.{one.by}") if one.by else "", "dim")
        ),
        "who": ListColumn(t("queue.col.who"), 9, cell=lambda one: _holder(one.ticket, who)),
    }


def _of_service(desk: Desk) -> dict[str, ListColumn]:
    """What the terms order by; where they keep no ranks or lanes, there is no column of them."""
    service = desk.service
    tier = t("queue.col.severity" if "severity" in service.queue else "queue.col.tier")
    called = service.word("request", language()) or t("queue.col.ticket")
    found = {"ticket": ListColumn(called, 9, cell=lambda one: _code(service, one.ticket))}
    if words.has_ranks(service):
        found["tier"] = ListColumn(tier, len(tier), drop=5, cell=lambda one: words.rank(service, one.ticket))
    if words.has_lanes(service):
        lane = t("queue.col.lane")
        found["lane"] = ListColumn(
            lane, 14, drop=9, spare=True, cell=lambda one: words.lane(service, one.ticket)
        )
    found["due"] = ListColumn(t("queue.col.due"), 12, whole=True, cell=lambda one: _due(service, one))
    return found


def _of_time(tz: str) -> dict[str, ListColumn]:
    """How long it lies here, for whom it waits, when it ended."""
    return {
        "age": ListColumn(
            t("queue.col.age"),
            6,
            "right",
            drop=4,
            cell=lambda one: moments.span(one.now - one.ticket.received_at),
        ),
        "waits": ListColumn(
            t("queue.col.waits"), 11, cell=lambda one: words.waits_for(one.ticket, one.now, tz)
        ),
        "came": ListColumn(
            t("queue.col.came"),
            12,
            drop=2,
            cell=lambda one: words.moment(one.ticket.received_at, one.now, tz),
        ),
        "ended": ListColumn(t("queue.col.ended"), 12, drop=8, cell=lambda one: _ended(one, tz)),
    }


class TicketSource:
    """Rows of one view. A following page starts at the last ticket of the one before, whatever its depth."""

    def __init__(self, desk: Desk, view: str) -> None:
        self.desk, self.view = desk, view
        self._last: dict[int, Ticket] = {}

    def count(self) -> int:
        """How many tickets the view holds."""
        return queue.count(self.desk, self.view)

    def page(self, start: int, size: int) -> Sequence[Row]:
        """Rows from position `start` on."""
        anchor = self._last.get(start)
        there = queue.rows(self.desk, self.view, start=start, size=size, after=anchor)
        if len(there) == size:
            self._last[start + size] = there[-1]
        shape, now = columns(self.view, self.desk), self.desk.now()
        return [
            row_of(shape, ticket.code, Placed(ticket, self._place(at), now), ticket)
            for at, ticket in enumerate(there, start)
        ]

    def _place(self, at: int) -> str:
        return str(at + 1) if self.view == "queue" else ""

    def position(self, key: Hashable) -> int | None:
        """Where a ticket stands in the whole queue; unknown in other views."""
        if self.view != "queue":
            return None
        try:
            place = queue.position(self.desk, tickets.get(self.desk, str(key)))
        except NotFound:
            return None
        return None if place is None else place - 1


def _where(ticket: Ticket) -> str:
    """Among which of the views a ticket stands; in none where it was taken back or put into another."""
    if ticket.merged:
        return "where.merged"
    if ticket.unmade:
        return "where.unmade"
    return f"view.{next(view for view, states in queue.STATES.items() if ticket.state in states)}"


class FoundSource:
    """Tickets found by a search, wherever they are."""

    def __init__(self, desk: Desk, search: str) -> None:
        self.desk, self.search = desk, search

    def count(self) -> int:
        """How many there are."""
        return anywhere.count(self.desk, self.search)

    def page(self, start: int, size: int) -> Sequence[Row]:
        """Rows from position `start` on."""
        shape, now = columns("found", self.desk), self.desk.now()
        return [
            row_of(shape, one.ticket.code, Placed(one.ticket, "", now, one.by), one.ticket)
            for one in anywhere.rows(self.desk, self.search, start=start, size=size)
        ]


def _code(service: Service, ticket: Ticket) -> Cell:
    ahead = words.goes_first(service, ticket)
    return f"{short(ticket.code)}{_sign(ticket, ahead)}", "accent" if ahead else ""


def _holder(ticket: Ticket, who: str) -> Cell:
    """In whose hands it is; one's own stands out."""
    return (t("queue.mine"), "bold") if ticket.taken_by == who else (ticket.taken_by or "", "dim")


def _due(service: Service, one: Placed) -> Cell:
    return words.due(one.ticket, one.now, service.tz)


def _ended(one: Placed, tz: str) -> Cell:
    ended = one.ticket.closed_at or one.ticket.answered_at or one.ticket.received_at
    return words.moment(ended, one.now, tz)


def _sign(ticket: Ticket, first_lane: bool) -> str:
    """`!` for a customer at a standstill, `↑` for the lane that goes first."""
    return "!" if ticket.blocking else "↑" if first_lane else ""


def _customer(ticket: Ticket) -> Cell:
    if not ticket.customer:
        return t("queue.unknown_customer"), "dim"
    return words.whose(ticket)


def post_columns(desk: Desk) -> tuple[ListColumn, ...]:
    """The columns of the messages that became no ticket; what was ignored is dim."""
    return (
        ListColumn(t("queue.col.outcome"), 12, cell=lambda one: (words.outcome(one), _style(one) or "bold")),
        ListColumn(
            t("queue.col.sender"),
            15,
            drop=2,
            cell=lambda one: (words.whom(one), _style(one)),
        ),
        ListColumn(t("queue.col.subject"), flex=True, cell=_subject),
        ListColumn(t("queue.col.reason"), 26, drop=5, cell=lambda one: (_why(desk, one), "dim")),
        ListColumn(
            t("queue.col.age"),
            6,
            "right",
            drop=4,
            cell=lambda one: (moments.span(desk.now() - one.received_at), _style(one)),
        ),
    )


def _style(message: Message) -> str:
    return "dim" if message.outcome == "ignored" else ""


def _subject(message: Message) -> Cell:
    return (message.subject, _style(message)) if message.subject else (t("queue.no_subject"), "dim")


class PostSource:
    """Our letters that did not leave, and messages that became no ticket: strangers first, ignored ones last.

    Before them stand the letters that wait for their moment, or for another try.
    """

    def __init__(self, desk: Desk, search: str = "") -> None:
        self.desk, self.search = desk, search

    def count(self) -> int:
        """How many stand there; without a search as many as the number at the view says."""
        from deskterm.desk.intake import recovery

        counts = recovery.pending_counts(self.desk, self.search)
        return self._timed() + sum(counts.get(outcome, 0) for outcome in POST)

    def _timed(self) -> int:
        from deskterm.desk.letters import outbox

        return 0 if self.search else outbox.timed_count(self.desk)

    def page(self, start: int, size: int) -> Sequence[Row]:
        """Rows from position `start` on, across the outcomes."""
        from deskterm.desk.intake import recovery
        from deskterm.desk.letters import outbox

        counts = recovery.pending_counts(self.desk, self.search)
        timed = self._timed()
        found: list[Message] = []
        if start < timed:
            found += outbox.timed(self.desk, start=start, limit=size)
        start = max(0, start - timed)
        for outcome in POST:
            here = counts.get(outcome, 0)
            if start < here and len(found) < size:
                room = size - len(found)
                found += recovery.pending(self.desk, (outcome,), search=self.search, start=start, limit=room)
            start = max(0, start - here)
        shape = post_columns(self.desk)
        return [row_of(shape, message.id, message) for message in found]


Source = TicketSource | FoundSource | PostSource


def _why(desk: Desk, message: Message) -> str:
    """The suggested customer of a stranger; for others, and for a doubtful sender, the reason."""
    if message.direction == "out":
        from deskterm.desk.letters import outbox

        return words.on_its_way(outbox.way(desk, message.id), desk.service.tz)
    if message.outcome == "held" and message.trust != "doubtful" and message.reason not in ("hold", PACK):
        from deskterm.desk.intake import recovery

        found = recovery.suggestions(desk, message.id)
        if len(found) == 1:
            return t("queue.maybe", name=found[0].name)
        if found:
            return t("queue.maybe_several", n=len(found))
    return words.reason(message.reason)

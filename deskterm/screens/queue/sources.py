"""Where the queue screen's rows come from: tickets of a view, or the post that became no ticket."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound
from deskterm.desk.queue import queue
from deskterm.desk.steps.letters.automatic import PACK
from deskterm.desk.tickets import tickets
from deskterm.locale import moments, t
from deskterm.models.records.ticket import Message, Ticket
from deskterm.screens.shared import words
from deskterm.widgets.list.columns import Cell, ListColumn, Row

VIEWS = ("queue", "hand", "waiting", "done", "post")
POST = ("held", "rejected", "review", "unreadable", "ignored")


def columns(view: str, desk: Desk, rows: int = 0) -> tuple[ListColumn, ...]:
    """The columns of a view; `rows` makes room for the positions of a long queue."""
    place = ListColumn(t("queue.col.place"), max(2, len(str(rows))), "right", drop=6)
    customer = ListColumn(t("queue.col.customer"), 18, drop=3)
    subject = ListColumn(t("queue.col.subject"), flex=True)
    age = ListColumn(t("queue.col.age"), 6, "right", drop=4)
    if view == "post":
        kind, sender = ListColumn(t("queue.col.outcome"), 12), ListColumn(t("queue.col.sender"), 20, drop=2)
        return (kind, sender, subject, ListColumn(t("queue.col.reason"), 19, drop=5), age)
    ticket = ListColumn(t("queue.col.ticket"), 9)
    due = ListColumn(t("queue.col.due"), 12)
    if view == "done":
        ended = ListColumn(t("queue.col.ended"), 12, drop=2)
        return (ticket, customer, subject, ListColumn(t("queue.col.state"), 9), ended)
    if view == "hand":
        return (ticket, customer, subject, ListColumn(t("queue.col.who"), 9), age, due)
    if view == "waiting":
        return (ticket, customer, subject, ListColumn(t("queue.col.waits"), 11), age, due)
    lane = (ListColumn(t("queue.col.lane"), 14, drop=9),) if words.has_lanes(desk.service) else ()
    tier = (
        (ListColumn(t("queue.col.tier"), len(t("queue.col.tier")), drop=5),)
        if words.has_ranks(desk.service)
        else ()
    )
    return (place, ticket, *tier, customer, subject, *lane, age, due)


class TicketSource:
    """Rows of one view. A following page starts at the last ticket of the one before, whatever its depth."""

    def __init__(self, desk: Desk, view: str, search: str = "") -> None:
        self.desk, self.view, self.search = desk, view, search
        self._last: dict[int, Ticket] = {}

    def count(self) -> int:
        """How many tickets the view holds."""
        return queue.count(self.desk, self.view, self.search)

    def page(self, start: int, size: int) -> Sequence[Row]:
        """Rows from position `start` on."""
        anchor = self._last.get(start)
        found = queue.rows(self.desk, self.view, search=self.search, start=start, size=size, after=anchor)
        if len(found) == size:
            self._last[start + size] = found[-1]
        now = self.desk.now()
        return [
            Row(ticket.code, self._cells(ticket, at, now), ticket) for at, ticket in enumerate(found, start)
        ]

    def position(self, key: Hashable) -> int | None:
        """Where a ticket stands in the whole queue; unknown in other views and under a search."""
        if self.view != "queue" or self.search:
            return None
        try:
            place = queue.position(self.desk, tickets.get(self.desk, str(key)))
        except NotFound:
            return None
        return None if place is None else place - 1

    def _cells(self, ticket: Ticket, at: int, now: int) -> tuple[Cell, ...]:
        desk, tz = self.desk, self.desk.service.tz
        first = words.is_first_lane(desk.service, ticket)
        ahead = words.goes_first(desk.service, ticket)
        code: Cell = (f"{ticket.code}{_sign(ticket, ahead)}", "accent" if ahead else "")
        age = moments.span(now - ticket.received_at)
        due = words.due(ticket, now, tz, first_lane=first)
        lead: tuple[Cell, ...] = (code, _customer(ticket), ticket.subject)
        if self.view == "done":
            ended = ticket.closed_at or ticket.answered_at or ticket.received_at
            return (*lead, (t(f"queue.done.{ticket.state}"), "dim"), words.moment(ended, now, tz))
        if self.view == "hand":
            return (*lead, ticket.taken_by or "", age, due)
        if self.view == "waiting":
            return (*lead, words.waits_for(ticket, now, tz), age, due)
        place: Cell = "" if self.search else (str(at + 1), "dim")
        tier = (words.rank(desk.service, ticket),) if words.has_ranks(desk.service) else ()
        lane = (words.lane(desk.service, ticket),) if words.has_lanes(desk.service) else ()
        return (place, code, *tier, _customer(ticket), ticket.subject, *lane, age, due)


def _sign(ticket: Ticket, first_lane: bool) -> str:
    """`!` for a customer at a standstill, `↑` for the lane that goes first."""
    return "!" if ticket.blocking else "↑" if first_lane else ""


def _customer(ticket: Ticket) -> Cell:
    if not ticket.customer:
        return t("queue.unknown_customer"), "dim"
    return ticket.customer if ticket.confirmed else f"? {ticket.customer}"


class PostSource:
    """Messages that became no ticket: strangers first, then what was turned away, what was ignored last."""

    def __init__(self, desk: Desk, search: str = "") -> None:
        self.desk, self.search = desk, search

    def count(self) -> int:
        """How many wait for a person."""
        from deskterm.desk.intake import recovery

        counts = recovery.pending_counts(self.desk, self.search)
        return sum(counts.get(outcome, 0) for outcome in POST)

    def page(self, start: int, size: int) -> Sequence[Row]:
        """Rows from position `start` on, across the outcomes."""
        from deskterm.desk.intake import recovery

        counts = recovery.pending_counts(self.desk, self.search)
        found: list[Message] = []
        for outcome in POST:
            here = counts.get(outcome, 0)
            if start < here and len(found) < size:
                room = size - len(found)
                found += recovery.pending(self.desk, (outcome,), search=self.search, start=start, limit=room)
            start = max(0, start - here)
        return [Row(message.id, self._cells(message), message) for message in found]

    def _cells(self, message: Message) -> tuple[Cell, ...]:
        ignored = message.outcome == "ignored"
        style = "dim" if ignored else ""
        sender = message.from_name or message.from_address
        cells: tuple[Cell, ...] = (
            (words.outcome(message), style or "bold"),
            (sender, style),
            (message.subject or t("queue.no_subject"), style if message.subject else "dim"),
            (self._why(message), "dim"),
            (moments.span(self.desk.now() - message.received_at), style),
        )
        return cells

    def _why(self, message: Message) -> str:
        """The suggested customer of a stranger; for others, and for a doubtful sender, the reason."""
        if message.outcome == "held" and message.trust != "doubtful" and message.reason not in ("hold", PACK):
            from deskterm.desk.intake import recovery

            found = recovery.suggestions(self.desk, message.id)
            if len(found) == 1:
                return t("queue.maybe", name=found[0].name)
            if found:
                return t("queue.maybe_several", n=len(found))
        return words.reason(message.reason)

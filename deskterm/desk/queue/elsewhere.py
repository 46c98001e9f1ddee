"""Where the work is while the queue is empty; what a new desk lacks; who works at it."""

from __future__ import annotations

from deskterm.desk.context import Desk, who_am_i
from deskterm.desk.steps.letters import on_the_way
from deskterm.models.records.base import Record
from deskterm.storage.agenda import callbacks as callback_rows
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.house import settings as setting_rows
from deskterm.storage.post import accounts as account_rows
from deskterm.storage.tickets import events as event_rows
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import tickets as ticket_rows

ASIDE = ("held", "rejected", "review", "unreadable")
RECENT = 500  # events of one person
PLACES = ("letters", "aside", "callbacks", "hand", "customer", "teams", "resting")


class Elsewhere(Record, frozen=True, kw_only=True):
    """How much waits outside the queue, place by place; `unborn`: no request has ever come."""

    unborn: bool
    reads_mail: bool  # a mailbox is fetched from
    customers: bool
    aside: int  # messages that became no ticket and wait for a person
    letters: int  # of ours, that did not leave, came back, may have left or are long tried
    callbacks: int  # due now
    hand: int
    customer: int  # tickets that wait for their customer
    teams: int  # tickets of other teams
    resting: int

    @property
    def places(self) -> tuple[tuple[str, int], ...]:
        """Where anything waits, and how much: names of `PLACES`."""
        counted = ((name, getattr(self, name)) for name in PLACES)
        return tuple((name, n) for name, n in counted if n)

    @property
    def lacks(self) -> tuple[str, ...]:
        """Why nothing can wait: `customers`, `unborn` (with a mailbox `unborn_read`), or all is `done`."""
        if self.unborn:
            unborn = "unborn_read" if self.reads_mail else "unborn"
            return (unborn,) if self.customers else ("customers", unborn)
        return () if self.places else ("done",)


def look(desk: Desk) -> Elsewhere:
    """What waits outside the queue now."""
    with desk.read() as conn:
        states, aside = ticket_rows.counts(conn), message_rows.pending_counts(conn)
        return Elsewhere(
            unborn=not any(states.values()) and not message_rows.any_came(conn),
            reads_mail=any(one.active and one.imap_host for one in account_rows.listing(conn)),
            customers=bool(customer_rows.ids(conn, limit=1)),
            aside=sum(aside.get(name, 0) for name in ASIDE),
            letters=on_the_way.count(conn, aside, desk.now()),
            callbacks=callback_rows.count_due(conn, desk.now()),
            hand=states["taken"],
            customer=states["waiting"],
            teams=states["vendor"],
            resting=states["parked"],
        )


def newcomer(desk: Desk) -> str:
    """Whence the name comes of who is new at a desk without technicians: `system` or `named`.

    "" where there are technicians, or this person has taken a ticket lately.
    """
    with desk.read() as conn:
        if setting_rows.technicians(conn) or event_rows.did(conn, desk.who, "taken", RECENT):
            return ""
    return "system" if desk.who == who_am_i() else "named"

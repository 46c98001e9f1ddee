"""What a ticket promises, as it is kept with it: of what, by when, and what has kept it or ended it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import msgspec

from deskterm.models.records.base import Record

ANSWER = "answer"
AS_ANSWERED = ("contact", "answer")  # kept at the latest by the answer


class TicketPromise(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One promise as a ticket keeps it: what (`metric`), kept by which event, by which rule, until when.

    `clarify`: what an open question to the customer does to it, `restart`, `pause` or nothing (`runs`).
    """

    metric: str
    rule: str
    due_at: int
    soft_due_at: int | None = None
    kept: str = "answer"
    clarify: str = "restart"


class Standing(Record, frozen=True, kw_only=True):
    """A promise as it stands: `kept_at`, else `ended_at` where its ticket was closed without it.

    `asked_at`: since when a question to the customer halts it.
    """

    promise: TicketPromise
    kept_at: int | None = None
    ended_at: int | None = None
    asked_at: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be kept."""
        return self.kept_at is None and self.ended_at is None

    def late_by(self, now: int) -> int:
        """Seconds after its time, when it was kept or as it is now; 0 where it is in time."""
        until = next((at for at in (self.kept_at, self.ended_at, self.asked_at) if at is not None), now)
        return max(0, until - self.promise.due_at)


class HasPromised(Protocol):
    """A ticket, as far as its promises go: what was promised, and what has happened."""

    @property
    def promises(self) -> str:
        """JSON, a list of `TicketPromise`."""

    @property
    def contacted_at(self) -> int | None:
        """When the customer was first reached, where that was promised."""

    @property
    def answered_at(self) -> int | None:
        """When the customer had the answer."""

    @property
    def resolved_at(self) -> int | None:
        """When work put right what was asked about."""

    @property
    def closed_at(self) -> int | None:
        """When the ticket was closed."""

    @property
    def asked_at(self) -> int | None:
        """Since when the customer is asked back."""


def written(found: Iterable[TicketPromise]) -> str:
    """Promises as a ticket's column."""
    return msgspec.json.encode(list(found)).decode()


def of(ticket: HasPromised) -> tuple[Standing, ...]:
    """The promises of a ticket as they stand, in the order of the terms."""
    found = msgspec.json.decode(ticket.promises, type=tuple[TicketPromise, ...])
    return tuple(standing(ticket, one) for one in found)


def open_of(ticket: HasPromised) -> tuple[Standing, ...]:
    """Those that are still to be kept, the first that is due before the others."""
    return tuple(sorted((one for one in of(ticket) if one.is_open), key=lambda one: one.promise.due_at))


def runs(ticket: HasPromised) -> bool:
    """Whether the next promise to be kept runs on while the customer is asked back."""
    left = open_of(ticket)
    return bool(left) and left[0].promise.clarify == "runs"


def standing(ticket: HasPromised, one: TicketPromise) -> Standing:
    """A promise as it stands by what happened to a ticket, whoever made it: its terms, or others tried."""
    kept_at = _kept_at(ticket, one.kept)
    return Standing(
        promise=one,
        kept_at=kept_at,
        ended_at=ticket.closed_at if kept_at is None else None,
        asked_at=None if kept_at is not None or one.clarify == "runs" else ticket.asked_at,
    )


def _kept_at(ticket: HasPromised, by: str) -> int | None:
    """When the event happened that keeps a promise, or one that is more."""
    answered, closed = ticket.answered_at, ticket.closed_at
    times = [ticket.resolved_at] if by != "close" else []
    times += [answered] if by in AS_ANSWERED else [closed if answered is not None else None]
    times += [ticket.contacted_at] if by == "contact" else []
    return min((at for at in times if at is not None), default=None)


def columns(ticket: HasPromised) -> dict[str, int | str | None]:
    """Which promise the ticket's due time is of: the next to be kept; once all are, the last that was due."""
    left = open_of(ticket)
    shown = left[0] if left else max(of(ticket), key=lambda one: one.promise.due_at)
    soft = shown.promise.soft_due_at
    metric = shown.promise.metric if left else ""
    return {"due_at": shown.promise.due_at, "soft_due_at": soft, "due_for": metric}

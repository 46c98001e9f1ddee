"""What the call bar and the big clock show of a running call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from deskterm.locale import t
from deskterm.locale.moments import clock_text
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.money.price import Segment, chargeable

if TYPE_CHECKING:
    from deskterm.desk.calls.contacts import ContactGroup
    from deskterm.desk.context import Desk

Tone = Literal["", "warn", "late"]


class Live(Struct, frozen=True, kw_only=True):
    """A call that is being timed, or that stands in pause; instants in seconds UTC.

    `earlier` are the contact's seconds before this stretch; `marks` are (second of the contact, what):
    `money` is the last free second before something costs (more), `soon` where one warns of it, `fixed` the
    last one before a fixed amount is due although the time costs nothing yet.
    """

    ticket: str
    customer: str
    kind: str
    started_at: int
    earlier: int = 0
    marks: tuple[tuple[int, str], ...] = ()
    group_id: int = 0
    to_confirm: bool = False
    paused: bool = False
    to_file: bool = False  # it was stopped, and nobody has filed it
    parked: tuple[str, int] | None = None  # whose call rests meanwhile, and its seconds
    held: tuple[int, ...] = ()  # this technician's contacts in pause, then those to be filed

    @property
    def more(self) -> int:
        """How many contacts wait besides those of which something is said here."""
        return len([one for one in self.held if one != self.group_id]) - (self.parked is not None)

    def elapsed(self, now: int) -> int:
        """Seconds of the contact at `now`, from stored instants; never negative."""
        return self.earlier + (0 if self.paused else max(0, now - self.started_at))

    def word(self, now: int) -> tuple[str, Tone]:
        """What the time means for money, and how loudly to say it (D26: 5:00 is free, 5:01 is not)."""
        seconds = self.elapsed(now)
        money = [mark for mark, what in self.marks if what == "money"]
        fixed = next((mark for mark, what in self.marks if what == "fixed"), None)
        if fixed is not None and (found := self._fixed(seconds, fixed, money)) is not None:
            return found
        if not money:
            return "", ""
        # What costs from its first second on has no free time to speak of.
        ahead = next((mark for mark in money if seconds <= mark and mark > 0), None)
        soon = ahead is not None and any(
            what == "soon" and mark <= seconds <= ahead and self._next_money(mark) == ahead
            for mark, what in self.marks
        )
        left = max(1, (ahead or 0) - seconds)
        if ahead is not None and ahead == money[0]:
            if soon:
                return t("widgets.call.soon", seconds=left), "warn"
            return t("widgets.call.free_until", until=clock_text(ahead)), ""
        if len(money) == 1:
            return t("widgets.call.billable"), "late"
        return self._unit(money, ahead, soon=soon, left=left)

    def _fixed(self, seconds: int, fixed: int, money: list[int]) -> tuple[str, Tone] | None:
        """Where a fixed amount is due before any time is; None once the time itself costs."""
        if fixed > 0 and seconds <= fixed:
            return t("widgets.call.free_until", until=clock_text(fixed)), ""
        if not money:
            return t("widgets.call.fixed"), "late"
        if seconds <= money[0]:
            return t("widgets.call.fixed_until", until=clock_text(money[0])), "warn"
        return None

    def _unit(self, money: list[int], ahead: int | None, *, soon: bool, left: int) -> tuple[str, Tone]:
        """Which unit of the price runs, until when, and that the next one is near (I25)."""
        begun = money.index(ahead) if ahead is not None else len(money)
        if soon:
            return t("widgets.call.unit_soon", left=clock_text(left), n=begun + 1), "late"
        if ahead is None:
            return t("widgets.call.billable"), "late"
        return t("widgets.call.unit", n=begun, until=clock_text(ahead)), "late"

    def passed(self, now: int) -> tuple[int, str] | None:
        """The newest mark that was passed, in seconds of the contact, and what it means; None before any.

        What costs from its first second on has passed nothing by beginning.
        """
        seconds, money = self.elapsed(now), [mark for mark, what in self.marks if what != "soon"]
        ahead = {
            mark: self._next_money(mark) for mark, what in self.marks if what == "soon" and mark <= seconds
        }
        warned = {mark: until for mark, until in ahead.items() if until is not None}
        spent = [mark for mark in money if 0 < mark < seconds]
        newest = max((*warned, *spent), default=None)
        if newest is None:
            return None
        whose = self.customer or short(self.ticket)
        if newest in spent:
            return newest, t("widgets.call.now_costs", customer=whose, word=self.word(now)[0])
        until = warned[newest]
        key = "widgets.call.will_cost" if until == money[0] else "widgets.call.next_unit"
        return newest, t(key, customer=whose, until=clock_text(until), n=money.index(until) + 1)

    def _next_money(self, second: int) -> int | None:
        return next((mark for mark, what in self.marks if what != "soon" and mark >= second), None)


class Chime:
    """The bell, where it is `wanted`: once for each mark that the running call passes."""

    def __init__(self, *, wanted: bool) -> None:
        self._wanted = wanted
        self._last: tuple[int, str, int] | None = None  # contact, kind of work, its seconds at the last look

    def strikes(self, live: Live | None, now: int) -> bool:
        """Whether a mark lies between the last look and `now` (seconds UTC).

        A mark passed unseen, by a call that this program found running, is told by words alone.
        """
        if not self._wanted or live is None or live.paused or live.to_confirm:
            self._last = None
            return False
        before, here = self._last, (live.group_id, live.kind, live.elapsed(now))
        self._last = here
        if before is None or before[:2] != here[:2]:
            return False
        # `money` is the last second before it costs more, `soon` the first of the warning
        passed = (second if what == "soon" else second + 1 for second, what in live.marks if second > 0)
        return any(before[2] < second <= here[2] for second in passed)


def read_live(desk: Desk) -> Live | None:
    """The call that runs for this technician now, if any; read on a thread that may wait."""
    from deskterm.desk.calls import timer

    running = timer.running(desk)
    if running is None:
        return None
    session = running.session
    return Live(
        ticket=session.ticket,
        customer=session.customer,
        kind=session.kind,
        started_at=session.started_at,
        earlier=running.earlier,
        marks=running.marks,
        group_id=session.group_id,
        to_confirm=running.to_confirm,
        parked=_parked(desk),
        held=_held(desk),
    )


def read_paused(desk: Desk) -> Live | None:
    """The contact in pause that this technician worked on last, or else one that waits to be filed.

    Read on a thread that may wait.
    """
    from deskterm.desk.calls import contacts

    resting = contacts.paused(desk) or contacts.stopped(desk)
    if not resting:
        return None
    last = resting[0].sessions[-1]
    return Live(
        ticket=resting[0].ticket,
        customer=last.customer,
        kind=last.kind,
        started_at=last.started_at,
        earlier=_seconds(resting[0]),
        group_id=resting[0].id,
        paused=True,
        to_file=not resting[0].paused,
        held=_held(desk),
    )


def _held(desk: Desk) -> tuple[int, ...]:
    from deskterm.desk.calls import contacts

    return tuple(one.id for one in (*contacts.paused(desk), *contacts.stopped(desk)))


def _parked(desk: Desk) -> tuple[str, int] | None:
    """Whose call rests while another runs, and how long it was."""
    from deskterm.desk.calls import contacts

    resting = contacts.paused(desk)
    if not resting:
        return None
    return resting[0].sessions[-1].customer or short(resting[0].ticket), _seconds(resting[0])


def _seconds(group: ContactGroup) -> int:
    return chargeable(
        Segment(one.kind, one.started_at, one.ended_at or one.started_at) for one in group.sessions
    )

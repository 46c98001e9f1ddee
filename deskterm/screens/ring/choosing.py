"""What the call is about: which ticket Enter starts and why, who rings, and who calls whom."""

from __future__ import annotations

from functools import partial
from typing import Protocol, TypeVar, cast

from textual.widget import Widget
from textual.widgets import Static

from deskterm.locale import t
from deskterm.models.records.ticket import Ticket
from deskterm.screens.customer.agreement import Agreements
from deskterm.screens.ring import words as ring_words
from deskterm.screens.ring.deeds import Caller
from deskterm.screens.ring.finding import Likely
from deskterm.screens.ring.opening import Opening
from deskterm.screens.ring.starting import Starting
from deskterm.widgets.list.columns import Row
from deskterm.widgets.list.window_list import WindowList
from deskterm.widgets.part import Host, Part
from deskterm.widgets.text.card_text import CardText
from deskterm.widgets.text.shown import plain, shown

W = TypeVar("W", bound=Widget)


class Chooses(Host, Protocol):
    """The screen of who rings."""

    caller: Caller | None
    agreements: Agreements

    @property
    def number(self) -> str:
        """The number from which one calls, where it was given."""

    def meet(self, caller: Caller | None) -> None:
        """Show the card, and what the call may be about."""

    def query_one(self, selector: str, expect_type: type[W]) -> W:
        """One of its widgets."""


class Choosing(Part[Chooses]):
    """The row under the cursor, and what Enter does with it."""

    def __init__(self, screen: Chooses, starting: Starting, opening: Opening, likely: Likely) -> None:
        super().__init__(screen)
        self._starting, self._opening, self._likely = starting, opening, likely
        self.out = ""  # the ticket about which one calls, although another was meant at first

    def say(self) -> None:
        """Who is on the telephone, whose card it is, which ticket Enter starts, and why that one."""
        caller, row = self.screen.caller, self._row
        speaks, hint = self._likely.speaks(), self.screen.agreements.renewal_hint
        made = partial(ring_words.caller_card, self.desk, caller, speaks, hint)
        self.screen.query_one("#card", CardText).tell(made)
        name = caller.card.customer.name if caller and caller.card else ""
        way, code = key_of(row) if row else ("", "")
        will = ring_words.will_start(self.desk, caller, code) if caller and way == "in" else ""
        if name and self._likely.doubtful:
            name, will = f"≈ {name}", t("ring.only_near")
        told = " ── ".join(plain(part) for part in (name, will) if part)
        line = f"─ {told} " + "─" * 200 if told else "─" * 200
        self.screen.query_one("#line", Static).update(shown(line))

    def choose(self, row: Row | None) -> None:
        """Start on the ticket, or open a new one."""
        if row is None:
            return
        way, code = key_of(row)
        if way in ("new", "blocking"):
            self._opening.open(blocking=way == "blocking")
        else:
            self._starting.begin(code, inbound=way == "in", caller=self._rings_about(row))

    def enter(self) -> None:
        """The same with the row under the cursor."""
        self.choose(self._row)

    def action_outbound(self) -> None:
        """The technician calls, and not the customer, about the ticket under the cursor; Enter begins."""
        row, caller = self._row, self.screen.caller
        if row is None or not isinstance(row.record, Ticket) or caller is None:
            self.shell.say(t("ring.choose_ticket"))
            return
        way, code = key_of(row)
        self.out = "" if way == "out" else code
        self.screen.meet(caller)
        self.screen.query_one("#about", WindowList).find(("in" if way == "out" else "out", code))

    def named(self) -> str:
        """What Enter does with the row under the cursor."""
        way = key_of(self._row)[0] if self._row else ""
        named = {"in": t("ring.does.start"), "out": t("calling.call_now")}
        return named.get(way, t("ring.does.ticket"))

    def _rings_about(self, row: Row) -> tuple[str, str]:
        """Name and number of who the card says is calling; blank where it is whom the ticket names."""
        said, ticket = self._likely.speaks().name_and_number, row.record
        own = (ticket.contact_name, ticket.contact_phone) if isinstance(ticket, Ticket) else ("", "")
        return ("", "") if said == own else said

    @property
    def _row(self) -> Row | None:
        return self.screen.query_one("#about", WindowList).row


def key_of(row: Row) -> tuple[str, str]:
    """What a row is: in, out, new or blocking, and the ticket's code."""
    way, code = cast(tuple[str, str], row.key)
    return way, code

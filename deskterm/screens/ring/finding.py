"""Who it may be: the list under the prompt, filled anew with every letter."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Protocol, TypeVar

from textual.widget import Widget

from deskterm.actions import BY_ID, key_name, keys_of
from deskterm.desk.calls.contacts import ContactGroup
from deskterm.locale import t
from deskterm.models.basics.folding import is_number
from deskterm.models.basics.identity import is_phone
from deskterm.models.records.ticket import Ticket
from deskterm.screens.ring import words as ring_words
from deskterm.screens.ring.deeds import Caller, Met
from deskterm.screens.ring.speaking import Speaker, speaker
from deskterm.widgets.list.columns import Row, Rows
from deskterm.widgets.list.window_list import WindowList
from deskterm.widgets.part import Host, Part

W = TypeVar("W", bound=Widget)


class Finds(Host, Protocol):
    """The screen of who rings."""

    caller: Caller | None
    number: str
    ticket: str

    @property
    def stands(self) -> bool:
        """Whether its widgets are there; between two languages they are not."""

    def meet(self, caller: Caller | None) -> None:
        """Show the card, and what the call may be about."""

    def look_for(self, text: str) -> None:
        """Search anew."""

    def typed(self) -> str:
        """What stands in the prompt."""

    def query_one(self, selector: str, expect_type: type[W]) -> W:
        """One of its widgets."""


class Likely(Part[Finds]):
    """The rows, and who of them is in front."""

    def __init__(self, screen: Finds, exchange: tuple[str, str]) -> None:
        """`exchange`: the number, or the name, that rings, and the name that the exchange gives it."""
        super().__init__(screen)
        self.exchange = exchange
        self._left_at: Hashable = None  # where the cursor stood when the list was filled
        self._meant: Hashable = None  # whom somebody has chosen with the arrows
        self._kept: tuple[str, str, tuple[str, str]] | None = None  # what F2 has taken the place of
        self._taken: Hashable = None  # what was typed, and who of those that are only near it is meant

    def rang_name(self) -> str:
        """The name that the exchange gave whom this is about; "" where it named nobody."""
        rang, name = self.exchange
        return name if rang and rang in (self.screen.number, self.screen.typed()) else ""

    def speaks(self) -> Speaker:
        """Who is on the telephone, about what the cursor stands on."""
        caller, row = self.screen.caller, self.screen.query_one("#about", WindowList).row
        if caller is None:
            return Speaker()
        ticket = row.record if row is not None and isinstance(row.record, Ticket) else None
        return speaker(caller, number=self.screen.number, called=self.rang_name(), about=ticket)

    def keep_typed(self) -> None:
        """What somebody has typed is kept while F2 puts who rings in its place."""
        typed = self.screen.typed()
        if typed and typed != self.exchange[0]:
            self._kept = (typed, self.screen.number, self.exchange)

    def give_back(self) -> bool:
        """What was typed before stands in the prompt again, and who rings is on the card; whether any was."""
        if self._kept is None:
            return False
        (typed, self.screen.number, self.exchange), self._kept = self._kept, None
        self.screen.look_for(typed)
        self.shell.rings.put_back()
        return True

    def list_found(self, typed: str, found: Sequence[Met]) -> None:
        """Those who were found by what was typed."""
        service, now = self.desk.service, self.desk.now()
        if is_phone(typed) and is_number(typed):
            self._keep_number(typed, sure=any(not one.near for one, _ in found))
        rows = [ring_words.found(service, one, facts, now, typed) for one, facts in found]
        key = key_name(keys_of(BY_ID["ring.keep"], self.shell.own_keys)[0])
        self._fill(rows, t("ring.nobody", rule=ring_words.stranger_rule(service), key=key))

    def _keep_number(self, typed: str, *, sure: bool) -> None:
        """A number that nobody has is kept: whoever is named afterwards calls from it."""
        kept = self.screen.number
        if not kept.startswith(typed) and not (sure and kept == self.exchange[0]):
            self.screen.number = "" if sure else typed

    def list_waiting(self, groups: Sequence[ContactGroup]) -> None:
        """The contacts that wait, where nothing is typed."""
        self._fill([ring_words.contact(group) for group in groups], t("ring.nobody_yet"))

    @property
    def doubtful(self) -> bool:
        """Whether who is in front is only near, and was not chosen yet."""
        if not self.screen.stands:
            return False
        row = self.screen.query_one("#found", WindowList).row
        if row is None or isinstance(row.record, ContactGroup):
            return False
        return row.record.hit.near and self._taken != (row.record.typed, row.key)

    def is_meant(self) -> bool:
        """Whether who is in front may be gone on with; who is only near is chosen first, and asked about."""
        row = self.screen.query_one("#found", WindowList).row
        if row is None or not self.doubtful:
            return True
        self._taken = (row.record.typed, row.key)
        self.shell.say(t("ring.is_it", name=row.record.hit.customer.name), how="warning")
        self.screen.meet(self.screen.caller)
        return False

    def _fill(self, rows: list[Row], empty: str) -> None:
        if not self.screen.stands:
            return
        listed = self.screen.query_one("#found", WindowList)
        at = listed.row.key if listed.row else None
        if at != self._left_at:  # somebody has walked there: it is whom they mean, as long as they are found
            self._meant = at
        listed.change_source(Rows(rows), empty=empty)
        if self._meant in [row.key for row in rows]:
            listed.find(self._meant)
        else:
            self._meant = None
        self._left_at = listed.row.key if listed.row else None
        if not rows and not self.screen.ticket:
            self.screen.meet(None)

    def named(self) -> str:
        """What Enter does with who is in front."""
        row = self.screen.query_one("#found", WindowList).row
        waits = row is not None and isinstance(row.record, ContactGroup)
        if waits:
            return BY_ID["list.open"].label
        return t("ring.does.is_it" if self.doubtful else "ring.does.on")

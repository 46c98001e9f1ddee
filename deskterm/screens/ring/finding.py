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
from deskterm.screens.ring import words as ring_words
from deskterm.screens.ring.deeds import Caller, Met
from deskterm.widgets.list.columns import Row, Rows
from deskterm.widgets.list.window_list import WindowList
from deskterm.widgets.part import Host, Part

W = TypeVar("W", bound=Widget)


class Finds(Host, Protocol):
    """The screen of who rings."""

    number: str
    ticket: str

    @property
    def stands(self) -> bool:
        """Whether its widgets are there; between two languages they are not."""

    def meet(self, caller: Caller | None) -> None:
        """Show the card, and what the call may be about."""

    def query_one(self, selector: str, expect_type: type[W]) -> W:
        """One of its widgets."""


class Likely(Part[Finds]):
    """The rows, and who of them is in front."""

    def __init__(self, screen: Finds) -> None:
        super().__init__(screen)
        self._left_at: Hashable = None  # where the cursor stood when the list was filled
        self._meant: Hashable = None  # whom somebody has chosen with the arrows

    def list_found(self, typed: str, found: Sequence[Met]) -> None:
        """Those who were found by what was typed."""
        service, now = self.desk.service, self.desk.now()
        if is_phone(typed) and is_number(typed) and not self.screen.number.startswith(typed):
            self.screen.number = typed  # whoever is named afterwards calls from it
        rows = [ring_words.found(service, one, facts, now, typed) for one, facts in found]
        key = key_name(keys_of(BY_ID["ring.keep"], self.shell.own_keys)[0])
        self._fill(rows, t("ring.nobody", rule=ring_words.stranger_rule(service), key=key))

    def list_waiting(self, groups: Sequence[ContactGroup]) -> None:
        """The contacts that wait, where nothing is typed."""
        self._fill([ring_words.contact(group) for group in groups], t("ring.nobody_yet"))

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
        return BY_ID["list.open"].label if waits else t("ring.does.on")

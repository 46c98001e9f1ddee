"""A pack sold from the list of packs: to whom, and of which kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from deskterm.desk.customers import cards
from deskterm.locale import t
from deskterm.models.records.customer import Customer
from deskterm.models.records.money import Pack
from deskterm.models.terms.money_sections import PackTerms
from deskterm.screens.packs import words as packs_words
from deskterm.screens.packs.adjusting import HasPack
from deskterm.screens.packs.selling import Selling
from deskterm.widgets.dialogs.boxes import Choose
from deskterm.widgets.part import Part


class ListsPacks(HasPack, Protocol):
    """A screen with packs one below the other."""

    def select(self, pack: Pack) -> None:
        """The cursor goes to a pack."""


class Sales(Part[ListsPacks]):
    """To the customer of the pack in front first, else to any."""

    def __init__(self, screen: ListsPacks) -> None:
        super().__init__(screen)
        self.selling = Selling(screen)

    def action_sell(self) -> None:
        """Sell a pack: to whom, of which kind, how large."""
        if self.desk.service.packs:
            self.ask(cards.listing, self.desk, done=self._ask_customer)
        else:
            self.shell.say(t("packs.no_kinds"), how="warning")

    def _ask_customer(self, known: Sequence[Customer]) -> None:
        pack = self.screen.pack()
        at = next((one for one in known if pack and one.id == pack.customer_id), None)
        options = [(one, one.name, f"{one.code} {one.town}") for one in known]
        self.show(Choose(t("packs.sell.to"), options, value=at), self._ask_kind)

    def _ask_kind(self, customer: Customer | None) -> None:
        kinds = self.desk.service.packs
        if customer is None:
            return
        if len(kinds) == 1:
            self._ask_sale(customer, kinds[0])
        else:
            options = [(kind, packs_words.kind_word(self.desk.service, kind.id)) for kind in kinds]
            self.show(
                Choose(t("packs.sell.kind"), options),
                lambda kind: self._ask_sale(customer, kind) if kind else None,
            )

    def _ask_sale(self, customer: Customer, terms: PackTerms) -> None:
        self.selling.offer(customer.code, customer.name, terms, self.screen.select)

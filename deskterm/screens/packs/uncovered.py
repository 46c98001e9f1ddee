"""No pack has a ticket left for a request: its price, a pack, or nothing with a reason; one key each (O2)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from deskterm.desk.billing import uncovered
from deskterm.desk.billing.uncovered import Owed
from deskterm.locale import t
from deskterm.locale.figures import money
from deskterm.models.basics.ticket_numbers import short
from deskterm.screens.packs.selling import Selling
from deskterm.widgets.dialogs.boxes import Ask, Choose
from deskterm.widgets.part import Host, Part

Then = Callable[[], None]


class Paying(Part[Host]):
    """How a deed is paid that may cost what no pack pays."""

    def __init__(self, screen: Host) -> None:
        super().__init__(screen)
        self.selling = Selling(screen)

    def offer(self, owed: Owed, *, charge: Then, again: Then, never: Then | None = None) -> None:
        """How it is paid: `charge` puts its price on a report, `again` does the deed once nothing is owed.

        `never`: nobody chose.
        """

        def chosen(way: str | None) -> None:
            if way == "charge":
                charge()
            elif way == "free":
                text = t("paying.free.text", customer=owed.customer)
                box = Ask(t("paying.free.title", code=short(owed.ticket)), text)
                self.show(box, partial(self._free, owed, again, never))
            elif way == "sell" and (terms := self.desk.service.pack(owed.kind)):
                self.selling.offer(owed.customer_code, owed.customer, terms, lambda _: again())
                if never:
                    never()
            elif never:
                never()

        options = [
            ("charge", t("paying.charge", net=money(owed.net_cents))),
            ("sell", t("paying.sell")),
            ("free", t("paying.free")),
        ]
        text = t("paying.text", customer=owed.customer, rule=owed.rule)
        self.show(Choose(t("paying.title", code=short(owed.ticket)), options, text), chosen)

    def _free(self, owed: Owed, again: Then, never: Then | None, why: str | None) -> None:
        if why:
            self.do(uncovered.give, self.desk, owed.ticket, why=why, done=lambda _: again())
        elif never:
            never()

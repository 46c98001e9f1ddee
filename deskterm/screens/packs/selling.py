"""Selling a pack, from wherever somebody finds that one is wanted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import uuid4

from deskterm.desk.packs import packs
from deskterm.desk.steps.facts import day_of
from deskterm.locale import t
from deskterm.locale.figures import unit
from deskterm.locale.measures import amount
from deskterm.locale.moments import day
from deskterm.models.money.rollover import sold_until
from deskterm.models.records.money import Pack
from deskterm.models.terms.money_sections import PackTerms
from deskterm.screens.packs import words as packs_words
from deskterm.screens.packs.words import Sale
from deskterm.screens.shared.form import Field, Form
from deskterm.widgets.part import Host, Part
from deskterm.widgets.work import OnFailed

Sold = Callable[[Pack], None]


class Selling(Part[Host]):
    """How a pack is sold."""

    def offer(self, code: str, name: str, terms: PackTerms, then: Sold) -> None:
        """How large, for how much, until when; sold to the customer with this code and name."""
        hint = t("packs.hint.expires", n=terms.months) if terms.months else t("packs.hint.no_end")
        if terms.ends:
            today = day_of(self.desk.now(), self.desk.service.tz)
            hint = t("packs.hint.ends", day=day(sold_until(terms, today)))
        fields = (
            Field("size", t("packs.field.size"), hint=_size(terms.unit)),
            Field("price", t("packs.field.price"), hint=t("packs.hint.price")),
            Field("expires", t("packs.field.expires"), hint=hint),
        )
        title = t("packs.sell.title", customer=name)
        read = partial(packs_words.read_sale, self.desk, terms)
        self.fill_in(Form(title, fields, read), partial(self._sell, code, terms, then))

    def _sell(self, code: str, terms: PackTerms, then: Sold, sale: Sale, refused: OnFailed) -> None:
        self.do(
            packs.sell,
            self.desk,
            code,
            kind=terms.id,
            size=sale.size,
            net_cents=sale.net_cents,
            expires_on=sale.expires_on,
            op_id=uuid4().hex,
            done=partial(self._sold, then),
            failed=refused,
        )

    def _sold(self, then: Sold, pack: Pack) -> None:
        key = "packs.sell.done" if pack.expires_on else "packs.sell.done_open"
        size, until = amount(pack.size, pack.unit), day(pack.expires_on)
        self.shell.say(t(key, customer=pack.customer, size=size, day=until))
        then(pack)


def _size(of: str) -> str:
    """What the size of a pack of this unit takes."""
    return t("packs.hint.size.cent", currency=unit()) if of == "cent" else t(f"packs.hint.size.{of}")

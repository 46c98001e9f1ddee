"""What stands on a customer's own card, put right from where the customer is in front."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from deskterm.desk.customers import cards
from deskterm.locale import LANGUAGES, t
from deskterm.models.records.customer import Customer
from deskterm.screens.shared.form import Field, Form, Unreadable
from deskterm.widgets.part import Host, Part

FIELDS = ("name", "town", "vat", "tax_code", "support_code", "language")


class OwnCard(Part[Host]):
    """Name, town, numbers, and the language of our letters."""

    def open(self, customer: Customer) -> None:
        """The form, as it stands today."""
        hints = {"language": " ".join(LANGUAGES)}
        fields = [
            Field(name, t(f"agreement.card.{name}"), getattr(customer, name), hints.get(name, ""))
            for name in FIELDS
        ]
        title = f"{t('agreement.deed.card')} · {customer.name}"
        self.show(Form(title, fields, _read), partial(self._correct, customer))

    def _correct(self, customer: Customer, given: Mapping[str, str] | None) -> None:
        if given is None:
            return
        new = {name: text for name, text in given.items() if getattr(customer, name) != text}
        if new:
            self.do(cards.change, self.desk, customer.code, new, done=self._done)

    def _done(self, _: object) -> None:
        self.shell.say(t("agreement.said.card"))
        self.screen.load()


def _read(values: Mapping[str, str]) -> dict[str, str]:
    if not values["name"]:
        raise Unreadable("name", t("errors.customer_needs_name"))
    if values["language"] not in LANGUAGES:
        raise Unreadable("language", " ".join(LANGUAGES))
    return dict(values)

"""What stands on a customer's own card, put right from where the customer is in front."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from deskterm.desk.context import Desk
from deskterm.desk.customers import cards
from deskterm.desk.steps import customer_language
from deskterm.locale import t
from deskterm.models.records.customer import Customer
from deskterm.models.terms.own_facts import FactTerms
from deskterm.screens.shared.form import Field, Unreadable, WordsForm, own_fields, read_own
from deskterm.widgets.part import Host, Part
from deskterm.widgets.work import OnFailed

FIELDS = ("name", "town", "vat", "tax_code", "support_code", "language")


class OwnCard(Part[Host]):
    """Name, town, numbers, and the language of our letters."""

    def open(self, customer: Customer, known: Mapping[str, str]) -> None:
        """The form, as it stands today; `known`: what is written of the customer beyond the card."""
        hints = {"language": " ".join(self.desk.service.languages)}
        fields = [
            Field(name, t(f"agreement.card.{name}"), getattr(customer, name), hints.get(name, ""))
            for name in FIELDS
        ]
        title = f"{t('agreement.deed.card')} · {customer.name}"
        of = self.desk.service.own("customer")
        fields += own_fields(of, known)
        form = WordsForm(title, fields, partial(_read, self.desk, of))
        self.fill_in(form, partial(self._correct, customer, known))

    def _correct(
        self, customer: Customer, known: Mapping[str, str], given: Mapping[str, str], refused: OnFailed
    ) -> None:
        new = {name: given[name] for name in FIELDS if getattr(customer, name) != given[name]}
        facts = {
            name: text for name, text in given.items() if name not in FIELDS and known.get(name, "") != text
        }
        if new or facts:
            done = partial(self._done, new.get("language", ""))
            self.do(cards.put_right, self.desk, customer.code, new, facts, done=done, failed=refused)

    def _done(self, tongue: str, _: object) -> None:
        doubt = customer_language.remark(self.desk.service, tongue) if tongue else ""
        self.shell.say(f"{t('agreement.said.card')} {doubt}".rstrip())
        self.screen.load()


def _read(desk: Desk, of: Sequence[FactTerms], values: Mapping[str, str]) -> dict[str, str]:
    if not values["name"]:
        raise Unreadable("name", t("errors.customer_needs_name"))
    if values["language"] not in desk.service.languages:
        raise Unreadable("language", " ".join(desk.service.languages))
    return {**values, **read_own(desk, of, values)}

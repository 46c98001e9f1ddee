"""A customer's agreement from the card: renewed, corrected, changed, ended; and who is who there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from msgspec import Struct
from textual.content import Content

from deskterm.actions import BY_ID, key_name, keys_of
from deskterm.desk import hearing
from deskterm.desk.context import Desk, at_one_moment
from deskterm.desk.customers import agreements, cards, profile
from deskterm.desk.customers.agreements import Signed
from deskterm.desk.customers.plans import unchosen
from deskterm.desk.packs import pack_words
from deskterm.desk.steps.billing import fees
from deskterm.desk.steps.facts import day_of
from deskterm.desk.steps.trust import present_address
from deskterm.locale import language, t
from deskterm.locale.figures import money, signs, unit
from deskterm.locale.moments import day
from deskterm.models.records.agreements import Agreement, day_after, last_day
from deskterm.models.records.customer import Contact, Customer
from deskterm.models.said import amounts
from deskterm.models.said.words import Unclear, Way
from deskterm.models.terms.customer_facts import of_agreement
from deskterm.models.terms.service import Service
from deskterm.screens.customer.devices_of import Devices
from deskterm.screens.customer.own_card import OwnCard
from deskterm.screens.shared import heard
from deskterm.screens.shared.form import Field, Form, Unreadable, own_field, read_own
from deskterm.widgets.dialogs.boxes import Ask, Choose
from deskterm.widgets.part import Host, Part
from deskterm.widgets.text.shown import styled
from deskterm.widgets.work import OnFailed

DAYS = {"from": "starts_on", "until": "ends_on"}
WAYS: Mapping[str, Way] = {"from": "any", "until": "future"}
MONEY = {"rate": "rate_cents", "fee": "fee_cents", "fee_base": "fee_base_cents"}


class CustomerAgreements(Struct, frozen=True):
    """A customer with all agreements, the one that runs today (else the last), and its renewal."""

    customer: Customer
    agreements: tuple[Agreement, ...]
    present: Agreement | None
    renewal: dict[str, Any]
    facts: dict[str, str]  # what the agreement could say, as it is written today
    known: dict[str, str]  # all that is written of the customer beyond the card
    today: str


@at_one_moment
def read(desk: Desk, code: str) -> CustomerAgreements:
    """Read it; on a thread that may wait."""
    found, today = agreements.of_customer(desk, code), day_of(desk.now(), desk.service.tz)
    running = [one for one in found if one.runs_on(today)]
    last = found[-1] if found else None
    renewal = agreements.renewal(desk, last) if last and last.ends_on else {}
    known = profile.written(desk, code)
    facts = {name: known[name] for name in of_agreement(desk.service.own_facts) if name in known}
    present = running[-1] if running else last
    return CustomerAgreements(cards.get(desk, code), found, present, renewal, facts, known, today)


class AgreementForm(Form):
    """Fewer words beside more lines: an agreement whole on a small screen."""

    DEFAULT_CSS = """
    AgreementForm Horizontal { margin: 0; }
    AgreementForm .form--label { width: 20; }
    AgreementForm .dialog--text { max-height: 7; }
    """


class Agreements(Part[Host]):
    """The agreement of the customer in front, and who is who there.

    `customer` gives the code of the customer that the key is about, "" where there is none; `person` with
    whom one speaks.
    """

    def __init__(
        self,
        screen: Host,
        customer: Callable[[], str] = lambda: "",
        person: Callable[[], Contact | None] = lambda: None,
    ) -> None:
        super().__init__(screen)
        self._customer, self._speaker = customer, person
        self._card, self._devices = OwnCard(screen), Devices(screen)

    def action_agreement(self) -> None:
        """What can be done with the customer's agreement, the likeliest first."""
        code = self._customer()
        if not code:
            self.shell.say(t("agreement.no_customer"))
            return
        self.ask(read, self.desk, code, done=self._found)

    def renewal_hint(self, customer: Customer, then: str | None) -> list[Content]:
        """Which key renews an agreement that has ended or soon will, where no other follows."""
        today = day_of(self.desk.now(), self.desk.service.tz)
        soon = day_after(today, agreements.SOON_DAYS)
        if not customer.contract_until or customer.contract_until > soon or then is not None:
            return []
        keymap = self.shell.own_keys
        key = key_name(keys_of(BY_ID["ticket.agreement"], keymap)[0])
        return [styled((key, "bold $text-accent"), f" {t('agreement.key')}")]

    def renew(self, code: str) -> None:
        """Straight to the renewal of a customer's agreement."""
        self.ask(read, self.desk, code, done=partial(self._form, "renew"))

    def _found(self, found: CustomerAgreements) -> None:
        named = [*_deeds(found), *(["devices"] if self.desk.service.own("device") else [])]
        options = [(name, t(f"agreement.deed.{name}"), self._beside(found, name)) for name in named]
        title = t("agreement.title", customer=found.customer.name)
        self.show(Choose(title, options), partial(self._deed, found))

    def _beside(self, found: CustomerAgreements, name: str) -> str:
        if name == "renew":
            return t("agreement.until", day=day(found.renewal["ends_on"]))
        if name in ("correct", "end") and found.present is not None:
            until = found.present.ends_on
            return t("agreement.until", day=day(until)) if until else t("agreement.no_end")
        return ""

    def _deed(self, found: CustomerAgreements, name: str | None) -> None:
        if name == "person":
            self._person_form(found)
        elif name == "card":
            self._card.open(found.customer, found.known)
        elif name == "devices":
            self._devices.open(found.customer.code)
        elif name == "withdraw":
            self._withdraw(found)
        elif name == "end":
            self._ask_end(found, day(found.today))
        elif name:
            self._form(name, found)

    def _withdraw(self, found: CustomerAgreements) -> None:
        """An agreement that was signed wrongly and has not begun never holds."""
        one = _to_come(found)
        if one is not None:
            done = partial(self._done, "withdraw")
            self.do(agreements.end, self.desk, found.customer.code, on=found.today, number=one.id, done=done)

    def _ask_end(self, found: CustomerAgreements, value: str) -> None:
        box = Ask(t("agreement.deed.end"), t("agreement.end_on"), value=value, proposed=True)
        self.show(box, partial(self._end, found))

    def _form(self, name: str, found: CustomerAgreements) -> None:
        values = _values(found, name)
        if not values:
            self.shell.say(t("agreement.nothing_to_renew"), how="warning")
            return
        fields = [_field(self.desk.service, field, values) for field in _fields(self.desk.service)]
        title = f"{t(f'agreement.deed.{name}')} · {found.customer.name}"
        form = AgreementForm(title, fields, partial(_read, self.desk), self._text(found, name))
        self.fill_in(form, partial(self._give, found, name))

    def _text(self, found: CustomerAgreements, name: str) -> str:
        """What the deed does, and what the terms say of the fee (D25)."""
        told = t(f"agreement.deed.{name}.text")
        terms, present = self.desk.service.fee, found.present
        if terms is None:
            return told
        usual = fees.usual_fee(
            self.desk.service, present.fee_base_cents if present else None, present.facts if present else {}
        )
        clause = self.desk.service.clause(terms.rule, language())
        known = t("agreement.usual_fee", usual=money(usual), rule=terms.rule) if usual is not None else ""
        return f"{told}\n{t('agreement.field.fee')}: {known}" if known else f"{told}\n{clause} ({terms.rule})"

    def _give(self, found: CustomerAgreements, name: str, given: dict[str, Any], refused: OnFailed) -> None:
        code, done = found.customer.code, partial(self._done, name)
        if name == "correct" and found.present is not None:
            correct = partial(agreements.correct, number=found.present.id)
            self.do(correct, self.desk, code, given, done=done, failed=refused)
        else:
            deed = agreements.renew if name == "renew" else agreements.sign
            given = {"name": found.renewal.get("name", "")} | given if name == "renew" else given
            self.do(deed, self.desk, code, given, done=done, failed=refused)

    def _end(self, found: CustomerAgreements, given: str | None) -> None:
        if not given:
            return
        try:
            on = hearing.day(self.desk, given, "any")
        except Unclear as error:
            self.shell.say(hearing.sentence(error), how="error")
            self._ask_end(found, given)
            return
        done = partial(self._done, "end")
        number = found.present.id if found.present else None
        self.do(agreements.end, self.desk, found.customer.code, on=on, number=number, done=done)

    def _done(self, name: str, done: Signed) -> None:
        until = done.agreement.ends_on
        told = [t(f"agreement.said.{name}", day=day(until) if until else t("agreement.no_end"))]
        if done.reconsidered:
            told.append(t("agreement.reconsidered", codes=", ".join(done.reconsidered)))
        told += (money := pack_words.of_agreement(self.desk.service, done.packs, done.reports))
        known = unchosen(self.desk.service, done.agreement.name)
        if known:
            told.append(t("agreement.unchosen", name=done.agreement.name, known=", ".join(known)))
        self.shell.say(" ".join(told), how="warning" if known or money else None)
        self.screen.load()

    # Who is who

    def _person_form(self, found: CustomerAgreements) -> None:
        """The person in front, or another by name: their role, number and address (I23)."""
        person = self._speaker() or Contact(id=0, customer_id=0, name="")
        roles = self.desk.service.roles
        fields = (
            Field("name", t("agreement.person.name"), person.name),
            Field("role", t("agreement.person.role"), role_word(self.desk.service, person.role)),
            Field("phone", t("agreement.person.phone"), person.phone),
            Field("email", t("agreement.person.email"), person.email),
        )
        words = ", ".join(one.said(language()) for one in roles)
        text = t("agreement.person.text", roles=words) if words else ""
        title = f"{t('agreement.deed.person')} · {found.customer.name}"
        self.fill_in(Form(title, fields, _person, text), partial(self._person_do, found))

    def _person_do(self, found: CustomerAgreements, given: dict[str, str], refused: OnFailed) -> None:
        told: dict[str, Any] = dict(given)
        done = self._person_done
        self.do(cards.set_contact, self.desk, found.customer.code, **told, done=done, failed=refused)

    def _person_done(self, done: cards.PersonSet) -> None:
        moved = present_address.told(done.redirected)
        self.shell.say(f"{t('agreement.said.person')} {moved}".rstrip())
        self.screen.load()


def role_word(service: Service, role: str) -> str:
    """A role in the service's words; one of the desk's own as it is."""
    return service.label(service.roles, role, language())


def _deeds(found: CustomerAgreements) -> list[str]:
    """What can be done, the likeliest first: renew what ends within two months, else correct."""
    last = [*(["withdraw"] if _to_come(found) else []), "person", "card"]
    if found.present is None:
        return ["sign", *last]
    soon = found.renewal and found.agreements[-1].ends_on <= last_day(found.today, 2)
    first = ["renew", "correct"] if soon else ["correct", "renew"] if found.renewal else ["correct"]
    running = ["end"] if found.present.runs_on(found.today) else []
    return [*first, "sign", *running, *last]


def _to_come(found: CustomerAgreements) -> Agreement | None:
    """The agreement that has been signed and has not begun."""
    return next((one for one in reversed(found.agreements) if one.starts_on > found.today), None)


def _fields(service: Service) -> list[str]:
    """What the form asks: dates and money, and of the facts those that the terms ask about."""
    agreed = {
        "target_hours": any(one.target.agreed for one in service.response),
        "phone_contract": "phone_contract" in service.asked,
        "fees": bool(service.entitlements),
    }
    base = ["fee_base"] if service.fee else []
    asked = (name for name in of_agreement(service.own_facts) if agreed.get(name, name in service.own_facts))
    named = ["name"] if service.schema > 1 else []
    return [*named, "plan", *DAYS, "rate", "fee", *base, *asked]


def _values(found: CustomerAgreements, name: str) -> dict[str, str]:
    """What stands in the form at first: the renewal, the present agreement, or a year from today."""
    if name == "renew":
        return found.facts | _written(found.renewal) if found.renewal else {}
    held = found.present
    if name == "correct" and held is not None:
        names = ("name", "plan", *DAYS.values(), *MONEY.values(), "facts")
        return found.facts | _written({name: getattr(held, name) for name in names})
    new = _written({"starts_on": found.today, "ends_on": last_day(found.today)})
    return found.facts | new | ({"plan": held.plan} if held else {})


def _written(given: Mapping[str, Any]) -> dict[str, str]:
    made = {field: day(given[name]) for field, name in DAYS.items() if given.get(name)}
    made |= {field: money(given[name]) for field, name in MONEY.items() if given.get(name) is not None}
    return made | {name: given.get(name) or "" for name in ("name", "plan")} | dict(given.get("facts") or {})


def _field(service: Service, name: str, values: Mapping[str, str]) -> Field:
    if own := service.own_facts.get(name):
        return own_field(own, values.get(name, ""))
    return Field(name, t(f"agreement.field.{name}"), values.get(name, ""), _hint(service, name))


def _hint(service: Service, name: str) -> str:
    if name == "fees":
        return " ".join(one.id for one in service.entitlements)
    if name == "target_hours" and service.severities:
        return " ".join(f"{one.id}:8" for one in service.severities)
    if name == "fee":
        return t("agreement.hint.fee", currency=unit())
    return t(f"agreement.hint.{name}")


def _read(desk: Desk, values: Mapping[str, str]) -> dict[str, Any]:
    """The form as it is filled in, as the columns of an agreement. Raises Unreadable."""
    given: dict[str, Any] = {name: values[name] for name in ("name", "plan") if name in values}
    for field, name in DAYS.items():
        with heard.field(field):
            given[name] = hearing.day(desk, values[field], WAYS[field]) if values[field] else ""
    if not given["starts_on"]:
        raise Unreadable("from", t("agreement.needs_start"))
    for field, name in MONEY.items():
        with heard.field(field):
            given[name] = amounts.cents(values[field], signs()) if values.get(field) else None
    own = desk.service.own_facts
    facts = {name: values[name] for name in of_agreement(own) if name in values}
    return given | {"facts": facts | read_own(desk, [own[name] for name in facts if name in own], values)}


def _person(values: Mapping[str, str]) -> dict[str, str]:
    if not values["name"]:
        raise Unreadable("name", t("errors.contact_needs_name"))
    return dict(values)

"""Who rings is kept with one key: a person of the customer in front, or a customer in three fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol

from deskterm.desk.customers import search
from deskterm.desk.errors import DeskError
from deskterm.desk.intake import by_phone
from deskterm.locale import t
from deskterm.models.basics.identity import is_phone
from deskterm.models.records.customer import Contact
from deskterm.screens.ring.deeds import Caller
from deskterm.screens.ring.finding import Likely
from deskterm.screens.ring.speaking import calls_from
from deskterm.screens.ring.starting import Starting
from deskterm.screens.shared.form import Field, TimedForm, Unreadable
from deskterm.widgets.part import Host, Part
from deskterm.widgets.work import OnFailed

ANSWERING = 120  # seconds that may pass between F2 and the first letter of who calls


class Keeps(Host, Protocol):
    """The screen of who rings."""

    caller: Caller | None

    @property
    def number(self) -> str:
        """The number from which one calls, where it was given."""

    def look_for(self, text: str) -> None:
        """Search anew."""

    def typed(self) -> str:
        """What stands in the prompt."""


class Keeping(Part[Keeps]):
    """Names for a number that nobody has."""

    def __init__(self, screen: Keeps, starting: Starting, likely: Likely) -> None:
        super().__init__(screen)
        self._starting, self._likely = starting, likely
        self._prompted = 0  # when F2 was pressed last
        self._answered: int | None = None  # since when somebody is on the line whose name is being typed

    def prompted(self) -> None:
        """F2: whoever calls is answered now."""
        self._prompted, self._answered = self.desk.now(), None

    def typing(self, text: str) -> None:
        """What is typed of who calls; they have been there since F2, unless that was long before."""
        now = self.desk.now()
        if not text:
            self._answered = None
        elif self._answered is None:
            self._answered = self._prompted if now - self._prompted <= ANSWERING else now

    def action_keep(self) -> None:
        """A person of the customer in front, with the number that rings; else a new customer."""
        caller = self.screen.caller
        if self._starting.since is None:
            rang = self.shell.rings.answered(self.screen.number)
            self._starting.since = rang or self._answered or self.desk.now()
        if caller is not None and caller.card is not None and not self._likely.doubtful:
            self._person(caller)
        else:
            self._newcomer()

    def named(self) -> str:
        """What the key does now."""
        caller = self.screen.caller
        if caller is None or caller.card is None or self._likely.doubtful:
            return t("ring.keep.does_customer")
        return t("ring.keep.does_person" if self._in_front(caller) is None else "ring.keep.does_right")

    def _in_front(self, caller: Caller) -> Contact | None:
        """The person to be put right: whose number it is, or who was named; None where it is a new one."""
        number, person = calls_from(caller, self.screen.number), caller.contact
        if number:
            return person if person is not None and search.same_number(person.phone, number) else None
        return person if caller.named else None

    def _person(self, caller: Caller) -> None:
        """Blank names for somebody new; else the person in front, to be put right."""
        customer = caller.card.customer if caller.card else None
        if customer is None:
            return
        number, person = calls_from(caller, self.screen.number), self._in_front(caller)
        languages = self.desk.service.languages
        fields = (
            Field("name", t("ring.keep.name"), person.name if person else self._likely.rang_name()),
            Field("phone", t("ring.keep.phone"), number or (person.phone if person else "")),
            Field("language", t("ring.keep.language"), customer.language, " ".join(languages)),
        )
        title = t("ring.keep.person", customer=customer.name)
        form = TimedForm(title, fields, partial(_person, languages), since=self._starting.since)
        self._fill_in(form, partial(self._keep_person, customer.code))

    def _keep_person(self, code: str, given: Mapping[str, str], refused: OnFailed) -> None:
        self.do(
            by_phone.keep_person,
            self.desk,
            code,
            name=given["name"],
            phone=given["phone"],
            language=given["language"],
            done=partial(self._kept, given),
            failed=refused,
        )

    def _kept(self, given: Mapping[str, str], _: object) -> None:
        self.shell.say(t("ring.keep.kept", name=given["name"]))
        self.screen.look_for(given["phone"] or given["name"])

    def _newcomer(self) -> None:
        typed = self.screen.typed()
        number = self.screen.number
        fields = (
            Field("name", t("ring.keep.firm"), "" if is_phone(typed) else typed),
            Field("person", t("ring.keep.name"), self._likely.rang_name()),
            Field("phone", t("ring.keep.phone"), number),
        )
        text = t("ring.keep.entitled", rule=by_phone.unentitled_rule(self.desk.service))
        form = TimedForm(t("ring.keep.customer"), fields, _firm, text, since=self._starting.since)
        self._fill_in(form, self._begin)

    def _fill_in(self, form: TimedForm, then: Callable[[Mapping[str, str], OnFailed], None]) -> None:
        """As `fill_in`; who leaves the form is on no call of a newcomer's any more."""

        def refused(error: DeskError) -> None:
            self._fill_in(form.anew(self.why(error), error), then)

        def filled(given: Mapping[str, str] | None) -> None:
            if given is None:
                self._starting.since = None
            else:
                then(given, refused)

        self.show(form, filled)

    def _begin(self, given: Mapping[str, str], refused: OnFailed) -> None:
        self.do(
            by_phone.newcomer,
            self.desk,
            name=given["name"],
            person=given["person"],
            phone=given["phone"],
            done=partial(self._began, given),
            failed=refused,
        )

    def _began(self, given: Mapping[str, str], code: str) -> None:
        """The clock starts at once: who calls does not wait for a card."""
        self._starting.begin(code, inbound=True, caller=(given["person"], given["phone"]), opened=True)


def _person(languages: tuple[str, ...], values: Mapping[str, str]) -> dict[str, str]:
    if not values["name"]:
        raise Unreadable("name", t("errors.contact_needs_name"))
    if values["language"] not in languages:
        raise Unreadable("language", " ".join(languages))
    return dict(values)


def _firm(values: Mapping[str, str]) -> dict[str, str]:
    if not values["name"]:
        raise Unreadable("name", t("errors.customer_needs_name"))
    return dict(values)

"""The fields of a new request: those that its channel asks for, what is wanting, what the card knows."""

from __future__ import annotations

from textwrap import shorten

from textual.widgets import Input, Static, TextArea

from deskterm.desk.customers.cards import Card
from deskterm.locale import language, t
from deskterm.models.rules.derived_facts import missing_in
from deskterm.models.terms.sections import Channel
from deskterm.screens.request import words as request_words
from deskterm.screens.request.words import RequestDraft
from deskterm.screens.shared.pick import Pick
from deskterm.widgets.screen import DeskScreen
from deskterm.widgets.text.shown import plain, styled
from deskterm.widgets.text.signs import WARNS

LABEL = 17
YES = "yes"


class RequestFields:
    """All that can be typed on the screen of a request."""

    def __init__(self, screen: DeskScreen) -> None:
        self._screen = screen
        self._filled_from = ""  # whose contact stands in the fields
        self.filled: dict[str, str] = {}  # what was put there from the card
        self._barred: tuple[str, ...] = ()  # what others are to say

    def offer(self, channel: str, *, blocking: bool) -> None:
        """The channels and whether the customer is at a standstill, with these chosen."""
        service = self._screen.desk.service
        channels = [(one.id, one.said(language())) for one in service.channels]
        self._screen.query_one("#channel", Pick).offer(channels, value=channel, needed=True)
        pick = self._screen.query_one("#blocking", Pick)
        pick.offer(
            [("", t("request.no")), (YES, t("request.yes"))], value=YES if blocking else "", needed=False
        )
        pick.display = request_words.asks_blocking(service)
        self.show_asked()

    @property
    def channel(self) -> Channel:
        """The channel that is chosen."""
        chosen = self._screen.query_one("#channel", Pick).value
        return self._screen.desk.service.channel(chosen) or self._screen.desk.service.channels[0]

    @property
    def blocking(self) -> bool:
        """Whether the customer's work has stopped."""
        return self._screen.query_one("#blocking", Pick).value == YES

    def draft(self, customer: str) -> RequestDraft:
        """The request as it stands."""
        values = {name: self.value(name) for name in request_words.fields(self.channel)}
        return RequestDraft(channel=self.channel.id, customer=customer, blocking=self.blocking, values=values)

    def _chosen(self, name: str) -> bool:
        return request_words.chosen(self._screen.desk.service, name)

    def value(self, name: str) -> str:
        """What stands in a field."""
        if name == "problem":
            return self._screen.query_one("#problem", TextArea).text
        if self._chosen(name):
            return self._screen.query_one(f"#{name}", Pick).value
        return self._screen.query_one(f"#{name}", Input).value

    def missing(self) -> tuple[str, ...]:
        """What the channel needs and nobody has typed yet."""
        draft = self.draft("")
        return missing_in(self.channel, {name: draft.value(name) for name in draft.values})

    def unasked(self) -> tuple[str, ...]:
        """What was typed for another channel, and this one has no field for."""
        asked = request_words.fields(self.channel)
        others = (name for name in request_words.all_fields(self._screen.desk.service) if name not in asked)
        return tuple(name for name in others if self.value(name).strip() and name not in self.filled)

    def bar(self, names: tuple[str, ...]) -> None:
        """Ask no more for what is for others to say; what stands there already is still seen."""
        if names != self._barred:
            self._barred = names
            self.show_asked()

    def show_asked(self) -> None:
        """Only what this channel asks for, what it needs marked."""
        channel, service = self.channel, self._screen.desk.service
        here = request_words.fields(channel)
        asked = [name for name in here if name not in self._barred or self.value(name)]
        for name in request_words.all_fields(service):
            if self._chosen(name):
                pick = self._screen.query_one(f"#{name}", Pick)
                pick.display = name in asked
                words = request_words.options(service, channel, name)
                pick.offer(words, value=pick.value, needed=name in channel.need)
            else:
                self._screen.query_one(f"#line-{name}").display = name in asked
        self.mark()

    def mark(self) -> None:
        """A sign at every field that is needed and still blank."""
        missing, service = self.missing(), self._screen.desk.service
        for name in (*request_words.all_fields(self._screen.desk.service), "problem"):
            if not self._chosen(name):
                called = (
                    t("request.field.problem") if name == "problem" else request_words.label(service, name)
                )
                word = f"{shorten(called, LABEL, placeholder='…'):<{LABEL}}"
                sign = ("!" if name in missing else " ", WARNS)
                self._screen.query_one(f"#label-{name}", Static).update(styled(word, sign))
        self._screen.query_one("#missing", Static).update(
            request_words.missing(self._screen.desk.service, self.channel, missing)
        )

    def fill(self, found: Card | None) -> None:
        """The contact that the card knows, once, where nothing is typed."""
        if found is None or found.customer.code == self._filled_from:
            return
        self._filled_from = found.customer.code
        person = next(iter(found.customer.contacts), None)
        if person is None:
            return
        known = {"contact": person.name, "phone": person.phone, "email": person.email}
        for name, value in known.items():
            for line in self._screen.query(f"#{name}").results(Input):
                if not line.value:
                    self.filled[name] = line.value = plain(value)

    def put(self, name: str, value: str) -> None:
        """Show it in a field."""
        if name == "problem":
            self._screen.query_one("#problem", TextArea).load_text(value)
        elif self._chosen(name):
            self._screen.query_one(f"#{name}", Pick).value = value
        else:
            self._screen.query_one(f"#{name}", Input).value = value

"""A new request: by which channel, whose, what the channel asks for, and what the terms would say of it."""

from __future__ import annotations

from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static, TextArea

from deskterm.desk.customers.cards import Card
from deskterm.desk.intake.receive import Received
from deskterm.locale import language, t
from deskterm.models.rules.derived_facts import missing_in
from deskterm.models.terms.sections import Channel
from deskterm.screens.customer import card, profile
from deskterm.screens.customer.profile import Known
from deskterm.screens.request import words as request_words
from deskterm.screens.request.words import CHOSEN, Draft, Outlook
from deskterm.screens.shared.dialogs import FindCustomer
from deskterm.screens.shared.page import Page
from deskterm.screens.shared.pick import Pick
from deskterm.screens.triage.verdicts import field_words
from deskterm.widgets.screen import DeskScreen
from deskterm.widgets.text.editor import Editor
from deskterm.widgets.text.shown import plain, shown, styled

LABEL = 17
YES = "yes"
ON_THE_CARD = ("contact", "phone", "email")


class RequestScreen(DeskScreen):
    """Takes a request in by hand; answers with the code of its ticket, None where it became none."""

    NAME = "request"
    CSS_PATH = "request.tcss"
    AUTO_FOCUS = "#channel"

    def __init__(
        self, customer: str = "", *, channel: str = "", blocking: bool = False, subject: str = ""
    ) -> None:
        super().__init__()
        self.customer = customer
        self._first = (channel, blocking, subject)
        self._outlook: Outlook | None = None
        self._warned: tuple[str, ...] = ()  # missing fields that were named already
        self._filled_from = ""  # whose contact stands in the fields
        self._filed = False

    def body(self) -> ComposeResult:
        """Channel, customer, the fields, the problem; what is missing and what would become of it."""
        yield Pick(t("request.channel"), id="channel", wide=LABEL)
        with Horizontal(classes="line"):
            yield Static(shown(t("request.customer")), classes="label")
            yield Static(id="whose")
        yield Pick(t("request.blocking"), id="blocking", wide=LABEL)
        for name in request_words.all_fields(self.desk.service):
            if name in CHOSEN:
                yield Pick(t(f"request.field.{name}"), id=name, wide=LABEL)
            else:
                with Horizontal(classes="line", id=f"line-{name}"):
                    yield Static(shown(t(f"request.field.{name}")), classes="label", id=f"label-{name}")
                    yield Input(id=name, placeholder=t(f"fields.{name}"), select_on_focus=False)
        yield Static(shown(t("request.field.problem")), id="label-problem")
        yield Editor(id="problem", soft_wrap=True, show_line_numbers=False, tab_behavior="focus")
        yield Static(id="missing")
        yield Static(id="outcome")

    def on_mount(self) -> None:
        """The choices as the caller of this screen wants them; then: whose is it?"""
        super().on_mount()
        channel, blocking, subject = self._first
        self._offer(channel or self.desk.service.channels[0].id, blocking=blocking)
        self.query_one("#subject", Input).value = plain(subject)
        if self.customer:
            self._first_blank()
        else:
            self.action_customer()

    def _offer(self, channel: str, *, blocking: bool) -> None:
        service = self.desk.service
        channels = [(one.id, one.it if language() == "it" else one.en) for one in service.channels]
        self.query_one("#channel", Pick).offer(channels, value=channel, needed=True)
        pick = self.query_one("#blocking", Pick)
        pick.offer(
            [("", t("request.no")), (YES, t("request.yes"))], value=YES if blocking else "", needed=False
        )
        pick.display = request_words.asks_blocking(service)
        self._show_fields()

    @property
    def channel(self) -> Channel:
        """The channel that is chosen."""
        chosen = self.query_one("#channel", Pick).value
        return self.desk.service.channel(chosen) or self.desk.service.channels[0]

    def draft(self) -> Draft:
        """The request as it stands."""
        values = {name: self._value(name) for name in request_words.fields(self.channel)}
        blocking = self.query_one("#blocking", Pick).value == YES
        return Draft(channel=self.channel.id, customer=self.customer, blocking=blocking, values=values)

    def _value(self, name: str) -> str:
        if name == "problem":
            return self.query_one("#problem", TextArea).text
        if name in CHOSEN:
            return self.query_one(f"#{name}", Pick).value
        return self.query_one(f"#{name}", Input).value

    def missing(self) -> tuple[str, ...]:
        """What the channel needs and nobody has typed yet."""
        draft = self.draft()
        return missing_in(self.channel, {name: draft.value(name) for name in draft.values})

    # What is shown

    def load(self) -> None:
        """The card of the customer, and what the terms would say."""
        self._changed()

    def _show_fields(self) -> None:
        """Only what this channel asks for, what it needs marked."""
        channel, service = self.channel, self.desk.service
        asked = request_words.fields(channel)
        for name in request_words.all_fields(service):
            if name in CHOSEN:
                pick = self.query_one(f"#{name}", Pick)
                pick.display = name in asked
                words = request_words.options(service, channel, name)
                pick.offer(words, value=pick.value, needed=name in channel.need)
            else:
                self.query_one(f"#line-{name}").display = name in asked
        self._mark()

    def _mark(self) -> None:
        """A sign at every field that is needed and still blank."""
        missing = self.missing()
        for name in (*request_words.all_fields(self.desk.service), "problem"):
            if name not in CHOSEN:
                word = f"{t(f'request.field.{name}'):<{LABEL}}"
                sign = ("!" if name in missing else " ", "bold $text-warning")
                self.query_one(f"#label-{name}", Static).update(styled(word, sign))
        self.query_one("#missing", Static).update(
            request_words.missing(self.desk.service, self.channel, missing)
        )

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Pick.Changed)
    def _changed(self) -> None:
        if not self._loaded or not self.query_one("#channel", Pick).options:
            return
        self._mark()
        self.ask(request_words.outlook, self.desk, self.draft(), done=self._judge, latest="outlook")

    @on(Pick.Changed, "#channel")
    def _other_channel(self) -> None:
        self._warned = ()
        self._show_fields()

    def _judge(self, found: Outlook) -> None:
        if not self._loaded:
            return
        self._outlook = found
        self._fill(found.card)
        self.query_one("#whose", Static).update(self._whose(found.card, found.known))
        told = request_words.outcome(self.desk.service, found, self.desk.now())
        self.query_one("#outcome", Static).update(told)

    def _whose(self, found: Card | None, known: Known | None) -> Content:
        """Name, what the terms ask, packs and what was asked today, on one line."""
        if found is None:
            return styled((t("request.nobody"), "$text-warning"))
        service, made = self.desk.service, styled((found.customer.name, "bold $text-accent"))
        asked = profile.standing(service, found, known, self.desk.now())
        for line in (*asked, *(card.packs(found.packs, service) if found.packs else ())):
            made = made + Content(" · ") + line
        return made + Content(" · ") + card.numbers(found)

    def _fill(self, found: Card | None) -> None:
        """The contact that the card knows, once, where nothing is typed."""
        if found is None or found.customer.code == self._filled_from:
            return
        self._filled_from = found.customer.code
        person = next(iter(found.customer.contacts), None)
        if person is None:
            return
        known = {"contact": person.name, "phone": person.phone, "email": person.email}
        for name, value in known.items():
            for line in self.query(f"#{name}").results(Input):
                line.value = line.value or plain(value)

    # Whose it is

    def action_customer(self) -> None:
        """Look for the customer."""
        self.app.push_screen(FindCustomer(t("request.whose"), t("request.whose_text")), self._is_of)

    def _is_of(self, code: str | None) -> None:
        if code:
            self.customer = code
            self._changed()
        self._first_blank()

    # The keyboard

    def _first_blank(self) -> None:
        """To the first field that waits for something the card will not tell."""
        blank = "subject" if not self.query_one("#subject", Input).value else "problem"
        waiting = [name for name in self.missing() if not self.customer or name not in ON_THE_CARD]
        self._go_to(next(iter(waiting), blank))

    def _go_to(self, name: str) -> None:
        self.query_one(f"#{name}").focus()

    @on(Input.Submitted)
    def _next_field(self) -> None:
        self.focus_next()

    def holds_text(self) -> bool:
        """Whether something was typed that the desk does not have yet."""
        if self._filed:
            return False
        return any(self._value(name).strip() for name in ("subject", "problem") if self._loaded)

    async def retranslate(self) -> None:
        """Another language; what was typed stays."""
        typed = {
            name: self._value(name) for name in (*request_words.all_fields(self.desk.service), "problem")
        }
        channel, blocking = self.channel.id, self.query_one("#blocking", Pick).value == YES
        await super().retranslate()
        self._offer(channel, blocking=blocking)
        for name, value in typed.items():
            self._put(name, value)
        self._changed()

    def _put(self, name: str, value: str) -> None:
        if name == "problem":
            self.query_one("#problem", TextArea).load_text(value)
        elif name in CHOSEN:
            self.query_one(f"#{name}", Pick).value = value
        else:
            self.query_one(f"#{name}", Input).value = value

    # Filing

    def action_file(self) -> None:
        """Take it in; what is missing is named first, then the terms decide."""
        missing = self.missing()
        if missing and missing != self._warned:
            self._warned = missing
            self._go_to(missing[0])
            told = t("request.missing", fields=field_words(missing))
            self.shell.say(f"{told}\n{t('request.file_anyway')}", how="warning")
            return
        self.do(request_words.submit, self.desk, self.draft(), done=partial(self._received, missing))

    def _received(self, missing: tuple[str, ...], answer: Received) -> None:
        self._filed = True
        if answer.outcome == "queued":
            self.shell.say(t("request.queued", code=answer.ticket or ""))
            self.dismiss(answer.ticket)
            return
        told = request_words.received(self.desk.service, answer, missing)

        def leave(_: object) -> None:
            self.dismiss(answer.ticket)  # not its result: it may not be awaited here

        self.app.push_screen(Page(t("request.outcome"), told), leave)

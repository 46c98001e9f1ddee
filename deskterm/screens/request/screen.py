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
from deskterm.models.basics.ticket_numbers import short
from deskterm.screens.customer import card, traits
from deskterm.screens.customer.traits import Known
from deskterm.screens.request import words as request_words
from deskterm.screens.request.drafting import Drafting
from deskterm.screens.request.fields import LABEL, RequestFields
from deskterm.screens.request.words import Outlook, RequestDraft
from deskterm.screens.shared import words
from deskterm.screens.shared.dialogs import FindCustomer
from deskterm.screens.shared.page import Page
from deskterm.screens.shared.pick import Pick
from deskterm.screens.triage.ruling import field_words
from deskterm.widgets.keys import Keys
from deskterm.widgets.screen import DeskScreen
from deskterm.widgets.text.editor import Editor
from deskterm.widgets.text.shown import plain, shown, styled
from deskterm.widgets.text.signs import warned

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
        self._warned: tuple[tuple[str, ...], ...] = ((), ())  # fields that were named already
        self._about = customer  # by whom the draft is kept: a request of nobody yet has one of its own
        self.fields = RequestFields(self)
        self.drafting = Drafting(self)
        self.has(self.drafting)

    def title_text(self) -> str:
        """What is typed in, as the service calls it (I16)."""
        word = self.desk.service.word("request", language())
        return " · ".join(part for part in (super().title_text(), word) if part)

    def body(self) -> ComposeResult:
        """Channel, customer, the fields, the problem; what is missing and what would become of it."""
        yield Pick(t("request.channel"), id="channel", wide=LABEL)
        with Horizontal(classes="line"):
            yield Static(shown(t("request.customer")), classes="label")
            yield Static(id="whose")
        yield Pick(t("request.blocking"), id="blocking", wide=LABEL)
        for name in request_words.all_fields(self.desk.service):
            label = request_words.label(self.desk.service, name)
            if request_words.chosen(self.desk.service, name):
                yield Pick(label, id=name, wide=LABEL)
            else:
                with Horizontal(classes="line", id=f"line-{name}"):
                    yield Static(shown(label), classes="label", id=f"label-{name}")
                    hint = request_words.hint(self.desk.service, name)
                    yield Input(id=name, placeholder=hint, select_on_focus=False)
        yield Static(shown(t("request.field.problem")), id="label-problem")
        yield Editor(id="problem", soft_wrap=True, show_line_numbers=False, tab_behavior="focus")
        yield Static(id="missing")
        yield Static(id="outcome")

    def on_mount(self) -> None:
        """The choices as the caller of this screen wants them; what was begun; else: whose is it?"""
        super().on_mount()
        channel, blocking, subject = self._first
        self.fields.offer(channel or self.desk.service.channels[0].id, blocking=blocking)
        self.query_one("#subject", Input).value = plain(subject)
        self.drafting.look(self._about)

    def begin(self, draft: RequestDraft | None) -> None:
        """Go on with what was begun, or begin."""
        if draft is not None:
            self.customer = self.customer or draft.customer
            channel = self._first[0] or draft.channel
            if self.desk.service.channel(channel) is not None:
                self.fields.offer(channel, blocking=self._first[1] or draft.blocking)
            names = (*request_words.all_fields(self.desk.service), "problem")
            for name, value in draft.values.items():
                if value and name in names:
                    self.fields.put(name, value)
            if aside := {name: value for name, value in draft.values.items() if value and name not in names}:
                self.shell.say(words.not_taken(aside), how="warning")
            self._changed()
            self._go_on()
        elif self.customer:
            self._first_blank()
        else:
            self.action_customer()

    def _go_on(self) -> None:
        """To the end of what was typed last."""
        problem = self.query_one("#problem", TextArea)
        if problem.text:
            problem.focus()
            problem.move_cursor(problem.document.end)
        else:
            self._first_blank()

    # What is shown

    def load(self) -> None:
        """The card of the customer, and what the terms would say."""
        self._changed()

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Pick.Changed)
    def _changed(self) -> None:
        # Between two languages the fields are not there.
        if not self._loaded or not any(one.options for one in self.query("#channel").results(Pick)):
            return
        self.fields.mark()
        self.drafting.typing()
        self.ask(
            request_words.outlook,
            self.desk,
            self.fields.draft(self.customer),
            done=self._judge,
            latest="outlook",
            keys=Keys.TEXT,
        )

    @on(Pick.Changed, "#channel")
    def _other_channel(self) -> None:
        self._warned = ()
        self.fields.show_asked()

    def _judge(self, found: Outlook) -> None:
        if not self._loaded:
            return
        self._outlook = found
        self.fields.bar(found.barred)
        self.fields.fill(found.card)
        self.query_one("#whose", Static).update(self._whose(found.card, found.known))
        told = request_words.outcome(self.desk.service, found, self.desk.now())
        self.query_one("#outcome", Static).update(told)

    def _whose(self, found: Card | None, known: Known | None) -> Content:
        """Name, what the terms ask, packs and what was asked today, on one line."""
        if found is None:
            return styled(warned(t("request.nobody")))
        service, made = self.desk.service, styled((found.customer.name, "bold $text-accent"))
        asked = traits.standing(service, found, known, self.desk.now())
        for line in (*asked, *(card.packs(found, service, room=self.size.width) if found.packs else ())):
            made = made + Content(" · ") + line
        return made + Content(" · ") + card.numbers(found)

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
        waiting = [name for name in self.fields.missing() if not self.customer or name not in ON_THE_CARD]
        self._go_to(next(iter(waiting), blank))

    def _go_to(self, name: str) -> None:
        self.query_one(f"#{name}").focus()

    @on(Input.Submitted)
    def _next_field(self) -> None:
        self.focus_next()

    def typed(self) -> RequestDraft | None:
        """The request as it stands; None while the fields are not there."""
        picks = self.query("#channel").results(Pick)
        return (
            self.fields.draft(self.customer) if self._loaded and any(one.options for one in picks) else None
        )

    def filled(self) -> dict[str, str]:
        """What the card put in the fields: nobody typed it."""
        return self.fields.filled

    def leaving(self) -> None:
        """Keep what is typed."""
        self.drafting.left()

    async def retranslate(self) -> None:
        """Another language; what was typed stays."""
        names = (*request_words.all_fields(self.desk.service), "problem")
        typed = {name: self.fields.value(name) for name in names}
        channel, blocking = self.fields.channel.id, self.fields.blocking
        await super().retranslate()
        self.fields.offer(channel, blocking=blocking)
        for name, value in typed.items():
            self.fields.put(name, value)
        self._changed()

    # Filing

    def action_file(self) -> None:
        """Take it in; what is missing is named first, then the terms decide."""
        missing, unasked = self.fields.missing(), self.fields.unasked()
        if (missing or unasked) and (missing, unasked) != self._warned:
            self._warned = missing, unasked
            self._go_to(missing[0] if missing else "channel")
            told = t("request.missing", fields=field_words(self.desk.service, missing)) if missing else ""
            other = t("request.unasked", fields=field_words(self.desk.service, unasked)) if unasked else ""
            lines = (told, other, t("request.file_anyway"))
            self.shell.say("\n".join(line for line in lines if line), how="warning")
            return
        draft = self.fields.draft(self.customer)
        self.do(
            self.drafting.send, self.desk, request_words.submit, draft, done=partial(self._received, missing)
        )

    def _received(self, missing: tuple[str, ...], answer: Received) -> None:
        if answer.outcome == "queued":
            said = t("request.queued", code=short(answer.ticket or ""))
            if answer.not_taken:
                said += f"\n{t('request.not_taken', fields=', '.join(answer.not_taken))}"
            self.shell.say(said)
            self.dismiss(answer.ticket)
            return
        told = request_words.received(self.desk.service, answer, missing)

        def leave(_: object) -> None:
            self.dismiss(answer.ticket)  # not its result: it may not be awaited here

        self.app.push_screen(Page(t("request.outcome"), told), leave)

"""The gate before a session, on one screen: a digit answers a question, the terms say what it means."""

from __future__ import annotations

from typing import Any, ClassVar

from msgspec import Struct, structs
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from deskterm.desk import keyrings
from deskterm.desk.errors import DeskError
from deskterm.desk.keyrings import Secret
from deskterm.desk.letters import authorisation
from deskterm.desk.steps.gates.gate import Question
from deskterm.desk.steps.work.gate_answers import SPOKEN, WAYS, YES, Answer
from deskterm.locale import t
from deskterm.models.basics.text import clean
from deskterm.screens.gate import words as gate_words
from deskterm.screens.gate.password import Masked, Refusal
from deskterm.screens.gate.words import NO, GateLook, Passage
from deskterm.widgets.dialogs.boxes import Dialog
from deskterm.widgets.keys import Keys
from deskterm.widgets.text.shown import plain, shown, styled
from deskterm.widgets.work import Work, refusal

LINES = ("who", "device", "code")
ACCOUNT = "temp_account"  # the account that comes with a password (I7)


class GateTold(Struct, frozen=True, kw_only=True):
    """What came out of a gate: the answers and the device, or that the customer does not agree (M10).

    `secret`: the temporary password that was told for this session, to be kept in the system's keyring.
    """

    answers: dict[str, Answer]
    device: str = ""
    secret: Secret | None = None
    refused: bool = False
    who: str = ""
    how: str = "phone"


class GateScreen(Work, Dialog[GateTold | None]):
    """Asks what the terms want to know; opened with the first look at them."""

    KEYS = "page"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", show=False),
        Binding("w", "type('who')", show=False),
        Binding("d", "type('device')", show=False),
        # carried out before the keys behind it are handed on: they are a password
        Binding("k", "type('secret')", show=False, priority=True),
        Binding("h", "how", show=False),
        Binding("p", "goes_on", show=False),
        Binding("r", "refuse", show=False),
        Binding("m", "ask_mail", show=False),
        *[Binding(str(n), f"answer({n})", show=False) for n in range(1, 10)],
    ]
    DEFAULT_CSS = """
    GateScreen > Vertical { width: 100%; max-width: 100; max-height: 100%; }
    GateScreen .line { height: 1; }
    GateScreen .line Static { width: 16; color: $text-muted; }
    GateScreen .line Input { width: 1fr; }
    GateScreen #no-keyring { height: auto; max-height: 3; color: $text-warning; }
    GateScreen #rows { height: auto; padding: 0 0 1 0; }
    GateScreen #price { height: auto; max-height: 2; }
    GateScreen #verdict { height: auto; max-height: 6; padding: 1 0 0 0; }
    GateScreen #keys { height: 1; padding: 0; dock: bottom; }
    """

    def __init__(self, title: str, way: Passage, first: GateLook, price: Content | None = None) -> None:
        """`price`: what it comes to, where that is known better than what its kind of work costs."""
        super().__init__(title)
        self.way, self._look, self._price = way, first, price
        self._questions: list[Question] = list(first.open)
        self._told: dict[str, Answer] = {}
        self._how = WAYS[0]
        self._device, self._why = "", ""  # which it is; why the last answer is none
        self._typing: Question | None = None  # what the line of the code is for now
        self._keyring: str | None = None  # "" where one can be trusted, else why not; None: not looked yet

    def body(self) -> ComposeResult:
        """The questions; who answers for the customer, and how; the device; what the terms say."""
        yield Static(id="rows")
        yield Static(id="how")
        values = {"who": self.way.who or self._look.ticket.contact_name, "device": "", "code": ""}
        for name in LINES:
            with Horizontal(classes="line", id=f"line-{name}"):
                yield Static(shown(t(f"checklist.{name}")), id=f"name-{name}")
                yield Input(plain(values[name]), id=name, select_on_focus=False)
        with Horizontal(classes="line", id="line-secret"):
            yield Static(shown(t("checklist.secret")))
            yield Masked(id="secret")
        yield Static(id="no-keyring")
        yield Static(id="price")
        yield Static(id="verdict")
        yield Static(id="keys", classes="dialog--keys")

    def on_mount(self) -> None:
        """Nothing has the keyboard but the digits."""
        self.query(".dialog--keys").last(Static).display = False
        self.query_one("#keys").display = True
        self._show()

    def holds_text(self) -> bool:
        """Whether something has been told that would have to be asked again."""
        return bool(self._told)

    # Answers

    @property
    def questions(self) -> list[Question]:
        """What is answered here, in the order of their numbers: a number stays while the sheet is open."""
        return gate_words.answerable(self._questions)

    def action_answer(self, number: int) -> None:
        """The next answer to a question; at the end of the work, where one is asked alone: that answer."""
        if self._last is not None:
            self._tell_last(self._last, number)
            return
        if number > len(self.questions):
            self._not_asked()
            return
        question = self.questions[number - 1]
        if not question.choices:
            self._type(question)
            return
        before = self._told.get(question.fact)
        value = gate_words.following(question, before.value if before else "")
        who = self._who()
        if question.fact in SPOKEN and not who:
            self.action_type("who")
            self._complain(t("checklist.who_needed"))
            return
        self._told[question.fact] = Answer(value=value, who=who, how=self._how)
        self._ask()

    def _type(self, question: Question) -> None:
        """To the line in which this answer is typed, with what was told before."""
        told, line = self._told.get(question.fact), self.query_one("#code", Input)
        self.query_one("#name-code", Static).update(shown(gate_words.line_name(question)))
        line.value, line.placeholder = plain(told.value if told else ""), plain(question.hint)
        self._typing = question
        self.action_type("code")

    @property
    def _last(self) -> Question | None:
        """The one question that stands between the work and its filing: a digit answers it, and files."""
        alone = self.questions if self.way.closes else []
        return alone[0] if len(alone) == 1 and alone[0].choices else None

    def _tell_last(self, question: Question, number: int) -> None:
        if number > len(question.choices):
            self._not_asked()
            return
        self._told[question.fact] = Answer(value=question.choices[number - 1], who=self._who(), how=self._how)
        self.ask(gate_words.look, self.desk, self.way, dict(self._told), done=self._told_last)

    def _told_last(self, found: GateLook) -> None:
        self._answered(found)
        self.action_accept()

    def action_how(self) -> None:
        """How the customer says so: by telephone, by mail, in writing."""
        if not self._spoken():
            self._not_asked()
            return
        self._how = WAYS[(WAYS.index(self._how) + 1) % len(WAYS)]
        self._told = {fact: structs.replace(one, how=self._how) for fact, one in self._told.items()}
        self._show()

    def action_goes_on(self) -> None:
        """The customer says to go on all the same, where the terms only warn (A11)."""
        if not self._doubts():
            self._not_asked()
        for question in self._doubts():
            said = t("checklist.goes_on_words")
            self._told[question.fact] = structs.replace(self._told[question.fact], words=said)
        self._show()

    def action_refuse(self) -> None:
        """The customer does not agree: nothing begins, and that is noted (M10)."""
        if not any(one.fact == "consent" for one in self._questions):
            self._not_asked()
            return
        if not self._who():
            self.action_type("who")
            self._complain(t("checklist.who_needed"))
            return
        self.dismiss(GateTold(answers={}, refused=True, who=self._who(), how=self._how))

    def action_ask_mail(self) -> None:
        """Write to the customer that a mail must authorise us, where none has come (I6)."""
        if any(one.fact == "request_mail" for one in self._questions):
            done = lambda _: self._complain(t("checklist.mail_asked"))  # noqa: E731
            self.do(authorisation.ask, self.desk, self.way.code, done=done)
        else:
            self._not_asked()

    def action_accept(self) -> None:
        """Begin, if the terms let it."""
        if self._look.blocked:
            self._complain(None)
        elif self._doubts(unsettled=True):
            self._complain(t("checklist.say_goes_on"))
        else:
            who = self._who()
            told = {
                fact: structs.replace(one, who=who if fact in SPOKEN else one.who)
                for fact, one in self._told.items()
            }
            secret = self.query_one(Masked).take() if self._has_password() else None
            self.dismiss(GateTold(answers=told, device=self._device, secret=secret))

    def _has_password(self) -> bool:
        told = self._told.get(ACCOUNT)
        return told is not None and told.value == YES

    def _look_for_keyring(self) -> None:
        """Whether a password can be kept is known before one is typed (S16)."""
        if self._has_password() and self._keyring is None:
            self._keyring = ""
            self.ask(keyrings.keyring_of, done=None, failed=self._no_keyring)

    def _no_keyring(self, error: DeskError) -> None:
        line = self.query_one(Masked)
        line.take()
        if line.has_focus:  # somebody types it already: no letter of it may go on to another line
            self.set_focus(None)
            self._refuse_password(refusal(error))
        self._keyring = refusal(error)
        self._show()

    def _refuse_password(self, why: str) -> None:
        self.app.push_screen(Refusal(t("call.secret.nothing"), why))

    def _doubts(self, *, unsettled: bool = False) -> list[Question]:
        """What the customer answered with no, where the terms only warn."""
        found = []
        for question in self._questions:
            one = self._told.get(question.fact)
            if one and question.fact in SPOKEN and not question.blocks and one.value == NO:
                found += [question] if not unsettled or not one.words else []
        return found

    def _who(self) -> str:
        return clean(self.query_one("#who", Input).value).strip()

    # Lines that are typed

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In a line that is typed, k is a letter."""
        return (action, parameters) != ("type", ("secret",)) or self.focused is None

    def action_type(self, name: str) -> None:
        """To a line that is typed; Enter comes back."""
        if self.query_one(f"#line-{name}").display:
            self.set_focus(self.query_one(f"#{name}", Input))
        elif name == "secret":
            self._refuse_password(self._keyring or t("checklist.no_password"))
        else:
            self._not_asked()

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        self.set_focus(None)
        if event.input.id == "secret":
            return
        value = clean(event.value).strip()
        if event.input.id == "device":
            self._device = value
        elif event.input.id == "code":
            self._tell_code(value)
        self._ask()

    def _tell_code(self, value: str) -> None:
        if question := self._typing or next((one for one in self.questions if not one.choices), None):
            self._told.pop(question.fact, None)
            if value:
                self._told[question.fact] = Answer(value=value, who=self._who(), how=self._how)

    def on_resize(self) -> None:
        """As many words as fit."""
        if self.is_mounted:
            self._show()

    def on_key(self, event: events.Key) -> None:
        """Keys that are not asked for go nowhere beneath."""
        if self.focused is None and event.is_printable and event.key not in self._bindings.key_to_bindings:
            event.stop()

    # What the terms say

    def _ask(self) -> None:
        given = (self.way, dict(self._told), self._device)
        self.ask(
            gate_words.look,
            self.desk,
            *given,
            done=self._answered,
            failed=self._wrong,
            latest="look",
            keys=Keys.TEXT,
        )

    def _answered(self, found: GateLook) -> None:
        self._look, self._why = found, ""
        known = {one.fact for one in self._questions}
        self._questions += [one for one in found.open if one.fact not in known]
        self._look_for_keyring()
        self._show()

    def _wrong(self, error: DeskError) -> None:
        """An answer that is none: it is forgotten, and said."""
        for question in self.questions:
            if not question.choices and self._typing in (None, question):
                self._told.pop(question.fact, None)
        self._show()
        self._why = gate_words.wrong(error)
        self._complain(None)

    def _show(self) -> None:
        decides = {str(one.detail.get("ask") or ""): one.do for one in self._look.said}
        decides |= {one.fact: "block" for one in self._look.missing}
        numbers = {one.fact: at for at, one in enumerate(self.questions, start=1)}
        wanted = {one.fact for one in self._look.open} | self._told.keys()
        width, short = (self.size.width or 80) - 8, self.size.height < 24
        rows = [
            gate_words.row(
                numbers.get(one.fact, 0),
                one,
                self._told.get(one.fact),
                decides.get(one.fact, ""),
                width,
                short=short,
                moot=one.fact not in wanted,
            )
            for one in self._questions
        ]
        if self._last is not None:
            rows = [gate_words.alone(self._last, width)]
        self.query_one("#rows", Static).update(Content("\n").join(rows))
        self._show_lines()
        self.query_one("#price", Static).update(gate_words.price(self._look, self._price))
        self.query_one("#verdict", Static).update(self._verdict())

    def _show_lines(self) -> None:
        spoken = self._spoken()
        remote = "remote" in self.way.points
        visible = {
            "who": spoken,
            "device": remote and gate_words.about_device(self._questions),
            "code": any(not one.choices for one in self.questions),
        }
        for name, here in visible.items():
            self.query_one(f"#line-{name}").display = here
        told = self._has_password()
        self.query_one("#line-secret").display = told and not self._keyring
        self.query_one("#no-keyring", Static).update(shown(self._keyring or ""))
        self.query_one("#no-keyring").display = told and bool(self._keyring)
        how = styled((f"{'h ' + t('checklist.how'):<16}", "$text-muted"), " ", t(f"gates.way.{self._how}"))
        self.query_one("#how", Static).update(how)
        self.query_one("#how").display = spoken
        consent = any(one.fact == "consent" for one in self._questions)
        begin, close = "consent" if consent else "begin", "last" if self._last is not None else "close"
        digits = gate_words.digits(self._last.choices if self._last is not None else self.questions)
        keys = t(f"checklist.keys_{close if self.way.closes else begin}", digits=digits)
        if any(one.fact == "request_mail" for one in self._questions):
            keys = f"{t('checklist.keys_mail')} · {keys}"
        self.query_one("#keys", Static).update(shown(keys))

    def _verdict(self) -> Content:
        if self._doubts(unsettled=True):
            head = t("checklist.say_goes_on")
        elif self._doubts():
            head = t("checklist.gone_on")
        else:
            head = t("checklist.done" if self.way.closes else "checklist.free")
        return gate_words.verdict(self.desk.service, self._look, head)

    def _spoken(self) -> bool:
        """Whether somebody answers for the customer here, by telephone or in writing."""
        return any(one.fact in SPOKEN for one in self._questions)

    def _not_asked(self) -> None:
        shell: Any = self.shell
        shell.say(t("checklist.not_asked"))

    def _complain(self, text: str | None) -> None:
        """Say why nothing begins; None: the terms say it already."""
        shell: Any = self.shell
        shell.say(text or self._why or t("checklist.not_yet"), how="warning")

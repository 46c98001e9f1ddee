"""A dialog of several lines: Enter goes to the next one, F9 or Enter on the last takes them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self, cast

from msgspec import Struct
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from deskterm.desk.context import Desk
from deskterm.desk.errors import DeskError, Refused
from deskterm.desk.steps import own_facts
from deskterm.locale import t
from deskterm.locale.moments import clock_text
from deskterm.models.terms.own_facts import FactTerms
from deskterm.widgets.bars import IN_SIGHT
from deskterm.widgets.dialogs.boxes import Dialog
from deskterm.widgets.text.proposed import Kept, Proposed
from deskterm.widgets.text.shown import plain, shown, styled
from deskterm.widgets.text.signs import barred


class Field(Struct, frozen=True):
    """A line of a form: id, label, what stands there, what it is like; what is `proposed` is typed over.

    `faults` begin the codes of the refusals that are about it.
    """

    id: str
    label: str
    value: str = ""
    hint: str = ""
    proposed: bool = False
    faults: tuple[str, ...] = ()


class Unreadable(ValueError):
    """What was typed in a field cannot be read; the text says why."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


class Form(Dialog[Any]):
    """Fields under a title; `read` makes the answer of what was typed, or raises Unreadable."""

    KEYS = "write"
    DEFAULT_CSS = """
    Form Horizontal { height: 1; margin: 0 0 1 0; }
    Form .form--label { width: 14; color: $text-muted; }
    Form Input { width: 1fr; }
    Form #wrong { height: auto; color: $text-error; }
    Form.-refused.-usual Horizontal, Form.-refused.-low Horizontal { margin: 0; }
    """

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        read: Callable[[Mapping[str, str]], Any],
        text: str = "",
    ) -> None:
        super().__init__(title, text)
        self._fields, self._read = tuple(fields), read
        self._stand: dict[str, str] = {}  # what was typed before, where the desk has refused it
        self._why = ""
        self._at = ""  # the line that the keyboard goes to; "": the first

    def on_mount(self) -> None:
        """What was refused is corrected where it stands."""
        self.set_class(bool(self._why), "-refused")
        if self._at:
            self.query_one(f"#{self._at}", Input).focus()

    def body(self) -> ComposeResult:
        """A line for each field, and one for what is wrong."""
        for field in self._fields:
            with Horizontal():
                yield Static(shown(field.label), classes="form--label")
                line = Proposed if field.proposed else Kept
                stands = self._stand.get(field.id, field.value)
                yield line(plain(stands), placeholder=plain(field.hint), id=field.id)
        yield Static(styled(barred(self._why)) if self._why else "", id="wrong")

    def typed(self) -> bool:
        """Whether anything differs from what it began with."""
        values = self._values()
        return any(values[field.id] != field.value for field in self._fields)

    def _values(self) -> dict[str, str]:
        return {field.id: self.query_one(f"#{field.id}", Input).value for field in self._fields}

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        ids = [field.id for field in self._fields]
        at = ids.index(event.input.id or ids[-1])
        if at + 1 < len(ids):
            self.query_one(f"#{ids[at + 1]}", Input).focus()
        else:
            self.action_accept()

    def action_accept(self) -> None:
        """Take everything, or say what cannot be read and stay."""
        self._stand = self._values()
        self._at = self.focused.id or "" if isinstance(self.focused, Input) else ""
        try:
            answer = self._read({id: value.strip() for id, value in self._stand.items()})
        except Unreadable as error:
            self.add_class("-refused")
            self.query_one("#wrong", Static).update(styled(barred(str(error))))
            self.query_one(f"#{error.field}", Input).focus()
            return
        self.dismiss(answer)

    def anew(self, why: str, error: DeskError) -> Self:
        """The same form with what was typed, and why it was refused: at the line that it is about."""
        form = self._again()
        form._stand, form._why, form._at = self._stand, why, self._about(error)
        return form

    def _about(self, error: DeskError) -> str:
        """The line a refusal is about: its own, or that of the text it quotes; else where one was."""
        for field in self._fields:
            if error.code.startswith(field.faults):
                return field.id
        quoted = {str(value) for value in error.values.values()}
        return next((id for id, typed in self._stand.items() if typed and typed in quoted), self._at)

    def _again(self) -> Self:
        return type(self)(self._heading, self._fields, self._read, cast(str, self._text))


class TimedForm(Form):
    """A form that is filled in while somebody is on the telephone: their time runs, and is seen to."""

    DEFAULT_CSS = """
    TimedForm #clock { height: 1; margin: 0 0 1 0; text-style: bold; }
    """

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        read: Callable[[Mapping[str, str]], Any],
        text: str = "",
        since: int | None = None,
    ) -> None:
        """`since`: the instant from which the time counts; None for no clock."""
        super().__init__(title, fields, read, text)
        self._since = since

    @property
    def clock_runs(self) -> bool:
        """Whether a call's time runs here, though none has begun at the desk."""
        return self._since is not None

    def body(self) -> ComposeResult:
        """The clock over the lines."""
        if self._since is not None:
            yield Static(self._time(), id="clock", classes=IN_SIGHT)
        yield from super().body()

    def on_mount(self) -> None:
        """The clock goes on while one types."""
        if self._since is not None:
            self.set_interval(1, lambda: self.query_one("#clock", Static).update(self._time()))

    def _again(self) -> Self:
        form = super()._again()
        form._since = self._since
        return form

    def _time(self) -> Content:
        now = cast(Any, self.app).desk.now()
        return shown(t("ring.keep.clock", time=clock_text(now - (self._since or now))))


class WordsForm(Form):
    """A form whose lines have the terms' own names, which are longer; without a blank row between them."""

    DEFAULT_CSS = """
    WordsForm Horizontal { margin: 0; }
    WordsForm .form--label { width: 24; }
    """


def own_fields(of: Sequence[FactTerms], known: Mapping[str, str]) -> list[Field]:
    """A line for each fact, with what is known of it today."""
    return [own_field(one, known.get(one.id, "")) for one in of]


def own_field(one: FactTerms, value: str) -> Field:
    """One line, as it is kept or as somebody has typed it."""
    return Field(one.id, own_facts.name(one), own_facts.told(one, value), own_facts.hint(one))


def read_own(desk: Desk, of: Sequence[FactTerms], values: Mapping[str, str]) -> dict[str, str]:
    """What was typed for them, as it is kept. Raises Unreadable at the line that is none."""
    found = {}
    for one in of:
        try:
            found[one.id] = own_facts.written(desk, one, values.get(one.id, ""))
        except Refused as error:
            raise Unreadable(one.id, str(error)) from None
    return found

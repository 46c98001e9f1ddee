"""A dialog of several lines: Enter goes to the next one, F9 or Enter on the last takes them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from deskterm.widgets.dialogs.boxes import Dialog
from deskterm.widgets.text.proposed import Kept, Proposed
from deskterm.widgets.text.shown import plain, shown, styled


class Field(Struct, frozen=True):
    """A line of a form: id, label, what stands there, what it is like; what is `proposed` is typed over."""

    id: str
    label: str
    value: str = ""
    hint: str = ""
    proposed: bool = False


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

    def body(self) -> ComposeResult:
        """A line for each field, and one for what is wrong."""
        for field in self._fields:
            with Horizontal():
                yield Static(shown(field.label), classes="form--label")
                line = Proposed if field.proposed else Kept
                yield line(plain(field.value), placeholder=plain(field.hint), id=field.id)
        yield Static(id="wrong")

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
        try:
            answer = self._read({id: value.strip() for id, value in self._values().items()})
        except Unreadable as error:
            self.query_one("#wrong", Static).update(styled((str(error), "$text-error")))
            self.query_one(f"#{error.field}", Input).focus()
            return
        self.dismiss(answer)

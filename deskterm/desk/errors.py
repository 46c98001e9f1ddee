"""What a deed answers when it cannot be done; the words are in the catalogue `errors`."""

from __future__ import annotations

from typing import Any

from deskterm.locale import t


class DeskError(Exception):
    """Base: `code` names the sentence `errors.<code>`, `values` fill it, `rule` is the clause behind it."""

    def __init__(self, code: str, /, *, rule: str = "", **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
        self.rule = rule

    def __str__(self) -> str:
        return t(f"errors.{self.code}", **self.values)


class Refused(DeskError):
    """The desk or the terms say no; nothing has changed."""


class NotFound(Refused):
    """The thing named does not exist."""


class Busy(DeskError):
    """Another process holds the desk; the same call may succeed a moment later."""


class DeskTrouble(DeskError):
    """The desk's file or a configuration cannot be used as it is."""

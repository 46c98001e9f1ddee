"""The kinds of work in words: the program's six, and those that the terms of this desk declare."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from deskterm.locale import language, t


class Named(Protocol):
    """A word of the terms' own, in their languages."""

    @property
    def id(self) -> str:
        """By what it is known."""
        ...

    def said(self, language: str) -> str:
        """In a language."""
        ...


_own: dict[str, Named] = {}


def learn(kinds: Iterable[Named]) -> None:
    """The kinds of work of terms that are in force here or were."""
    _own.update({one.id: one for one in kinds})


def own_word(kind: str) -> str:
    """What the terms call a kind of work of their own; "" for one of the six."""
    return _own[kind].said(language()) if kind in _own else ""


def on_screen(kind: str) -> str:
    """A kind of work as the screens call it: `telefonata`, `dal cliente`."""
    return own_word(kind) or t(f"widgets.kind.{kind}")


def on_line(kind: str) -> str:
    """As the line calls it: `presso il cliente`."""
    return own_word(kind) or t(f"commands.session.{kind}")


def in_letter(kind: str) -> str:
    """As a letter to the customer calls it: `intervento in sede`."""
    return own_word(kind) or t(f"letters.session.{kind}")


def in_price(kind: str) -> str:
    """As a sentence about prices calls it: `per iscritto`."""
    return own_word(kind) or t(f"cost.kind.{kind}")

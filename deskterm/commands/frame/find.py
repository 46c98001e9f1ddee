"""What commands look up by whatever the user typed."""

from __future__ import annotations

import sys

import click

from deskterm.commands.frame.line import Line
from deskterm.desk.customers import search
from deskterm.desk.errors import NotFound, Refused
from deskterm.locale import t
from deskterm.models.records.customer import Customer


def field(text: str) -> tuple[str, str]:
    """Read `NAME=VALUE`. Raises UsageError."""
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise click.UsageError(t("errors.bad_field", text=text))
    return name.strip(), value.strip()


def given_text(text: str | None) -> str:
    """The text of an argument; `-` or none is standard input. Raises UsageError where nobody gives any."""
    if text not in (None, "-"):
        return str(text)
    if sys.stdin.isatty():
        raise click.UsageError(t("errors.text_missing"))
    return sys.stdin.read()


def the_customer(line: Line, text: str) -> Customer:
    """The one customer that `text` names: a code, a number, an address, the name or a part of it.

    Raises NotFound, or Refused naming the candidates when there are several.
    """
    found = search.find(line.desk, text, limit=6)
    if not found:
        raise NotFound("no_customer", code=text)
    named = [one for one in found if one.name.casefold() == text.strip().casefold()]
    if len(named) == 1:
        return named[0]
    if len(found) > 1:
        known = ", ".join(f"{one.code} {one.name}" for one in found)
        raise Refused("several_customers", text=text, known=known)
    return found[0]

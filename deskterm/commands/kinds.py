"""Kinds of values on the command line, each with its own words for what it cannot read."""

# ruff: noqa: ARG002  # click hands every kind its parameter and context

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import click

from deskterm.commands.line import EXAMPLE
from deskterm.locale import t
from deskterm.models.money import to_cents

Context = click.Context | None
Parameter = click.Parameter | None


class Kind(click.ParamType):  # type: ignore[type-arg]  # generic only in newer click
    """A value named in the usage line by a word of the catalogue."""

    name = "text"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """The word for such a value."""
        return t(f"commands.metavar.{self.name}")


class Text(Kind):
    """A text; `blank=False` refuses an empty one."""

    def __init__(self, name: str = "text", *, blank: bool = True) -> None:
        self.name = name
        self.blank = blank

    def convert(self, value: Any, param: Parameter, ctx: Context) -> str:
        """The text itself."""
        if not self.blank and not str(value).strip():
            self.fail(t("errors.blank"), param, ctx)
        return str(value)


class Instant(Kind):
    """An ISO 8601 timestamp; it stays a text until the zone of the desk's service is known."""

    name = "time"

    def convert(self, value: Any, param: Parameter, ctx: Context) -> str:
        """The text, if it is a timestamp."""
        try:
            datetime.fromisoformat(str(value).strip())
        except ValueError:
            self.fail(t("errors.bad_time", text=value, example=EXAMPLE), param, ctx)
        return str(value)


class Day(Kind):
    """An ISO day."""

    name = "day"

    def convert(self, value: Any, param: Parameter, ctx: Context) -> str:
        """The day, `2026-03-03`."""
        try:
            return date.fromisoformat(str(value).strip()).isoformat()
        except ValueError:
            self.fail(t("errors.bad_date", text=value), param, ctx)


class Month(Kind):
    """A month, `2026-03`."""

    name = "month"

    def convert(self, value: Any, param: Parameter, ctx: Context) -> str:
        """The month."""
        try:
            return date.fromisoformat(f"{str(value).strip()}-01").isoformat()[:7]
        except ValueError:
            self.fail(t("errors.bad_month", text=value), param, ctx)


class Money(Kind):
    """An amount in euro, with a point or a comma; inside it is cents."""

    name = "euro"

    def convert(self, value: Any, param: Parameter, ctx: Context) -> int:
        """The amount in cents."""
        if isinstance(value, int):
            return value
        try:
            amount = Decimal(str(value).strip().replace(",", "."))
            if amount.is_finite() and amount == round(amount, 2):
                return to_cents(amount)
        except InvalidOperation:
            pass
        self.fail(t("errors.bad_money", text=value), param, ctx)


def read_amount(text: str, unit: str) -> int:
    """An amount of a pack in its unit: minutes (`600`, `10h`, `1h30`), tickets (`3`), euro (`50`, `12,50`).

    Signed; euro become cents. Raises click.UsageError saying what the unit wants.
    """
    plain = text.strip().lower().replace("\N{MINUS SIGN}", "-")
    if unit == "cent" and re.fullmatch(r"[+-]?\d{1,9}(?:[.,]\d{1,2})?", plain):
        return to_cents(Decimal(plain.replace(",", ".")))
    hours = re.fullmatch(r"([+-]?)(\d{1,6})[h:](?:([0-5]?\d)m?)?", plain) if unit == "minute" else None
    if hours:
        return (-1 if hours[1] == "-" else 1) * (int(hours[2]) * 60 + int(hours[3] or 0))
    whole = re.fullmatch(r"([+-]?\d{1,9})m?" if unit == "minute" else r"([+-]?\d{1,9})", plain)
    if unit == "cent" or whole is None:
        raise click.UsageError(t(f"errors.bad_amount.{unit}", text=text))
    return int(whole[1])


class Number(Kind):
    """A whole number of at least `low`."""

    name = "number"

    def __init__(self, low: int = 0) -> None:
        self.low = low

    def convert(self, value: Any, param: Parameter, ctx: Context) -> int:
        """The number."""
        text = str(value).strip()
        if not text.isascii() or not text.isdigit() or len(text) > 15 or int(text) < self.low:
            self.fail(t("errors.bad_number", text=value, low=self.low), param, ctx)
        return int(text)


class Host(Kind):
    """The name of a server, or the domain of an address; an @ before it is let go."""

    def __init__(self, name: str = "host") -> None:
        self.name = name

    def convert(self, value: Any, param: Parameter, ctx: Context) -> str:
        """The name in small letters."""
        text = str(value).strip().lower().removeprefix("@").rstrip(".")
        if not re.fullmatch(r"[\w-]{1,63}(?:\.[\w-]{1,63})*", text) or len(text) > 253:
            self.fail(t("errors.bad_host", text=value), param, ctx)
        return text


class File(Kind):
    """A path to something that is there; `-` is standard input where `dash` says so."""

    name = "path"

    def __init__(self, *, dash: bool = False) -> None:
        self.dash = dash

    def convert(self, value: Any, param: Parameter, ctx: Context) -> Path:
        """The path."""
        path = Path(str(value)).expanduser()
        if not path.exists() and not (self.dash and str(value) == "-"):
            self.fail(t("errors.no_file", path=value), param, ctx)
        return path


class Folder(Kind):
    """A path to a folder that is there."""

    name = "folder"

    def convert(self, value: Any, param: Parameter, ctx: Context) -> Path:
        """The path."""
        path = Path(str(value)).expanduser()
        if not path.is_dir():
            self.fail(t("errors.no_folder", path=value), param, ctx)
        return path


TEXT = Text()
CODE = Text("code")
INSTANT = Instant()
DAY = Day()
MONEY = Money()
AMOUNT = Text("amount", blank=False)  # what it means depends on the unit of the pack
NUMBER = Number()

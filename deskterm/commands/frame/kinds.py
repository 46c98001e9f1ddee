"""Kinds of values on the command line, each with its own words for what it cannot read."""

# ruff: noqa: ARG002  # click hands every kind its parameter and context

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from deskterm.desk import hearing
from deskterm.desk.hearing import sentence
from deskterm.locale import LANGUAGES, figures, languages, t
from deskterm.models.said import amounts
from deskterm.models.said.words import Unclear, Way
from deskterm.models.terms.facts import FIXED

if TYPE_CHECKING:
    from deskterm.desk.context import Desk

Context = click.Context | None
Parameter = click.Parameter | None
OF_CONTACT = "contact"  # begins with the contact of that number: the command knows it


class Kind(click.ParamType):  # type: ignore[type-arg]  # generic only in newer click
    """A value named in the usage line by a word of the catalogue."""

    name = "text"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """The word for such a value."""
        return t(f"commands.metavar.{self.name}")


class Choice(click.Choice):  # type: ignore[type-arg]  # generic only in newer click
    """One of a few words; the nearest is named to whoever mistypes it."""

    def get_invalid_choice_message(self, value: Any, ctx: Context) -> str:
        """What can be chosen, the nearest word first."""
        from difflib import get_close_matches

        told = super().get_invalid_choice_message(value, ctx)
        near = get_close_matches(str(value).lower(), [str(one) for one in self.choices], n=1)
        return f"{told} {t('errors.did_you_mean', names=near[0])}" if near else told


class Tongue(Choice):
    """One of the languages of which there are catalogues, which are known once the settings are."""

    def __init__(self) -> None:
        super().__init__(LANGUAGES)

    @property
    def choices(self) -> tuple[str, ...]:
        """What can be chosen now."""
        return languages()

    @choices.setter
    def choices(self, _: object) -> None:
        """They follow the catalogues."""


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


@dataclass(frozen=True)
class Spoken:
    """A time, a day or a word of the service's own as it was typed: it is read once the desk is known."""

    text: str
    read: Callable[..., Any]  # of the desk and the text; raises Unclear
    param: Parameter
    ctx: Context
    after: str = ""  # the option at which the stretch begins that ends with this one; or OF_CONTACT

    def at(self, desk: Desk, begun: int | None = None, **more: int) -> Any:
        """What is meant. Raises click.BadParameter with both readings where it may be either."""
        try:
            return self.read(desk, self.text, **({} if begun is None else {"begun": begun}), **more)
        except Unclear as error:
            raise click.BadParameter(sentence(error), self.ctx, self.param) from None


class Instant(Kind):
    """A time as people say it, or ISO 8601; `at_day` is the time of a day that is said alone."""

    name = "time"

    def __init__(self, way: Way, *, at_day: time | None = None, after: str = "") -> None:
        self.way, self.at_day, self.after = way, at_day, after

    def convert(self, value: Any, param: Parameter, ctx: Context) -> Spoken:
        """The text, to be read at the desk."""
        read = partial(hearing.instant, way=self.way, at_day=self.at_day)
        return Spoken(str(value), read, param, ctx, self.after)


class ThisMinuteOn(Instant):
    """A moment to agree on: the minute that the clock shows is not past."""

    def convert(self, value: Any, param: Parameter, ctx: Context) -> Spoken:
        """The text, to be read at the desk."""
        return Spoken(str(value), partial(hearing.this_minute_on, way=self.way), param, ctx)


class OwnWord(Kind):
    """A word of the service's own list, by its id or as people see it."""

    def __init__(self, name: str, section: str) -> None:
        self.name, self.section = name, section

    def convert(self, value: Any, param: Parameter, ctx: Context) -> Spoken:
        """The text, to be looked up at the desk."""
        return Spoken(str(value), partial(hearing.own_word, section=self.section), param, ctx)


class KindOfWork(Kind):
    """A kind of work: one of the six, or one that the service declares."""

    name = "kind"

    def convert(self, value: Any, param: Parameter, ctx: Context) -> Spoken:
        """The text, to be looked up at the desk; what is none is refused there with the nearest."""

        def meant(desk: Desk, text: str) -> str:
            word = hearing.own_word(desk, text, section="kinds")
            known = [*FIXED["session"], *(one.id for one in desk.service.kinds)]
            return str(Choice(known).convert(word, param, ctx))

        return Spoken(str(value), meant, param, ctx)


TOPIC = OwnWord("topic", "topics")
SEVERITY = OwnWord("severity", "severities")
OUTCOME = OwnWord("outcome", "outcomes")
REASON = OwnWord("reason", "reasons")
WORK = KindOfWork()


class Edge(Kind):
    """Where a list begins or ends, or the day from which one looks: most often past, but it need not be."""

    def __init__(self, name: str) -> None:
        self.name = name

    def convert(self, value: Any, param: Parameter, ctx: Context) -> Spoken:
        """The text, to be read at the desk."""
        day = partial(hearing.edge, hearing.day)
        at = partial(hearing.edge, hearing.instant, at_day=time(0))
        return Spoken(str(value), day if self.name == "day" else at, param, ctx)


class DayKind(Kind):
    """A day as people say it, or ISO."""

    name = "day"

    def __init__(self, way: Way) -> None:
        self.way = way

    def convert(self, value: Any, param: Parameter, ctx: Context) -> Spoken:
        """The text, to be read at the desk."""
        return Spoken(str(value), partial(hearing.day, way=self.way), param, ctx)


class MonthKind(Kind):
    """A month that has begun, as people say it, or `2026-03`."""

    name = "month"

    def convert(self, value: Any, param: Parameter, ctx: Context) -> Spoken:
        """The text, to be read at the desk."""
        return Spoken(str(value), partial(hearing.month, way="past"), param, ctx)


class Money(Kind):
    """An amount as people write it, in the currency of the desk's terms; inside it is minor units."""

    name = "money"

    def convert(self, value: Any, param: Parameter, ctx: Context) -> Spoken:
        """The text, to be read at the desk: only its terms say which currency, and how many decimals."""
        return Spoken(str(value), hearing.money, param, ctx)


def read_amount(text: str, unit: str) -> int:
    """An amount of a pack in its unit: minutes (`600`, `10h`, `1h30`), tickets (`3`), money (`50`, `12,50`).

    Signed; money in the currency in force becomes minor units. Raises click.UsageError saying what the unit
    wants, and with both readings of a small number alone that may be hours.
    """
    try:
        return amounts.asked(text, unit, figures.signs())
    except Unclear as error:
        raise click.UsageError(sentence(error)) from None


class Minutes(Kind):
    """A length of time of at least a minute; a number alone is minutes."""

    name = "minutes"

    def convert(self, value: Any, param: Parameter, ctx: Context) -> int:
        """So many minutes."""
        try:
            found = amounts.minutes(str(value), bare=1)
        except Unclear as error:
            self.fail(sentence(error), param, ctx)
        if found < 1:
            self.fail(sentence(Unclear("none", "minutes", str(value))), param, ctx)
        return found


class NumberKind(Kind):
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


class HostKind(Kind):
    """The name of a server, or the domain of an address; an @ before it is let go."""

    def __init__(self, name: str = "host") -> None:
        self.name = name

    def convert(self, value: Any, param: Parameter, ctx: Context) -> str:
        """The name in small letters."""
        from deskterm.desk.upkeep import mail_trust

        text = mail_trust.host(str(value))
        if not text:
            self.fail(t("errors.bad_host", text=value), param, ctx)
        return text


class Zone(Kind):
    """The name of a time zone, `Europe/Rome`."""

    name = "zone"

    def convert(self, value: Any, param: Parameter, ctx: Context) -> str:
        """The name of a zone that there is."""
        from zoneinfo import ZoneInfo

        try:
            return ZoneInfo(str(value)).key
        except (OSError, ValueError, LookupError):
            self.fail(t("errors.bad_zone", text=value), param, ctx)


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
SINCE, SEEN_FROM = Edge("time"), Edge("day")  # of a list: a day alone is its beginning
AGENDA = Instant("any", at_day=time(0))
PAST, COMING = Instant("past"), ThisMinuteOn("future")
END, OF_A_CONTACT = Instant("past", after="started"), Instant("past", after=OF_CONTACT)
PARKED = Instant("future", at_day=time(8))
PAST_DAY, DAY_TO_COME, ANY_DAY = DayKind("past"), DayKind("future"), DayKind("any")
MONEY = Money()
AMOUNT = Text("amount", blank=False)  # what it means depends on the unit of the pack
NUMBER, LIMIT = NumberKind(), NumberKind(1)

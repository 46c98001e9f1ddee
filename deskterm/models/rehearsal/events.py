"""The lines of a rehearsal: what is asked, read strictly enough that no answer rests on a misread line.

A key that its event has not stops nothing: past work is often exported with more in it than the terms ask
about. It is told, for it may be a fact in the wrong place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from deskterm.models.basics.faults import nearest

FIRST_YEAR, LAST_YEAR = 2000, 2100  # calendars are worked out by years; further away a date is a slip
EVENTS = ("request", "session", "gate", "queue")
POINTS = ("intake", "triage", "call", "remote", "onsite", "close")
Id = int | str

_WHERE = re.compile(r" - at `(?P<path>[^`]*)`$")
_MISSING = re.compile(r"Object missing required field `(?P<field>[^`]*)`")
_TYPE = re.compile(r"Expected `(?P<expected>[^`]*)`(?:, got `(?P<got>[^`]*)`)?")
_BYTE = re.compile(r"\(byte (\d+)\)")
_WORD = re.compile(r"Invalid (?:enum )?value '?(?P<word>.*?)'?$")


class BadEvent(ValueError):
    """A line that cannot be decided on; the sentence is `rehearse.error.CODE` in the catalogues."""

    def __init__(self, code: str, **values: object) -> None:
        self.code, self.values = code, values
        super().__init__(f"{code} {values}")


class PastRequest(Struct, kw_only=True):
    """A request as it arrived; what is null was not given.

    `customer` has the facts of a known customer, null is somebody unknown; `facts` any other, by its name.
    """

    id: Id
    channel: str
    received: str
    subject: str | None = None
    body: str | None = None
    in_thread: bool | None = None
    fields: dict[str, Any] | None = None
    customer: dict[str, Any] | None = None
    topics: list[str] | None = None
    severity: str | None = None
    vague: bool | None = None
    blocking: bool | None = None
    facts: dict[str, Any] | None = None


class RequestEvent(PastRequest, kw_only=True, tag_field="event", tag="request"):
    """A line that asks what becomes of a request."""


class Stretch(Struct, kw_only=True):
    """One stretch of work."""

    kind: str
    start: str
    end: str


class PastPack(Struct, kw_only=True):
    """A pack that the customer had: its kind, what it held, and its days."""

    kind: str
    left: int
    start: str | None = msgspec.field(name="from", default=None)
    until: str | None = None


class PastAgreement(Struct, kw_only=True):
    """The days of the customer's agreement, which may include units of packs."""

    start: str = msgspec.field(name="from")
    until: str | None = None


class SessionEvent(Struct, kw_only=True, tag_field="event", tag="session"):
    """A line that asks what stretches of work cost."""

    id: Id
    segments: list[Stretch]
    customer: dict[str, Any] | None = None
    topic: str | None = None
    deployment: str | None = None
    facts: dict[str, Any] | None = None
    packs: list[PastPack] | None = None
    agreement: PastAgreement | None = None


class GateEvent(Struct, kw_only=True, tag_field="event", tag="gate"):
    """A line that asks what stands in the way; `time` is when it is asked, for the opening hours."""

    id: Id
    at: Literal["intake", "triage", "call", "remote", "onsite", "close"]
    facts: dict[str, Any]
    customer: dict[str, Any] | None = None
    time: str | None = None


class QueueEvent(Struct, kw_only=True, tag_field="event", tag="queue"):
    """A line that asks in which order requests will be taken."""

    id: Id
    requests: list[PastRequest]


class _Named(Struct):
    id: Any = None


Event = RequestEvent | SessionEvent | GateEvent | QueueEvent
_KINDS: Mapping[str, type[Struct]] = {
    "request": RequestEvent,
    "session": SessionEvent,
    "gate": GateEvent,
    "queue": QueueEvent,
}
_INSIDE: Mapping[str, type[Struct]] = {
    "segments": Stretch,
    "packs": PastPack,
    "agreement": PastAgreement,
    "requests": PastRequest,
}
_CHOICES = {"event": EVENTS, "at": POINTS}
_JSON = {"str": "string", "int": "number", "float": "number", "bool": "true | false"}
_DECODER: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)
_NAMED = msgspec.json.Decoder(_Named)


def read(line: bytes) -> Event:
    """The event of one line. Raises BadEvent."""
    try:
        return _DECODER.decode(line)
    except msgspec.ValidationError as error:
        raise _explained(str(error)) from None
    except (msgspec.DecodeError, RecursionError) as error:
        place = _BYTE.search(str(error))
        raise BadEvent("json", byte=place[1] if place else len(line)) from None
    except UnicodeDecodeError:
        raise BadEvent("not_utf8") from None


class Stranger(Struct, frozen=True):
    """A key that its event has not; one in a list is named without its place: `segments[].km`."""

    path: str
    known: tuple[str, ...]  # the keys that stand there
    single: bool  # a value, and no table of them

    @property
    def name(self) -> str:
        """The key without its way."""
        return self.path.rpartition(".")[2]


def unknown_keys(line: bytes) -> Iterator[Stranger]:
    """Each key of a line that could be read and whose event has no such key."""
    said = msgspec.json.decode(line)
    yield from _beside(said, _KINDS[said["event"]], "")


def _beside(said: dict[str, Any], kind: type[Struct], path: str) -> Iterator[Stranger]:
    known = _keys(kind)
    for name, value in said.items():
        if name not in known and not (name == "event" and not path):
            yield Stranger(f"{path}{name}", known, not isinstance(value, dict | list))
        elif inside := _INSIDE.get(name):
            many = isinstance(value, list)
            for one in value if many else [value] if value else []:
                yield from _beside(one, inside, f"{path}{name}[]." if many else f"{path}{name}.")


@cache
def _keys(kind: type[Struct]) -> tuple[str, ...]:
    return tuple(field.encode_name for field in msgspec.structs.fields(kind))


def id_of(line: bytes) -> object:
    """The id of a line that could not be read otherwise; None where even that is missing."""
    try:
        found = _NAMED.decode(line).id
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return found if isinstance(found, int | str | float) else None


def instant(text: str, zone: ZoneInfo, field: str, *, charged: bool = False) -> int:
    """The seconds since 1970 UTC of a timestamp; one without an offset is local. Raises BadEvent.

    Where it is `charged`, one that a night of changed clocks skips or has twice is asked back.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadEvent("time", field=field, text=text) from None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise BadEvent("year", field=field, text=text, first=FIRST_YEAR, last=LAST_YEAR)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
        early, late = (moment, moment) if not charged else (moment.replace(fold=fold) for fold in (0, 1))
        if early.utcoffset() != late.utcoffset():  # the night on which the clocks are changed
            shown = early.astimezone(UTC).astimezone(zone)
            skipped = shown.replace(tzinfo=None) != early.replace(tzinfo=None)
            raise BadEvent("time_skipped" if skipped else "time_twice", field=field, text=text)
    return int(moment.timestamp())


def day(text: str | None, zone: ZoneInfo, field: str, otherwise: str) -> str:
    """A local day, ISO; `otherwise` where none is named. Raises BadEvent."""
    if text is None:
        return otherwise
    return datetime.fromtimestamp(instant(text, zone, field), zone).date().isoformat()


def _named(kinds: str | None) -> str:
    """Python's names of types as JSON's."""
    named = (_JSON.get(kind, kind) for kind in (kinds or "-").split(" | "))
    return " | ".join(dict.fromkeys(named))


def _explained(message: str) -> BadEvent:
    """msgspec's sentence as a code and values of ours."""
    where = _WHERE.search(message)
    path = where["path"].removeprefix("$").removeprefix(".") if where else ""
    message = message[: where.start()] if where else message
    if missing := _MISSING.match(message):
        field = f"{path}.{missing['field']}" if path else missing["field"]
        return BadEvent("missing", field=field)
    if kind := _TYPE.match(message):
        if not path:
            return BadEvent("object", got=_named(kind["got"]))
        return BadEvent("type", field=path, expected=_named(kind["expected"]), got=_named(kind["got"]))
    word = _WORD.match(message)
    if word and path in _CHOICES:
        words = _CHOICES[path]
        return BadEvent(path, word=word["word"], near=nearest(word["word"], words), words=", ".join(words))
    return BadEvent("value", field=path or "-", detail=message)

"""Requests of a portal or a chat from a file: JSON lines or CSV, every line with an outcome (O4, T2, M3).

Columns: `channel customer subject body contact phone email received blocking id`, or what people call them
(`desk/steps/titles.py`), and the fields that the terms declare for the channel (`type`, `reachable_from`).
Any other, and what is no value of one (a list, an object), is not taken and named: the request comes in
without it. `customer` is whatever finds one: a code,
a number, an address, and `id` the request's own number where it came from. Who comes through a door that
asks who one is has said so; of the others nobody vouches (S7).

Where nobody vouches, a line says neither that it rang nor that it came long ago: what names a telephone
comes by the service's portal, chat or mail, and an arrival older than a weekend is now. Whoever vouches,
nothing comes after now. All of this is named as not taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from deskterm.clock import parse_instant
from deskterm.desk.context import Desk
from deskterm.desk.customers import search
from deskterm.desk.errors import NotFound
from deskterm.desk.intake import receive
from deskterm.desk.intake.receive import Received
from deskterm.desk.steps import own_facts, titles
from deskterm.desk.steps.entries import BadLine, Line, foreign, json_lines, spoiled, table
from deskterm.models.basics.text import clean
from deskterm.models.records.customer import Customer
from deskterm.models.records.request import IncomingRequest
from deskterm.models.rules.derived_facts import claimed, declared
from deskterm.models.terms.facts import FIELDS
from deskterm.models.terms.sections import Channel

TEXTS = ("subject", "contact", "phone", "email")
OURS = frozenset({*TEXTS, "body", "channel", "customer", "received", "blocking", "id"})
KEYS = ("customer", "phone", "email", "id")  # by which somebody or something is found
TABLES = (".csv", ".tsv")
WRITTEN = (
    "portal",
    "chat",
    "whatsapp",
    "email",
)  # by which kinds of channel a file may come, the likeliest first
OLDEST = 3 * 86_400  # how long ago, in seconds, a line that nobody vouches for may say that it came
AT_ONCE = 20  # lines of a file in one transaction; of a stream each is told as it comes
DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ ,T]+(\d{1,2})([:.]\d{2}(?:[:.]\d{2})?))?")
YES = frozenset({"yes", "true", "1", "sì", "si"})


def receive_file(
    desk: Desk, path: Path, stream: BinaryIO | None = None, *, vouched: bool = False
) -> Iterator[Received]:
    """Take in every request of a file, one after the other; what became of each, with its place in the file.

    `vouched`: a person says that the customers named are who they say. A line that stands already, with the
    same words, is a duplicate. `stream` is read instead of the file where it is given (JSON lines).
    """
    with stream or path.open("rb") as opened:
        lines = json_lines(opened) if stream else _lines(desk, path, opened)
        while some := list(islice(lines, 1 if stream else AT_ONCE)):
            yield from _taken_in(desk, some, path.name, vouched=vouched)


def _lines(desk: Desk, path: Path, opened: BinaryIO) -> Iterator[Line]:
    """The lines of a file as what it is; of one that is no text, only that."""
    code = foreign(opened)
    if code:
        return iter([(1, BadLine(code))])
    if path.suffix.lower() not in TABLES:
        return json_lines(opened)
    return table(opened, own_facts.titles_of(desk.service, titles.meant(titles.REQUESTS, (*FIELDS, *OURS))))


def _taken_in(desk: Desk, lines: Sequence[Line], name: str, *, vouched: bool) -> list[Received]:
    """Some lines in one transaction: told when it is durable, and all of them anew if it never was."""
    with desk.write():
        return [_received(desk, entry, f"{name}:{place}", vouched=vouched) for place, entry in lines]


def _received(desk: Desk, entry: Mapping[str, Any] | BadLine, source: str, *, vouched: bool) -> Received:
    try:
        if isinstance(entry, BadLine):
            raise entry
        request = _request(desk, entry, vouched=vouched)
        key = _key(request, entry)
        return receive.receive_entry(desk, request, source=source, digest=_digest(entry), key=key)
    except BadLine as error:
        return Received(outcome="unreadable", reason=str(error), field=error.field, source=source)
    except NotFound as error:
        return Received(outcome="unreadable", reason=error.code, field="channel", source=source)


def _key(request: IncomingRequest, entry: Mapping[str, Any]) -> str:
    """The request's own number where it came from, as no mail's Message-ID can be written; "" without one."""
    number = clean(_text(entry, "id")).strip()
    return f"{request.channel.id} {number}" if number else ""


def _request(desk: Desk, entry: Mapping[str, Any], *, vouched: bool) -> IncomingRequest:
    """The request that a line makes. Raises BadLine for a value that is none, NotFound for its channel."""
    named = receive.the_channel(desk, _text(entry, "channel").strip())
    way = named if vouched else _written(desk, named)
    said, now = _instant(desk, _text(entry, "received")), desk.now()
    received = now if said > now or (not vouched and said < now - OLDEST) else said
    for name in KEYS:
        _whole(entry, name)
    told = {name: clean(_text(entry, name)) for name in TEXTS}
    customer = _customer(desk, entry)
    body = clean(_text(entry, "body"), lines=True)
    others = [name for name, value in entry.items() if name not in OURS and value not in (None, "")]
    fields = dict(_field(way, clean(str(name)), entry[name]) for name in others)
    fields |= {} if way is named else {"channel": named.id}
    fields |= {} if received == said else {"received": clean(_text(entry, "received"))}
    return IncomingRequest(
        channel=way,
        customer=customer,
        named="" if customer else clean(_text(entry, "customer")).strip(),
        confirmed=vouched or way.signed_in,
        typed=False,
        body=body,
        received_at=received,
        blocking=_text(entry, "blocking").strip().lower() in YES,
        fields=dict(claimed(desk.service, way, body)),
        **told,
    ).said_too(own_facts.as_kept(desk, _types(way, fields), strict=False))


def _written(desk: Desk, named: Channel) -> Channel:
    """The channel of a line that nobody vouches for: the one it names, unless that is a telephone.

    Raises BadLine where the service has none that is written.
    """
    if named.kind in WRITTEN:
        return named
    ways = [one for kind in WRITTEN for one in desk.service.channels if one.kind == kind and not one.when]
    if not ways:
        raise BadLine("no_channel", "channel")
    return ways[0]


def _types(way: Channel, fields: dict[str, str]) -> dict[str, str]:
    """A topic is a technician's word; where the channel's form offers topics it is the type chosen there."""
    if way.types and "topic" in fields and "type" not in fields:
        fields["type"] = fields.pop("topic")
    return fields


def _whole(entry: Mapping[str, Any], name: str) -> None:
    """Raises BadLine for a number that a spreadsheet has rounded, and for its errors and formulas."""
    if isinstance(entry.get(name), float) or spoiled(_text(entry, name)):
        raise BadLine("spoiled-cell", name)


def _text(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name)
    if isinstance(value, list | dict):
        raise BadLine("bad-value", name)
    return _as_text(value)


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    return msgspec.json.encode(value).decode() if isinstance(value, list | dict) else str(value)


def _field(way: Channel, name: str, value: object) -> tuple[str, str]:
    """A field beside ours as it came. A list or an object is no value of any: it is never taken, but told.

    Under a name that the channel takes it stands as `name[]`.
    """
    told = clean(_as_text(value), lines=True)
    return (f"{name}[]" if isinstance(value, list | dict) and name in declared(way) else name), told


def _instant(desk: Desk, text: str) -> int:
    """When it says that it arrived, ISO or as Italian spreadsheets write it; now where it says nothing."""
    if not text.strip():
        return desk.now()
    if written := DAY_FIRST.fullmatch(text.strip()):
        day, month, year, hour, clock = written.groups()
        text = f"{year}-{month:0>2}-{day:0>2}" + (f"T{hour:0>2}{clock.replace('.', ':')}" if hour else "")
    try:
        return parse_instant(text, desk.service.tz)
    except (ValueError, OverflowError):
        raise BadLine("bad-time", "received") from None


def _customer(desk: Desk, entry: Mapping[str, Any]) -> Customer | None:
    """The one customer that a line names, or whose address it carries; None for a stranger."""
    for name in ("customer", "email"):
        text = _text(entry, name).strip()
        found = search.find(desk, text, limit=2) if text else ()
        if len(found) == 1:
            return found[0]
        if text and name == "customer":
            return None
    return None


def _digest(entry: Mapping[str, Any]) -> str:
    """What a line says, whatever the order of its columns: the same again is the same request."""
    said = {str(name): _as_text(value) for name, value in entry.items() if value not in (None, "")}
    return sha256(b"portal:" + msgspec.json.encode(sorted(said.items()))).hexdigest()

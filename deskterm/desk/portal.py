"""Requests of a portal or a chat from a file: JSON lines or CSV, every line with an outcome (O4, T2, M3).

Columns: `channel customer subject body contact phone email received topic blocking`; any other is a field of
the request (`type`, `reachable_from`). `customer` is whatever finds one: a code, a number, an address. Who
comes through a door that asks who one is has said so; of the others nobody vouches (S7).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from deskterm.clock import parse_instant
from deskterm.desk import customers, intake
from deskterm.desk.booking import Request
from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound
from deskterm.desk.intake import Received
from deskterm.models.records import Contact, Customer
from deskterm.models.text import clean

TEXTS = ("subject", "contact", "phone", "email", "topic")
OURS = frozenset({*TEXTS, "body", "channel", "customer", "received", "blocking", "id"})
LONGEST = 2 * 1024 * 1024  # bytes of one line
YES = frozenset({"yes", "true", "1", "sì", "si"})


class BadLine(ValueError):
    """A line that cannot be read; the code is a reason's (`reasons.bad-json`)."""


def receive(
    desk: Desk, path: Path, stream: BinaryIO | None = None, *, vouched: bool = False
) -> Iterator[Received]:
    """Take in every request of a file, one after the other; what became of each, with its place in the file.

    `vouched`: a person says that the customers named are who they say. A line that stands already, with the
    same words, is a duplicate. `stream` is read instead of the file where it is given (JSON lines).
    """
    with stream or path.open("rb") as opened:
        lines = _csv(opened) if path.suffix.lower() == ".csv" else _json(opened)
        for place, entry in lines:
            source = f"{path.name}:{place}"
            if isinstance(entry, BadLine):
                yield Received(outcome="unreadable", reason=str(entry), source=source)
            else:
                yield _received(desk, entry, source, vouched=vouched)


def _received(desk: Desk, entry: Mapping[str, Any], source: str, *, vouched: bool) -> Received:
    try:
        request = _request(desk, entry, vouched=vouched)
        person = _person(request.customer) if not request.contact else None
        return intake.receive_entry(desk, request, person, source=source, digest=_digest(entry))
    except BadLine as error:
        return Received(outcome="unreadable", reason=str(error), source=source)
    except NotFound as error:
        return Received(outcome="unreadable", reason=error.code, source=source)


def _request(desk: Desk, entry: Mapping[str, Any], *, vouched: bool) -> Request:
    """The request that a line makes. Raises BadLine for a value that is none, NotFound for its channel."""
    way = intake.the_channel(desk, _text(entry.get("channel")))
    told = {name: clean(_text(entry.get(name))) for name in TEXTS}
    others = {name: value for name, value in entry.items() if name not in OURS and value not in (None, "")}
    return Request(
        channel=way,
        customer=_customer(desk, entry),
        confirmed=vouched or way.signed_in,
        body=clean(_text(entry.get("body")), lines=True),
        received_at=_instant(desk, entry.get("received")),
        blocking=_text(entry.get("blocking")).lower() in YES,
        fields={clean(str(name)): clean(_text(value)) for name, value in others.items()},
        **told,
    )


def _person(customer: Customer | None) -> Contact | None:
    """Whom to speak to where nobody is named: the customer's first contact."""
    return customer.contacts[0] if customer and customer.contacts else None


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, str | int | float):
        return str(value)
    raise BadLine("bad-value")


def _instant(desk: Desk, value: object) -> int:
    """When it arrived: never after now."""
    if value in (None, ""):
        return desk.now()
    try:
        return min(parse_instant(str(value), desk.service.tz), desk.now())
    except (ValueError, OverflowError):
        raise BadLine("bad-time") from None


def _customer(desk: Desk, entry: Mapping[str, Any]) -> Customer | None:
    """The one customer that a line names, or whose address it carries; None for a stranger."""
    for name in ("customer", "email"):
        text = _text(entry.get(name))
        found = customers.find(desk, text, limit=2) if text else ()
        if len(found) == 1:
            return found[0]
        if text and name == "customer":
            return None
    return None


def _digest(entry: Mapping[str, Any]) -> str:
    """What a line says, whatever the order of its columns: the same again is the same request."""
    said = {str(name): _text(value) for name, value in entry.items() if value not in (None, "")}
    return sha256(b"portal:" + msgspec.json.encode(sorted(said.items()))).hexdigest()


def _json(stream: BinaryIO) -> Iterator[tuple[int, Mapping[str, Any] | BadLine]]:
    for place, line in enumerate(_lines(stream), 1):
        if line.strip():
            yield place, _object(line)


def _lines(stream: BinaryIO) -> Iterable[bytes]:
    """The lines of a file; of one that never ends only a part is read, and it is then a bad one."""
    while line := stream.readline(LONGEST + 1):
        yield line
        while len(line) > LONGEST and not line.endswith(b"\n"):
            line = stream.readline(LONGEST + 1)


def _object(line: bytes) -> Mapping[str, Any] | BadLine:
    if len(line) > LONGEST:
        return BadLine("too-large")
    try:
        found = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return BadLine("bad-json")
    return found if isinstance(found, dict) else BadLine("bad-json")


def _csv(stream: BinaryIO) -> Iterator[tuple[int, Mapping[str, Any] | BadLine]]:
    """The rows of a CSV with a line of titles, divided by commas or semicolons."""
    with io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="") as text:
        head = text.readline(LONGEST)
        divided = ";" if head.count(";") > head.count(",") else ","
        names = [name.strip() for name in next(csv.reader([head], delimiter=divided), [])]
        rows = csv.reader(text, delimiter=divided)
        while True:
            try:
                row = next(rows)
            except StopIteration:
                return
            except csv.Error:
                row = []
                yield rows.line_num + 1, BadLine("bad-csv")
            if any(cell.strip() for cell in row):
                place, fits = rows.line_num + 1, len(row) == len(names)
                yield place, dict(zip(names, row, strict=True)) if fits else BadLine("bad-csv")

"""A service file's text into its sheet, naming every fault of spelling and type with its path.

A good file is converted in one go. Only a bad one is taken apart, section by section and key by key, so that
all its faults are told at once.
"""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from types import UnionType
from typing import Any, Literal, TypeVar, cast, get_args, get_origin

import msgspec
from msgspec.structs import replace

from deskterm.models.basics.currencies import EURO, reading
from deskterm.models.basics.faults import Fault, likely
from deskterm.models.terms.checking import meant
from deskterm.models.terms.checking.languages import gather, languages_of
from deskterm.models.terms.checking.placed import entry_of
from deskterm.models.terms.checking.versions import too_new
from deskterm.models.terms.conditions import Condition
from deskterm.models.terms.facts import declaring
from deskterm.models.terms.own_facts import declared
from deskterm.models.terms.sections import NATIVE, SPOKEN, Section, fields
from deskterm.models.terms.sheet import ServiceSheet
from deskterm.models.terms.values import WRITTEN, Euro, Rate, number_in

_WRITTEN: tuple[Any, ...] = (*WRITTEN, Condition)
_KINDS = {
    str: "string",
    int: "integer",
    bool: "boolean",
    Decimal: "float",
    dict: "table",
    list: "array",
    date: "date",
    time: "time",
    datetime: "moment",
}
_STEP = re.compile(r"[^.\[\]]+|\[\d+\]")
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_GROUP = re.compile(r"[.,]\d{3}$")  # may be thousands: without quotation marks they would be decimals
AMOUNTS = (Euro, Rate)
# The sections that every file has, each as a line that can be pasted above the first [section].
NEEDED = {
    "schema": "schema = 2",
    "provider": 'provider = { id = "ditta", name = "Ditta", tz = "Europe/Rome", vat = 22 }',
    "queue": 'queue = ["lane", "arrived"]',
    "identify": 'identify = ["phone", "email", "name"]',
    "channel": 'channel = [{ id = "mail", kind = "email", it = "Posta", en = "Mail", need = ["subject"] }]',
    "rule": 'rule = [{ id = "R1", at = "intake", when = ["!customer"], do = "hold" }]',
    "price": 'price = [{ id = "R1", part = "work", mode = "time", rate = 60.00, settle = ["invoice"] }]',
    "calendar": 'calendar.office = { it = "Ufficio", en = "Office", open = ["mon-fri 09:00-18:00"] }',
    "clause": 'clause.R1 = { it = "...", en = "..." }',
    "topic": 'topic = [{ id = "usage", it = "Uso", en = "Usage" }]',
}
_TRUTHS = {"true", "false"}
_OF_A_NAME = {"no_figure", "unknown_name", "unknown_fact", "fact_not_brought", "not_counted"}


S = TypeVar("S", bound=Section)


def read_sheet(text: str) -> tuple[ServiceSheet | None, tuple[Fault, ...]]:
    """The sheet of a service file's text, or None and all the faults that keep it from being read."""
    return read_as(text, ServiceSheet)


def read_as(text: str, kind: type[S]) -> tuple[S | None, tuple[Fault, ...]]:
    """A file's text as a sheet of this kind, or None and all the faults that keep it from being read."""
    try:
        raw = tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        from deskterm.models.terms.checking.syntax import syntax_fault

        return None, (syntax_fault(text, str(error)),)
    newer = (*too_new(raw, kind), *gather(raw, kind))
    with declaring(declared(raw)), reading(_currency(raw)):
        try:
            return cast(S, _convert(raw, kind)), newer
        except msgspec.ValidationError:
            found = (_pasted(raw, fault) for fault in (*newer, *_faults(raw, kind, "")))
            faults = tuple(_first(raw, tuple(found)))
            return _mended(raw, kind, faults), faults


def _first(raw: dict[str, Any], faults: tuple[Fault, ...]) -> Iterator[Fault]:
    """The faults, each of an entry with its name, without conditions on a fact whose own entry is faulty."""
    named = [replace(fault, of=entry_of(raw, fault.path)) for fault in faults]
    broken = {fault.of for fault in named if fault.path.startswith("fact[")}
    for fault in named:
        asked = re.match(r"!?(\w+)", fault.values.get("word", ""))
        if fault.code not in {"bad_fact", "bad_comparison"} or not asked or asked[1] not in broken:
            yield fault


def _pasted(raw: dict[str, Any], fault: Fault) -> Fault:
    """The fault; the keys or the line that cure it have their words in the languages of the file."""
    if fault.code == "unknown_key":
        keys = fault.values["words"].replace(", ".join(NATIVE), ", ".join(languages_of(raw)))
        return replace(fault, values=fault.values | {"words": keys})
    if fault.code != "missing_section":
        return fault
    tongues = languages_of(raw)

    def words(told: re.Match[str]) -> str:
        said = dict(zip(NATIVE, told.groups(), strict=True))
        return ", ".join(f'{one} = "{said.get(one, told[2])}"' for one in tongues)

    line = re.sub(r'it = "([^"]*)", en = "([^"]*)"', words, fault.values["near"])
    return replace(fault, values=fault.values | {"near": line})


def _currency(raw: dict[str, Any]) -> str:
    """The currency that a file names, in which its amounts are read; EUR without one."""
    provider = raw.get("provider")
    named = provider.get("currency") if isinstance(provider, dict) else None
    return named if isinstance(named, str) and named else EURO


def _mended(raw: dict[str, Any], kind: type[S], faults: tuple[Fault, ...]) -> S | None:
    """The sheet as it were without these faults, so that the others are told too; None: not to be had."""
    raw = copy.deepcopy(raw)
    try:
        for fault in faults:
            _mend(raw, fault)
        return cast(S, _convert(raw, kind))
    except (msgspec.ValidationError, LookupError, TypeError, ValueError):
        return None


def beside(more: Iterable[Fault], faults: tuple[Fault, ...]) -> Iterator[Fault]:
    """The further faults of a mended sheet, without those of an item in which a word had to be guessed."""
    guessed = tuple(fault.path.rpartition(".")[0] + "." for fault in faults if fault.code == "unknown_word")
    told = {fault.path for fault in faults}
    places = {fault.path.rpartition(".")[0] for fault in faults if fault.path.endswith((".tier", ".lane"))}
    told |= {f"{place}.lane" for place in places}
    lost = {fault.path.rpartition(".")[2] for fault in faults} | {fault.of for fault in faults}
    lost.discard("")
    return (
        fault
        for fault in more
        if not fault.path.startswith(guessed) and fault.path not in told and not _follows(fault, lost)
    )


def _follows(fault: Fault, lost: set[str]) -> bool:
    """Whether a fault only says that something faulty is missed: a key's number, an entry's name."""
    word = fault.values.get("word", "")
    steps = word.partition(":")[0].split(".") if fault.code == "no_figure" else [word]
    return fault.code in _OF_A_NAME and not lost.isdisjoint(steps)


def _mend(raw: Any, fault: Fault) -> None:
    """Put the nearest word for one that is none; take away what else cannot be read."""
    *way, last = [int(step[1:-1]) - 1 if step[0] == "[" else step for step in _STEP.findall(fault.path)]
    for step in way:
        raw = raw[step]
    if fault.code == "unknown_word":
        words = str(fault.values["words"]).split(", ")
        meant_word = fault.values["near"] or words[0]
        raw[last] = int(meant_word) if isinstance(raw[last], int) else meant_word
    elif fault.code == "one_table":
        raw[last] = [raw[last]]
    elif fault.code == "unknown_key" and (near := fault.values["near"]) and near not in raw:
        raw[near] = raw.pop(last)
    elif fault.code not in {"missing_key", "missing_section"} and isinstance(last, str):
        del raw[last]
    else:
        raise LookupError(fault.path)


def _convert(value: Any, kind: Any) -> Any:
    return msgspec.convert(value, kind, dec_hook=_read_written)


def _read_written(kind: Any, value: object) -> object:
    if kind in _WRITTEN:
        return kind.read(value)
    raise NotImplementedError(kind)


def _faults(value: Any, kind: Any, path: str) -> Iterator[Fault]:
    """Faults of a value that should be of `kind`."""
    kind = _without_none(kind)
    origin, inside = get_origin(kind), get_args(kind)
    if isinstance(kind, type) and issubclass(kind, Section):
        yield from _section_faults(value, kind, path)
    elif origin is tuple and isinstance(value, list) and _fits(value, inside):
        for number, item in enumerate(value, start=1):
            yield from _faults(item, inside[0], f"{path}[{number}]")
    elif origin is dict and isinstance(value, dict):
        for key, item in value.items():
            yield from _faults(item, inside[1], f"{path}.{key}")
    else:
        yield from _value_faults(value, kind, path)


def _fits(value: list[Any], inside: tuple[Any, ...]) -> bool:
    """Whether a list has the length of a tuple's type; its items are all of one kind."""
    return inside[-1] is Ellipsis or len(value) == len(inside)


def _section_faults(value: Any, kind: type[Section], path: str) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield _wrong_type(value, "table", path)
        return
    known = {field.encode_name: field for field in fields(kind)}
    meant_keys = set()
    for key in (key for key in value if key not in known):
        near, words = likely(key, known, meant.KEYS), ", ".join(key for key in known if key != SPOKEN)
        yield Fault(_join(path, key), "unknown_key", {"word": key, "near": near, "words": words})
        meant_keys.add(near)
    for name, field in known.items():
        if name in value and name != SPOKEN:
            yield from _faults(value[name], field.type, _join(path, name))
        elif field.required and name not in meant_keys:
            if path or name not in NEEDED:
                yield Fault(_join(path, name), "missing_key", {"word": name})
            else:
                yield Fault(name, "missing_section", {"word": name, "near": NEEDED[name]})


def _value_faults(value: Any, kind: Any, path: str) -> Iterator[Fault]:
    if get_origin(kind) is Literal and (isinstance(value, str) or _is_numbers(value, kind)):
        words = [str(word) for word in get_args(kind)]
        if value not in get_args(kind):
            near = likely(str(value), words, meant.WORDS) if isinstance(value, str) else words[-1]
            yield Fault(path, "unknown_word", {"word": str(value), "near": near, "words": ", ".join(words)})
        return
    if isinstance(value, str) and kind in AMOUNTS and _NUMBER.fullmatch(value) and not _GROUP.search(value):
        yield Fault(path, "quoted", {"word": value, "near": value.replace(",", ".")})
        return
    if isinstance(value, str) and kind in AMOUNTS and (near := number_in(value)):
        yield Fault(path, "signed_amount", {"word": value, "near": near})
        return
    try:
        _convert(value, kind)
    except msgspec.ValidationError as error:
        yield _written_fault(str(error), path) or _wrong_type(value, _kind_name(kind), path, _length(kind))


def _is_numbers(value: Any, kind: Any) -> bool:
    """Whether a number stands where one of a few numbers is wanted."""
    return type(value) is int and all(type(one) is int for one in get_args(kind))


def _written_fault(message: str, path: str) -> Fault | None:
    """The fault that a written value (`BadValue`) told through msgspec's message."""
    parts = message.split("\x1f")
    if len(parts) != 3:
        return None
    near = parts[2].partition(" - at `$")[0]
    return Fault(path, f"bad_{parts[0]}", {"word": parts[1], "near": near})


def _wrong_type(value: Any, expected: str, path: str, wanted: int = 0) -> Fault:
    """A value of another type, or a list of other than `wanted` entries; with the cure of a usual slip."""
    if expected == "array" and isinstance(value, dict):
        return Fault(path, "one_table", {"word": path.rpartition(".")[2]})
    if isinstance(value, str) and expected in {"integer", "float"} and _NUMBER.fullmatch(value):
        return Fault(path, "quoted", {"word": value, "near": value.replace(",", ".")})
    if isinstance(value, str) and expected == "boolean" and value in _TRUTHS:
        return Fault(path, "quoted", {"word": value, "near": value})
    if isinstance(value, list) and expected == "array" and wanted:
        return Fault(path, "list_length", {"word": str(len(value)), "near": str(wanted)})
    found = _KINDS.get(type(value), type(value).__name__)
    return Fault(path, "wrong_type", {"word": found, "near": expected})


def _kind_name(kind: Any) -> str:
    origin = get_origin(kind)
    if origin is Literal:
        return ", ".join(str(word) for word in get_args(kind))
    if origin is tuple:
        return "array"
    return _KINDS.get(origin or kind, "string")


def _length(kind: Any) -> int:
    """How many entries a list of this kind must have; 0 where any number will do."""
    inside = get_args(kind) if get_origin(kind) is tuple else ()
    return len(inside) if inside and inside[-1] is not Ellipsis else 0


def _without_none(kind: Any) -> Any:
    """`X | None` as X."""
    if get_origin(kind) is UnionType:
        return next(item for item in get_args(kind) if item is not type(None))
    return kind


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key

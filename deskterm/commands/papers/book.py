"""The book of the format: every section, key, type, default, fact and letter, printed from the code itself.

The words stand in the catalogue `book`; what has none there is still printed, with its type and default. The
examples are the parts of two files that pass `deskterm service check`: `docs/terms.toml`, which it prints
whole, and `docs/more.toml` for what that one does not use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from msgspec import NODEFAULT
from msgspec.structs import FieldInfo, fields

from deskterm.commands.frame.language import in_english
from deskterm.locale import has, t
from deskterm.models.terms import values
from deskterm.models.terms.checking.checks import DETAILS, allowed
from deskterm.models.terms.checking.versions import FACTS as NEW_FACTS
from deskterm.models.terms.checking.versions import KEYS as NEW_KEYS
from deskterm.models.terms.conditions import Condition
from deskterm.models.terms.facts import FACTS
from deskterm.models.terms.reading import NEEDED
from deskterm.models.terms.sections import SPOKEN, Do, Section
from deskterm.models.terms.sense.templates import TEMPLATES
from deskterm.models.terms.sheet import ServiceSheet

BRACES = {"open": "{", "close": "}"}  # a brace in a catalogue would be a blank
EXAMPLE = Path(__file__).parents[3] / "docs" / "terms.toml"
MORE = EXAMPLE.with_name("more.toml")
WRITTEN: dict[Any, str] = {**values.WRITTEN, Condition: "condition"}
PLAIN: dict[Any, str] = {str: "string", int: "integer", Decimal: "number", bool: "boolean", Any: "any"}
_BLOCK = re.compile(r"\[*([a-z_]+(?:\.[\w-]+)*)")


def markdown() -> str:
    """The whole book in the language in force, as Markdown."""
    example = EXAMPLE.read_text(encoding="utf-8")
    parts = [
        f"# {t('book.title')}",
        t("book.intro"),
        in_english("book"),
        t("book.form", **BRACES),
        f"## {t('book.head.languages')}",
        t("book.languages", **BRACES),
        f"## {t('book.head.sections')}",
        t(
            "book.needed",
            names=", ".join(f"`{one.encode_name}`" for one in fields(ServiceSheet) if one.required),
        ),
        "```toml\n" + "\n".join(NEEDED.values()) + "\n```",
    ]
    blocks = snippets(MORE.read_text(encoding="utf-8")) | snippets(example)
    for path, kind, field in sections():
        parts += _section(path, kind, field, blocks.get(path, ""))
    parts += [f"## {t('book.head.conditions')}", t("book.conditions")]
    parts += [f"## {t('book.head.actions')}", _table(("word", "says", "carries"), _actions())]
    parts += [f"## {t('book.head.facts')}", _table(("fact", "kind", "version", "says"), _facts())]
    parts += [f"## {t('book.head.values')}", _table(("type", "written"), _values())]
    parts += [f"## {t('book.head.letters')}", _table(("letter", "says"), _letters())]
    parts += [f"## {t('book.head.blanks')}", t("book.blanks", **BRACES)]
    parts += [f"## {t('book.head.whole')}", t("book.whole"), f"```toml\n{example.rstrip()}\n```"]
    return "\n\n".join(part for part in parts if part) + "\n"


def sections() -> Iterator[tuple[str, type[Section] | None, FieldInfo]]:
    """Every section, the top ones in the order of the sheet, each followed by those inside it."""
    for field in fields(ServiceSheet):
        yield from _inside(field.encode_name, field)


def _inside(path: str, field: FieldInfo) -> Iterator[tuple[str, type[Section] | None, FieldInfo]]:
    kind = _section_of(field.type)
    yield path, kind, field
    for below in fields(kind) if kind else ():
        if _section_of(below.type):
            yield from _inside(f"{path}.{below.encode_name}", below)


def snippets(text: str) -> dict[str, str]:
    """The parts of a file by their section: what stands between blank lines, by the first word of each."""
    found: dict[str, str] = {}
    for block in re.split(r"\n\s*\n", text):
        lines = [line for line in block.split("\n") if line.strip()]
        first = next((line for line in lines if not line.startswith("#")), "")
        if match := _BLOCK.match(first):
            first, *further = match[1].split(".")
            for name in (
                match[1],
                first,
                ".".join((first, *further[1:])),
            ):  # of a table with a name: without it
                found.setdefault(name, "\n".join(lines))
    return found


def _section(path: str, kind: type[Section] | None, field: FieldInfo, example: str) -> Iterator[str]:
    level = "####" if "." in path else "###"
    yield f"{level} `{_headed(path, field.type)}`{_new('ServiceSheet', path)}"
    says = t(f"book.s.{path}") if has(f"book.s.{path}") else ""
    if field.required and kind is not None and "." not in path:
        says = f"{says} {t('book.must')}".strip()
    about = f"{_type(field.type)}; {t('book.col.default')}: {_default(field)}" if kind is None else ""
    yield from (part for part in (says, about) if part)
    if kind is not None:
        yield _table(("key", "type", "default", "version", "says"), _keys(path, kind))
    if example:
        yield f"```toml\n{example}\n```"


def _headed(path: str, kind: Any) -> str:
    """A section as its header stands in a file: `[timer]`, `[[rule]]`, `[calendar.NAME]`; a key as it is."""
    origin = get_origin(kind)
    if origin in (UnionType, Union):
        return _headed(path, next(one for one in get_args(kind) if one is not type(None)))
    if _section_of(kind) is None:
        return path
    if origin is dict:
        return f"[{path}.{t('book.name')}]"
    return f"[[{path}]]" if origin is tuple else f"[{path}]"


def _keys(path: str, kind: type[Section]) -> Iterator[tuple[str, ...]]:
    for field in fields(kind):
        name = field.encode_name
        if name == SPOKEN:
            continue
        says = next((t(key) for key in _places(path, name) if has(key)), "")
        version = "2" if name in NEW_KEYS.get(kind.__name__, ()) else ""
        yield f"`{name}`", _type(field.type), _default(field), version, says


def _places(path: str, name: str) -> tuple[str, ...]:
    """Where the words of a key may stand: its own, those of the key of that name in any section."""
    return f"book.k.{path}.{name}", f"book.k.any.{name}"


def _type(kind: Any) -> str:
    origin = get_origin(kind)
    if origin in (UnionType, Union):
        return _type(next(one for one in get_args(kind) if one is not type(None)))
    if origin is Literal:
        return " ".join(f"`{word}`" for word in get_args(kind) if word != "")
    if origin is tuple:
        return t("book.type.list", inside=_type(get_args(kind)[0]))
    if origin is dict:
        return t("book.type.named", inside=_type(get_args(kind)[1]))
    table = isinstance(kind, type) and issubclass(kind, Section)
    key = f"book.type.{'table' if table else (WRITTEN | PLAIN).get(kind, kind.__name__)}"
    return t(key) if has(key) else f"`{kind.__name__}`"


def _default(field: FieldInfo) -> str:
    if field.required:
        return f"**{t('book.yes')}**"
    value = field.default
    if value is NODEFAULT or value is None or value in ("", (), {}):
        return t("book.nothing")
    return f"`{_told(value)}`"


def _told(value: Any) -> str:
    """A default as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, values.Duration):
        return _length(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_told, value)) + "]"
    if isinstance(value, Section):
        return "{ }"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _length(seconds: int) -> str:
    if seconds and seconds % 3600 == 0:
        return f'"{seconds // 3600}h"'
    return f'"{seconds // 60}:{seconds % 60:02}"'


def _actions() -> Iterator[tuple[str, ...]]:
    for do in get_args(Do):
        carried = " ".join(f"`{key}`" for key in allowed(do) if key in DETAILS)
        yield f"`{do}`", t(f"book.action.{do}") if has(f"book.action.{do}") else "", carried


def _facts() -> Iterator[tuple[str, ...]]:
    for fact in FACTS.values():
        says = t(f"book.fact.{fact.name}") if has(f"book.fact.{fact.name}") else fact.doc
        told = f"{says} ({t('book.of_field')})" if fact.field else says
        yield f"`{fact.name}`", t(f"book.kind.{fact.kind}"), "2" if fact.name in NEW_FACTS else "", told


def _values() -> Iterator[tuple[str, ...]]:
    for word in WRITTEN.values():
        yield t(f"book.type.{word}"), t(f"book.value.{word}")


def _letters() -> Iterator[tuple[str, ...]]:
    for name in TEMPLATES:
        yield f"`{name}`", t(f"book.letter.{name}") if has(f"book.letter.{name}") else ""


def _new(section: str, key: str) -> str:
    return " (2)" if key in NEW_KEYS.get(section, ()) else ""


def _table(titles: Iterable[str], rows: Iterable[tuple[str, ...]]) -> str:
    head = [t(f"book.col.{title}") for title in titles]
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _section_of(kind: Any) -> type[Section] | None:
    """The section inside a type, if it holds one."""
    if isinstance(kind, type) and issubclass(kind, Section):
        return kind
    inside = [one for one in get_args(kind) if one not in (type(None), Ellipsis, str)]
    return _section_of(inside[0]) if inside and get_origin(kind) in (UnionType, Union, tuple, dict) else None

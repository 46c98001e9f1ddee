"""The languages of a file: those that it names, and its words in each, gathered before it is read.

A word is written by a key of its language's name beside the others (`it`, `en`, `de`). A file that names no
languages speaks Italian and English, and both of each word are wanted; in one that names its own a word may
lack some of them: then it is said in the file's first, and `sense.meaning` tells of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import UnionType
from typing import Any, get_args, get_origin

from deskterm.models.basics.faults import Fault, likely
from deskterm.models.terms.checking import meant
from deskterm.models.terms.sections import NATIVE, SPOKEN, InWords, Provider, Section, fields

TAG = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
REGION = re.compile(r"[A-Z]{2}")


def gather(raw: dict[str, Any], kind: type[Section]) -> Iterator[Fault]:
    """Put every word of a file's tables where its section reads it; what of them cannot be read is told."""
    provider = raw if "languages" in types_of(kind) else meant_as(raw, kind, "provider")
    if not isinstance(provider, dict):
        return
    speaking = kind if provider is raw else Provider
    named, first = (meant_as(provider, speaking, key) for key in ("languages", "language"))
    if named is None and first in (None, NATIVE[0]):
        return
    tongues = [one for one in named if isinstance(one, str)] if isinstance(named, list) else list(NATIVE)
    if first is None and tongues:
        first = tongues[0]
        provider |= {} if provider is raw else {"language": first}
    misnamed = not all(map(is_one, tongues))
    understood = [one if is_one(one) else near(one) or one for one in tongues]
    first = near(first) or first if isinstance(first, str) and not is_one(first) else first
    ordered = sorted(dict.fromkeys(understood), key=lambda one: one != first)
    found = _section(raw, kind, "", ordered, named is not None)
    # What is said in a language whose code was not understood is no further fault.
    yield from (one for one in found if not misnamed or one.code != "language_not_named")


def meant_as(raw: dict[str, Any], kind: type[Section], key: str) -> Any:
    """What stands under a key, else under a misspelling of it, which is told where the section is read."""
    if key in raw:
        return raw[key]
    types = types_of(kind)
    return next((raw[one] for one in raw if one not in types and likely(one, types, meant.KEYS) == key), None)


def checked(provider: Provider) -> Iterator[Fault]:
    """Languages that there are, that of most customers among them; a region as it is written."""
    yield from named(provider.languages, "provider.languages")
    understood = all(map(is_one, provider.languages))
    if understood and provider.languages and provider.language not in provider.languages:
        values = {"word": provider.language, "words": ", ".join(provider.languages)}
        yield Fault("provider.language", "language_not_named", values)
    if provider.region and not REGION.fullmatch(provider.region):
        yield Fault("provider.region", "no_region", {"word": provider.region, "near": "CH"})


def named(languages: tuple[str, ...], path: str) -> Iterator[Fault]:
    """Languages that there are, each once, none of the name of another key; `path`: that of their list."""
    taken = _keys_of_words()
    for n, one in enumerate(languages, 1):
        if not is_one(one):
            yield Fault(f"{path}[{n}]", "no_such_language", {"word": one, "near": near(one)})
        elif one in taken:
            yield Fault(f"{path}[{n}]", "language_is_key", {"word": one, "near": f"{one}-{one.upper()}"})
        elif one in languages[: n - 1]:
            yield Fault(f"{path}[{n}]", "twice", {"word": one, "near": path})
    if not languages:
        yield Fault(path, "missing_key", {"word": path.rpartition(".")[2]})


def types_of(kind: type[Section]) -> dict[str, Any]:
    """The type of each key of a section."""
    return {field.encode_name: field.type for field in fields(kind)}


def exists(language: str) -> bool:
    """Whether it is known how this language writes numbers and days."""
    if language in NATIVE:
        return True
    from babel import localedata

    known: bool = localedata.exists(language.replace("-", "_"))
    return known


def is_one(language: str) -> bool:
    """Whether a text is the code of a language."""
    return bool(TAG.fullmatch(language)) and exists(language)


def near(language: str) -> str:
    """The code that was meant: of a name (`polish`, `polacco`, `polski`), of `DE`, `deu` or `de_CH`.

    "" where nothing says which.
    """
    from babel import Locale

    said = language.strip().casefold()
    for tongue in NATIVE[::-1]:
        names = Locale.parse(tongue).languages
        found = next((code for code, name in names.items() if name.casefold() == said and is_one(code)), "")
        if found:
            return str(found)
    if len(said) > len("deu"):
        if own := _by_its_own_name(said):
            return own
        start, sign, region = said.replace("_", "-").partition("-")
        tag = f"{start}-{region.upper()}"
        return tag if sign and is_one(tag) else start if sign and is_one(start) else ""
    return next((one for one in (said, said[:2]) if is_one(one)), "")


def _by_its_own_name(said: str) -> str:
    """The code of the language that calls itself so: `polski`."""
    from babel import Locale

    codes = (one for one in map(str, Locale.parse(NATIVE[1]).languages) if len(one) == 2 and is_one(one))
    alike = (one for one in codes if one[0] == said[0])
    return next(
        (one for one in alike if (Locale.parse(one).get_language_name() or "").casefold() == said), ""
    )


def languages_of(raw: dict[str, Any]) -> tuple[str, ...]:
    """The languages in which a file's tables are to have their words, as far as that can be read."""
    provider = raw.get("provider")
    named = provider.get("languages") if isinstance(provider, dict) else None
    listed = named if isinstance(named, list) else []
    return tuple(one for one in listed if isinstance(one, str) and is_one(one)) or NATIVE


def _keys_of_words() -> set[str]:
    """The keys of every section with words, which no language can share its name with."""
    found: set[str] = set()
    left: list[type[Section]] = [InWords]
    while left:
        one = left.pop()
        left += one.__subclasses__()
        found |= {field.encode_name for field in fields(one)}
    return found - set(NATIVE)


def _section(
    value: dict[str, Any], kind: type[Section], path: str, tongues: list[str], own: bool
) -> Iterator[Fault]:
    if issubclass(kind, InWords):
        yield from _words(value, kind, path, tongues, own)
    types = types_of(kind)
    for key, item in value.items():
        if key in types and key != SPOKEN:
            yield from _value(item, types[key], f"{path}.{key}" if path else key, tongues, own)


def _value(value: Any, kind: Any, path: str, tongues: list[str], own: bool) -> Iterator[Fault]:
    if isinstance(kind, UnionType):
        kind = next(one for one in get_args(kind) if one is not type(None))
    origin = get_origin(kind)
    if isinstance(value, list) and origin is tuple:
        for n, item in enumerate(value, 1):
            yield from _value(item, get_args(kind)[0], f"{path}[{n}]", tongues, own)
    elif isinstance(value, dict) and origin is dict:
        for key, item in value.items():
            yield from _value(item, get_args(kind)[1], f"{path}.{key}", tongues, own)
    elif isinstance(value, dict) and isinstance(kind, type) and issubclass(kind, Section):
        yield from _section(value, kind, path, tongues, own)


def _words(
    value: dict[str, Any], kind: type[InWords], path: str, tongues: list[str], own: bool
) -> Iterator[Fault]:
    """The words of one table, by language; `own`: the file has named its languages itself."""
    known = {field.encode_name: field for field in fields(kind)}
    if SPOKEN in value:
        del value[SPOKEN]
        yield Fault(f"{path}.{SPOKEN}", "unknown_key", {"word": SPOKEN, "words": ", ".join(tongues)})
    spoken: dict[str, str] = {}
    for tongue in tongues:
        if tongue in value and (tongue in NATIVE or tongue not in known):
            word = value[tongue] if tongue in NATIVE else value.pop(tongue)
            if isinstance(word, str) and word.strip():
                spoken[tongue] = word
            elif not isinstance(word, str) and tongue not in NATIVE:
                yield Fault(f"{path}.{tongue}", "wrong_type", {"word": _kind(word), "near": "string"})
    if own:
        yield from _unnamed(value, known, path, tongues)
        wanted = known[NATIVE[0]].required
        if wanted and not spoken and not any(one in value for one in NATIVE):
            if not {likely(key, tongues) for key in value if key not in known} - {""}:
                yield Fault(f"{path}.{tongues[0]}", "missing_key", {"word": tongues[0]})
            value |= dict.fromkeys(NATIVE, "")
        for tongue in NATIVE if spoken else ():
            value.setdefault(tongue, next(iter(spoken.values())))
    if spoken:
        value[SPOKEN] = spoken


def _unnamed(value: dict[str, Any], known: dict[str, Any], path: str, tongues: list[str]) -> Iterator[Fault]:
    """Words in a language that the file does not name."""
    for key in list(value):
        if key in tongues or (key in known and key not in NATIVE):
            continue
        if key in NATIVE or (TAG.fullmatch(key) and exists(key)):
            if key not in NATIVE:
                del value[key]
            yield Fault(f"{path}.{key}", "language_not_named", {"word": key, "words": ", ".join(tongues)})


def _kind(value: object) -> str:
    names = {bool: "boolean", int: "integer", list: "array", dict: "table"}
    return names.get(type(value), type(value).__name__)

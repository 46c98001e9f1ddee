"""Where the catalogues lie, and of which languages there are some.

Italian and English are beside this module, complete and compiled. A further language is a folder of its name
(`de`, `pt-BR`) with catalogues of the same rooms, `.mo` or `.po`, in it or in its `LC_MESSAGES`: beside them,
or in the folder that the user's settings name. A `.po` without its `.mo` is compiled in memory when asked.
"""

from __future__ import annotations

import gettext
import io
import re
from functools import cache
from pathlib import Path

LANGUAGES = ("it", "en")  # complete, and shipped
LACKING = "en"  # in which is said what a further language lacks
HERE = Path(__file__).parent
_TAG = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
_places: list[Path] = [HERE]
_broken: dict[Path, str] = {}


def look_in(folder: Path | None) -> None:
    """Look for further languages in this folder too; None: beside the program alone."""
    _places[:] = [HERE, *((folder,) if folder else ())]
    _further.cache_clear()
    catalogue.cache_clear()
    _broken.clear()


def languages() -> tuple[str, ...]:
    """Italian, English, and the further languages of which there are catalogues."""
    return (*LANGUAGES, *_further())


def folder_of(domain: str) -> Path:
    """Where the words of another program's `domain` lie: with the further languages where they have some."""
    found = (path for path in reversed(_places) if next(path.glob(f"*/LC_MESSAGES/{domain}.mo"), None))
    return next(found, HERE)


def is_tag(language: str) -> bool:
    """Whether this is written as the name of a language: `de`, `pt-BR`."""
    return _TAG.fullmatch(language) is not None


def keys(language: str, room: str) -> frozenset[str]:
    """The texts that a language has of a room, by key."""
    found = getattr(catalogue(language, room), "_catalog", {})
    told = (one[0] if isinstance(one, tuple) else one for one in found)
    return frozenset(str(one) for one in told if one)


def lacking(language: str, *rooms: str) -> int:
    """How many texts of these rooms a language has not, which are said in English."""
    return sum(len(keys(LACKING, room) - keys(language, room)) for room in rooms)


@cache
def catalogue(language: str, room: str) -> gettext.NullTranslations:
    """The catalogue of a room; an empty one where there is none."""
    for folder in (path / language / below for path in reversed(_places) for below in ("", "LC_MESSAGES")):
        compiled, source = folder / f"{room}.mo", folder / f"{room}.po"
        if source.exists() and (not compiled.exists() or language not in LANGUAGES):
            return _compiled(source, language)
        if compiled.exists():
            return _read(compiled, compiled.stat().st_mtime_ns)
    return gettext.NullTranslations()


@cache
def _read(compiled: Path, _changed: int) -> gettext.NullTranslations:
    """A `.mo`, read once as long as it stays what it is."""
    with compiled.open("rb") as stream:
        return gettext.GNUTranslations(stream)


def broken(language: str) -> tuple[tuple[Path, str], ...]:
    """The catalogues of a language that cannot be read, each with the reason."""
    return tuple((path, why) for path, why in unreadable() if language in path.parts[-3:])


def unreadable() -> tuple[tuple[Path, str], ...]:
    """The catalogues of further languages that cannot be read, each with the reason."""
    for language in _further():
        for place in _places:
            for source in (*(place / language).glob("*.po"), *(place / language).glob("LC_MESSAGES/*.po")):
                catalogue(language, source.stem)
    return tuple(_broken.items())


def _compiled(source: Path, language: str) -> gettext.NullTranslations:
    """A `.po` as it is written; one that cannot be read has no words."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    made = io.BytesIO()
    try:
        with source.open("rb") as stream:
            write_mo(made, read_po(stream, locale=language.replace("-", "_"), abort_invalid=True))
    except (OSError, PoFileError, ValueError, LookupError) as error:
        _broken[source] = " ".join(str(error).split()) or type(error).__name__
        return gettext.NullTranslations()
    made.seek(0)
    return gettext.GNUTranslations(made)


@cache
def _further() -> tuple[str, ...]:
    """The further languages: folders with at least one catalogue."""
    found: set[str] = set()
    for place in _places:
        names = [path for path in place.iterdir() if is_tag(path.name)] if place.is_dir() else []
        found |= {path.name for path in names if _has_some(path)}
    return tuple(sorted(found - set(LANGUAGES)))


def _has_some(folder: Path) -> bool:
    return any(
        next(folder.glob(f"{below}*.{sort}"), None) for below in ("", "LC_MESSAGES/") for sort in ("po", "mo")
    )

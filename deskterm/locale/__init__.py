"""Every word that a user reads, in Italian and English (law 10), in further languages by their catalogues.

One catalogue per room and language: `t("queue.title")` is the entry `queue.title` of
`it/queue.po` or `en/queue.po`. Catalogues are compiled to `.mo` when the program is installed.
A further language is a folder of its name with such files, here or where `look_in` says (`catalogues.py`);
what they lack is said in English. A letter may be in a language of which there is no catalogue at all.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from gettext import NullTranslations

from deskterm.locale.catalogues import (
    LACKING,
    LANGUAGES,
    catalogue,
    folder_of,
    is_tag,
    languages,
    look_in,
)
from deskterm.locale.filling import filled

__all__ = [
    "LANGUAGES",
    "choose",
    "folder_of",
    "from_environment",
    "has",
    "kept",
    "language",
    "languages",
    "look_in",
    "on_screens",
    "own",
    "speaking",
    "t",
    "tn",
]

_chosen: list[str] = []
_on_screens: list[bool] = [False]
_spoken: ContextVar[str] = ContextVar("spoken", default="")  # over the chosen one, for a letter


def choose(language: str | None) -> str:
    """Set the language of this process, one that has catalogues; None to read it from the environment."""
    _chosen[:] = [language if language in languages() else from_environment()]
    return _chosen[0]


def on_screens(on: bool) -> None:
    """From now on the screens are read, where a key or a place is named, or the line, where a command is."""
    _on_screens[0] = on


def from_environment() -> str:
    """The language with which LC_ALL, LC_MESSAGES or LANG (the first that is set) starts; else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return next((one for one in languages() if value.lower().startswith(one.lower())), LACKING)
    return LACKING


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say everything in this language meanwhile: a letter is in the reader's, not the writer's."""
    before = _spoken.set(language if language in LANGUAGES or is_tag(language) else "")
    try:
        yield
    finally:
        _spoken.reset(before)


def language() -> str:
    """The language in force."""
    if spoken := _spoken.get():
        return spoken
    return _chosen[0] if _chosen else choose(None)


def t(key: str, /, **values: object) -> str:
    """The text of `key` ("room.name") in the language in force, `{name}` replaced by values[name].

    On the screens it is that of `key.on_screen`, where there is one. Raises KeyError naming the key when the
    catalogue lacks it.
    """
    tongue = language()
    text = _texts(tongue, key).gettext(asked := _asked(tongue, key))
    if tongue not in LANGUAGES:
        return _elsewhere(key, "" if text == asked else text, values)
    if text == asked:
        raise KeyError(f"no text {key!r} in {tongue}")
    return _filled(text, values) if values else text


def tn(key: str, n: int, /, **values: object) -> str:
    """As `t`, in the form for `n` things (singular and plural of the catalogue); `{n}` is n."""
    tongue = language()
    text = _texts(tongue, key).ngettext(asked := _asked(tongue, key), asked, n)
    if tongue not in LANGUAGES:
        return _elsewhere(key, "" if text == asked else text, {"n": n, **values}, n)
    if text == asked:
        raise KeyError(f"no text {key!r} in {tongue}")
    return _filled(text, {"n": n, **values})


def _elsewhere(key: str, text: str, values: Mapping[str, object], n: int | None = None) -> str:
    """A text of a further language; in English where it lacks, or has a blank that nobody fills."""
    if text:
        with suppress(LookupError, ValueError, AttributeError):
            return _filled(text, values) if values else text
    with speaking(LACKING):
        return t(key, **values) if n is None else tn(key, n, **values)


def _filled(text: str, values: Mapping[str, object]) -> str:
    """Brackets around what is empty are left out: not every decision has a clause behind it."""
    for name, value in values.items():
        if value == "":
            text = text.replace(f" ({{{name}}})", "")
    return filled(text, values)


def has(key: str) -> bool:
    """Whether there is a text of `key`: in the catalogue in force, or in the one that stands in for it."""
    return own(key) or (language() not in LANGUAGES and _knows(LACKING, key))


def own(key: str) -> bool:
    """Whether the language in force has a text of `key` itself."""
    return _knows(language(), key)


def kept(words: Mapping[str, str], first: str = "") -> str:
    """Of what was kept in several languages that in force, else the `first`, else what there is."""
    told = (text for name, text in words.items() if name not in ("id", "rule") and text)
    return words.get(language()) or words.get(first) or next(told, "")


def _knows(tongue: str, key: str) -> bool:
    return _texts(tongue, key).gettext(key) != key


def _texts(tongue: str, key: str) -> NullTranslations:
    return catalogue(tongue, key.partition(".")[0])


def _asked(tongue: str, key: str) -> str:
    """The key itself; on the screens the one of what is said there, where there is one."""
    named = f"{key}.on_screen"
    return named if _on_screens[0] and _knows(tongue, named) else key

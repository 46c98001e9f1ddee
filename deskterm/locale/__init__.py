"""Every word that a user reads, in Italian and English (law 10).

One catalogue per room and language: `t("queue.title")` is the entry `queue.title` of
`it/queue.po` or `en/queue.po`. Catalogues are compiled to `.mo` when the program is installed.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LANGUAGES = ("it", "en")
HERE = Path(__file__).parent
_chosen: list[str] = []
_spoken: ContextVar[str] = ContextVar("spoken", default="")  # over the chosen one, for a letter


def choose(language: str | None) -> str:
    """Set the language of this process: `it`, `en`, or None to read it from the environment."""
    _chosen[:] = [language if language in LANGUAGES else from_environment()]
    return _chosen[0]


def from_environment() -> str:
    """Italian where LC_ALL, LC_MESSAGES or LANG (the first that is set) starts with `it`; else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "it" if value.lower().startswith("it") else "en"
    return "en"


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say everything in this language meanwhile: a letter is in the reader's, not the writer's."""
    before = _spoken.set(language if language in LANGUAGES else "")
    try:
        yield
    finally:
        _spoken.reset(before)


def language() -> str:
    """The language in force, `it` or `en`."""
    if spoken := _spoken.get():
        return spoken
    return _chosen[0] if _chosen else choose(None)


def t(key: str, /, **values: object) -> str:
    """The text of `key` ("room.name") in the language in force, `{name}` replaced by values[name].

    Raises KeyError naming the key when the catalogue lacks it.
    """
    text = _catalogue(language(), key.partition(".")[0]).gettext(key)
    if text == key:
        raise KeyError(f"no text {key!r} in {language()}")
    return _filled(text, values) if values else text


def tn(key: str, n: int, /, **values: object) -> str:
    """As `t`, in the form for `n` things (singular and plural of the catalogue); `{n}` is n."""
    text = _catalogue(language(), key.partition(".")[0]).ngettext(key, key, n)
    if text == key:
        raise KeyError(f"no text {key!r} in {language()}")
    return _filled(text, {"n": n, **values})


def _filled(text: str, values: Mapping[str, object]) -> str:
    """Brackets around what is empty are left out: not every decision has a clause behind it."""
    for name, value in values.items():
        if value == "":
            text = text.replace(f" ({{{name}}})", "")
    return text.format(**values)


def has(key: str) -> bool:
    """Whether the catalogue in force knows `key`."""
    return _catalogue(language(), key.partition(".")[0]).gettext(key) != key


@cache
def _catalogue(language: str, room: str) -> gettext.NullTranslations:
    path = HERE / language / f"{room}.mo"
    if not path.exists():
        return gettext.NullTranslations()
    with path.open("rb") as stream:
        return gettext.GNUTranslations(stream)

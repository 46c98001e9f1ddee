"""The region whose way of writing amounts and days is in force, and what Babel calls a language in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

_in_force = [""]
_read: ContextVar[str | None] = ContextVar(
    "region", default=None
)  # over the one in force, while a file is told


def write_as_in(region: str) -> None:
    """From here on amounts and days are written as in this region, that of the terms in force; "" is none."""
    _in_force[:] = [region]


@contextmanager
def writing_as_in(region: str) -> Iterator[None]:
    """What is told meanwhile is written as in this region."""
    before = _read.set(region)
    try:
        yield
    finally:
        _read.reset(before)


def region() -> str:
    """The region in force; "" where the terms name none."""
    told = _read.get()
    return _in_force[0] if told is None else told


@cache
def locale_of(language: str, region: str) -> str:
    """What Babel calls a language (`de`, `pt-BR`) in a region: `de_CH`; without it where that is none."""
    from babel import localedata

    tag = language.replace("-", "_")
    told = tag if "_" in tag or not region else f"{tag}_{region}"
    return next((one for one in (told, tag, tag.partition("_")[0]) if localedata.exists(one)), "en")

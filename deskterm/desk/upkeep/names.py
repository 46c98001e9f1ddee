"""What a shell offers while a command is typed: the names at a desk, if they can be had at once."""

from __future__ import annotations

import time


def live(folder: str, kind: str, start: str, language: str) -> list[tuple[str, str]]:
    """The names of `kind` that begin with `start` in capital or small letters, each with what it is called.

    `month` is a month of the desk's work reports, `terms:outcome` a word of the terms in force. A name that a
    terminal could not show is left out. Never raises: where there is no desk, or it cannot be read, there are
    no names.
    """
    try:
        from deskterm.storage.file.names import names

        if kind == "month":
            found = _months(names(folder, "day", "-"))
        elif kind.startswith("terms:"):
            found = _words(names(folder, "terms", "-"), kind.removeprefix("terms:"), language)
        else:
            found = names(folder, kind, start)
    except Exception:  # a Tab says nothing, whatever stands in the way
        return []
    small = start.casefold()
    return [
        (name, "".join(one if one.isprintable() else " " for one in called))
        for name, called in found
        if name.isprintable() and name.casefold().startswith(small)
    ]


def _months(spans: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The months between the last and the first moment, newest first, a year and a half at most."""
    (last, first) = spans[0]
    year, month = time.gmtime(int(last))[:2]
    until = time.gmtime(int(first))[:2]
    found: list[tuple[str, str]] = []
    while (year, month) >= until and len(found) < 18:
        found.append((f"{year}-{month:02d}", ""))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return found


def _words(terms: list[tuple[str, str]], told: str, language: str) -> list[tuple[str, str]]:
    """The words of one sort in a service's file, in its order; without any, the usual ones told behind it."""
    import tomllib

    sort, _, usual = told.partition(":")
    table, _, part = sort.partition(".")
    found = tomllib.loads(terms[0][0]).get(table, {})
    rows = [(one["id"], one.get(language, "")) for one in (found.get(part, ()) if part else found)]
    return rows or [(one, "") for one in usual.split("|") if one]

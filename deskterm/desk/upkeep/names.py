"""What a shell offers while a command is typed: the names at a desk, if they can be had at once."""

from __future__ import annotations

import os
import time


def live(folder: str, kind: str, start: str, language: str) -> list[tuple[str, str]]:
    """The names of `kind` that begin with `start` in capital or small letters, each with what it is called.

    `month` is a month of the desk's work reports, `terms:outcome` a word of the terms in force, `languages`
    are those of the terms, `facts:customer:name|town` what may be said of somebody, with what comes behind
    the sign `=` once that is typed. A name that a terminal could not show is left out. Never raises: where
    there is no desk, or it cannot be read, there are no names.
    """
    try:
        from deskterm.storage.file.names import names

        if kind == "month":
            found = _months(names(folder, "day", "-"))
        elif kind == "languages":
            found = _languages(names(folder, "terms", "-"))
        elif kind.startswith("facts:"):
            found = _facts(names(folder, "terms", "-"), kind.removeprefix("facts:"), start, language)
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
    rows = [(one["id"], _said(one, language)) for one in (found.get(part, ()) if part else found)]
    return rows or [(one, "") for one in usual.split("|") if one]


def _said(one: dict[str, object], language: str) -> str:
    """What the terms call it in a language, else in the first that they write."""
    words = (str(text) for key, text in one.items() if len(key) == len("it") and key not in ("id", "at"))
    return str(one.get(language) or next(words, ""))


def tongues(*folders: str) -> list[str]:
    """The languages of which these folders have catalogues, Italian and English first."""
    found = ["it", "en"]
    for folder in filter(None, folders):
        with os.scandir(os.path.expanduser(folder)) as entries:  # noqa: PTH111  # pathlib costs a Tab
            found += sorted(one.name for one in entries if one.is_dir() and _is_tongue(one.name))
    return list(dict.fromkeys(found))


def _is_tongue(name: str) -> bool:
    language, _, region = name.partition("-")
    small = len(language) in (2, 3) and language.isascii() and language.isalpha() and language.islower()
    return small and (not region or (len(region) == 2 and region.isalpha() and region.isupper()))


def _languages(terms: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The languages of a service's file; of one that names none Italian and English."""
    import tomllib

    return [(one, "") for one in tomllib.loads(terms[0][0])["provider"].get("languages", ("it", "en"))]


def _facts(terms: list[tuple[str, str]], told: str, start: str, language: str) -> list[tuple[str, str]]:
    """What may be said, as `name=`; behind a name that is written out the values that it can have."""
    import tomllib

    whose, _, usual = told.partition(":")
    known: dict[str, tuple[str, list[tuple[str, str]]]] = {}
    for text in filter(None, usual.split("|")):
        name, _, words = text.partition("=")
        known[name] = "", [(one, "") for one in words.split(",") if one]
    service = tomllib.loads(terms[0][0])
    for one in service.get("fact", ()):
        if one["of"] in whose.split(","):
            values = [(str(each["id"]), _said(each, language)) for each in one.get("value", ())]
            if one["kind"] == "yes-no":
                values = [("yes", ""), ("no", "")]
            known[str(one["id"])] = _said(one, language), values
    if "language" in known:
        known["language"] = "", _languages(terms)
    if "product" in known:
        known["product"] = "", [(one["id"], _said(one, language)) for one in service.get("product", ())]
    name, sign, _ = start.partition("=")
    if sign and name in known:
        return [(f"{name}={value}", said) for value, said in known[name][1]]
    return [(f"{name}=", said) for name, (said, _) in known.items()]

"""How amounts of a currency are said in a sentence: by its name, code or sign, before or behind a number."""

from __future__ import annotations

import re
from functools import cache

from deskterm.models.basics.currencies import EURO
from deskterm.models.basics.regions import locale_of

_NOUN_FIRST = frozenset("it fr es pt ro ca gl oc".split())  # «franchi svizzeri», but “Swiss francs”
_POINT = {"it": ",", "en": "."}
NUMBER = r"\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?"


@cache
def plural(currency: str, language: str) -> str:
    """A currency behind an amount, in words: `euro`, `franchi svizzeri`, `Swiss francs`."""
    if currency == EURO and language in _POINT:
        return "euro"
    from babel.numbers import get_currency_name

    return str(get_currency_name(currency, 2, locale_of(language, "")))


@cache
def names(currency: str, language: str) -> str:
    """A pattern of what stands behind an amount: `franchi`, `francs`, `CHF`."""
    from babel.numbers import get_currency_name

    here = locale_of(language, "")
    first = 0 if language.partition("-")[0] in _NOUN_FIRST else -1
    told = {get_currency_name(currency, count, here) for count in (1, 2, 5)}
    told |= {name.split()[first] for name in told}
    told |= {"euro", "euros"} if currency == EURO else set()
    return "|".join(
        re.escape(one) for one in sorted({*told, *signs(currency, language)}, key=len, reverse=True)
    )


@cache
def signs(currency: str, language: str) -> tuple[str, ...]:
    """The code and the signs of a currency, which may stand before the number as well."""
    from babel.numbers import get_currency_symbol

    found = {
        currency,
        get_currency_symbol(currency, locale_of(language, "")),
        get_currency_symbol(currency, "en"),
    }
    found |= {"Fr."} if currency == "CHF" else set()
    return tuple(sorted(found, key=len, reverse=True))


@cache
def point(language: str, region: str) -> str:
    """What stands between whole and part of a number, as the clauses' own blanks are filled."""
    if language in _POINT and not region:
        return _POINT[language]
    from babel.numbers import get_decimal_symbol

    return str(get_decimal_symbol(locale_of(language, region)))


def plain(text: str, decimal: str) -> str:
    """A number of a sentence as Decimal reads it: `1.400,00`, `1’400.00`, `12,000` where it is grouped."""
    marks = [sign for sign in text if not sign.isdigit()]
    if not marks:
        return text
    last = marks[-1]
    grouped = len(text) - text.rindex(last) == 4 and (
        last != decimal or (len(marks) > 1 and set(marks) == {last})
    )
    if last not in ".," or grouped:
        return re.sub(r"\D", "", text)
    whole, _, part = text.rpartition(last)
    return re.sub(r"\D", "", whole) + "." + part

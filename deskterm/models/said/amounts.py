"""Money and stretches of time as people say them: `1.045,00`, `€ 45,50`, `1h30`, `un'ora e mezza`."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from deskterm.models.basics.currencies import EURO, currency, digits
from deskterm.models.basics.money import to_cents
from deskterm.models.said.shapes import shape
from deskterm.models.said.words import NUMBER, NUMBERS, Sort, Unclear, in_words, number, plain

_EURO = shape(r"€|\beuros?\b|\beur\b")
_CROWNS = r"(?<![^\W\d])[din]?kr\.?(?!\w)"
_SIGNS = {  # as CLDR writes them, small
    "GBP": "£", "JPY": "(?:jp)?[¥￥]", "USD": r"(?:us)?\$", "CHF": r"\bfr\.?(?!\w)", "PLN": r"\bzł\b",
    "CZK": r"\bkc\b", "HUF": r"\bft\b", "RON": r"\blei\b", "BGN": r"\bлв\.?(?!\w)", "SEK": _CROWNS,
    "NOK": _CROWNS, "DKK": _CROWNS, "ISK": _CROWNS, "RSD": r"\bdin\.?(?!\w)", "UAH": "₴", "TRY": "₺",
    "ILS": "₪", "INR": "₹", "KRW": "₩", "CNY": "(?:cn)?¥", "BRL": r"r\$", "CAD": r"(?:ca)?\$",
}  # fmt: skip
_ONE_GROUP = shape(r"(\d{1,3})([.,])(\d{3})", re.ASCII)
_FINE = shape(r"\d{1,9}[.,]\d{1,9}", re.ASCII)  # after all shapes: decimals that the currency has not
_MOST = 10**11  # cents
FEW = 100  # below it a number alone may be so many hours
SORTS: dict[str, Sort] = {"minute": "minutes", "ticket": "tickets", "cent": "money"}  # by the unit of a pack

_HOUR, _MINUTE = r"(?:h|hrs?|ora|ore|hours?)", r"(?:m|min|mins|minut[oie]|minutes?|')"
_FIXED = {
    "mezzora": 30, "mezz'ora": 30, "mezza ora": 30, "half an hour": 30, "half hour": 30,
    "un quarto d'ora": 15, "quarto d'ora": 15, "a quarter of an hour": 15, "quarter of an hour": 15,
    "tre quarti d'ora": 45, "three quarters of an hour": 45,
}  # fmt: skip
_HALF = shape(rf"({NUMBER}) ?{_HOUR} (?:e|and) (?:mezz[ao]|a half|half)|(one) and a half hours?")
_HOURS = shape(rf"({NUMBER}) ?{_HOUR}(?: ?(?:e|and)? ?({NUMBER}) ?{_MINUTE}?)?")
_COLON = shape(r"(\d{1,5}):(\d{2})", re.ASCII)
_MINUTES = shape(rf"({NUMBER}) ?{_MINUTE}")
_PARTS = shape(rf"(\d{{1,5}})[.,](\d{{1,2}}) ?{_HOUR}", re.ASCII)
_SIGNED = shape(r"([+-]?) ?(.*)", re.DOTALL)


def cents(text: str, signs: tuple[str, str] = ("", "")) -> int:
    """An amount in the currency in force as cents (its minor units), signed. Raises Unclear.

    Three digits behind one sign alone (`1.045`) may be thousands or decimals. `signs` are those before
    decimals and between thousands in the language in force: of three decimals the first is meant as it is
    shown, and where there are none the second is.
    """
    places = digits()
    many = int(Decimal(1).scaleb(places))
    sign, rest = _sign(_named(currency()).sub("", plain(text)).strip())
    if (lone := _ONE_GROUP.fullmatch(rest)) and not lone[1].startswith("0"):
        return sign * _of_lone(lone, sign, signs, text)
    found = next((made for one in _shapes(places) if (made := one.fullmatch(rest))), None)
    if found:
        whole, fine = int(re.sub(r"\D", "", found[1])), (found[2] or "").ljust(places, "0") or "0"
        return sign * _bounded(whole * many + int(fine), text)
    raise Unclear("decimals" if _FINE.fullmatch(rest) else "none", "money", text)


def _of_lone(found: re.Match[str], sign: int, signs: tuple[str, str], text: str) -> int:
    """Three digits behind one sign, without the plus or minus. Raises Unclear where they may be either."""
    point, between = signs
    places = digits()
    whole = int(found[1] + found[3])
    if not places:
        if found[2] != between:
            raise Unclear("decimals", "money", text)
        return whole
    if places == len(found[3]) and found[2] == point:
        return whole  # as it is shown: the decimals are the minor units
    fine = to_cents(Decimal(f"{found[1]}.{found[3]}"))
    raise Unclear("two", "money", text, (sign * to_cents(Decimal(whole)), sign * fine))


@cache
def _named(code: str) -> re.Pattern[str]:
    """The names of a currency beside an amount."""
    if code == EURO:
        return _EURO
    sign = f"|{_SIGNS[code]}" if code in _SIGNS else ""
    return re.compile(rf"(?<![^\W\d]){code.lower()}(?![^\W\d]){sign}")


@cache
def _shapes(places: int) -> tuple[re.Pattern[str], ...]:
    """How an amount with so many decimals at most is written; the whole and the decimals are its groups."""
    fine = rf"(\d{{1,{places}}})" if places else "(?!)()"
    return tuple(
        re.compile(shape, re.ASCII)
        for shape in (
            rf"(\d{{1,9}})(?:[.,]{fine})?",
            rf"(\d{{1,3}}(?:\.\d{{3}})+),{fine}",
            rf"(\d{{1,3}}(?:,\d{{3}})+)\.{fine}",
            rf"(\d{{1,3}}(?:[ ']\d{{3}})+)(?:[.,]{fine})?",
            r"(\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:,\d{3}){2,})()",
        )
    )


def minutes(text: str, *, bare: int = 0) -> int:
    """A stretch of time as minutes, signed; a number alone is so many times `bare` (60: hours; 0: is none).

    Raises Unclear.
    """
    sign, rest = _sign(plain(text))
    rest = _in_figures(rest)
    found = span(rest)
    if found is None and bare and (alone := re.fullmatch(r"(\d{1,6})(?:[.,](\d{1,2}))?", rest, re.ASCII)):
        found = _whole(Decimal(f"{alone[1]}.{alone[2] or 0}") * bare)
    if found is None:
        raise Unclear("none", "minutes", text)
    return sign * found


def asked(text: str, unit: str, signs: tuple[str, str] = ("", "")) -> int:
    """As `units`; a small whole number alone of a pack of minutes may be hours, a large one is minutes.

    Raises Unclear, with both readings of a small one.
    """
    sign, rest = _sign(plain(text))
    rest = _in_figures(rest)
    if unit == "minute" and re.fullmatch(r"\d{1,6}", rest, re.ASCII) and 0 < int(rest) < FEW:
        raise Unclear("two", "minutes", text, (sign * int(rest), sign * int(rest) * 60))
    return units(text, unit, bare=1, signs=signs)


def units(text: str, unit: str, *, bare: int, signs: tuple[str, str] = ("", "")) -> int:
    """An amount in the unit of a pack: minutes as above, tickets as a whole number, cents as money (`signs`).

    Raises Unclear.
    """
    if unit == "minute":
        return minutes(text, bare=bare)
    if unit == "cent":
        return cents(text, signs)
    sign, rest = _sign(plain(text))
    first, _, noun = in_words(rest).partition(" ")
    rest = f"{_in_figures(first)} {noun}".strip()
    found = re.fullmatch(r"(\d{1,9})(?: (?:ticket|tickets))?", rest, re.ASCII)
    if not found:
        raise Unclear("none", "tickets", text)
    return sign * int(found[1])


def span(text: str) -> int | None:
    """A stretch of time in a plain text as minutes; None where it is none."""
    if text in _FIXED:
        return _FIXED[text]
    if found := _PARTS.fullmatch(text):
        return _whole(Decimal(f"{found[1]}.{found[2]}") * 60)
    text = in_words(text)
    if found := _HALF.fullmatch(text):
        return number(found[1] or found[2]) * 60 + 30
    if found := _HOURS.fullmatch(text) or _COLON.fullmatch(text):
        rest = number(found[2] or "0")
        return number(found[1]) * 60 + rest if rest < 60 else None
    if found := _MINUTES.fullmatch(text):
        return number(found[1])
    return None


def _in_figures(text: str) -> str:
    """A number alone in words, `dieci`, as `10`; any other text as it is."""
    return str(NUMBERS[in_words(text)]) if in_words(text) in NUMBERS else text


def _whole(amount: Decimal) -> int | None:
    return int(amount) if amount == int(amount) else None


def _sign(text: str) -> tuple[int, str]:
    found = _SIGNED.fullmatch(text)
    return (-1 if found and found[1] == "-" else 1), found[2] if found else text


def _bounded(amount: int, text: str) -> int:
    if amount > _MOST:
        raise Unclear("none", "money", text)
    return amount

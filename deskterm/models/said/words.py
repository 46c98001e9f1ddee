"""The words in which people say days, times and numbers, Italian and English alike; a text made plain.

Which language is in force does not matter: nobody changes how they say Monday with the language of a screen.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time
from typing import Literal

from deskterm.models.said.shapes import shape

LONGEST = 60  # characters that a day, a time or an amount can need
Sort = Literal["instant", "day", "time", "month", "money", "minutes", "tickets"]
Way = Literal["past", "future", "any"]
Reading = date | datetime | time | int


class Unclear(ValueError):
    """What was typed has no reading, or more than one.

    `code` names the sentence `said.CODE`, `sort` is what was wanted, `readings` are those between which one
    must choose (wall clocks, days, the first of a month, cents, minutes); `way` is how the field looks.
    """

    way: Way = "any"

    def __init__(self, code: str, sort: Sort, text: str, readings: tuple[Reading, ...] = ()) -> None:
        super().__init__(f"{code} {sort} {text!r}")
        self.code, self.sort, self.text = code, sort, text.strip()
        self.readings = readings


def _numbered(first: int, *groups: str) -> dict[str, int]:
    return {name: number for number, names in enumerate(groups, first) for name in names.split()}


WEEKDAYS = _numbered(
    0,
    "lunedi lun monday mon",
    "martedi mar tuesday tues tue",
    "mercoledi mer wednesday wed",
    "giovedi gio thursday thurs thur thu",
    "venerdi ven friday fri",
    "sabato sab saturday sat",
    "domenica dom sunday sun",
)
MONTHS = _numbered(
    1,
    "gennaio gen genn january jan",
    "febbraio feb febb february",
    "marzo mar march",
    "aprile apr april",
    "maggio mag may",
    "giugno giu june jun",
    "luglio lug july jul",
    "agosto ago august aug",
    "settembre set sett september sept sep",
    "ottobre ott october oct",
    "novembre nov november",
    "dicembre dic december dec",
)
# Names with which an English day may begin; `mar` is a Tuesday in Italian.
BEGINNING = frozenset(
    "january jan february feb march april apr may june jun july jul august aug september sept sep october oct"
    " november nov december dec".split()
)
NUMBERS = _numbered(
    1,
    "un uno una a an one primo first",
    "due two",
    "tre three",
    "quattro four",
    "cinque five",
    "sei six",
    "sette seven",
    "otto eight",
    "nove nine",
    "dieci ten",
    "undici eleven",
    "dodici twelve",
    "tredici thirteen",
    "quattordici fourteen",
    "quindici fifteen",
    "sedici sixteen",
    "diciassette seventeen",
    "diciotto eighteen",
    "diciannove nineteen",
    "venti twenty",
    *"ventuno ventidue ventitre ventiquattro venticinque ventisei ventisette ventotto ventinove".split(),
    "trenta thirty",
    "trentuno",
)
_TENS = {"trenta": 30, "quaranta": 40, "cinquanta": 50, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_ENGLISH = [name for name, ten in _TENS.items() if name.endswith("y")]
NUMBERS |= _TENS | {"sessanta": 60, "sixty": 60}
NUMBERS |= {
    (ten[:-1] if one[0] in "uo" and ten not in _ENGLISH else ten) + one: _TENS[ten] + NUMBERS[one]
    for ten in _TENS
    for one in (
        "one two three four five six seven eight nine"
        if ten in _ENGLISH
        else "uno due tre quattro cinque sei sette otto nove"
    ).split()
}
DAYS_AWAY = {
    "oggi": 0, "today": 0,
    "ieri": -1, "yesterday": -1,
    "domani": 1, "tomorrow": 1,
    "dopodomani": 2, "dopo domani": 2, "day after tomorrow": 2,
    "altroieri": -2, "altro ieri": -2, "ieri altro": -2, "avantieri": -2, "day before yesterday": -2,
}  # fmt: skip
LAST = frozenset("scorso scorsa passato passata last past previous".split())
NEXT = frozenset("prossimo prossima next coming".split())
THIS = frozenset("questo questa this".split())
NUMBER = rf"\d{{1,5}}|{'|'.join(NUMBERS)}"
OF_MONTH = rf"\d{{1,2}}|{'|'.join(NUMBERS.keys() - {'un', 'uno', 'una', 'a', 'an', 'one'})}"
_MARKS = str.maketrans(
    {"’": "'", "ʼ": "'", "`": "'", "´": "'", "−": "-", "–": "-", "º": "°"}
    | dict.fromkeys("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\t", " ")
)


_ACCENT = shape(r"(?<=[aeiou])'(?![a-z0-9])")  # `giovedi'`, where the keyboard has no accents
_END = shape(r"\b(?:a|alla|per|at|by) (?:the )?(fine|end)\b")  # `a` alone is one o'clock
_TEN_AND_ONE = shape(rf"\b({'|'.join(_ENGLISH)})[ -](?=(?:one|two|three|four|five|six|seven|eight|nine)\b)")


def plain(text: str) -> str:
    """Small letters without accents, single blanks, plain signs; "" for what is too long to mean anything."""
    if len(text) > LONGEST:
        return ""
    marked = unicodedata.normalize("NFD", text.translate(_MARKS).casefold())
    bare = "".join(sign for sign in marked if not unicodedata.combining(sign))
    return " ".join(_ACCENT.sub("", bare).split())


def in_words(text: str) -> str:
    """A plain text for words: no commas, an elided article apart from its noun, `forty-five` in one word."""
    text = _END.sub(r"\1", _TEN_AND_ONE.sub(r"\1", text))
    apart = re.sub(r"\b(un|l|dell|all|dall|nell|quest)'\s*", r"\1 ", text)
    return " ".join(apart.replace(",", " ").replace(" l altro", " altro").split())


def number(text: str) -> int:
    """`3`, `tre` or `three`."""
    return NUMBERS[text] if text in NUMBERS else int(text)

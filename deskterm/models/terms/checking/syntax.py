"""What keeps a text from being TOML: which kind of slip, and where.

`tomllib` says it in English and as a grammarian; here it becomes a code, with the slips that people make
most: the comma of `60,00`, the thousands of `1.800,00`, `01/02/2026` for a day, the quotation marks of a word
processor, `sì` for `true`, words without quotes.
"""

from __future__ import annotations

import re
from datetime import date

from deskterm.models.basics.currencies import digits
from deskterm.models.basics.faults import Fault

_PLACE = re.compile(r"at line (\d+), column (\d+)")
_COMMA = re.compile(r"=\s*(-?\d+,\d{1,2})(?![\d.,'])")
_COIN = r"(?:[€$£¥]|[A-Z]{3}\b|euro\b)"
_NUMBER = re.compile(
    rf"=\s*({_COIN}?[ ]?-?\d{{1,3}}(?:(?P<group>[.,'’ ])\d{{3}}(?:(?P=group)\d{{3}})*|\d*)"
    rf"(?P<rest>[.,]\d{{1,2}})?[ ]?{_COIN}?)(?=\s*(?:[,\]}}#]|$))"
)
_THREE = re.compile(r"-?\d{1,3},\d{3}")
_CURRENCY = re.compile(r'\bcurrency\s*=\s*"([A-Z]{3})"')
_DAY = re.compile(r"[=\[,]\s*((\d{1,4})([-/.])(\d{1,2})\3(\d{1,4}))(?!\d)")
_TRUTHS = {"si": "true", "sì": "true", "yes": "true", "vero": "true", "true": "true"}
_FALSE = {"no": "false", "falso": "false", "false": "false"}
_WORD = re.compile(r"[^\W\d_][^,\]}\n#]*")
_QUOTES = "“”„«»‘’`"
_KINDS = (
    (re.compile(r"Unterminated string"), "open_string"),
    (re.compile(r"Illegal character"), "open_string"),
    (re.compile(r"Unclosed array"), "open_list"),
    (re.compile(r"Unclosed inline table"), "open_table"),
    (re.compile(r"Expected '=' after"), "no_equals"),
    (re.compile(r"Expected newline"), "two_on_a_line"),
    (re.compile(r"Expected '\]"), "open_header"),
    (re.compile(r"Cannot declare"), "table_twice"),
    (re.compile(r"Duplicate inline table key"), "key_twice"),
    (re.compile(r"Cannot overwrite"), "key_twice"),
    (re.compile(r"Cannot"), "key_twice"),
    (re.compile(r"Unescaped"), "backslash"),
    (re.compile(r"Invalid hex"), "backslash"),
    (re.compile(r"Escaped character"), "backslash"),
    (re.compile(r"Invalid date"), "no_date"),
    (re.compile(r"Invalid initial"), "no_key"),
    (re.compile(r"Invalid statement"), "no_key"),
    (re.compile(r"Found invalid character"), "control"),
    (re.compile(r"Invalid value"), "no_value"),
)


def syntax_fault(text: str, message: str) -> Fault:
    """The fault behind what `tomllib` said of a text."""
    place = _PLACE.search(message)
    lines = text.replace("\r\n", "\n").split("\n")
    line, column = (int(place[1]), int(place[2])) if place else (len(lines), len(lines[-1]) + 1)
    written = lines[line - 1] if line <= len(lines) else ""
    if comma := next((one for one in _COMMA.finditer(written) if _spans(one, column)), None):
        values = {"word": comma[1], "near": comma[1].replace(",", ".")}
        return _fault("comma", line, comma.start(1) + 1, values)
    for pattern, said in ((_DAY, _day), (_NUMBER, _number)):
        found = next((one for one in pattern.finditer(written) if _spans(one, column)), None)
        fault = said(found, line) if found else None
        if fault and found and _in_thousandths(text, found):
            word = found[1].strip()
            values = {"word": word, "near": fault.values["near"], "decimals": word.replace(",", ".")}
            return _fault("thousandths", line, found.start(1) + 1, values)
        if fault and fault.values["word"] != fault.values["near"]:
            return fault
    rest = written[column - 1 :]
    if rest[:1] and rest[0] in _QUOTES:
        return _fault("quotes", line, column, {"word": rest[0]})
    kind = next((kind for start, kind in _KINDS if start.match(message)), "other")
    if kind == "no_value" and (word := _WORD.match(rest)):
        return _bare(word[0].strip(), line, column)
    if kind == "no_value" and not rest.partition("#")[0].strip():
        kind = "nothing"
    if kind == "no_equals" and rest[:1].isalpha():  # a letter that no bare key may have
        kind = "no_key"
    return _fault(kind, line, column, {"word": rest.strip()[:20]})


def _bare(word: str, line: int, column: int) -> Fault:
    """A word without quotes: a yes or no in another spelling, or a text."""
    if truth := (_TRUTHS | _FALSE).get(word.casefold()):
        return _fault("truth", line, column, {"word": word, "near": truth})
    return _fault("bare", line, column, {"word": word[:40]})


def _day(found: re.Match[str], line: int) -> Fault:
    """A day in another order or with other signs: as it is written here, where there is such a day."""
    first, month, last = int(found[2]), int(found[4]), int(found[5])
    year, day = (first, last) if len(found[2]) == 4 else (last, first)
    try:
        near = date(year, month, day).isoformat() if year >= 1000 else ""
    except ValueError:
        near = ""
    kind = "day" if near else "no_date"
    return _fault(kind, line, found.start(1) + 1, {"word": found[1], "near": near})


def _number(found: re.Match[str], line: int) -> Fault:
    """A number with its thousands parted, or with its currency."""
    decimals = found["rest"] or ""
    whole = found[1][: found.start("rest") - found.start(1)] if decimals else found[1]
    near = re.sub(r"[^\d-]", "", whole) + decimals.replace(",", ".")
    return _fault("number", line, found.start(1) + 1, {"word": found[1].strip(), "near": near})


def _in_thousandths(text: str, found: re.Match[str]) -> bool:
    """Whether a comma may part decimals as well as thousands: `90,000` in a currency that has three."""
    coin = _CURRENCY.search(text)
    return bool(coin and digits(coin[1]) == 3 and _THREE.fullmatch(found[1].strip()))


def _spans(found: re.Match[str], column: int) -> bool:
    return found.start(1) <= column - 1 <= found.end() + 1


def _fault(kind: str, line: int, column: int, values: dict[str, str]) -> Fault:
    told = {"line": str(line), "column": str(column), "detail": kind}
    return Fault("", "toml", told | values, line, column)

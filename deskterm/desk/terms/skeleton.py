"""A service file to begin with, from ten answers: it reads well, means what it says, its examples pass.

The words are those of `data/services/skeleton/terms.toml`: `$name` is filled in, and what stands between
`#if NAME` and `#end` is there where that answer is.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from string import Template
from textwrap import wrap
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global

from deskterm.desk import hearing
from deskterm.desk.errors import Refused
from deskterm.desk.terms.files import explain
from deskterm.locale import LANGUAGES, figures, speaking, t
from deskterm.locale.catalogues import LACKING
from deskterm.models.basics.currencies import CODES, EURO, digits, reading
from deskterm.models.basics.faults import BadValue, Fault, likely
from deskterm.models.basics.identity import is_phone
from deskterm.models.said import amounts
from deskterm.models.said.words import Unclear
from deskterm.models.terms.calendar import known_holidays
from deskterm.models.terms.checking import languages
from deskterm.models.terms.sections import NATIVE
from deskterm.models.terms.values import DayOfYear, OpeningHours, Target

_HERE = Path(__file__).resolve().parents[2]
_PLACES = (_HERE / "data" / "services", _HERE.parent / "data" / "services")  # in a wheel, in a checkout
HEADING = 108  # columns of the remark at the head
BEGINS = date(2026, 3, 2)  # a Monday: the examples play on the first working hour from it on
WORK = timedelta(hours=3)  # of the example that costs: longer than any free time
# The ten questions in their order, each with the answer where nobody gives another.
QUESTIONS: dict[str, str] = {
    "name": "",
    "mail": "",
    "phone": "",
    "hours": "mon-fri 08:30-12:30 14:00-18:00",
    "saint": "",
    "target": "8h",
    "free": "5",
    "rate": "60",
    "step": "15",
    "months": "12",
}
FURTHER = {"languages": ",".join(NATIVE), "currency": EURO}  # answers that are taken and not asked for
# Of the country; asked for where money or languages are another's: nobody elsewhere has these.
HOME = {"country": "IT", "zone": "Europe/Rome", "vat": "22"}
_NEEDED = {"name", "mail", "hours", "rate", "step", "zone", "vat"}
_BOTH = re.compile(r'it = ("(?:[^"\\]|\\.)*"), en = ("(?:[^"\\]|\\.)*")')
_MAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_NONE = {"", "no", "-", "0"}
_NUMBERS = {"free": (1, 120), "rate": (1, 1_000_000), "step": (1, 240), "months": (1, 1200)}  # from, to
_NUMBERS |= {"vat": (0, 100)}


def checked(name: str, answer: str) -> str:
    """An answer as the file takes it, "" for none. Raises Refused with the way to write it."""
    text = " ".join(answer.split())
    known = QUESTIONS | FURTHER | HOME
    if name not in known:
        raise Refused("no_question", like=likely(name, known), name=name, known=", ".join(known))
    if name == "languages":
        return ", ".join(_languages(text))
    if name == "currency":
        return _currency(text)
    if name in ("zone", "country") and text.casefold() not in _NONE:
        return _place(name, text)
    if text.casefold() in _NONE and (name, text) != ("vat", "0"):
        if name in _NEEDED:
            raise Refused("question_needs_answer", name=name)
        return ""
    if name in _NUMBERS:
        return _number(name, text)
    try:
        for part in text.split(";") if name == "hours" else (text,):
            _READ[name](part.strip()) if name in _READ else None
    except BadValue as error:
        code, word, near = str(error).split("\x1f")
        told = explain(Fault("", f"bad_{code}", {"word": word, "near": near}))
        raise Refused("question_answer", name=name, why=told) from None
    return text


def written(answers: Mapping[str, str]) -> str:
    """The text of the file; a question without an answer has its usual one. Raises Refused."""
    asked = {**HOME, **questions(answers)}
    lacking = [name for name, usual in asked.items() if name in _NEEDED and not answers.get(name, usual)]
    if len(lacking) > 1:
        raise Refused("questions_need_answers", given=" ".join(f"--answer {name}=…" for name in lacking))
    currency = checked("currency", answers.get("currency", FURTHER["currency"]))
    with reading(currency):
        given = {name: checked(name, answers.get(name, usual)) for name, usual in asked.items()}
    given["currency"] = currency
    template = next(path for place in _PLACES if (path := place / "skeleton" / "terms.toml").is_file())
    there = {name for name, text in given.items() if text}
    there |= {"days"} if given["target"].endswith("d") else set()
    there -= {"currency"} if currency == EURO else set()
    text = "\n".join(_kept(template.read_text(encoding="utf-8").split("\n"), there))
    text = f"{_heading(given['name'], answers)}\n{text}"
    named = _languages(checked("languages", answers.get("languages", FURTHER["languages"])))
    return _speaking(Template(text).substitute(_values(given)), named)


def questions(answers: Mapping[str, str]) -> dict[str, str]:
    """The questions in their order, each with its usual answer: the ten, elsewhere the country's before them.

    Country and zone follow from the answers where they leave but one.
    """
    named = _languages(checked("languages", answers.get("languages", FURTHER["languages"])))
    currency = checked("currency", answers.get("currency", FURTHER["currency"]))
    if currency == EURO and NATIVE[0] in named:
        return QUESTIONS
    country = answers.get("country") or (currency[:2] if currency[:2] in _zones() else "")
    zones = _zones().get(country.upper()[:2], ())
    return {"country": country, "zone": zones[0] if len(zones) == 1 else "", "vat": "", **QUESTIONS}


@cache
def _zones() -> dict[str, list[str]]:
    """The time zones of each country, by its code."""
    found: dict[str, list[str]] = {}
    for zone, country in get_global("zone_territories").items():
        found.setdefault(country, []).append(zone)
    return found


def untranslated(text: str) -> int:
    """How many words of a file that `written` made wait for somebody who speaks their language."""
    return text.count(_mark())


def _languages(text: str) -> list[str]:
    """The languages that are named, commas or blanks between them. Raises Refused for one that is none."""
    found = text.replace(",", " ").split()
    for fault in languages.named(tuple(found), "languages"):
        raise Refused("question_answer", name="languages", why=explain(fault))
    return found


def _currency(text: str) -> str:
    """A currency by its code. Raises Refused with the nearest."""
    code = text.upper()
    if code not in CODES:
        near = likely(code, CODES) or EURO
        told = explain(Fault("", "currency", {"word": text, "near": near}))
        raise Refused("question_answer", name="currency", why=told)
    return code


def _place(name: str, text: str) -> str:
    """A time zone, or a country whose public holidays are known. Raises Refused."""
    code = text.upper() if name == "country" else text
    if code == HOME[name] or (known_holidays(code) if name == "country" else code in available_timezones()):
        return code
    fault = "zone" if name == "zone" else "holidays"
    told = explain(Fault("", fault, {"word": text, "near": HOME[name]}))
    raise Refused("question_answer", name=name, why=told)


def _heading(name: str, answers: Mapping[str, str]) -> str:
    """The remark at the head of the file, in the first of its languages that the program speaks."""
    named = _languages(checked("languages", answers.get("languages", FURTHER["languages"])))
    tongue = next((one for one in named if one in LANGUAGES), LACKING)
    with speaking(tongue):
        told = t("commands.service.new.heading", name=name).replace("$", "$$")
    return "\n".join(f"# {line}" for line in wrap(told, HEADING))


def _mark() -> str:
    return f"# {t('commands.service.new.untranslated')}"


def _speaking(text: str, named: list[str]) -> str:
    """The text in these languages: its words in Italian and English, in another the English ones, marked."""
    if named == list(NATIVE):
        return text
    listed = ", ".join(json.dumps(one) for one in named)
    text = re.sub(r"(?m)^(provider = \{.*) \}$", rf"\1, languages = [{listed}] }}", text)
    lines = []
    for line in re.sub(r'(?m)^(it = ".*")\n(en = ".*")$', r"\1, \2", text).split("\n"):
        words = _BOTH.search(line)
        if words is None:
            lines.append(line)
            continue
        own = {"it": words[1], "en": words[2]}
        told = [f"{one} = {own.get(one, own['en'])}" for one in named]
        mark = f"  {_mark()}"
        if words.span() == (0, len(line)):
            lines += [one if one[:2] in own else f"{one}{mark}" for one in told]
        else:
            lines.append(line[: words.start()] + ", ".join(told) + line[words.end() :])
            lines[-1] += mark if set(named) - set(NATIVE) else ""
    return "\n".join(lines)


def _kept(lines: list[str], there: set[str]) -> Iterator[str]:
    """The lines of the template for the answers that are there."""
    shown, done = True, False
    for line in lines:
        word, _, name = line.partition(" ")
        if word in {"#if", "#elif"}:
            done = done and word == "#elif"
            shown = not done and name in there
            done = done or shown
        elif word == "#else":
            shown = not done
        elif word == "#end":
            shown, done = True, False
        elif shown:
            yield line


def _values(given: Mapping[str, str]) -> dict[str, str]:
    minutes = int(given["free"] or 0)
    opened = _opening(given)
    times = {"begun": opened, "later": opened + WORK, "soon": opened + timedelta(minutes=1)}
    return {
        **given,
        "id": _id(given["name"]),
        "quoted_name": json.dumps(given["name"], ensure_ascii=False),
        "quoted_mail": json.dumps(given["mail"], ensure_ascii=False),
        "quoted_phone": json.dumps(given["phone"], ensure_ascii=False),
        "hours": ", ".join(json.dumps(part.strip()) for part in given["hours"].split(";")),
        "clock": "workday" if given["target"].endswith("d") else "open",
        "free": f"{minutes}:00",
        "free_seconds": str(minutes * 60),
        "costs": _costs(given),
        "nothing": _amount(Decimal(0), given["currency"]),
        **{name: f"{moment:%Y-%m-%dT%H:%M}" for name, moment in times.items()},
    }


def _costs(given: Mapping[str, str]) -> str:
    """What the example's work comes to, rounded up to whole steps."""
    step = int(given["step"])
    minutes = (Decimal(WORK.seconds // 60) / step).to_integral_value(ROUND_CEILING) * step
    return _amount(Decimal(given["rate"]) * minutes / 60, given["currency"])


def _amount(amount: Decimal, currency: str) -> str:
    """With the decimals of its currency, half a unit up."""
    places = digits(currency)
    return f"{amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"


def _opening(given: Mapping[str, str]) -> datetime:
    """The first opening from the first Monday of March 2026 on."""
    lines = [OpeningHours.read(part.strip()) for part in given["hours"].split(";")]
    for n in range(7):
        day = BEGINS + timedelta(days=n)
        starts = [line.windows[0][0] for line in lines if day.weekday() in line.weekdays and line.windows]
        if starts:
            return datetime.combine(day, time(), ZoneInfo(given["zone"])) + timedelta(seconds=min(starts))
    raise Refused("question_needs_answer", name="hours")


def _id(name: str) -> str:
    """A short name from a firm's: small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40] or "terms"


def _number(name: str, text: str) -> str:
    low, high = _NUMBERS[name]
    match = re.fullmatch(r"(\d{1,6})(?:[.,](\d{1,3}))?", text)
    amount = Decimal(f"{match[1]}.{match[2] or 0}") if match else Decimal(-1)
    part = match[2] if match else ""
    finer = bool(part) and (name not in {"rate", "vat"} or len(part) > (2 if name == "vat" else digits()))
    if not low <= amount <= high or finer:
        raise Refused("question_number", name=name, text=text, low=low, high=high)
    if name == "rate":
        _one_reading(name, text)
    if name == "vat":
        return f"{amount.normalize():f}"
    return f"{amount:.{digits()}f}" if name == "rate" else str(int(amount))


def _one_reading(name: str, text: str) -> None:
    """Three decimals that may be thousands (`1,045` in English) are asked back. Raises Refused with both."""
    try:
        amounts.cents(text, figures.signs())
    except Unclear as error:
        raise Refused("question_answer", name=name, why=hearing.sentence(error)) from None


def _target(text: str) -> Target:
    found = Target.read(text)
    if found.agreed or not (found or found.days):
        raise BadValue("duration", text)
    return found


def _address(text: str) -> str:
    """An address to which mail can be sent. Raises BadValue."""
    if not _MAIL.fullmatch(text):
        raise BadValue("address", text)
    return text


def _telephone(text: str) -> str:
    """A number that can be called. Raises BadValue."""
    if not is_phone(text):
        raise BadValue("telephone", text)
    return text


_READ: dict[str, Callable[[str], object]] = {
    "mail": _address,
    "phone": _telephone,
    "hours": OpeningHours.read,
    "saint": DayOfYear.read,
    "target": _target,
}

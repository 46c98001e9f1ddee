"""What reads well in a service file and cannot be meant: told by `service check`, and before an adoption.

Terms that a desk has worked under are read without it: a fault of meaning is nothing that stops a desk.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from deskterm.models.basics.currencies import reading
from deskterm.models.basics.faults import Fault, likely
from deskterm.models.basics.money import in_euro, to_cents
from deskterm.models.terms.checking.places import Places
from deskterm.models.terms.conditions import Condition
from deskterm.models.terms.money_sections import Price
from deskterm.models.terms.sections import NATIVE, InWords, NoPromise, Response, Rule, Section, fields
from deskterm.models.terms.sense.blanks import CURRENCY, blanks_of, ways
from deskterm.models.terms.sense.clause_figures import clause_figures
from deskterm.models.terms.sense.doubts import doubts
from deskterm.models.terms.sense.holding import Holding, covers
from deskterm.models.terms.sense.templates import TEMPLATES
from deskterm.models.terms.sheet import ServiceSheet
from deskterm.models.terms.values import may_be_thousands

# What is known only once somebody is at work: no rule at the door or at triage can wait for it.
_LATER = frozenset(
    "session seconds reason outcome burnt consent device_online first_access id_password backup_confirmed"
    " temp_account admin_account client_closed_software".split()
)
_EARLY = frozenset({"intake", "triage"})
_POINTS = {"Response": "intake", "NoPromise": "intake"}  # when conditions are asked that are no rule's
_ALWAYS = ((0, 86400),)
Decided = Sequence[Price | Response | NoPromise]


def meaning(sheet: ServiceSheet, text: str) -> Iterator[Fault]:
    """Every fault of meaning of a sheet that reads well; `text` is its file."""
    places = Places(text)
    yield from _never(sheet)
    yield from _hidden(sheet)
    yield from doubts(sheet, places)
    yield from _targets(sheet)
    yield from _money(sheet, places)
    yield from _asked_money(sheet)
    yield from _work(sheet, places)
    yield from _plans(sheet)
    yield from _templates(sheet)
    yield from clause_figures(sheet)
    yield from _blanks(sheet)
    yield from _words(sheet)


def _blanks(sheet: ServiceSheet) -> Iterator[Fault]:
    """Blanks of clauses for which the entries of one number have several values."""
    for rule, clause in sheet.clauses.items() if sheet.schema > 1 else ():
        for language, text in (clause.spoken or {one: clause.said(one) for one in NATIVE}).items():
            for _, path, unit in blanks_of(text):
                known = ways(sheet, path) if path not in (None, CURRENCY) else ()
                if known:
                    told = [f"{{{one}:{unit}}}" if unit else f"{{{one}}}" for one in known]
                    values = {"word": path or "", "words": ", ".join(told)}
                    yield Fault(f"clause.{rule}.{language}", "blank_of_several", values)


def _words(sheet: ServiceSheet) -> Iterator[Fault]:
    """Words that lack one of the languages which the file names."""
    for one in fields(sheet):
        yield from _lacking(getattr(sheet, one.name), one.encode_name, sheet.provider.languages)


def _lacking(value: object, path: str, languages: tuple[str, ...]) -> Iterator[Fault]:
    if isinstance(value, InWords) and value.spoken:
        said = next(iter(value.spoken))
        for language in languages:
            if language not in value.spoken:
                yield Fault(f"{path}.{language}", "lacks_word", {"word": language, "near": said})
    if isinstance(value, Section):
        for one in fields(value):
            yield from _lacking(getattr(value, one.name), f"{path}.{one.encode_name}", languages)
    elif isinstance(value, tuple):
        for n, item in enumerate(value, 1):
            yield from _lacking(item, f"{path}[{n}]", languages)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _lacking(item, f"{path}.{name}", languages)


def _conditions(sheet: ServiceSheet) -> Iterator[tuple[str, str, tuple[Condition, ...]]]:
    """Every list of conditions of the file, with the path of its entry and the point at which it is asked."""
    for one in fields(sheet):
        yield from _below(getattr(sheet, one.name), one.encode_name)


def _below(value: object, path: str) -> Iterator[tuple[str, str, tuple[Condition, ...]]]:
    if isinstance(value, Section):
        if when := getattr(value, "when", ()):
            point = _POINTS.get(type(value).__name__, "")
            yield path, value.at if isinstance(value, Rule) else point, when
        for one in fields(value):
            yield from _below(getattr(value, one.name), f"{path}.{one.encode_name}")
    elif isinstance(value, tuple):
        for n, item in enumerate(value, 1):
            yield from _below(item, f"{path}[{n}]")
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _below(item, f"{path}.{name}")


def _never(sheet: ServiceSheet) -> Iterator[Fault]:
    """Conditions that can never hold, alone or beside each other."""
    holding = Holding(sheet)
    open_always = {name for name, one in sheet.calendars.items() if _is_always_open(sheet, name)}
    for path, point, when in _conditions(sheet):
        for n, one in enumerate(when, 1):
            place = f"{path}.when[{n}]"
            if one.op in {"=", "!="} and any(word.startswith("=") for word in one.words):
                near = f"{one.fact}{one.op}{'|'.join(word.lstrip('= ') for word in one.words)}"
                yield Fault(place, "double_equals", {"word": one.text, "near": near})
            elif one.op == "closed" and one.words[0] in open_always:
                yield Fault(place, "always_open", {"word": one.words[0]})
            elif point in _EARLY and one.fact in _LATER and one.op not in {"!", "!="}:
                yield Fault(place, "too_early", {"word": one.fact, "near": point})
            elif holding.out_of_reach(one):
                values = {"word": one.text, "fact": one.fact, "near": holding.reach(one.fact)}
                yield Fault(place, "out_of_reach", values)
            elif other := next((other for other in when[: n - 1] if holding.clash(one, other)), None):
                yield Fault(place, "never", {"word": one.text, "near": other.text})


def _is_always_open(sheet: ServiceSheet, name: str) -> bool:
    one = sheet.calendars[name]
    shut = one.holidays or one.extra or one.closures or one.half or one.eves is not None
    days = {day for line in one.open for day in line.weekdays if tuple(line.windows) == _ALWAYS}
    return not shut and len(days) == 7


def _hidden(sheet: ServiceSheet) -> Iterator[Fault]:
    """Entries of lists of which the first holds, behind one that holds wherever they do."""
    holding = Holding(sheet)
    lists: tuple[tuple[str, Decided], ...] = (
        ("price", sheet.prices),
        ("response", sheet.response),
        ("no_promise", sheet.no_promise),
    )
    for key, entries in lists:
        for n, later in enumerate(entries, 1):
            for m, first in enumerate(entries[: n - 1], 1):
                if _always_there(sheet, first, later) and covers(first.when, later.when, holding):
                    name = getattr(first, "id", "") or getattr(first, "rule", "")
                    yield Fault(f"{key}[{n}]", "hidden", {"word": f"{key}[{m}]", "near": name})
                    break


def _always_there(sheet: ServiceSheet, first: object, later: object) -> bool:
    """Whether an entry is there whenever a later one is: its days of validity, a target that is agreed.

    Of promises of several things (version 2) each has a first of its own.
    """
    if isinstance(first, Response) and isinstance(later, Response):
        return not first.target.agreed and (sheet.schema == 1 or first.metric == later.metric)
    if not isinstance(first, Price) or not isinstance(later, Price):
        return True
    begun = first.start is None or (later.start is not None and first.start <= later.start)
    still = first.until is None or (later.until is not None and first.until >= later.until)
    return begun and still and not first.first  # only so many contacts have that one


def _targets(sheet: ServiceSheet) -> Iterator[Fault]:
    for n, one in enumerate(sheet.response, 1):
        target, soft = one.target, one.soft
        if not target.agreed and not target and not target.days:
            yield Fault(f"response[{n}].target", "no_time", {"word": one.id})
        elif soft is not None and not target.agreed and (soft.days, soft) >= (target.days, target):
            yield Fault(f"response[{n}].soft", "soft_late", {"word": one.id})


def _money(sheet: ServiceSheet, places: Places) -> Iterator[Fault]:
    for n, price in enumerate(sheet.prices, 1):
        for key in ("weight", "times"):
            if getattr(price, key) == 0:
                yield Fault(f"price[{n}].{key}", "costs_nothing", {"word": key})
    for n, pack in enumerate(sheet.packs, 1):
        if pack.months == 0 and f"pack[{n}].months" in places:
            yield Fault(f"pack[{n}].months", "no_months", {"word": pack.id})
    for n, warning in enumerate(sheet.timer.warn, 1):
        if warning > (free := _longest_free(sheet)):
            yield Fault(f"timer.warn[{n}]", "warns_late", {"word": _minutes(free)})


def _asked_money(sheet: ServiceSheet) -> Iterator[Fault]:
    """Amounts of conditions whose point may have been meant to stand behind thousands."""
    currency = sheet.provider.currency
    with reading(currency):
        for path, _point, when in _conditions(sheet):
            for n, one in enumerate(when, 1):
                if one.fact == "rate" and one.words and may_be_thousands(word := one.words[0]):
                    near = in_euro(to_cents(Decimal(word)))
                    values = {
                        "word": word,
                        "near": near,
                        "whole": word.replace(".", ""),
                        "currency": currency,
                    }
                    yield Fault(f"{path}.when[{n}]", "thousands", values)


def _longest_free(sheet: ServiceSheet) -> int:
    """Seconds that the most generous price leaves free: of the timer, of itself, or by its condition."""
    limits = [
        int(one.limit)
        for price in sheet.prices
        for one in price.when
        if one.fact == "seconds" and one.limit is not None
    ]
    return max([sheet.timer.free, *(price.beyond for price in sheet.prices), *limits])


def _minutes(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"


def _work(sheet: ServiceSheet, places: Places) -> Iterator[Fault]:
    """Kinds of work that the file foresees and no price can be of."""
    timer = sheet.timer
    used = [
        (f"timer.{key}[{n}]", kind)
        for key in ("together", "switch")
        if f"timer.{key}" in places
        for n, kind in enumerate(getattr(timer, key), 1)
    ]
    if sheet.appointment:
        used += [(f"appointment.kinds[{n}]", kind) for n, kind in enumerate(sheet.appointment.kinds, 1)]
    used += [(f"kind[{n}].id", one.id) for n, one in enumerate(sheet.kinds, 1)]
    used += [(f"outcome[{n}].session", one.session) for n, one in enumerate(sheet.outcomes, 1) if one.session]
    told: set[str] = set()
    for path, kind in used:
        if kind not in told and not any(_prices(price, kind) for price in sheet.prices):
            told.add(kind)
            yield Fault(path, "unpriced", {"word": kind})


def _prices(price: Price, kind: str) -> bool:
    asked = [one for one in price.when if one.fact == "session"]
    return all((kind in one.words) is (one.op == "=") for one in asked if one.op in {"=", "!="})


def _plans(sheet: ServiceSheet) -> Iterator[Fault]:
    """Plans that conditions ask for and the file does not declare; version 1 cannot declare any."""
    if sheet.schema == 1 or sheet.plans:
        return
    tongues = ", ".join(sheet.provider.languages)
    for path, _point, when in _conditions(sheet):
        for n, one in enumerate(when, 1):
            if one.fact == "plan" and one.op in {"=", "!="} and not one.words[0].startswith("="):
                yield Fault(f"{path}.when[{n}]", "no_plan", {"word": one.words[0], "words": tongues})


def _templates(sheet: ServiceSheet) -> Iterator[Fault]:
    named = [(f"rule[{n}].template", rule.template) for n, rule in enumerate(sheet.rules, 1)]
    named += [("acknowledge.template", sheet.acknowledge.template)] if sheet.acknowledge else []
    for path, name in named:
        if name is not None and name not in TEMPLATES:
            near = likely(name, TEMPLATES)
            yield Fault(path, "no_template", {"word": name, "near": near, "words": ", ".join(TEMPLATES)})

"""What must fit together in a service file: names that are used must exist, numbers must not contradict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from deskterm.models.basics.faults import Fault, nearest
from deskterm.models.terms.calendar import known_holidays
from deskterm.models.terms.checks_practice import check_practice, cited_in_practice, unknown
from deskterm.models.terms.conditions import Condition
from deskterm.models.terms.facts import FACTS, FIELDS, FIXED
from deskterm.models.terms.sections import CalendarTerms, Price, Response, Rule
from deskterm.models.terms.sheet import ServiceSheet
from deskterm.models.terms.values import is_between, is_day_of_year

# The keys that an action may carry beside id, at, when, do; the first group is also required.
_NEEDED = {"route": ("to",), "offer": ("offer",)}
_ALLOWED = {
    "reject": ("template", "document", "offer"),
    "clarify": ("template", "ask", "document"),
    "review": ("template",),
    "hold": ("template", "document", "offer"),
    "merge": ("template",),
    "warn": ("template", "ask", "document", "notice"),
    "block": ("template", "ask"),
    "route": ("to",),
    "exclude": ("offer", "template", "document"),
    "offer": ("offer", "template", "document"),
    "defer": ("until", "template"),
    "priority": ("lane", "tier"),
    "answer_first": ("template",),
    "ask_upload": ("template", "ask"),
    "remind": ("template", "ask", "document", "notice"),
}
# Facts whose values are ids of the service, and the list that they come from.
_CHOSEN = {
    "channel": "channel",
    "topic": "topic",
    "type": "topic",
    "line": "line",
    "severity": "severity",
    "outcome": "outcome",
    "reason": "reason",
    "season": "season",
    "product": "product",
    "fees": "entitlement",
}
DETAILS = ("template", "ask", "to", "offer", "until", "lane", "tier", "document", "notice")
_POINTERS = {"to": "team", "offer": "offer", "document": "document", "notice": "notice"}


def check(sheet: ServiceSheet) -> Iterator[Fault]:
    """Every contradiction of a sheet that reads well."""
    yield from _zone(sheet)
    yield from _figures(sheet)
    yield from _ids(sheet)
    yield from _clauses(sheet)
    yield from _queue(sheet)
    yield from _channels(sheet)
    yield from _rules(sheet)
    yield from _responses(sheet)
    yield from _no_promises(sheet)
    yield from _prices(sheet)
    yield from _calendars(sheet)
    yield from _topics(sheet)
    yield from check_practice(sheet, lists(sheet))


def _zone(sheet: ServiceSheet) -> Iterator[Fault]:
    try:
        ZoneInfo(sheet.provider.tz)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield Fault("provider.tz", "zone", {"word": sheet.provider.tz, "near": "Europe/Rome"})


def _ids(sheet: ServiceSheet) -> Iterator[Fault]:
    yield from _twice((path, item.id, item.part) for path, item in _decided(sheet))
    for key, items in lists(sheet).items():
        yield from _twice((f"{key}[{n}].id", word, "") for n, word in enumerate(items, 1))


def _decided(sheet: ServiceSheet) -> Iterator[tuple[str, Rule | Response | Price]]:
    """Everything that decides by itself, with the paths of the ids."""
    yield from ((f"rule[{n}].id", rule) for n, rule in enumerate(sheet.rules, 1))
    yield from ((f"response[{n}].id", response) for n, response in enumerate(sheet.response, 1))
    yield from ((f"price[{n}].id", price) for n, price in enumerate(sheet.prices, 1))


def lists(sheet: ServiceSheet) -> dict[str, list[str]]:
    """The ids that a service chooses, by the key they stand under."""
    return {
        "channel": [item.id for item in sheet.channels],
        "pack": [item.id for item in sheet.packs],
        "topic": [item.id for item in sheet.topics],
        "line": [item.id for item in sheet.lines],
        "team": [item.id for item in sheet.teams],
        "offer": [item.id for item in sheet.offers],
        "severity": [item.id for item in sheet.severities],
        "outcome": [item.id for item in sheet.outcomes],
        "reason": [item.id for item in sheet.reasons],
        "season": list(sheet.seasons),
        "product": [item.id for item in sheet.products],
        "document": [item.id for item in sheet.documents],
        "notice": [item.id for item in sheet.notices],
        "entitlement": [item.id for item in sheet.entitlements],
        "role": [item.id for item in sheet.roles],
        "word": [item.id for item in sheet.words],
        "tool": [item.id for item in sheet.tools],
    }


def _twice(named: Iterable[tuple[str, str, str]]) -> Iterator[Fault]:
    """Paths, ids and parts: the parts of one number differ."""
    first: dict[tuple[str, str], str] = {}
    for path, word, part in named:
        if (word, part) in first:
            yield Fault(path, "twice", {"word": word, "near": first[word, part]})
        first.setdefault((word, part), path)


def _clauses(sheet: ServiceSheet) -> Iterator[Fault]:
    for path, rule in _cited(sheet):
        if rule and rule not in sheet.clauses:
            yield Fault(path, "no_clause", {"word": rule, "near": nearest(rule, sheet.clauses)})


def _cited(sheet: ServiceSheet) -> Iterator[tuple[str, str]]:
    """Every place that names a rule."""
    yield from ((path, item.id) for path, item in _decided(sheet))
    yield from ((f"channel[{n}].rule", channel.rule) for n, channel in enumerate(sheet.channels, 1))
    for key, labels in (("topic", sheet.topics), ("outcome", sheet.outcomes), ("reason", sheet.reasons)):
        yield from ((f"{key}[{n}].rule", label.rule) for n, label in enumerate(labels, 1))
    yield from cited_in_practice(sheet)
    yield from ((f"calendar.{name}.rule", calendar.rule) for name, calendar in sheet.calendars.items())
    yield from (("queue_rule", sheet.queue_rule), ("arrived_rule", sheet.arrived_rule))
    yield ("need_rule", sheet.need_rule)
    yield from ((f"no_promise[{n}].rule", reason.rule) for n, reason in enumerate(sheet.no_promise, 1))
    yield from (("no_promise_rule", sheet.no_promise_rule), ("unknown_rule", sheet.unknown_rule))
    yield from (("split_rule", sheet.split_rule), ("timer.switch_rule", sheet.timer.switch_rule))
    yield ("provider.rule", sheet.provider.rule)
    yield from (("acknowledge.rule", sheet.acknowledge.rule),) if sheet.acknowledge else ()
    yield from (("fee.rule", sheet.fee.rule),) if sheet.fee else ()


def _queue(sheet: ServiceSheet) -> Iterator[Fault]:
    keys = sheet.queue
    if not keys or keys[-1] != "arrived" or len(set(keys)) != len(keys):
        yield Fault("queue", "queue", {"word": ", ".join(keys)})


def _conditions(sheet: ServiceSheet, path: str, when: tuple[Condition, ...]) -> Iterator[Fault]:
    chosen = lists(sheet)
    words = FIXED | {fact: tuple(chosen[key]) for fact, key in _CHOSEN.items()}
    for n, condition in enumerate(when, 1):
        place = f"{path}.when[{n}]"
        if not condition.fact:
            yield from unknown(place, condition.words[0], sheet.calendars)
        elif condition.fact in words:
            for word in condition.words:
                yield from unknown(place, word, words[condition.fact])


def _channels(sheet: ServiceSheet) -> Iterator[Fault]:
    for n, channel in enumerate(sheet.channels, 1):
        path = f"channel[{n}]"
        yield from _conditions(sheet, path, channel.when)
        if channel.team:
            yield from unknown(f"{path}.team", channel.team, [team.id for team in sheet.teams])
        if channel.open:
            yield from unknown(f"{path}.open", channel.open, sheet.calendars)
        for key, names in (("need", channel.need), ("nice", channel.nice)):
            for m, name in enumerate(names, 1):
                yield from unknown(f"{path}.{key}[{m}]", name, FIELDS)
        for m, name in enumerate(channel.types, 1):
            yield from unknown(f"{path}.types[{m}]", name, (topic.id for topic in sheet.topics))
        yield from _small(f"{path}.lane", channel.lane)


def _within(path: str, value: int | Decimal, low: int, high: int) -> Iterator[Fault]:
    if not is_between(value, low, high):
        yield Fault(path, "range", {"word": str(value), "near": f"{low}-{high}"})


def _small(path: str, value: int | None) -> Iterator[Fault]:
    if value is not None:
        yield from _within(path, value, 0, 99)


def _figures(sheet: ServiceSheet) -> Iterator[Fault]:
    yield from _within("provider.vat", sheet.provider.vat, 0, 100)
    if sheet.fee:
        yield from _within("fee.share", sheet.fee.share, 0, 1)
    for n, pack in enumerate(sheet.packs, 1):
        yield from _within(f"pack[{n}].months", pack.months, 0, 1200)
        for m, left in enumerate(pack.warn, 1):
            yield from _within(f"pack[{n}].warn[{m}]", left, 0, 10**6)
        yield from _within(f"pack[{n}].grant", pack.grant, 0, 10**6)


def _rules(sheet: ServiceSheet) -> Iterator[Fault]:
    known = lists(sheet)
    for n, rule in enumerate(sheet.rules, 1):
        path = f"rule[{n}]"
        yield from _conditions(sheet, path, rule.when)
        yield from _details(path, rule)
        for key, among in _POINTERS.items():
            if (name := getattr(rule, key)) is not None:
                yield from unknown(f"{path}.{key}", name, known[among])
        if rule.ask is not None:
            yield from unknown(f"{path}.ask", rule.ask, FACTS)
        yield from _small(f"{path}.lane", rule.lane)
        yield from _small(f"{path}.tier", rule.tier)


def _details(path: str, rule: Rule) -> Iterator[Fault]:
    allowed = _ALLOWED.get(rule.do, ())
    for key in DETAILS:
        if getattr(rule, key) is not None and key not in allowed:
            near = nearest(key, allowed) or "-"
            yield Fault(f"{path}.{key}", "not_for_action", {"word": key, "action": rule.do, "near": near})
    if rule.send is not None and (rule.do, rule.at) != ("clarify", "intake"):
        yield Fault(f"{path}.send", "not_for_action", {"word": "send", "action": rule.do, "near": "-"})
    for key in _NEEDED.get(rule.do, ()):
        if getattr(rule, key) is None:
            yield Fault(f"{path}.{key}", "missing_key", {"word": key})
    if rule.do == "priority" and rule.lane is None and rule.tier is None:
        yield Fault(f"{path}.lane", "missing_key", {"word": "lane"})


def _responses(sheet: ServiceSheet) -> Iterator[Fault]:
    for n, response in enumerate(sheet.response, 1):
        path = f"response[{n}]"
        yield from _conditions(sheet, path, response.when)
        yield from _clock(path, response)
        if response.calendar:
            yield from unknown(f"{path}.calendar", response.calendar, sheet.calendars)


def _no_promises(sheet: ServiceSheet) -> Iterator[Fault]:
    for n, reason in enumerate(sheet.no_promise, 1):
        yield from _conditions(sheet, f"no_promise[{n}]", reason.when)


def _clock(path: str, response: Response) -> Iterator[Fault]:
    needs_calendar = (
        response.clock != "elapsed" or response.cutoff is not None or response.late == "next-open"
    )
    if needs_calendar and not response.calendar:
        yield Fault(f"{path}.calendar", "missing_key", {"word": "calendar"})
    for key, target in (("target", response.target), ("soft", response.soft)):
        if target is None or target.agreed:
            continue
        if bool(target.days) is not (response.clock == "workday"):
            near = "2d" if response.clock == "workday" else "48h"
            yield Fault(f"{path}.{key}", "target_for_clock", {"word": response.clock, "near": near})


def _prices(sheet: ServiceSheet) -> Iterator[Fault]:
    limits = set()
    for n, price in enumerate(sheet.prices, 1):
        path = f"price[{n}]"
        yield from _conditions(sheet, path, price.when)
        yield from _amounts(path, price)
        yield from _validity(path, price)
        yield from _settle(sheet, path, price)
        limits |= {condition.limit for condition in price.when if condition.fact == "seconds"}
    if sheet.timer.free and sheet.timer.free not in limits:
        yield Fault("timer.free", "free_unpriced", {"word": str(int(sheet.timer.free))})


def _amounts(path: str, price: Price) -> Iterator[Fault]:
    needed = {"time": ("rate",), "unit": ("unit", "price")}.get(price.mode, ())
    if price.rate is not None and price.rate.agreed:
        needed = (*needed, "list_rate")
    for key in needed:
        if getattr(price, key) is None:
            yield Fault(f"{path}.{key}", "missing_key", {"word": key})
    yield from _within(f"{path}.step", price.step, 1, 1440)
    yield from _within(f"{path}.minimum", price.minimum, 0, 1440)
    yield from _within(f"{path}.weight", price.weight, 0, 100)
    if price.unit is not None:
        yield from _within(f"{path}.unit", price.unit, 60, 86400)


def _validity(path: str, price: Price) -> Iterator[Fault]:
    if price.start is not None and price.until is not None and price.until < price.start:
        yield Fault(f"{path}.until", "backwards", {"word": f"{price.start}, {price.until}"})


def _settle(sheet: ServiceSheet, path: str, price: Price) -> Iterator[Fault]:
    units = {f"pack:{pack.id}": pack.unit for pack in sheet.packs}
    fits = {"time": ("minute", "cent"), "unit": ("minute", "cent"), "ticket": ("ticket", "cent")}
    for n, to in enumerate(price.settle, 1):
        place = f"{path}.settle[{n}]"
        yield from unknown(place, to, (*units, "invoice"))
        if to in units and units[to] not in fits.get(price.mode, ()):
            yield Fault(place, "pack_unit", {"word": to, "near": price.mode})
    if price.mode in {"time", "unit"} and (not price.settle or price.settle[-1] != "invoice"):
        yield Fault(f"{path}.settle", "settle_end", {"word": "invoice"})


def _calendars(sheet: ServiceSheet) -> Iterator[Fault]:
    for name, calendar in sheet.calendars.items():
        path = f"calendar.{name}"
        if not any(opening.windows for opening in calendar.open):
            yield Fault(f"{path}.open", "never_open", {"word": name})
        # Asking loads `holidays`, which a start should not pay for the code that every shipped file has.
        if calendar.holidays not in {"", "IT"} and not known_holidays(calendar.holidays):
            yield Fault(f"{path}.holidays", "holidays", {"word": calendar.holidays, "near": "IT"})
        yield from _days(path, calendar)


def _days(path: str, calendar: CalendarTerms) -> Iterator[Fault]:
    for day in calendar.half:
        if not is_day_of_year(day):
            yield Fault(f"{path}.half.{day}", "bad_day", {"word": day})
    for n, (first, last) in enumerate(calendar.closures, 1):
        if last < first:
            yield Fault(f"{path}.closures[{n}]", "backwards", {"word": f"{first}, {last}"})
    taken: dict[int, list[tuple[int, int]]] = {}
    for n, opening in enumerate(calendar.open, 1):
        for weekday in opening.weekdays:
            others = taken.setdefault(weekday, [])
            if any(start < b and a < end for start, end in opening.windows for a, b in others):
                yield Fault(f"{path}.open[{n}]", "overlap", {"word": opening.text})
            others.extend(opening.windows)


def _topics(sheet: ServiceSheet) -> Iterator[Fault]:
    for n, topic in enumerate(sheet.topics, 1):
        if sheet.lines:
            yield from unknown(f"topic[{n}].line", topic.line, (line.id for line in sheet.lines))

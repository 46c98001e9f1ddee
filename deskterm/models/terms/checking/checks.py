"""What must fit together in a service file: names that are used must exist, numbers must not contradict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from deskterm.models.basics.currencies import CODES
from deskterm.models.basics.faults import Fault, likely
from deskterm.models.terms.checking import meant
from deskterm.models.terms.checking.checks_calendars import calendars
from deskterm.models.terms.checking.checks_common import (
    a_number,
    conditions,
    lists,
    session_kinds,
    small,
    unknown,
    within,
)
from deskterm.models.terms.checking.checks_facts import BROUGHT, facts, fields
from deskterm.models.terms.checking.checks_packs import packs
from deskterm.models.terms.checking.checks_practice import check_practice, cited_in_practice
from deskterm.models.terms.checking.checks_prices import prices
from deskterm.models.terms.checking.languages import checked
from deskterm.models.terms.facts import FACTS, FIXED
from deskterm.models.terms.money_sections import Extra, Fee, Multiplier, Price
from deskterm.models.terms.sections import NATIVE, Response, Rule
from deskterm.models.terms.sense.blanks import NoFigure, filled, nearest_blank
from deskterm.models.terms.sheet import ServiceSheet

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
DETAILS = ("template", "ask", "to", "offer", "until", "lane", "tier", "document", "notice")
# Several entries of one number are told apart by `part`.
_PARTED = ("rule[", "response[", "price[", "multiplier[", "extra[")
_POINTERS = {"to": "team", "offer": "offer", "document": "document", "notice": "notice"}


OF_AN_AGREEMENT = frozenset(
    "agreement agreement_days contract plan rate phone_contract target_hours fees".split()
)


def allowed(do: str) -> tuple[str, ...]:
    """The keys that an action may carry."""
    return _ALLOWED.get(do, ())


def check(sheet: ServiceSheet) -> Iterator[Fault]:
    """Every contradiction of a sheet that reads well."""
    yield from _zone(sheet)
    yield from checked(sheet.provider)
    yield from _figures(sheet)
    yield from _ids(sheet)
    yield from _clauses(sheet)
    yield from _blanks(sheet)
    yield from _queue(sheet)
    yield from _unjudged(sheet)
    yield from _channels(sheet)
    yield from _rules(sheet)
    yield from _responses(sheet)
    yield from _no_promises(sheet)
    yield from _agreements(sheet)
    yield from _credits(sheet)
    yield from prices(sheet)
    yield from facts(sheet)
    yield from packs(sheet)
    yield from calendars(sheet)
    yield from _topics(sheet)
    yield from _kinds(sheet)
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


def _decided(sheet: ServiceSheet) -> Iterator[tuple[str, Rule | Response | Price | Multiplier | Extra]]:
    """Everything that decides by itself, with the paths of the ids."""
    yield from ((f"rule[{n}].id", rule) for n, rule in enumerate(sheet.rules, 1))
    yield from ((f"response[{n}].id", response) for n, response in enumerate(sheet.response, 1))
    yield from ((f"price[{n}].id", price) for n, price in enumerate(sheet.prices, 1))
    yield from ((f"multiplier[{n}].id", one) for n, one in enumerate(sheet.multipliers, 1))
    yield from ((f"extra[{n}].id", one) for n, one in enumerate(sheet.extras, 1))


def _twice(named: Iterable[tuple[str, str, str]]) -> Iterator[Fault]:
    """Paths, ids and parts: the parts of one number differ."""
    first: dict[tuple[str, str], str] = {}
    for path, word, part in named:
        if (word, part) in first:
            code = "twice_part" if path.startswith(_PARTED) else "twice"
            yield Fault(path, code, {"word": word, "near": first[word, part]})
        first.setdefault((word, part), path)


def _clauses(sheet: ServiceSheet) -> Iterator[Fault]:
    for path, rule in _cited(sheet):
        if rule and rule not in sheet.clauses:
            values = {"word": rule, "words": ", ".join(sheet.provider.languages or NATIVE)}
            yield Fault(path, "no_clause", values)


def _blanks(sheet: ServiceSheet) -> Iterator[Fault]:
    """Blanks of clauses that no key fills."""
    for rule, clause in sheet.clauses.items():
        for language, text in (clause.spoken or {one: clause.said(one) for one in NATIVE}).items():
            try:
                filled(sheet, text, language)
            except NoFigure as error:
                values = {"word": str(error), "near": nearest_blank(sheet, str(error))}
                yield Fault(f"clause.{rule}.{language}", "no_figure", values)


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
    yield from (("provider.rule", sheet.provider.rule), ("unjudged.rule", sheet.unjudged.rule))
    yield from (("acknowledge.rule", sheet.acknowledge.rule),) if sheet.acknowledge else ()
    yield from (("fee.rule", sheet.fee.rule),) if sheet.fee else ()
    yield from (("priority.rule", sheet.priority.rule),) if sheet.priority else ()
    yield from ((f"credit[{n}].rule", one.rule) for n, one in enumerate(sheet.credits, 1))
    yield from ((f"agreement[{n}].rule", one.rule) for n, one in enumerate(sheet.agreements, 1))


def _queue(sheet: ServiceSheet) -> Iterator[Fault]:
    keys = sheet.queue
    if not keys or keys[-1] != "arrived" or len(set(keys)) != len(keys):
        yield Fault("queue", "queue", {"word": ", ".join(keys)})


def _unjudged(sheet: ServiceSheet) -> Iterator[Fault]:
    """A severity that is named exists, and there are some where one is to be waited for."""
    terms, known = sheet.unjudged, [label.id for label in sheet.severities]
    yield from unknown("unjudged.stands", terms.stands, ("last", "first", *known))
    if terms.promise:
        yield from unknown("unjudged.promise", terms.promise, ("tightest", "loosest", *known))
    if (terms.stands, terms.promise) != ("last", "") and not known:
        yield Fault("unjudged.stands", "missing_key", {"word": "severity"})


def _channels(sheet: ServiceSheet) -> Iterator[Fault]:
    for n, channel in enumerate(sheet.channels, 1):
        path = f"channel[{n}]"
        yield from conditions(sheet, path, channel.when)
        if channel.team:
            yield from unknown(f"{path}.team", channel.team, [team.id for team in sheet.teams])
        if channel.open:
            yield from unknown(f"{path}.open", channel.open, sheet.calendars)
        for key, names in (("need", channel.need), ("nice", channel.nice)):
            for m, name in enumerate(names, 1):
                yield from _brought(sheet, f"{path}.{key}[{m}]", name, channel.id)
        for m, name in enumerate(channel.types, 1):
            yield from unknown(f"{path}.types[{m}]", name, (topic.id for topic in sheet.topics))
        yield from small(f"{path}.lane", channel.lane)


def _brought(sheet: ServiceSheet, place: str, name: str, channel: str) -> Iterator[Fault]:
    """A field that a channel asks for and cannot bring: unknown, or a fact of the file's own of elsewhere."""
    own = next((one for one in sheet.facts if one.id == name), None)
    if own is None:
        yield from unknown(place, name, fields(sheet, channel), "unknown_fact")
    elif channel not in own.channels:
        code = "fact_not_brought" if own.of in BROUGHT else "fact_of_other"
        yield Fault(place, code, {"word": name, "near": own.of})


def _figures(sheet: ServiceSheet) -> Iterator[Fault]:
    if sheet.provider.currency not in CODES:
        near = likely(sheet.provider.currency, CODES, meant.CURRENCIES)
        yield Fault("provider.currency", "currency", {"word": sheet.provider.currency, "near": near})
    yield from within("provider.vat", sheet.provider.vat, 0, 100)
    if sheet.fee:
        yield from _fee(sheet, sheet.fee)


def _fee(sheet: ServiceSheet, fee: Fee) -> Iterator[Fault]:
    """A share of a base, or a price of each of what an agreement counts."""
    if fee.share is not None:
        yield from within("fee.share", fee.share, 0, 1)
    if fee.share is None and fee.price is None:
        yield Fault("fee.share", "missing_key", {"word": "share"})
    if fee.price is None:
        return
    if fee.share is not None:
        yield Fault("fee.share", "fee_twice", {"word": "share", "near": "price"})
    counted = [one.id for one in sheet.facts if one.of == "agreement" and one.kind == "number"]
    if not fee.count:
        yield Fault("fee.count", "missing_key", {"word": "count", "words": ", ".join(counted)})
        return
    yield from a_number(sheet, "fee.count", fee.count, counted)


def _rules(sheet: ServiceSheet) -> Iterator[Fault]:
    known = lists(sheet)
    for n, rule in enumerate(sheet.rules, 1):
        path = f"rule[{n}]"
        yield from conditions(sheet, path, rule.when)
        yield from _details(path, rule)
        for key, among in _POINTERS.items():
            if (name := getattr(rule, key)) is not None:
                yield from unknown(f"{path}.{key}", name, known[among])
        if rule.ask is not None:
            yield from unknown(f"{path}.ask", rule.ask, (*FACTS, *known["fact"]), "unknown_fact")
        yield from small(f"{path}.lane", rule.lane)
        yield from small(f"{path}.tier", rule.tier)


def _details(path: str, rule: Rule) -> Iterator[Fault]:
    allowed = _ALLOWED.get(rule.do, ())
    for key in DETAILS:
        if getattr(rule, key) is not None and key not in allowed:
            values = {"word": key, "action": rule.do, "words": ", ".join(allowed)}
            yield Fault(f"{path}.{key}", "not_for_action", values)
    if rule.send is not None and (rule.do, rule.at) != ("clarify", "intake"):
        yield Fault(f"{path}.send", "not_for_action", {"word": "send", "action": f"{rule.do}, {rule.at}"})
    for key in _NEEDED.get(rule.do, ()):
        if getattr(rule, key) is None:
            yield Fault(f"{path}.{key}", "missing_key", {"word": key})
    if rule.do == "priority" and rule.lane is None and rule.tier is None:
        yield Fault(f"{path}.lane", "missing_key", {"word": "lane"})


def _responses(sheet: ServiceSheet) -> Iterator[Fault]:
    for n, response in enumerate(sheet.response, 1):
        path = f"response[{n}]"
        yield from conditions(sheet, path, response.when)
        yield from _clock(path, response)
        if response.calendar:
            yield from unknown(f"{path}.calendar", response.calendar, sheet.calendars)


def _credits(sheet: ServiceSheet) -> Iterator[Fault]:
    """One way of reckoning a credit, and at most one of its cap; shares between nothing and all."""
    for n, one in enumerate(sheet.credits, 1):
        path = f"credit[{n}]"
        yield from conditions(sheet, path, one.when)
        if one.amount is None and one.share is None:
            yield Fault(f"{path}.amount", "missing_key", {"word": "amount"})
        for key, other in (("share", "amount"), ("cap_share", "cap")):
            if (part := getattr(one, key)) is not None:
                yield from within(f"{path}.{key}", part, 0, 1)
                if getattr(one, other) is not None:
                    yield Fault(f"{path}.{key}", "credit_twice", {"word": key, "near": other})


def _agreements(sheet: ServiceSheet) -> Iterator[Fault]:
    """Conditions that ask what only an agreement says would choose it by itself."""
    for n, one in enumerate(sheet.agreements, 1):
        path = f"agreement[{n}]"
        yield from conditions(sheet, path, one.when)
        if not one.name.strip():
            yield Fault(f"{path}.name", "missing_key", {"word": "name"})
        for m, condition in enumerate(one.when, 1):
            if condition.fact in OF_AN_AGREEMENT:
                yield Fault(f"{path}.when[{m}]", "agreement_fact", {"word": condition.fact})


def _no_promises(sheet: ServiceSheet) -> Iterator[Fault]:
    for n, reason in enumerate(sheet.no_promise, 1):
        yield from conditions(sheet, f"no_promise[{n}]", reason.when)


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


def _topics(sheet: ServiceSheet) -> Iterator[Fault]:
    for n, topic in enumerate(sheet.topics, 1):
        if sheet.lines:
            yield from unknown(f"topic[{n}].line", topic.line, (line.id for line in sheet.lines))


def _kinds(sheet: ServiceSheet) -> Iterator[Fault]:
    for n, kind in enumerate(sheet.kinds, 1):
        if kind.id in FIXED["session"]:
            yield Fault(f"kind[{n}].id", "twice", {"word": kind.id, "near": kind.id})
    for n, name in enumerate(sheet.timer.switch, 1):
        yield from unknown(f"timer.switch[{n}]", name, session_kinds(sheet), "unknown_kind")
    for n, name in enumerate(sheet.appointment.kinds if sheet.appointment else (), 1):
        yield from unknown(f"appointment.kinds[{n}]", name, session_kinds(sheet), "unknown_kind")

"""What must fit together in the sections on how the desk works (`practice`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from deskterm.models.basics.faults import Fault
from deskterm.models.terms.checking.checks_common import small, unknown
from deskterm.models.terms.checking.checks_packs import cited_in_packs
from deskterm.models.terms.customer_facts import KNOWN
from deskterm.models.terms.facts import FACTS, FIXED
from deskterm.models.terms.money_sections import PackTerms
from deskterm.models.terms.practice import ProjectTerms, QuestionTerms
from deskterm.models.terms.sections import Label
from deskterm.models.terms.sheet import ServiceSheet

Lists = Mapping[str, Sequence[str]]


def check_practice(sheet: ServiceSheet, lists: Lists) -> Iterator[Fault]:
    """Every contradiction of these sections; `lists` has the ids that the service chose."""
    yield from _calendars(sheet)
    yield from _seasons(sheet)
    yield from _counts(sheet)
    for n, question in enumerate(sheet.questions, 1):
        yield from unknown(f"question[{n}].fact", question.fact, (*FACTS, *lists["fact"]), "unknown_fact")
    for n, project in enumerate(sheet.projects, 1):
        yield from unknown(f"project[{n}].topic", project.topic, lists["topic"])
        yield from unknown(f"project[{n}].team", project.team, lists["team"])
        if not project.steps:
            yield Fault(f"project[{n}].step", "missing_key", {"word": "step"})
    if sheet.callback:
        for n, channel in enumerate(sheet.callback.channels, 1):
            yield from unknown(f"callback.channels[{n}]", channel, lists["channel"])
    if sheet.access:
        for n, target in enumerate(sheet.access.logged, 1):
            yield from unknown(f"access.logged[{n}]", target, FIXED["target"], "unknown_word")
    yield from _sign_up(sheet, lists)
    yield from _priority(sheet, lists)
    yield from _uses(sheet, lists["channel"])


def _priority(sheet: ServiceSheet, lists: Lists) -> Iterator[Fault]:
    """Facts of a ticket that are chosen, each with its values; severities of the service, tiers in range."""
    terms = sheet.priority
    if terms is None:
        return
    known = {one.id: one.choices for one in sheet.facts if one.of in ("ticket", "request") and one.choices}
    for n, name in enumerate(terms.of, 1):
        yield from unknown(f"priority.of[{n}]", name, known)
    if bool(terms.severity) is bool(terms.tier):
        yield Fault("priority.severity", "priority_table", {"word": "severity"})
    rows, columns = (known.get(name, ()) for name in terms.of)
    for key, table in (("severity", terms.severity), ("tier", terms.tier)):
        for row, cells in table.items():
            if rows:
                yield from unknown(f"priority.{key}.{row}", row, rows)
            for column, cell in cells.items():
                place = f"priority.{key}.{row}.{column}"
                if columns:
                    yield from unknown(place, column, columns)
                if isinstance(cell, str):
                    yield from unknown(place, cell, lists["severity"])
                else:
                    yield from small(place, cell)


def _sign_up(sheet: ServiceSheet, lists: Lists) -> Iterator[Fault]:
    terms = sheet.sign_up
    if terms is None:
        return
    yield from unknown("sign_up.topic", terms.topic, lists["topic"])
    dates = (name for name in KNOWN if FACTS[name].kind == "date")
    yield from unknown("sign_up.fact", terms.fact, dates, "unknown_word")
    if terms.notice:
        yield from unknown("sign_up.notice", terms.notice, lists["notice"])
    flags = [name for name in KNOWN if FACTS[name].kind == "flag"]
    flags += [one.id for one in sheet.facts if (one.of, one.kind) == ("customer", "yes-no")]
    for n, choice in enumerate(terms.choices, 1):
        yield from unknown(f"sign_up.choice[{n}].fact", choice.fact, flags, "unknown_word")


def _uses(sheet: ServiceSheet, channels: Sequence[str]) -> Iterator[Fault]:
    for n, pack in enumerate(sheet.packs, 1):
        if pack.use and pack.unit != "ticket":
            yield Fault(f"pack[{n}].use", "pack_unit", {"word": "use", "near": "ticket"})
        for m, channel in enumerate(pack.use.channels if pack.use else (), 1):
            yield from unknown(f"pack[{n}].use.channels[{m}]", channel, channels)


def _calendars(sheet: ServiceSheet) -> Iterator[Fault]:
    used = [(f"season.{name}.calendar", season.calendar) for name, season in sheet.seasons.items()]
    used += [("callback.calendar", sheet.callback.calendar)] if sheet.callback else []
    for path, name in used:
        if name:
            yield from unknown(path, name, sheet.calendars)
    if sheet.appointment:
        yield from unknown("appointment.calendar", sheet.appointment.calendar, sheet.calendars)


def _seasons(sheet: ServiceSheet) -> Iterator[Fault]:
    for name, season in sheet.seasons.items():
        path = f"season.{name}"
        if (season.start is None) is not (season.until is None):
            key = "from" if season.start is None else "until"
            yield Fault(f"{path}.{key}", "missing_key", {"word": key})
        if season.start is None and season.until is None and not season.deadlines:
            yield Fault(f"{path}.deadline", "missing_key", {"word": "deadline"})
        yield from _between(f"{path}.before_days", season.before_days, 0, 60)


def _counts(sheet: ServiceSheet) -> Iterator[Fault]:
    yield from _between("numbering.digits", sheet.numbering.digits, 1, 12)
    yield from _between("timer.flag_calls", sheet.timer.flag_calls, 0, 1000)
    if sheet.callback:
        yield from _between("callback.attempts", sheet.callback.attempts, 1, 99)
    if sheet.alert:
        yield from _between("alert.days", sheet.alert.days, 0, 3660)
        yield from _between("alert.tier", sheet.alert.tier, 0, 99)
    for key, period in (("contest", sheet.contest), ("reopen", sheet.reopen), ("purge", sheet.purge)):
        if period:
            yield from _between(f"{key}.days", period.days, 0, 3660)


def _between(path: str, value: int, low: int, high: int) -> Iterator[Fault]:
    if not low <= value <= high:
        yield Fault(path, "range", {"word": str(value), "near": f"{low}-{high}"})


def cited_in_practice(sheet: ServiceSheet) -> Iterator[tuple[str, str]]:
    """Every place of these sections that names a rule."""
    yield from _cited_in_lists(sheet)
    yield from ((f"season.{name}.rule", season.rule) for name, season in sheet.seasons.items())
    yield ("numbering.rule", sheet.numbering.rule)
    single = (
        ("appointment", sheet.appointment),
        ("alert", sheet.alert),
        ("access", sheet.access),
        ("contest", sheet.contest),
        ("reopen", sheet.reopen),
        ("purge", sheet.purge),
        ("callback", sheet.callback),
    )
    yield from ((f"{key}.rule", item.rule) for key, item in single if item)
    if sheet.callback:
        yield ("callback.attempts_rule", sheet.callback.attempts_rule)
        for n, result in enumerate(sheet.callback.results, 1):
            yield (f"callback.result[{n}].rule", result.rule)
    if sheet.appointment:
        yield ("appointment.hours_rule", sheet.appointment.hours_rule)
    if sheet.sign_up:
        yield from (("sign_up.rule", sheet.sign_up.rule), ("sign_up.active_rule", sheet.sign_up.active_rule))
        yield from ((f"sign_up.choice[{n}].rule", one.rule) for n, one in enumerate(sheet.sign_up.choices, 1))
    for n, hint in enumerate(sheet.acknowledge.hints if sheet.acknowledge else (), 1):
        yield (f"acknowledge.hints[{n}].rule", hint.rule)
    for n, project in enumerate(sheet.projects, 1):
        yield (f"project[{n}].obsolete_rule", project.obsolete_rule)
        yield from ((f"project[{n}].step[{m}].rule", one.rule) for m, one in enumerate(project.steps, 1))
    yield from cited_in_packs(sheet)


def _cited_in_lists(sheet: ServiceSheet) -> Iterator[tuple[str, str]]:
    lists: tuple[tuple[str, Sequence[Label | QuestionTerms | ProjectTerms | PackTerms]], ...] = (
        ("line", sheet.lines),
        ("plan", sheet.plans),
        ("severity", sheet.severities),
        ("product", sheet.products),
        ("document", sheet.documents),
        ("notice", sheet.notices),
        ("question", sheet.questions),
        ("project", sheet.projects),
        ("entitlement", sheet.entitlements),
        ("role", sheet.roles),
        ("word", sheet.words),
        ("tool", sheet.tools),
        ("team", sheet.teams),
        ("offer", sheet.offers),
        ("pack", sheet.packs),
        ("fact", sheet.facts),
    )
    for key, items in lists:
        yield from ((f"{key}[{n}].rule", item.rule) for n, item in enumerate(items, 1))

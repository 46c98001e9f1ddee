"""`deskterm rehearse --from-desk`: the desk's month under other terms, for people and as JSON lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from deskterm.commands.answers import json, wording
from deskterm.commands.answers.terms_page import head
from deskterm.commands.frame import output
from deskterm.commands.frame.line import Line
from deskterm.desk.steps.rehearsal.requests import Compared, Judged
from deskterm.desk.steps.rehearsal.work import Billed, Worked
from deskterm.desk.terms import rehearsal
from deskterm.desk.terms.rehearsal import MonthCompared
from deskterm.exits import Exit, say
from deskterm.locale import figures, measures, t, tn
from deskterm.models.basics import currencies
from deskterm.models.terms.service import Service

Facts = dict[str, Any]
TOLD = 20  # of each list, for people; all of them are in the JSON
SIDES = ("was", "would")
METRICS = ("contact", "answer", "activation", "resolution")
NAMED = {"contacts": "contacts_n"}


class Currencies(NamedTuple):
    """What each side is reckoned in: the desk's own currency, and that of the terms that are tried."""

    was: str
    would: str

    @property
    def two(self) -> bool:
        """Whether they are two: then no sum of one side is more or less than one of the other."""
        return self.was != self.would

    @property
    def unit(self) -> str:
        """Their one name; of two, from which to which."""
        return " → ".join(figures.unit(code) for code in dict.fromkeys(self))

    def told(self, side: str, cents: int) -> str:
        """An amount of a side, as programs read it."""
        with currencies.reading(getattr(self, side)):
            return json.euro(cents) or ""

    def change(self, *amounts: str) -> str:
        """Two amounts for people; of two currencies both are written, also where their figures are alike."""
        shown = []
        for code, amount in zip(self, amounts, strict=True):
            with currencies.reading(code):
                shown.append(wording.money(amount))
        return " → ".join(shown) if self.two else _change(*shown)


def tell(line: Line, terms: Service, month: str) -> int:
    """Compare and answer. Exit code 0: what differs is no fault."""
    found = rehearsal.month(line.desk, terms, month)
    unit = Currencies(line.desk.service.provider.currency, terms.provider.currency)
    lines = list(_lines(line, found, unit))
    notes = [t("rehearse.month.partly")] if found.partly else []
    if unit.two and lines[-1]["differs"]:
        names = {side: figures.unit(code) for side, code in unit._asdict().items()}
        notes.append(t("rehearse.month.two", **names))
    shown = [output.wrap(note, "") for note in notes]
    line.answer_each(lines, lambda rows: "\n".join([*_words(terms, month, rows, unit), *shown]))
    if line.json or line.csv:
        for note in notes:
            say(note)
    return int(Exit.DONE)


def _lines(line: Line, found: MonthCompared, unit: Currencies) -> Iterator[Facts]:
    """A line for each request and each ticket's work, then one for each customer, then the total."""
    requests = [_request(line, found, item, unit) for item in found.requests]
    work = [_work(found, item, unit) for item in found.work]
    yield from requests
    yield from work
    customers = sorted({row["customer"] for row in (*requests, *work)}, key=lambda code: code or "")
    names = dict(found.names.values())
    for code in customers:
        asked, done = ([row for row in rows if row["customer"] == code] for rows in (requests, work))
        yield {"about": "customer", "customer": code, "name": names.get(code, ""), **_sums(asked, done, unit)}
    yield {"about": "total", **_sums(requests, work, unit)}


def _request(line: Line, found: MonthCompared, item: Compared, unit: Currencies) -> Facts:
    paid = unit.two and bool(item.was.credited_cents or item.would.credited_cents)
    return {
        "about": "request",
        "message": item.message_id,
        "ticket": item.ticket or None,
        "customer": _code(found, item.customer_id),
        "subject": item.subject,
        "received": line.stamp(item.received_at),
        "differs": item.differs or paid,
        "was": _judged(line, item.was, unit.told("was", item.was.credited_cents)),
        "would": _judged(line, item.would, unit.told("would", item.would.credited_cents)),
    }


def _judged(line: Line, one: Judged, credited: str) -> Facts:
    return {
        "outcome": one.outcome,
        "due": line.stamp(one.due_at),
        "breached": one.breached,
        "promises": [
            {
                "of": each.promise.metric,
                "due": line.stamp(each.promise.due_at),
                "rule": each.promise.rule,
                "broken": each.promise.metric in one.broken,
            }
            for each in one.promises
        ],
        "credited": credited,
        "scope": one.scope,
        "rules": list(one.rules),
    }


def _work(found: MonthCompared, item: Worked, unit: Currencies) -> Facts:
    paid = unit.two and bool(item.was.net_cents or item.would.net_cents)
    return {
        "about": "work",
        "ticket": item.ticket,
        "customer": _code(found, item.customer_id),
        "differs": item.differs or paid,
        "was": _billed(item.was, unit.told("was", item.was.net_cents)),
        "would": _billed(item.would, unit.told("would", item.would.net_cents)),
    }


def _billed(one: Billed, net: str) -> Facts:
    return {
        "contacts": one.contacts,
        "seconds": one.seconds,
        "billed_minutes": json.minutes(one.minutes),
        "units": one.units,
        "net": net,
    }


def _code(found: MonthCompared, customer_id: int | None) -> str | None:
    return found.names[customer_id][0] if customer_id in found.names else None


def _sums(requests: Iterable[Facts], work: Iterable[Facts], unit: Currencies) -> Facts:
    """The figures of some requests and some work, as they were and as they would be."""
    requests, work = list(requests), list(work)
    sums: Facts = {"requests": len(requests), "differs": any(row["differs"] for row in (*requests, *work))}
    for side in SIDES:
        sums[side] = {
            "rejected": sum(row[side]["outcome"] == "rejected" for row in requests),
            "breached": sum(row[side]["breached"] for row in requests),
            "promised": sum(row[side]["due"] is not None for row in requests),
            "broken": _broken(row[side] for row in requests),
            "credited": unit.told(side, sum(_cents(row[side]["credited"]) for row in requests)),
            "contacts": sum(row[side]["contacts"] for row in work),
            "billed_minutes": sum(row[side]["billed_minutes"] for row in work),
            "units": sum(row[side]["units"] for row in work),
            "net": unit.told(side, sum(_cents(row[side]["net"]) for row in work)),
            "currency": getattr(unit, side),
        }
    sums["due_earlier"] = sum(_shift(row) < 0 for row in requests)
    sums["due_later"] = sum(_shift(row) > 0 for row in requests)
    return sums


def _broken(judged: Iterable[Facts]) -> dict[str, int]:
    """How many promises of each kind were made and broken, by what was promised."""
    found = [one for row in judged for one in row["promises"]]
    return {of: sum(one["broken"] for one in found if one["of"] == of) for of in METRICS if _has(found, of)}


def _has(found: Iterable[Facts], of: str) -> bool:
    return any(one["of"] == of for one in found)


def _cents(net: str) -> int:
    return int(net.replace(".", ""))


def _shift(row: Facts) -> int:
    """-1 where an answer would be due earlier, 1 later; 0 where it would not, or one of them has no term."""
    was, would = row["was"]["due"], row["would"]["due"]
    if was is None or would is None:
        return 0
    before, after = datetime.fromisoformat(was), datetime.fromisoformat(would)
    return (after > before) - (after < before)


def _words(terms: Service, month: str, rows: list[Mapping[str, Any]], unit: Currencies) -> Iterator[str]:
    total = rows[-1]
    yield output.wrap(
        t("rehearse.month.title", month=wording.month(month), name=head(terms), service=terms.id), ""
    )
    yield tn("rehearse.month.requests", total["requests"]) + tn(
        "rehearse.month.contacts", total["was"]["contacts"]
    )
    if not total["differs"]:
        yield t("rehearse.month.same")
        return
    customers = [row for row in rows if row["about"] == "customer" and row["differs"]]
    yield ""
    yield output.table([*customers, total], _columns(unit), "")
    yield t("rehearse.month.legend")
    yield from _of_promises(total, unit)
    yield from _list(
        "requests", [_told(row, unit) for row in rows if row["about"] == "request" and row["differs"]]
    )
    yield from _list("work", [_told(row, unit) for row in rows if row["about"] == "work" and row["differs"]])


def _of_promises(total: Mapping[str, Any], unit: Currencies) -> Iterator[str]:
    """Each kind of promise by itself where there are several, and what is credited for the broken ones."""
    was, would = (total[side]["broken"] for side in SIDES)
    kinds = [of for of in METRICS if of in was or of in would]
    if len(kinds) > 1:
        told = [f"{t(f'promise.of.{of}')} {_change(was.get(of, '-'), would.get(of, '-'))}" for of in kinds]
        yield output.wrap(", ".join(told), f"{t('rehearse.month.broken')} ")
    credited = unit.change(*(total[side]["credited"] for side in SIDES))
    if any(_cents(total[side]["credited"]) for side in SIDES):
        yield t("rehearse.month.credited", currency=unit.unit, change=credited)


def _columns(unit: Currencies) -> list[output.Column]:
    def side(name: str) -> Any:
        return lambda row: _change(*(_value(name, row[one][name]) for one in SIDES))

    def net(row: Any) -> str:
        return unit.change(*(row[one]["net"] for one in SIDES))

    return [
        output.Column(t("rehearse.month.customer"), _name, flexible=True),
        output.Column(t("rehearse.month.rejected"), side("rejected"), right=True),
        output.Column(t("rehearse.month.earlier"), lambda row: str(row["due_earlier"]), right=True),
        output.Column(t("rehearse.month.later"), lambda row: str(row["due_later"]), right=True),
        output.Column(t("rehearse.month.breached"), side("breached"), right=True),
        output.Column(t("rehearse.month.minutes"), side("billed_minutes"), right=True),
        output.Column(t("rehearse.month.net", currency=unit.unit), net, right=True),
    ]


def _name(row: Mapping[str, Any]) -> str:
    if row["about"] == "total":
        return t("rehearse.month.total")
    return row["name"] or t("rehearse.month.nobody")


def _change(was: object, would: object) -> str:
    return str(was) if was == would else f"{was} → {would}"


def _list(name: str, told: list[str]) -> Iterator[str]:
    if told:
        yield f"\n{t(f'rehearse.month.{name}_title')}"
        yield from told[:TOLD]
    if len(told) > TOLD:
        yield tn("rehearse.month.more", len(told) - TOLD)


def _told(row: Mapping[str, Any], unit: Currencies) -> str:
    """What differs about one request or one ticket's work, in a paragraph."""
    was, would = row["was"], row["would"]
    aside = {"rules", "seconds", "breached", "promises", "credited"}
    names = [name for name in was if name not in aside and _other(name, was, would, unit)]
    changes = [_told_change(name, was[name], would[name], unit) for name in names]
    changes += _of_each(was, would, unit)
    if row["about"] == "request":
        rules = [rule for rule in would["rules"] if rule not in was["rules"]]
        rule = f" ({', '.join(rules)})" if rules else ""
        subject = wording.short(row["subject"] or t("commands.no_subject"), 50)
        return output.wrap(f"{subject}: {'; '.join(changes)}{rule}", f"  {row['ticket'] or '-':<9} ")
    return output.wrap("; ".join(changes), f"  {row['ticket']:<9} ")


def _of_each(was: Mapping[str, Any], would: Mapping[str, Any], unit: Currencies) -> list[str]:
    """What differs of the promises beside the one that is due first, and of what is credited."""
    sides = [{one["of"]: one["due"] for one in side.get("promises", ())} for side in (was, would)]
    told = []
    for of in [
        of for of in METRICS if len(sides[0]) + len(sides[1]) > 2 and any(of in side for side in sides)
    ]:
        before, after = (side.get(of) for side in sides)
        if before != after and {before, after} != {was["due"], would["due"]}:
            told.append(f"{t(f'promise.of.{of}')} {_change(_value('due', before), _value('due', after))}")
    if "credited" in was and _other("credited", was, would, unit):
        change = unit.change(was["credited"], would["credited"])
        told.append(t("rehearse.month.credit", currency=unit.unit, change=change))
    return told


def _other(name: str, was: Mapping[str, Any], would: Mapping[str, Any], unit: Currencies) -> bool:
    """Whether a figure differs; of two currencies every amount does, but nothing from nothing."""
    if name in {"net", "credited"} and unit.two:
        return bool(_cents(was[name]) or _cents(would[name]))
    return bool(was[name] != would[name])


def _told_change(name: str, was: Any, would: Any, unit: Currencies) -> str:
    word = f"rehearse.month.{NAMED.get(name, name)}"
    if name == "net":
        return f"{t('rehearse.month.euro', currency=unit.unit)} {unit.change(was, would)}"
    return f"{t(word)} {_change(_value(name, was), _value(name, would))}"


def _value(name: str, value: Any) -> str:
    if name == "due":
        return wording.moment(value) if value else t("commands.due.none")
    if name in {"outcome", "scope"}:
        return t(f"rehearse.{name}.{value}")
    return measures.figure(value) if isinstance(value, int | float) else str(value)

"""What a service file's sections say, in a phrase each: hours, terms of an answer, prices, packs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from deskterm.commands.answers.own_words import joined, labels, named
from deskterm.commands.answers.when import conditions, day
from deskterm.desk.steps import own_facts
from deskterm.locale import figures, has, t, tn
from deskterm.locale.measures import euro
from deskterm.locale.moments import length
from deskterm.models.terms.money_sections import ACTS, CreditTerms, Fee, PackTerms, Price
from deskterm.models.terms.practice import (
    AgreementTerms,
    AppointmentTerms,
    CallbackTerms,
    PriorityTerms,
    Season,
)
from deskterm.models.terms.sections import USUAL_TIER, CalendarTerms, Channel, Response, Rule, Unjudged
from deskterm.models.terms.service import Service
from deskterm.models.terms.values import OpeningHours, Windows

HOUR, DAY = 3600, 86400
USUAL_CLARIFY = "restart"


def windows(hours: Windows) -> str:
    """`8:30-12:30 and 14:00-17:00`."""
    if tuple(hours) == ((0, DAY),):
        return t("page.all_day")
    return joined(f"{_clock(start)}-{_clock(end)}" for start, end in hours) if hours else t("page.closed")


def _clock(seconds: int) -> str:
    return f"{seconds // HOUR}:{seconds % HOUR // 60:02}"


def opening(line: OpeningHours) -> str:
    """`Monday-Friday 8:30-12:30`."""
    days = sorted(set(line.weekdays))
    if len(days) == 7:
        told = t("page.every_day")
    elif len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        told = f"{figures.weekday_name(days[0])}-{figures.weekday_name(days[-1])}"
    else:
        told = joined(figures.weekday_name(number) for number in days)
    return f"{told} {windows(line.windows)}"


def calendar(name: str, terms: CalendarTerms) -> str:
    """Opening hours, and the days without them."""
    told = f"{named(terms) or name}: {'; '.join(opening(line) for line in terms.open)}"
    shut = [t("page.holidays", code=terms.holidays)] if terms.holidays else []
    shut += [day(text) for text in terms.extra]
    shut += [t("page.from_to", first=day(first), last=day(last)) for first, last in terms.closures]
    told += f"; {t('page.shut', days=joined(shut))}" if shut else ""
    short = [f"{day(text)} {windows(hours)}" for text, hours in (*terms.half.items(), *terms.days.items())]
    if terms.eves is not None:
        short.append(t("page.eves", hours=windows(terms.eves)))
    return f"{told}; {'; '.join(short)}" if short else told


def season(one: Season) -> str:
    """When a season runs."""
    if one.start and one.until:
        return f"{named(one)}: {t('page.from_to', first=day(one.start), last=day(one.until))}"
    days = joined(f"{day(due.day)} ({named(due)})" for due in one.deadlines)
    before = "page.before_working" if one.calendar else "page.before"
    return f"{named(one)}: {tn(before, one.before_days, days=days)}"


def channel(service: Service, one: Channel) -> str:
    """A way in: where, when, and what a request by it contains."""
    told = [", ".join(filter(None, (f"{named(one)}: {t(f'page.kind.{one.kind}')}", one.address)))]
    if one.open:
        told.append(t("page.open", calendar=named(service.calendars[one.open]) or one.open))
    if one.when:
        told.append(t("page.only", conditions=", ".join(conditions(service, one.when))))
    if one.need:
        told.append(t("page.need", fields=joined(own_facts.field_name(service, name) for name in one.need)))
    if one.nice:
        told.append(t("page.nice", fields=joined(own_facts.field_name(service, name) for name in one.nice)))
    if one.signed_in:
        told.append(t("page.signed_in"))
    if "lane" in service.queue and len({way.lane for way in service.channels}) > 1:
        told.append(t("page.lane", lane=one.lane))
    return "; ".join(told)


def response(service: Service, one: Response) -> str:
    """By when an answer comes."""
    target, soft = one.target, one.soft
    if target.agreed:
        told = t("page.agreed_target")
    elif target.days:
        told = tn("page.target.workday", target.days)
    else:
        told = t(f"page.target.{one.clock}", time=length(target))
    limits = ", ".join(conditions(service, one.when))
    told = f"{t(f'page.metric.{one.metric}')} {told}"
    parts = [capital(f"{limits}: {told}" if limits else told)]
    if one.kept:
        parts.append(t(f"page.kept.{one.kept}"))
    if soft is not None:
        time = tn("page.soft_days", soft.days) if soft.days else length(soft)
        parts.append(t("page.soft", time=time))
    if one.cutoff is not None:
        parts.append(t("page.cutoff", time=_clock(one.cutoff)))
    if one.late == "next-open":
        parts.append(t("page.late"))
    if one.clarify != USUAL_CLARIFY:  # which is told once for all of them
        parts.append(t(f"page.clarify.{one.clarify}"))
    if one.contacts:
        parts.append(t("page.contacts", what=joined(t(f"page.contacts.{what}") for what in one.contacts)))
    if one.calendar and len(service.calendars) > 1:
        parts.append(t("page.by_calendar", calendar=named(service.calendars[one.calendar]) or one.calendar))
    return "; ".join(parts)


def price(service: Service, one: Price) -> str:
    """What something costs: what it is for, how much, where it goes."""
    limits = conditions(service, one.when)
    if not limits and not one.when:
        limits = [t("page.anything")]
    told = f"{', '.join(limits)}: {_amount(one)}" if limits else _amount(one)
    parts = [part for part in (_rounding(service, one), _validity(one)) if part]
    parts += [part for part in (settled(service, one.settle, report=one.report),) if part]
    parts += [t("page.tells")] if one.tell else []
    return capital("; ".join([told, *parts]))


def _amount(one: Price) -> str:
    if one.mode == "time":
        return _hourly(one)
    if one.mode == "unit" and one.price is not None and one.unit is not None:
        return t("page.per_unit", price=euro(one.price), unit=length(one.unit))
    if one.mode == "ticket" and one.price:
        return t("page.ticket_or", price=euro(one.price))
    if one.mode == "day":
        return t("page.per_day", price=euro(one.price or 0))
    return t(f"page.mode.{one.mode}")


def _hourly(one: Price) -> str:
    if one.rate is not None and not one.rate.agreed:
        return t("page.per_hour", price=euro(one.rate))
    if any(c.fact == "rate" for c in one.when):  # it holds only for a rate that was agreed
        return t("page.agreed_rate_only")
    return t("page.agreed_rate", price=euro(one.list_rate or 0))


def _rounding(service: Service, one: Price) -> str:
    """Steps, the least time, and where hours differ in worth what of the work these two lengthen."""
    parts = [t("page.beyond", time=length(one.beyond))] if one.beyond else []
    if one.mode == "time":
        parts.append(tn("page.step", one.step))
        parts += [tn("page.minimum", one.minimum)] if one.minimum else []
        if (one.step > 1 or one.minimum) and service.multipliers:
            parts.append(t("page.lengthened" if one.added == "last" else "page.lengthened_once"))
    if one.mode in ACTS["weight"] and one.weight != 1 and (one.mode == "time" or service.schema > 1):
        parts.append(t("page.weight", weight=figures.number(one.weight)))
    if one.mode == "unit" and any(pack.unit == "minute" for pack in _packs(service, one.settle)):
        parts.append(t(f"page.drawn.{one.drawn}"))
    return "; ".join(parts)


def _validity(one: Price) -> str:
    if one.start and one.until:
        return t("page.valid", first=day(one.start), last=day(one.until))
    if one.start:
        return t("page.valid_from", day=day(one.start))
    return t("page.valid_until", day=day(one.until)) if one.until else ""


def settled(service: Service, settle: Sequence[str], *, report: bool) -> str:
    """Where an amount goes: to packs, to the invoice, and whether with a work report."""
    packs = _packs(service, settle)
    names = joined((t("formats.quoted", text=named(pack)) for pack in packs), "then")
    told = [t("page.from_pack", packs=names)] if packs else []
    if "invoice" in settle:
        told.append(t("page.rest_invoiced" if packs else "page.invoiced"))
    return ", ".join([*told, *([t("page.report")] if report else [])])


def _packs(service: Service, settle: Sequence[str]) -> list[PackTerms]:
    return [pack for to in settle if (pack := service.pack(to.removeprefix("pack:")))]


def _placed(rule: Rule) -> Iterator[str]:
    """The place that a rule gives in the queue, beside the one that every request has without it."""
    tier = "usual" if rule.tier == USUAL_TIER else "tier"
    told = [(tier, rule.tier), ("lane", rule.lane)]
    said = [t(f"page.place.{key}", n=str(n), usual=str(USUAL_TIER)) for key, n in told if n is not None]
    yield ", ".join(said) or t("page.do.priority")


def fee(service: Service, one: Fee) -> str:
    """The yearly fee: a share of its base, or the price of each of what an agreement counts."""
    if one.price is None:
        return t("page.fee", share=share(one.share or Decimal(0)))
    counted = named(service.own_facts[one.count])
    return t(f"page.fee_each.{one.every}", price=euro(one.price), count=counted)


def credit(service: Service, one: CreditTerms) -> str:
    """What is credited where a promise was broken, from how much lateness on, and the most in a month.

    A cap counts its own credit alone; where a rule has several the page says so.
    """
    of = t(f"promise.of.{one.of}") if one.of else t("page.credit.any")
    limits = ", ".join(conditions(service, one.when))
    worth = euro(one.amount) if one.amount is not None else _of_fee(one.share, one.per)
    parts = [t("page.credit.of", of=of, worth=worth)]
    parts += [t("page.credit.late", time=length(one.late))] if one.late else []
    if one.cap is not None or one.cap_share is not None:
        most = euro(one.cap) if one.cap is not None else _of_fee(one.cap_share, one.per)
        several = sum(other.rule == one.rule for other in service.credits) > 1
        parts.append(t("page.credit.cap_own" if several else "page.credit.cap", most=most))
    return capital("; ".join([*([limits] if limits else []), *parts]))


def _of_fee(part: Decimal | None, per: str) -> str:
    return t(f"page.credit.share.{per}", share=share(part or Decimal(0)))


def priority(service: Service, one: PriorityTerms) -> str:
    """Which severity or tier two facts give, cell by cell."""
    first, second = (service.own_facts[name] for name in one.of)
    cells: list[str] = []
    for table in (one.severity, one.tier):
        for row, columns in table.items():
            for column, cell in columns.items():
                values = joined([*labels(first.values, [row]), *labels(second.values, [column])])
                result = labels(service.severities, [str(cell)])[0] if table is one.severity else str(cell)
                cells.append(f"{values}: {result}")
    key = "page.priority.severity" if one.severity else "page.priority.tier"
    return t(key, first=named(first), second=named(second), cells="; ".join(cells))


def agreement(service: Service, one: AgreementTerms) -> str:
    """Which of a customer's agreements holds, and for what."""
    limits = ", ".join(conditions(service, one.when)) or t("page.agreement.else")
    return capital(f"{limits}: {t('page.agreement.holds', name=one.name)}")


def unjudged(service: Service, one: Unjudged) -> str:
    """Where a request stands, and what it is promised, while nobody has given its severity; "" as usual."""
    if (one.stands, one.promise) == ("last", ""):
        return ""
    known = {label.id: named(label) for label in service.severities}
    told = [
        t(
            "page.unjudged.as" if one.stands in known else f"page.unjudged.{one.stands}",
            severity=known.get(one.stands, ""),
        )
    ]
    promise = one.promise or (one.stands if one.stands in known else "")
    if promise:
        key = "of" if promise in known else promise
        told.append(t(f"page.unjudged.promise.{key}", severity=known.get(promise, "")))
    return t("page.unjudged", told=joined(told))


def share(part: Decimal) -> str:
    """A share as a percentage."""
    return f"{(part * 100).normalize():f}%"


def ruled(service: Service, rule: Rule) -> str:
    """When a rule holds, and what is done, offered or put off then."""
    done = [*_placed(rule)] if rule.do == "priority" else [t(f"page.do.{rule.do}")]
    done += labels(service.teams, [rule.to]) if rule.to else []
    done += [f"({word})" for word in labels(service.offers, [rule.offer])] if rule.offer else []
    done += [t("page.deferred", day=day(rule.until))] if rule.until else []
    told_limits = conditions(service, rule.when)
    named_work = any(one.fact == "session" for one in rule.when)
    if (
        has(f"page.at.{rule.at}") and not named_work
    ):  # what a customer could not tell from the conditions: at which work
        told_limits.insert(0, t(f"page.at.{rule.at}"))
    limits = ", ".join(told_limits)
    told = " ".join(done)
    return capital(f"{limits}: {told}" if limits else told)


def callback(service: Service, one: CallbackTerms) -> str:
    """How customers are called back."""
    parts = [tn("page.attempts", one.attempts, gap=length(one.gap))]
    if one.calendar:
        parts.insert(0, t("page.open", calendar=named(service.calendars[one.calendar]) or one.calendar))
    if ways := [named(way) for way in service.channels if way.id in one.channels]:
        parts.insert(0, t("page.callback_for", ways=joined(ways)))
    told = [t("page.tells_not_reached")] if one.tell else []
    return capital("; ".join([*parts, t(f"page.then.{one.then}"), *told]))


def appointment(service: Service, one: AppointmentTerms) -> str:
    """For which work sessions are agreed, and in which hours."""
    own = {kind.id: named(kind) for kind in service.kinds}
    kinds = joined(own.get(kind) or t(f"widgets.kind.{kind}") for kind in one.kinds)
    told = t("page.appointment", calendar=named(service.calendars[one.calendar]) or one.calendar)
    return "; ".join([told, *([t("page.appointment_for", kinds=kinds)] if kinds else [])])


def queue(service: Service) -> str:
    """The order of the queue."""
    return capital(t("page.order", keys=joined((t(f"page.key.{key}") for key in service.queue), "then")))


def capital(text: str) -> str:
    """With a capital at its beginning."""
    return text[:1].upper() + text[1:]


def paragraphs(figure: str, clause: str) -> Iterator[str]:
    """The figure as a sentence, then the clause; without what says nothing."""
    return (told for told in sentences(figure, clause) if told)


def sentences(figure: str, clause: str) -> tuple[str, str]:
    """The figure as a sentence and the clause; "" where there is none."""
    ended = not figure or figure.endswith((".", "?", "!")) or "://" in figure.rpartition(" ")[2]
    return figure if ended else f"{figure}.", clause

"""What a service file's sections say, in a phrase each: hours, terms of an answer, prices, packs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from deskterm.locale import has, language, t, tn
from deskterm.locale.measures import euro
from deskterm.locale.moments import length
from deskterm.models.terms.conditions import Condition
from deskterm.models.terms.practice import CallbackTerms, Season
from deskterm.models.terms.sections import CalendarTerms, Channel, Label, PackTerms, Price, Response, Rule
from deskterm.models.terms.service import Service
from deskterm.models.terms.values import OpeningHours, Windows

HOUR, DAY = 3600, 86400
# Facts whose words say what a line is for, beside contract, plan and duration.
SCOPED = ("session", "topic", "type", "severity", "deployment", "outcome", "reason", "fees")


def named(one: object) -> str:
    """A section's own name in the language in force; "" where it has none."""
    return str(getattr(one, language()))


def joined(words: Iterable[str], key: str = "and") -> str:
    """`a, b and c`; Italian `e` becomes `ed` before another `e`."""
    *first, last = [*words] or [""]
    if not first:
        return last
    key = "and_e" if key == "and" and last[:1].lower() == "e" else key
    return f"{', '.join(first)}{t(f'page.{key}')}{last}"


def labels(known: Sequence[Label], ids: Iterable[str]) -> list[str]:
    """The service's own words for some ids."""
    words = {label.id: named(label) for label in known}
    return [words.get(id, id) for id in ids]


def day(text: str) -> str:
    """A day of every year, or of one."""
    month = t(f"page.month.{int(text[-5:-3])}")
    told = t("page.day", day=int(text[-2:]), month=month)
    return f"{told} {text[:4]}" if len(text) == 10 else told


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
        told = f"{t(f'page.weekday.{days[0]}')}-{t(f'page.weekday.{days[-1]}')}"
    else:
        told = joined(t(f"page.weekday.{number}") for number in days)
    return f"{told} {windows(line.windows)}"


def calendar(name: str, terms: CalendarTerms) -> str:
    """Opening hours, and the days without them."""
    told = f"{named(terms) or name}: {'; '.join(opening(line) for line in terms.open)}"
    shut = [t("page.holidays", code=terms.holidays)] if terms.holidays else []
    shut += [day(text) for text in terms.extra]
    shut += [t("page.from_to", first=day(first), last=day(last)) for first, last in terms.closures]
    told += f"; {t('page.shut', days=joined(shut))}" if shut else ""
    short = [f"{day(text)} {windows(hours)}" for text, hours in terms.half.items()]
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
    if one.need:
        told.append(t("page.need", fields=joined(_field(name) for name in one.need)))
    if one.nice:
        told.append(t("page.nice", fields=joined(_field(name) for name in one.nice)))
    return "; ".join(told)


def _field(name: str) -> str:
    return t(f"fields.{name}") if has(f"fields.{name}") else name


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
    parts = [_capital(f"{limits}: {told}" if limits else told)]
    if soft is not None:
        parts.append(t("page.soft", time=length(soft)))
    if one.cutoff is not None:
        parts.append(t("page.cutoff", time=_clock(one.cutoff)))
    if one.late == "next-open":
        parts.append(t("page.late"))
    if one.calendar and len(service.calendars) > 1:
        parts.append(t("page.by_calendar", calendar=named(service.calendars[one.calendar]) or one.calendar))
    return "; ".join(parts)


def price(service: Service, one: Price) -> str:
    """What something costs: what it is for, how much, where it goes."""
    limits = conditions(service, one.when)
    if not limits and not one.when:
        limits = [t("page.anything")]
    told = f"{', '.join(limits)}: {_amount(one)}" if limits else _amount(one)
    parts = [part for part in (_rounding(one), _validity(one), _settle(service, one)) if part]
    return _capital("; ".join([told, *parts]))


def conditions(service: Service, when: Sequence[Condition]) -> list[str]:
    """The conditions that a reader needs, in words; the clause tells the others."""
    return [part for condition in when if (part := _condition(service, condition))]


def _condition(service: Service, one: Condition) -> str:
    if one.fact == "contract" and one.op in {"is", "!"}:
        return t("page.contract" if one.op == "is" else "page.no_contract")
    if one.fact == "plan" and one.op == "=":
        return t("page.plan", plan=joined(one.words, "or"))
    if one.fact == "seconds" and one.op == "<=" and one.limit is not None:
        return t("page.up_to", time=length(int(one.limit)))
    if one.op == "is" and has(f"page.flag.{one.fact}"):
        return t(f"page.flag.{one.fact}")
    return _scope(service, one) if one.fact in SCOPED and one.op in {"=", "!="} else ""


def _scope(service: Service, one: Condition) -> str:
    """What a price or a rule is for, in the service's own words, or what it leaves out."""
    known = _own_words(service).get(one.fact)
    words = [_word(one.fact, word) for word in one.words] if known is None else labels(known, one.words)
    told = joined(words, "or")
    if one.fact == "fees":
        return t("page.with_fee" if one.op == "=" else "page.without_fee", fees=told)
    return t("page.except", words=told) if one.op == "!=" else told


def _own_words(service: Service) -> dict[str, Sequence[Label]]:
    return {
        "fees": service.entitlements,
        "topic": service.topics,
        "type": service.topics,
        "severity": service.severities,
        "outcome": service.outcomes,
        "reason": service.reasons,
    }


def _word(fact: str, word: str) -> str:
    key = f"page.{fact}.{word}"
    return t(key) if has(key) else word


def _amount(one: Price) -> str:
    if one.mode == "time":
        return _hourly(one)
    if one.mode == "unit" and one.price is not None and one.unit is not None:
        return t("page.per_unit", price=euro(one.price), unit=length(one.unit))
    if one.mode == "ticket" and one.price:
        return t("page.ticket_or", price=euro(one.price))
    return t(f"page.mode.{one.mode}")


def _hourly(one: Price) -> str:
    if one.rate is not None and not one.rate.agreed:
        return t("page.per_hour", price=euro(one.rate))
    if any(c.fact == "rate" for c in one.when):  # it holds only for a rate that was agreed
        return t("page.agreed_rate_only")
    return t("page.agreed_rate", price=euro(one.list_rate or 0))


def _rounding(one: Price) -> str:
    parts = [t("page.beyond", time=length(one.beyond))] if one.beyond else []
    if one.mode == "time":
        parts.append(tn("page.step", one.step))
        parts += [tn("page.minimum", one.minimum)] if one.minimum else []
        parts += [t("page.weight", weight=one.weight.normalize())] if one.weight != 1 else []
    return "; ".join(parts)


def _validity(one: Price) -> str:
    if one.start and one.until:
        return t("page.valid", first=day(one.start), last=day(one.until))
    if one.start:
        return t("page.valid_from", day=day(one.start))
    return t("page.valid_until", day=day(one.until)) if one.until else ""


def _settle(service: Service, one: Price) -> str:
    packs = [pack for to in one.settle if (pack := service.pack(to.removeprefix("pack:")))]
    names = joined((f"«{named(pack)}»" for pack in packs), "then")
    told = [t("page.from_pack", packs=names)] if packs else []
    if "invoice" in one.settle:
        told.append(t("page.rest_invoiced" if packs else "page.invoiced"))
    return ", ".join(told) + (f", {t('page.report')}" if one.report else "")


def pack(one: PackTerms) -> str:
    """What a pack holds, how long it is valid."""
    parts = [f"{named(one)}: {t(f'page.unit.{one.unit}')}"]
    if one.grant:
        grant = length(one.grant * 60) if one.unit == "minute" else _units(one.grant, one.unit)
        parts.append(t("page.grant", amount=grant))
    if one.months:
        parts.append(tn("page.months", one.months))
    parts.append(t(f"page.overdraw.{one.overdraw}"))
    return "; ".join(parts)


def _units(number: int, unit: str) -> str:
    return euro(number) if unit == "cent" else tn("formats.tickets", number)


def share(part: Decimal) -> str:
    """A share as a percentage."""
    return f"{(part * 100).normalize():f}%"


def topics(service: Service, rule: Rule) -> str:
    """What becomes of some topics: their names, and what is done or offered."""
    about = [w for one in rule.when if one.fact == "topic" and one.op == "=" for w in one.words]
    told = joined(labels(service.topics, about))
    done = [t(f"page.do.{rule.do}")] if has(f"page.do.{rule.do}") else []
    done += labels(service.teams, [rule.to]) if rule.to else []
    done += [f"({word})" for word in labels(service.offers, [rule.offer])] if rule.offer else []
    done += [t("page.deferred", day=day(rule.until))] if rule.until else []
    return f"{told}: {' '.join(done)}" if told and done else ""


def callback(service: Service, one: CallbackTerms) -> str:
    """How customers are called back."""
    parts = [tn("page.attempts", one.attempts, gap=length(one.gap))]
    if one.calendar:
        parts.insert(0, t("page.open", calendar=named(service.calendars[one.calendar]) or one.calendar))
    return _capital("; ".join([*parts, t(f"page.then.{one.then}")]))


def queue(service: Service) -> str:
    """The order of the queue."""
    return _capital(t("page.order", keys=joined((t(f"page.key.{key}") for key in service.queue), "then")))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def paragraphs(figure: str, clause: str) -> Iterator[str]:
    """The figure as a sentence, then the clause."""
    if figure:
        ended = figure.endswith((".", "?", "!")) or "://" in figure.rpartition(" ")[2]
        yield figure if ended else f"{figure}."
    if clause:
        yield clause

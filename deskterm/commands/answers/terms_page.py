"""A service's terms as a page: for the boss to read, for a customer to be sent.

What the file counts with (hours, terms, prices) is told from the file itself, and beside it the clause with
its number. Every clause stands on the page once, where it matters first; what fits nowhere comes last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from deskterm.commands.answers import terms
from deskterm.commands.frame import output
from deskterm.locale import language, t
from deskterm.locale.moments import length
from deskterm.models.terms.sections import Point
from deskterm.models.terms.service import Service


class Entry(NamedTuple):
    """One thing that the terms say: the rule's number, the figures, the clause ("" where told before)."""

    rule: str
    figure: str
    clause: str = ""


class PagePart(NamedTuple):
    """One part of the page; `id` names its title, `page.title.ID`."""

    id: str
    entries: list[Entry]


def parts(service: Service) -> list[PagePart]:
    """The page's parts, in the order in which a reader asks; without those that say nothing."""
    clauses = {rule: service.clause(rule, language()) for rule in service.clauses}
    found = []
    for name, write in PARTS:
        entries = list(write(service))
        if name == "more":
            entries = [Entry(rule, "") for rule in clauses]
        told = []
        for rule, figure, *_ in entries:
            clause = clauses.pop(rule, "")
            if figure or clause:
                told.append(Entry(rule, figure, clause))
        if told:
            found.append(PagePart(name, told))
    return found


def text(service: Service) -> str:
    """The page in lines that fit the terminal."""
    return "\n".join(_lines(service))


def _lines(service: Service) -> Iterator[str]:
    yield service.name
    yield output.wrap(t("page.subtitle", service=service.id) + _version(service), "")
    size = max((len(rule) for rule in service.clauses), default=4)
    for part in parts(service):
        yield f"\n{t(f'page.title.{part.id}').upper()}"
        if part.id == "prices":
            yield f"  {t('page.vat', rate=f'{service.provider.vat.normalize():f}')}"
            if len(service.prices) > 1:
                yield f"  {t('page.first_holds')}"
        for entry in part.entries:
            start = f"  {entry.rule:<{size}}  "
            for told in terms.paragraphs(entry.figure, entry.clause):
                yield output.wrap(told, start)
                start = " " * len(start)


def _version(service: Service) -> str:
    provider = service.provider
    told = [t("page.version", version=provider.version)] if provider.version else []
    told += [t("page.valid_from", day=terms.day(provider.valid_from))] if provider.valid_from else []
    return "".join(f", {part}" for part in told)


def _hours(service: Service) -> Iterable[Entry]:
    for name, hours in service.calendars.items():
        yield Entry(hours.rule, terms.calendar(name, hours))
    for season in service.seasons.values():
        yield Entry(season.rule, terms.season(season))


def _ways(service: Service) -> Iterable[Entry]:
    for channel in service.channels:
        yield Entry(channel.rule, terms.channel(service, channel))
    yield Entry(service.need_rule, "")
    yield from _numbers(service, "intake", ("clarify",))


def _people(service: Service) -> Iterable[Entry]:
    yield Entry(service.unknown_rule, "")
    yield from _numbers(service, "intake", ("reject", "hold", "review", "merge"))
    for entitlement in service.entitlements:
        gives = terms.joined(terms.named(label) for label in entitlement.gives)
        yield Entry(entitlement.rule, f"{terms.named(entitlement)}: {gives}")


def _answers(service: Service) -> Iterable[Entry]:
    for response in service.response:
        yield Entry(response.id, terms.response(service, response))
    yield from (Entry(one.rule, "") for one in service.no_promise)
    yield Entry(service.no_promise_rule, "")
    if service.queue_rule or len(service.queue) > 1:
        yield Entry(service.queue_rule, terms.queue(service))
    yield from _numbers(service, "intake", ("priority", "warn", "remind"))
    if service.acknowledge:
        ways = terms.joined((terms.named(way) for way in service.acknowledge.ways), "or")
        yield Entry(service.acknowledge.rule, t("page.ways", ways=ways) if ways else "")
    if service.callback:
        yield Entry(service.callback.rule, terms.callback(service, service.callback))
        yield Entry(service.callback.attempts_rule, "")
    if service.appointment:
        name = service.appointment.calendar
        calendar = terms.named(service.calendars[name]) or name
        yield Entry(service.appointment.rule, t("page.appointment", calendar=calendar))


def _prices(service: Service) -> Iterable[Entry]:
    for price in service.prices:
        yield Entry(price.id, terms.price(service, price))
    for pack in service.packs:
        rule = pack.rule or next((p.id for p in service.prices if f"pack:{pack.id}" in p.settle), "")
        yield Entry(rule, terms.pack(pack))
        if pack.use:
            yield Entry(pack.use.rule, "")
    if service.fee:
        yield Entry(service.fee.rule, t("page.fee", share=terms.share(service.fee.share)))
    timer = service.timer
    if timer.merge_gap:
        yield Entry(timer.switch_rule, t("page.merge_gap", time=length(timer.merge_gap)))


def _scope(service: Service) -> Iterable[Entry]:
    for line in service.lines:
        yield Entry(line.rule, "")
    for rule in service.rules:
        if rule.at == "triage":
            yield Entry(rule.id, terms.topics(service, rule))
    yield Entry(service.split_rule, "")
    for topic in service.topics:
        yield Entry(topic.rule, "")


def _work(service: Service) -> Iterable[Entry]:
    points: tuple[Point, ...] = ("call", "remote", "close")
    for point in points:
        for question in service.questions:
            if question.at == point:
                yield Entry(question.rule, "")
        yield from _numbers(service, point)


def _papers(service: Service) -> Iterable[Entry]:
    for paper in service.documents:
        yield Entry(paper.rule, f"{terms.named(paper)}: {paper.url}")


def _numbers(service: Service, point: Point, deeds: tuple[str, ...] = ()) -> Iterator[Entry]:
    """The numbers of the rules at a point that do one of `deeds`, or anything."""
    for rule in service.rules:
        if rule.at == point and (not deeds or rule.do in deeds):
            yield Entry(rule.id, "")


def _nothing(_service: Service) -> Iterable[Entry]:
    return ()


PARTS = (
    ("hours", _hours),
    ("ways", _ways),
    ("people", _people),
    ("answers", _answers),
    ("prices", _prices),
    ("scope", _scope),
    ("work", _work),
    ("papers", _papers),
    ("more", _nothing),
)

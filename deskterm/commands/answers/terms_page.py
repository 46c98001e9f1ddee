"""A service's terms as a page: for the boss to read, for a customer to be sent.

What the file counts with (hours, terms, prices) is told from the file itself, and beside it the clause with
its number. Every clause stands on the page once, where it matters first; what fits nowhere comes last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from deskterm.commands.answers import beside_time, pack_page, terms
from deskterm.commands.answers.own_words import joined, named
from deskterm.commands.answers.when import conditions, day
from deskterm.commands.frame import output
from deskterm.desk.steps import own_facts
from deskterm.documents.handout import (
    Handout,
    HandoutLine,
    HandoutPart,
    letters_lost,
    runs_backwards,
    words_of,
)
from deskterm.locale import figures, language, t, tn
from deskterm.locale.moments import length
from deskterm.models.terms.own_facts import Of
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


def handout(service: Service) -> Handout:
    """The page as a text that a customer can be sent, in the language in force."""
    found = tuple(
        HandoutPart(
            t(f"page.title.{part.id}"),
            tuple(remarks(service, part)),
            tuple(
                HandoutLine(entry.rule, *terms.sentences(entry.figure, entry.clause))
                for entry in part.entries
            ),
        )
        for part in parts(service)
    )
    told = Handout(language(), service.name, t("page.subtitle_sent") + _version(service), found)
    lost = ", ".join(f"U+{ord(letter):04X}" for letter in letters_lost(told))
    notes = [t("page.backwards")] if runs_backwards(words_of(told)) else []
    notes += [t("page.not_drawn", letters=lost)] if lost else []
    return told._replace(note=" ".join(notes))


def remarks(service: Service, part: PagePart) -> Iterator[str]:
    """What holds for all the lines of a part."""
    if part.id == "answers" and any(one.clarify == terms.USUAL_CLARIFY for one in service.response):
        yield t("page.clarify.restart")
    if part.id == "prices":
        yield _vat(service, figures.number(service.provider.vat))
        if len(service.prices) > 1:
            yield t("page.first_holds")


def _lines(service: Service) -> Iterator[str]:
    yield service.name
    yield output.wrap(t("page.subtitle", service=service.id) + _version(service), "")
    size = max((len(rule) for rule in service.clauses), default=4)
    for part in parts(service):
        yield f"\n{t(f'page.title.{part.id}').upper()}"
        yield from (output.wrap(remark, "  ") for remark in remarks(service, part))
        for entry in part.entries:
            start = f"  {entry.rule:<{size}}  "
            for told in terms.paragraphs(entry.figure, entry.clause):
                yield output.wrap(told, start)
                start = " " * len(start)


def head(service: Service) -> str:
    """Whose terms they are, of which version, since when."""
    return service.name + _version(service)


def _version(service: Service) -> str:
    provider = service.provider
    told = [t("page.version", version=provider.version)] if provider.version else []
    told += [t("page.valid_from", day=day(provider.valid_from))] if provider.valid_from else []
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
    yield from _facts(service, "request", "ticket")
    yield from _ruled(service, "intake", ("clarify",))


def _people(service: Service) -> Iterable[Entry]:
    yield Entry(service.unknown_rule, "")
    yield from _ruled(service, "intake", ("reject", "hold", "review", "merge"))
    for entitlement in service.entitlements:
        gives = joined(named(label) for label in entitlement.gives)
        told = named(entitlement)
        yield Entry(entitlement.rule, f"{told}: {gives}" if gives else told)
    for agreement in service.agreements:
        yield Entry(agreement.rule, terms.agreement(service, agreement))
    yield from _facts(service, "customer", "agreement", "device")


def _facts(service: Service, *of: Of) -> Iterator[Entry]:
    """What the terms want to know beside what every desk knows: what it takes, and what is so without it.

    What only the desk says of a customer, and never they themselves, is no part of the page.
    """
    for one in service.own(*of):
        if one.customers:
            told = t(f"page.fact.{one.of}", name=named(one), takes=own_facts.takes(one))
            told += f"; {t(f'page.fact.{one.of}.needed')}" if one.must else ""
            yield Entry(one.rule, told)


def _answers(service: Service) -> Iterable[Entry]:
    for response in service.response:
        yield Entry(response.id, terms.response(service, response))
    for one in service.no_promise:
        limits = ", ".join(conditions(service, one.when))
        yield Entry(one.rule, terms.capital(t("page.no_promise", limits=limits)) if limits else "")
    yield Entry(service.no_promise_rule, "")
    if service.queue_rule or len(service.queue) > 1:
        yield Entry(service.queue_rule, terms.queue(service))
    yield from _ruled(service, "intake", _ELSEWHERE)
    if service.priority:
        yield Entry(service.priority.rule, terms.priority(service, service.priority))
    yield Entry(service.unjudged.rule or service.queue_rule, terms.unjudged(service, service.unjudged))
    if service.acknowledge:
        ways = joined((named(way) for way in service.acknowledge.ways), "or")
        yield Entry(service.acknowledge.rule, t("page.ways", ways=ways) if ways else "")
    if service.callback:
        yield Entry(service.callback.rule, terms.callback(service, service.callback))
        yield Entry(service.callback.attempts_rule, "")
    if service.appointment:
        yield Entry(service.appointment.rule, terms.appointment(service, service.appointment))
    yield from _active(service)
    if alert := service.alert:
        yield Entry(alert.rule, tn("page.alert", alert.days, tier=alert.tier))


def _active(service: Service) -> Iterator[Entry]:
    """Within how long the service is active after signing up, where no promise of that length says so."""
    if (joining := service.sign_up) is None or not joining.active:
        return
    promised = [
        int(one.target) for one in service.response if one.metric == "activation" and one.clock == "elapsed"
    ]
    if int(joining.active) not in promised:
        yield Entry(joining.active_rule or joining.rule, t("page.active", time=length(joining.active)))


# What intake does beside keeping a request out or asking it back: told with the answers.
_ELSEWHERE = tuple("priority warn remind offer block route exclude defer answer_first ask_upload".split())


def _vat(service: Service, rate: str) -> str:
    """In which currency prices are, and whether VAT is in them."""
    return (
        t("page.vat_inside", rate=rate, currency=figures.unit())
        if service.provider.vat_included
        else t("page.vat", rate=rate, currency=figures.unit())
    )


def _prices(service: Service) -> Iterable[Entry]:
    for price in service.prices:
        yield Entry(price.id, "; ".join((terms.price(service, price), *beside_time.of_price(price))))
    for factor in service.multipliers:
        yield Entry(factor.id, beside_time.multiplier(service, factor))
    for extra in service.extras:
        yield Entry(extra.id, beside_time.fixed(service, extra))
    for pack in service.packs:
        rule = pack.rule or next((p.id for p in service.prices if f"pack:{pack.id}" in p.settle), "")
        yield Entry(rule, pack_page.pack(service, pack))
        behind = (pack.included, pack.rest, pack.top_up)
        yield from (Entry(one.rule, "") for one in behind if one is not None and one.rule)
        if pack.use:
            yield Entry(pack.use.rule, pack_page.use(service, pack.use))
    if service.fee:
        yield Entry(service.fee.rule, terms.fee(service, service.fee))
    for credit in service.credits:
        yield Entry(credit.rule, terms.credit(service, credit))
    if contact := beside_time.one_contact(service.timer):
        yield Entry(service.timer.switch_rule, contact)


def _scope(service: Service) -> Iterable[Entry]:
    for line in service.lines:
        yield Entry(line.rule, "")
    for rule in service.rules:
        if rule.at == "triage":
            yield Entry(rule.id, terms.ruled(service, rule))
    yield Entry(service.split_rule, "")
    for topic in service.topics:
        yield Entry(topic.rule, "")


def _work(service: Service) -> Iterable[Entry]:
    points: tuple[Point, ...] = ("call", "remote", "onsite", "close")
    for point in points:
        for question in service.questions:
            if question.at == point:
                yield Entry(question.rule, "")
        yield from _ruled(service, point)
    yield from _facts(service, "session")
    if service.contest:
        yield Entry(service.contest.rule, tn("page.contest", service.contest.days))
    if service.reopen:
        yield Entry(service.reopen.rule, tn("page.reopen", service.reopen.days))
    if service.access:
        yield Entry(service.access.rule, t("page.access_ends", time=length(service.access.expires)))
    if service.purge:
        yield Entry(service.purge.rule, tn("page.purge", service.purge.days))


def _papers(service: Service) -> Iterable[Entry]:
    for paper in service.documents:
        yield Entry(paper.rule, f"{named(paper)}: {paper.url}")


def _ruled(service: Service, point: Point, deeds: tuple[str, ...] = ()) -> Iterator[Entry]:
    """The rules at a point that do one of `deeds`, or anything: when they hold, what is done."""
    for rule in service.rules:
        if rule.at == point and (not deeds or rule.do in deeds):
            yield Entry(rule.id, terms.ruled(service, rule))


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

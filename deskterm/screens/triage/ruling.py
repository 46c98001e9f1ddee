"""What the terms say of the parts of a message as they are marked now, read on a thread that may wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct
from textual.content import Content

from deskterm.desk.billing import estimates
from deskterm.desk.context import Desk, at_one_moment
from deskterm.desk.steps import own_facts
from deskterm.desk.tickets import ticket_facts
from deskterm.desk.tickets.ticket_facts import Weighed
from deskterm.desk.triage import clarify, divide_and_triage, triage
from deskterm.desk.triage.triage import TriageVerdict
from deskterm.locale import language, t
from deskterm.locale.measures import quoted
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.ticket import Decision, Ticket
from deskterm.models.terms.own_facts import FactTerms
from deskterm.models.terms.service import Service
from deskterm.screens.shared import words
from deskterm.screens.shared.decisions import decided
from deskterm.screens.ticket import dossier
from deskterm.screens.triage.cuts import CutPart
from deskterm.widgets.text.shown import styled


class TriageCase(Struct, frozen=True, kw_only=True):
    """What triage reads: the ticket, the text that can be divided, what it lacks, what was split from it.

    `to_say`: what must be said before work on it is filed, in words.
    """

    ticket: Ticket
    about: dossier.Dossier
    text: str
    missing: tuple[str, ...]
    to_say: tuple[str, ...] = ()


class TriageVerdicts(Struct, frozen=True, kw_only=True):
    """A verdict for each part (None: no topic yet, or it goes back), and what several topics lead to.

    `weighed`: what the terms' table of priorities makes of it; None without a table.
    """

    verdicts: tuple[TriageVerdict | None, ...]
    several: tuple[Decision, ...]
    weighed: Weighed | None = None


@at_one_moment
def request(desk: Desk, code: str) -> TriageCase:
    """The ticket as triage needs it. Raises NotFound naming the code."""
    about = dossier.dossier(desk, code)
    first = next((message for message in about.thread if message.direction == "in"), None)
    missing = clarify.missing(desk, code) if first else ()
    return TriageCase(
        ticket=about.ticket,
        about=about,
        text=first.body if first else "",
        missing=missing,
        to_say=tuple(one.words for one in ticket_facts.to_say(desk, code)),
    )


@at_one_moment
def judge(desk: Desk, code: str, parts: Sequence[CutPart], how: Mapping[str, Any]) -> TriageVerdicts:
    """What triage would decide of each part; changes nothing. `how`: severity, blocking, what is said."""
    verdicts = tuple(
        triage.preview(desk, code, topic=part.topic, **how) if part.topic and not part.back else None
        for part in parts
    )
    return TriageVerdicts(
        verdicts=verdicts,
        several=divide_and_triage.of_several(desk, code, len(parts)),
        weighed=ticket_facts.weighed(desk, code, how["said"]),
    )


class Sayable(Struct, frozen=True, kw_only=True):
    """A fact of the table of priorities, and its values with what each leads to."""

    fact: FactTerms
    options: tuple[tuple[str, str], ...]


@at_one_moment
def choices(desk: Desk, code: str, said: Mapping[str, str], fact: int) -> Sayable | None:
    """What can be said of the first or the second fact of the table; None without one."""
    now = ticket_facts.weighed(desk, code, said)
    if now is None or fact >= len(now.facts):
        return None
    own = now.facts[fact][0]
    options = []
    for value in own.choices:
        then = ticket_facts.weighed(desk, code, {**said, own.id: value})
        leads = priority(desk.service, then) if then else ""
        options.append((value, t("triage.weighed.leads", value=own_facts.told(own, value), to=leads)))
    return Sayable(fact=own, options=tuple(options))


def priority(service: Service, found: Weighed) -> str:
    """What the table gives, in a word: a severity of the terms, or a tier."""
    if found.severity:
        return service.label(service.severities, found.severity, language())
    return t("triage.weighed.tier", n=found.tier) if found.tier is not None else t("triage.weighed.none")


def weighed_words(service: Service, found: Weighed | None, by_hand: str) -> Content:
    """`p Impatto: tutta la ditta · Urgenza: alta → P1 (Q4)`; what nobody has said is set apart.

    `by_hand`: a severity that a person has given comes before the table's.
    """
    if found is None:
        return Content("")
    parts: list[Any] = [("p ", "bold $text-accent")]
    for at, (own, value) in enumerate(found.facts):
        told = own_facts.told(own, value) if value else "?"
        style = "$text-muted" if own.id in found.assumed else ""
        parts += [" · " if at else "", f"{own_facts.name(own)}: ", (told, style)]
    parts += [" → ", (priority(service, found), "bold"), f" ({found.rule})"]
    if by_hand and by_hand != found.severity:
        label = service.label(service.severities, by_hand, language())
        parts.append((f" · {t('triage.weighed.by_hand', severity=label)}", "bold"))
    return styled(*parts)


@at_one_moment
def topics(desk: Desk, code: str) -> list[tuple[str, str, str, str]]:
    """The service's topics as options: id, label, what the terms say, and their clauses to find it by."""
    service = desk.service
    options = []
    for one in service.topics:
        verdict = triage.preview(desk, code, topic=one.id)
        told = ", ".join(
            f"{found.rule} {decided(service, found, desk.now(), rule=False)}" for found in verdict.decisions
        ) or estimates.told(verdict.costs, verdict.known)
        label = service.label(service.topics, one.id, language())
        clauses = " ".join(service.clause(found.rule, language()) for found in verdict.decisions)
        options.append((one.id, label, told or t("triage.verdict.in"), clauses))
    return options


def verdict_words(desk: Desk, verdict: TriageVerdict, *, cost: bool = True) -> str:
    """A verdict in a few words with its rule, and what the work will cost."""
    told = [decided(desk.service, one, desk.now()) for one in verdict.decisions]
    price = estimates.told(verdict.costs, verdict.known) if cost else ""
    return ", ".join([*(told or [t("triage.verdict.in")]), *([price] if price else [])])


def field_words(service: Service, names: Sequence[str]) -> str:
    """Missing fields in words."""
    return ", ".join(own_facts.field_name(service, name) for name in names)


def panel(desk: Desk, ticket: Ticket, parts: Sequence[CutPart], judged: TriageVerdicts, here: int) -> Content:
    """The terms' answer beside the message: each part, then the clauses for the one under the cursor."""
    made = Content("")
    for at, (part, verdict) in enumerate(zip(parts, judged.verdicts, strict=True)):
        made += _part(desk, ticket, at, part, verdict, here=at == here)
    for one in judged.several:
        made += styled((decided(desk.service, one, desk.now()), "bold")) + Content("\n")
    verdict = judged.verdicts[here]
    shown = (*(verdict.decisions if verdict else ()), *judged.several)
    service = desk.service_of(ticket.terms_id)
    for rule in dict.fromkeys(one.rule for one in shown if one.rule):
        clause = service.clause(rule, language())
        made += styled((f"{rule} ", "bold"), (quoted(clause), "$text-muted")) + Content("\n")
    return made


def _part(
    desk: Desk, ticket: Ticket, at: int, part: CutPart, verdict: TriageVerdict | None, *, here: bool
) -> Content:
    sign = "▌" if here else " "
    name = words.topic(desk.service, part.topic) if part.topic else t("triage.part", n=at + 1)
    if part.back:
        told = t("triage.verdict.back")
    elif verdict is not None:
        told = verdict_words(desk, verdict)
    else:
        told = t("triage.verdict.no_topic") if at == 0 else t("triage.verdict.later")
    stays = (
        t("triage.verdict.stays", code=short(ticket.code))
        if at == 0
        else ""
        if part.back
        else t("triage.verdict.new")
    )
    tone = {"out": "bold", "paid": "bold"}.get(verdict.scope, "") if verdict else "$text-muted"
    head = styled((sign, "$text-accent"), (f"{at + 1} {name}", "bold $text-accent" if here else "bold"))
    tail = styled("  ", (told, tone), (f" · {stays}" if stays else "", "$text-muted"))
    return head + Content("\n") + tail + Content("\n")

"""What the terms say of the parts of a message as they are marked now, read on a thread that may wait."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from textual.content import Content

from deskterm.desk.billing import estimates
from deskterm.desk.context import Desk, at_one_moment
from deskterm.desk.triage import clarify, divide_and_triage, triage
from deskterm.desk.triage.triage import TriageVerdict
from deskterm.locale import has, language, t
from deskterm.locale.measures import quoted
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.ticket import Decision, Ticket
from deskterm.screens.shared import words
from deskterm.screens.shared.decisions import decided
from deskterm.screens.ticket import dossier
from deskterm.screens.triage.cuts import CutPart
from deskterm.widgets.text.shown import styled


class TriageCase(Struct, frozen=True, kw_only=True):
    """What triage reads: the ticket, the text that can be divided, what it lacks, what was split from it."""

    ticket: Ticket
    about: dossier.Dossier
    text: str
    missing: tuple[str, ...]


class TriageVerdicts(Struct, frozen=True, kw_only=True):
    """A verdict for each part (None: no topic yet, or it goes back), and what several topics lead to."""

    verdicts: tuple[TriageVerdict | None, ...]
    several: tuple[Decision, ...]


@at_one_moment
def request(desk: Desk, code: str) -> TriageCase:
    """The ticket as triage needs it. Raises NotFound naming the code."""
    about = dossier.dossier(desk, code)
    first = next((message for message in about.thread if message.direction == "in"), None)
    missing = clarify.missing(desk, code) if first else ()
    return TriageCase(ticket=about.ticket, about=about, text=first.body if first else "", missing=missing)


@at_one_moment
def judge(desk: Desk, code: str, parts: Sequence[CutPart], severity: str, blocking: bool) -> TriageVerdicts:
    """What triage would decide of each part; changes nothing."""
    more: dict[str, Any] = {"severity": severity, "blocking": blocking}
    verdicts = tuple(
        triage.preview(desk, code, topic=part.topic, **more) if part.topic and not part.back else None
        for part in parts
    )
    return TriageVerdicts(verdicts=verdicts, several=divide_and_triage.of_several(desk, code, len(parts)))


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


def field_words(names: Sequence[str]) -> str:
    """Missing fields in words."""
    return ", ".join(t(f"fields.{name}") if has(f"fields.{name}") else name for name in names)


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

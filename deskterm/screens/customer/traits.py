"""What is known of a customer beyond the agreement, in the few words that the service's terms ask about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct
from textual.content import Content

from deskterm.desk.agenda import projects
from deskterm.desk.context import Desk
from deskterm.desk.customers import agreements, devices, profile, sign_up
from deskterm.desk.customers.cards import Card
from deskterm.desk.steps.billing import agreement_words
from deskterm.desk.steps.facts import day_of, has_contract
from deskterm.locale import has, language, t
from deskterm.locale.moments import day, moment
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.agreements import Agreement
from deskterm.models.records.customer import Customer
from deskterm.models.records.ticket import Decision
from deskterm.models.rules.derived_facts import local_day
from deskterm.models.rules.projects import Project
from deskterm.models.rules.seasons import season_of
from deskterm.models.terms.facts import FACTS
from deskterm.models.terms.service import Service
from deskterm.screens.customer import card
from deskterm.widgets.text.shown import styled
from deskterm.widgets.text.signs import BARS, barred, warned

PROJECTS = 5  # of a customer, the newest, looked at for the card


class Known(Struct, frozen=True, kw_only=True):
    """The facts of a customer, their projects, and until when the last delivery can be disputed (I14)."""

    facts: dict[str, object]
    contestable: str = ""
    projects: tuple[Project, ...] = ()
    own: tuple[tuple[str, str], ...] = ()  # the facts that the terms declare, in words
    devices: tuple[str, ...] = ()  # those of which the terms want to know something, in words
    then: str | None = None  # until when an agreement that follows the present one runs; "" has no end


def known(desk: Desk, code: str, under: Card | None = None) -> Known:
    """Read them, on a thread that may wait; `under`: the card as it holds for a ticket."""
    return Known(
        then=agreements.following(desk, code),
        facts=profile.facts(desk, code),
        own=(*profile.own(desk, code, apart=under is not None and under.of_ticket), *_to_say(desk, code)),
        devices=tuple(devices.told(desk, one) for one in devices.listing(desk, code) if one.facts),
        contestable=profile.contestable_until(desk, code),
        projects=projects.listing(desk, customer=code, every=True, limit=PROJECTS),
    )


def _to_say(desk: Desk, code: str) -> list[tuple[str, str]]:
    """What the terms want said and nobody has, by its name."""
    return [(one.name, one.state) for one in profile.to_say(desk, code)]


def standing(
    service: Service, found: Card, more: Known | None, now: int, *, packs: Sequence[Content] = ()
) -> list[Content]:
    """The agreement, where the terms ask for one or there is one, and what else they ask, one a line.

    `packs`: the lines that say what is left; they stand before what takes several lines of a narrow card.
    """
    customer, today = found.customer, day_of(now, service.tz)
    agreed = "contract" in service.asked or found.contract_ok
    head = [card.contract(customer, ok=found.contract_ok, today=today)] if agreed else []
    if head and found.contract_ok and more is not None and more.then is not None and not found.of_ticket:
        then = t("agreement.then", day=day(more.then)) if more.then else t("agreement.then_open")
        head.append(styled(then))
    if found.of_ticket:
        head += _of_ticket(service, found)
    elif found.under is not None and found.beside:
        head += [styled(_agreement(service, one)) for one in (found.under, *found.beside)]
    elif fee := _fee(service, customer):
        head.append(fee)
    asked = _asked(service, customer, more, now)
    return [*head, *asked, *packs, *_under_way(service, more, now)]


def _agreement(service: Service, one: Agreement) -> str:
    """One of several agreements whole: `contratto Server: fino al 31/12/26, gold, canone 900,00 € l'anno`."""
    return t("agreement.beside", name=agreement_words.name_of(one), holds=agreement_words.said(service, one))


def _of_ticket(service: Service, found: Card) -> list[Content]:
    """Which of several agreements holds for a ticket, whole; the others by their names."""
    beside = t("agreement.not_here", names=", ".join(map(agreement_words.name_of, found.beside)))
    if found.under is None:
        return [styled(barred(t("agreement.none_here"))), styled(beside)]
    name, holds = agreement_words.name_of(found.under), agreement_words.said(service, found.under)
    here = styled((t("agreement.holds_here", name=name, holds=holds), "bold"))
    return [here, styled(beside)] if found.beside else [here]


def sign(service: Service, customer: Customer, facts: Mapping[str, object], now: int) -> tuple[str, str]:
    """The first thing that the terms ask of a customer, as a sign for a list: `✓ 31/12/26`, `✗`."""
    if "contract" in service.asked:
        return card.contract_sign(customer, day_of(now, service.tz))
    if "plan" in service.asked:
        return (f"✓ {customer.plan}", "good") if customer.plan else ("✗", "late")
    if "adhesion" in service.asked:
        since = str(facts.get("adhesion") or "")
        begun = "" < since[:10] <= day_of(now, service.tz)
        if not begun:
            return f"✗ {day(since[:10])}".rstrip(), "late"
        return f"✓ {t('call.card.since', day=day(since[:10]))}", "good"
    return "", ""


def lines(service: Service, card: Card, found: Known | None, now: int) -> list[Content]:
    """Plan, sign-up, installation, telephone, fees, the last delivery: what the terms ask, one a line.

    Of a ticket whose customer has several agreements first which of them holds.
    """
    under = _of_ticket(service, card) if card.of_ticket else []
    return [*under, *_asked(service, card.customer, found, now), *_under_way(service, found, now)]


def _under_way(service: Service, found: Known | None, now: int) -> list[Content]:
    """What is worked on in steps, and until when the last delivery can be disputed: whole sentences."""
    contest = _contest(service, found, now)
    return [*_projects(found), *([contest] if contest is not None else [])]


def _asked(service: Service, customer: Customer, found: Known | None, now: int) -> list[Content]:
    facts = found.facts if found else {}
    told = [
        _plan(service, customer),
        _adhesion(service, facts, now),
        _activating(service, facts, now),
        _flag(service, facts, "phone_contract", lapsed=_lapsed(customer, day_of(now, service.tz))),
        _word(service, facts, "deployment"),
        _fees(service, facts),
        *(styled(f"{name}: {value}") for name, value in (found.own if found else ())),
        *(styled(told) for told in (found.devices if found else ())),
    ]
    return [one for one in told if one is not None]


def _plan(service: Service, customer: Customer) -> Content | None:
    if "plan" not in service.asked:
        return None
    if customer.plan:
        return styled(t("profile.plan", plan=customer.plan))
    return styled(barred(t("profile.no_plan")))


def _activating(service: Service, facts: Mapping[str, object], now: int) -> Content | None:
    """Until when the service is being made active for who has just signed up (M3)."""
    terms, until = service.sign_up, sign_up.activating(service, facts, now)
    if terms is None or until is None:
        return None
    told = t("profile.activating", when=moment(until, service.tz))
    return styled(warned(f"{told} ({terms.active_rule})" if terms.active_rule else told))


def _adhesion(service: Service, facts: dict[str, object], now: int) -> Content | None:
    if "adhesion" not in service.asked:
        return None
    since = str(facts.get("adhesion") or "")
    if not since:
        return styled((t("profile.no_adhesion"), BARS))
    if since[:10] > day_of(now, service.tz):
        return styled((t("profile.adhesion_later", day=day(since[:10])), BARS))
    quick = f" · {t('profile.quick_access')}" if facts.get("quick_access") else ""
    return styled((t("profile.adhesion", day=day(since[:10])), "$text-success"), quick)


def said_of_call(service: Service, decision: Decision) -> str:
    """What the terms say of a call to come: `block`, `warn`, or `asks` for what the caller has to tell."""
    ask = str(decision.detail.get("ask") or "")
    told = any((one.at, one.fact) == ("call", ask) for one in service.questions)
    if decision.do == "block" and told and FACTS[ask].kind == "text":
        return "asks"
    return "block" if decision.do == "block" else "warn"


def _lapsed(customer: Customer, today: str) -> bool:
    """Whether there is an agreement, and it is not valid today: what it covered is not covered."""
    return bool(customer.contract_from) and not has_contract(customer, today)


def _flag(service: Service, facts: dict[str, object], fact: str, *, lapsed: bool = False) -> Content | None:
    if fact not in service.asked:
        return None
    given = bool(facts.get(fact)) and not lapsed
    return styled((t(f"profile.{fact}.{'yes' if given else 'no'}"), "$text-success" if given else BARS))


def _word(service: Service, facts: dict[str, object], fact: str) -> Content | None:
    value = str(facts.get(fact) or "")
    if fact not in service.asked or not value:
        return None
    key = f"profile.{fact}.{value}"
    return styled(t(key) if has(key) else value)


def _fees(service: Service, facts: dict[str, object]) -> Content | None:
    paid: Any = facts.get("fees") or ()
    names = [one.said(language()) for one in service.entitlements if one.id in paid]
    return styled(", ".join(names)) if names else None


def _fee(service: Service, customer: Customer) -> Content | None:
    """The yearly fee, and beside it what the terms say it usually is (D25)."""
    told = agreement_words.fee(service, customer.fee_cents, customer.fee_base_cents, customer.agreed)
    return styled(t("agreement.fee", fee=told)) if told and service.fee is not None else None


def _projects(found: Known | None) -> list[Content]:
    """What is worked on in steps, and what of it has grown old (I13, I15)."""
    shown = [one for one in (found.projects if found else ()) if one.state in ("open", "obsolete")]
    return [project(one) for one in shown]


def project(one: Project, *, name: bool = True) -> Content:
    """A project in a line: `Etichette: Collaudo entro 05/10/26 (I13)`, `Etichette: obsoleto (I15)`."""
    head = f"{one.subject or short(one.ticket)}: " if name else ""
    stage = one.following
    if stage is None:
        rule = one.obsolete_rule if one.state == "obsolete" else one.rule
        return styled(f"{head}{t(f'project.state.{one.state}')} ({rule or one.rule})")
    label = stage.step.said(language())
    step = t("project.by_day", step=label, day=day(stage.planned_on)) if stage.planned_on else label
    return styled(f"{head}{step} ({stage.step.rule or one.rule})")


def _contest(service: Service, found: Known | None, now: int) -> Content | None:
    """Until when a delivery can be disputed; a day that is gone is said too."""
    if found is None or not found.contestable or service.contest is None:
        return None
    over = found.contestable < day_of(now, service.tz)
    key = "profile.contest_over" if over else "profile.contest"
    return styled((f"{t(key, day=day(found.contestable))} ({service.contest.rule})", "bold" if over else ""))


def season(service: Service, now: int) -> tuple[str, str]:
    """The season that runs, in the service's word, and its rule; "" where none does (T15, I12)."""
    name = season_of(service, local_day(service, now)) if service.seasons else ""
    if not name:
        return "", ""
    found = service.seasons[name]
    return found.said(language()), found.rule


def season_notice(service: Service, now: int) -> Content:
    """The season with its clauses: what is asked of the customers while it runs (T15, T16)."""
    word, rule = season(service, now)
    if not word:
        return Content("")
    rules = [one.id for one in service.rules if any(c.fact == "season" for c in one.when)]
    clauses = [service.clause(one, language()) for one in dict.fromkeys([rule, *rules]) if one]
    head = f"{word} ({rule}) " if rule else f"{word} "
    return styled(warned(head), (" ".join(clauses), "$text-muted"))

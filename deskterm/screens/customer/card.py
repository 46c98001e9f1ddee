"""A customer's card in a few lines: who, on which terms, what is left, what is open, what was last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content

from deskterm.desk.customers import details
from deskterm.desk.customers.cards import Card
from deskterm.locale import language, t, tn
from deskterm.locale.moments import day, day_of
from deskterm.models.records.customer import Contact, Customer
from deskterm.models.records.money import Pack
from deskterm.models.records.work import Session
from deskterm.models.terms.service import Service
from deskterm.screens.shared import words
from deskterm.widgets.text.shown import shown, styled


def contract(customer: Customer, *, ok: bool, today: str) -> Content:
    """Whether the agreement holds: a sign, a word, a day; a colour besides."""
    until = customer.contract_until
    if ok:
        text = t("call.card.contract", day=day(until)) if until else t("call.card.contract_open")
        return styled((text, "$text-success"))
    if not customer.contract_from:
        return styled((t("call.card.no_contract"), "$text-error"))
    if until and until < today:
        return styled((t("call.card.expired", day=day(until)), "$text-error"))
    return styled((t("call.card.not_yet", day=day(customer.contract_from)), "$text-error"))


def contract_sign(customer: Customer, today: str) -> tuple[str, str]:
    """The same for a list's column: `✓ 31/12/26` or `✗`."""
    started = bool(customer.contract_from) and customer.contract_from <= today
    if started and (not customer.contract_until or today <= customer.contract_until):
        return f"✓ {day(customer.contract_until)}", "good"
    return f"✗ {day(customer.contract_until)}", "late"


def packs(found: Iterable[Pack], service: Service) -> list[Content]:
    """What is left in each valid pack, what is put aside of it, and when it ends."""
    had = tuple(found)
    if not had and all(kind.grant for kind in service.packs):
        return []  # nobody sells what comes with an agreement: who has none misses nothing
    held = [pack for pack in had if pack.left > 0 or pack.reserved > 0]
    lines = [_pack(pack, service) for pack in sorted(held, key=_first_used)]
    return lines or [styled((t("call.card.no_pack"), "$text-warning"))]


def _first_used(pack: Pack) -> tuple[str, bool, str, int]:
    return pack.kind, not pack.expires_on, pack.expires_on, pack.id


def _pack(pack: Pack, service: Service) -> Content:
    """One pack with its own end: two that end on different days are two lines."""
    key = "call.card.pack" if pack.expires_on else "call.card.pack_open"
    name = words.pack_name(service, pack.kind)
    return shown(t(key, name=name, left=words.left_of([pack]), day=day(pack.expires_on)))


def person(contact: Contact | None, service: Service) -> list[Content]:
    """Whom one speaks to, and at which number; a role that the terms know in their words (I23)."""
    if contact is None:
        return []
    word = service.label(service.roles, contact.role, language())
    role = f" ({word})" if word and word.casefold() not in contact.name.casefold() else ""
    return [shown(f"{contact.name}{role}"), shown(contact.phone or contact.email)]


def administrators(service: Service, people: Sequence[Contact]) -> list[Content]:
    """Who has a role that the terms name, a line each: `Amministratore di sistema (I23): Neri, 0445…`."""
    lines = []
    for role in service.roles:
        word = role.it if language() == "it" else role.en
        for one in people:
            if one.role == role.id:
                reach = ", ".join(part for part in (one.name, one.phone or one.email) if part)
                lines.append(
                    styled((f"{word} ({role.rule}): " if role.rule else f"{word}: ", "$text-muted"), reach)
                )
    return lines


def numbers(card: Card) -> Content:
    """Open tickets, and the requests of today."""
    return shown(
        f"{tn('call.card.open', len(card.open_tickets))} · {tn('call.card.today', card.requests_today)}"
    )


def last(service: Service, sessions: Iterable[Session]) -> list[Content]:
    """The last contacts, newest first."""
    lines = []
    for session in sessions:
        lasted = (session.ended_at or session.started_at) - session.started_at
        minutes = t("call.minutes", n=-(-lasted // 60))
        when = day_of(session.started_at, service.tz, year=False)
        told = f"{when} {t(f'widgets.kind.{session.kind}')} {minutes}"
        if session.state == "cancelled":
            told = t("call.card.cancelled", contact=told)
        lines.append(styled((told, "$text-muted")))
    return lines


def doubts(card: Card) -> list[Content]:
    """The numbers on the card that fail their check, each with what is wrong."""
    return [styled((details.unverified(one), "$text-warning")) for one in card.unverified]


def notes(card: Card) -> list[Content]:
    """What the desk has written down about the customer."""
    return [styled((card.customer.notes, "$text-muted"))] if card.customer.notes else []


def joined(lines: Iterable[Content]) -> Content:
    """Lines under each other."""
    made = Content("")
    for at, line in enumerate(lines):
        made = made + Content("\n") + line if at else line
    return made

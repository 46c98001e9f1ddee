"""A customer's card in a few lines: who, on which terms, what is left, what is open, what was last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content

from deskterm.desk.customers import details
from deskterm.desk.customers.cards import Card
from deskterm.desk.packs import pack_words
from deskterm.desk.steps.packs.what_comes import Coming
from deskterm.locale import language, t, tn, works
from deskterm.locale.moments import day, day_of
from deskterm.models.records.customer import Contact, Customer
from deskterm.models.records.money import Pack
from deskterm.models.records.work import Session
from deskterm.models.terms.service import Service
from deskterm.screens.shared import words
from deskterm.widgets.text.shown import shown, styled
from deskterm.widgets.text.signs import BARS, WARNS, warned

NARROW = 30  # cells that a card has for sure, at 80 columns
EACH_A_LINE = 3  # packs of a kind that have a line each


def contract(customer: Customer, *, ok: bool, today: str) -> Content:
    """Whether the agreement holds: a sign, a word, a day; a colour besides."""
    until = customer.contract_until
    if ok:
        text = t("call.card.contract", day=day(until)) if until else t("call.card.contract_open")
        return styled((text, "$text-success"))
    if not customer.contract_from:
        return styled((t("call.card.no_contract"), BARS))
    if until and until < today:
        return styled((t("call.card.expired", day=day(until)), BARS))
    return styled((t("call.card.not_yet", day=day(customer.contract_from)), BARS))


def contract_sign(customer: Customer, today: str) -> tuple[str, str]:
    """The same for a list's column: `✓ 31/12/26` or `✗`."""
    started = bool(customer.contract_from) and customer.contract_from <= today
    if started and (not customer.contract_until or today <= customer.contract_until):
        return f"✓ {day(customer.contract_until) or t('call.card.open_ended')}", "good"
    return f"✗ {day(customer.contract_until)}".strip(), "late"


def packs(found: Card, service: Service, *, brief: bool = False, room: int = NARROW) -> list[Content]:
    """What is left in each valid pack, what is put aside of it, when it ends, and what that brings.

    `brief`: a line each, also beside a note at 80 columns. `room`: the cells that a line has for sure.
    More than `EACH_A_LINE` of a kind stand together, each with its own end, so that nothing below is lost.
    """
    had = found.packs
    stranded = [styled(warned(pack_words.stranded(service, pack))) for pack in found.stranded]
    if not had and all(kind.grant or kind.included for kind in service.packs):
        return stranded  # nobody sells what comes with an agreement: who has none misses nothing
    held = [pack for pack in had if pack.left or pack.reserved > 0 or pack.id in found.then]
    lines: list[Content] = []
    held.sort(key=_first_used)
    for kind in dict.fromkeys(pack.kind for pack in held):
        mine = [pack for pack in held if pack.kind == kind]
        if len(mine) > EACH_A_LINE:
            lines += _together(mine, service, brief=brief)
            continue
        lines += [
            line
            for pack in mine
            for line in _pack(pack, service, found.then.get(pack.id), brief=brief, room=room)
        ]
    return [*(lines or [styled(warned(t("call.card.no_pack")))]), *stranded]


def _first_used(pack: Pack) -> tuple[str, bool, str, int]:
    return pack.kind, not pack.expires_on, pack.expires_on, pack.id


def _together(held: Sequence[Pack], service: Service, *, brief: bool) -> list[Content]:
    """Many packs of a kind: what all have left, the first to be used, each with its end, how many more."""
    named, a_line = (2, 1) if brief else (6, 2)
    name, left = words.pack_name(service, held[0].kind), words.left_of(held)
    each = [
        t("call.card.pack_end", left=words.left_of([pack]), day=day(pack.expires_on))
        if pack.expires_on
        else t("call.card.pack_endless", left=words.left_of([pack]))
        for pack in held[:named]
    ]
    lines = [t("call.card.packs", name=name, left=left, n=len(held))]
    lines += [" · ".join(each[at : at + a_line]) for at in range(0, len(each), a_line)]
    lines += [tn("call.card.packs_more", more)] if (more := len(held) - named) > 0 else []
    return [shown(line) for line in lines]


def _pack(pack: Pack, service: Service, then: Coming | None, *, brief: bool, room: int) -> list[Content]:
    """One pack with its own end: two that end on different days are two lines."""
    said = {"name": words.pack_name(service, pack.kind), "left": words.left_of([pack])}
    said["day"] = day(pack.expires_on)
    if not pack.expires_on:
        line = t("call.card.pack_open", **said)
    else:
        named = [t(f"call.card.{key}", **said) for key in ("pack", "pack_brief")[brief:]]
        # A long name comes last: what is cut is never the end of the pack.
        last = t(f"call.card.first.{'brief' if brief else 'whole'}", **said)
        line = next((one for one in named if len(one) <= max(room, NARROW)), last)
    told = [shown(line)]
    return [*told, styled((pack_words.coming(then, pack.unit), "dim"))] if then else told


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
        word = role.said(language())
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
    """The last contacts, newest first; of one that runs, with whom."""
    lines = []
    for session in sessions:
        lasted = (session.ended_at or session.started_at) - session.started_at
        minutes = words.lasted(lasted)
        if session.state == "running":
            key = "call.card.talking" if session.kind == "call" else "call.card.working"
            kind = works.on_screen(session.kind)
            lines.append(styled((t(key, who=session.technician, kind=kind), WARNS)))
            continue
        when = day_of(session.started_at, service.tz, year=False)
        told = f"{when} {works.on_screen(session.kind)} {minutes}"
        if not session.counts:
            told = t(f"call.card.{session.state}", contact=told)
        lines.append(styled((told, "$text-muted")))
    return lines


def doubts(card: Card) -> list[Content]:
    """The numbers on the card that fail their check, each with what is wrong."""
    return [styled(warned(details.unverified(one))) for one in card.unverified]


def notes(card: Card) -> list[Content]:
    """What the desk has written down about the customer."""
    return [styled((card.customer.notes, "$text-muted"))] if card.customer.notes else []


def joined(lines: Iterable[Content]) -> Content:
    """Lines under each other."""
    made = Content("")
    for at, line in enumerate(lines):
        made = made + Content("\n") + line if at else line
    return made

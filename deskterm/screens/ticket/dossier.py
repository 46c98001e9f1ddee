"""Everything about one ticket, read at once, and how its thread, decisions and history are told."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from textual.content import Content

from deskterm.desk.agenda import appointments, callbacks, projects
from deskterm.desk.billing import credits
from deskterm.desk.billing.credits import CreditLine
from deskterm.desk.calls import contacts
from deskterm.desk.context import Desk, at_one_moment
from deskterm.desk.customers import cards
from deskterm.desk.customers.cards import Card
from deskterm.desk.letters import letters
from deskterm.desk.queue import queue
from deskterm.desk.steps import due_words, own_facts, promise_words
from deskterm.desk.tickets import drafts, merge, ticket_agreement, ticket_facts, tickets
from deskterm.desk.tickets.drafts import KeptDraft
from deskterm.desk.upkeep import lacking
from deskterm.locale import language, t, tn, works
from deskterm.locale.measures import quoted
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records import promises
from deskterm.models.records.agenda import Appointment, Callback
from deskterm.models.records.desk import Event
from deskterm.models.records.states import OPEN_STATES, WAITING_STATES
from deskterm.models.records.ticket import Attachment, Decision, Message, Ticket
from deskterm.models.records.work import Session
from deskterm.models.rules.projects import Project
from deskterm.screens.customer import traits
from deskterm.screens.customer.card import administrators
from deskterm.screens.customer.traits import Known, known
from deskterm.screens.letter import messages
from deskterm.screens.shared import words
from deskterm.screens.shared.decisions import decided, event
from deskterm.screens.shared.reader import Piece
from deskterm.widgets.text.shown import styled
from deskterm.widgets.text.signs import BARS, WARNS, warned

ROWS = 3  # of the head, for what the terms ask of a customer


class Dossier(Struct, frozen=True, kw_only=True):
    """A ticket with what hangs on it; `place` is its position in the queue, None elsewhere."""

    ticket: Ticket
    thread: tuple[Message, ...]
    why: tuple[Decision, ...]
    clauses: dict[str, str]
    history: tuple[Event, ...]
    family: tuple[Ticket, ...]
    forwards: tuple[
        tuple[Ticket, ...], tuple[Ticket, ...]
    ]  # from which it was handed on, and what was from it
    card: Card | None
    place: int | None
    known: Known | None = None
    planned: tuple[Appointment, ...] = ()
    callback: Callback | None = None
    project: Project | None = None
    given: dict[str, str] = {}  # what the request says of itself on a form: its type, the product
    own: tuple[tuple[str, str], ...] = ()  # what the terms' own facts say of it, in words
    not_taken: dict[str, str] = {}  # what came with it and is no field of its channel
    likely: Ticket | None = None  # the older one that it seems to be about
    drafts: tuple[KeptDraft, ...] = ()  # what is typed about it and not sent, everybody's
    at_work: tuple[Session, ...] = ()  # of colleagues, now
    credits: tuple[CreditLine, ...] = ()  # for its broken promises, that somebody has still to decide
    untold: str = ""  # why its sender has not been told its number
    lacks: str = ""  # the setting for want of which the sender is not believed

    @property
    def files(self) -> tuple[Attachment, ...]:
        """The attachments of the whole thread."""
        return tuple(file for message in self.thread for file in message.attachments)


@at_one_moment
def dossier(desk: Desk, code: str) -> Dossier:
    """Read it all; on a thread that may wait. Raises NotFound naming the code."""
    ticket = tickets.get(desk, code)
    why = tickets.decided(desk, code)
    customer = cards.code_of(desk, ticket.customer_id)
    card = ticket_agreement.card(desk, ticket)
    return Dossier(
        ticket=ticket,
        thread=tickets.thread(desk, code),
        why=why,
        clauses={one.rule: tickets.clause(desk, ticket, one.rule, language()) for one in why if one.rule},
        history=tickets.history(desk, code),
        family=tickets.family(desk, code),
        forwards=tickets.forwards(desk, code),
        card=card,
        place=queue.position(desk, ticket),
        known=known(desk, customer, card) if customer and ticket.confirmed else None,
        planned=tuple(one for one in appointments.of_ticket(desk, code) if one.state == "planned"),
        given=tickets.named_beside(desk, ticket, language()),
        own=(*ticket_facts.told(desk, code), *_to_say(desk, code)),
        not_taken=tickets.not_taken(desk, ticket),
        likely=merge.likely(desk, code),
        drafts=drafts.of_ticket(desk, code),
        at_work=contacts.at_work(desk, code),
        untold=letters.untold(desk, code),
        lacks=lacking.of_ticket(desk, code),
        project=projects.find(desk, code),
        credits=_credits(desk, ticket),
        callback=next((one for one in callbacks.of_ticket(desk, code) if one.ended_at is None), None),
    )


def _to_say(desk: Desk, code: str) -> list[tuple[str, str]]:
    """What must be said and is not, by its name."""
    return [(own_facts.name(one.fact), one.state) for one in ticket_facts.to_say(desk, code)]


def _credits(desk: Desk, ticket: Ticket) -> tuple[CreditLine, ...]:
    """What the terms propose to credit for its broken promises, and nobody has decided."""
    if not desk.service_of(ticket.terms_id).credits or not promises.of(ticket):
        return ()
    return credits.open_of(desk, ticket=ticket.code)


# The head


def head(desk: Desk, read: Dossier, width: int = 0) -> Content:
    """Four lines: what, who, on which terms, about what; then what the terms ask of the customer.

    These last ones go on in further lines where `width` cells do not hold them.
    """
    ticket = read.ticket
    lines = (
        [(ticket.subject or t("queue.no_subject"), "bold")],
        _who(read),
        *_terms_rows(desk, read, width),
        _about(desk, read),
        *(row for parts in _asked(desk, read) for row in _folded(parts, width)),
        *([[warned(t(f"lacking.short.{read.lacks}"))]] if read.lacks else []),
        *(
            [[warned(tn("ticket.unvouched", _doubted(read)))]]
            if ticket.confirmed and ticket.unvouched
            else []
        ),
    )
    return Content("\n").join(_joined(parts) for parts in lines)


def _doubted(read: Dossier) -> int:
    """How many replies in the thread nobody vouches for."""
    return max(1, sum(one.unconfirmed for one in read.thread))


def _folded(parts: list[Any], width: int) -> list[list[Any]]:
    """The parts in as many rows as they need, at the most `ROWS`; a part is not torn."""
    rows: list[list[Any]] = [[]]
    for part in parts:
        longer = [*rows[-1], part]
        if rows[-1] and 0 < width < _joined(longer).cell_length and len(rows) < ROWS:
            rows.append([part])
        else:
            rows[-1] = longer
    return rows


def _joined(parts: list[Any]) -> Content:
    made: list[Any] = []
    for part in parts:
        if part and part[0]:
            made += [" · ", part] if made else [part]
    return styled(*made)


def _who(read: Dossier) -> list[Any]:
    ticket, card = read.ticket, read.card
    name = card.customer.name if card else t("queue.unknown_customer")
    town = card.customer.town if card else ""
    phone = ticket.contact_phone or t("ticket.no_phone")
    return [(name, "$text-accent"), phone, ticket.contact_name, town, ticket.contact_email]


def _terms_rows(desk: Desk, read: Dossier, width: int) -> list[list[Any]]:
    """On which terms; several promises take as many rows as they need."""
    found = _terms(desk, read)
    return _folded(found, width) if len(promises.of(read.ticket)) > 1 else [found]


def _terms(desk: Desk, read: Dossier) -> list[Any]:
    ticket, card, now, tz = read.ticket, read.card, desk.now(), desk.service.tz
    service = desk.service_of(ticket.terms_id)
    contract = words.contract(
        service, card.customer if card else None, ticket, bool(card and card.contract_ok), now
    )
    packs = words.left(card.packs, service) if card and ticket.confirmed else ""
    due, tone = words.due(ticket, now, tz)
    tones = {"dim": "dim", "warn": WARNS, "late": BARS}
    several = promises.of(ticket)
    if len(several) > 1 or any(one.promise.metric != promises.ANSWER for one in several):
        said = [promise_words.told(one, now, tz) for one in several]
        each = [(told, tones.get(how, "")) for told, how in said]
        return [*each, contract, *([] if _asked(desk, read) else [packs])]
    told = due if tone == "late" else ""
    if ticket.due_at and due and tone != "late":
        told = t("ticket.due_halted") if ticket.asked_at else _due(read, due, now, tz)
    answered = _kept(read, now, tz)
    if not told and not answered and ticket.state in OPEN_STATES:
        told = t("ticket.no_due")
    if _asked(desk, read):
        return [(told, tones.get(tone, "")), answered, contract]
    return [(told, tones.get(tone, "")), answered, contract, packs]


def _asked(desk: Desk, read: Dossier) -> list[list[Any]]:
    """A line with what the terms ask of the customer, and the packs; none where they ask nothing more."""
    card, service = read.card, desk.service_of(read.ticket.terms_id)
    if card is None or not read.ticket.confirmed:
        return []
    found = traits.lines(service, card, read.known, desk.now())
    who = administrators(service, card.customer.contacts)
    return [[*found, words.left(card.packs, service), *who]] if found or who else []


def _kept(read: Dossier, now: int, tz: str) -> str:
    """When the promise was kept; "" while it is not."""
    at = read.ticket.answered_at
    key = "ticket.answer_leaves" if at and at > now else "ticket.answered"
    return t(key, at=words.moment(at, now, tz)) if at else ""


def _due(read: Dossier, due: str, now: int, tz: str) -> str:
    """By when an answer is due; where the terms would like it sooner, both times (O3)."""
    ticket = read.ticket
    if ticket.due_at is None or ticket.soft_due_at is None or ticket.soft_due_at == ticket.due_at:
        return t("ticket.due", due=due)
    key = "ticket.due_past_soft" if words.is_past_soft(ticket, now) else "ticket.due_soft"
    soft, hard = (words.moment(at, now, tz) for at in (ticket.soft_due_at, ticket.due_at))
    return t(key, soft=soft, due=hard)


def _about(desk: Desk, read: Dossier) -> list[Any]:
    ticket, service = read.ticket, desk.service_of(read.ticket.terms_id)
    scope = "" if ticket.scope == "in" else t(f"ticket.scope.{ticket.scope}")
    severity = service.label(service.severities, ticket.severity, language()) if ticket.severity else ""
    unjudged = service.judges and not severity and ticket.state in ("queued", "taken")
    parts: list[Any] = [
        *((told, "bold $text-accent") for told in _agreed(desk, read)),
        "" if not ticket.topic and "type" in read.given else words.topic(service, ticket.topic),
        "" if ticket.topic else read.given.get("type", ""),
        read.given.get("product", ""),
        (scope, "bold"),
        severity,
        warned(t("ticket.unjudged") if unjudged else ""),
        *(warned(_credit(one)) for one in read.credits),
        (t("ticket.blocking") if ticket.blocking else "", "bold"),
        words.lane(service, ticket),
        *(f"{name}: {value}" for name, value in read.own),
    ]
    parent = [one.code for one in read.family if one.id == ticket.parent_id]
    children = [one.code for one in read.family if one.id != ticket.parent_id]
    parts.append(t("ticket.split_from", code=short(parent[0])) if parent else "")
    parts.append(t("ticket.split_into", codes=", ".join(map(short, children))) if children else "")
    parts += [
        t(f"ticket.{how}", codes=", ".join(short(one.code) for one in found))
        for how, found in zip(("forwarded_from", "forwarded_to"), read.forwards, strict=True)
        if found
    ]
    parts.append(warned(t("ticket.likely", code=short(read.likely.code))) if read.likely else "")
    return parts


def _credit(one: CreditLine) -> str:
    """What a broken promise would be credited, and the key that decides."""
    of = t(f"promise.of.{one.broken.metric}")
    return t("credits.waits", net=one.worth, rule=one.rule, of=of)


def _agreed(desk: Desk, read: Dossier) -> list[str]:
    """What is agreed with the customer: an appointment, a call."""
    now, tz = desk.now(), desk.service.tz
    agreed = [agenda_told(one, now, tz) for one in read.planned]
    if read.callback is not None:
        key = "ticket.call_back_write" if read.callback.state == "write" else "ticket.call_back"
        agreed.append(t(key, when=words.moment(read.callback.due_at, now, tz)))
    if read.project is not None and read.project.state != "dropped":
        agreed.append(traits.project(read.project, name=False).plain)
    return agreed


def agenda_told(one: Appointment, now: int, tz: str) -> str:
    """An appointment in a few words: `appuntamento mer 15:00 · teleassistenza · luca`."""
    when = words.moment(one.starts_at, now, tz)
    return t("agenda.told", when=when, kind=works.on_screen(one.kind), who=one.technician)


def state_line(desk: Desk, read: Dossier) -> Content:
    """Beside the code: where the ticket is."""
    ticket = read.ticket
    told = words.state(ticket, desk.now(), desk.service.tz)
    if read.place is not None:
        told = t("ticket.state.place", place=read.place)
    tells = ticket.state in (*WAITING_STATES, "closed") and not ticket.unmade
    reason = ticket.wait_reason if tells else ""
    reason = words.rest(reason, desk.service_of(ticket.terms_id))
    work = [(f" · {t(f'ticket.at_work.{_work(one)}', who=one.technician)}", "bold") for one in read.at_work]
    begun = {one.by: one for one in reversed(read.drafts)}  # of each, the one typed last
    marks = "".join(f" · {words.draft(one, desk.who, desk.now(), desk.service.tz)}" for one in begun.values())
    return styled((told, "bold"), *work, f" · {reason}" if reason else "", (marks, WARNS))


def _work(session: Session) -> str:
    """What a colleague does, as far as it matters to who would call too."""
    return "call" if session.kind == "call" else "other"


# What is read under it


def thread(desk: Desk, read: Dossier) -> list[Piece]:
    """The messages, oldest first, each under a line that says who and when."""
    pieces: list[Piece] = []
    for message in read.thread:
        if pieces:
            pieces.append(Piece(""))
        pieces.append(Piece(messages.by_whom(desk, message), "head"))
        divided = [done.after for done in read.history if done.deed == "split_into" and not done.undone]
        parts = [part for after in divided if after.get("message") == message.id for part in after["parts"]]
        pieces += messages.whole(message, parts)
        if message is read.thread[0] and read.not_taken:
            pieces.append(Piece(words.not_taken(read.not_taken), "bold"))
        if message is read.thread[0] and read.untold:
            pieces.append(Piece(t("ticket.untold", why=words.reason(read.untold)), "bold"))
    return pieces or [Piece(t("ticket.no_messages"), "dim")]


def decisions(desk: Desk, read: Dossier) -> list[Piece]:
    """What the terms decided, each with its clause (law 2)."""
    service, now = desk.service_of(read.ticket.terms_id), desk.now()
    pieces: list[Piece] = []
    for one in read.why:
        when = words.stamp(one.at, desk.service.tz) if one.at else ""
        gone = t(f"ticket.standing.{one.standing}") if one.standing else ""
        head = " · ".join(part for part in (decided(service, one, now), gone, when) if part)
        pieces.append(Piece(head, "dim" if gone else "bold"))
        if gone:
            continue
        clause = read.clauses.get(one.rule, "")
        if clause:
            pieces.append(Piece(quoted(clause), "rule", 2))
        how = (due_words.told(one, read.ticket, service.tz), due_words.first_term(one, service.tz))
        pieces += [Piece(told, "dim", 2) for told in how if told]
    return pieces or [Piece(t("ticket.no_decisions"), "dim")]


def events(desk: Desk, read: Dossier) -> list[Piece]:
    """Who did what, when; oldest first."""
    now, tz = desk.now(), desk.service.tz
    pieces = [
        Piece(
            f"{words.stamp(done.at, tz)}  {done.by}  {event(desk.service, done, now)}",
            "dim" if done.undone else "",
        )
        for done in read.history
    ]
    return pieces or [Piece(t("ticket.no_history"), "dim")]

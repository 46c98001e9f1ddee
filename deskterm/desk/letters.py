"""What the desk writes by itself: that a request has its number, and why another becomes no ticket.

Only to those who are surely who they say, and at most one of a kind per sender and hour (S7, S8). A letter
says the service's own words: how the answer may come, what helps, the clause, the document it points to.
"""

from __future__ import annotations

from collections.abc import Iterable

from deskterm.desk import deeds, promises, reckoning
from deskterm.desk.booking import Request
from deskterm.desk.context import Desk
from deskterm.locale import language, t
from deskterm.models.due import Due
from deskterm.models.records import Decision, Ticket
from deskterm.models.sections import Label
from deskterm.models.terms import Service
from deskterm.models.text import clean
from deskterm.storage import decisions, messages, tickets
from deskterm.storage.database import Connection

KIND = "acknowledgement"
ONE_PER = 3600  # seconds between two letters of a kind to the same sender
STALE = 7 * 86_400  # a request older than this is brought in from elsewhere: nobody waits for its number
TOLD = ("warn", "remind", "offer")  # what the letter for a booked request passes on
TRIAGED = ("exclude", "answer_first", "ask_upload", "defer", *TOLD)


def acknowledge(desk: Desk, conn: Connection, ticket: Ticket) -> int | None:
    """Write the number, the place in the queue and how the answer may come (D13, T10); None if not due."""
    service = desk.service_of(ticket.terms_id)
    wanted = service.acknowledge is not None and ticket.kind in service.acknowledge.kinds
    recent = ticket.received_at > desk.now() - STALE
    if not (wanted and recent and ticket.confirmed and ticket.customer_id and ticket.state == "queued"):
        return None
    since = desk.now() - ONE_PER
    if messages.written_since(
        conn, ticket.customer_id, KIND, ticket.contact_email, since=since, tickets_since=since - STALE
    ):
        return None
    place = tickets.before_in_queue(conn, ticket) + 1
    promise = promises.of_ticket(desk, conn, ticket)
    return _write(desk, conn, ticket, acknowledgement(service, ticket, place, _said(conn, ticket), promise))


def acknowledgement(
    service: Service,
    ticket: Ticket,
    place: int,
    said: Iterable[Decision] = (),
    promise: Due | None = None,
) -> str:
    """The letter for a booked ticket, in the language in force; it tells the date that was promised."""
    terms = service.acknowledge
    ways = _joined(terms.ways) if terms else ""
    hints = [_word(hint) for hint in terms.hints] if terms else []
    parts = [
        t("letters.greeting", contact=ticket.contact_name or ticket.customer),
        t("letters.booked", subject=ticket.subject, code=ticket.code, place=place),
        _date(service, promise),
        t("letters.ways", ways=ways) if ways else "",
        t("letters.hints", hints="\n".join(f"- {hint}" for hint in hints)) if hints else "",
        *(passage(service, decision) for decision in said),
    ]
    return "\n\n".join(part for part in [*parts, t("letters.thanks")] if part)


def _date(service: Service, promise: Due | None) -> str:
    if promise is None or promise.due_at is None:
        return ""
    return t(f"letters.promised.{promise.metric}", when=reckoning.moment(promise.due_at, service.tz))


def refusal(service: Service, contact: str, subject: str, said: Iterable[Decision]) -> str:
    """Why a request becomes no ticket, and where to turn: clause, document, offer (T1, M1)."""
    opening = t("letters.refused", subject=subject) if subject else t("letters.refused_blank")
    parts = [t("letters.greeting", contact=contact), opening, *(passage(service, one) for one in said)]
    return "\n\n".join([*(part for part in parts if part), t("letters.thanks")])


def refuse(desk: Desk, conn: Connection, request: Request, said: Iterable[Decision]) -> int | None:
    """Tell a customer whom the terms turn away in words; the letter waits in the outbox. None if not due."""
    told = [one for one in said if one.do == "reject" and one.detail.get("template")]
    at = request.received_at
    if request.customer is None or not (told and request.confirmed and at > desk.now() - STALE):
        return None
    if messages.rejected_between(conn, request.customer.id, at - ONE_PER, at + 1):
        return None
    contact = request.contact or request.customer.name
    return messages.insert(
        conn,
        customer_id=request.customer.id,
        direction="out",
        kind="refusal",
        channel=request.channel.id,
        from_name=desk.who,
        from_address=request.email,
        subject=request.subject,
        body=clean(refusal(desk.service, contact, request.subject, told), lines=True),
        received_at=desk.now(),
        state="outbox" if request.email else "filed",
    )


def proposal(desk: Desk, code: str) -> str:
    """The letter that goes with what triage decided: out of scope, the first topic only, a file, a quote.

    To be corrected before it is sent; "" where nothing that was decided asks for a letter.
    """
    with desk.read() as conn:
        ticket = deeds.the_ticket(conn, code)
        found = [one for one in decisions.of_ticket(conn, ticket.id) if one.point == "triage"]
    service = desk.service_of(ticket.terms_id)
    said = list(dict.fromkeys(passage(service, one) for one in found if one.do in TRIAGED))
    if not any(said):
        return ""
    opening = t("letters.about", subject=ticket.subject, code=ticket.code)
    parts = [
        t("letters.greeting", contact=ticket.contact_name or ticket.customer),
        opening,
        *said,
        t("letters.thanks"),
    ]
    return "\n\n".join(part for part in parts if part)


def passage(service: Service, decision: Decision) -> str:
    """What one decision says to the customer: the clause, what can be had instead, the document (T17)."""
    spoken = language()
    lines = [service.clause(decision.rule, spoken)]
    offer = str(decision.detail.get("offer") or "")
    if offer:
        lines.append(t("letters.offer", offer=service.label(service.offers, offer, spoken)))
    wanted = decision.detail.get("document")
    lines += [f"{_word(paper)}: {paper.url}" for paper in service.documents if paper.id == wanted]
    wanted = decision.detail.get("notice")
    lines += [_word(notice) for notice in service.notices if notice.id == wanted]
    return "\n".join(line for line in lines if line)


def _said(conn: Connection, ticket: Ticket) -> list[Decision]:
    """What intake decided and the customer should hear: whatever has words of its own behind it."""
    found = decisions.of_ticket(conn, ticket.id)
    words = ("template", "document", "notice")
    return [
        one
        for one in found
        if one.point == "intake" and one.do in TOLD and any(one.detail.get(word) for word in words)
    ]


def _write(desk: Desk, conn: Connection, ticket: Ticket, text: str) -> int:
    from deskterm.desk.tickets import write_to_customer

    return write_to_customer(desk, conn, ticket, KIND, text)


def _word(label: Label) -> str:
    return label.it if language() == "it" else label.en


def _joined(ways: Iterable[Label]) -> str:
    words = [_word(way) for way in ways]
    return t("letters.or").join(filter(None, [", ".join(words[:-1]), *words[-1:]]))

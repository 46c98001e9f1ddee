"""Letters that no person wrote: the acknowledgement, the refusal, the question for what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from deskterm.desk.context import Desk
from deskterm.desk.steps import customer_language, due_words, facts, own_facts
from deskterm.desk.steps.tickets import due
from deskterm.desk.steps.trust import present_address
from deskterm.locale import has, language, t
from deskterm.locale.measures import quoted
from deskterm.models.basics.text import REPLY, bare_subject, clean, subject_key, subject_shape
from deskterm.models.records.desk import PROGRAM
from deskterm.models.records.request import IncomingRequest
from deskterm.models.records.ticket import Decision, Message, Ticket
from deskterm.models.rules import rules
from deskterm.models.rules.due import Due, all_due
from deskterm.models.terms.facts import Facts
from deskterm.models.terms.sections import Label
from deskterm.models.terms.service import Service
from deskterm.storage.database import Connection
from deskterm.storage.tickets import decisions as decision_rows
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import tickets as ticket_rows
from deskterm.storage.tickets import untold_numbers

KIND = "acknowledgement"


REPLIED = "replied"  # a letter that no person wrote and that answers a mail (RFC 3834)


ONE_PER = 3600  # seconds between two letters of a kind to the same sender


MOST = 5  # numbers told one by one to an address within ONE_PER: more than that, and a machine writes to us


AT_MOST = 6  # numbers told to an address within a day about subjects of one shape: a machine writes them


STALE = 7 * 86_400  # a request older than this is brought in from elsewhere: nobody waits for its number


TOLD = ("warn", "remind", "offer")  # what the letter for a booked request passes on


PACK = "pack_used_up"


MAILS = ("mail", "pec")  # kinds of what came by mail


AT_WORK = ("queued", "taken")  # whose customer may be told the number


DAY = 86_400


MACHINE = "machine"  # why no machine tells a number: one writes to us


UNTOLD = "untold"  # of a request, beside its words: why no machine tells its number


TURNED_AWAY = {"reject": "rejected", "hold": "held"}


def acknowledge(
    desk: Desk, conn: Connection, ticket: Ticket, known: Facts, *, untold: str = ""
) -> int | None:
    """Write the number, the place in the queue and how the answer may come (D13, T10); None if not due.

    `known`: the facts of the request that the ticket was booked by. Mail that may be a machine's answer to us
    is told its number later, with the others of its address in one letter (`numbers_owed`). `untold`: why
    no machine answers it, and a person does (`letters_due`).
    """
    service = desk.service_of(ticket.terms_id)
    wanted = service.acknowledge is not None and ticket.kind in service.acknowledge.kinds
    recent = ticket.received_at > desk.now() - STALE
    if not (wanted and recent and ticket.confirmed and ticket.customer_id and ticket.state in AT_WORK):
        return None
    if not untold and ticket.kind == "email" and _repeats_itself(desk, conn, ticket):
        untold = MACHINE
    if untold:
        untold_numbers.by_hand(conn, ticket.id, untold)
        return None
    if is_ours(desk, ticket.contact_email):
        untold_numbers.ours(conn, ticket.id)
        return None
    if ticket.kind == "email" and _may_be_a_loop(desk, conn, ticket):
        untold_numbers.owe_number(conn, ticket.id)
        return None
    with customer_language.of_customer(desk, conn, ticket.customer_id):
        return _write(desk, conn, ticket, of_ticket(desk, conn, ticket, known))


def acknowledge_late(desk: Desk, conn: Connection, ticket: Ticket) -> int | None:
    """Its sender is surely the customer only now: they hear the number as if it had been known at arrival.

    None where they have been written to since, or it is known how they hear of it.
    """
    request = message_rows.first_in(conn, ticket.id)
    if request is None or request.reason.startswith("number_"):
        return None
    if message_rows.last_written(conn, ticket.id, stopped=False) is not None:
        return None
    untold = str(message_rows.given(conn, request.id).get(UNTOLD) or "")
    return acknowledge(desk, conn, ticket, facts.of_ticket(desk, conn, ticket), untold=untold)


def unacknowledge(conn: Connection, ticket_id: int, since: int) -> None:
    """The sender is to be confirmed again: what was to tell the number since then, and waits, does not go."""
    untold_numbers.forget(conn, ticket_id)
    for letter in message_rows.of_ticket(conn, ticket_id):
        waits = letter.state == "outbox" or letter.outcome == "to_hand"
        if letter.direction == "out" and letter.kind == KIND and waits and letter.received_at >= since:
            message_rows.update(conn, letter.id, state="dismissed")


def is_ours(desk: Desk, address: str) -> bool:
    """Whether an address is one of the desk's own: nothing is answered there."""
    ours = {one.address.lower() for one in desk.service.channels if one.address}
    return address.lower() in ours


def _may_be_a_loop(desk: Desk, conn: Connection, ticket: Ticket) -> bool:
    """Whether the address had so many letters within the hour, or one about the very same subject."""
    subjects = told_lately(desk, conn, ticket)
    return len(subjects) >= MOST or subject_key(ticket.subject) in subjects


def _repeats_itself(desk: Desk, conn: Connection, ticket: Ticket) -> bool:
    """Whether the address was told so many numbers today about subjects that differ by a number at most.

    Many requests of one hour are told together before that: only what goes on after it is a machine.
    """
    shape = subject_shape(ticket.subject)
    return [subject_shape(one) for one in told_lately(desk, conn, ticket, DAY)].count(shape) >= AT_MOST


def told_lately(desk: Desk, conn: Connection, ticket: Ticket, within: int = ONE_PER) -> list[str]:
    """The subjects, as keys, of the numbers told to a ticket's address within so many seconds."""
    since = desk.now() - within
    return [
        subject_key(bare_subject(subject))
        for subject in message_rows.subjects_since(
            conn,
            ticket.customer_id or 0,
            KIND,
            ticket.contact_email,
            since=since,
            tickets_since=since - STALE,
        )
    ]


def of_ticket(desk: Desk, conn: Connection, ticket: Ticket, known: Facts) -> str:
    """The letter for a ticket as it stands now."""
    place = ticket_rows.before_in_queue(conn, ticket) + 1
    service = desk.service_of(ticket.terms_id)
    promised, lacking = _promised(service, ticket, known), _lacking(service, ticket, known)
    said, now = _said(conn, ticket), desk.now()
    return acknowledgement(service, ticket, place, now=now, said=said, promised=promised, lacking=lacking)


def _promised(service: Service, ticket: Ticket, known: Facts) -> list[Due]:
    """What a ticket is promised, the first to be kept first."""
    found = all_due(service, known, ticket.received_at, due.questions_of(ticket))
    return sorted(found, key=lambda one: one.due_at)


def in_a_line(desk: Desk, conn: Connection, ticket: Ticket) -> str:
    """What the letter for a ticket says of it, in short: number, place, by when, what is missing."""
    service, known = desk.service_of(ticket.terms_id), facts.of_ticket(desk, conn, ticket)
    what = quoted(ticket.subject) if ticket.subject.strip() else t("letters.request_blank")
    told = [t("letters.number_alone", what=what, code=ticket.code)]
    if ticket.state == "queued":
        place = ticket_rows.before_in_queue(conn, ticket) + 1
        told = [t("letters.number_of", what=what, code=ticket.code, place=customer_language.place(place))]
    told += [
        t(f"letters.number_by.{one.metric}", when=due_words.moment(one.due_at, service.tz))
        for one in _promised(service, ticket, known)
    ]
    if lacking := _lacking(service, ticket, known):
        told.append(t("letters.number_lacking", missing=in_words(service, lacking)))
    return "; ".join(told)


def missing(desk: Desk, conn: Connection, ticket: Ticket) -> tuple[str, ...]:
    """The needed fields that a request lacks, as the terms name them (D7)."""
    return _lacking(desk.service_of(ticket.terms_id), ticket, facts.of_ticket(desk, conn, ticket))


def _lacking(service: Service, ticket: Ticket, known: Facts) -> tuple[str, ...]:
    return rules.missing(service, ticket.channel, {"problem": ticket.excerpt.strip(), **known})


def listed(service: Service, lacking: Iterable[str]) -> str:
    """What is missing, one thing a line, in words."""
    return "\n".join(f"- {_field(service, name)}" for name in lacking)


def _field(service: Service, name: str) -> str:
    """What a field is called: to the desk, or by the terms where they declare it."""
    own = service.own_facts.get(name)
    return own_facts.name(own) if own else t(f"fields.{name}") if has(f"fields.{name}") else name


def in_words(service: Service, names: Iterable[str]) -> str:
    """Fields in a sentence."""
    return ", ".join(_field(service, name) for name in names)


def acknowledgement(
    service: Service,
    ticket: Ticket,
    place: int,
    *,
    now: int,
    said: Iterable[Decision] = (),
    promised: Sequence[Due] = (),
    lacking: Iterable[str] = (),
) -> str:
    """The letter for a booked ticket, in the language in force: the date promised, and what still lacks.

    Its place is told with the time: a letter that is handed over may be read days later.
    """
    terms = service.acknowledge
    ways = _joined(terms.ways) if terms else ""
    hints = [_word(hint) for hint in terms.hints] if terms else []
    parts = [
        customer_language.letter("letters.greeting", contact=ticket.contact_name or ticket.customer),
        t(
            "letters.booked_taken" if ticket.state == "taken" else "letters.booked",
            what=customer_language.about(ticket.subject),
            code=ticket.code,
            place=customer_language.place(place),
            when=due_words.moment(now, service.tz),
        ),
        "\n".join(_date(service, one) for one in promised),
        t("letters.lacking", missing=wanted) if (wanted := listed(service, lacking)) else "",
        t("letters.ways", ways=ways) if ways else "",
        t("letters.hints", hints="\n".join(f"- {hint}" for hint in hints)) if hints else "",
        *(passage(service, decision) for decision in said),
    ]
    return "\n\n".join(part for part in [*parts, t("letters.thanks")] if part)


def _date(service: Service, promise: Due) -> str:
    return t(f"letters.promised.{promise.metric}", when=due_words.moment(promise.due_at, service.tz))


def refusal(service: Service, contact: str, subject: str, said: Iterable[Decision]) -> str:
    """Why a request becomes no ticket, and where to turn: clause, document, offer (T1, M1)."""
    said = tuple(said)
    kept = any(one.do == "hold" for one in said)
    opening = t("letters.kept" if kept else "letters.refused", what=customer_language.about(subject))
    greeting = customer_language.letter("letters.greeting", contact=contact)
    parts = [greeting, opening, *(passage(service, one) for one in said)]
    return "\n\n".join([*(part for part in parts if part), t("letters.thanks")])


def refuse(
    desk: Desk, conn: Connection, request: IncomingRequest, said: Iterable[Decision], message: int
) -> int | None:
    """Tell a customer whom the terms turn away in words, or whose request they hold for a pack (O2).

    `message`: the request as it is kept. The letter waits in the outbox. None if not due.
    """
    told = [one for one in said if one.do in TURNED_AWAY and one.detail.get("template")]
    at, address = request.received_at, _address(request)
    if is_ours(desk, address):
        return None
    if request.customer is None or not (told and request.confirmed and at > desk.now() - STALE):
        return None
    outcome = TURNED_AWAY[told[0].do]
    if message_rows.aside_between(conn, request.customer.id, outcome, at - ONE_PER, at + 1, but=message):
        return None
    contact = request.contact or request.customer.name
    with customer_language.of_customer(desk, conn, request.customer.id):
        text = refusal(desk.service, contact, request.subject, told)
    channel = request.channel.id
    return tell_customer(
        desk, conn, request.customer.id, message, text, to=address, channel=channel, automatic=REPLIED
    )


def _address(request: IncomingRequest) -> str:
    """Where a letter goes: the address given, else one on the customer's own card."""
    people = request.customer.contacts if request.customer else ()
    return request.email or next((one.email for one in people if one.email), "")


def tell_customer(
    desk: Desk,
    conn: Connection,
    customer_id: int,
    message: int,
    text: str,
    *,
    to: str,
    channel: str,
    automatic: str = "",
) -> int:
    """Write to a customer whose request became no ticket; without an address it is to be handed over."""
    request = message_rows.get(conn, message)
    with customer_language.of_customer(desk, conn, customer_id):
        subject = _subject(request)
    to = present_address.of_customer(conn, customer_id, to, since=request.received_at if request else 0)
    return message_rows.insert(
        conn,
        customer_id=customer_id,
        direction="out",
        kind="refusal",
        channel=channel,
        from_name=PROGRAM if automatic else desk.author,
        from_address=to,
        subject=subject,
        body=clean(text, lines=True),
        received_at=desk.now(),
        origin_id=message,
        state="outbox" if to else "pending",
        outcome="" if to else "to_hand",
        automatic=automatic,
    )


def _subject(request: Message | None) -> str:
    """Of what we write about a request that became no ticket: its own, or «your request» without one."""
    bare = (bare_subject(request.subject) if request else "") or t("letters.your_request")
    return f"{REPLY} {bare}" if request is not None and request.kind in MAILS else bare


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


def remarks(desk: Desk, conn: Connection, ticket: Ticket) -> list[str]:
    """What the terms had remarked on a request as it came, in words (T15, T16)."""
    service = desk.service_of(ticket.terms_id)
    return [passage(service, one) for one in _said(conn, ticket)]


def _said(conn: Connection, ticket: Ticket) -> list[Decision]:
    """What intake decided and the customer should hear: whatever has words of its own behind it."""
    found = decision_rows.of_ticket(conn, ticket.id)
    words = ("template", "document", "notice")
    return [
        one
        for one in found
        if one.point == "intake" and one.do in TOLD and any(one.detail.get(word) for word in words)
    ]


def _write(desk: Desk, conn: Connection, ticket: Ticket, text: str) -> int:
    from deskterm.desk.steps.tickets.writing import write_to_customer

    return write_to_customer(desk, conn, ticket, KIND, text, automatic=REPLIED)


def _word(label: Label) -> str:
    return label.said(language())


def _joined(ways: Iterable[Label]) -> str:
    words = [_word(way) for way in ways]
    return t("letters.or").join(filter(None, [", ".join(words[:-1]), *words[-1:]]))

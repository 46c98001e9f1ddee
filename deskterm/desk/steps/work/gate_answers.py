"""Answers at a gate: what may be told, who has to say it, and how it is kept (M6, M14). Never a password."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.desk.steps import own_facts
from deskterm.models.basics.faults import likely
from deskterm.models.basics.text import clean
from deskterm.models.records.base import Record
from deskterm.models.records.evidence import Told
from deskterm.models.records.ticket import Message, Ticket
from deskterm.models.records.work import Session
from deskterm.models.terms.facts import FACTS, FIXED
from deskterm.models.terms.service import Service
from deskterm.storage.customers import profile as profile_rows
from deskterm.storage.database import Connection
from deskterm.storage.work import gate_answers as gate_answer_rows

# What a technician may answer for one session; whatever else the terms ask has a deed of its own.
ASKED = (
    "device_online consent first_access id_password backup_confirmed backup_unit target temp_account"
    " admin_account tool code client_closed_software"
).split()
AT_CLOSE = frozenset({"client_closed_software"})  # what is asked when the work is over (M9)
SPOKEN = frozenset({"consent", "backup_confirmed"})  # only the customer can say so: their name goes with it
WAYS = ("phone", "mail", "chat", "whatsapp", "person", "form")
YES, NO = "yes", "no"


class Answer(Record, frozen=True, kw_only=True):
    """What was told: `yes`, `no` or a word, by whom of the customer, how, and in which words of theirs."""

    value: str
    who: str = ""
    how: str = "phone"
    words: str = ""


Answers = Mapping[str, Answer]


def of_gates(service: Service) -> tuple[str, ...]:
    """What is told with a session: the desk's own questions, and what the terms declare of it."""
    return (*ASKED, *(one.id for one in service.own("session", "device")))


def asked(service: Service) -> tuple[str, ...]:
    """What may be told at a gate: the same, and what must be said of whatever stands behind the session."""
    own = (one.id for one in service.facts if one.must)
    return tuple(dict.fromkeys((*of_gates(service), *own)))


def at_close(service: Service) -> frozenset[str]:
    """What is asked when the work is over (M9)."""
    of = (one for one in service.facts if one.at == "close" and one.of != "device")
    return AT_CLOSE | {one.id for one in of if one.of == "session" or one.must}


def checked(desk: Desk, conn: Connection, service: Service, answers: Answers) -> dict[str, Answer]:
    """Answers, cleaned.

    Raises Refused for an unknown fact or value, where nobody is named, and for what others are to say.
    """
    found = {}
    own_facts.check_speaker(
        desk, conn, (service.own_facts[one] for one in answers if one in service.own_facts)
    )
    for fact, one in answers.items():
        if fact not in asked(service):
            known = asked(service)
            raise Refused("no_gate_fact", like=likely(fact, known), name=fact, known=", ".join(known))
        who, value = clean(one.who).strip(), clean(one.value).strip()
        if fact in SPOKEN and not who:
            raise Refused("answer_needs_who", fact=fact)
        if one.how not in WAYS:
            raise Refused("gate_way", like=likely(one.how, WAYS), how=one.how, known=", ".join(WAYS))
        if own := service.own_facts.get(fact):
            value = own_facts.written(desk, own, value)
        elif choices(fact) and value not in choices(fact):
            like = likely(value, choices(fact))
            raise Refused("gate_value", like=like, fact=fact, known=", ".join(choices(fact)))
        found[fact] = Answer(value=value, who=who, how=one.how, words=clean(one.words).strip())
    return found


def choices(fact: str) -> tuple[str, ...]:
    """What can be answered; () where it is a free word."""
    return (YES, NO) if FACTS[fact].kind == "flag" else FIXED.get(fact, ())


def value(service: Service, fact: str, text: str) -> object:
    """A kept answer as the fact that the terms read."""
    if own := service.own_facts.get(fact):
        return own.read(text)
    if fact not in FACTS:
        return None  # of terms that knew it
    return text == YES if FACTS[fact].kind == "flag" else text


def keep(
    desk: Desk,
    conn: Connection,
    ticket: Ticket,
    fresh: Answers,
    *,
    session_id: int | None,
    point: str,
    at: int | None = None,
) -> None:
    """Keep answers as they were given `at` (default: now); of a support code only that it was right."""
    for fact, one in checked(desk, conn, desk.service_of(ticket.terms_id), fresh).items():
        line = Told(
            point=point,
            fact=fact,
            value=YES if fact == "code" else one.value,
            who=one.who,
            how=one.how,
            words=one.words,
            at=desk.now() if at is None else at,
            by=desk.author,
        )
        gate_answer_rows.append(conn, line, ticket_id=ticket.id, session_id=session_id)


def take_back(desk: Desk, conn: Connection, ticket: Ticket, fact: str, *, session_id: int | None) -> None:
    """The last answer to a question holds no more; it stays where it was written, with who took it back."""
    line = Told(
        point=gate_answer_rows.TAKEN_BACK,
        fact=fact,
        value="",
        who="",
        how="",
        words="",
        at=desk.now(),
        by=desk.author,
    )
    gate_answer_rows.append(conn, line, ticket_id=ticket.id, session_id=session_id)


def keep_mail(
    desk: Desk, conn: Connection, ticket: Ticket, mail: Message, *, session_id: int, at: int
) -> None:
    """Keep which mail authorises a session (I6)."""
    line = Told(
        point="remote",
        fact="request_mail",
        value=YES,
        who=mail.from_address,
        how="mail",
        words=mail.message_id,
        at=at,
        by=desk.author,
    )
    gate_answer_rows.append(conn, line, ticket_id=ticket.id, session_id=session_id)


def of_contact(conn: Connection, service: Service, stretches: Sequence[Session]) -> dict[str, object]:
    """The facts that were told for these sessions, the last answer to each, after those of their devices."""
    found = gate_answer_rows.of_sessions(conn, [session.id for session in stretches])
    told = {one.fact: value(service, one.fact, one.value) for one in found if one.fact != "code"}
    return of_devices(conn, service, stretches) | told


def of_devices(conn: Connection, service: Service, stretches: Sequence[Session]) -> dict[str, object]:
    """What the terms' own facts say of the devices of these sessions, the last one first."""
    declared = service.own("device")
    if not declared:
        return {}
    kept: dict[str, str] = {}
    for number in [session.id for session in stretches]:
        kept |= profile_rows.facts_of_session(conn, number)
    return {one.id: one.read(kept[one.id]) for one in declared if one.id in kept}


def only_tool(service: Service) -> str:
    """The remote access tool of terms that name one alone: nobody is asked (M17); "" of any other."""
    return service.tools[0].id if len(service.tools) == 1 else ""


def tools_of(conn: Connection, service: Service, stretches: Sequence[Session]) -> list[str]:
    """The remote access tools that were used in these sessions: as it was told, or the only one there is."""
    remote = [one.id for one in stretches if one.kind == "remote"]
    told = [one.value for one in gate_answer_rows.of_sessions(conn, remote) if one.fact == "tool"]
    only = only_tool(service)
    return list(dict.fromkeys(told or ([only] if remote and only else [])))


def still_valid(
    conn: Connection, service: Service, stretches: Sequence[Session], since: int
) -> dict[str, Answer]:
    """What was told for those of a contact's sessions that ended at `since` or later, or still run."""
    recent = [one.id for one in stretches if one.ended_at is None or one.ended_at >= since]
    found = gate_answer_rows.of_sessions(conn, recent) if recent else ()
    return {
        one.fact: Answer(value=one.value, who=one.who, how=one.how, words=one.words)
        for one in found
        if one.fact in of_gates(service) and one.fact != "code"
    }

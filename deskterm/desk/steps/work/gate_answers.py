"""Answers at a gate: what may be told, who has to say it, and how it is kept (M6, M14). Never a password."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.models.basics.text import clean
from deskterm.models.records.base import Record
from deskterm.models.records.evidence import Told
from deskterm.models.records.ticket import Message, Ticket
from deskterm.models.records.work import Session
from deskterm.models.terms.facts import FACTS, FIXED
from deskterm.storage.database import Connection
from deskterm.storage.work import gate_answers as gate_answer_rows

# What a technician may answer for one session; whatever else the terms ask has a deed of its own.
ASKED = (
    "device_online consent first_access id_password backup_confirmed backup_unit target temp_account"
    " admin_account code client_closed_software"
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


def checked(answers: Answers) -> dict[str, Answer]:
    """Answers, cleaned. Raises Refused for an unknown fact or value, or where nobody is named."""
    found = {}
    for fact, one in answers.items():
        if fact not in ASKED:
            raise Refused("no_gate_fact", name=fact, known=", ".join(ASKED))
        who, value = clean(one.who).strip(), clean(one.value).strip()
        if fact in SPOKEN and not who:
            raise Refused("answer_needs_who", fact=fact)
        if one.how not in WAYS:
            raise Refused("gate_way", how=one.how, known=", ".join(WAYS))
        if choices(fact) and value not in choices(fact):
            raise Refused("gate_value", fact=fact, known=", ".join(choices(fact)))
        found[fact] = Answer(value=value, who=who, how=one.how, words=clean(one.words).strip())
    return found


def choices(fact: str) -> tuple[str, ...]:
    """What can be answered; () where it is a free word."""
    return (YES, NO) if FACTS[fact].kind == "flag" else FIXED.get(fact, ())


def value(fact: str, text: str) -> object:
    """A kept answer as the fact that the terms read."""
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
    for fact, one in checked(fresh).items():
        line = Told(
            point=point,
            fact=fact,
            value=YES if fact == "code" else one.value,
            who=one.who,
            how=one.how,
            words=one.words,
            at=desk.now() if at is None else at,
            by=desk.who,
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
        by=desk.who,
    )
    gate_answer_rows.append(conn, line, ticket_id=ticket.id, session_id=session_id)


def of_contact(conn: Connection, stretches: Sequence[Session]) -> dict[str, object]:
    """The facts that were told for these sessions, the last answer to each."""
    found = gate_answer_rows.of_sessions(conn, [session.id for session in stretches])
    return {one.fact: value(one.fact, one.value) for one in found if one.fact != "code"}


def still_valid(conn: Connection, stretches: Sequence[Session], since: int) -> dict[str, Answer]:
    """What was told for those of a contact's sessions that ended at `since` or later, or still run."""
    recent = [one.id for one in stretches if one.ended_at is None or one.ended_at >= since]
    found = gate_answer_rows.of_sessions(conn, recent) if recent else ()
    return {
        one.fact: Answer(value=one.value, who=one.who, how=one.how, words=one.words)
        for one in found
        if one.fact in ASKED and one.fact != "code"
    }

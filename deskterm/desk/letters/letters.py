"""What the desk writes by itself: that a request has its number, and why another becomes no ticket.

Only to those who are surely who they say, and at most one of a kind per sender and hour (S7, S8). A letter
says the service's own words: how the answer may come, what helps, the clause, the document it points to.
"""

from __future__ import annotations

from collections.abc import Iterable

from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.steps import changes, customer_language, due_words, facts
from deskterm.desk.steps.letters import automatic
from deskterm.desk.steps.letters.automatic import PACK, TOLD, passage, refusal, tell_customer
from deskterm.desk.steps.tickets.writing import write_to_customer
from deskterm.desk.steps.trust import present_address
from deskterm.locale import t
from deskterm.models.basics.identity import email_key
from deskterm.models.records.customer import Customer
from deskterm.models.records.request import IncomingRequest
from deskterm.models.records.ticket import Decision, Message, Ticket
from deskterm.models.rules import verdicts
from deskterm.models.terms.service import Service
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection
from deskterm.storage.tickets import decisions as decision_rows
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import untold_numbers

TRIAGED = ("exclude", "answer_first", "ask_upload", "defer", *TOLD)


def last_written(desk: Desk, code: str) -> Message | None:
    """The last letter to the ticket's customer, by whomever."""
    with desk.read() as conn:
        return message_rows.last_written(conn, changes.the_ticket(conn, code).id)


def stranger(request: IncomingRequest) -> str:
    """Why nobody is known: a code that is no customer's, or no sign of whose it is."""
    return "unknown_code" if request.named else "unknown_sender"


def reason(do: str, said: Iterable[Decision], request: IncomingRequest) -> str:
    """Why a request was turned away: of a known customer who only lacks a pack that very thing is said.

    So is it of a channel that was not open to the request, where nothing else is asked.
    """
    said = tuple(said)
    if do == "hold" and request.customer is None:
        return stranger(request)
    if do == "reject" and request.customer is None and request.named:
        return "unknown_code"
    looked_at = [one.detail.get("reason") for one in said if one.do == do == "review"]
    if looked_at and set(looked_at) == {verdicts.CLOSED}:
        return verdicts.CLOSED
    held = (one for one in said if one.do == do == "hold")
    return PACK if any(one.detail.get("template") == "pack-used-up" for one in held) else do


def about_message(desk: Desk, number: int) -> str:
    """The letter to a known customer whose request is kept aside, to be corrected before it is sent (O2)."""
    with desk.read() as conn:
        request, card = _kept(desk, conn, number)
        said = [one for one in decision_rows.of_message(conn, number) if one.detail.get("template")]
        with customer_language.of_customer(desk, conn, card.id):
            return refusal(desk.service, request.from_name or card.name, request.subject, said)


def tell_about(desk: Desk, number: int, text: str, *, again: bool = False) -> int:
    """Send that letter; returns its number.

    Raises Refused where nobody is known to write to, and where one has gone already unless `again`.
    """
    if not text.strip():
        raise Refused("answer_is_blank", code=str(number))
    with desk.write() as conn:
        request, card = _kept(desk, conn, number)
        told = message_rows.told_about(conn, number)
        if told and not again:
            when = due_words.moment(told[-1].received_at, desk.service.tz)
            raise Refused("told_already", number=number, when=when)
        to = _address(conn, request, card)
        letter = tell_customer(desk, conn, card.id, number, text, to=to, channel=request.channel)
        desk.record(conn, "told_why", target=str(number), after={"letter": letter, "to": to})
        return letter


def number(desk: Desk, code: str) -> str:
    """The letter that tells a request its number, as the desk would write it."""
    with desk.read() as conn:
        ticket = changes.the_ticket(conn, code)
        with customer_language.of_customer(desk, conn, ticket.customer_id):
            return automatic.of_ticket(desk, conn, ticket, facts.of_ticket(desk, conn, ticket))


def untold(desk: Desk, code: str) -> str:
    """Why a ticket's sender has not been told its number yet, a code of `reasons`; "" where they have."""
    with desk.read() as conn:
        return untold_numbers.of_ticket(conn, changes.the_ticket(conn, code).id)


def tell_number(desk: Desk, code: str, text: str, *, again: bool = False) -> int:
    """A person tells a request its number, where no machine may; the letter.

    Raises Refused for a blank, and where a letter has told it already unless `again`.
    """
    if not text.strip():
        raise Refused("answer_is_blank", code=code)
    with desk.write() as conn:
        ticket = changes.the_ticket(conn, code)
        told = message_rows.last_written(conn, ticket.id, stopped=False)
        if told is not None and not again:
            when = due_words.moment(told.received_at, desk.service.tz)
            raise Refused("number_told_already", code=ticket.code, when=when, number=told.id)
        letter = write_to_customer(desk, conn, ticket, automatic.KIND, text)
        desk.record(conn, "number_told", ticket_id=ticket.id, target=ticket.code, after={"message": letter})
        return letter


def address_about(desk: Desk, number: int) -> str:
    """Where the letter about a request goes that became no ticket; "" where there is no address."""
    with desk.read() as conn:
        return _address(conn, *_kept(desk, conn, number))


def _address(conn: Connection, request: Message, card: Customer) -> str:
    to = request.from_address or next((one.email for one in card.contacts if one.email), "")
    return present_address.of_customer(conn, card.id, to, since=request.received_at)


def _kept(desk: Desk, conn: Connection, number: int) -> tuple[Message, Customer]:
    request = message_rows.get(conn, number)
    if request is None:
        raise NotFound("no_message", number=number)
    if request.state != "pending" or request.direction == "out" or request.customer_id is None:
        raise Refused("nobody_to_tell", number=number)
    day = facts.day_of(request.received_at, desk.service.tz)
    return request, customer_rows.card(conn, request.customer_id, day)


def proposal(desk: Desk, code: str) -> str:
    """The letter that goes with what triage decided: out of scope, the first topic only, a file, a quote.

    To be corrected before it is sent; "" where nothing that was decided asks for a letter.
    """
    with desk.read() as conn:
        ticket = changes.the_ticket(conn, code)
        found = [one for one in decision_rows.of_ticket(conn, ticket.id) if one.point == "triage"]
        with customer_language.of_customer(desk, conn, ticket.customer_id):
            return _proposal(desk.service_of(ticket.terms_id), ticket, found)


def address(desk: Desk, code: str) -> str:
    """Where a letter about a ticket goes: to its contact, as corrected since; "" without an address."""
    with desk.read() as conn:
        return present_address.of_ticket(conn, changes.the_ticket(conn, code))


def asked_at(desk: Desk, code: str) -> str:
    """Where the customer's newest mail asks for the answer, if a letter does not go there; "" else."""
    with desk.read() as conn:
        ticket = changes.the_ticket(conn, code)
        mails = [one for one in message_rows.of_ticket(conn, ticket.id) if one.is_customers]
        asked = mails[-1].reply_to if mails else ""
        there = (email_key(one) for one in (present_address.of_ticket(conn, ticket), ticket.contact_email))
        return "" if email_key(asked) in there or automatic.is_ours(desk, asked) else asked


def doubt(desk: Desk, code: str) -> str:
    """What a letter in the language of a ticket's customer lacks; "" where that has all its words."""
    with desk.read() as conn:
        ticket = changes.the_ticket(conn, code)
        tongue = customer_language.spoken_by(desk, conn, ticket.customer_id)
        return customer_language.remark(desk.service_of(ticket.terms_id), tongue)


def greeting(desk: Desk, code: str) -> str:
    """How a letter about a ticket begins, in the customer's language."""
    with desk.read() as conn:
        ticket = changes.the_ticket(conn, code)
        with customer_language.of_customer(desk, conn, ticket.customer_id):
            name = ticket.contact_name or ticket.customer
            return t("letters.greeting", contact=name) if name else t("letters.greeting_nobody")


def _proposal(service: Service, ticket: Ticket, found: Iterable[Decision]) -> str:
    said = list(dict.fromkeys(passage(service, one) for one in found if one.do in TRIAGED))
    if not any(said):
        return ""
    opening = t("letters.about", what=customer_language.about(ticket.subject), code=ticket.code)
    parts = [
        customer_language.letter("letters.greeting", contact=ticket.contact_name or ticket.customer),
        opening,
        *said,
        t("letters.thanks"),
    ]
    return "\n\n".join(part for part in parts if part)

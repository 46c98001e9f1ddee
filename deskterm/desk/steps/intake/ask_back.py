"""A request that lacks what the terms need is asked back as it comes in, by a letter of the desk (T6, D10).

Only those who are surely who they say are written to, at most once an hour (S7, S8); every other such request
keeps its place in the queue for a person to ask. Nothing waits for a customer whom nobody has asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from deskterm.desk.context import Desk
from deskterm.desk.steps import customer_language
from deskterm.desk.steps.letters.automatic import ONE_PER, REPLIED, STALE, in_words, is_ours, listed
from deskterm.desk.steps.tickets.writing import write_to_customer
from deskterm.locale import t
from deskterm.models.records.request import IncomingRequest
from deskterm.models.records.ticket import Decision, Ticket
from deskterm.models.rules import rules
from deskterm.models.terms.facts import Facts
from deskterm.models.terms.service import Service
from deskterm.storage.database import Connection
from deskterm.storage.tickets import messages as message_rows

KIND = "clarification"
ASKED = ("asked_back", "asked_by_voice")
ABOUT = ("operation", "product", "screenshot", "sample_file")  # what says more of a problem


def how(desk: Desk, conn: Connection, request: IncomingRequest, known: Facts) -> str:
    """How a request of these facts is asked back, as a reason: by letter, by voice, or by a person later.

    Who is on the telephone is asked by whoever types the request in.
    """
    if request.channel.kind == "phone":
        return "asked_by_voice"
    return "asked_back" if goes_out(desk, conn, request, known) else "to_ask"


def goes_out(desk: Desk, conn: Connection, request: IncomingRequest, known: Facts) -> bool:
    """Whether the letter that asks back may go without a person's look."""
    if not rules.asks_at_once(desk.service, known, request.received_at):
        return False
    customer, address = request.customer, address_of(request)
    recent = request.received_at > desk.now() - STALE
    if customer is None or not (request.confirmed and recent and address) or is_ours(desk, address):
        return False
    since = desk.now() - ONE_PER
    return not message_rows.written_since(
        conn, customer.id, KIND, address, since=since, tickets_since=since - STALE
    )


def address_of(request: IncomingRequest) -> str:
    """Where the letter goes: the address given, else one on the customer's own card."""
    people = request.customer.contacts if request.customer else ()
    return request.email or next((one.email for one in people if one.email), "")


def ask(
    desk: Desk,
    conn: Connection,
    ticket: Ticket,
    request: IncomingRequest,
    *,
    known: Facts,
    said: Iterable[Decision],
) -> int:
    """Write to the customer what exactly is missing; the letter waits in the outbox. Returns its number."""
    lacking = lacks(desk.service, request, known, said)
    with customer_language.of_customer(desk, conn, ticket.customer_id):
        letter = text(desk.service, ticket, lacking, known, by_mail=True)
    to = address_of(request)
    number = write_to_customer(desk, conn, ticket, KIND, letter, address=to, automatic=REPLIED)
    after = {"missing": list(lacking), "to": to}
    desk.record(conn, "asked_back", ticket_id=ticket.id, target=ticket.code, after=after)
    return number


def lacks(
    service: Service, request: IncomingRequest, known: Facts, said: Iterable[Decision]
) -> tuple[str, ...]:
    """What a request lacks: the channel's fields that are blank, and what the rules ask for by name."""
    fields = rules.missing(service, request.channel.id, known)
    asked = [str(one.detail["ask"]) for one in said if one.do == "clarify" and one.detail.get("ask")]
    return tuple(dict.fromkeys([*fields, *asked]))


def text(
    service: Service,
    ticket: Ticket,
    lacking: Sequence[str],
    known: Mapping[str, object],
    *,
    by_mail: bool | None = None,
) -> str:
    """The letter that asks for what is missing, in the language in force (D9, D10).

    It tells what a whole request contains; one that lacks nothing and is not clear all the same is asked to
    tell the problem more closely. What else helps and is not `known` yet is named apart.
    `by_mail`: whether it goes by mail; else if there is an address.
    """
    mailed = bool(ticket.contact_email) if by_mail is None else by_mail
    channel = service.channel(ticket.channel)
    whole, helps = (channel.need, channel.nice) if channel else ((), ())
    helpful = [one for one in helps if one in ABOUT and known.get(one) in (None, "", False)]
    return customer_language.letter(
        "letters.clarification" if lacking else "letters.unclear",
        contact=ticket.contact_name or ticket.customer,
        code=ticket.code,
        what=customer_language.about(ticket.subject),
        missing=listed(service, lacking),
        helps=t("letters.helpful", fields=in_words(service, helpful)) + "\n\n" if helpful else "",
        whole=t("letters.whole", fields=in_words(service, whole)) + "\n\n" if len(whole) > 1 else "",
        reply=t("letters.reply_mail" if mailed else "letters.reply_here"),
    )


def authorisation(ticket: Ticket) -> str:
    """The letter that asks for the mail without which nobody accesses anything (I6)."""
    contact = ticket.contact_name or ticket.customer
    return customer_language.letter(
        "letters.authorisation",
        contact=contact,
        what=customer_language.about(ticket.subject),
        code=ticket.code,
    )

"""Whose a mail is, whether it has come before, whether its sender passes for another, and what it asks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from msgspec import structs

from deskterm.desk.context import Desk
from deskterm.desk.steps import own_facts
from deskterm.desk.steps.customer_of import PUBLIC_DOMAINS
from deskterm.desk.steps.facts import day_of
from deskterm.desk.steps.tickets import threads
from deskterm.models.basics.identity import email_key, find_phone
from deskterm.models.basics.sender_trust import lookalike
from deskterm.models.basics.text import bare_subject, clean, find_tags, is_forward
from deskterm.models.records.customer import Contact, Customer
from deskterm.models.records.mails import ParsedAttachment, ParsedMail
from deskterm.models.records.request import IncomingRequest
from deskterm.models.records.ticket import Decision, Message
from deskterm.models.rules.derived_facts import claimed
from deskterm.models.terms.sections import Channel
from deskterm.storage.attached import attachments
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection
from deskterm.storage.house import brought as brought_rows
from deskterm.storage.tickets import messages as message_rows

# «'Anna Rossi' via Ufficio», as groups write whose mail they hand on
_VIA = re.compile(r"'?\s+(?:via|tramite)\s+.*", re.IGNORECASE)


TIMED_BY = {"file": "timed_by_file", "import": "timed_by_import"}  # the decision that says so


def repeated(conn: Connection, mail: ParsedMail) -> tuple[Message | None, bool]:
    """The message that this one repeats: the same bytes, or the same Message-ID saying the same thing.

    Also whether the Message-ID is taken, by that or by another message.

    A Message-ID alone is not enough: anybody can write one, and a request must not vanish by it.
    """
    known = message_rows.by_digest(conn, mail.digest)
    other = message_rows.by_message_id(conn, mail.message_id) if mail.message_id else None
    if known is None and other is not None and _says_the_same(conn, mail, other):
        known = other
    return known, other is not None


def _says_the_same(conn: Connection, mail: ParsedMail, other: Message) -> bool:
    """Whether sender, words and files are those of a message that came; a scanner gives every scan one id.

    A letter of ours that comes back to us by a list, or as a copy, says what it said. Another desk's export
    has a mail's words, but not always its files: what was brought from there lacks some, and is the same.
    """
    if other.direction == "out":
        return (mail.subject, mail.body.strip()) == (other.subject, other.body.strip())
    said = (mail.from_address, mail.subject, mail.body)
    written = message_rows.written_at(conn, other.id)
    if said != (other.from_address, other.subject, other.body) or written not in (None, mail.date_at):
        return False
    files, there = [file.digest for file in mail.attachments], attachments.digests(conn, other.id)
    return files == there or (_is_brought(conn, other) and Counter(there) <= Counter(files))


def _is_brought(conn: Connection, other: Message) -> bool:
    """Whether a message is as another desk's export had it: it was never read as the mail that it is."""
    written = message_rows.written_at(conn, other.id)
    return written is None and brought_rows.is_brought(conn, "message", other.id)


def came_again(desk: Desk, conn: Connection, mail: ParsedMail, known: Message) -> None:
    """A mail came that is here already; a message of another desk gets the files that its export lacked."""
    new: list[ParsedAttachment] = []
    if _is_brought(conn, known):
        there = Counter(attachments.digests(conn, known.id))
        for file in mail.attachments:
            if there[file.digest]:
                there[file.digest] -= 1
            else:
                new.append(file)
        attachments.attach_all(conn, known.id, new)
    after = {"files": [file.name for file in new]} if new else None
    desk.record(conn, "duplicate", ticket_id=known.ticket_id, target=str(known.id), after=after)


def sent_through(desk: Desk, conn: Connection, mail: ParsedMail) -> ParsedMail:
    """A mail that a group wrote itself as the sender of, as the mail of who wrote it.

    One of our own groups, or one that nobody knows which hands on what a customer of ours wrote. Nobody
    vouches for them: what our server confirms is the group.
    """
    own = {one.address.lower() for one in desk.service.channels if one.address}
    if not mail.reply_to or mail.reply_to in own:
        return mail
    if mail.from_address not in own and not _of_a_strange_group(conn, mail):
        return mail
    trust = ("address", "through-group") if mail.trust != "doubtful" else (mail.trust, mail.trust_reason)
    told = {"trust": trust[0], "trust_reason": trust[1]}
    return structs.replace(mail, from_address=mail.reply_to, reply_to="", **told)


def _of_a_strange_group(conn: Connection, mail: ParsedMail) -> bool:
    if not mail.perhaps or customers_at(conn, mail):
        return False
    return bool(customer_rows.by_key(conn, "email", email_key(mail.reply_to)))


def answered_at(conn: Connection, mail: ParsedMail | Message, customer: int) -> str:
    """Where who wrote a mail is answered: where they ask for it (Reply-To), if that is the customer's too.

    An address of the customer's card, or one of the sender's own domain where that is no public one. To any
    other only a person sends an answer: a stranger's Reply-To leads none astray. Of a mail that names
    several senders it is the one on the customer's card, whoever stands first, and no Reply-To.
    """
    if mail.senders:
        named = (one.rpartition("<")[2].rstrip(">") for one in mail.senders)
        cards = (one for one in named if customer in customer_rows.by_key(conn, "email", email_key(one)))
        return next(cards, mail.from_address)
    if not mail.reply_to:
        return mail.from_address
    theirs = customer in customer_rows.by_key(conn, "email", email_key(mail.reply_to))
    domain = mail.from_address.rpartition("@")[2].lower()
    beside = domain not in PUBLIC_DOMAINS and mail.reply_to.rpartition("@")[2].lower() == domain
    return mail.reply_to if theirs or beside else mail.from_address


def a_person_s(conn: Connection, mail: ParsedMail, whose: Sequence[int]) -> ParsedMail:
    """The mail; what a known customer or a thread sends is no newsletter for its way or its words alone.

    Nor is it a receipt of the certified post that no provider whom we trust wrote.
    """
    if mail.kind not in ("automatic", "receipt") or not mail.perhaps:
        return mail
    if whose or threads.of_mail(conn, mail) is not None:
        return structs.replace(mail, kind="mail", kind_reason="")
    return mail


def customers_at(conn: Connection, mail: ParsedMail) -> tuple[int, ...]:
    """The customers with the very address that a mail came from."""
    key = email_key(mail.from_address)
    return customer_rows.by_key(conn, "email", key) if key else ()


def judged(conn: Connection, mail: ParsedMail, found: Collection[int]) -> ParsedMail:
    """The mail; a stranger's is doubtful if its domain seems made to be mistaken for a customer's (S7)."""
    domain = email_key(mail.from_address).rpartition("@")[2]
    if not domain or found or domain in PUBLIC_DOMAINS:
        return mail
    if not lookalike(domain, customer_rows.keys(conn, "domain")):
        return mail
    return structs.replace(mail, trust="doubtful", trust_reason="imitates-customer")


def owner(
    desk: Desk, conn: Connection, mail: ParsedMail, found: Sequence[int]
) -> tuple[Customer | str, Contact | None]:
    """Whose mail it is: the one customer `found` with this very address, or why nobody (D1)."""
    key = email_key(mail.from_address)
    if not found:
        domain = key.rpartition("@")[2]
        known = domain and customer_rows.by_key(conn, "domain", domain)
        return ("unknown_person" if known else "unknown_sender"), None
    if len(found) > 1:
        return "shared_address", None
    card = customer_rows.card(conn, found[0], day_of(mail.received_at, desk.service.tz))
    return card, customer_rows.contact_by_key(conn, "email", key, found[0])


def request_of(desk: Desk, mail: ParsedMail, channel: str = "") -> IncomingRequest:
    """The request that a mail makes, before anybody knows whose it is.

    `channel`: the one whose mailbox it was in, where that is known.
    """
    way = (desk.service.channel(channel) if channel else None) or mailbox(desk, mail)
    return IncomingRequest(
        channel=way,
        subject=bare_subject(mail.subject),
        body=mail.body,
        received_at=mail.received_at,
        contact=_writer(mail),
        phone=find_phone(mail.body),
        email=mail.from_address,
        fields={**claimed(desk.service, way, mail.body), **own_facts.said_in(desk, way, mail.body)},
    )


def _writer(mail: ParsedMail) -> str:
    """Who wrote a mail, by name; of one that a group handed on without the group's."""
    by_group = mail.perhaps or mail.trust_reason == "through-group"
    return _VIA.sub("", mail.from_name).lstrip("'") if by_group else mail.from_name


def mailbox(desk: Desk, mail: ParsedMail) -> Channel:
    """The channel whose address the mail was sent to; else the service's first for mail (D6, I13)."""
    channels = [channel for channel in desk.service.channels if channel.kind == "email"]
    for channel in channels:
        if channel.address and channel.address.lower() in mail.to_addresses:
            return channel
    return channels[0] if channels else desk.service.channels[0]


def follows(mail: ParsedMail) -> tuple[str, ...]:
    """What a mail follows, as kept with its message: Message-IDs and tags; of a forward those within."""
    tags = find_tags(mail.body) if is_forward(mail.subject) else mail.tags
    return (*mail.references, *(tag.written for tag in tags))


def timed(desk: Desk, mail: ParsedMail | None) -> tuple[Decision, ...]:
    """What said when a mail came where its own Date proves nothing, with the rule by which that counts."""
    rule = desk.service.arrived_rule or desk.service.queue_rule
    if mail is None or not mail.timed_by or not rule:
        return ()
    return (Decision(do=TIMED_BY[mail.timed_by], rule=rule, at=desk.now(), point="queue"),)


def as_message(mail: ParsedMail, source: str, *, taken: bool, channel: str = "") -> dict[str, Any]:
    """The columns of the message that a mail is; `taken`: its Message-ID is another's already.

    What cannot be read and names nobody is called by where it lay.
    """
    nameless = mail.kind == "unreadable" and not mail.from_address
    return {
        "direction": "in",
        "kind": mail.kind,
        "channel": channel,
        "from_name": mail.from_name,
        "from_address": mail.from_address,
        "subject": mail.subject or (clean(source) if nameless else ""),
        "body": mail.body,
        "received_at": mail.received_at,
        "source": clean(source),
        "message_id": "" if taken else mail.message_id,
        "digest": mail.digest,
        "trust": mail.trust,
        "trust_reason": mail.trust_reason,
        "written_at": mail.date_at,
    }

"""A message on its way into the desk: kept as it came, and joined to the thread that it continues."""

from __future__ import annotations

import json
from typing import Any

from deskterm.desk.context import Desk
from deskterm.desk.steps import snapshots
from deskterm.desk.steps.intake import senders
from deskterm.desk.steps.letters import automatic
from deskterm.desk.steps.tickets import threads
from deskterm.desk.steps.trust import joining
from deskterm.models.records.base import Record
from deskterm.models.records.mails import Outgoing, ParsedMail
from deskterm.models.records.ticket import Decision, Ticket
from deskterm.storage.attached import attachments
from deskterm.storage.database import Connection
from deskterm.storage.tickets import messages as message_rows


class Arriving(Record, frozen=True, kw_only=True):
    """A message's way into the desk while its transaction runs."""

    values: dict[str, Any]
    mail: ParsedMail | None = None
    source: str = ""
    known: dict[str, Any] = {}  # noqa: RUF012  # what the terms were told; filled on its way, as `values`
    withheld: dict[str, Any] = {}  # noqa: RUF012
    by_hand: bool = False  # typed, not fetched: a deed of a person
    tagged: str = ""  # why it is no part of the thread whose tag it bears: another desk may answer us
    late: tuple[Decision, ...] = ()  # that it answers a ticket too late to reopen it
    unasked: bool = False  # nobody has asked for anything yet: a call that was missed

    @property
    def untold(self) -> str:
        """Why no machine answers it, and a person tells its number: by its way, its words, its tag; "" else.

        Nor is a letter written by itself to who has only rung.
        """
        return "rang" if self.unasked else (self.mail.perhaps if self.mail else "") or self.tagged


def keep(conn: Connection, filing: Arriving) -> int:
    """Keep a message as it came, with its raw bytes, what it follows and its files. Returns its number."""
    if filing.mail is not None and (cut := filing.mail.cut):
        given = json.loads(filing.values.get("given") or "{}")
        given["cut"] = {"why": cut, "files": filing.mail.begun}
        filing.values["given"] = json.dumps(given, ensure_ascii=False)
    beside = _beside(filing, filing.mail) if filing.mail else {}
    if any(beside.values()):  # for when a person says whose it is, or answers
        given = json.loads(filing.values.get("given") or "{}")
        given |= {name: told for name, told in beside.items() if told}
        filing.values["given"] = json.dumps(given, ensure_ascii=False)
    message = message_rows.insert(conn, **filing.values)
    snapshots.at_arrival(conn, message, filing.values, filing.known, filing.withheld)
    if filing.mail is not None:
        message_rows.keep_raw(conn, message, filing.mail.raw)
        message_rows.keep_references(conn, message, senders.follows(filing.mail))
        attachments.attach_all(conn, message, filing.mail.attachments)
    return message


def _beside(filing: Arriving, mail: ParsedMail) -> dict[str, Any]:
    return {automatic.UNTOLD: filing.untold, "reply_to": mail.reply_to, "senders": mail.senders}


def joins(desk: Desk, conn: Connection, filing: Arriving, ticket: Ticket, *, sure: bool, **told: str) -> int:
    """Keep a message in a ticket's thread, and hear it there. Returns its number."""
    unconfirmed = int(not sure)
    filing.values.update(ticket_id=ticket.id, customer_id=ticket.customer_id, unconfirmed=unconfirmed, **told)
    if unconfirmed and filing.values.get("trust") == "verified":
        address = filing.values["from_address"]
        if not joining.is_known(conn, address):
            filing.values["reason"] = joining.stranger(conn, address, ticket)
    message, said = keep(conn, filing), filing.values
    alike = not ticket.confirmed and joining.is_theirs(conn, said["from_address"], ticket)
    counts = sure or alike  # what began it is no surer
    threads.joined(desk, conn, ticket, message, at=said["received_at"], text=said["body"], sure=counts)
    return message


def joins_as_report(
    desk: Desk, conn: Connection, filing: Arriving, letter: Outgoing, *, words: str, late: bool, **told: str
) -> int:
    """Keep what nobody vouches for, and says to be a server's report on a letter, beside the letter.

    It is nobody's word, and moves nothing until a person says that a server wrote it. Returns its number.
    """
    filing.values.update(ticket_id=letter.ticket_id, unconfirmed=1, **told)
    message = keep(conn, filing)
    said = {"letter": letter.number, "words": words, "late": late}
    after = {"message": message, "stood": {}, "unconfirmed": True, threads.REPORT: said}
    desk.record(conn, threads.JOINED, ticket_id=letter.ticket_id, target=letter.ticket, after=after)
    return message

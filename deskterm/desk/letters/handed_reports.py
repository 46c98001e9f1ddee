"""A work report reaches its customer: mailed with its paper, and confirmed by mail or with a name.

What the paper is made of was frozen when the report was issued. Who makes it is `documents`, above the desk:
it comes in as a file.
"""

from __future__ import annotations

from collections.abc import Sequence

from deskterm.desk.billing import reports
from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.steps import changes, customer_language, due_words
from deskterm.desk.steps.letters.automatic import is_ours
from deskterm.desk.steps.tickets.writing import write_to_customer
from deskterm.desk.steps.trust import present_address
from deskterm.locale import speaking, t
from deskterm.models.basics.text import clean
from deskterm.models.records.money import CONFIRMED, ReportStep, report_state
from deskterm.models.records.ticket import Ticket
from deskterm.storage.attached import attachments
from deskterm.storage.database import Connection
from deskterm.storage.money import report_steps as step_rows
from deskterm.storage.tickets import messages as message_rows

KIND = "report"
AT_ONCE = 20  # reports that leave by themselves in one go


def steps(desk: Desk, number: str) -> tuple[ReportStep, ...]:
    """What became of a report, in order. Raises NotFound."""
    with desk.read() as conn:
        return step_rows.of(conn, reports.get(desk, number).number)


def states(desk: Desk, numbers: Sequence[str]) -> dict[str, str]:
    """Where each of these reports stands."""
    with desk.read() as conn:
        found = step_rows.of_all(conn, numbers)
    return {number: report_state(found[number], void=reports.is_void(desk, number)) for number in numbers}


def to_leave(desk: Desk) -> tuple[str, ...]:
    """The reports that are to be mailed by themselves."""
    with desk.read() as conn:
        return step_rows.to_leave(conn, AT_ONCE)


def letter(desk: Desk, number: str) -> str:
    """The letter with which a report goes, in its customer's language."""
    frozen, report = reports.printed(desk, number), reports.get(desk, number)
    with speaking(reports.language_of(desk, frozen)):
        return customer_language.letter(
            "letters.report",
            contact=frozen["ticket"]["contact_name"] or frozen["customer"]["name"],
            number=report.number,
            what=customer_language.on(frozen["ticket"]["subject"]),
            code=report.ticket,
        )


def send(desk: Desk, number: str, file: bytes, *, again: bool = False) -> int:
    """Mail a report to its ticket's contact; the letter, which waits in the outbox.

    Raises Refused for one that is void, that has gone already unless `again`, and where nobody may be written
    to: without an address, or while it is not sure whose the ticket is.
    """
    report, text = reports.get(desk, number), letter(desk, number)
    with desk.write() as conn:
        ticket = changes.the_ticket(conn, report.ticket)
        if reports.is_void(desk, report.number):
            raise Refused("report_void", number=report.number)
        gone = [one for one in step_rows.of(conn, report.number) if one.step == "sent"]
        if gone and not again:
            when = due_words.moment(gone[-1].at, desk.service.tz)
            raise Refused("report_sent_already", number=report.number, when=when)
        address = _address(desk, conn, ticket, report.number)
        number_ = write_to_customer(desk, conn, ticket, KIND, text, report=report.number)
        name = t("paper.report.file", number=report.number)
        attachments.attach(conn, number_, name=name, media_type="application/pdf", content=file)
        one = ReportStep(report=report.number, step="sent", at=desk.now(), by=desk.author, message_id=number_)
        step_rows.append(conn, one)
        step_rows.stays(conn, report.number)
        after = {"letter": number_, "to": address}
        desk.record(conn, "report_sent", ticket_id=ticket.id, target=report.number, after=after)
        return number_


def address(desk: Desk, number: str) -> str:
    """Where a report would go. Raises Refused where nobody may be written to, as `send`."""
    with desk.read() as conn:
        report = reports.get(desk, number)
        return _address(desk, conn, changes.the_ticket(conn, report.ticket), report.number)


def _address(desk: Desk, conn: Connection, ticket: Ticket, number: str) -> str:
    found = present_address.of_ticket(conn, ticket)
    if not found or is_ours(desk, found):
        raise Refused("report_without_address", number=number, code=ticket.code)
    if not ticket.confirmed:
        raise Refused("report_unconfirmed", number=number, code=ticket.code)
    return found


def stay(desk: Desk, number: str, why: str) -> None:
    """A report does not leave by itself: what stood in the way, for its ticket's history."""
    with desk.write() as conn:
        report = reports.get(desk, number)
        step_rows.stays(conn, report.number)
        ticket = changes.the_ticket(conn, report.ticket)
        after = {"why": why}
        desk.record(conn, "report_stayed", ticket_id=ticket.id, target=report.number, after=after)


def confirm(desk: Desk, number: str, *, who: str, how: str = "mail", reply: int | None = None) -> ReportStep:
    """The customer has confirmed a report: `who` did, by mail (`reply`: which) or with a signature.

    Raises Refused without a name, for a report that is void or confirmed already, and for a mail that is no
    reply of that ticket's customer.
    """
    name = " ".join(clean(who).split())
    if not name:
        raise Refused("confirmed_by_whom", number=number)
    if how not in CONFIRMED:
        raise Refused("confirmed_how", how=how, ways=", ".join(CONFIRMED))
    with desk.write() as conn:
        report = reports.get(desk, number)
        ticket = changes.the_ticket(conn, report.ticket)
        if reports.is_void(desk, report.number):
            raise Refused("report_void", number=report.number)
        done = next((one for one in step_rows.of(conn, report.number) if one.step == "confirmed"), None)
        if done:
            when = due_words.moment(done.at, desk.service.tz)
            raise Refused("report_confirmed", number=report.number, who=done.who, when=when)
        if reply is not None:
            _check_reply(conn, ticket.id, report.issued_at, reply)
        one = ReportStep(
            report=report.number,
            step="confirmed",
            at=desk.now(),
            by=desk.author,
            message_id=reply,
            who=name,
            how=how,
        )
        step_rows.append(conn, one)
        after = {"who": name, "how": how, "message": reply}
        desk.record(conn, "report_confirmed", ticket_id=ticket.id, target=report.number, after=after)
        return one


def _check_reply(conn: Connection, ticket_id: int, issued_at: int, reply: int) -> None:
    message = message_rows.get(conn, reply)
    if message is None:
        raise NotFound("no_message", number=reply)
    if message.ticket_id != ticket_id or not message.is_customers or message.received_at < issued_at:
        raise Refused("no_reply_to_report", number=reply)

"""Whether who wrote to a ticket is who they say, its sender or a reply; a reply that is no part of it."""

from __future__ import annotations

from textwrap import shorten

from deskterm.commands.answers.ticket import show_ticket
from deskterm.commands.frame.base import argument, command
from deskterm.commands.frame.kinds import CODE, NUMBER
from deskterm.commands.frame.line import Line
from deskterm.desk.errors import Refused
from deskterm.desk.intake import recovery
from deskterm.desk.steps.trust import joining
from deskterm.desk.tickets import replies, tickets
from deskterm.locale import t
from deskterm.models.records.ticket import Message


@command("ticket.confirm")
@argument("code", type=CODE)
@argument("number", type=NUMBER, required=False)
def confirm(line: Line, *, code: str, number: int | None) -> None:
    """Say that the sender is who they say, or that a reply is the customer's."""
    desk = line.desk
    known = tickets.get(desk, code)
    waiting = replies.waiting(desk, code) if known.confirmed else ()
    if number is None and not waiting:
        one = recovery.confirm_sender(desk, code)
        show_ticket(line, one, t("commands.ticket.confirmed", code=one.code))
        return
    if number is None and len(waiting) > 1:
        numbers = "; ".join(f"{one.id} ({joining.named(one)}, «{_begins(one)}»)" for one in waiting)
        raise Refused("replies_several", code=known.code, numbers=numbers)
    number = waiting[0].id if number is None else number
    is_report = any(reply.is_report for reply in replies.waiting(desk, code) if reply.id == number)
    one = replies.confirm(desk, number)
    said = "commands.ticket.report_confirmed" if is_report else "commands.ticket.reply_confirmed"
    show_ticket(line, one, t(said, number=number, code=one.code))


def _begins(one: Message) -> str:
    return shorten(one.body, 40, placeholder="…") or one.subject


@command("ticket.take-out")
@argument("number", type=NUMBER)
def take_out(line: Line, *, number: int) -> None:
    """Take a reply out of the ticket that it joined."""
    one = replies.take_out(line.desk, number)
    show_ticket(line, one, t("commands.ticket.reply_taken_out", number=number, code=one.code))

"""`deskterm ticket customer`: whose a ticket is, and what becomes of what was filed for somebody else."""

from __future__ import annotations

import click

from deskterm.commands.answers.ticket import show_ticket
from deskterm.commands.frame.base import argument, command, option
from deskterm.commands.frame.find import the_customer
from deskterm.commands.frame.kinds import CODE, TEXT, Text
from deskterm.commands.frame.line import Line
from deskterm.desk.tickets import tickets
from deskterm.locale import t


@command("ticket.customer")
@argument("code", type=CODE)
@argument("customer", type=Text("customer"))
@option("--void", type=TEXT, default="")
@option("--keep-filed", is_flag=True)
def customer(line: Line, *, code: str, customer: str, void: str, keep_filed: bool) -> None:
    """Say whose ticket it is, and what becomes of what was filed for somebody else."""
    if void and keep_filed:
        raise click.UsageError(t("errors.void_or_keep"))
    whose = the_customer(line, customer).code
    one = tickets.set_customer(line.desk, code, whose, void=void, keep=keep_filed)
    show_ticket(line, one, t("commands.ticket.given_to", code=one.code, customer=one.customer))

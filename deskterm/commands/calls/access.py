"""`deskterm access`: who was let in where, and a temporary password in the system's keyring."""

from __future__ import annotations

import sys

import click

from deskterm.commands.answers import json, wording
from deskterm.commands.frame import output
from deskterm.commands.frame.base import argument, command, group, option
from deskterm.commands.frame.find import the_customer
from deskterm.commands.frame.kinds import CODE, LIMIT, Text
from deskterm.commands.frame.line import Line
from deskterm.desk import keyrings
from deskterm.desk.calls import access as desk_access
from deskterm.desk.calls import gates, passwords
from deskterm.locale import t

access = group("access")


@command("access.list", access, rows=True)
@option("--customer", type=Text("customer"))
@option("--limit", "-n", type=LIMIT, default=200)
def list_(line: Line, *, customer: str | None, limit: int) -> None:
    """The access log, newest first."""
    code = the_customer(line, customer).code if customer else None
    rows = (json.access(line, one) for one in desk_access.log(line.desk, customer=code, limit=limit))
    columns = [
        output.Column(t("commands.col.at"), lambda row: wording.moment(row["at"])),
        output.Column(t("commands.col.deed"), lambda row: t(f"commands.access.{row['deed']}")),
        output.Column(t("commands.col.target"), lambda row: f"{row['target']} {row['device']}".strip()),
        output.Column(t("commands.col.customer"), wording.customer, flexible=True),
        output.Column(t("commands.col.by"), lambda row: row["by"]),
        output.Column(t("commands.col.ticket"), lambda row: row["ticket"]),
    ]
    line.answer_each(rows, lambda found: output.table(found, columns, output.nothing("accesses")))


@command("access.told", access, rows=True)
@argument("code", type=CODE)
def told(line: Line, *, code: str) -> None:
    """What was told at the gates of a ticket: consent, backup, accounts."""
    rows = (
        {
            "at": line.stamp(one.at),
            "point": one.point,
            "fact": one.fact,
            "value": one.value,
            "who": one.who,
            "how": one.how,
            "words": one.words,
            "by": one.by,
            "session": one.session_id,
        }
        for one in gates.evidence(line.desk, code)
    )
    columns = [
        output.Column(t("commands.col.at"), lambda row: wording.moment(row["at"])),
        output.Column(t("commands.col.fact"), lambda row: row["fact"]),
        output.Column(t("commands.col.value"), lambda row: row["value"]),
        output.Column(t("commands.col.contact"), lambda row: row["who"], flexible=True),
        output.Column(t("commands.col.by"), lambda row: row["by"]),
    ]
    line.answer_each(rows, lambda found: output.table(found, columns, output.nothing("told")))


@command("access.keep", access)
@argument("code", type=CODE)
def keep(line: Line, *, code: str) -> None:
    """Keep a temporary password in the system's keyring until the work is done."""
    keyrings.keyring_of()
    if sys.stdin.isatty():
        text = click.prompt(t("commands.access.password"), hide_input=True, err=True)
    else:
        text = sys.stdin.readline().rstrip("\r\n")
    one = passwords.keep(line.desk, code, keyrings.Secret(text))
    facts = {"ticket": one.ticket, "by": one.by, "expires_at": line.stamp(one.expires_at)}
    until = wording.moment(facts["expires_at"])
    key = "commands.access.kept_until" if until else "commands.access.kept"
    line.answer(facts, lambda: t(key, code=one.ticket, until=until))


@command("access.show", access, json=False)
@argument("code", type=CODE)
def show(line: Line, *, code: str) -> None:
    """Print the temporary password that is kept for a ticket."""
    sys.stdout.write(passwords.reveal(line.desk, code).reveal() + "\n")


@command("access.forget", access)
@argument("code", type=CODE)
def forget(line: Line, *, code: str) -> None:
    """Take a temporary password out of the keyring."""
    passwords.forget(line.desk, code)
    line.answer({"ticket": code.upper()}, lambda: t("commands.access.forgotten", code=code.upper()))

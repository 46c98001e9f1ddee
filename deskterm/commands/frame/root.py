"""`deskterm`: the global options, and which module holds which command."""

from __future__ import annotations

from typing import Any

import click

from deskterm import __version__, settings
from deskterm.commands.frame import everywhere
from deskterm.commands.frame.base import HELP, Group, Option
from deskterm.commands.frame.line import Line
from deskterm.commands.frame.output import write

HERE = "deskterm.commands"
COMMANDS = {
    "demo": f"{HERE}.upkeep.demo:demo",
    "init": f"{HERE}.upkeep.init:init",
    "service": f"{HERE}.terms.service:service",
    "rehearse": f"{HERE}.terms.rehearse:rehearse",
    "technician": f"{HERE}.upkeep.technician:technician",
    "customer": f"{HERE}.customers.customer:customer",
    "agreement": f"{HERE}.customers.agreement:agreement",
    "mail": f"{HERE}.intake.mail:mail",
    "import": f"{HERE}.intake.desks:import_",
    "ticket": f"{HERE}.tickets.ticket:ticket",
    "canned": f"{HERE}.tickets.canned:canned_",
    "queue": f"{HERE}.queue.queue:queue_",
    "next": f"{HERE}.queue.queue:next_",
    "find": f"{HERE}.queue.find:find_",
    "claim": f"{HERE}.queue.claim:claim",
    "ring": f"{HERE}.calls.ring:ring",
    "call": f"{HERE}.calls.call:call",
    "callback": f"{HERE}.agenda.callback:callback",
    "appointment": f"{HERE}.agenda.appointment:appointment",
    "agenda": f"{HERE}.agenda.agenda:agenda_",
    "shift": f"{HERE}.agenda.agenda:shift_",
    "project": f"{HERE}.agenda.project:project",
    "access": f"{HERE}.calls.access:access",
    "pack": f"{HERE}.packs.pack:pack",
    "report": f"{HERE}.billing.report:report",
    "settle": f"{HERE}.billing.settle:settle",
    "credit": f"{HERE}.billing.credit:credit",
    "statement": f"{HERE}.billing.statement:statement",
    "firm": f"{HERE}.billing.firm:firm",
    "export": f"{HERE}.lead.export:export",
    "events": f"{HERE}.upkeep.events:events",
    "backlog": f"{HERE}.lead.backlog:backlog_",
    "undo": f"{HERE}.tickets.undo:undo_",
    "doctor": f"{HERE}.upkeep.care:doctor",
    "backup": f"{HERE}.upkeep.care:backup",
    "restore": f"{HERE}.upkeep.care:restore",
    "share": f"{HERE}.upkeep.care:share",
    "paths": f"{HERE}.upkeep.paths:paths",
    "keys": f"{HERE}.upkeep.keys:keys",
    "man": f"{HERE}.papers.man:man",
    "completion": f"{HERE}.papers.completion:completion",
    "help": f"{HERE}.papers.help:help_",
}


def _show_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        write(f"deskterm {__version__}")
        ctx.exit()


def _open(
    ctx: click.Context,
    desk: str | None,
    technician: str | None,
    lang: str | None,
    at: str | None,
    **_told: Any,
) -> Any:
    line = ctx.ensure_object(Line)
    line.settings = settings.load(
        desk=desk, technician=technician, at=at, language=lang, with_file=line.with_file
    )
    ctx.call_on_close(line.done)
    if ctx.invoked_subcommand is None:
        from deskterm.commands.frame.screens import open_screens

        return open_screens(line)
    return None


root = Group(
    name="deskterm",
    key="deskterm",
    lazy=COMMANDS,
    callback=click.pass_context(_open),
    invoke_without_command=True,
    context_settings=HELP,
    params=[
        *everywhere.options(Option),
        Option(["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_show_version),
    ],
)

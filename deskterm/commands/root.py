"""`deskterm`: the global options, and which module holds which command."""

from __future__ import annotations

from typing import Any

import click

from deskterm import __version__, settings
from deskterm.commands import everywhere
from deskterm.commands.base import HELP, Group, Option
from deskterm.commands.line import Line
from deskterm.commands.output import write

HERE = "deskterm.commands"
COMMANDS = {
    "demo": f"{HERE}.demo:demo",
    "init": f"{HERE}.init:init",
    "service": f"{HERE}.service:service",
    "rehearse": f"{HERE}.rehearse:rehearse",
    "technician": f"{HERE}.technician:technician",
    "customer": f"{HERE}.customer:customer",
    "agreement": f"{HERE}.agreement:agreement",
    "mail": f"{HERE}.mail:mail",
    "ticket": f"{HERE}.ticket:ticket",
    "queue": f"{HERE}.queue:queue",
    "next": f"{HERE}.queue:next_",
    "claim": f"{HERE}.claim:claim",
    "call": f"{HERE}.call:call",
    "callback": f"{HERE}.callback:callback",
    "appointment": f"{HERE}.appointment:appointment",
    "project": f"{HERE}.project:project",
    "access": f"{HERE}.access:access",
    "pack": f"{HERE}.pack:pack",
    "report": f"{HERE}.report:report",
    "settle": f"{HERE}.settle:settle",
    "backlog": f"{HERE}.backlog:backlog",
    "undo": f"{HERE}.undo:undo",
    "doctor": f"{HERE}.care:doctor",
    "backup": f"{HERE}.care:backup",
    "restore": f"{HERE}.care:restore",
    "share": f"{HERE}.care:share",
    "paths": f"{HERE}.paths:paths",
    "keys": f"{HERE}.keys:keys",
    "man": f"{HERE}.man:man",
    "completion": f"{HERE}.completion:completion",
    "help": f"{HERE}.help:help_",
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
        from deskterm.commands.screens import open_screens

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

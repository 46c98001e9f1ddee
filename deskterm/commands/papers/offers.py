"""The table by which a shell completes (`commands.papers.tab` reads it), printed from the command tree.

Its rows are `verb`, `option` and `place`: the path of the command, the name, what its value is, what it does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from deskterm.commands.frame.base import Group, Worded
from deskterm.commands.frame.kinds import File, Tongue
from deskterm.desk.customers.cards import WRITTEN
from deskterm.desk.steps.tickets.callbacks import RESULTS
from deskterm.desk.terms import files
from deskterm.locale import t
from deskterm.models.terms.customer_facts import AGREED, KNOWN
from deskterm.models.terms.facts import FACTS, FIXED

# What a value names, by the word of its kind, or by its command and name where the word does not say it.
BY_WORD = {
    "customer": "customer",
    "code": "ticket",
    "folder": "files",
    "path": "files",
    "month": "month",
    **{word: f"terms:{word}" for word in ("topic", "severity", "channel", "reason", "outcome")},
}
TECHNICIANS = ("technician", "ticket.hand-over.to", "technician.remove.name", "project.done.who")
DATED = tuple(f"agreement.{verb}.fields" for verb in ("sign", "renew", "correct"))


def _with_values(fact: str) -> str:
    """A fact that can be said, with its values where they are always the same."""
    values = FIXED.get(fact, ()) or (("yes", "no") if fact in FACTS and FACTS[fact].kind == "flag" else ())
    return f"{fact}={','.join(values)}" if values else fact


BY_NAME = {
    **{f"pack.{verb}.number": "pack" for verb in ("ledger", "adjust")},
    **{f"callback.{verb}.number": "callback" for verb in ("attempt", "write", "show")},
    **{f"appointment.{verb}.number": "appointment" for verb in ("move", "cancel", "done")},
    **{f"mail.{verb}.number": "message" for verb in ("show", "recover", "dismiss", "tell", "raw")},
    "mail.handed.number": "letter",
    **{f"mail.{verb}.number": "letter_out" for verb in ("again", "arrived", "stop", "later")},
    "mail.fetch.name": "mail_account",
    **{
        f"mail.account.{verb}.name": "mail_account" for verb in ("show", "change", "remove", "test", "secret")
    },
    **{f"call.{verb}.contact": "contact" for verb in ("resume", "file", "confirm", "cancel")},
    "call.agree.contact": "contact_to_price",
    "report.show.number": "report",
    "undo.event": "event",
    "pack.sell.kind": "terms:pack",
    "callback.attempt.outcome": f"terms:callback.result:{'|'.join(one.id for one in RESULTS)}",
    "ticket.attachment.number": "attachment",
    "customer.add.language": "languages:file",
    "service.page.language": "languages:both",
    "customer.set.fields": f"facts:customer,agreement:{'|'.join(map(_with_values, (*WRITTEN, *KNOWN)))}",
    **dict.fromkeys(DATED, f"facts:agreement:{'|'.join(map(_with_values, AGREED))}"),
    "customer.device.fields": "facts:device:",
    "ticket.set.fields": "facts:ticket,request:product",
    "ticket.take.code": "ticket_waiting_turn",
    "ticket.give-back.code": "ticket_in_hand",
    "claim.release.code": "ticket_in_hand",
    "ticket.reopen.code": "ticket_ended",
    **{f"ticket.{verb}.code": "ticket_any" for verb in ("show", "why", "history", "note", "free")},
    **{f"project.{verb}.code": "project" for verb in ("show", "plan", "done", "mails", "drop", "obsolete")},
    "call.list.ticket": "ticket_any",
    "report.list.ticket": "ticket_any",
}


def table(contexts: Sequence[click.Context]) -> str:
    """The rows of every command, in the language in force."""
    rows = (row for ctx in contexts for row in _rows(ctx))
    return "".join("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in rows)


def _rows(ctx: click.Context) -> Iterator[tuple[str, str, str, str, str]]:
    path = ctx.command_path.partition(" ")[2]
    command = ctx.command
    if isinstance(command, Group):
        prefix = f"{path.replace(' ', '.')}." if path else ""
        for verb in command.list_commands(ctx):
            yield "verb", path, verb, "", t(f"commands.{prefix}{verb}")
    for param in command.get_params(ctx):
        if isinstance(param, click.Option):
            record = param.get_help_record(ctx)
            told = record[1] if record else ""
            kind = "" if param.is_flag or param.count else value_of(command, param)
            for name in () if param.hidden else param.opts:
                yield "option", path, name, kind, told
        elif isinstance(param, click.Argument):
            many = "*" if param.nargs != 1 else ""
            yield "place", path, str(param.name), many + value_of(command, param), ""


def value_of(command: click.Command, param: click.Parameter) -> str:
    """What a value is: a kind of name at the desk, `files`, one of a few words, or just a text."""
    key = f"{command.key}.{param.name}" if isinstance(command, Worded) else ""
    if isinstance(param.type, Tongue):
        return "languages:program"
    if isinstance(param.type, click.Choice):
        return f"choice:{'|'.join(map(str, param.type.choices))}"
    if key in BY_NAME:
        return BY_NAME[key]
    if str(param.name) in TECHNICIANS or key in TECHNICIANS:
        return "technician"
    if param.type.name == "service":
        return f"service:{'|'.join(files.names())}"
    return "files" if isinstance(param.type, File) else BY_WORD.get(param.type.name, "text")

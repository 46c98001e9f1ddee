"""`deskterm ticket attachments|attachment|import|ask-file|upload|merge`: what comes from outside."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from deskterm.commands.answers import file_lines
from deskterm.commands.answers.ticket import show_ticket
from deskterm.commands.frame.base import argument, command, option
from deskterm.commands.frame.kinds import CODE, NUMBER, TEXT, File, Folder
from deskterm.commands.frame.line import Line
from deskterm.commands.intake import received
from deskterm.desk.errors import Refused
from deskterm.desk.intake import portal
from deskterm.desk.intake.receive import Received
from deskterm.desk.tickets import merge, move, tickets, uploads
from deskterm.locale import file_words, t


@command("ticket.attachments", rows=True)
@argument("code", type=CODE)
def attachments(line: Line, *, code: str) -> None:
    """The files that came with a ticket's messages."""
    thread = tickets.thread(line.desk, code)
    rows = [{**file_lines.facts(one), "message": mail.id} for mail in thread for one in mail.attachments]
    cut = [told for mail in thread for told in file_words.cut(mail)]
    none = "\n".join(cut) or t("ticket.files.none")

    def people(here: list[Mapping[str, Any]]) -> str:
        return "\n".join([file_lines.listed(here, none), *(cut if here else ())])

    line.answer_each(rows, people)


@command("ticket.attachment", keeps_up=False)
@argument("number", type=NUMBER)
@option("--folder", type=Folder(), default=".")
@option("--open", "opens", is_flag=True)
@option("--confirm", is_flag=True)
def attachment(line: Line, *, number: int, folder: Path, opens: bool, confirm: bool) -> None:
    """Save an attachment, or open it on purpose with the command of the settings."""
    from deskterm.mail import save, viewing

    file, content = tickets.attachment(line.desk, number)
    if not opens:
        path, key = save.save(file.name, content, folder), "saved"
    else:
        why = file_words.warning(file)
        if why and not confirm:
            raise Refused("attachment_asks", name=file.name, why=why)
        path, key = viewing.open_with_command(file.name, content), "opened"
    told = {**file_lines.facts(file), "path": str(path), key: True}
    line.answer(told, lambda: t(f"commands.ticket.{key}", name=file.name, path=path))


@command("ticket.import", rows=True, trial=True)
@argument("path", type=File(dash=True), nargs=-1, required=True)
@option("--vouch", is_flag=True)
def import_(line: Line, *, path: tuple[Path, ...], vouch: bool) -> int:
    """Take requests of a portal or a chat in from files."""
    return received.answer(line, _received(line, path, vouched=vouch), "commands.ticket.counted")


def _received(line: Line, paths: tuple[Path, ...], *, vouched: bool) -> Iterator[Received]:
    for path in paths:
        stream = sys.stdin.buffer if str(path) == "-" else None
        try:
            yield from portal.receive_file(line.desk, path, stream, vouched=vouched)
        except OSError as error:
            raise Refused("file_unreadable", path=str(path), detail=error.strerror or str(error)) from None


@command("ticket.ask-file")
@argument("code", type=CODE)
@argument("text", type=TEXT, required=False)
@option("--draft", is_flag=True)
def ask_file(line: Line, *, code: str, text: str | None, draft: bool) -> None:
    """Ask the customer for a file; the ticket waits for it."""
    if draft:
        letter = uploads.request_text(line.desk, code, text or "")
        line.answer({"code": code.upper(), "text": letter}, lambda: letter)
        return
    one = uploads.ask(line.desk, code, what=text or "")
    show_ticket(line, one, t("commands.ticket.file_asked", code=one.code))


@command("ticket.upload")
@argument("code", type=CODE)
@argument("path", type=File())
def upload(line: Line, *, code: str, path: Path) -> None:
    """Add a file that the customer has left; a ticket that waited for it is back in the queue."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Refused("file_unreadable", path=str(path), detail=error.strerror or str(error)) from None
    one = uploads.receive(line.desk, code, name=path.name, content=content)
    show_ticket(line, one, t("commands.ticket.file_received", name=path.name, code=one.code))


@command("ticket.merge")
@argument("code", type=CODE)
@argument("into", type=CODE)
def merge_(line: Line, *, code: str, into: str) -> None:
    """Put a ticket into an older one of the same customer."""
    one = merge.merge(line.desk, code, into)
    show_ticket(line, one, t("commands.ticket.merged", code=code.upper(), into=one.code))


@command("ticket.move")
@argument("number", type=NUMBER)
@option("--to", type=CODE, default="")
def move_(line: Line, *, number: int, to: str) -> None:
    """One message into another ticket, or into one of its own."""
    one = move.move(line.desk, number, to=to)
    show_ticket(line, one, t("commands.ticket.moved", number=number, code=one.code))

"""`deskterm report print`, `send`, `confirm`: a work report on paper, by mail, confirmed by its customer."""

from __future__ import annotations

import sys
from pathlib import Path

from deskterm.commands.answers import json
from deskterm.commands.frame.base import argument, command, option
from deskterm.commands.frame.kinds import Choice, Text
from deskterm.commands.frame.line import Line
from deskterm.desk.billing import reports
from deskterm.desk.errors import DeskTrouble, Refused
from deskterm.desk.letters import handed_reports
from deskterm.exits import say
from deskterm.locale import t
from deskterm.models.records.money import CONFIRMED


@command("report.print", reads=True)
@argument("number", type=Text("number"))
@option("--pdf", "file", type=Text("file"))
@option("--text", "as_text", is_flag=True)
def print_(line: Line, *, number: str, file: str | None, as_text: bool) -> None:
    """A work report as its customer gets it: a PDF, or text."""
    from deskterm.documents.papers import paper, report_file

    one = reports.get(line.desk, number)
    told = report_file.of(line.desk, number)
    if as_text and not file:
        line.answer({"number": one.number, "text": paper.text(told)}, lambda: paper.text(told).rstrip("\n"))
        return
    path = file or t("paper.report.file", number=one.number)
    write(path, paper.pdf(told))
    if lost := paper.letters_lost(told):
        say(t("commands.service.page.letters", letters=" ".join(lost)))
    if path != "-":
        facts = {"number": one.number, "file": path, "language": told.language}
        line.answer(facts, lambda: t("paper.written", path=path))


def write(path: str, content: bytes) -> None:
    """Write a paper into a new file, readable by its owner only; `-` is standard output.

    Raises Refused for one that is there, DeskTrouble where it cannot be written.
    """
    if path == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    place = Path(path).expanduser()
    try:
        with place.open("xb") as stream:
            place.chmod(0o600)
            stream.write(content)
    except FileExistsError:
        raise Refused("csv_stands", path=path) from None
    except OSError as error:
        raise DeskTrouble("paper_failed", path=path, detail=error.strerror or str(error)) from None


@command("report.send")
@argument("number", type=Text("number"))
@option("--again", is_flag=True)
def send(line: Line, *, number: str, again: bool) -> None:
    """Mail a work report to its customer."""
    from deskterm.documents.papers import report_file

    letter = report_file.send(line.desk, number, again=again)
    one = reports.get(line.desk, number)
    facts = json.report(line, one) | {"letter": letter}
    line.answer(facts, lambda: t("paper.report.sent", number=one.number, letter=letter))


@command("report.confirm")
@argument("number", type=Text("number"))
@option("--by", "who", type=Text("name"), required=True)
@option("--how", type=Choice(CONFIRMED), default=CONFIRMED[0])
@option("--reply", type=int)
def confirm(line: Line, *, number: str, who: str, how: str, reply: int | None) -> None:
    """Keep that the customer confirmed a work report."""
    done = handed_reports.confirm(line.desk, number, who=who, how=how, reply=reply)
    facts = {"number": done.report, "who": done.who, "how": done.how, "at": line.stamp(done.at)}
    told = t(f"paper.confirmed_by.{how}", number=done.report, who=done.who)
    line.answer(facts | {"message": done.message_id}, lambda: told)

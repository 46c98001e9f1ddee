"""`deskterm canned`: the desk's own texts for answers, told, filled in for a ticket, taken in from a file."""

from __future__ import annotations

from pathlib import Path

from deskterm.commands.frame import output
from deskterm.commands.frame.base import argument, command, group, option
from deskterm.commands.frame.kinds import CODE, Text
from deskterm.commands.frame.line import Line
from deskterm.desk.letters import canned, canned_file
from deskterm.locale import t, tn

canned_ = group("canned")


@command("canned.list", canned_, rows=True)
@option("--ticket", "code", type=CODE)
def list_(line: Line, *, code: str | None) -> None:
    """The texts that can be put into an answer; for a ticket also the terms' and the last similar answer."""
    columns = [
        output.Column(t("commands.col.number"), lambda row: str(row["number"])),
        output.Column(t("commands.col.name"), lambda row: row["name"]),
        output.Column(t("commands.col.title"), lambda row: row["title"], flexible=True),
    ]
    if code is None:
        own = enumerate(canned.listing(line.desk), 2)
        rows = [
            {"number": n, "name": one.name, "title": one.title, "it": one.it, "en": one.en, **one.further}
            for n, one in own
        ]
    else:
        found = enumerate(canned.for_ticket(line.desk, code), 1)
        rows = [
            {
                "number": n,
                "name": one.name,
                "title": one.title,
                "text": one.text,
                "ticket": one.ticket or None,
            }
            for n, one in found
            if one.text
        ]
    line.answer_each(iter(rows), lambda lines: output.table(lines, columns, t("commands.canned.none")))


@command("canned.show", canned_, reads=True)
@argument("name", type=Text("canned"))
@argument("code", type=CODE)
def show(line: Line, *, name: str, code: str) -> None:
    """One of them as it would stand in the answer to a ticket."""
    text = canned.text(line.desk, code, name)
    line.answer({"name": name, "code": code.upper(), "text": text}, lambda: text)


@command("canned.load", canned_, trial=True)
@argument("file", type=Text("path"))
def load(line: Line, *, file: str) -> None:
    """Take the desk's texts from a file, in the place of those that stood."""
    sheet = canned_file.read(Path(file).expanduser())
    found = canned.load(line.desk, sheet, file)
    facts = {"file": file, "names": [one.name for one in found]}
    line.answer(facts, lambda: tn("commands.canned.loaded", len(found), file=file))

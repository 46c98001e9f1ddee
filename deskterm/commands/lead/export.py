"""`deskterm export`: what the desk hands to other programs of the house."""

from __future__ import annotations

from deskterm.commands.billing.report_papers import write
from deskterm.commands.frame.base import command, group, option
from deskterm.commands.frame.kinds import Choice, DayKind, Text
from deskterm.commands.frame.line import Line
from deskterm.desk.lead import accounting as books
from deskterm.documents import plain_books
from deskterm.locale import t, tn

export = group("export")


@command("export.accounting", export, reads=True)
@option("--from", "first", type=DayKind("past"))
@option("--to", "last", type=DayKind("past"))
@option("--format", "form", type=Choice(tuple(plain_books.FORMATS)), default="beancount")
@option("--out", "file", type=Text("file"))
def accounting(line: Line, *, first: str | None, last: str | None, form: str, file: str | None) -> None:
    """Packs, charges, months and VAT as double entries, for plain-text accounting."""
    found = books.of_period(line.desk, first or "", last or "")
    name = t("books.file", first=found.first, last=found.last, end=plain_books.FORMATS[form])
    path = file or name
    write(path, plain_books.text(found, form).encode())
    if path == "-":
        return
    facts = {
        "files": [path],
        "format": form,
        "from": found.first,
        "to": found.last,
        "entries": len(found.entries),
        "balances": len(found.balances),
    }
    line.answer(facts, lambda: tn("books.written", len(found.entries), path=path))

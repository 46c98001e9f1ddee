"""`deskterm agenda` and `deskterm shift`: what is promised for when, and what is loose before one leaves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from deskterm.commands.answers import wording
from deskterm.commands.frame import output
from deskterm.commands.frame.base import command, option
from deskterm.commands.frame.kinds import AGENDA, LIMIT, Text
from deskterm.commands.frame.line import Line
from deskterm.desk.agenda import loose_ends, own_feed, planned
from deskterm.desk.agenda.loose_ends import LooseEnd
from deskterm.desk.agenda.planned import AgendaLine
from deskterm.desk.errors import Refused
from deskterm.locale import t, works
from deskterm.locale.moments import lasting


@command("agenda", rows=True, reads=True)
@option("--since", type=AGENDA)
@option("--days", type=LIMIT, default=14)
@option("--mine", is_flag=True)
@option("--ics", "file", type=Text("path"), default="")
def agenda_(line: Line, *, since: int | None, days: int, mine: bool, file: str) -> None:
    """What is promised for the days to come."""
    desk = line.desk
    if file:
        _feed(line, Path(file).expanduser())
        return
    low = planned.day_after(desk, desk.now(), 0) if since is None else since
    who = desk.who if mine else ""
    found = planned.listing(desk, low=low, high=planned.day_after(desk, low, days), who=who)
    columns = [
        _when(),
        output.Column(t("commands.col.what"), _what),
        output.Column(t("commands.col.customer"), wording.customer, flexible=True),
        output.Column(t("commands.col.taken_by"), lambda row: row["technician"]),
        output.Column(t("commands.col.phone"), lambda row: row["phone"]),
        output.Column(t("commands.col.ticket"), lambda row: row["ticket"]),
    ]
    rows = (_promise(line, one) for one in found)
    line.answer_each(rows, lambda all_: output.table(all_, columns, output.nothing("agenda")))


def _feed(line: Line, path: Path) -> None:
    """Write this technician's feed. Raises Refused where that cannot be."""
    from deskterm.documents import feed

    try:
        feed.keep(path, own_feed.content(line.desk))
    except OSError as error:
        raise Refused("feed_unwritable", path=str(path), detail=error.strerror or str(error)) from None
    line.answer({"file": str(path)}, lambda: t("commands.agenda.kept", path=str(path)))


@command("shift", rows=True, reads=True)
def shift_(line: Line) -> None:
    """What is loose before one leaves; nothing of it is kept."""
    rows = (_loose(line, one) for one in loose_ends.listing(line.desk))
    columns = [
        output.Column(t("commands.col.what"), lambda row: t(f"commands.loose.{row['what']}")),
        output.Column(t("commands.col.ticket"), lambda row: row["ticket"]),
        output.Column(t("commands.col.customer"), wording.customer, flexible=True),
        _when(),
        output.Column(t("commands.col.do"), lambda row: row["do"]),
    ]
    line.answer_each(rows, lambda found: output.table(found, columns, output.nothing("loose")))


def _when() -> output.Column:
    late = lambda row: bool(row["late"])  # noqa: E731
    return output.Column(t("commands.col.at"), lambda row: wording.moment(row["at"]), late=late)


def _what(row: Any) -> str:
    if row["what"] == "appointment":
        return works.on_line(row["kind"])
    return t(f"commands.loose.{row['what']}")


def _promise(line: Line, one: AgendaLine) -> dict[str, Any]:
    return {
        "what": one.what,
        "number": one.number,
        "at": line.stamp(one.at),
        "until": line.stamp(one.until),
        "ticket": one.ticket,
        "subject": one.subject,
        "customer": line.code_of(one.customer_id),
        "customer_name": one.customer,
        "unsure": one.unsure,
        "technician": one.who,
        "kind": one.kind,
        "phone": one.phone,
        "note": one.note,
        "late": one.late,
    }


# The command that deals with each; {number} and {ticket} are the line's own.
DEALS = {
    "running": "deskterm call stop",
    "session": "deskterm call file {number}",
    "hand": "deskterm ticket give-back {ticket}",
    "draft": "deskterm ticket show {ticket}",
    "letter": "deskterm mail handed {number}",
    "appointment": "deskterm ticket show {ticket}",
    "call": "deskterm callback show {number}",
    "write": "deskterm callback write {number}",
}


def _loose(line: Line, one: LooseEnd) -> dict[str, Any]:
    deals = one.what != "draft" or bool(one.ticket)  # a request that is typed in goes on on the screens
    return {
        "what": one.what,
        "number": one.number,
        "ticket": one.ticket,
        "subject": one.subject,
        "customer_name": one.customer,
        "unsure": one.unsure,
        "at": line.stamp(one.at),
        "lasted": lasting(one.seconds) if one.seconds else None,
        "kind": one.kind,
        "phone": one.phone,
        "late": one.late,
        "do": DEALS[one.what].format(number=one.number, ticket=one.ticket) if deals else "deskterm",
    }

"""`deskterm callback`: whom to call back, and how each attempt ended."""

from __future__ import annotations

from typing import Any

from deskterm.commands.answers import json, wording
from deskterm.commands.answers.ticket import show_ticket
from deskterm.commands.frame import output
from deskterm.commands.frame.base import argument, command, group, option
from deskterm.commands.frame.find import given_text
from deskterm.commands.frame.kinds import CODE, COMING, LIMIT, NUMBER, TEXT, Text
from deskterm.commands.frame.line import Line
from deskterm.desk.agenda import callbacks
from deskterm.desk.lead import letters_due
from deskterm.locale import t
from deskterm.models.records.agenda import Callback

callback = group("callback")


@command("callback.list", callback, rows=True)
@option("--limit", "-n", type=LIMIT, default=200)
def list_(line: Line, *, limit: int) -> None:
    """Who is to be called or written to, what is due first in front."""
    rows = (_facts(line, one) for one in callbacks.listing(line.desk, limit=limit))
    columns = [
        output.Column(t("commands.col.number"), lambda row: row["id"], right=True),
        output.Column(t("commands.col.due"), lambda row: wording.moment(row["due_at"])),
        output.Column(t("commands.col.phone"), lambda row: row["contact"]["phone"]),
        output.Column(t("commands.col.customer"), wording.customer, flexible=True),
        output.Column(t("commands.col.attempts"), lambda row: row["attempts"] or "-", right=True),
        output.Column(t("commands.col.state"), lambda row: t(f"commands.callback_state.{row['state']}")),
        output.Column(t("commands.col.ticket"), lambda row: row["ticket"]),
    ]
    line.answer_each(rows, lambda found: output.table(found, columns, output.nothing("callbacks")))


@command("callback.add", callback)
@argument("code", type=CODE)
@option("--from", "window_from", type=Text("time"), default="")
@option("--to", "window_to", type=Text("time"), default="")
@option("--due", type=COMING)
@option("--free", is_flag=True)
def add(line: Line, *, code: str, window_from: str, window_to: str, due: int | None, free: bool) -> None:
    """Promise to call a ticket's customer back."""
    hours = callbacks.hours_said(line.desk, window_from, window_to)
    ahead = due is None and hours.start is not None
    one = callbacks.add(
        line.desk,
        code,
        window_from=hours.first,
        window_to=hours.last,
        due_at=hours.start if ahead else due,
        beside=free or ahead,
    )
    _show(line, one)


@command("callback.attempt", callback)
@argument("number", type=NUMBER)
@argument("outcome", type=Text("outcome"))
@option("--note", type=TEXT, default="")
def attempt(line: Line, *, number: int, outcome: str, note: str) -> None:
    """Note how an attempt to call back ended."""
    _show(line, callbacks.attempt(line.desk, number, outcome, note=note))


@command("callback.drop", callback)
@argument("number", type=NUMBER)
@option("--why", type=TEXT, default="")
def drop(line: Line, *, number: int, why: str) -> None:
    """End a callback that is no longer needed."""
    _show(line, callbacks.drop(line.desk, number, why=why))


@command("callback.write", callback)
@argument("number", type=NUMBER)
@argument("text", type=TEXT, required=False)
@option("--draft", is_flag=True)
def write(line: Line, *, number: int, text: str | None, draft: bool) -> None:
    """Write to a customer who cannot be reached by phone."""
    code = callbacks.get(line.desk, number).ticket
    letter = letters_due.not_reached_text(line.desk, code) if text is None else given_text(text)
    if draft:
        line.answer({"callback": number, "text": letter}, lambda: letter)
        return
    one = letters_due.not_reached(line.desk, number, text=letter)
    show_ticket(line, one, t("commands.ticket.clarified", code=one.code))


@command("callback.show", callback, reads=True)
@argument("number", type=NUMBER)
def show(line: Line, *, number: int) -> None:
    """One callback with its attempts."""
    _show(line, callbacks.get(line.desk, number))


def _facts(line: Line, one: Callback) -> dict[str, Any]:
    """A customer to be called back: when they may be called, and by which rule what is done next."""
    following = line.stamp(callbacks.next_call(line.desk, one))
    rule = callbacks.rule_of(line.desk.service, one)
    return json.callback(line, one) | {"next_at": following, "rule": rule}


def _show(line: Line, one: Callback) -> None:
    facts, tried = _facts(line, one), callbacks.attempts(line.desk, one.id)
    facts["tried"] = [
        {
            "at": line.stamp(each.at),
            "result": each.result,
            "counted": each.counted,
            "not_counted": why or None,
            "by": each.by,
        }
        for each, why in zip(tried, callbacks.not_counted(line.desk, tried), strict=True)
    ]
    line.answer(facts, lambda: _words(facts))


def _words(facts: dict[str, Any]) -> str:
    state = t(f"commands.callback_told.{facts['state']}", due=wording.moment(facts["due_at"]))
    told = t("commands.callback.told", id=facts["id"], ticket=facts["ticket"], state=state)
    return "\n".join([told, *(_tried(one) for one in facts["tried"])])


def _tried(one: dict[str, Any]) -> str:
    known = one["result"] in ("no_answer", "busy", "unreachable", "reached", "written", "cancelled")
    result = t(f"commands.attempt.{one['result']}") if known else one["result"]
    reason = one["not_counted"]
    why = f" ({t(f'calling.not_counted.{reason}')})" if reason else ""
    return f"  {wording.moment(one['at'])}  {result}{why}"

"""`deskterm mail send`, `outbox` and what a person says of a letter: again, arrived, stop, later."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from threading import Event
from typing import Any

from deskterm.commands.answers import marks, wording
from deskterm.commands.frame import output
from deskterm.commands.frame.base import argument, command, option
from deskterm.commands.frame.kinds import COMING, LIMIT, NUMBER, TEXT, Choice
from deskterm.commands.frame.line import Line
from deskterm.desk.errors import Refused
from deskterm.desk.letters import outbox, outgoing
from deskterm.exits import Exit
from deskterm.locale import t, tn
from deskterm.mail.sending import sender
from deskterm.models.records.mails import Outgoing
from deskterm.settings import anew

COUNTED = ("sent", "found", "delayed", "failed", "doubtful")


@command("mail.send")
@option("--watch", is_flag=True)
def send(line: Line, *, watch: bool) -> int:
    """Send what waits in the outbox."""
    line.really()
    line.set.need("mail")
    if not sender.ways_out(line.desk):
        raise Refused("mail_no_way_out")
    made = sender.Postman(line.desk, partial(_secret, line), lambda: anew(line.set).mail)
    if watch:
        made.watch(Event(), lambda run: line.answer(_facts(run), lambda: _told(run)))
        return int(Exit.DONE)
    run = made.run(hurry=True)
    line.answer(_facts(run), lambda: _told(run))
    if run.failed or run.doubtful:
        return int(Exit.REFUSED)
    return int(Exit.AGAIN if run.delayed or run.closed or run.elsewhere else Exit.DONE)


def _secret(line: Line, account: Any) -> Any:
    from deskterm.mail.accounts.secrets import secret_of

    return secret_of(
        account, anew(line.set), ask=partial(_asked, account.name) if sys.stdin.isatty() else None
    )


def _asked(name: str) -> str:
    import click

    return str(click.prompt(t("commands.outbox.password", name=name), hide_input=True, err=True))


def _facts(run: sender.Run) -> dict[str, Any]:
    told: dict[str, Any] = {name: getattr(run, name) for name in COUNTED}
    return told | {"closed": run.closed, "elsewhere": run.elsewhere}


def _told(run: sender.Run) -> str:
    if run.elsewhere:
        return t("commands.outbox.elsewhere")
    lines = [tn(f"commands.outbox.did.{name}", getattr(run, name)) for name in COUNTED if getattr(run, name)]
    lines += [t("commands.outbox.closed", name=name, words=words) for name, words in run.closed.items()]
    return "\n".join(lines or [t("commands.outbox.did.nothing")])


@command("mail.outbox", rows=True)
@option("--state", multiple=True, type=Choice(outbox.STATES))
@option("--limit", "-n", type=LIMIT, default=None)
def outbox_(line: Line, *, state: tuple[str, ...], limit: int | None) -> None:
    """The letters on their way out."""
    found = outbox.outbox(line.desk, state or outbox.STATES[:-2], limit=limit or 200)
    rows = (facts_of(line, one) for one in found.letters)
    line.answer_each(rows, lambda rows: "\n".join(_listed(line, rows, found.waits)))


def facts_of(line: Line, one: Outgoing) -> dict[str, Any]:
    """A letter on its way, for other programs."""
    return {
        "number": one.number,
        "ticket": one.ticket or None,
        "kind": one.kind,
        "state": one.state,
        "to": one.to,
        "subject": one.subject,
        "by": one.by,
        "automatic": one.automatic or None,
        "written_at": line.stamp(one.written_at),
        "not_before": line.stamp(one.not_before),
        "tries": one.tries,
        "first_tried_at": line.stamp(one.first_at),
        "next_at": line.stamp(one.next_at),
        "behind": one.behind,
        "message_id": one.own_id or None,
        "answer": one.answer or None,
        "went": one.went or None,
        "at": line.stamp(one.at),
    }


def _listed(line: Line, rows: list[Any], waits: int) -> Iterator[str]:
    columns = [
        output.Column(t("commands.col.message"), lambda row: row["number"], right=True),
        output.Column(t("commands.outbox.col.written"), lambda row: wording.moment(row["written_at"])),
        output.Column(t("commands.outbox.col.state"), lambda row: t(f"outbox.state.{row['state']}")),
        output.Column(t("commands.outbox.col.to"), lambda row: wording.short(row["to"], 26)),
        output.Column(t("commands.col.subject"), lambda row: row["subject"], flexible=True),
    ]
    yield output.table(rows, columns, t("commands.outbox.empty"))
    for row in rows:
        way = row if row["state"] == "waiting" else row | dict.fromkeys(("not_before", "next_at"))
        if row["state"] != "sent" and (words := marks.on_its_way(way)):
            yield output.wrap(f"{row['number']}  {words}", "")
    if waits and not sender.ways_out(line.desk):
        yield "\n" + output.wrap(tn("commands.outbox.no_way_out", waits), "")
    for way in sender.ways_out(line.desk):
        if trouble := outgoing.way_out(line.desk, way.number):
            when = wording.moment(line.stamp(trouble["next_at"]) or "")
            told = t("commands.outbox.closed_until", name=way.name, words=trouble["words"], when=when)
            yield "\n" + output.wrap(told, "")


@command("mail.again")
@argument("number", type=NUMBER)
def again(line: Line, *, number: int) -> None:
    """Send a letter once more."""
    was = outbox.way(line.desk, number)
    one = outbox.send_again(line.desk, number)
    told = t("commands.outbox.said.again", number=number, to=one.to)
    line.answer(facts_of(line, one), lambda: f"{told}{_corrected(was, one)}")


def _corrected(was: Outgoing, one: Outgoing) -> str:
    """That a letter goes to another address than it was written to, behind what is told of it."""
    return "" if was.to == one.to else " " + t("outbox.corrected", was=was.to, to=one.to)


@command("mail.arrived")
@argument("number", type=NUMBER)
def arrived(line: Line, *, number: int) -> None:
    """The customer has a letter already."""
    one = outbox.arrived(line.desk, number)
    line.answer(facts_of(line, one), lambda: t("commands.outbox.said.arrived", number=number))


@command("mail.stop")
@argument("number", type=NUMBER)
@option("--why", type=TEXT, default="")
def stop(line: Line, *, number: int, why: str) -> None:
    """A letter is not to be sent."""
    one = outbox.not_at_all(line.desk, number, why=why)
    key = "commands.outbox.said.stopped_again" if one.went else "commands.outbox.said.stopped"
    said = " ".join(filter(None, (t(key, number=number), outbox.stands(line.desk, one))))
    line.answer(facts_of(line, one), lambda: said)


@command("mail.later")
@argument("number", type=NUMBER)
@argument("when", type=COMING, required=False)
def later(line: Line, *, number: int, when: int | None) -> None:
    """A letter goes, but not before a moment; without one at once."""
    was = outbox.way(line.desk, number)
    one = outbox.later(line.desk, number, when)
    told = wording.moment(line.stamp(when) or "") if when else ""
    key = "commands.outbox.said.later" if when else "commands.outbox.said.now"
    line.answer(facts_of(line, one), lambda: f"{t(key, number=number, when=told)}{_corrected(was, one)}")

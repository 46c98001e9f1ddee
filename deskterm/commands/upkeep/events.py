"""`deskterm events`: what happened at the desk, one event a line, for programs that hang on it."""

from __future__ import annotations

import select
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import click

from deskterm.commands.answers import event
from deskterm.commands.frame import output
from deskterm.commands.frame.base import command, option
from deskterm.commands.frame.kinds import LIMIT, NUMBER, Choice, Text
from deskterm.commands.frame.line import Line
from deskterm.desk.errors import Busy
from deskterm.desk.upkeep import happened
from deskterm.exits import Exit, say
from deskterm.locale import t


@command("events", rows=True, reads=False)
@option("--follow", is_flag=True)
@option("--after", type=NUMBER, default=None)
@option("--limit", "-n", type=LIMIT, default=None)
@option("--run-hooks", is_flag=True)
@option("--watch", is_flag=True)
@option("--hook", "name", type=Text("name"), default="")
@option("--set-aside", type=Choice(("again", "drop")), default=None)
def events(
    line: Line,
    *,
    follow: bool,
    after: int | None,
    limit: int | None,
    run_hooks: bool,
    watch: bool,
    name: str,
    set_aside: str | None,
) -> int:
    """What happened, oldest first; or the hooks run for it."""
    if run_hooks:
        if follow or limit is not None:
            raise click.UsageError(t("errors.events_hooks_apart"))
        from deskterm.commands.upkeep import hook_line

        return hook_line.run_hooks(line, name, after=after, watch=watch, set_aside=set_aside)
    if watch or name or set_aside:
        raise click.UsageError(t("errors.events_run_hooks"))
    _tell(line, follow=follow, after=after, limit=limit)
    return int(Exit.DONE)


def _tell(line: Line, *, follow: bool, after: int | None, limit: int | None) -> None:
    if follow and after is not None and limit is not None:
        raise click.UsageError(t("errors.events_follow_limit"))
    if follow and line.csv:
        raise click.UsageError(t("errors.events_follow_csv"))
    if fault := line.set.faults.get("hook"):
        say(str(fault))
    line.keeps_up = not line.set.at  # what would have happened by another time has not
    from_now = follow and after is None and limit is None
    start = happened.newest(line.desk) if from_now else happened.place(line.desk, after, limit)
    rows = _followed(line, start) if follow else _standing(line, start, limit)
    if line.json or line.csv:
        line.answer_each(rows, lambda _: "")
        return
    for row in rows:
        output.write(event.line(row))


def _standing(line: Line, start: int, limit: int | None) -> Iterator[dict[str, Any]]:
    """What has happened by now."""
    until, left = happened.newest(line.desk), limit
    for one in happened.between(line.desk, start, until):
        if left == 0:
            return
        left = None if left is None else left - 1
        yield event.facts(line.desk, one)


def _followed(line: Line, start: int) -> Iterator[dict[str, Any]]:
    """What has happened and what happens, each at once in the hands of whoever reads along."""
    seen: int | None = None
    while True:
        with suppress(Busy):  # the next look finds it free
            version = line.desk.changed()
            if version != seen:
                for one in happened.between(line.desk, start, happened.newest(line.desk)):
                    yield event.facts(line.desk, one)
                    sys.stdout.flush()
                    start = one.id
                seen = version
        _wait(happened.PERIOD)


def _wait(seconds: float) -> None:
    """Until the next look. Raises NobodyReads where the reader has left meanwhile."""
    try:
        number = sys.stdout.fileno()
    except OSError:  # no file behind it
        time.sleep(seconds)
        return
    end = select.poll()
    end.register(number, 0)
    if end.poll(seconds * 1000):
        raise output.NobodyReads

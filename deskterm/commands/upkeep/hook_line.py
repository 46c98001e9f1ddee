"""`deskterm events --run-hooks`: the hooks of this machine's settings run for what has happened."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Any

import click

from deskterm.commands.answers import wording
from deskterm.commands.frame import output
from deskterm.commands.frame.line import Line
from deskterm.commands.upkeep import hooking
from deskterm.desk.errors import NotFound
from deskterm.desk.upkeep import hooks
from deskterm.exits import Exit
from deskterm.locale import t, tn
from deskterm.settings import anew, config_file

ENDED = 128  # and the number of the signal, as a process ends by one
LOOK = 0.25  # seconds between two looks at whether it is to end


def run_hooks(line: Line, name: str, *, after: int | None, watch: bool, set_aside: str | None) -> int:
    """Run the one that is named, else all. `after`: behind which event one begins that never has."""
    line.really()
    if set_aside == "drop":
        return _drop(line, name, watch=watch)
    found = _meant(line, name)
    with _until_told() as (stop, signals):
        if watch:
            answers = _watched(line, name, stop, after)
        else:
            again = set_aside == "again"
            answers = (
                hooking.run(line.desk, one, stop, after=after, early=True, again=again) for one in found
            )
        code = _answer(line, answers)
        return ENDED + signals[0] if signals else code


def _meant(line: Line, name: str) -> tuple[hooking.Hook, ...]:
    """The hooks of the settings. Raises NotFound where there are none, or none of that name."""
    line.set.need("hook")
    every = hooking.of_settings(line.set.hook)
    if not every:
        raise NotFound("no_hooks_set", path=config_file())
    found = tuple(one for one in every if name in ("", one.name))
    if not found:
        raise NotFound("no_hook", name=name, known=", ".join(one.name for one in every))
    return found


@contextmanager
def _until_told() -> Iterator[tuple[Event, list[int]]]:
    """An event that is set when the process is told to end; by which signals it was."""
    stop, signals = Event(), list[int]()

    def end(number: int, _frame: object) -> None:
        signals.append(number)
        stop.set()

    ways = (signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(one, end) for one in ways]
    try:
        yield stop, signals
    finally:
        stop.set()
        for one, was in zip(ways, before, strict=True):
            signal.signal(one, was)


def _watched(line: Line, name: str, stop: Event, after: int | None) -> Iterator[hooking.HookRun]:
    """What becomes of each go as it comes, until somebody ends it."""
    came: SimpleQueue[hooking.HookRun] = SimpleQueue()
    told = {"after": after, "told": came.put}

    def meant() -> tuple[hooking.Hook, ...]:
        every = hooking.of_settings(anew(line.set).hook)
        return tuple(one for one in every if name in ("", one.name))

    thread = Thread(target=hooking.follow, args=(line.desk, meant, stop), kwargs=told, daemon=True)
    thread.start()
    try:
        while not stop.is_set():
            try:
                yield came.get(timeout=LOOK)
            except Empty:
                sys.stdout.flush()  # whoever reads along sees what came so far
    finally:
        stop.set()
        thread.join(2 * hooking.LEAVING)


def _answer(line: Line, answers: Iterator[hooking.HookRun]) -> int:
    """Tell each go as it is done; the exit code of the worst."""
    if line.csv:
        raise click.UsageError(t("errors.events_hooks_apart"))
    code = Exit.DONE
    for one in answers:
        if line.json:
            output.write_json(_facts(line, one))
        else:
            output.write(_told(line, one))
        if one.set_aside:
            code = Exit.REFUSED
        elif (one.failed or one.elsewhere) and code == Exit.DONE:
            code = Exit.AGAIN
    return int(code)


def _facts(line: Line, one: hooking.HookRun) -> dict[str, Any]:
    return {
        "hook": one.hook,
        "given": one.given,
        "failed": one.failed,
        "set_aside": one.set_aside,
        "last": one.last,
        "next_at": line.stamp(one.next_at),
        "elsewhere": one.elsewhere,
        "fault": one.fault or None,
    }


def _told(line: Line, one: hooking.HookRun) -> str:
    if one.elsewhere:
        return t("commands.hooks.elsewhere", hook=one.hook)
    told = [tn("commands.hooks.given", one.given, hook=one.hook)]
    if one.set_aside:
        told.append(tn("commands.hooks.set_aside", one.set_aside))
    if one.fault:
        told.append(one.fault)
    if one.next_at:
        told.append(t("commands.hooks.again_at", when=wording.moment(line.stamp(one.next_at) or "")))
    return " ".join(told)


def _drop(line: Line, name: str, *, watch: bool) -> int:
    """What was set aside is not wanted any more."""
    if watch:
        raise click.UsageError(t("errors.events_hooks_apart"))
    for one in [name] if name else [each.name for each in hooks.listing(line.desk) if each.left]:
        many = hooks.let_go(line.desk, one)
        if line.json:
            output.write_json({"hook": one, "dropped": many})
        else:
            output.write(tn("commands.hooks.dropped", many, hook=one))
    return int(Exit.DONE)

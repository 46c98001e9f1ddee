"""The hooks of the settings run for what happens at a desk: once, or in a thread each until it ends."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from threading import Event, Thread
from typing import Any

from msgspec import Struct

from deskterm import config, crash_log
from deskterm.commands.answers import event
from deskterm.commands.frame import output
from deskterm.commands.upkeep.handing import BrokenOff, hand
from deskterm.desk.context import Desk
from deskterm.desk.errors import Busy, DeskError, Refused
from deskterm.desk.upkeep import happened, hooks
from deskterm.models.records.desk import Happened

PAGE = 50
SECONDS, TRIES = 10, 20  # where the settings do not say: at these pauses some two hours
STRIDE = 500  # events that do not concern a hook, after which it is written down that they are passed
ELSEWHERE = 5.0  # seconds until it is asked again whether another program still runs a hook
LOOK = 5.0  # seconds until it is seen that the settings name other hooks
ONCE_MORE = 5  # times that what a hook has taken is written down, where the desk is busy
LEAVING = 2.0  # seconds that a thread has to end in


class Hook(Struct, frozen=True, kw_only=True):
    """A command of this machine, and for which kinds of events it is run: for all where none is named."""

    name: str
    command: tuple[str, ...]
    kinds: frozenset[str] = frozenset()
    seconds: int = SECONDS
    tries: int = TRIES


class HookRun(Struct, kw_only=True):
    """What became of one go: how many events a hook took, how often it failed, how many were set aside."""

    hook: str
    given: int = 0
    failed: int = 0
    set_aside: int = 0
    last: int | None = None
    elsewhere: bool = False  # another program runs it
    next_at: int | None = None  # it is tried again then
    waits: float = 0  # that is after so many seconds
    fault: str = ""


def of_settings(told: Mapping[str, Any]) -> tuple[Hook, ...]:
    """The hooks of `[hook]` and `[hook.NAME]`, as `config` has checked them."""
    own = {key: value for key, value in told.items() if not isinstance(value, dict)}
    named = {name: value for name, value in told.items() if isinstance(value, dict)}
    return tuple(_hook(name, one) for name, one in (({config.HOOK: own} if own else {}) | named).items())


def _hook(name: str, told: Mapping[str, Any]) -> Hook:
    kinds, command = frozenset(told.get("kinds", ())), tuple(told["command"])
    numbers = {key: told[key] for key in config.NUMBERS if key in told}
    return Hook(name=name, command=command, kinds=kinds, **numbers)


def run(
    desk: Desk, hook: Hook, stop: Event, *, after: int | None = None, early: bool = False, again: bool = False
) -> HookRun:
    """Give a hook what has happened, until it has all or does not take one.

    `after`: where it begins, if it never has. `early`: a person asks, and no pause counts; `again`: for what
    was set aside too. Raises DeskError of a busy desk, OSError where its turn cannot be had.
    """
    done = HookRun(hook=hook.name)
    with hooks.turn(desk, hook.name) as mine:
        if not mine:
            done.elsewhere = True
            return done
        place = hooks.place(desk, hook.name, after)
        done.last, done.next_at, done.fault = place.last_id, place.next_at, hooks.fault(place)
        with suppress(BrokenOff):
            if again:
                _what_was_left(desk, hook, stop, done)
            done.waits = hooks.waits(place)
            if early or not done.waits:
                _what_happened(desk, hook, stop, done)
    return done


def _what_was_left(desk: Desk, hook: Hook, stop: Event, done: HookRun) -> None:
    """Every event that was set aside, once more."""
    for number in hooks.left(desk, hook.name):
        (one,) = happened.page(desk, number - 1, limit=1)
        try:
            _hand(desk, hook, one, stop)
        except Refused as error:
            done.failed, done.fault = done.failed + 1, str(error)
        else:
            _written(partial(hooks.taken_after_all, desk, hook.name, number))
            done.given += 1


def _what_happened(desk: Desk, hook: Hook, stop: Event, done: HookRun) -> None:
    place = done.last or 0
    while not stop.is_set():
        until = happened.newest(desk)
        found = happened.page(desk, place, limit=PAGE, kinds=hook.kinds, until=until)
        if not found and until - place >= STRIDE:
            hooks.given(desk, hook.name, until)
            done.last = until
        if not found:
            return
        for one in found:
            try:
                _hand(desk, hook, one, stop)
            except Refused as error:
                now = hooks.not_taken(desk, hook.name, one.id, error, hook.tries)
                done.failed += 1
                done.fault, done.next_at, done.waits = str(error), now.next_at, hooks.waits(now)
                if now.last_id < one.id:
                    return
                done.set_aside += 1
            else:
                _written(partial(hooks.given, desk, hook.name, one.id))
                done.given += 1
                done.fault, done.next_at, done.waits = "", None, 0
            place = done.last = one.id
            if stop.is_set():
                return


def _hand(desk: Desk, hook: Hook, one: Happened, stop: Event) -> None:
    line = output.json_text(event.facts(desk, one))
    more = {"DESKTERM_DESK": str(desk.folder), "DESKTERM_HOOK": hook.name}
    hand(hook.command, line, seconds=hook.seconds, stop=stop, more=more)


def _written(note: Callable[[], object]) -> None:
    """Write down that an event was taken; a busy desk is asked again, else it would be given twice."""
    for left in range(ONCE_MORE, -1, -1):
        try:
            note()
            return
        except Busy:
            if not left:
                raise


def follow(
    desk: Desk,
    meant: Callable[[], tuple[Hook, ...]],
    stop: Event,
    *,
    after: int | None = None,
    told: Callable[[HookRun], object] = lambda _: None,
) -> None:
    """Run hooks until `stop`, each in a thread of its own: one that hangs keeps no other waiting.

    `meant`: which they are by now; that one was added, changed or taken away is seen within seconds. One that
    is at work when it is taken away ends with what it was given.
    """
    running: dict[Hook, tuple[Thread, Event]] = {}
    while True:
        found = meant()
        desk.hooks = frozenset(one.name for one in found)
        for one in [each for each in running if each not in found]:
            running.pop(one)[1].set()
        for one in found:
            if one not in running:
                ended = Event()
                work = (desk, one, ended, after, told)
                running[one] = Thread(target=_keep, args=work, name=f"hook-{one.name}", daemon=True), ended
                running[one][0].start()
        if stop.wait(LOOK):
            break
    for _, ended in running.values():
        ended.set()
    for thread, _ in running.values():
        thread.join(LEAVING)


def _keep(desk: Desk, hook: Hook, stop: Event, after: int | None, told: Callable[[HookRun], object]) -> None:
    """Look whether the desk has changed, or a pause is over, until `stop`."""
    seen: int | None = None
    again_at = 0.0
    try:
        while not stop.wait(happened.PERIOD):
            with suppress(DeskError, OSError):
                version = desk.changed()
                if version == seen and time.monotonic() < again_at:
                    continue
                done = run(desk, hook, stop, after=after)
                seen, again_at = version, time.monotonic() + _pause(done)
                if done.given or done.failed:
                    told(done)
    except Exception as error:  # a fault of ours: the desk goes on without its hook
        crash_log.write(error)
        with suppress(Exception):  # where the desk cannot be written to either, its own checks say so
            hooks.broken(desk, hook.name)


def _pause(done: HookRun) -> float:
    if done.elsewhere:
        return ELSEWHERE
    return done.waits or float("inf")

"""`deskterm mail fetch`: the mails that wait on the servers of the desk's mailboxes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from queue import Empty, SimpleQueue
from threading import Event, Thread

from deskterm.commands.frame.base import command, option
from deskterm.commands.frame.failure import explain
from deskterm.commands.frame.kinds import Text
from deskterm.commands.frame.line import Line
from deskterm.commands.intake import fetching, received
from deskterm.commands.intake.account import asked
from deskterm.desk.errors import DeskError
from deskterm.desk.intake.receive import Received
from deskterm.desk.post import accounts
from deskterm.exits import Exit, say
from deskterm.locale import t
from deskterm.models.basics.text import clean
from deskterm.models.records.mail_accounts import MailAccount

LOOK = 0.5  # seconds between two looks at the keyboard while nothing comes


@command("mail.fetch", rows=True, reads=False)
@option("--watch", is_flag=True)
@option("--account", "name", type=Text("name"), default="")
def fetch(line: Line, *, watch: bool, name: str) -> int:
    """Fetch mails from the servers."""
    line.really()
    line.set.need("mail")
    found = fetching.read_by(line.desk, name)
    if not found:
        raise accounts.none_read(accounts.listing(line.desk))
    known = {one.name: _secret(line, one) for one in found}
    if watch:
        return received.answer(line, _watched(line, name, known), "commands.mail.counted")
    codes: list[Exit] = []
    code = received.answer(
        line, _once(line, found, known, codes), "commands.mail.counted", failed=lambda: codes
    )
    return int(max(codes, default=Exit(code)))


def _secret(line: Line, one: MailAccount) -> fetching.Remembered:
    """The secret, sought before anything is done where a person may be asked for it."""
    asks = sys.stdin.isatty()
    found = fetching.Remembered(one, line.set, partial(asked, one) if asks else None)
    if asks:
        found.seek()
    return found


def _once(
    line: Line,
    found: tuple[MailAccount, ...],
    known: dict[str, fetching.Remembered],
    codes: list[Exit],
) -> Iterator[Received]:
    """Every mailbox once; what is wrong with one keeps the others waiting for nothing."""
    for one in found:
        try:
            yield from fetching.once(line.desk, one, line.set, known[one.name])
        except DeskError as error:
            codes.append(_say(one, error))


def _watched(line: Line, name: str, known: dict[str, fetching.Remembered]) -> Iterator[Received]:
    """What becomes of each mail as it comes, until somebody ends it."""
    came: SimpleQueue[Received] = SimpleQueue()
    stop = Event()
    told = {"only": name, "sought": known, "heard": came.put, "wrong": _say}
    thread = Thread(target=fetching.follow, args=(line.desk, line.set, stop), kwargs=told, daemon=True)
    thread.start()
    try:
        while True:
            if came.empty():
                sys.stdout.flush()  # whoever reads along sees what came so far
            with suppress(Empty):
                yield came.get(timeout=LOOK)
    finally:
        stop.set()
        thread.join(2 * fetching.LEAVING)


def _say(one: MailAccount, error: DeskError) -> Exit:
    """Say what is wrong with a mailbox; its exit code."""
    code, sentence = explain(error)
    say(clean(t("commands.mail.fetch.wrong", name=one.name, told=sentence), lines=True))
    return code

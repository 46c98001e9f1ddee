"""The acts of a shift and how many keys each may cost, beyond the text that is typed to search.

One `Act` is one row of `benchmarks/keystrokes.md`: a desk as it stands, the keys that lead to where the act
begins, the seconds that pass there, the act's own keys, and what must hold afterwards, at the desk and on the
screen. `test_keystrokes` plays each by Pilot; whoever has a terminal can send the same keys in one packet.
The page is written by `python -m tests.keystrokes > benchmarks/keystrokes.md`; a stale one fails.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from deskterm.desk.agenda import callbacks
from deskterm.desk.calls import contacts, timer
from deskterm.desk.context import Desk
from deskterm.desk.steps.work.gate_answers import Answer
from deskterm.desk.tickets import tickets
from msgspec import Struct

from tests.screens.five import FiveDesk

CODE = "TK000001"
TWO_THINGS = "Due cose:\n\n1) la stampa del registro si ferma.\n\n2) vorremmo un campo in più nei listini.\n"
PROMPT = "Chi chiama?"
Holds = Callable[[Desk, str], bool]  # the desk afterwards, and what the terminal shows


class Typed(str):
    """Text that is typed to search: not counted."""

    __slots__ = ()


class Act(Struct, frozen=True, kw_only=True):
    """One row: what it is, how many keys it may cost, where it begins, what it comes to."""

    name: str
    goal: int
    furnish: Callable[[Path], FiveDesk]
    keys: tuple[str, ...]
    holds: Holds
    lead: tuple[str, ...] = ()  # from the queue to where the act begins
    seconds: int = 0  # that pass before it begins

    @property
    def strokes(self) -> int:
        """The keys that count."""
        return sum(not isinstance(key, Typed) for key in self.keys)

    @property
    def packet(self) -> tuple[str, ...]:
        """Key by key, typed text letter by letter."""
        return tuple(one for key in self.keys for one in (key if isinstance(key, Typed) else (key,)))


# Desks on which acts begin


def waiting(folder: Path) -> FiveDesk:
    """Delta System's morning: one request in the queue."""
    desk = FiveDesk(folder, "delta-system")
    desk.request()
    return desk


def two_things(folder: Path) -> FiveDesk:
    """A customer asks two things in one letter, numbered."""
    desk = FiveDesk(folder, "delta-system")
    desk.request(body=TWO_THINGS)
    return desk


def beside_a_call(folder: Path) -> FiveDesk:
    """One request waits, and a call with another customer runs."""
    desk = waiting(folder)
    timer.start(desk.desk, desk.taken("C002", subject="Bolle"))
    return desk


def in_call(folder: Path, service: str = "delta-system") -> FiveDesk:
    """A call runs about a ticket in hand."""
    desk = FiveDesk(folder, service)
    timer.start(desk.desk, desk.taken())
    return desk


def in_micro_call(folder: Path) -> FiveDesk:
    """A call under Digital Micro's terms, whose gates ask the most."""
    return in_call(folder, "digital-micro")


def in_remote_work(folder: Path) -> FiveDesk:
    """Remote work under Digital Micro's terms, with everything told at its gate."""
    desk = in_micro_call(folder)
    facts = ("device_online", "consent", "id_password", "backup_confirmed", "backup_unit")
    timer.switch(desk.desk, "remote", answers={fact: Answer(value="yes", who="Anna Rossi") for fact in facts})
    return desk


def called_back(folder: Path) -> FiveDesk:
    """Somebody waits to be called back now."""
    desk = waiting(folder)
    callbacks.add(desk.desk, CODE)
    return desk


def calling_back(folder: Path) -> FiveDesk:
    """Somebody who waits is being called; another waits too, and is due first."""
    desk = called_back(folder)
    callbacks.add(desk.desk, desk.request(subject="Un'altra"))
    timer.start(desk.desk, CODE, inbound=False)
    return desk


# What must hold afterwards


def runs(kind: str) -> Holds:
    """The clock runs, on the right ticket, for this kind of work."""

    def holds(desk: Desk, _shown: str) -> bool:
        now = timer.running(desk)
        return now is not None and (now.session.ticket, now.session.kind) == (CODE, kind)

    return holds


def filed(billable: bool, shows: str = "registrata") -> Holds:
    """The contact is filed, with or without a charge, and the screen shows what it should."""

    def holds(desk: Desk, shown: str) -> bool:
        (contact,) = contacts.groups(desk, CODE)
        return contact.bill is not None and contact.bill.billable == billable and shows in shown

    return holds


def in_hand(desk: Desk, _shown: str) -> bool:
    """The next ticket is in this technician's hands."""
    return tickets.get(desk, CODE).taken_by == "luca"


def divided(desk: Desk, _shown: str) -> bool:
    """One topic stays, the other is a ticket of its own, and the terms have judged both."""
    if len(others := tickets.family(desk, CODE)) != 1:
        return False
    other = others[0]
    return (tickets.get(desk, CODE).topic, other.topic, other.scope) == ("usage", "customisation", "out")


def promised(desk: Desk, _shown: str) -> bool:
    """The call is filed and its callback waits."""
    waits = [one.ticket for one in callbacks.listing(desk)]
    return waits == [CODE] and contacts.groups(desk, CODE)[0].filed_at is not None


def tried(desk: Desk, _shown: str) -> bool:
    """One attempt is noted."""
    (one,) = callbacks.of_ticket(desk, CODE)
    return [attempt.result for attempt in callbacks.attempts(desk, one.id)] == ["no_answer"]


def in_vain(desk: Desk, shown: str) -> bool:
    """The attempt is of the one who was called, the clock stands, nobody pays."""
    (contact,) = contacts.groups(desk, CODE)
    return tried(desk, shown) and [one.state for one in contact.sessions] == ["cancelled"]


ROSSI = Typed("rossi")

ACTS = (
    Act(
        name="ring → running clock, from the queue",
        goal=3,
        furnish=waiting,
        keys=("f2", ROSSI, "enter", "enter"),
        holds=runs("call"),
    ),
    Act(
        name="ring → running clock, from an open ticket",
        goal=3,
        furnish=waiting,
        lead=("f4",),
        keys=("f2", ROSSI, "enter", "enter"),
        holds=runs("call"),
    ),
    Act(
        name="ring → running clock, from a dialog",
        goal=3,
        furnish=waiting,
        lead=("f4", "r"),
        keys=("f2", ROSSI, "enter", "enter"),
        holds=runs("call"),
    ),
    Act(
        name="ring → running clock, with another call running",
        goal=4,
        furnish=beside_a_call,
        lead=("f3",),
        keys=("f2", ROSSI, "enter", "enter", "s"),
        holds=runs("call"),
    ),
    Act(name="next ticket", goal=1, furnish=waiting, keys=("f4",), holds=in_hand),
    Act(
        name="split with two topics",
        goal=8,
        furnish=two_things,
        keys=("t", "s", "1", "6", "f9"),
        holds=divided,
    ),
    Act(
        name="al volo with all gates, first access (Digital Micro)",
        goal=8,
        furnish=in_micro_call,
        lead=("f3",),
        seconds=180,
        keys=("f6", "1", "2", "3", "4", "5", "6", "enter"),
        holds=runs("remote"),
    ),
    Act(
        name="stop and file, free",
        goal=3,
        furnish=in_call,
        lead=("f3",),
        seconds=100,
        keys=("f5", "5", "f9"),
        holds=filed(False),
    ),
    Act(
        name="stop and file, billable",
        goal=4,
        furnish=in_call,
        lead=("f3",),
        seconds=400,
        keys=("f5", "4", "3", "f9"),
        holds=filed(True),
    ),
    Act(
        name="stop and file, remote work with a closing gate",
        goal=5,
        furnish=in_remote_work,
        lead=("f3",),
        seconds=600,
        keys=("f5", "1", "1", "f9", "1"),
        holds=filed(True),
    ),
    Act(
        name="hang-up → next caller's prompt, free",
        goal=4,
        furnish=in_call,
        lead=("f3",),
        seconds=100,
        keys=("f5", "5", "f9", "f2"),
        holds=filed(False, PROMPT),
    ),
    Act(
        name="hang-up → next caller's prompt, billable",
        goal=5,
        furnish=in_call,
        lead=("f3",),
        seconds=400,
        keys=("f5", "4", "3", "f9", "f2"),
        holds=filed(True, PROMPT),
    ),
    Act(
        name="promise of a callback, once the call is stopped",
        goal=2,
        furnish=in_call,
        lead=("f3", "f5"),
        seconds=100,
        keys=("6", "f9"),
        holds=promised,
    ),
    Act(
        name="callback outcome",
        goal=2,
        furnish=called_back,
        keys=("f8", "n"),
        holds=tried,
    ),
    Act(
        name="callback outcome, with the call out",
        goal=2,
        furnish=calling_back,
        lead=("f3",),
        seconds=30,
        keys=("f8", "n"),
        holds=in_vain,
    ),
)


def page() -> str:
    """The table as it is kept."""
    lines = [
        "# Keystrokes",
        "",
        "What the acts of a shift cost beyond the text that is typed to search. Each row is played by",
        "`tests/screens/test_keystrokes.py`, which fails where one costs more than its goal or comes to",
        "something else, or where this page is stale. Written by `python -m tests.keystrokes`.",
        "",
        "| act | goal | counted | keys |",
        "|---|---|---|---|",
    ]
    for act in ACTS:
        keys = " ".join(f"*{key}*" if isinstance(key, Typed) else _key(key) for key in act.keys)
        lines.append(f"| {act.name} | {act.goal} | {act.strokes} | {keys} |")
    return "\n".join(lines) + "\n"


def _key(key: str) -> str:
    return key.upper() if key[:1] == "f" and key[1:].isdecimal() else key.capitalize() if key[1:] else key


if __name__ == "__main__":
    import sys

    sys.stdout.write(page())

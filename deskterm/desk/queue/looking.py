"""Which ticket each screen has in front, and where a letter is being written: now, and never afterwards (R5).

It is known by the file of a process that lives, and gone with it. It has no time, is no row of the desk and
stands in no history, copy or export: what somebody looked at, and for how long, is nobody's to know.
"""

from __future__ import annotations

from contextlib import suppress

from msgspec import structs

from deskterm.desk.context import Desk
from deskterm.desk.steps.work import process
from deskterm.desk.steps.work.process import Process
from deskterm.models.records.base import Record
from deskterm.storage.file import in_front as in_front_files


class Looker(Record, frozen=True, kw_only=True):
    """A colleague who has a ticket before their eyes; `writes`: a letter about it is open there."""

    who: str
    ticket: str
    writes: bool = False


def show(desk: Desk, tickets: dict[str, bool]) -> None:
    """This process has these tickets in front (whether a letter is open there), and no others."""
    me = structs.asdict(process.this())
    with suppress(OSError):  # a folder that takes nothing is no reason to stop working
        in_front_files.put(desk.folder, _name(desk), {"who": desk.who, "tickets": tickets, **me})


def leave(desk: Desk) -> None:
    """This process has no ticket in front."""
    with suppress(OSError):
        in_front_files.drop(desk.folder, _name(desk))


def others(desk: Desk) -> tuple[Looker, ...]:
    """What colleagues have in front now. The file of a process that has gone is cleared away."""
    found = []
    for name, said in in_front_files.every(desk.folder):
        if process.lives(_process(said)):
            found += _lookers(said)
        else:
            with suppress(OSError):
                in_front_files.drop(desk.folder, name)
    return tuple(sorted((one for one in found if one.who != desk.who), key=lambda one: (one.ticket, one.who)))


def _lookers(said: dict[str, object]) -> list[Looker]:
    tickets = said["tickets"]
    assert isinstance(tickets, dict)
    return [Looker(who=str(said["who"]), ticket=str(code), writes=bool(is_)) for code, is_ in tickets.items()]


def _process(said: dict[str, object]) -> Process:
    return Process(
        host=str(said["host"]),
        boot_id=str(said["boot_id"]),
        pid=int(str(said["pid"])),
        born=str(said["born"]),
    )


def _name(desk: Desk) -> str:
    """One file for each process and technician."""
    return f"{process.this().pid}-{desk.who.encode().hex()[:80]}"

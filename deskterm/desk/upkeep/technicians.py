"""Who works at the desk: added, corrected, and taken off the list; what they did stays under their name."""

from __future__ import annotations

from collections.abc import Iterable

from deskterm.desk import leads
from deskterm.desk.context import Desk, by_anybody
from deskterm.desk.errors import Refused
from deskterm.desk.leads import LEAD
from deskterm.models.basics.faults import likely
from deskterm.models.records.base import Record
from deskterm.models.records.desk import PROGRAM, Technician
from deskterm.storage.agenda import appointments as appointment_rows
from deskterm.storage.database import Connection
from deskterm.storage.house import settings as setting_rows
from deskterm.storage.tickets import tickets as ticket_rows
from deskterm.storage.work import sessions as session_rows

FAR = 1 << 60


class Listed(Record, frozen=True, kw_only=True):
    """A technician as listed now; `was`: as listed before, None for one who is new."""

    now: Technician
    was: Technician | None = None


def technicians(desk: Desk) -> tuple[Technician, ...]:
    """Everybody who works at the desk."""
    with desk.read() as conn:
        return setting_rows.technicians(conn)


def add(desk: Desk, name: str, *, full_name: str = "", role: str = "") -> Listed:
    """Add somebody who works at the desk, or change what is given of one who is listed; the rest stays.

    Somebody who is not listed yet can add themselves. Who leads the team is for a lead to say, where the
    desk has any. Raises Refused for the program's own name.
    """
    if name.casefold() == PROGRAM:
        raise Refused("name_of_the_program", name=name)
    with by_anybody(), desk.write() as conn:
        was = _listed(conn, name)
        named = full_name or (was.full_name if was else name)
        now = Technician(name=name, full_name=named, role=role or (was.role if was else "technician"))
        if now == was:
            return Listed(now=now, was=was)
        if LEAD in {now.role, was.role if was else ""} and now.role != (was.role if was else ""):
            leads.check(desk, conn, "roles_by_lead")
        setting_rows.add_technician(conn, now)
        before = {"full_name": was.full_name, "role": was.role} if was else {}
        after = {"full_name": now.full_name, "role": now.role}
        deed = "technician_changed" if was else "technician_added"
        desk.record(conn, deed, target=name, before=before, after=after)
        return Listed(now=now, was=was)


def remove(desk: Desk, name: str) -> Technician:
    """Take somebody off the list; their work and their history stay.

    Raises NotFound, and Refused while they have tickets, a call or appointments, and where whoever is no lead
    takes one off.
    """
    with desk.write() as conn:
        was = _listed(conn, name)
        if was is None:
            desk.expect_technician(conn, name)
            raise Refused("nobody_listed", name=name)
        if was.role == LEAD:
            leads.check(desk, conn, "roles_by_lead")
        _check_idle(desk, conn, name)
        setting_rows.remove_technician(conn, name)
        before = {"full_name": was.full_name, "role": was.role}
        desk.record(conn, "technician_removed", target=name, before=before)
        return was


def may(desk: Desk, deed: str = "") -> dict[str, tuple[str, ...]]:
    """To which roles and names each deed is open of which the desk says so; or one. Raises Refused."""
    if deed:
        _check_deed(deed)
    with desk.read() as conn:
        return {one: leads.who_may(conn, one) for one in leads.DEEDS if deed in ("", one)}


def let(desk: Desk, deed: str, who: Iterable[str]) -> tuple[str, ...]:
    """Say who may do a deed: roles (`lead`, `technician`) and names; a lead's to say, where there is one.

    Raises Refused for an unknown deed, and NotFound for a name that nobody bears here.
    """
    _check_deed(deed)
    with desk.write() as conn:
        leads.check(desk, conn, "may_by_lead")
        words = tuple(dict.fromkeys(who))
        for word in words:
            if word not in leads.ROLES:
                desk.expect_technician(conn, word)
        before = leads.who_may(conn, deed)
        setting_rows.put(conn, f"{leads.MAY}{deed}", " ".join(words))
        was, now = {"who": list(before)}, {"who": list(words)}
        desk.record(conn, "may_changed", target=deed, before=was, after=now)
        return words


def _check_deed(deed: str) -> None:
    if deed not in leads.DEEDS:
        raise Refused("no_such_deed", like=likely(deed, leads.DEEDS), deed=deed, known=", ".join(leads.DEEDS))


def _check_idle(desk: Desk, conn: Connection, name: str) -> None:
    running = session_rows.running(conn, name)
    if running is not None:
        raise Refused("technician_calls", name=name, code=running.ticket)
    codes = ticket_rows.codes_in_hand(conn, name)
    if codes:
        raise Refused("technician_has_tickets", name=name, codes=", ".join(codes), first=codes[0])
    planned = appointment_rows.planned(conn, desk.now(), FAR, 1000)
    numbers = [str(one.id) for one in planned if one.technician == name]
    if numbers:
        raise Refused("technician_has_appointments", name=name, numbers=", ".join(numbers), first=numbers[0])


def _listed(conn: Connection, name: str) -> Technician | None:
    return next((one for one in setting_rows.technicians(conn) if one.name == name), None)

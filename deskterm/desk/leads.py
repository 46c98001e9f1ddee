"""What is a lead's to do: where the desk has any, they alone do it; where there is none, everybody may.

Who may take back what was filed, adjust, close a month, release and erase is a setting of the desk.
"""

from __future__ import annotations

from collections.abc import Iterable

from deskterm.desk.context import Desk, anybody
from deskterm.desk.errors import Refused
from deskterm.locale import t
from deskterm.storage.database import Connection
from deskterm.storage.house import settings as setting_rows

LEAD, TECHNICIAN = "lead", "technician"
ROLES = (LEAD, TECHNICIAN)
DEEDS = ("void", "adjust", "settle", "release", "erase")  # of which the desk says who may do them
MAY = "may."  # and the deed: under which its roles and names are kept


def may(desk: Desk, conn: Connection) -> bool:
    """Whether whoever works here may do what is a lead's to do."""
    leads = _listed(conn)
    return not leads or desk.who in leads


def check(desk: Desk, conn: Connection, code: str) -> None:
    """Refuse what is a lead's to do, by the sentence `errors.CODE` with their names, to whoever is none."""
    if not may(desk, conn):
        raise Refused(code, who=", ".join(_listed(conn)), me=desk.who)


def who_may(conn: Connection, deed: str) -> tuple[str, ...]:
    """The roles and names to which a deed is open; a lead's, where nobody has said."""
    return tuple(setting_rows.get(conn, f"{MAY}{deed}", LEAD).split())


def is_open(desk: Desk, conn: Connection, deed: str) -> bool:
    """Whether whoever works here may do it: by name or role; where nobody leads what is a lead's is all's."""
    people, open_to = setting_rows.technicians(conn), who_may(conn, deed)
    role = next((one.role for one in people if one.name == desk.who), "")
    leaderless = LEAD in open_to and not any(one.role == LEAD for one in people)
    known = not people or bool(role)
    return (
        anybody()
        or leaderless
        or desk.who in open_to
        or (known and TECHNICIAN in open_to)
        or (role in open_to)
    )


def expect(desk: Desk, conn: Connection, deed: str) -> None:
    """Refuse a deed to whoever it is not open to, naming those it is, and how that is changed."""
    if not is_open(desk, conn, deed):
        who = ", ".join(_people(conn, who_may(conn, deed)))
        raise Refused("may_not", deed=t(f"may.{deed}"), who=who, me=desk.who, word=deed)


def _people(conn: Connection, open_to: Iterable[str]) -> Iterable[str]:
    """By name whoever is meant: a role by those who have it."""
    people = setting_rows.technicians(conn)
    for word in open_to:
        of_role = [one.name for one in people if one.role == word]
        yield from of_role if word in ROLES and of_role else [word]


def _listed(conn: Connection) -> list[str]:
    return [person.name for person in setting_rows.technicians(conn) if person.role == LEAD]

"""What is a lead's to do: where the desk has any, they alone do it; where there is none, everybody may."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.storage.database import Connection
from deskterm.storage.house import settings as setting_rows

LEAD = "lead"


def may(desk: Desk, conn: Connection) -> bool:
    """Whether whoever works here may do what is a lead's to do."""
    leads = _listed(conn)
    return not leads or desk.who in leads


def check(desk: Desk, conn: Connection, code: str) -> None:
    """Refuse what is a lead's to do, by the sentence `errors.CODE` with their names, to whoever is none."""
    if not may(desk, conn):
        raise Refused(code, who=", ".join(_listed(conn)), me=desk.who)


def _listed(conn: Connection) -> list[str]:
    return [person.name for person in setting_rows.technicians(conn) if person.role == LEAD]

"""What was filed wrongly is taken back: a contact, a report, all of a ticket.

Who may do it is a setting of the desk (`leads`). Until the month of a charge is closed it is undone whole;
afterwards the next bill credits it, with its reference.
"""

from __future__ import annotations

from collections.abc import Sequence

from deskterm.desk import leads
from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.desk.steps import changes
from deskterm.desk.steps.billing import voids
from deskterm.desk.steps.billing.report_record import the_row
from deskterm.models.records.money import Voiding
from deskterm.storage.database import Connection
from deskterm.storage.money import voided as voided_rows


def ahead(desk: Desk, group_id: int) -> Voiding:
    """What voiding a contact would do. Raises Refused where nothing is filed, and to whoever may not."""
    with desk.read() as conn:
        leads.expect(desk, conn, "void")
        return voids.plan(desk, conn, group_id)


def of_ticket(desk: Desk, code: str) -> tuple[int, ...]:
    """The contacts of a ticket that are filed and stand. Raises Refused where there are none."""
    with desk.read() as conn:
        return _standing(conn, code)


def of_report(desk: Desk, number: str) -> int:
    """The contact of which a report tells. Raises NotFound."""
    with desk.read() as conn:
        return int(the_row(conn, number)["group_id"])


def void(desk: Desk, group_ids: Sequence[int], *, why: str, anew: bool = True) -> tuple[Voiding, ...]:
    """Take contacts back that were filed, all or none; `anew`: their work waits to be filed again.

    Raises Refused without a reason, for what is not filed or void already, and to whoever may not.
    """
    with desk.write() as conn:
        leads.expect(desk, conn, "void")
        reason = voids.reason(why)
        return tuple(voids.void(desk, conn, one, reason, anew=anew) for one in dict.fromkeys(group_ids))


def _standing(conn: Connection, code: str) -> tuple[int, ...]:
    ticket = changes.the_ticket(conn, code)
    found = voided_rows.standing(conn, ticket.id)
    if not found:
        raise Refused("nothing_filed", code=ticket.code)
    return found

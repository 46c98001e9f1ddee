"""A ticket becomes another customer's: what that means for its unit of a pack and for its work (O2, A6, A12).

The unit that was put aside goes back to the first customer's pack, and one of the other's is put aside; what
was filed stays with whom it was filed for. What was used up or paid already is nobody else's to have.
"""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.desk.steps.packs import units
from deskterm.desk.steps.work import contact_groups
from deskterm.models.records.states import OPEN_STATES
from deskterm.models.records.ticket import Ticket
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection


def check(conn: Connection, before: Ticket, after: Ticket) -> None:
    """Refuse where the first customer's unit is used up, or was paid: a new ticket is the way out."""
    if before.customer_id is None or before.customer_id == after.customer_id:
        return
    if units.spent(conn, before):
        whose = customer_rows.card(conn, before.customer_id, "")
        raise Refused("unit_spent", code=before.code, customer=whose.name or whose.code)


def changed(desk: Desk, conn: Connection, before: Ticket, after: Ticket) -> None:
    """The ticket has changed hands: `after` is how it stands now."""
    if before.customer_id == after.customer_id:
        return
    held = units.give_back(desk, conn, before)
    if held or (after.state in OPEN_STATES and after.answered_at is None):
        units.book_use(desk, conn, after, "opening")
    contact_groups.split(conn, after)

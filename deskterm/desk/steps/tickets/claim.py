"""Which process holds a ticket, written with the deed that takes it."""

from __future__ import annotations

from msgspec import structs

from deskterm.desk.context import Desk
from deskterm.desk.steps.work import process
from deskterm.models.records.ticket import Ticket
from deskterm.storage.database import Connection
from deskterm.storage.tickets import claims as claim_rows


def hold(desk: Desk, conn: Connection, ticket: Ticket) -> None:
    """This process has taken a ticket; the screens promise to say that they live."""
    put_claim(desk, conn, ticket.id, ticket.taken_at or desk.now(), beats=desk.beats)


def put_claim(desk: Desk, conn: Connection, ticket_id: int, at: int, *, beats: bool) -> None:
    """Write that this process holds the ticket."""
    beat_at = desk.now() if beats else None
    me = structs.asdict(process.this())
    claim_rows.put(conn, ticket_id, technician=desk.who, at=at, beat_at=beat_at, **me)

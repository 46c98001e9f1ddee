"""Requests that another team answers: they wait with it, not in the queue (D12, I13)."""

from __future__ import annotations

from deskterm.models.records.ticket import Ticket
from deskterm.storage.database import Connection
from deskterm.storage.tickets import decisions as decision_rows

VENDOR = "vendor"  # the team outside the house
TEAM = "team:"  # before the id of one of the house, in the reason of a rest


def reason(team: str) -> str:
    """Why a ticket rests that waits with a team: `vendor`, `team:research`."""
    return team if team == VENDOR else f"{TEAM}{team}"


def of(conn: Connection, ticket: Ticket) -> str:
    """The team to which the terms last sent a ticket; "" where they never did."""
    routed = [one for one in decision_rows.of_ticket(conn, ticket.id) if one.do == "route"]
    return str(routed[-1].detail.get("to") or "") if routed else ""

"""Access to a customer's machines, logged: opened, until when, closed."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.steps.gates.gate import Gate
from deskterm.models.records.work import Session
from deskterm.models.terms.facts import given
from deskterm.models.terms.service import Service
from deskterm.storage.database import Connection
from deskterm.storage.work import access as access_rows

LOGGED = ("server",)


def opened(desk: Desk, conn: Connection, gate: Gate, session: Session) -> None:
    """Note that a remote session has begun on a target whose access is logged (I7)."""
    target = str(gate.known.get("target") or "")
    if gate.service.like(session.kind) != "remote" or target not in logged(gate.service):
        return
    account = "administrator" if given(gate.known, "admin_account") else ""
    if given(gate.known, "temp_account"):
        account = "temporary"
    access_rows.append(
        conn,
        session_id=session.id,
        ticket_id=gate.ticket.id,
        customer_id=gate.ticket.customer_id,
        device=gate.device,
        target=target,
        account=account,
        deed="opened",
        at=session.started_at,
        expires_at=expires_at(gate.service, session.started_at) if account == "temporary" else None,
        by=desk.author,
    )


def closed(desk: Desk, conn: Connection, session: Session) -> None:
    """Note that a session has ended, if its beginning was logged."""
    lines = access_rows.of_session(conn, session.id)
    if len(lines) != 1:
        return
    access_rows.append(
        conn,
        session_id=session.id,
        ticket_id=session.ticket_id,
        customer_id=session.customer_id,
        device=lines[0].device,
        target=lines[0].target,
        account=lines[0].account,
        deed="closed",
        at=session.ended_at or session.started_at,
        expires_at=lines[0].expires_at,
        by=desk.author,
    )


def logged(service: Service) -> tuple[str, ...]:
    """The targets whose access is written down."""
    return service.access.logged if service.access else LOGGED


def expires_at(service: Service, at: int) -> int | None:
    """When a temporary account that was given at `at` ends (I7); None where the terms do not say."""
    return at + int(service.access.expires) if service.access else None

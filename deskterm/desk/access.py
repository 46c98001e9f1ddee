"""Access to customers' machines, written down for good: which target, with which account, from when to when.

Only what the terms log is logged; where they say nothing, servers are (Garante, 27 November 2008).
"""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.customers import the_customer
from deskterm.desk.gates import Gate
from deskterm.models.evidence import Access
from deskterm.models.facts import given
from deskterm.models.records import Session
from deskterm.models.terms import Service
from deskterm.storage import access as kept
from deskterm.storage.database import Connection

LOGGED = ("server",)


def opened(desk: Desk, conn: Connection, gate: Gate, session: Session) -> None:
    """Note that a remote session has begun on a target whose access is logged (I7)."""
    target = str(gate.known.get("target") or "")
    if session.kind != "remote" or target not in logged(gate.service):
        return
    account = "administrator" if given(gate.known, "admin_account") else ""
    if given(gate.known, "temp_account"):
        account = "temporary"
    kept.append(
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
        by=desk.who,
    )


def closed(desk: Desk, conn: Connection, session: Session) -> None:
    """Note that a session has ended, if its beginning was logged."""
    lines = kept.of_session(conn, session.id)
    if len(lines) != 1:
        return
    kept.append(
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
        by=desk.who,
    )


def log(desk: Desk, *, customer: str | None = None, limit: int = 200) -> tuple[Access, ...]:
    """The newest lines of the access log, newest first; of one customer (by code) or of all."""
    with desk.read() as conn:
        number = the_customer(conn, customer) if customer else None
        return kept.page(conn, customer_id=number, limit=limit)


def logged(service: Service) -> tuple[str, ...]:
    """The targets whose access is written down."""
    return service.access.logged if service.access else LOGGED


def expires_at(service: Service, at: int) -> int | None:
    """When a temporary account that was given at `at` ends (I7); None where the terms do not say."""
    return at + int(service.access.expires) if service.access else None

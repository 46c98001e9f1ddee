"""The gateway to `project` and `project_line`: work that is agreed in steps (I13)."""

from __future__ import annotations

from typing import Any

from deskterm.models.rules.projects import Project, ProjectLine
from deskterm.storage.database import Connection, Row

SELECT = (
    "SELECT project.*, ticket.code AS ticket, ticket.subject, ticket.terms_id, customer.name AS customer"
    " FROM project JOIN ticket ON ticket.id = project.ticket_id"
    " JOIN customer ON customer.id = project.customer_id "
)
PLAIN = (
    "id ticket_id ticket subject customer_id customer terms_id topic state opened_at by ended_at why"
).split()
LINE = "step deed day who message_id note at by".split()


def insert(conn: Connection, *, ticket_id: int, customer_id: int, topic: str, at: int, by: str) -> Project:
    """Open a project of a ticket."""
    row = conn.execute(
        "INSERT INTO project (ticket_id, customer_id, topic, state, opened_at, by)"
        " VALUES (?, ?, ?, 'open', ?, ?) RETURNING id",
        (ticket_id, customer_id, topic, at, by),
    ).fetchone()
    return _record(conn.execute(SELECT + "WHERE project.id = ?", (row[0],)).fetchone())


def end(conn: Connection, project_id: int, *, state: str, at: int, why: str = "") -> None:
    """End a project, or say that a delivered one is obsolete."""
    conn.execute(
        "UPDATE project SET state = ?, ended_at = ?, why = ? WHERE id = ?", (state, at, why, project_id)
    )


def append(conn: Connection, project_id: int, line: ProjectLine) -> None:
    """Add a line to a project."""
    values = [getattr(line, name) for name in LINE]
    conn.execute(
        "INSERT INTO project_line (project_id, step, deed, day, who, message_id, note, at, by)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [project_id, *values],
    )


def lines(conn: Connection, project_id: int) -> tuple[ProjectLine, ...]:
    """A project's lines, in order."""
    rows = conn.execute("SELECT * FROM project_line WHERE project_id = ? ORDER BY id", (project_id,))
    return tuple(ProjectLine(**{name: row[name] for name in LINE}) for row in rows.fetchall())


def of_ticket(conn: Connection, ticket_id: int) -> Project | None:
    """The project of a ticket."""
    row = conn.execute(SELECT + "WHERE project.ticket_id = ?", (ticket_id,)).fetchone()
    return _record(row) if row else None


def of_customer(conn: Connection, customer_id: int, limit: int) -> tuple[Project, ...]:
    """A customer's projects, the newest first."""
    rows = conn.execute(
        SELECT + "WHERE project.customer_id = ? ORDER BY project.id DESC LIMIT ?", (customer_id, limit)
    ).fetchall()
    return tuple(_record(row) for row in rows)


def page(conn: Connection, *, every: bool, after: int, limit: int) -> tuple[Project, ...]:
    """Projects in the order in which they were opened: the open ones, or every one."""
    rows = conn.execute(
        SELECT + "WHERE project.id > ? AND (project.state = 'open' OR ?) ORDER BY project.id LIMIT ?",
        (after, int(every), limit),
    ).fetchall()
    return tuple(_record(row) for row in rows)


def _record(row: Row) -> Project:
    values: dict[str, Any] = {name: row[name] for name in PLAIN}
    return Project(**values)

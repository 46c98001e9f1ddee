"""What is said as work begins: what the terms warn of, the tool, that nobody need answer at this hour."""

from __future__ import annotations

from deskterm.commands.frame.line import Line
from deskterm.desk.calls import gates
from deskterm.desk.steps.intake import doors
from deskterm.desk.tickets import tickets
from deskterm.exits import say
from deskterm.locale import language, t
from deskterm.models.records.work import Session

BEFORE = ("call", "remote", "onsite")  # the gates at which a session begins


def warn(line: Line, session: Session) -> None:
    """Say what the terms warn of at this gate, and by which tool the work is done (M17)."""
    if tool := gates.tool_of(line.desk, session.id):
        say(t("commands.call.tool", tool=tool))
    service = line.terms_of(session.ticket)
    for one in tickets.why(line.desk, session.ticket):
        if one.at == session.started_at and one.do in ("warn", "remind") and one.point in BEFORE:
            say(f"{one.rule}: {service.clause(one.rule, language())}")
    rings = session.inbound and service.like(session.kind) == "call"
    if rings and (told := doors.said_out_of_hours(service, session.started_at)):
        say(told)

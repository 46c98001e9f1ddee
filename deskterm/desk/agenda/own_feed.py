"""One's own appointments for a calendar program that subscribes to them."""

from __future__ import annotations

from deskterm.desk.agenda import appointments
from deskterm.desk.context import Desk
from deskterm.desk.steps.letters import invitation
from deskterm.locale import t


def content(desk: Desk) -> bytes:
    """This technician's appointments as iCalendar; the same desk gives the same bytes."""
    name = t("agenda.feed", who=desk.who, service=desk.service.name)
    return invitation.calendar(desk.service, appointments.own(desk), name=name, ours=True)

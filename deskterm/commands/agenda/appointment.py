"""`deskterm appointment`: agreed sessions, on site or remote."""

from __future__ import annotations

from typing import Any

from deskterm.commands.answers import json, wording
from deskterm.commands.frame import output
from deskterm.commands.frame.base import argument, command, group, option
from deskterm.commands.frame.kinds import AGENDA, CODE, COMING, NUMBER, TEXT, Minutes, Text
from deskterm.commands.frame.line import Line
from deskterm.desk.agenda import appointments
from deskterm.locale import t, works
from deskterm.models.records.agenda import Appointment

appointment = group("appointment")
MINUTES = Minutes()


@command("appointment.list", appointment, rows=True)
@option("--since", type=AGENDA)
@option("--before", type=AGENDA)
def list_(line: Line, *, since: int | None, before: int | None) -> None:
    """What is agreed, from today on."""
    found = appointments.listing(line.desk, low=since, high=before)
    rows = (json.appointment(line, one) for one in found)
    columns = [
        output.Column(t("commands.col.number"), lambda row: row["id"], right=True),
        output.Column(t("commands.col.started"), lambda row: wording.moment(row["starts_at"])),
        output.Column(t("commands.col.kind"), lambda row: works.on_line(row["kind"])),
        output.Column(t("commands.col.customer"), wording.customer, flexible=True),
        output.Column(t("commands.col.taken_by"), lambda row: row["technician"]),
        output.Column(t("commands.col.ticket"), lambda row: row["ticket"]),
    ]
    line.answer_each(rows, lambda found: output.table(found, columns, output.nothing("appointments")))


@command("appointment.add", appointment)
@argument("code", type=CODE)
@option("--start", "started", type=COMING)
@option("--minutes", type=MINUTES, default=60)
@option("--kind", type=Text("kind"), default="")
@option("--technician", type=Text("name"), default="")
@option("--paid/--unpaid", default=None)
@option("--note", type=TEXT, default="")
@option("--tell", is_flag=True)
def add(line: Line, *, code: str, started: int | None, minutes: int, **given: Any) -> None:
    """Agree a session of a ticket; without a start, the first that is free."""
    who = given["technician"]
    starts_at = (
        appointments.proposal(line.desk, code, minutes=minutes, technician=who)
        if started is None
        else started
    )
    _show(line, appointments.add(line.desk, code, starts_at=starts_at, minutes=minutes, **given))


@command("appointment.move", appointment)
@argument("number", type=NUMBER)
@option("--start", "started", type=COMING, required=True)
@option("--minutes", type=MINUTES)
@option("--technician", type=Text("name"), default="")
def move(line: Line, *, number: int, started: int, minutes: int | None, technician: str) -> None:
    """Agree on another time."""
    _show(
        line,
        appointments.move(line.desk, number, starts_at=started, minutes=minutes, technician=technician),
    )


@command("appointment.cancel", appointment)
@argument("number", type=NUMBER)
@option("--why", type=TEXT, required=True)
def cancel(line: Line, *, number: int, why: str) -> None:
    """Call an appointment off."""
    _show(line, appointments.cancel(line.desk, number, why=why))


@command("appointment.done", appointment)
@argument("number", type=NUMBER)
def done(line: Line, *, number: int) -> None:
    """The session has taken place."""
    _show(line, appointments.done(line.desk, number))


def _show(line: Line, one: Appointment) -> None:
    facts = json.appointment(line, one)
    told = t(
        "commands.appointment.told",
        id=one.id,
        ticket=one.ticket,
        kind=works.on_line(one.kind),
        start=wording.moment(facts["starts_at"]),
        technician=one.technician,
        state=t(f"commands.appointment_state.{one.state}"),
    )
    paid = f"\n{t('commands.appointment.paid')}" if one.paid else ""
    line.answer(facts, lambda: told + paid)

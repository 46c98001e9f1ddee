"""`deskterm claim`: who holds which ticket and from where, and putting a stale one back in the queue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deskterm.commands.answers import marks, wording
from deskterm.commands.answers.ticket import show_ticket
from deskterm.commands.frame import output
from deskterm.commands.frame.base import argument, command, group, option
from deskterm.commands.frame.kinds import CODE, TEXT
from deskterm.commands.frame.line import Line
from deskterm.desk.queue import claims
from deskterm.locale import t
from deskterm.models.records.desk import Claim

claim = group("claim")


@command("claim.list", claim, rows=True)
@option("--stale", is_flag=True)
def list_(line: Line, *, stale: bool) -> None:
    """Who holds which ticket."""
    columns = [
        output.Column(t("commands.col.ticket"), lambda row: row["ticket"]),
        output.Column(t("commands.col.customer"), lambda row: wording.short(_whose(row), 20)),
        output.Column(t("commands.col.subject"), lambda row: row["subject"], flexible=True),
        output.Column(t("commands.col.who"), lambda row: row["taken_by"]),
        output.Column(t("commands.col.age"), lambda row: wording.age(line, row["taken_at"]), right=True),
        output.Column(t("commands.col.claim"), lambda row: t(f"commands.claim.{row['state']}")),
    ]
    rows = (_facts(line, one) for one in claims.listing(line.desk, stale=stale))
    line.answer_each(rows, lambda found: output.table(found, columns, output.nothing("claims")))


@command("claim.release", claim)
@argument("code", type=CODE)
@option("--why", type=TEXT, default="")
def release(line: Line, *, code: str, why: str) -> None:
    """Put somebody's ticket back at its place."""
    one = claims.release(line.desk, code, why=why)
    show_ticket(line, one, t("commands.claim.released", code=one.code))


def _facts(line: Line, one: Claim) -> dict[str, Any]:
    return {
        "ticket": one.ticket,
        "customer": one.customer,
        "subject": one.subject,
        "taken_by": one.technician,
        "taken_at": line.stamp(one.taken_at),
        "host": one.host,
        "pid": one.pid,
        "heartbeat_at": None if one.beat_at is None else line.stamp(one.beat_at),
        "state": one.state,
        "unsure": one.unsure,
    }


def _whose(row: Mapping[str, Any]) -> str:
    return marks.whose({"customer_name": row["customer"], "unsure": row["unsure"]})

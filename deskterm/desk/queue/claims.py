"""Who holds a ticket, from which process, and whether that process still lives (R5).

A ticket in hand stays in hand: the desk itself takes nothing from anybody. The screens say once a minute
that they live, and hold every ticket that their technician has in hand. A claim is `stale` when its process
is gone and has been silent for two beats, or cannot be seen to be gone and has been silent for ten: the lead
may then release it, and the ticket is back at its own place. A ticket taken on the line is held by no process
that lives on (`unattended`), like those of a technician who has left the screens in good order: its age says
what there is to say. Starting the screens again takes up whatever is in their technician's hand.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from msgspec import structs

from deskterm.desk import leads
from deskterm.desk.context import Desk, by_itself
from deskterm.desk.errors import Busy, Refused
from deskterm.desk.steps import changes
from deskterm.desk.steps.tickets import dependents
from deskterm.desk.steps.tickets.claim import put_claim
from deskterm.desk.steps.work import process
from deskterm.desk.steps.work.process import Process
from deskterm.models.basics.text import clean
from deskterm.models.records.desk import Claim
from deskterm.models.records.ticket import Ticket
from deskterm.storage.database import Row
from deskterm.storage.tickets import claims as claim_rows
from deskterm.storage.tickets import tickets as ticket_rows

BEAT = 60  # seconds between two signs of life
GONE = 2 * BEAT  # silence of a process that is gone, after which its claims are stale
SILENT = 10 * BEAT  # silence of one that may still be there


def listing(desk: Desk, *, stale: bool = False) -> tuple[Claim, ...]:
    """Every ticket in hand with who holds it, the one taken first in front; only the stale ones, if asked."""
    with desk.read() as conn:
        found = tuple(_record(desk, row) for row in claim_rows.in_hand(conn))
    return tuple(one for one in found if one.state == "stale" or not stale)


def beat(desk: Desk) -> int:
    """Say that this process lives, for all that its technician has in hand; how many tickets it holds.

    What another living process of the same technician holds stays there. A busy desk waits for the next beat.
    """
    desk.beats = True
    with desk.read() as conn:
        if not claim_rows.in_hand(conn, desk.who):
            return 0
    held = 0
    with suppress(Busy), by_itself(), desk.write() as conn:
        for row in claim_rows.in_hand(conn, desk.who):
            if not _is_another(desk, row):
                put_claim(desk, conn, row["id"], row["taken_at"], beats=True)
                held += 1
    return held


def leave(desk: Desk) -> None:
    """The screens are left in good order: what was in hand stays there, without a promise to say more."""
    desk.beats = False
    with by_itself(), desk.write() as conn:
        claim_rows.silence(conn, **structs.asdict(process.this()))


def release(desk: Desk, code: str, *, why: str = "") -> Ticket:
    """Put somebody's ticket back at its place in the queue: the lead's deed, kept with who had it and why.

    A claim that is not stale needs a reason. Raises Refused without one, and to whoever may not.
    """
    with desk.write() as conn:
        ticket = changes.the_ticket(conn, code)
        if ticket.state != "taken":
            raise Refused("release_not_taken", code=ticket.code)
        leads.expect(desk, conn, "release")
        row = claim_rows.of_ticket(conn, ticket.id)
        held = _record(desk, row) if row is not None else None
        if (held is None or held.state != "stale") and not why.strip():
            raise Refused("release_needs_reason", code=ticket.code, who=ticket.taken_by or "")
        rest = dependents.rest(desk, conn, ticket) or {"state": "queued", "wait_reason": "", "until": None}
        written: dict[str, Any] = {**rest, "taken_by": None, "taken_at": None}
        before = {name: getattr(ticket, name) for name in written}
        said = {"why": clean(why).strip()} | _told(held)
        freed = ticket_rows.update(conn, ticket.id, **written)
        claim_rows.drop(conn, ticket.id)
        desk.record(
            conn, "released", ticket_id=ticket.id, target=ticket.code, before=before, after=written | said
        )
        return freed


def _is_another(desk: Desk, row: Row) -> bool:
    """Whether another process, alive and saying so, holds the ticket."""
    holder = _process(row)
    if holder is None or row["beat_at"] is None or holder == process.this():
        return False
    return _state(desk, row) == "held" and process.lives(holder) is not False


def _state(desk: Desk, row: Row) -> str:
    holder = _process(row)
    if holder is None or row["beat_at"] is None:
        return "unattended"
    silence = desk.now() - row["beat_at"]
    if silence < GONE or (silence < SILENT and process.lives(holder) is not False):
        return "held"
    return "stale"


def _process(row: Row) -> Process | None:
    if row["host"] is None:
        return None
    return Process(host=row["host"], boot_id=row["boot_id"], pid=row["pid"], born=row["born"])


def _record(desk: Desk, row: Row) -> Claim:
    return Claim(
        ticket=row["code"],
        subject=row["subject"],
        customer=row["customer"],
        technician=row["taken_by"],
        taken_at=row["taken_at"],
        host=row["host"] or "",
        pid=row["pid"],
        beat_at=row["beat_at"],
        state=_state(desk, row),
        unsure=bool(row["unsure"]),
    )


def _told(held: Claim | None) -> dict[str, Any]:
    """What the event keeps of the claim that was released."""
    if held is None:
        return {}
    return {"had": held.technician, "claim": held.state, "host": held.host, "pid": held.pid}

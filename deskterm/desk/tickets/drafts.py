"""What is typed and not sent yet: kept as it is typed, offered again, gone when it is sent or thrown away.

A draft is no deed: it has no event and no history. `about` is a ticket's code, `message:12` for a request
that became no ticket, a customer's code or "" for a request that is typed in. Notes of a call are the
contact's own (`desk/billing/filing.py`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound, Refused
from deskterm.models.basics.text import clean
from deskterm.models.records.base import Record
from deskterm.storage.database import Row
from deskterm.storage.tickets import drafts as draft_rows
from deskterm.storage.tickets import tickets as ticket_rows

A = TypeVar("A")
SHOWN = 200
REQUEST = "request"  # the kind of a request that is typed in


class KeptDraft(Record, frozen=True, kw_only=True):
    """A text as it was typed last. `kind`: answer clarify file not_reached pack note hand_over request.

    `fields`: what stands in a request's fields. `begun_at`, `saved_at`: seconds since 1970 UTC.
    """

    kind: str
    about: str
    by: str
    text: str
    fields: dict[str, Any]
    begun_at: int
    saved_at: int


def keep(
    desk: Desk, kind: str, about: str, text: str, fields: Mapping[str, Any] | None = None
) -> KeptDraft | None:
    """Keep what this technician is typing, in place of what was kept; nothing at all is kept as no draft."""
    text, key = clean(text, lines=True), (desk.who, kind, about)
    with desk.write() as conn:
        if not text.strip() and not fields:
            draft_rows.drop(conn, key)
            return None
        draft_rows.put(conn, key, body=text, fields=fields or {}, at=desk.now())
        row = draft_rows.get(conn, key)
    return _record(row) if row is not None else None


def throw_away(desk: Desk, kind: str, about: str) -> None:
    """This technician wants it no more."""
    with desk.write() as conn:
        draft_rows.drop(conn, (desk.who, kind, about))


def send(desk: Desk, kind: str, about: str, deed: Callable[..., A], *args: Any, **kwargs: Any) -> A:
    """Do the deed that sends it: both happen, that and the end of the draft, or neither.

    Raises what the deed raises.
    """
    with desk.write() as conn:
        done = deed(desk, *args, **kwargs)
        draft_rows.drop(conn, (desk.who, kind, about))
        return done


def find(desk: Desk, kind: str, about: str) -> KeptDraft | None:
    """This technician's own; None where nothing was begun."""
    with desk.read() as conn:
        row = draft_rows.get(conn, (desk.who, kind, about))
    return _record(row) if row is not None else None


def of_ticket(desk: Desk, code: str) -> tuple[KeptDraft, ...]:
    """Everybody's about a ticket, the one typed last in front."""
    with desk.read() as conn:
        return tuple(_record(row) for row in draft_rows.about(conn, code))


def mine(desk: Desk) -> tuple[KeptDraft, ...]:
    """This technician's, the one typed last in front."""
    with desk.read() as conn:
        return tuple(_record(row) for row in draft_rows.of_technician(conn, desk.who, SHOWN))


def take_over(desk: Desk, kind: str, code: str, *, by: str) -> KeptDraft:
    """Go on with a colleague's draft about a ticket that is in these hands now; it is theirs no more.

    Raises NotFound where it stands no more, Refused where the ticket is in other hands.
    """
    with desk.write() as conn:
        ticket = ticket_rows.by_code(conn, code)
        if ticket is None or draft_rows.get(conn, (by, kind, ticket.code)) is None:
            raise NotFound("no_draft", code=code, who=by)
        if ticket.taken_by != desk.who:
            raise Refused("draft_of_another", code=ticket.code, who=by)
        draft_rows.give(conn, (by, kind, ticket.code), desk.who)
        row = draft_rows.get(conn, (desk.who, kind, ticket.code))
    if row is None:
        raise NotFound("no_draft", code=code, who=by)
    return _record(row)


def _record(row: Row) -> KeptDraft:
    return KeptDraft(
        kind=row["kind"],
        about=row["about"],
        by=row["technician"],
        text=row["body"],
        fields=json.loads(row["fields"]),
        begun_at=row["begun_at"],
        saved_at=row["saved_at"],
    )

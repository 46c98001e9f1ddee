"""What a person sees of the letters that go out, and says of one: again, it arrived, not at all, later."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.steps.tickets import answered as answer_steps
from deskterm.desk.steps.tickets import writing
from deskterm.desk.steps.trust import letter_stood, present_address
from deskterm.locale import has, t
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.base import Record
from deskterm.models.records.mails import Outgoing
from deskterm.models.records.ticket import Message
from deskterm.storage.database import Connection
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import outgoing as outgoing_rows
from deskterm.storage.tickets import tickets as ticket_rows

A = TypeVar("A")
TROUBLED = outgoing_rows.TROUBLED
STATES = ("waiting", "going", *TROUBLED, "sent", "arrived")


class Outbox(Record, frozen=True, kw_only=True):
    """The letters on their way; each list holds the first of its kind, `waits` counts all that wait."""

    waits: int
    letters: tuple[Outgoing, ...]


def outbox(desk: Desk, states: tuple[str, ...] = STATES[:-2], *, limit: int = 200) -> Outbox:
    """Letters in these states: what needs a person first, then what goes, waits, and what has gone."""
    with desk.read() as conn:
        found: list[Outgoing] = []
        for outcome in TROUBLED:
            found += outgoing_rows.troubled(conn, outcome, limit) if outcome in states else ()
        found += outgoing_rows.going(conn) if "going" in states else ()
        found += outgoing_rows.waiting(conn, limit) if "waiting" in states else ()
        if "sent" in states or "arrived" in states:
            found += [one for one in outgoing_rows.gone(conn, limit) if one.state in states]
        return Outbox(waits=outgoing_rows.waiting_count(conn), letters=tuple(found[:limit]))


def timed(desk: Desk, *, start: int = 0, limit: int = 50) -> tuple[Message, ...]:
    """The letters that wait for a moment that somebody named, or for another try."""
    with desk.read() as conn:
        letters = outgoing_rows.timed(conn, start=start, limit=limit)
        found = (message_rows.get(conn, one.number) for one in letters)
        return tuple(one for one in found if one is not None)


def timed_count(desk: Desk) -> int:
    """How many those are."""
    with desk.read() as conn:
        return outgoing_rows.timed_count(conn)


def way(desk: Desk, number: int) -> Outgoing:
    """What became of a letter of ours. Raises NotFound."""
    with desk.read() as conn:
        return _the_letter(conn, number)


def send_again(desk: Desk, number: int) -> Outgoing:
    """It goes once more, under the Message-ID that it had: who got it knows it for the same.

    Also one that somebody stopped, or marked as arrived, by mistake. Where its address was corrected since,
    it goes to the corrected one. Raises Refused for every other: what waits goes by itself.
    """
    with desk.write() as conn:
        one = _expect(conn, number, *TROUBLED, "withdrawn", "arrived")
        if not one.to:
            raise Refused("letter_not_there", number=number)
        message_rows.update(conn, number, state="outbox", outcome="", reason="")
        outgoing_rows.note(conn, number, **present_address.ANEW, not_before=None, answer="", at=None)
        return _told(desk, conn, one, "letter_again", **_readdressed(conn, one))


def arrived(desk: Desk, number: int) -> Outgoing:
    """The customer has it, by whatever way: it does not go any more.

    Raises Refused for one that has gone, and for one that goes yet: nobody has it.
    """
    with desk.write() as conn:
        one = _expect(conn, number, *TROUBLED)
        stood = {**letter_stood.stands(conn, one), "at": one.at}
        was = None if one.ticket_id is None else ticket_rows.by_id(conn, one.ticket_id)
        answer_steps.leaves(desk, conn, one, desk.now())
        message_rows.update(conn, number, state="filed", outcome="arrived", reason="")
        outgoing_rows.note(conn, number, first_at=None, next_at=None, at=desk.now())
        stood["answered_at"] = None if was is None else was.answered_at
        return _told(desk, conn, one, letter_stood.ARRIVED, stood=stood)


def not_at_all(desk: Desk, number: int, *, why: str = "") -> Outgoing:
    """It is not to be sent, or not again; what it answered or asked is open again (`stands`).

    Raises Refused for one that has gone.
    """
    with desk.write() as conn:
        one = _expect(conn, number, "waiting", *TROUBLED)
        message_rows.update(conn, number, state="dismissed")
        outgoing_rows.note(conn, number, first_at=None, next_at=None)
        answer_steps.never_leaves(desk, conn, one)
        return _told(desk, conn, one, "letter_stopped", why=why)


def stands(desk: Desk, letter: Outgoing) -> str:
    """Where the ticket of a letter that was stopped is by now, in words; "" of one without a ticket."""
    if letter.ticket_id is None:
        return ""
    with desk.read() as conn:
        ticket = ticket_rows.by_id(conn, letter.ticket_id)
    told = {"code": short(ticket.code), "who": ticket.taken_by or ""}
    state = "maybe" if letter.went and ticket.state == "answered" else ticket.state
    return t(f"outbox.ticket.{state}", **told) if has(f"outbox.ticket.{state}") else ""


def later(desk: Desk, number: int, at: int | None) -> Outgoing:
    """It goes, but not before `at`; None: at once; to its address as it is by now.

    Raises Refused for a past moment, or one that went.
    """
    with desk.write() as conn:
        one = _expect(conn, number, "waiting", *TROUBLED)
        if at is not None and at <= desk.now():
            raise Refused("letter_later_past")
        answer_steps.leaves(desk, conn, one, at or desk.now())
        message_rows.update(conn, number, state="outbox", outcome="", reason="")
        outgoing_rows.note(conn, number, **present_address.ANEW, not_before=at, at=None)
        return _told(desk, conn, one, "letter_later", until=at, **_readdressed(conn, one))


def written_for_later(desk: Desk, until: int, deed: Callable[..., A], *args: object, **told: object) -> A:
    """Do a deed whose letters go not before `until`. Raises Refused for a past moment, and what it raises."""
    if until <= desk.now():
        raise Refused("letter_later_past")
    with writing.put_off(until):
        return deed(desk, *args, **told)


def _readdressed(conn: Connection, one: Outgoing) -> dict[str, str]:
    """Let it go to the address that counts by now, as another letter to its server; what the event tells."""
    to = present_address.of(conn, one)
    if to == one.to:
        return {}
    present_address.readdress(conn, one, to)
    return {"to": to, "was": one.to}


def _the_letter(conn: Connection, number: int) -> Outgoing:
    one = outgoing_rows.get(conn, number)
    if one is None:
        raise NotFound("no_message", number=number)
    return one


def _expect(conn: Connection, number: int, *states: str) -> Outgoing:
    one = _the_letter(conn, number)
    if one.state not in states:
        raise Refused("letter_waits" if one.state == "waiting" else "letter_not_there", number=number)
    return one


def _told(desk: Desk, conn: Connection, one: Outgoing, deed: str, **said: object) -> Outgoing:
    after = {"message": one.number, "kind": one.kind, **said}
    desk.record(conn, deed, ticket_id=one.ticket_id, target=one.ticket or str(one.number), after=after)
    return _the_letter(conn, one.number)

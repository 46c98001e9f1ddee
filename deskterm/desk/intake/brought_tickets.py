"""Tickets of another desk with their threads: each message once, in its place, with its time.

Nothing is sent, promised anew that is over, called back, or billed by it. A ticket keeps its time of arrival,
so the queue is as it was; what changed there since, nobody having worked on it here, is followed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from deskterm.desk.context import Desk, new_token
from deskterm.desk.steps import changes, snapshots
from deskterm.desk.steps.facts import day_of
from deskterm.desk.steps.intake import booking
from deskterm.desk.steps.tickets import due
from deskterm.locale import t
from deskterm.models.basics.text import clean
from deskterm.models.records.base import Record
from deskterm.models.records.exports.other_desk import BroughtIn, OtherMessage, OtherTicket, Remark
from deskterm.models.records.request import IncomingRequest
from deskterm.models.records.states import DONE_STATES
from deskterm.models.records.ticket import Ticket
from deskterm.models.rules import order
from deskterm.models.rules.due import Due, all_due
from deskterm.models.rules.rules import RuleAction
from deskterm.models.terms.facts import Facts
from deskterm.models.terms.sections import Channel
from deskterm.storage.attached import attachments
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection
from deskterm.storage.house import brought as brought_rows
from deskterm.storage.house import settings as setting_rows
from deskterm.storage.house.brought import BroughtKey
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import tickets as ticket_rows
from deskterm.storage.work import sessions as session_rows

WAITS = "clarification"  # for what a ticket that waits for its customer there waits here


class Handling(Record, frozen=True, kw_only=True):
    """How tickets are taken over. `technicians`: who an agent of there is here, by name, login or address.

    `promise`: what is owed and over by the terms is promised anew, from now. `channel`: by which everything
    is held to have come, where the kind that an export tells is not meant.
    """

    technicians: Mapping[str, str] = {}  # msgspec gives each record its own
    promise: bool = False
    channel: str = ""


def bring(desk: Desk, whence: str, one: OtherTicket, how: Handling) -> BroughtIn:
    """Bring a ticket in from the desk `whence`, or what is new of it.

    A ticket whose first message stands here already, with the same Message-ID, is that one.
    """
    with desk.as_of(one.at), desk.write() as conn:
        row = brought_rows.get(conn, whence, "ticket", one.key)
        if row is not None:
            return _again(desk, conn, whence, one, row)
        standing = _standing(conn, one)
        if standing is not None:
            return _into(desk, conn, whence, one, standing)
        return _Booking(desk, conn, whence, one, how).made()


def _standing(conn: Connection, one: OtherTicket) -> Ticket | None:
    """The ticket in whose thread the first message that came in stands, fetched or imported as a mail."""
    first = next((message.message_id for message in one.messages if message.direction == "in"), "")
    found = message_rows.tickets_of(conn, [first]) if first else ()
    return ticket_rows.by_id(conn, found[0]) if found else None


def _into(desk: Desk, conn: Connection, whence: str, one: OtherTicket, ticket: Ticket) -> BroughtIn:
    untouched = _is_untouched(conn, one, ticket)
    messages, files = _messages(desk, conn, whence, one, ticket)
    remarks = [Remark(code="there")]
    if ticket.state != one.state and not untouched:
        remarks.append(Remark(code="state_differs", detail=one.word))
    after = {"whence": whence, "number": one.number, "messages": messages}
    desk.record(conn, "ticket_brought", ticket_id=ticket.id, target=ticket.code, after=after)
    if ticket.state != one.state and untouched:
        ticket = _followed(desk, conn, one, ticket)
    _keep(desk, conn, whence, one, ticket)
    return _told(one, ticket, "changed", (messages, files), tuple(remarks))


def _is_untouched(conn: Connection, one: OtherTicket, ticket: Ticket) -> bool:
    """Whether a ticket that came by mail waits as it came: nobody took it, called, answered or asked back.

    Nor has the customer written here since what the export knows of.
    """
    if ticket.state != "queued" or ticket.unmade or ticket.merged or ticket.answered_at is not None:
        return False
    known = {message.message_id for message in one.messages if message.message_id}
    last = max([one.ended_at or one.at, *(message.at for message in one.messages)])
    for message in message_rows.of_ticket(conn, ticket.id):
        new = message.direction == "in" and message.message_id not in known and message.received_at > last
        if message.kind == "answer" or new:
            return False
    return not session_rows.of_ticket(conn, ticket.id)


def _followed(desk: Desk, conn: Connection, one: OtherTicket, ticket: Ticket) -> Ticket:
    """The ticket as it stands there."""
    new = _resting(one, desk.now()) | {"taken_by": None, "taken_at": None}
    return changes.change(desk, conn, ticket, "ticket_followed", **new)


def _again(desk: Desk, conn: Connection, whence: str, one: OtherTicket, row: BroughtKey) -> BroughtIn:
    """What is new of a ticket that was brought in: messages, and its state, if nobody changed it here."""
    ticket = ticket_rows.by_id(conn, row.own_id)
    waits = row.given == "queued" and one.state in DONE_STATES  # it is done there, and was left waiting here
    follows = _is_untouched(conn, one, ticket) if waits else ticket.state == row.given
    messages, files = _messages(desk, conn, whence, one, ticket)
    remarks: tuple[Remark, ...] = ()
    moved = one.state != row.state or waits
    if moved and follows and not (ticket.unmade or ticket.merged):
        ticket = _followed(desk, conn, one, ticket)
    elif moved and ticket.state != one.state:
        remarks = (Remark(code="state_differs", detail=one.word),)
    if messages:
        after = {"whence": whence, "number": one.number, "messages": messages}
        desk.record(conn, "ticket_brought", ticket_id=ticket.id, target=ticket.code, after=after)
    if moved:
        _keep(desk, conn, whence, one, ticket)
    outcome = "changed" if messages or (moved and not remarks) else "same"
    return _told(one, ticket, outcome, (messages, files), remarks)


def _told(
    one: OtherTicket, ticket: Ticket, outcome: str, came: tuple[int, int], remarks: tuple[Remark, ...]
) -> BroughtIn:
    return BroughtIn(
        kind="ticket",
        key=one.key,
        number=one.number,
        code=ticket.code,
        outcome=outcome,
        remarks=remarks,
        messages=came[0],
        files=came[1],
    )


def _keep(desk: Desk, conn: Connection, whence: str, one: OtherTicket, ticket: Ticket) -> None:
    said = {"number": one.number, "state": one.state, "given": ticket.state}
    brought_rows.keep(conn, whence, "ticket", one.key, ticket.id, at=desk.now(), **said)


def _messages(desk: Desk, conn: Connection, whence: str, one: OtherTicket, ticket: Ticket) -> tuple[int, int]:
    """Put the messages that were never brought in into the thread; how many, and how many files."""
    messages = files = 0
    for message in one.messages:
        if brought_rows.get(conn, whence, "message", message.key) is not None:
            continue
        there = message_rows.by_message_id(conn, message.message_id) if message.message_id else None
        number = there.id if there else _insert(conn, whence, one, message, ticket)
        if there is None:
            for file in message.files:
                attachments.attach(
                    conn, number, name=file.name, media_type=file.media_type, content=file.content
                )
            messages, files = messages + 1, files + len(message.files)
        brought_rows.keep(conn, whence, "message", message.key, number, at=desk.now())
    return messages, files


def _insert(conn: Connection, whence: str, one: OtherTicket, message: OtherMessage, ticket: Ticket) -> int:
    came = message.direction == "in"
    return message_rows.insert(
        conn,
        ticket_id=ticket.id,
        customer_id=ticket.customer_id,
        direction=message.direction,
        kind=message.kind,
        channel="" if message.direction == "note" else ticket.channel,
        from_name=clean(message.name),
        from_address=clean(message.address),
        subject=clean(message.subject) or (ticket.subject if message.direction != "note" else ""),
        body=clean(message.body, lines=True),
        received_at=message.at or ticket.received_at,
        outcome="appended" if came else "",
        source=f"{whence} {one.number}",
        message_id=message.message_id,
    )


def _resting(one: OtherTicket, now: int) -> dict[str, Any]:
    """A ticket's state as its columns; one that rests until a moment that is over waits in the queue."""
    state = "queued" if one.state == "parked" and (one.until or 0) <= now else one.state
    answers = [message.at for message in one.messages if message.kind == "answer"]
    written = max((message.at for message in one.messages if message.direction != "note"), default=one.at)
    done = state in DONE_STATES
    return {
        "state": state,
        "answered_at": max(answers, default=one.ended_at or written) if done else _answered(one, state),
        "closed_at": (one.ended_at or written) if state == "closed" else None,
        "until": one.until if state == "parked" else None,
        "wait_reason": WAITS if state == "waiting" else "",
        "asked_at": max(answers, default=one.at) if state == "waiting" else None,
    }


def _answered(one: OtherTicket, state: str) -> int | None:
    """When the customer had the answer; None where one is owed: they wrote last, or were only asked back."""
    if state == "waiting":
        return None
    spoken = [message for message in one.messages if message.direction == "in" or message.kind == "answer"]
    return spoken[-1].at if spoken and spoken[-1].direction == "out" else None


class _Booking:
    """A ticket of another desk on its way into the queue, or among what is done."""

    def __init__(self, desk: Desk, conn: Connection, whence: str, one: OtherTicket, how: Handling) -> None:
        self.desk, self.conn, self.whence, self.one, self.how = desk, conn, whence, one, how
        self.remarks: list[Remark] = []

    def made(self) -> BroughtIn:
        """Book it with its thread, its note and its event."""
        desk, conn, one = self.desk, self.conn, self.one
        request = self._request()
        known = booking.facts_of(desk, conn, request)
        columns = _resting(one, desk.now())
        pauses, promised = self._promised(known, columns)
        ticket = self._insert(request, known, columns, pauses, promised)
        body = request.body
        snapshots.at_opening(desk, conn, ticket, known, body=body, customer=request.customer)
        changes.keep(desk, conn, booking.why_here(desk, request), ticket=ticket)
        if promised:
            said = due.promised(desk.service, promised, desk.now(), known)
            changes.keep(desk, conn, said, ticket=ticket)
        messages, files = _messages(desk, conn, self.whence, one, ticket)
        self._note(ticket)
        _keep(desk, conn, self.whence, one, ticket)
        after = {"whence": self.whence, "number": one.number, "state": one.word, "messages": messages}
        desk.record(conn, "ticket_brought", ticket_id=ticket.id, target=ticket.code, after=after)
        return _told(one, ticket, "added", (messages, files), tuple(self.remarks))

    def _request(self) -> IncomingRequest:
        one, person = self.one, self.one.person
        row = brought_rows.get(self.conn, self.whence, "customer", one.customer) if one.customer else None
        day = day_of(one.at, self.desk.service.tz)
        card = customer_rows.card(self.conn, row.own_id, day) if row else None
        if card is None:
            self.remarks.append(Remark(code="nobody", detail=person.name if person else ""))
        first = next((message for message in one.messages if message.direction == "in"), None)
        return IncomingRequest(
            channel=self._channel(),
            customer=card,
            subject=clean(one.subject),
            body=clean(first.body, lines=True) if first else "",
            received_at=one.at,
            contact=clean(person.name) if person else "",
            phone=clean(person.phones[0]) if person and person.phones else "",
            email=clean(person.email) if person else "",
        )

    def _channel(self) -> Channel:
        """The first of its kind that is of no team and goes before nobody; else the first that there is."""
        service = self.desk.service
        if self.how.channel and (told := service.channel(self.how.channel)) is not None:
            return told
        own = [one for one in service.channels if not one.team] or list(service.channels)
        own = [one for one in own if one.lane == max(other.lane for other in own)]
        found = next((one for one in own if one.kind == self.one.channel), None)
        if found is None:
            self.remarks.append(Remark(code="channel", detail=own[0].id))
        return found or own[0]

    def _promised(self, known: Facts, columns: Mapping[str, Any]) -> tuple[list[list[int]], tuple[Due, ...]]:
        """The times that a promise does not count, and what of it is still to come (never what is over)."""
        one, now = self.one, self.desk.now()
        if columns["state"] in (*DONE_STATES, "waiting") or columns["answered_at"] is not None:
            return [], ()  # of who is waited for, it counts once they have replied
        asked = [message.at for message in one.messages if message.direction == "in"]
        again = asked[-1] if any(message.kind == "answer" for message in one.messages) and asked else 0
        pauses = [[one.at, again]] if again > one.at else []
        found = all_due(self.desk.service, known, one.at, [(start, end) for start, end in pauses])
        if not found:  # an agreement that is entered later promises from now, and nothing that is over
            return [[one.at, now]], ()
        to_come = tuple(promise for promise in found if promise.due_at > now)
        if len(to_come) == len(found):
            return pauses, found
        pauses = [[one.at, now]]
        if not self.how.promise:
            self.remarks.append(Remark(code="over"))
            return pauses, to_come
        self.remarks.append(Remark(code="anew"))
        return pauses, all_due(self.desk.service, known, one.at, [(one.at, now)])

    def _insert(
        self,
        request: IncomingRequest,
        known: Facts,
        columns: Mapping[str, Any],
        pauses: list[list[int]],
        promised: tuple[Due, ...],
    ) -> Ticket:
        desk, conn, service = self.desk, self.conn, self.desk.service
        said = (RuleAction(d.do, d.rule, d.detail) for d in booking.precedence(desk, request, known))
        lane, tier = order.place(request.channel, said)
        return ticket_rows.insert(
            conn,
            code=service.ticket_code(ticket_rows.next_number(conn, "ticket")),
            terms_id=desk.terms_id,
            lane=lane,
            tier=tier,
            rank=order.rank(service, lane=lane, tier=tier, severity=""),
            tag=new_token(),
            pauses=json.dumps(pauses),
            **due.times_of(promised),
            **booking.told(request),
            **{**columns, **self._owner(columns["state"])},
        )

    def _owner(self, state: str) -> dict[str, Any]:
        """Whose ticket it is: a technician of ours has it in hand; an agent who is none is told."""
        if not self.one.owner or state in DONE_STATES:
            return {}
        ours = setting_rows.technicians(self.conn)
        here = {word.casefold(): one.name for one in ours for word in (one.name, one.full_name) if word}
        words = [word.casefold() for word in self.one.owner]
        words += [word.partition("@")[0] for word in words]
        who = next((name for word in words if (name := self.how.technicians.get(word) or here.get(word))), "")
        if not who:
            self.remarks.append(Remark(code="agent", detail=self.one.owner[0]))
        if not who or state != "queued":
            return {}
        return {"state": "taken", "taken_by": who, "taken_at": self.desk.now()}

    def _note(self, ticket: Ticket) -> None:
        """What a ticket here has no place for, for whoever works on it."""
        one = self.one
        told = [t("brought.note", whence=self.whence, number=one.number, word=one.word)]
        told += [t("brought.said.owner", text=one.owner[0])] if one.owner else []
        told += [t(f"brought.said.{what}", text=text) for what, text in one.said.items()]
        message_rows.insert(
            self.conn,
            ticket_id=ticket.id,
            direction="note",
            kind="note",
            from_name=self.desk.who,
            body=clean("\n".join(told), lines=True),
            received_at=self.desk.now(),
            source=f"{self.whence} {one.number}",
        )

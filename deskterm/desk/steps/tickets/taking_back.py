"""Taking back what was done to several tickets at once: a merge, a split, a moved message."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.desk.steps import changes
from deskterm.desk.steps.packs import units
from deskterm.desk.steps.tickets import callbacks as callback_steps
from deskterm.desk.steps.tickets import dependents
from deskterm.desk.steps.trust import letter_stood
from deskterm.desk.steps.work import gate_answers
from deskterm.models.records.desk import Event
from deskterm.models.records.ticket import Message, Ticket
from deskterm.storage.agenda import callbacks as callback_rows
from deskterm.storage.database import Connection
from deskterm.storage.money import credits as credit_rows
from deskterm.storage.tickets import decisions as decision_rows
from deskterm.storage.tickets import events as event_rows
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import outgoing as outgoing_rows
from deskterm.storage.tickets import tickets as ticket_rows
from deskterm.storage.work import sessions as session_rows

REFUSED = "access_refused"  # a customer did not agree to a session (M10)
REFUSAL = "not-authorised"  # the outcome of that session
ENDS = "session_stopped session_paused session_began_earlier session_ended_earlier session_confirmed".split()
CREDITS = frozenset({"credit_granted", "credit_refused"})
CONFIRMED, OUT = "reply_confirmed", "reply_taken_out"
ARRIVED = letter_stood.ARRIVED
SEVERAL = frozenset(("merged", "split_into", "sorted", "message_moved", CONFIRMED, OUT, ARRIVED))


def stays(desk: Desk, conn: Connection, event: Event) -> Refused | None:
    """Why a deed on several tickets can be taken back no more; None where it can."""
    if event.deed == "merged":
        return _merge_stays(desk, conn, event)
    if event.deed == ARRIVED:
        return _arrival_stays(conn, event)
    if event.deed in (CONFIRMED, OUT):
        return _reply_stays(conn, event)
    return _move_stays(conn, event) if event.deed == "message_moved" else _split_stays(conn, event)


def take_back(desk: Desk, conn: Connection, event: Event) -> None:
    """Put every ticket that the deed touched back as it was before it."""
    known = {"merged": _unmerge, "message_moved": _unmove, CONFIRMED: _doubt_again, OUT: _put_in_again}
    known |= {ARRIVED: _unarrive}
    back = known.get(event.deed, _unsplit)
    back(desk, conn, event)


def _arrival_stays(conn: Connection, event: Event) -> Refused | None:
    """What has become since of a letter that was said to have arrived."""
    if "stood" not in event.after:
        return Refused("undo_too_old", code=event.target)
    letter = outgoing_rows.get(conn, event.after["message"])
    gone_on = letter is None or letter.state != "arrived"
    return Refused("changed_since", code=event.target) if gone_on else None


def _unarrive(desk: Desk, conn: Connection, event: Event) -> None:
    """Nobody knows whether the customer has a letter: it stands where it stood, and so does its answer."""
    del desk
    stood = event.after["stood"]
    letter_stood.put_back(conn, stood)
    outgoing_rows.note(conn, stood["number"], at=stood["at"])
    if event.ticket_id is not None:
        ticket_rows.update(conn, event.ticket_id, answered_at=stood["answered_at"])


def of_a_call(event: Event) -> bool:
    """Whether it is a promise to call back, or an attempt, that somebody asked for and that can go again."""
    deeds = ("callback_promised", "callback_tried", "callback_let_go")
    return event.deed in deeds and changes.BY_HAND in event.after and "callback" in event.after


def call_stays(conn: Connection, event: Event) -> Refused | None:
    """What has become of the promise since: it was tried again, kept, or moved."""
    found, told = callback_rows.by_id(conn, event.after["callback"]), event.after
    tried = callback_steps.how_often(conn, found.id)
    as_left = (found.due_at, found.state, tried) == (told["due_at"], told["state"], told["tried"])
    again = event.deed == "callback_let_go" and callback_rows.waiting(conn, found.ticket_id)
    return None if as_left and not again else Refused("changed_since", code=event.target)


def take_call_back(desk: Desk, conn: Connection, event: Event) -> None:
    """Nobody is promised a call, or the attempt was none, with what was decided of it."""
    told = event.after
    if event.deed == "callback_promised" and callback_rows.attempts(conn, told["callback"]):
        callback_rows.update(conn, told["callback"], state="dropped", ended_at=desk.now())
    elif event.deed == "callback_promised":
        callback_rows.delete(conn, told["callback"])
    elif event.deed == "callback_let_go":
        callback_rows.update(conn, told["callback"], **event.before)
    else:
        none = callback_steps.CANCELLED
        callback_rows.try_(
            conn, told["callback"], at=desk.now(), by=desk.author, result=none, counted=False, note=""
        )
        callback_rows.update(conn, told["callback"], **event.before)
    _set_aside(desk, conn, told.get(changes.DECIDED, ()))


def credit_stays(conn: Connection, event: Event) -> Refused | None:
    """Whether a settlement holds what was made of a broken promise, or it was told before this was kept."""
    if "since" not in event.after:
        return Refused("undo_too_old", code=event.target)
    held = credit_rows.is_settled(conn, *_promise(event))
    return Refused("credit_settled", code=event.target) if held else None


def take_credit_back(desk: Desk, conn: Connection, event: Event) -> None:
    """What was granted or refused is to be decided again."""
    credit_rows.delete(conn, *_promise(event))
    _set_aside(desk, conn, event.after.get(changes.DECIDED, ()))


def _promise(event: Event) -> tuple[int, int, str]:
    return int(event.ticket_id or 0), int(event.after["since"]), str(event.after["metric"])


def refusal_stays(conn: Connection, event: Event) -> Refused | None:
    """What has happened since a customer did not agree, but for the end of that call."""
    if changes.DECIDED not in event.after or event.ticket_id is None:
        return Refused("undo_too_old", code=event.target)
    since = (one for one in event_rows.of_ticket(conn, event.ticket_id) if one.id > event.id)
    if any(not one.undone and one.deed not in ("undone", *ENDS) for one in since):
        return Refused("changed_since", code=event.target)
    return None


def take_refusal_back(desk: Desk, conn: Connection, event: Event) -> None:
    """Nobody has refused: answer, outcome, decision go; a promise that it kept is open again."""
    ticket, session = changes.the_ticket(conn, event.target), event.after["session"]
    gate_answers.take_back(desk, conn, ticket, "consent", session_id=session)
    _set_aside(desk, conn, event.after[changes.DECIDED])
    if event.before:
        ticket_rows.update(conn, ticket.id, **event.before)
        for done in event_rows.of_ticket(conn, ticket.id):
            if done.deed == "contacted" and done.at == event.at and done.id < event.id:
                desk.record(conn, "undone", ticket_id=ticket.id, target=done.target, undoes=done.id)
    group = session_rows.group(conn, session_rows.get(conn, session).group_id) if session else None
    if group is not None and group.outcome == REFUSAL:
        session_rows.write_draft(conn, group.id, reason=group.reason, outcome="", note=group.note)


def differing(before: Ticket, after: Ticket) -> dict[str, Any]:
    """The columns of a ticket that a deed changed, as they were before it."""
    told = {name: getattr(before, name) for name in ticket_rows.KEPT}
    return {
        name: int(value) if isinstance(value, bool) else value
        for name, value in told.items()
        if value != getattr(after, name)
    }


def _merge_stays(desk: Desk, conn: Connection, event: Event) -> Refused | None:
    """What has happened to one of the two since, or a unit that is not to be had again."""
    told = event.after.get("merge")
    if told is None:
        return Refused("undo_too_old", code=event.target)
    if refused := _untouched(conn, event, (event.target, told["into"])):
        return refused
    gone = changes.the_ticket(conn, event.target)
    if told["unit"] == "released" and not units.left(desk, conn, gone):
        return Refused("undo_no_unit", code=gone.code)
    return None


def _unmerge(desk: Desk, conn: Connection, event: Event) -> None:
    """Each ticket has its messages, appointments and place again."""
    told = event.after["merge"]
    gone, kept = changes.the_ticket(conn, event.target), changes.the_ticket(conn, told["into"])
    for number in told["messages"]:
        message_rows.update(conn, number, ticket_id=gone.id)
    if told["promised"]:
        callback_rows.update(conn, told["promised"], state="dropped", ended_at=desk.now())
    dependents.carry_back(conn, gone, told)
    merges = [n for n in decision_rows.since(conn, gone.id, 0) if decision_rows.get(conn, n).do == "merge"]
    _set_aside(desk, conn, [*told[changes.DECIDED], *merges[-1:]])
    if told["kept"]:
        ticket_rows.update(conn, kept.id, **told["kept"])
    back = ticket_rows.update(conn, gone.id, **event.before)
    if told["unit"] == "released":
        units.book_use(desk, conn, back, "opening")
    desk.record(conn, "parted", ticket_id=kept.id, target=kept.code, after={"ticket": gone.code})


def _split_stays(conn: Connection, event: Event) -> Refused | None:
    """A letter that has left, or what has happened to one of its tickets since."""
    if "kept" not in event.after:
        return Refused("undo_too_old", code=event.target)
    if _sent(conn, event.after["letters"]):
        return Refused("undo_letter_left", code=event.target)
    return _untouched(conn, event, (event.target, *event.after["tickets"]))


def _unsplit(desk: Desk, conn: Connection, event: Event) -> None:
    """The request is whole again, its parts are closed with it; how it was triaged meanwhile goes too."""
    ticket, told = changes.the_ticket(conn, event.target), event.after
    for code in told["tickets"]:
        _end(desk, conn, changes.the_ticket(conn, code), ticket)
    for number in told["letters"]:
        message_rows.update(conn, number, state="dismissed")
    _set_aside(desk, conn, told.get(changes.DECIDED, ()))
    ticket_rows.update(conn, ticket.id, **told["kept"])
    for done in _along(conn, event):
        desk.record(conn, "undone", ticket_id=done.ticket_id, target=done.target, undoes=done.id)


def _along(conn: Connection, event: Event) -> list[Event]:
    """What a split, alone or with its triage, told of its ticket and of its parts before its own event."""
    on_ticket = event_rows.of_ticket(conn, event.ticket_id) if event.ticket_id is not None else ()
    before = [one for one in on_ticket if one.id < event.id]
    begun = max((one.id for one in before if one.deed == "split"), default=event.id)
    parts = [changes.the_ticket(conn, code).id for code in event.after["tickets"]]
    on_parts = [one for part in parts for one in event_rows.of_ticket(conn, part) if one.id < event.id]
    found = [*(one for one in before if one.id >= begun), *(one for one in on_parts if one.deed == "triaged")]
    return [one for one in found if not one.undone]


def _move_stays(conn: Connection, event: Event) -> Refused | None:
    """Something has happened to one of the two tickets since."""
    return _untouched(conn, event, (event.target, event.after["to"]))


def _unmove(desk: Desk, conn: Connection, event: Event) -> None:
    """The message is where it was; a ticket that was made for it is closed."""
    told = event.after
    ticket, target = changes.the_ticket(conn, event.target), changes.the_ticket(conn, told["to"])
    message_rows.update(conn, told["message"], ticket_id=ticket.id)
    if told["made"]:
        _end(desk, conn, target, ticket)
        return
    if told["target"]:
        ticket_rows.update(conn, target.id, **told["target"])
    gone = {"message": told["message"]}
    desk.record(conn, "message_gone", ticket_id=target.id, target=target.code, after=gone)


def _reply_stays(conn: Connection, event: Event) -> Refused | None:
    """Something has happened to the ticket since, or the message is a request of its own by now."""
    message = message_rows.get(conn, event.after["message"])
    moved = message is None or (event.deed == OUT and message.state != "pending")
    return Refused("changed_since", code=event.target) if moved else _untouched(conn, event, (event.target,))


def _doubt_again(desk: Desk, conn: Connection, event: Event) -> None:
    """Nobody has confirmed the reply; what it brought with it goes."""
    ticket, told = changes.the_ticket(conn, event.target), event.after
    message_rows.update(conn, told["message"], unconfirmed=1)
    if letter := told.get("letter"):
        message_rows.update(conn, told["message"], reason=letter["why"])
        letter_stood.put_back(conn, letter)
    if told["unit"]:
        units.give_back(desk, conn, ticket)
    if told["promised"]:
        callback_rows.update(conn, told["promised"], state="dropped", ended_at=desk.now())
    if told["stood"]:
        ticket_rows.update(conn, ticket.id, **told["stood"])


def _put_in_again(desk: Desk, conn: Connection, event: Event) -> None:
    """The message is in the thread again, and the ticket as it was with it."""
    told = event.after
    message_rows.update(conn, told["message"], **told["was"])
    if letter := told.get("letter"):
        letter_stood.put_back(conn, letter)
    ticket = changes.the_ticket(conn, event.target)
    if told["stood"]:
        ticket = ticket_rows.update(conn, ticket.id, **told["stood"])
    if told["unit"]:
        units.book_use(desk, conn, ticket, "opening")
    if told["promised"]:
        callback_rows.update(conn, told["promised"], state="open", ended_at=None)


def _untouched(conn: Connection, event: Event, codes: Iterable[str]) -> Refused | None:
    """Why a deed on several tickets stays: something has happened to one of them since."""
    for code in codes:
        ticket = ticket_rows.by_code(conn, code)
        if ticket is None or event_rows.later(conn, ticket.id, event.id):
            return Refused("changed_since", code=code)
    return None


def _set_aside(desk: Desk, conn: Connection, numbers: Iterable[int]) -> None:
    """Decisions that came with what is taken back hold no more."""
    for number in numbers:
        decision_rows.set_aside(conn, number, "taken_back", desk.now())


def _sent(conn: Connection, letters: Iterable[int]) -> bool:
    """Whether one of these letters has left, or was handed over."""
    found = (message_rows.get(conn, number) for number in letters)
    return any(one is not None and not (one.state == "outbox" or _is_here(one)) for one in found)


def _is_here(letter: Message) -> bool:
    """Whether a letter that waits for a person has surely not left."""
    return letter.state == "pending" and letter.outcome in ("to_hand", "failed", "too_old")


def _end(desk: Desk, conn: Connection, part: Ticket, into: Ticket) -> None:
    """A ticket that a deed made is no request of its own: it is closed with the one it came from."""
    callback_steps.dropped(desk, conn, part)
    units.give_back(desk, conn, part)
    gone = {"state": "closed", "closed_at": desk.now(), "wait_reason": into.code, "until": None, "unmade": 1}
    hands = {"taken_by": None, "taken_at": None}
    ticket_rows.update(conn, part.id, **gone, **hands)
    desk.record(conn, "unmade", ticket_id=part.id, target=part.code, after={"into": into.code})

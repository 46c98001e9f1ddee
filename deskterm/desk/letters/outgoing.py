"""What happens to a letter on its way out: it waits, goes, has gone, or a person must look at it.

`going` is committed before the first byte is handed over and `sent` after the server has taken it: a program
that is killed between leaves a letter of which nobody knows. It is never sent a second time by itself.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.steps import customer_language
from deskterm.desk.steps.letters import thread_ids
from deskterm.desk.steps.trust import own_ids
from deskterm.locale import t
from deskterm.models.records.mails import LetterOut, Outgoing, ParsedAttachment
from deskterm.models.records.ticket import Message
from deskterm.storage.attached import attachments
from deskterm.storage.database import Connection
from deskterm.storage.file.lease import lease
from deskterm.storage.house import settings as setting_rows
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import outgoing as outgoing_rows

DAY = 86_400
BEGAN = "sending.since"  # when this desk sent for the first time
PAUSE, LONGEST = 60, 3600  # seconds until a letter, or a server, is tried again: doubled each time
GIVEN_UP = 5 * DAY  # after the first try, however often it was tried meanwhile (RFC 5321, 4.5.4.1)
MANY = 10_000
FAR = 1 << 60
TURN = "sending"  # of which one program at a time has it


def pause(tries: int) -> int:
    """For how many seconds to wait after so many tries."""
    return min(LONGEST, PAUSE << min(max(0, tries - 1), 10))


def turn(desk: Desk) -> AbstractContextManager[bool]:
    """The turn to send, which one program at a time has; False where another one sends. Raises OSError."""
    return lease(desk.folder, TURN)


def begin(desk: Desk) -> tuple[Outgoing, ...]:
    """A program begins to send, and no other does: what one had in hand that was killed is in doubt now.

    The first time of all, letters that were written more than a day before do not go by themselves: somebody
    has brought them to their customers by other ways. Returns what is in doubt since.
    """
    with desk.read() as conn:
        if setting_rows.get(conn, BEGAN) and not outgoing_rows.going(conn):
            return ()
    with desk.write() as conn:
        own_ids.ensure_key(conn)
        if not setting_rows.get(conn, BEGAN):
            _begin_first(desk, conn)
        left = outgoing_rows.going(conn)
        for one in left:
            _for_a_person(desk, conn, one, "doubtful", "")
        return left


def _begin_first(desk: Desk, conn: Connection) -> None:
    setting_rows.put(conn, BEGAN, str(desk.now()))
    old = outgoing_rows.before(conn, desk.now() - DAY, MANY)
    for number in old:
        message_rows.update(conn, number, state="pending", outcome="too_old", reason="letter_too_old")
    desk.record(conn, "sending_began", after={"too_old": len(old)})


def ready(desk: Desk, *, after: int = 0, hurry: bool = False) -> tuple[Outgoing, ...]:
    """The next letters that may go now, in the order in which they were written.

    `hurry`: a person asks for it, and what is to be tried again is tried at once.
    """
    with desk.read() as conn:
        now = desk.now()
        return outgoing_rows.ready(conn, now, tried=FAR if hurry else now, after=after)


def due(desk: Desk) -> bool:
    """Whether there is anything for a sender to do: a quick look."""
    with desk.read() as conn:
        now = desk.now()
        return bool(outgoing_rows.ready(conn, now, tried=now, limit=1) or outgoing_rows.going(conn))


def the_letter(desk: Desk, one: Outgoing, domain: str) -> LetterOut:
    """All that a letter says, with the Message-ID under which it goes, the same at every try."""
    with desk.read() as conn:
        message = message_rows.get(conn, one.number)
        if message is None:
            raise NotFound("no_message", number=one.number)
        files = [attachments.attachment(conn, file.id) for file in message.attachments]
        return LetterOut(
            number=one.number,
            to=message.from_address,
            subject=message.subject.strip() or _subject(desk, conn, message),
            body=message.body,
            own_id=one.own_id or own_ids.make(conn, one.number, domain),
            written_at=message.received_at,
            automatic=one.automatic,
            follows=thread_ids.follows(conn, one),
            attachments=tuple(
                ParsedAttachment(
                    name=file.name,
                    media_type=file.media_type,
                    size=file.size,
                    digest=file.digest,
                    content=content,
                )
                for file, content in filter(None, files)
            ),
        )


def _subject(desk: Desk, conn: Connection, message: Message) -> str:
    """What stands above a letter to somebody who wrote without a subject: an empty one looks like junk."""
    with customer_language.of_customer(desk, conn, message.customer_id):
        return t("letters.without_subject")


def going(desk: Desk, letter: LetterOut, account: int, raw: bytes) -> None:
    """Its bytes are about to leave.

    Raises Refused where it does not wait any more, or goes elsewhere: somebody withdrew or redirected it.
    """
    with desk.write() as conn:
        one = _expect(conn, letter.number, "waiting")
        if one.to != letter.to:
            raise Refused("letter_not_there", number=letter.number)
        outgoing_rows.note(conn, one.number, account=account, own_id=letter.own_id, tries=one.tries + 1)
        outgoing_rows.bears(conn, one.number, letter.own_id, raw)
        message_rows.update(conn, one.number, state="filed", outcome="going")
        _tell(desk, conn, one, "letter_going", account=account)


def not_taken_yet(desk: Desk, number: int, words: str) -> bool:
    """The server did not take it this time, and said so: it is tried again, after longer pauses.

    False where it has been tried for days, and a person has it now.
    """
    with desk.write() as conn:
        one = _expect(conn, number, "waiting", "going")
        tries = one.tries + (1 if one.state == "waiting" else 0)
        first = desk.now() if one.first_at is None else one.first_at
        if desk.now() - first >= GIVEN_UP:
            _for_a_person(desk, conn, one, "failed", words)
            return False
        message_rows.update(conn, number, state="outbox", outcome="", reason="")
        at = desk.now() + pause(tries)
        outgoing_rows.note(conn, number, tries=tries, first_at=first, next_at=at, answer=words)
        _tell(desk, conn, one, "letter_delayed", words=words, until=at)
        return True


def sent(desk: Desk, number: int, words: str, *, copy: bool) -> None:
    """The server has taken it. `copy`: it is still to be put into the account's folder of what was sent."""
    with desk.write() as conn:
        one = _expect(conn, number, "going", "doubtful")
        message_rows.update(conn, number, state="filed", outcome="sent", reason="")
        wanted = "wanted" if copy else one.kept_copy
        outgoing_rows.note(conn, number, answer=words, at=desk.now(), kept_copy=wanted)
        outgoing_rows.note(conn, number, went="sent", first_at=None, next_at=None, not_before=None)
        _tell(desk, conn, one, "letter_sent", words=words, account=one.account)


def failed(desk: Desk, number: int, words: str = "", *, reason: str = "letter_failed") -> None:
    """The server refused it for good, and a person reads its words; or it cannot go, for a `reason`."""
    with desk.write() as conn:
        one = _expect(conn, number, "waiting", "going")
        _for_a_person(desk, conn, one, "failed", words)
        message_rows.update(conn, number, reason=reason)


def doubtful(desk: Desk, number: int, words: str) -> None:
    """All was handed over and no answer came: nobody knows whether it has gone."""
    with desk.write() as conn:
        _for_a_person(desk, conn, _expect(conn, number, "going"), "doubtful", words)


def copied(desk: Desk, number: int, *, kept: bool) -> None:
    """The copy lies in the account's folder; or there is none to put there, and it is tried no more."""
    with desk.write() as conn:
        one = _expect(conn, number)
        outgoing_rows.note(conn, number, kept_copy="kept" if kept else "lost")
        _tell(desk, conn, one, "letter_copied" if kept else "letter_not_copied")


def way_out(desk: Desk, account: int) -> dict[str, Any]:
    """What is wrong with sending through an account: since, next_at, tries, words; or nothing."""
    with desk.read() as conn:
        return outgoing_rows.trouble(conn, account)


def way_out_closed(desk: Desk, account: int, words: str) -> None:
    """Its server cannot be reached, or does not let us in: all its letters wait until the next try."""
    with desk.write() as conn:
        known = outgoing_rows.trouble(conn, account)
        tries, now = int(known.get("tries", 0)) + 1, desk.now()
        found = {"since": known.get("since", now), "tries": tries, "words": words}
        outgoing_rows.troubled_account(conn, account, found | {"next_at": now + pause(tries)})
        desk.record(conn, "sending_stopped", target=str(account), after=found)


def way_out_open(desk: Desk, account: int) -> None:
    """It works again."""
    if not way_out(desk, account):
        return
    with desk.write() as conn:
        outgoing_rows.troubled_account(conn, account, {})
        desk.record(conn, "sending_works", target=str(account))


def _expect(conn: Connection, number: int, *states: str) -> Outgoing:
    """The letter, which is in one of these states, if any are named. Raises NotFound, Refused for another."""
    one = outgoing_rows.get(conn, number)
    if one is None:
        raise NotFound("no_message", number=number)
    if states and one.state not in states:
        raise Refused("letter_not_there", number=number)
    return one


def _for_a_person(desk: Desk, conn: Connection, one: Outgoing, outcome: str, words: str) -> None:
    message_rows.update(conn, one.number, state="pending", outcome=outcome, reason=f"letter_{outcome}")
    went = one.went or ("doubtful" if outcome == "doubtful" else "")
    outgoing_rows.note(conn, one.number, answer=words, at=desk.now(), went=went, first_at=None, next_at=None)
    after = {"message": one.number, "to": one.to, "words": words}
    desk.record(conn, f"letter_{outcome}", ticket_id=one.ticket_id, target=_target(one), after=after)


def _tell(desk: Desk, conn: Connection, one: Outgoing, deed: str, **told: Any) -> None:
    """The event of a step that nobody has to look at: in no history, where it would stand between."""
    desk.record(conn, deed, target=_target(one), after={"message": one.number, **told})


def _target(one: Outgoing) -> str:
    return one.ticket or str(one.number)

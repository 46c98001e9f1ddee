"""What another desk's export says, in our words: customers with their people, tickets with their threads.

Keys are the other desk's own and never change there: by them the same thing brought in twice is once. Texts
are clean (`models.basics.text.clean`), names of files safe to write under; contents are as hostile as ever.
"""

from __future__ import annotations

from deskterm.models.records.base import Record


class OtherPerson(Record, frozen=True, kw_only=True):
    """A person at a customer of the other desk; the first number is the one they are called at."""

    key: str
    name: str
    email: str = ""
    phones: tuple[str, ...] = ()
    role: str = ""


class OtherCustomer(Record, frozen=True, kw_only=True):
    """A firm of the other desk, or a person who belongs to none."""

    key: str
    name: str
    town: str = ""
    notes: str = ""
    people: tuple[OtherPerson, ...] = ()


class OtherFile(Record, frozen=True, kw_only=True):
    """A file of a message."""

    name: str
    media_type: str
    content: bytes


class OtherMessage(Record, frozen=True, kw_only=True):
    """A message of a thread there. `kind`: mail entry answer acknowledgement note, as a message of ours.

    `at`: when it was written, epoch seconds. `address`: the sender's of what came in, the customer's of what
    went out; `message_id` without brackets.
    """

    key: str
    at: int
    direction: str  # in | out | note
    kind: str
    name: str = ""
    address: str = ""
    subject: str = ""
    body: str = ""
    message_id: str = ""
    files: tuple[OtherFile, ...] = ()


class OtherTicket(Record, frozen=True, kw_only=True):
    """A ticket of the other desk. `state` is one of ours, `word` what it is called there.

    `customer`: the key of an `OtherCustomer`, "" of nobody; `channel`: a kind of channel of ours (email,
    phone, portal, chat). `owner`: everything that its agent is called there, the name for people first.
    `said`: what a ticket of ours has no place for, by what it is: it is told in a note.
    """

    key: str
    number: str
    subject: str
    state: str
    word: str
    at: int
    channel: str = "email"
    customer: str = ""
    person: OtherPerson | None = None
    ended_at: int | None = None
    until: int | None = None
    owner: tuple[str, ...] = ()
    said: dict[str, str] = {}  # noqa: RUF012  # msgspec gives each record its own
    messages: tuple[OtherMessage, ...] = ()


class LeftOut(Record, frozen=True, kw_only=True):
    """What of an export does not fit. `reason` names a sentence, `brought.reason.<reason>`.

    `kind`: customer person ticket message task file text field; `key`: which one there; `of`: the number of
    its ticket.
    """

    kind: str
    key: str
    reason: str
    detail: str = ""
    of: str = ""


class Remark(Record, frozen=True, kw_only=True):
    """Something to be told of what was brought in: `brought.remark.<code>` with its `detail`."""

    code: str
    detail: str = ""


class BroughtIn(Record, frozen=True, kw_only=True):
    """What became of a customer or a ticket: `added`, `changed`, `same` or `left_out` (then `reason`).

    `code`: ours; `messages` and `files`: how many came with it this time.
    """

    kind: str
    key: str
    outcome: str
    number: str = ""
    code: str = ""
    reason: str = ""
    detail: str = ""
    remarks: tuple[Remark, ...] = ()
    messages: int = 0
    files: int = 0

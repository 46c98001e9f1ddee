"""A ticket, the messages of its thread, and what the terms decided of it."""

from __future__ import annotations

from typing import Any

from deskterm.models.files import file_kinds
from deskterm.models.records.base import Record
from deskterm.models.records.mails import OnItsWay


class Decision(Record, frozen=True, kw_only=True):
    """One thing the terms decided: what (`do`), by which rule, in which detail (law 2).

    `standing`: why it holds no more, `taken_back` or `superseded`; "" while it does.
    """

    do: str
    rule: str
    at: int = 0
    point: str = ""  # intake triage call remote close queue response price settle
    detail: dict[str, Any] = {}  # noqa: RUF012  # msgspec gives each record its own
    standing: str = ""


class Ticket(Record, frozen=True, kw_only=True):
    """One request, one topic."""

    id: int
    code: str
    state: str
    customer_id: int | None
    customer: str  # the customer's name; "" when unknown
    channel: str
    kind: str  # email portal phone chat: the kind of the channel
    line: str  # software | systems (D2)
    subject: str
    topic: str
    severity: str
    lane: int
    tier: int
    rank: int  # lane, tier and severity folded into one number by models.order
    received_at: int
    soft_due_at: int | None = None
    due_at: int | None = None
    taken_by: str | None = None
    taken_at: int | None = None
    answered_at: int | None = None
    closed_at: int | None = None
    until: int | None = None  # parked until
    wait_reason: str = ""
    vague: bool = False
    blocking: bool = False
    confirmed: bool = True  # the sender is who they say (S7); else no contract and no pack
    scope: str = "in"  # in | out (excluded) | paid
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    parent_id: int | None = None  # split from
    terms_id: int = 0
    excerpt: str = ""  # the beginning of the message, for the preview beside the list
    unvouched: bool = False  # a message in its thread is unconfirmed
    merged: bool = False  # put into another, which is the same request: it is in no list and no count
    unmade: bool = False  # made by dividing another, and taken back with it: it is in no list and no count
    tag: str = ""  # the random half of the thread tag
    asked_at: int | None = None  # since when an open question to the customer stops the clock
    pauses: str = "[]"  # JSON [[from, to], ...]: times that such questions took (A4)
    promises: str = "[]"  # JSON, a list of records.promises.Promise; the due times are of the next of them
    agreement_id: int | None = None  # chosen by a person; without it the terms choose
    agreement_why: str = ""  # what the person said for it
    due_for: str = ""  # what the due time promises: answer contact activation resolution; "" once all is kept
    contacted_at: int | None = None  # first reached, where a contact was promised
    resolved_at: int | None = None  # put right by work, before it was closed

    @property
    def unsure(self) -> bool:
        """Whether a person has to say whose it is, or whose a reply in it is (S7): every list marks it."""
        return not self.confirmed or self.unvouched

    def leaves_after(self, now: int) -> bool:
        """Whether its answer is written, and leaves only later: nobody has had it yet."""
        return self.state == "answered" and self.answered_at is not None and self.answered_at > now

    @property
    def is_kept(self) -> bool:
        """Whether nothing that was promised is still to be kept."""
        return self.answered_at is not None and not self.due_for


BROUGHT_BACK = "returned"  # the outcome of a letter that came back, and of the report that says so
LATE = "late"  # the outcome of a server's report that it has not delivered a letter of ours yet
REPORTS = (BROUGHT_BACK, LATE)

# Why nobody knows who answers in a customer's thread: the address is on no card, and its domain is theirs,
# another customer's, or nobody's.
ELSEWHERE = ("too-large", "not-delivered", "flooded", "trickled")  # the rest of such a mail is where it came
STRANGERS = ("unknown_person", "domain_of_others", "domain_of_nobody")


class NotWhole(Record, frozen=True, kw_only=True):
    """That a mail is not whole at the desk: why, a code of `reasons`, and the files that it had at least."""

    why: str
    files: tuple[str, ...] = ()

    @property
    def is_elsewhere(self) -> bool:
        """Whether the rest is where the mail came, and the raw mail here no more than is shown."""
        return self.why in ELSEWHERE


class Message(Record, frozen=True, kw_only=True):
    """One message of a ticket's thread, or one that became no ticket."""

    id: int
    ticket_id: int | None
    customer_id: int | None
    direction: str  # in | out | note
    kind: str  # mail pec receipt automatic typed answer clarification note
    from_name: str
    from_address: str
    subject: str
    body: str
    received_at: int
    outcome: str
    rule: str
    # filed | pending (rejected, held, review, unreadable: can be recovered) | recovered | outbox
    state: str = "filed"
    reason: str = ""  # code of the sentence that says why: reasons.<code>
    channel: str = ""
    source: str = ""
    message_id: str = ""
    trust: str = ""  # verified | address | doubtful
    trust_reason: str = ""
    unconfirmed: bool = False  # joined a ticket, and nobody vouches for whoever wrote it
    way: OnItsWay | None = None  # of a letter of ours that has not gone, or came back
    attachments: tuple[Attachment, ...] = ()
    cut: NotWhole | None = None  # of a mail that is not whole here
    reply_to: str = ""  # where who wrote it asks for the answer, if elsewhere
    senders: tuple[str, ...] = ()  # whom a mail names that names several, by name and address

    @property
    def is_customers(self) -> bool:
        """Whether the customer's side says it: what a server says of a letter of ours is nobody's word."""
        return self.direction == "in" and self.outcome not in REPORTS

    @property
    def is_report(self) -> bool:
        """Whether it says of itself to be a server's report on a letter of ours."""
        return self.direction == "in" and self.outcome in REPORTS

    @property
    def doubted(self) -> bool:
        """Whether a reader must be told that nobody vouches for the sender (S7)."""
        return self.trust == "doubtful" or self.unconfirmed

    @property
    def doubt(self) -> str:
        """Why, as the code of a sentence: of whom our server confirms, that they stand on no card."""
        if self.unconfirmed and self.is_report:
            return self.reason
        if self.trust != "verified":
            return self.trust_reason
        return self.reason if self.reason in STRANGERS else "unknown_sender"


class Attachment(Record, frozen=True, kw_only=True):
    """A file that came with a message; its bytes are read by digest."""

    id: int
    message_id: int
    name: str
    media_type: str
    size: int
    digest: str
    found: str = ""  # what its bytes are, a kind of files.file_kinds; "" where they do not tell
    within: tuple[str, ...] = ()  # in what it lay, from the outside in: mail:SUBJECT, pack:NAME, text:

    @property
    def told(self) -> str:
        """The kind that it says it is, by its name or its media type."""
        return file_kinds.told(self.name, self.media_type)

    @property
    def differs(self) -> bool:
        """Whether its bytes are not what it says it is."""
        return file_kinds.differs(self.told, self.found, empty=not self.size)

    @property
    def danger(self) -> str:
        """Why one is asked before it is opened, as a code; "" where nothing speaks against it."""
        return file_kinds.danger(self.name, self.media_type, self.found, empty=not self.size)

"""What the desk knows: frozen records that rooms hand to each other.

Instants are whole seconds since 1970-01-01 UTC (`int`), durations whole seconds, money whole cents,
days ISO dates (`2026-11-21`). Texts from outside have passed `models.text.clean` before they get here.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct


class Record(Struct, frozen=True, kw_only=True):
    """Base of all records."""


class Decision(Record, frozen=True, kw_only=True):
    """One thing the terms decided: what (`do`), by which rule, in which detail (law 2).

    `standing`: why it holds no more, `taken_back` or `superseded`; "" while it does.
    """

    do: str
    rule: str
    at: int = 0
    point: str = ""  # intake triage call remote close queue response price settle
    detail: dict[str, Any] = {}
    standing: str = ""


class Customer(Record, frozen=True, kw_only=True):
    """A customer's card; `contract_until` is the last valid day of the agreement in force."""

    id: int
    code: str
    name: str
    town: str = ""
    vat: str = ""
    tax_code: str = ""
    sdi: str = ""  # where the exchange system sends invoices
    support_code: str = ""
    notes: str = ""
    plan: str = ""
    contract_from: str = ""
    contract_until: str = ""
    rate_cents: int | None = None  # agreed hourly rate, net
    fee_cents: int | None = None  # yearly
    fee_base_cents: int | None = None  # what the fee is a share of: the yearly licences (D25)
    agreed: dict[str, str] = {}  # facts that this agreement holds, as they are written
    language: str = "it"  # in which letters are written
    contacts: tuple[Contact, ...] = ()


class Contact(Record, frozen=True, kw_only=True):
    """A person at a customer."""

    id: int
    customer_id: int
    name: str
    email: str = ""
    phone: str = ""
    role: str = ""


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
    tag: str = ""  # the random half of the thread tag
    asked_at: int | None = None  # since when an open question to the customer stops the clock
    pauses: str = "[]"  # JSON [[from, to], ...]: times that such questions took (A4)


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
    attachments: tuple[Attachment, ...] = ()

    @property
    def doubted(self) -> bool:
        """Whether a reader must be told that nobody vouches for the sender (S7)."""
        return self.trust == "doubtful" or (self.trust == "address" and self.outcome == "merged")


class Attachment(Record, frozen=True, kw_only=True):
    """A file that came with a message; its bytes are read by digest."""

    id: int
    message_id: int
    name: str
    media_type: str
    size: int
    digest: str


class Session(Record, frozen=True, kw_only=True):
    """One stretch of phone or remote work; `group_id` names the contact it is billed with (A6)."""

    id: int
    group_id: int
    ticket_id: int
    ticket: str  # code
    customer_id: int | None
    customer: str
    technician: str
    kind: str  # call remote onsite mail training
    inbound: bool
    started_at: int
    ended_at: int | None
    state: str  # running | stopped (not yet filed) | filed | cancelled
    to_confirm: bool = False  # the clocks disagreed: the technician must say that the time is right (R21)
    reason: str = ""
    outcome: str = ""
    note: str = ""

    @property
    def over(self) -> bool:
        """Whether it is filed or cancelled, and stays as it is."""
        return self.state in {"filed", "cancelled"}


class Charge(Record, frozen=True, kw_only=True):
    """Where a part of a contact's price goes: a pack (`pack:3`) or the month-end invoice (`invoice`)."""

    to: str
    minutes: int
    units: int
    net_cents: int


class Bill(Record, frozen=True, kw_only=True):
    """What a contact costs, or would cost if it ended now."""

    seconds: int
    billable: bool
    billed_minutes: int
    units: int
    net_cents: int
    mode: str  # included free time unit ticket contract quote undecided cancelled
    rule: str
    settle: tuple[Charge, ...] = ()
    report: bool = False  # a work report is due (D19)
    parts: tuple[Bill, ...] = ()  # where several prices hold for its kinds of work: the bill of each


class Pack(Record, frozen=True, kw_only=True):
    """A prepaid pack; amounts in its own unit (minutes, tickets or cents)."""

    id: int
    customer_id: int
    customer: str
    kind: str  # the id of the pack in the service file
    unit: str  # minute | ticket | cent
    size: int
    left: int
    reserved: int
    sold_at: int
    expires_on: str  # "" = never
    net_cents: int = 0


class Movement(Record, frozen=True, kw_only=True):
    """One line of a pack's ledger; `amount` is signed, `left` the balance after it."""

    id: int
    pack_id: int
    at: int
    kind: str  # sold drawn adjusted expired reserved burnt released
    amount: int
    left: int
    ticket: str = ""
    report: str = ""
    by: str = ""
    note: str = ""


class Report(Record, frozen=True, kw_only=True):
    """A work report (rapportino): frozen at issue, with the balance before and after."""

    number: str
    customer_id: int | None
    customer: str
    ticket: str
    issued_at: int
    by: str
    sessions: tuple[Session, ...]
    seconds: int
    billed_minutes: int
    net_cents: int
    rule: str
    settle: tuple[Charge, ...]
    before: int | None  # minutes (or units) in the customer's packs
    after: int | None
    reason: str = ""
    outcome: str = ""
    note: str = ""


class Event(Record, frozen=True, kw_only=True):
    """One deed as it was done: who, when, what, before and after (law 1)."""

    id: int
    at: int
    by: str
    deed: str
    ticket_id: int | None = None
    target: str = ""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    undone: bool = False


class Technician(Record, frozen=True, kw_only=True):
    """Who works at the desk."""

    name: str
    full_name: str = ""
    role: str = "technician"  # technician | lead


class Claim(Record, frozen=True, kw_only=True):
    """A ticket in hand and the process that holds it: `held`, `stale`; `unattended` where none promised to.

    `beat_at` is when the process last said that it lives.
    """

    ticket: str
    subject: str
    customer: str
    technician: str
    taken_at: int
    host: str
    pid: int | None
    beat_at: int | None
    state: str


class Callback(Record, frozen=True, kw_only=True):
    """A customer to be called back from `due_at` on, while they answer (`window_from`-`window_to`, `08:30`).

    `open` waits for a call, `write` for a letter after the last attempt; then reached, written or dropped.
    """

    id: int
    ticket_id: int
    ticket: str
    subject: str
    customer_id: int | None
    customer: str
    contact_name: str
    contact_phone: str
    window_from: str
    window_to: str
    due_at: int
    attempts: int
    state: str
    rule: str
    made_at: int
    by: str
    ended_at: int | None


class Attempt(Record, frozen=True, kw_only=True):
    """One attempt to call back; one too soon after another is not `counted` (A9)."""

    at: int
    by: str
    result: str
    counted: bool
    note: str = ""


class Appointment(Record, frozen=True, kw_only=True):
    """An agreed session of a ticket; `paid` where the customer knows that it costs."""

    id: int
    ticket_id: int
    ticket: str
    subject: str
    customer_id: int | None
    customer: str
    kind: str  # remote onsite training call
    starts_at: int
    ends_at: int
    technician: str
    paid: bool
    note: str
    rule: str
    state: str  # planned done cancelled
    made_at: int
    by: str
    ended_at: int | None = None
    why: str = ""

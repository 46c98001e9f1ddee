"""What work costs and who pays: bills, packs, their movements, work reports."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from deskterm.models.records.base import Record
from deskterm.models.records.work import Session

REPORT_STATES = ("issued", "sent", "confirmed", "void")
CONFIRMED = ("mail", "signature")  # ways in which a customer confirms a work report
PARTS = 10_000  # of a minute, in which is kept by how much whole minutes exceed what is charged


def time_of(minutes: int, excess: int) -> Decimal:
    """The minutes that are charged, with their decimals: 157.5 of 158 begun."""
    return Decimal(minutes) - Decimal(excess) / PARTS


class Charge(Record, frozen=True, kw_only=True, omit_defaults=True):
    """Where a part of a contact's price goes: a pack (`pack:3`) or the month-end invoice (`invoice`).

    `minutes` are whole ones; `excess`: by so many PARTS of a minute they are more than is charged (below 0:
    less). `vat_cents`: what VAT stood inside the price, beside its `net_cents`. `agreement`: the one that
    brought the pack, by its name or number, where its customer has agreements of several names.
    """

    to: str
    minutes: int
    units: int
    net_cents: int
    excess: int = 0
    vat_cents: int = 0
    agreement: str = ""

    @property
    def time(self) -> Decimal:
        """The minutes that are charged."""
        return time_of(self.minutes, self.excess)

    @property
    def drawn(self) -> int:
        """What a pack gives for it, in the pack's unit: of one of minutes its minutes, unless they weigh."""
        return self.units or self.minutes

    def plus(self, other: Charge) -> Charge:
        """Both as one charge to the same place: what it draws is the sum of what they draw."""
        units = self.units + other.units
        if self.to.startswith("pack:") and units:
            units = self.drawn + other.drawn
        return Charge(
            to=self.to,
            minutes=self.minutes + other.minutes,
            units=units,
            net_cents=self.net_cents + other.net_cents,
            excess=self.excess + other.excess,
            vat_cents=self.vat_cents + other.vat_cents,
            agreement=self.agreement or other.agreement,
        )


class PriceLine(Record, frozen=True, kw_only=True):
    """One step of how an amount came about; the `cents` of a bill's lines add up to what is invoiced.

    `work`: the time worked. `beyond`: what of it is never charged. `rounded`: its minutes (`count`) after
    steps and minimum. `times`: `before` minutes taken so many times; `weight`: the same before rounding.
    `factor`: what the line after it is taken times.
    `pack`: minutes or tickets out of the pack `name`. `hours`: minutes at `price` an hour. `unit`, `ticket`,
    `day`, `half_day`, `extra`: so many at `price`; of a number that was told (`before`) without the first
    `beyond`, and hours where it has `seconds`. `same_day`: what was charged for that day before.
    `wallet`: paid out of the pack `name`. `charged`: what earlier filings charged. `vat`: the VAT inside.
    `free`: it costs nothing; `first`: of so many that are free, `among`: of so many that have this price.
    `agree`: its price is agreed by hand. `agreed`: the price that was.
    """

    what: str
    rule: str
    part: str = ""
    name: str = ""
    seconds: int = 0
    before: Decimal = Decimal(0)
    beyond: Decimal = Decimal(0)
    times: Decimal = Decimal(1)
    count: Decimal = Decimal(0)
    price: int = 0  # cents for one, or for an hour
    cents: int = 0
    day: str = ""  # ISO
    vat: str = ""  # percent, where it is not the provider's or stands inside


class Bill(Record, frozen=True, kw_only=True):
    """What a contact costs, or would cost if it ended now."""

    seconds: int
    billable: bool
    billed_minutes: int
    units: int
    net_cents: int
    mode: str  # included free time unit ticket contract quote undecided cancelled void
    rule: str
    settle: tuple[Charge, ...] = ()
    report: bool = False  # a work report is due (D19)
    parts: tuple[Bill, ...] = ()  # where several prices hold for its kinds of work: the bill of each
    lines: tuple[PriceLine, ...] = ()  # how it came about; their cents add up to `net_cents`

    @property
    def time(self) -> Decimal:
        """The minutes that are charged, of which `billed_minutes` are those begun."""
        return time_of(self.billed_minutes, sum(part.excess for part in self.settle))

    @property
    def vat_cents(self) -> int:
        """The VAT that stood inside its price."""
        return sum(part.vat_cents for part in self.settle)


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
    starts_on: str = ""  # "" = with its sale
    credit: int = 0  # how far below nothing it may go
    agreement_id: int | None = None  # that brought it as included
    agreement: str = ""  # its name or number, where the customer has agreements of several names
    units: int | None = None  # what its agreement brings by now, where that is no more its size

    @property
    def brought(self) -> int:
        """How much it holds by itself: its size, or what the agreement that was put right brings."""
        return self.size if self.units is None else self.units


class Movement(Record, frozen=True, kw_only=True):
    """One line of a pack's ledger; `amount` is signed, `left` the balance after it."""

    id: int
    pack_id: int
    at: int
    kind: str  # sold drawn adjusted expired carried reserved burnt released
    amount: int
    left: int
    ticket: str = ""
    report: str = ""
    by: str = ""
    note: str = ""
    day: str = ""  # from which it counts; "" = that of `at`
    rule: str = ""
    other_id: int | None = None  # the pack on the other side of what was carried
    of: int | None = None  # the movement that this one takes back
    void: bool = False  # whether it was taken back itself


class VoidOf(Record, frozen=True, kw_only=True):
    """When something that was filed or moved was taken back, by whom and why."""

    at: int
    by: str
    why: str


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
    group_id: int = 0  # the contact of which it tells
    void: VoidOf | None = None  # that it was taken back; its number stays

    @property
    def time(self) -> Decimal:
        """The minutes that are charged."""
        return time_of(self.billed_minutes, sum(part.excess for part in self.settle))


class Cancelled(Record, frozen=True, kw_only=True):
    """Work that was cancelled: by whom and why, and what filing it would have charged."""

    group_id: int
    ticket: str
    customer: str
    started_at: int  # of its last stretch
    at: int
    by: str
    why: str
    seconds: int
    billable: bool
    billed_minutes: int
    net_cents: int
    rule: str
    excess: int = 0
    unsure: bool = False  # a person has to say whose its ticket is, or a reply in it

    @property
    def time(self) -> Decimal:
        """The minutes that would have been charged."""
        return time_of(self.billed_minutes, self.excess)


class Agreed(Record, frozen=True, kw_only=True):
    """A price agreed with somebody of the customer (`who`) on a day; entered `at`, `by` whom."""

    net_cents: int
    who: str
    day: str
    note: str
    at: int
    by: str


class ToPrice(Record, frozen=True, kw_only=True):
    """A filed contact whose price is still to be agreed; what the terms price of it is charged already."""

    group_id: int
    ticket: str
    subject: str
    customer_id: int | None
    customer: str
    filed_at: int
    seconds: int
    mode: str  # contract | quote
    rule: str
    note: str
    charged_cents: int = 0  # a call-out, kilometres, another kind of work
    unsure: bool = False  # a person has to say whose its ticket is, or a reply in it


class Back(Record, frozen=True, kw_only=True):
    """Units that come back to a pack; `over`: its last day is past, only work of its time uses them."""

    pack_id: int
    kind: str
    unit: str
    units: int
    expires_on: str
    over: bool


class NextBill(Record, frozen=True, kw_only=True):
    """What of it stands in a closed month, and goes back with the next bill of that customer."""

    month: str
    settlement: int
    net_cents: int


class Voiding(Record, frozen=True, kw_only=True):
    """A contact that is void, or would be: `anew` is the one in which its work waits to be filed again."""

    group_id: int
    ticket: str
    customer: str
    seconds: int
    billed_minutes: int
    net_cents: int
    reports: tuple[str, ...]
    back: tuple[Back, ...]
    open_cents: int  # was to go to the invoice, and goes to none
    credited: tuple[NextBill, ...]
    waited: bool  # for a price that nobody has agreed
    void: VoidOf | None = None
    anew: int | None = None


class ReportStep(Record, frozen=True, kw_only=True):
    """`sent` with its letter, or `confirmed` by `who` of the customer, and how, by which mail."""

    report: str
    step: str
    at: int
    by: str
    message_id: int | None = None
    who: str = ""
    how: str = ""


def report_state(steps: Iterable[ReportStep], *, void: bool = False) -> str:
    """Where a report stands by its steps."""
    done = {one.step for one in steps}
    found = "confirmed" if "confirmed" in done else "sent" if "sent" in done else "issued"
    return "void" if void else found

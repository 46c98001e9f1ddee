"""What the call screen shows, read in one go on a thread that may wait."""

from __future__ import annotations

from msgspec import Struct

from deskterm.desk.agenda import callbacks
from deskterm.desk.billing import agreed_prices, estimates, filing, named_prices, reports
from deskterm.desk.billing.filing import Filed, FilingPreview
from deskterm.desk.calls import contacts, forgotten, gates, passwords
from deskterm.desk.calls.contacts import ContactGroup
from deskterm.desk.context import Desk, at_one_moment
from deskterm.desk.customers.cards import Card
from deskterm.desk.tickets import ticket_agreement, tickets
from deskterm.models.money.pack_use import Balance
from deskterm.models.money.price import BY_HAND
from deskterm.models.records.evidence import Credential
from deskterm.models.records.money import Bill, Report
from deskterm.models.records.ticket import Ticket
from deskterm.screens.customer.traits import Known, known
from deskterm.screens.gate import words as gate_words
from deskterm.screens.gate.words import GateLook, Passage
from deskterm.widgets.live import Live, read_live


class Script(Struct, frozen=True):
    """What to tell the customer about the money: until which second it is free, where it goes then."""

    free: int
    to: str  # pack | invoice | split | agree
    until: Bill  # what the last free second costs
    after: Bill  # what the time after it costs
    price: str = ""  # how that price counts
    fixed: tuple[str, str] = ("", "")  # what comes beside the price of the time, and by which rules
    timed: bool = True  # whether the time costs sooner or later
    hours: tuple[str, ...] = ()  # what the hours make of it from now on


class Sheet(Struct, frozen=True, kw_only=True):
    """A contact with all that the screen says of it; `live` while its clock runs here."""

    group: ContactGroup
    ticket: Ticket
    card: Card | None
    live: Live | None
    preview: FilingPreview | None  # None once it is filed
    script: Script | None
    report: Report | None
    unit: str = "minute"  # of the balances on the report
    known: Known | None = None
    to_price: bool = False  # it is filed, and its price is still to be agreed
    secret: Credential | None = None  # that a temporary password is kept, and until when
    rang_at: int | None = None  # of a call that runs: it rang before its clock began
    calls_back: bool = False  # it is out to somebody who waits to be called back: they may not answer
    refused: bool = False  # the customer did not agree to remote work (M10)

    @property
    def done(self) -> bool:
        """Whether everything of it is filed."""
        return self.preview is None

    @property
    def seconds(self) -> int:
        """Its seconds so far; while it runs, the clock knows better."""
        if self.preview is not None:
            return self.preview.whole.seconds
        return self.group.bill.seconds if self.group.bill else 0


class Figures(Struct, frozen=True, kw_only=True):
    """What a contact costs, for the lines at the foot of the screen."""

    bill: Bill
    unit: str
    before: int | None
    after: int | None
    own: tuple[Balance, ...] = ()  # the same of each pack by itself; none of what was filed before
    report_due: bool = False
    number: str = ""
    awaited: tuple[str, ...] = ()  # what must be said before it can be told


class AtTheEnd(Struct, frozen=True, kw_only=True):
    """The last moment before a contact is filed: what is still asked, and what it comes to."""

    gate: GateLook
    figures: Figures
    seconds: int


@at_one_moment
def read(desk: Desk, group_id: int | None, *, price: str = "") -> Sheet | None:
    """The sheet of this contact, or of the one that runs, if any does. `price`: a rule named for it."""
    live = read_live(desk)
    if group_id is None and live is None:
        return None
    number = group_id if group_id is not None else live.group_id if live else 0
    group = contacts.group(desk, number)
    live = live if live and live.group_id == number else None
    ticket = tickets.get(desk, group.ticket)
    done = all(session.over for session in group.sessions)
    report = reports.get(desk, group.reports[-1]) if done and group.reports else None
    card = ticket_agreement.card(desk, ticket)
    return Sheet(
        group=group,
        ticket=ticket,
        card=card,
        live=live,
        preview=None if done else filing.preview(desk, number, price=price),
        script=_script(desk, live) if live else None,
        report=report,
        unit=str(reports.printed(desk, report.number)["unit"]) if report else "minute",
        known=_known(desk, ticket, card),
        to_price=done and agreed_prices.waits(desk, number) is not None,
        secret=None if done else passwords.of_ticket(desk, group.ticket),
        rang_at=forgotten.rang_before(desk) if live is not None else None,
        calls_back=not done and (out := callbacks.out(desk)) is not None and out.ticket == group.ticket,
        refused=not done and gates.stands_refused(desk, number),
    )


def _known(desk: Desk, ticket: Ticket, card: Card | None) -> Known | None:
    if card is None or not ticket.confirmed:
        return None
    return known(desk, card.customer.code, card)


def _script(desk: Desk, live: Live) -> Script | None:
    """Asks the price of the last free second and of the one after it; nothing here knows a rule."""
    began = live.started_at - live.earlier
    free = next((second for second, what in live.marks if what == "money"), None)
    lasts = max(live.elapsed(desk.now()), free or 0) + 1
    fixed = estimates.fixed_of_contact(desk, live.ticket, live.kind, lasts, began)
    if free is None:
        if not fixed[0]:
            return None
        now = filing.preview(desk, live.group_id).whole
        return Script(0, "invoice", now, now, fixed=fixed, timed=False)
    edge = live.started_at + free - live.earlier
    after = filing.preview(desk, live.group_id, at=max(edge, live.started_at, desk.now()) + 1).whole
    until = filing.preview(desk, live.group_id, at=max(edge, live.started_at)).whole
    places = {"pack" if part.to.startswith("pack:") else "invoice" for part in after.settle}
    to = "split" if len(places) > 1 else next(iter(places), "invoice")
    if after.mode in BY_HAND:
        to = "agree"
    price = estimates.of_contact(desk, live.ticket, live.kind, after.seconds, began)
    hours = estimates.hours_of_contact(desk, live.ticket, live.kind, after.seconds, began)
    return Script(free, to, until, after, price, fixed, hours=hours)


@at_one_moment
def at_the_end(
    desk: Desk, way: Passage, sheet: Sheet, *, outcome: str, reason: str, price: str = ""
) -> AtTheEnd:
    """What is asked before the contact is filed, and what filing it so will charge."""
    found = filing.preview(desk, sheet.group.id, outcome=outcome, reason=reason, price=price)
    gate = gate_words.look(desk, way, {})
    return AtTheEnd(gate=gate, figures=figures_ahead(found), seconds=found.whole.seconds)


@at_one_moment
def prices(desk: Desk, sheet: Sheet, *, outcome: str, reason: str) -> tuple[tuple[str, Figures], ...]:
    """The rules whose price may be named for the contact, each with what it would come to."""
    rules = named_prices.offered(desk, sheet.group.id)
    found = (
        filing.preview(desk, sheet.group.id, outcome=outcome, reason=reason, price=rule) for rule in rules
    )
    return tuple((rule, figures_ahead(one)) for rule, one in zip(rules, found, strict=True))


def figures(sheet: Sheet) -> Figures | None:
    """What it would cost now, or what was charged when it was filed."""
    if sheet.preview is not None:
        return figures_ahead(sheet.preview)
    bill, report = sheet.group.bill, sheet.report
    if bill is None:
        return None
    return Figures(
        bill=bill,
        unit=sheet.unit,
        before=report.before if report else None,
        after=report.after if report else None,
        number=report.number if report else "",
    )


def figures_ahead(preview: FilingPreview) -> Figures:
    """What filing it would charge."""
    return Figures(
        bill=preview.bill,
        unit=preview.unit,
        before=preview.packs_before,
        after=preview.packs_after,
        own=preview.own,
        report_due=preview.report_due,
        awaited=preview.awaited,
    )


def figures_of(filed: Filed) -> Figures:
    """What was charged just now."""
    return Figures(
        bill=filed.bill,
        unit=filed.unit,
        before=filed.packs_before,
        after=filed.packs_after,
        own=filed.own,
        number=filed.report.number if filed.report else "",
    )

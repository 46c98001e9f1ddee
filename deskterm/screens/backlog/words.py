"""What the backlog says: the plot of arrivals, the ages, and the lines of what needs a hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from msgspec import Struct
from textual.content import Content

from deskterm.desk.billing.credits import CreditLine
from deskterm.desk.calls.contacts import ShortCalls
from deskterm.desk.context import Desk, at_one_moment
from deskterm.desk.lead import backlog
from deskterm.desk.lead.backlog import Backlog, Trouble
from deskterm.desk.lead.letters_due import ToWrite
from deskterm.desk.packs import pack_words
from deskterm.desk.packs.packs import PackLine
from deskterm.desk.steps.facts import day_of
from deskterm.locale import figures, has, moments, t, tn, works
from deskterm.locale.figures import money
from deskterm.locale.measures import amount, hours
from deskterm.locale.moments import clock_text, day
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.agenda import Appointment
from deskterm.models.records.agreements import EndingAgreement
from deskterm.models.records.desk import Claim
from deskterm.models.records.money import Cancelled, ToPrice
from deskterm.models.records.ticket import Message, Ticket
from deskterm.models.records.work import Session
from deskterm.models.terms.service import Service
from deskterm.screens.customer.card import joined
from deskterm.screens.packs import words as packs_words
from deskterm.screens.shared import words
from deskterm.screens.ticket.appointments import today
from deskterm.widgets.list.columns import Cell, ListColumn, Row, row_of
from deskterm.widgets.text.bar import bar
from deskterm.widgets.text.shown import shown, styled

STEPS = " ▁▂▃▄▅▆▇█"
HEIGHT = 3
AGES = 22  # cells that the ages' whole title takes


def plot(arrivals: Sequence[tuple[str, int]]) -> Content:
    """Two weeks of arrivals as bars, their numbers, and the letters of the days; weekends are dim."""
    highest = max((number for _, number in arrivals), default=0) or 1
    lines = [styled((t("backlog.arrivals", n=sum(number for _, number in arrivals)), "$text-muted"))]
    for row in range(HEIGHT - 1, -1, -1):
        cells = []
        for _, number in arrivals:
            eighths = round(number * HEIGHT * 8 / highest) or (1 if number else 0)
            cells.append(STEPS[max(0, min(8, eighths - row * 8))] * 2)
        lines.append(styled((" ".join(cells), "$text-accent")))
    lines.append(shown(" ".join(f"{number:>2}" if number else " ·" for _, number in arrivals)))
    return joined([*lines, _days(arrivals)])


def _days(arrivals: Sequence[tuple[str, int]]) -> Content:
    made = Content("")
    for at, (iso, _) in enumerate(arrivals):
        weekday = date.fromisoformat(iso).weekday()
        last = at == len(arrivals) - 1
        style = "bold $text-accent" if last else "$text-muted" if weekday > 4 else ""
        made = made + styled((f" {figures.weekday_short(weekday)[:1]}", style), "" if last else " ")
    return made


def ages(found: Backlog, width: int) -> Content:
    """How old the open tickets are, and who has how many in hand: load only, no ranking."""
    title = "backlog.ages" if width >= AGES else "backlog.ages_short"
    lines = [styled((t(title, n=found.open), "$text-muted"))]
    highest = max(found.by_age.values(), default=0) or 1
    room = min(20, width - 14)
    for name, number in found.by_age.items():
        drawn = bar(number, highest, room).replace("░", " ") if room > 2 else ""
        lines.append(shown(f"{name:>5} {t('backlog.days')} {drawn}{number:>4}"))
    return joined(lines)


def load(found: Backlog) -> str:
    """Open work by technician, by name, and by tier where there are several; the time that is to invoice."""
    hands = " · ".join(f"{name} {number}" for name, number in sorted(found.in_hand.items()))
    told = [t("backlog.in_hand", who=hands) if hands else t("backlog.nobody_works")]
    if len(found.by_tier) > 1:
        tiers = " · ".join(f"{tier}: {number}" for tier, number in sorted(found.by_tier.items()))
        told.append(t("backlog.tiers", tiers=tiers))
    if found.unjudged:
        told.append(tn("backlog.unjudged", found.unjudged))
    if found.to_invoice_minutes:
        told.append(t("backlog.invoice_time", time=hours(found.to_invoice_minutes)))
    return "    ".join(told)


class Pressing(NamedTuple):
    """A line of what needs a hand, whatever it is: which door deals with it, and what each column says."""

    door: str
    what: Cell
    about: str
    when: Cell = ""
    who: str = ""


def columns() -> tuple[ListColumn, ...]:
    """The columns of what needs a hand."""
    return (
        ListColumn(t("backlog.col.what"), 14, whole=True, cell=lambda one: one.what),
        ListColumn(t("backlog.col.about"), flex=True, cell=lambda one: one.about),
        ListColumn(t("backlog.col.when"), 12, drop=2, whole=True, cell=lambda one: one.when),
        ListColumn(t("backlog.col.who"), 8, drop=3, cell=lambda one: (one.who, "dim")),
        ListColumn(
            t("backlog.col.key"), 9, drop=1, cell=lambda one: (t(f"backlog.key.{one.door}"), "accent")
        ),
    )


def _row(key: tuple[str, object], line: Pressing, record: object = None) -> Row:
    return row_of(columns(), key, line, record)


def _ago(now: int, since: int) -> str:
    return t("backlog.ago", age=moments.span(now - since))


class BacklogSheet(Struct, frozen=True):
    """What the backlog's screen shows: the figures, and what is agreed for today."""

    figures: Backlog
    today: tuple[Appointment, ...]


@at_one_moment
def read(desk: Desk) -> BacklogSheet:
    """Read it; on a thread that may wait."""
    return BacklogSheet(backlog.figures(desk), today(desk))


def rows(found: Backlog, service: Service, today: Iterable[Appointment] = ()) -> list[Row]:
    """Everything that needs a hand, the most pressing first; each row knows which door deals with it."""
    now, tz = found.at, service.tz
    lines = [_visit(one, now, tz) for one in today]
    lines += [_stale(one, now) for one in found.stale]
    lines += [_ticket("late", ticket, now, tz) for ticket in found.breached]
    lines += _more("late", found.breached_count - len(found.breached))
    lines += [_ticket("risk", ticket, now, tz) for ticket in found.at_risk]
    lines += _more("risk", found.at_risk_count - len(found.at_risk))
    lines += [_ticket("starving", ticket, now, tz) for ticket in found.starving]
    lines += [_letter(one, now) for one in found.letters]
    lines += [_message(message, now, "warn") for message in found.not_gone]
    lines += [_wrong(one) for one in found.wrong]
    lines += [_to_confirm(ticket, now) for ticket in found.to_confirm]
    lines += _sessions(found.unreported_sessions, now)
    lines += [_to_price(one, now) for one in found.to_price]
    lines += [_credit(one, now) for one in found.credits]
    lines += [_cancelled(one, now) for one in found.cancelled]
    lines += [_often(one, now) for one in found.short_calls]
    lines += [_ending(one, now, tz) for one in found.ending]
    lines += [_pack(line) for line in found.packs_low]
    lines += [_message(message, now) for message in (*found.held, *found.rejected)]
    return lines + _by_machines(found.ignored)


def _letter(one: ToWrite, now: int) -> Row:
    """A letter that somebody has to write, or to hand over; Enter opens it."""
    kind = t(f"ticket.kind.{one.kind}") if has(f"ticket.kind.{one.kind}") else ""
    begun = t("drafts.by", who=one.begun_by) if one.begun_by else ""
    name = words.whose(one) if one.customer else ""
    about = " ".join(part for part in (short(one.ticket), f"{kind} ·" if kind else "", name) if part)
    line = Pressing(
        "letter",
        (t("backlog.what.letter"), "warn"),
        " · ".join(
            part for part in (about, t(f"backlog.letter.{one.what}.short", why=untold(one)), begun) if part
        ),
        _ago(now, one.since),
    )
    return _row(("letter", (one.what, one.number)), line, one)


def untold(one: ToWrite) -> str:
    """Why no machine tells a number, in few words."""
    name = f"backlog.untold.{one.why.removeprefix('number_')}"
    return t(name) if has(name) else ""


def _ticket(what: str, ticket: Ticket, now: int, tz: str) -> Row:
    about = f"{short(ticket.code)}{'!' if ticket.blocking else ''} {words.whose(ticket)} · {ticket.subject}"
    style = "late" if what == "late" else "warn"
    line = Pressing(
        "ticket",
        (t(f"backlog.what.{what}"), style),
        about,
        words.due(ticket, now, tz),
        ticket.taken_by or "",
    )
    return _row(("ticket", ticket.code), line)


def _to_confirm(ticket: Ticket, now: int) -> Row:
    """A ticket with a reply of which somebody has to say whose it is."""
    about = f"{short(ticket.code)} {words.whose(ticket)} · {ticket.subject}"
    line = Pressing(
        "ticket",
        (t("backlog.what.to_confirm"), "warn"),
        about,
        _ago(now, ticket.received_at),
        ticket.taken_by or "",
    )
    return _row(("ticket", ticket.code), line)


def _wrong(one: Trouble) -> Row:
    """A mailbox that brings or sends nothing, a hook that takes nothing."""
    line = Pressing("post", (t(f"backlog.what.{one.what}"), "warn"), f"{one.name}: {one.why}")
    return _row(("post", (one.what, one.name)), line)


def _stale(one: Claim, now: int) -> Row:
    """A ticket in the hands of a program that is gone; its own screen has the key that puts it back."""
    line = Pressing(
        "ticket",
        (t("backlog.what.stale"), "late"),
        f"{short(one.ticket)} {words.whose(one)} · {one.subject}",
        _ago(now, one.taken_at),
        one.technician,
    )
    return _row(("ticket", one.ticket), line)


def _visit(one: Appointment, now: int, tz: str) -> Row:
    """Something agreed for today."""
    kind = works.on_screen(one.kind)
    line = Pressing(
        "ticket",
        (t("backlog.what.appointment"), "accent"),
        f"{short(one.ticket)} {kind} · {words.whose(one)} · {one.subject}",
        words.moment(one.starts_at, now, tz),
        one.technician,
    )
    return _row(("ticket", one.ticket), line)


def _more(what: str, number: int) -> list[Row]:
    if number <= 0:
        return []
    line = Pressing(
        "queue",
        t(f"backlog.what.{what}"),
        t("backlog.more", n=number),
    )
    return [_row(("queue", what), line)]


def _by_machines(number: int) -> list[Row]:
    """How much post was set aside as written by machines: a request may be among it."""
    line = Pressing("post", t("queue.outcome.ignored"), tn("backlog.by_machines", number))
    return [_row(("post", "ignored"), line)] if number else []


def _sessions(sessions: Iterable[Session], now: int) -> list[Row]:
    """Contacts whose work is not filed yet, one line each."""
    groups: dict[int, list[Session]] = {}
    for session in sessions:
        groups.setdefault(session.group_id, []).append(session)
    lines = []
    for number, stretches in groups.items():
        last = stretches[-1]
        lasted = sum((one.ended_at or one.started_at) - one.started_at for one in stretches)
        kind = works.on_screen(last.kind)
        line = Pressing(
            "call",
            (t("backlog.what.session"), "warn"),
            f"{short(last.ticket)} {clock_text(lasted)} {words.whose(last)} · {kind}",
            _ago(now, last.started_at),
            last.technician,
        )
        lines.append(_row(("call", number), line))
    return lines


def _credit(one: CreditLine, now: int) -> Row:
    """A promise that was broken, and what the terms credit for it once somebody confirms it."""
    broken = one.broken
    whose = f"? {one.customer_name}" if one.unsure else one.customer_name
    about = f"{short(broken.ticket)} {one.worth} {whose} · {broken.subject}"
    line = Pressing("credit", (t("backlog.what.credit"), "warn"), about, _ago(now, broken.due_at))
    return _row(("credit", broken.ticket), line)


def _to_price(one: ToPrice, now: int) -> Row:
    """Work that is filed and waits for the price that the customer agrees to."""
    line = Pressing(
        "price",
        (t("backlog.what.to_price"), "warn"),
        f"{short(one.ticket)} {clock_text(one.seconds)} {words.whose(one)} · {one.subject}",
        _ago(now, one.filed_at),
    )
    return _row(("call", one.group_id), line)


def _cancelled(one: Cancelled, now: int) -> Row:
    """Work that would have cost money or minutes of a pack, and why somebody cancelled it."""
    would = money(one.net_cents) if one.net_cents else words.minutes(one.time)
    line = Pressing(
        "contact",
        (t("backlog.what.cancelled"), "warn"),
        f"{short(one.ticket)} {would} {words.whose(one)} · {one.why}",
        _ago(now, one.at),
        one.by,
    )
    return _row(("call", one.group_id), line)


def _often(one: ShortCalls, now: int) -> Row:
    """A customer whose free calls keep coming (A6)."""
    told = t("backlog.often", calls=one.calls, time=clock_text(one.seconds))
    line = Pressing(
        "ticket",
        (t("backlog.what.short_calls"), ""),
        f"{told} · {one.customer}",
        _ago(now, one.last_at),
    )
    return _row(("ticket", one.ticket), line)


def _ending(one: EndingAgreement, now: int, tz: str) -> Row:
    """An agreement that ends soon, or has ended, and that nobody renewed yet; Enter renews it."""
    over = one.ends_on < day_of(now, tz)
    line = Pressing(
        "renew",
        (t("backlog.what.agreement_over" if over else "backlog.what.agreement"), "late" if over else "warn"),
        " · ".join(part for part in (one.customer, one.plan) if part),
        day(one.ends_on),
    )
    return _row(("agreement", one.code), line)


def _pack(line: PackLine) -> Row:
    word, style = packs_words.state(line)
    pack = line.pack
    about = f"{t('backlog.left', left=amount(pack.left, pack.unit))} · {pack.customer}"
    about += f" · {pack_words.proposed(line.top_up)}" if line.top_up else ""
    return _row(("ledger", pack.id), Pressing("ledger", (word, style), about, day(line.ends_on)))


def _message(message: Message, now: int, style: str = "") -> Row:
    """What waits in the post: a message that became no ticket, or a letter of ours that did not leave."""
    who = words.whom(message) or words.reason(message.reason)
    who += f" · {message.way.answer}" if message.way and message.way.answer else ""
    line = Pressing(
        "post",
        (words.outcome(message), style),
        f"{who} · {message.subject or t('queue.no_subject')}",
        _ago(now, message.received_at),
    )
    return _row(("post", message.id), line)

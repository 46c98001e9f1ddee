"""What a ticket's facts are called on a screen: age, due time, state, contract, what a pack has left."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol

from deskterm.desk.steps import promise_words
from deskterm.desk.steps.letters.automatic import PACK
from deskterm.desk.steps.teams import TEAM
from deskterm.desk.tickets.drafts import KeptDraft
from deskterm.locale import figures, has, language, moments, t, tn
from deskterm.locale.measures import amount, figure
from deskterm.locale.moments import span
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.basics.wall_clock import local
from deskterm.models.records import promises
from deskterm.models.records.customer import Customer
from deskterm.models.records.mails import OnItsWay, Outgoing
from deskterm.models.records.money import Pack
from deskterm.models.records.states import OPEN_STATES
from deskterm.models.records.ticket import Message, Ticket
from deskterm.models.terms.service import Service
from deskterm.widgets.list.columns import fit
from deskterm.widgets.text.signs import barred, warned

UNJUDGED = "?"  # in the place of a severity that nobody has given yet
MINUTE, HOUR, DAY = 60, 3_600, 86_400
MERGED = re.compile(r"[A-Z]+\d{3,}")  # the reason of a ticket that was merged: the one that stays
Cell = tuple[str, str]


def moment(at: int, now: int, tz: str) -> str:
    """An instant as people say it: `oggi 11:20`, `mer 08:30` within six days, else `12/3 08:30`."""
    then, today = local(at, tz).date(), local(now, tz).date()
    days = (then - today).days
    if days == 0:
        said = t("queue.today")
    elif 0 < days < 7:
        said = figures.weekday_short(then.weekday())
    else:
        said = day(then.isoformat(), now, tz)
    return f"{said} {moments.time_of(at, tz)}"


def same_day(one: int, other: int, tz: str) -> bool:
    """Whether two instants lie in one local day."""
    return local(one, tz).date() == local(other, tz).date()


def draft(one: KeptDraft, who: str, now: int, tz: str) -> str:
    """A draft as a mark: `bozza 09:22`, a colleague's with the name."""
    today = local(one.saved_at, tz).date() == local(now, tz).date()
    when = moments.time_of(one.saved_at, tz) if today else moment(one.saved_at, now, tz)
    return t("drafts.own", when=when) if one.by == who else t("drafts.of", who=one.by, when=when)


def stamp(at: int, tz: str) -> str:
    """An instant in full: `mar 3/3/26 09:12`."""
    return f"{figures.weekday_short(local(at, tz).weekday())} {moments.moment(at, tz)}"


def day(iso: str, now: int, tz: str) -> str:
    """An ISO day as `31/12`, with its year when that is another one."""
    return moments.day(iso, year=date.fromisoformat(iso).year != local(now, tz).year)


def lasted(seconds: int) -> str:
    """How long a contact took: minutes begun, and under a minute what the clock showed: `0:09`."""
    return t("call.minutes", n=-(-seconds // 60)) if seconds >= 60 else moments.clock_text(seconds)


def minutes(time: Decimal) -> str:
    """A time that is charged, short: `157,5 min`."""
    return t("call.minutes", n=figure(time))


def due(ticket: Ticket, now: int, tz: str) -> Cell:
    """When an answer is due, as a word and its colour: red when late, yellow when today or past the soft.

    Past the soft term the word says so (O3); a list puts the sign of the colour behind it.
    Where several things are promised, or another than the answer, the next of them with what it is: `sol. gio
    08:30`; once all is kept `✓` and what was kept last.
    """
    if ticket.state not in OPEN_STATES:
        return "", ""
    if ticket.is_kept:
        last = max(promises.of(ticket), key=lambda one: one.kept_at or 0, default=None)
        of = "" if last is None else promise_words.short(last.promise.metric)
        return (t("promise.kept_short", of=of), "dim") if of else ("", "")
    found, tone = _due(ticket, now, tz)
    if ticket.due_for and (len(promises.of(ticket)) > 1 or ticket.due_for != promises.ANSWER):
        found = t("promise.cell", of=promise_words.short(ticket.due_for), due=found)
    return found, tone


def _due(ticket: Ticket, now: int, tz: str) -> Cell:
    if ticket.due_at is None:
        return ("—" if ticket.confirmed else t("queue.due.unsure")), "dim"
    if ticket.asked_at is not None and not promises.runs(ticket):
        if ticket.due_at >= ticket.asked_at:
            return t("queue.due.halted"), "dim"
        now = ticket.asked_at  # it was late before the customer was asked, and is no later since
    if ticket.due_at < now:
        return t("queue.due.late", span=span(now - ticket.due_at)), "late"
    soon = local(ticket.due_at, tz).date() == local(now, tz).date()
    if is_past_soft(ticket, now):
        return t("queue.due.soft", due=moment(ticket.due_at, now, tz)), "warn"
    return _both(ticket.soft_due_at, ticket.due_at, now, tz), "warn" if soon else ""


def _both(soft: int | None, due: int, now: int, tz: str) -> str:
    """By when an answer would be liked and by when it is due: `1º oggi 10:00, 12:30` (O3)."""
    if soft is None or soft == due:
        return moment(due, now, tz)
    same = local(soft, tz).date() == local(due, tz).date()
    last = moments.time_of(due, tz) if same else moment(due, now, tz)
    return t("queue.due.first", soft=moment(soft, now, tz), due=last)


def is_past_soft(ticket: Ticket, now: int) -> bool:
    """Whether the term by which an answer would be liked has passed, and the promised one has not (O3)."""
    soft, due = ticket.soft_due_at, ticket.due_at
    return soft is not None and due is not None and soft < now <= due


def state(ticket: Ticket, now: int, tz: str) -> str:
    """Where a ticket is and with whom, for what it waits, or with what it was taken back."""
    if ticket.unmade:
        return t("ticket.state.unmade", code=short(ticket.wait_reason))
    if ticket.state == "taken":
        return t("ticket.state.taken", who=ticket.taken_by or "")
    if ticket.state == "parked" and ticket.until is not None:
        return t("ticket.state.parked_until", until=moment(ticket.until, now, tz))
    if ticket.leaves_after(now):
        return t("ticket.state.answer_to_leave")
    return t(f"ticket.state.{_where(ticket)}")


def waits_for(ticket: Ticket, now: int, tz: str) -> str:
    """For whom a resting ticket waits, short enough for a column."""
    if ticket.state == "parked" and ticket.until is not None:
        return moment(ticket.until, now, tz)
    if ticket.state == "waiting" and ticket.wait_reason == "file":
        return t("queue.waits.file")
    return t(f"queue.waits.{_where(ticket)}")


def _where(ticket: Ticket) -> str:
    """A ticket's state; `team` for one that waits with a team of the house."""
    in_house = ticket.state == "vendor" and ticket.wait_reason.startswith(TEAM)
    return "team" if in_house else ticket.state


def rest(code: str, service: Service | None = None) -> str:
    """Why a ticket rests or was closed: the desk has codes for its own reasons, people write theirs."""
    if code.startswith(TEAM):
        team = code.removeprefix(TEAM)
        return service.label(service.teams, team, language()) if service else team
    key = f"ticket.wait.{code}"
    if has(key):
        return t(key)
    return t("ticket.wait.merged", code=short(code)) if MERGED.fullmatch(code) else code


def contract(service: Service, customer: Customer | None, ticket: Ticket, ok: bool, now: int) -> Cell:
    """What is known of the customer's contract: until when, none, expired, or not to be counted yet (S7).

    "" where there is none and the terms ask for none.
    """
    tz = service.tz
    if customer is None:
        return barred(t("queue.contract.unknown"))
    if not ticket.confirmed:
        return warned(t("queue.contract.unconfirmed"))
    if ok:
        until = customer.contract_until
        return t("queue.contract.until", day=day(until, now, tz)) if until else t("queue.contract.open"), ""
    if "contract" not in service.asked:
        return "", ""
    if customer.contract_until and customer.contract_until < local(now, tz).date().isoformat():
        return barred(t("queue.contract.expired", day=day(customer.contract_until, now, tz)))
    return barred(t("queue.contract.none"))


def left(packs: Sequence[Pack], service: Service) -> str:
    """What the valid packs have left, by kind: `carnet ore: 3h20`; "" for a customer who has none."""
    kinds = dict.fromkeys(pack.kind for pack in packs)
    mine = {kind: [pack for pack in packs if pack.kind == kind] for kind in kinds}
    return " · ".join(f"{pack_name(service, kind)}: {left_of(found)}" for kind, found in mine.items())


def left_of(packs: Sequence[Pack]) -> str:
    """What packs of one kind have left, and what is put aside of it: `1 ticket (2 riservati)`."""
    aside = sum(pack.reserved for pack in packs)
    told = amount(sum(pack.left for pack in packs), packs[0].unit)
    told = f"{told} ({tn('queue.reserved', aside)})" if aside else told
    brought: dict[str, int] = {}
    for pack in packs:
        brought[pack.agreement] = brought.get(pack.agreement, 0) + pack.left
    if not any(brought):
        return told
    if len(brought) == 1:
        return t("packs.brought_by", what=told, agreement=packs[0].agreement)
    each = [(amount(left, packs[0].unit), name) for name, left in brought.items()]
    of = (t("packs.brought_by", what=much, agreement=name) if name else much for much, name in each)
    return t("packs.brought_by_each", what=told, each=" + ".join(of))


def pack_name(service: Service, kind: str) -> str:
    """The service's own word for a kind of pack, as in the middle of a sentence."""
    found = service.pack(kind)
    return kind if found is None else found.within(language())


def outcome(message: Message) -> str:
    """What became of a message that is no ticket: the terms hold back some that nobody need identify."""
    if message.outcome == "held" and message.reason in ("hold", PACK):
        return t("queue.outcome.kept")
    if message.direction == "out":
        return (
            t("outbox.state.waiting") if message.state == "outbox" else t(f"outbox.state.{message.outcome}")
        )
    return t(f"queue.outcome.{message.outcome}")


class OfCustomer(Protocol):
    """A ticket, or what hangs on one."""

    @property
    def customer(self) -> str:
        """The customer's name; "" where nobody knows."""

    @property
    def unsure(self) -> bool:
        """Whether a person has to say whose the ticket is, or a reply in it."""


def whose(one: OfCustomer) -> str:
    """The customer's name, behind a sign where a person has to say whose it is; or that nobody knows."""
    name = one.customer or t("queue.unknown_customer")
    return f"? {name}" if one.customer and one.unsure else name


def whom(message: Message) -> str:
    """Who wrote a message; to whom, where it is a letter of ours; how many of several that it names."""
    if message.direction == "out":
        return f"→ {message.from_address}"
    if message.senders:
        return t("queue.several_senders", n=len(message.senders), first=message.from_address)
    return message.from_name or message.from_address


def sender(message: Message) -> str:
    """Who wrote it, by name and address, either alone where the other is not known; all of several."""
    if message.senders:
        named = {"n": len(message.senders), "all": ", ".join(message.senders)}
        return t("ticket.several_senders", first=message.from_address, **named)
    address = f"<{message.from_address}>" if message.from_name else message.from_address
    return " ".join(filter(None, (message.from_name, address if message.from_address else "")))


def on_its_way(one: Outgoing, tz: str) -> str:
    """Why a letter of ours is where it is: until when it waits, what its server said."""
    if one.state == "waiting":
        return waits(one, tz)
    return one.answer if one.answer and one.state != "sent" else reason(f"letter_{one.state}")


def waits(one: OnItsWay, tz: str) -> str:
    """Until when, or behind which other one, a letter of ours waits, and what its server said."""
    told = [t("outbox.not_before", when=stamp(one.not_before, tz))] if one.not_before else []
    told += [t("outbox.next_at", when=stamp(one.next_at, tz))] if one.next_at else []
    told += [t("outbox.behind", number=one.behind)] if one.behind else []
    return " · ".join([*told, one.answer] if one.answer else told)


def reason(code: str) -> str:
    """Why a message became no ticket; a doubt about its sender has many codes and one sentence."""
    key = f"reasons.{code}"
    return t(key) if has(key) else t("reasons.doubtful")


def not_taken(said: Mapping[str, str]) -> str:
    """What came with a request and does not count, as it was said."""
    return t(
        "request.not_taken",
        fields=", ".join(f"{name} = {fit(value, 40).rstrip()}" for name, value in said.items()),
    )


def step(service: Service, name: str) -> str:
    """A step of a project in the service's words."""
    steps = tuple(one for project in service.projects for one in project.steps)
    return service.label(steps, name, language())


def topic(service: Service, id: str) -> str:
    """The service's own word for a topic; a word of ours where none is given yet."""
    return service.label(service.topics, id, language()) if id else t("ticket.no_topic")


def named(service: Service, code: str) -> str:
    """A ticket's short number behind what the service calls a request: `Criticità TK1` (I16), `TK1`."""
    return f"{service.word('request', language())} {short(code)}".strip()


def lane(service: Service, ticket: Ticket) -> str:
    """The channel by which a ticket came, in the service's words."""
    return channel(service, ticket.channel)


def channel(service: Service, id: str) -> str:
    """The service's own word for a channel."""
    found = next((one for one in service.channels if one.id == id), None)
    return id if found is None else found.said(language())


def has_lanes(service: Service) -> bool:
    """Whether the service keeps more than one lane."""
    return len({channel.lane for channel in service.channels}) > 1


def goes_first(service: Service, ticket: Ticket) -> bool:
    """Whether a channel or a rule has put the ticket before the others of its tier."""
    lanes = {channel.lane for channel in service.channels}
    lanes |= {rule.lane for rule in service.rules if rule.lane is not None}
    return len(lanes) > 1 and ticket.lane == min(lanes)


def rank(service: Service, ticket: Ticket) -> str:
    """Tier and severity, as far as they order the queue: `1 A`, `1 ?` while nobody has judged it."""
    tier = str(ticket.tier) if "tier" in service.queue else ""
    severity = ticket.severity or UNJUDGED
    return " ".join(part for part in (tier, severity if "severity" in service.queue else "") if part)


def has_ranks(service: Service) -> bool:
    """Whether tier or severity order the service's queue."""
    return bool({"tier", "severity"} & set(service.queue))

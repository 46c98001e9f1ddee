"""What stands beside or under the queue: who asks, on which terms, what they say, and why here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import Struct
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from deskterm.desk.context import Desk, at_one_moment
from deskterm.desk.queue import queue
from deskterm.desk.steps import order_reasons
from deskterm.desk.steps.letters.automatic import PACK
from deskterm.desk.tickets import replies, tickets
from deskterm.desk.upkeep import lacking
from deskterm.locale import file_words, language, t, tn
from deskterm.locale.measures import quoted
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.customer import Customer
from deskterm.models.records.states import SOURCE
from deskterm.models.records.ticket import Decision, Message, Ticket
from deskterm.screens.customer import traits
from deskterm.screens.shared import words
from deskterm.screens.shared.decisions import decided
from deskterm.widgets.text.card_text import CardText
from deskterm.widgets.text.scrolled import Scrolled
from deskterm.widgets.text.shown import shown, styled
from deskterm.widgets.text.signs import warned

SMALL = 8  # lines of the box under a list
HEAD = 2  # lines of subject and facts; as many are kept for the reasons


class Look(Struct, frozen=True, kw_only=True):
    """What the preview shows, ready to be put on the screen."""

    about: Content
    facts: Content
    text: Content
    why: Content
    needs_why: bool = False  # what is to be done stands in the reasons: they are shown whole


@at_one_moment
def of_ticket(desk: Desk, ticket: Ticket, *, whole: bool = False) -> Look:
    """A ticket in one look, all of its words if `whole`; read on a thread that may wait."""
    from deskterm.desk.tickets import ticket_agreement

    card = ticket_agreement.card(desk, ticket)
    why = tickets.why(desk, ticket.code)
    now, service = desk.now(), desk.service_of(ticket.terms_id)
    facts: list[Any] = [card.customer.name if card else t("queue.unknown_customer")]
    facts.append(
        words.contract(service, card.customer if card else None, ticket, bool(card and card.contract_ok), now)
    )
    if card and card.packs and ticket.confirmed:
        facts.append(words.left(card.packs, service))
    facts += [part for part in (ticket.contact_phone, ticket.contact_name) if part]
    thread = tickets.thread(desk, ticket.code)
    came = sum(len(one.attachments) for one in thread)
    facts += [tn("queue.attachments", came)] if came else []
    cut = [told for one in thread for told in file_words.cut(one)]
    if card and ticket.confirmed:
        found = traits.known(desk, card.customer.code, card)
        facts += traits.lines(service, card, found, now)
    about: list[Any] = [(ticket.subject or t("queue.no_subject"), "bold")]
    return Look(
        about=styled((short(ticket.code), "$text-accent"), " ", *about),
        facts=_joined(facts),
        text=_said(desk, ticket, whole=whole) + _not_here(cut),
        why=_place(desk, ticket, why) + _held_back(desk, ticket) + _aside(tickets.not_taken(desk, ticket)),
    )


def _aside(said: dict[str, str]) -> Content:
    """What came with a request and does not count."""
    return styled("\n", warned(words.not_taken(said)), lines=True) if said else Content("")


def _held_back(desk: Desk, ticket: Ticket) -> Content:
    """Which setting lacks where a customer's mail has no contract; or that a reply is to be confirmed."""
    if ticket.confirmed and ticket.unvouched:
        return styled(
            "\n", warned(tn("ticket.unvouched", max(1, len(replies.waiting(desk, ticket.code))))), lines=True
        )
    return _wanting("" if ticket.confirmed else lacking.of_ticket(desk, ticket.code))


def _wanting(lacks: str) -> Content:
    """The setting that lacks, with the command that gives it."""
    return styled("\n", warned(t(f"lacking.{lacks}")), lines=True) if lacks else Content("")


def _said(desk: Desk, ticket: Ticket, *, whole: bool) -> Content:
    """The customer's last words: their answer, where they wrote again after the request; or all of them."""
    written = [one for one in tickets.thread(desk, ticket.code) if one.is_customers]
    if whole and any(one.body.strip() for one in written):
        return Content("\n\n").join(_whole(desk, one, heads=len(written) > 1) for one in written)
    if len(written) < 2 or not written[-1].body.strip():
        return _opening(ticket.excerpt)
    last = written[-1]
    when = words.moment(last.received_at, desk.now(), desk.service.tz)
    doubt = warned(t("ticket.reply_unconfirmed", why=words.reason(last.doubt))) if last.unconfirmed else ""
    head = styled((t("queue.last_word", when=when), "$text-muted"), *((" ", doubt) if doubt else ()))
    return head + Content("\n") + _opening(last.body[:600])


def _whole(desk: Desk, message: Message, *, heads: bool) -> Content:
    """A message from its first word to its last, behind a line that says when it came."""
    when = words.moment(message.received_at, desk.now(), desk.service.tz)
    doubt = warned(t("ticket.reply_unconfirmed", why=words.reason(message.doubt)))
    marks = (" · ", doubt) if message.unconfirmed else ()
    head = styled((f"─ {when}", "$text-muted"), *marks) + Content("\n") if heads else Content("")
    return head + shown(message.body.strip("\n"), lines=True)


@at_one_moment
def of_message(desk: Desk, message: Message, *, whole: bool = False) -> Look:
    """A message that became no ticket: what it says, all of it if `whole`, and why it is here."""
    from deskterm.desk.intake import recovery

    if message.direction == "out":
        return _of_letter(desk, message, whole=whole)
    found = recovery.suggestions(desk, message.id) if message.outcome != "ignored" else ()
    who = [words.sender(message)] if message.senders else [message.from_name, message.from_address]
    facts: list[Any] = [
        *who,
        words.stamp(message.received_at, desk.service.tz),
    ]
    if message.reply_to:
        facts.append(t("ticket.reply_to", to=message.reply_to))
    if message.attachments:
        facts.append(tn("queue.attachments", len(message.attachments)))
    said = _whole(desk, message, heads=False) if whole else _opening(message.body[:600])
    return Look(
        about=styled((message.subject or t("queue.no_subject"), "bold")),
        facts=_joined(facts),
        text=said + _not_here(file_words.cut(message)[1:]),  # why is its reason
        why=_fate(desk, message, found, recovery.continues(desk, message.id))
        + _wanting(lacking.of_reason(desk, message.trust_reason))
        + _aside(recovery.not_taken(desk, message.id)),
    )


def _not_here(said: Iterable[str]) -> Content:
    """What a mail had that is not here, and where it is."""
    return Content("").join(styled("\n", warned(told), lines=True) for told in said)


def _of_letter(desk: Desk, message: Message, *, whole: bool) -> Look:
    """A letter of ours that did not leave: to whom, by whom, and what its server said."""
    from deskterm.desk.letters import outbox

    one = outbox.way(desk, message.id)
    tz = desk.service.tz
    facts: list[Any] = [words.whom(message), message.from_name, words.stamp(message.received_at, tz)]
    if message.attachments:
        facts.append(tn("queue.attachments", len(message.attachments)))
    state = words.outcome(message)
    unknown = words.reason("letter_doubtful") if one.state == "doubtful" and one.answer else ""
    told = (words.on_its_way(one, tz), unknown, t(f"outbox.help.{one.state}"))
    return Look(
        about=styled((message.subject or t("queue.no_subject"), "bold")),
        facts=_joined(facts),
        text=_whole(desk, message, heads=False) if whole else _opening(message.body[:600]),
        why=styled((state, "bold"), ". ".join(("", *(part for part in told if part)))),
        needs_why=True,
    )


def _opening(text: str) -> Content:
    """The first lines of a message, without the empty ones."""
    return shown("\n".join(line for line in text.splitlines() if line.strip()), lines=True)


def _joined(facts: list[Any]) -> Content:
    parts: list[Any] = []
    for fact in facts:
        if not fact or fact == ("", ""):
            continue
        parts += [" · ", fact] if parts else [fact]
    return styled(*parts)


def _place(desk: Desk, ticket: Ticket, why: tuple[Decision, ...]) -> Content:
    """Why a ticket stands where it stands, with the clause of the first reason (law 2)."""
    service = desk.service_of(ticket.terms_id)
    here = [one for one in order_reasons.reasons(service, ticket, why) if one.point != "response"]
    reasons = t("queue.then").join(decided(service, one, desk.now()) for one in here)
    position = queue.position(desk, ticket)
    if position is not None:
        head = (
            t("queue.why", place=position, reasons=reasons)
            if reasons
            else t("queue.why_arrival", place=position)
        )
    else:
        head = words.state(ticket, desk.now(), desk.service.tz)
    # In order of arrival stand most: the clause of that says nothing of this one.
    said = here and position is not None and here[0].do != "order"
    clause = tickets.clause(desk, ticket, here[0].rule, language()) if said else ""
    return styled(head, (f" {quoted(clause)}" if clause else "", "$text-muted"))


def _fate(desk: Desk, message: Message, found: tuple[Customer, ...], thread: Ticket | None) -> Content:
    outcome, reason = words.outcome(message), words.reason(message.reason)
    rule = f" ({message.rule})" if message.rule else ""
    again = reason.startswith(outcome[:-1])  # "rejected by the terms" says the outcome itself
    parts: list[Any] = [(reason if again else outcome, "bold"), f"{'' if again else f': {reason}'}{rule}. "]
    if message.kind == SOURCE:
        parts.append(t("queue.source_again"))
    elif message.trust == "doubtful" and message.outcome != "ignored":
        parts.append(t("queue.doubtful"))
    elif thread is not None:
        parts.append(t("queue.continues", code=short(thread.code)))
    elif message.reason == PACK:
        parts.append(t("queue.sell_a_pack"))
    elif found and found[0].id == message.customer_id:
        parts.append(t("queue.from_customer", name=found[0].name))
    elif found:
        parts.append(t("queue.suggested", names=", ".join(customer.name for customer in found[:3])))
    elif message.outcome != "ignored":
        parts.append(t("queue.how_to_recover"))
    clause = desk.service.clause(message.rule, language())
    return styled(*parts, (f" {quoted(clause)}" if clause else "", "$text-muted"))


class Preview(Vertical):
    """The box; it changes in one go, when everything it shows is there."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._text = self._why = Content("")
        self._needs_why = False

    def compose(self) -> ComposeResult:
        """Subject, facts, words, reasons."""
        yield Static(id="about")
        yield Static(id="facts")
        with Scrolled(id="page", can_focus=False):
            yield Static(id="said")
        yield CardText(id="reasons")

    def show(self, look: Look | None) -> None:
        """Show another ticket or message; None: nothing."""
        nothing = Content("")
        parts = (look.about, look.facts, look.text, look.why) if look else (nothing,) * 4
        for id, content in zip(("about", "facts", "said", "reasons"), parts, strict=True):
            self._put(id, content)
        self._text, self._why = parts[2:]
        self._needs_why = look is not None and look.needs_why
        self._share()

    def on_resize(self) -> None:
        """Another width wraps otherwise."""
        self._share()

    def _share(self) -> None:
        """Where the customer's words leave lines free, the reasons have them; a letter's have all."""
        width, reasons = max(1, self.content_size.width), self.query_one("#reasons")
        wide = self.screen.has_class("-wide")
        reasons.styles.text_overflow = "fold" if self._needs_why else None
        if self._needs_why:
            needs = self._why.get_height({}, width)
            reasons.styles.max_height = needs
            grown = min(needs + HEAD + 1 + self.gutter.height, self.screen.size.height // 2)
            self.styles.height = None if wide or self.screen.has_class("-zoomed") else max(SMALL, grown)
            return
        self.styles.height = None
        taken = self._text.get_height({}, width) if self._text else 0
        free = self.content_size.height - HEAD - taken
        reasons.styles.max_height = None if wide else max(HEAD, free)

    def _put(self, id: str, content: Content) -> None:
        self.query_one(f"#{id}", Static).update(content)

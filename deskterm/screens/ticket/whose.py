"""Whose ticket it is: the likely customers first; and whether the sender is who they say."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from deskterm.desk.context import Desk, at_one_moment
from deskterm.desk.errors import DeskError, NotFound
from deskterm.desk.letters import letters
from deskterm.desk.steps.trust import present_address
from deskterm.desk.tickets import replies, tickets
from deskterm.desk.tickets.tickets import ContactSet
from deskterm.locale import t
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.customer import Customer
from deskterm.models.records.ticket import Message, Ticket
from deskterm.screens.customer import vouching
from deskterm.screens.shared.form import Field, Form
from deskterm.screens.ticket.in_front import HasTicket, TicketPart
from deskterm.widgets.dialogs.boxes import Ask, Choose
from deskterm.widgets.work import OnFailed


class Whose(TicketPart[HasTicket]):
    """The customer of the ticket in front."""

    def action_identify(self) -> None:
        """Say whose ticket it is: the likely ones first."""
        if (ticket := self.ticket()) is not None:
            self.ask(_likely, self.desk, ticket.code, done=lambda found: self._whose(ticket, found))

    def _whose(self, ticket: Ticket, found: tuple[Customer, ...]) -> None:
        from deskterm.screens.shared.dialogs import FindCustomer

        sender = " · ".join(part for part in (ticket.contact_name, ticket.contact_email) if part)
        box = FindCustomer(t("ticket.identify.title", code=short(ticket.code)), sender, found)
        self.show(box, lambda code: self._is_of(ticket, code) if code else None)

    def _is_of(self, ticket: Ticket, customer: str) -> None:
        self._set(ticket, customer, failed=partial(self._refused, ticket, customer))

    def _set(self, ticket: Ticket, customer: str, *, failed: OnFailed | None = None, **filed: Any) -> None:
        done = self.said("ticket.said.customer_set")
        self.do(tickets.set_customer, self.desk, ticket.code, customer, done=done, failed=failed, **filed)

    def _refused(self, ticket: Ticket, customer: str, error: DeskError) -> None:
        """What was filed for the first customer is asked about: void, or theirs as it is."""
        if error.code != "filed_for_another":
            self.say_why(error)
            return
        options = [(word, t(f"ticket.filed.{word}")) for word in ("void", "keep")]
        title = t("ticket.filed.title", code=short(ticket.code))
        self.show(Choose(title, options, str(error)), partial(self._filed, ticket, customer))

    def _filed(self, ticket: Ticket, customer: str, chosen: str | None) -> None:
        if chosen == "keep":
            self._set(ticket, customer, keep=True)
        elif chosen == "void":
            box = Ask(t("voids.title"), t("ticket.filed.void_text"), hint=t("voids.why"))
            self.show(box, lambda why: self._set(ticket, customer, void=why) if why else None)


class Contacting(TicketPart[HasTicket]):
    """To whom one speaks and writes about the ticket in front."""

    def action_contact(self) -> None:
        """Put their name, number or address right; what is left blank stays as it was."""
        if (ticket := self.ticket()) is not None:
            self.ask(letters.asked_at, self.desk, ticket.code, done=partial(self._contact, ticket))

    def _contact(self, ticket: Ticket, asked: str) -> None:
        fields = (
            Field("name", t("agreement.person.name"), ticket.contact_name),
            Field("phone", t("agreement.person.phone"), ticket.contact_phone),
            Field("email", t("agreement.person.email"), ticket.contact_email),
        )
        title = t("ticket.contact.title", code=short(ticket.code))
        told = [t("ticket.contact.asked_at", to=asked)] if asked else []
        form = Form(title, fields, dict, " ".join([*told, t("ticket.contact.text")]))
        self.fill_in(form, partial(self._put_right, ticket))

    def _put_right(self, ticket: Ticket, given: Mapping[str, str], refused: OnFailed) -> None:
        said = self.said("ticket.said.contact_set")

        def done(found: ContactSet) -> None:
            said(found.ticket)
            if moved := present_address.told(found.redirected):
                self.shell.say(f"{t('ticket.said.contact_set', code=short(ticket.code))} {moved}")

        self.do(partial(_set_contact, given), self.desk, ticket.code, done=done, failed=refused)


class Senders(TicketPart[HasTicket]):
    """Whether the sender is who they say."""

    def __init__(self, screen: HasTicket, whose: Whose) -> None:
        super().__init__(screen)
        self._whose = whose

    def action_confirm_sender(self) -> None:
        """The sender is who they say: contract and pack count from now (S7)."""
        from deskterm.desk.intake import recovery

        if (ticket := self.ticket()) is None:
            return
        if ticket.confirmed and ticket.unvouched:
            self.ask(replies.waiting, self.desk, ticket.code, done=partial(self._which_is_true, ticket))
        elif ticket.confirmed:
            self.shell.say(t("ticket.confirmed_already", code=short(ticket.code)))
        elif ticket.customer_id is None:
            self._whose.action_identify()
        else:
            done = self.said("ticket.said.confirmed")
            self.do(recovery.confirm_sender, self.desk, ticket.code, done=done)

    def _which_is_true(self, ticket: Ticket, found: tuple[Message, ...]) -> None:
        """The reply that nobody vouches for is the customer's; of several it is asked which."""
        if len(found) > 1:
            title = t("ticket.reply_true.title", code=short(ticket.code))
            options = vouching.listed(self.desk, found)
            box = Choose(title, options, t("ticket.reply_true.text", n=len(found)))
            self.show(box, lambda one: self._confirm_reply(one) if one else None)
        elif found:
            self._confirm_reply(found[0])

    def _confirm_reply(self, one: Message) -> None:
        """This one is; whose it is is said, and `u` takes it back."""

        def done(now: Ticket) -> None:
            self.shell.say(vouching.confirmed(now.code, one))

        self.do(replies.confirm, self.desk, one.id, done=done)

    def action_take_out(self) -> None:
        """A reply is no part of the ticket: the one that nobody vouches for, else which is asked."""
        if (ticket := self.ticket()) is not None:
            self.ask(replies.joined, self.desk, ticket.code, done=lambda found: self._which(ticket, found))

    def _which(self, ticket: Ticket, found: tuple[Message, ...]) -> None:
        if not found:
            self.shell.say(t("ticket.take_out.none", code=short(ticket.code)))
        elif len(found) == 1 or [one.unconfirmed for one in found[:2]] == [True, False]:
            self._take_out(found[0])
        else:
            options = vouching.listed(self.desk, found)
            box = Choose(t("ticket.take_out.title", code=short(ticket.code)), options, t("ticket.take_out"))
            self.show(box, lambda one: self._take_out(one) if one else None)

    def _take_out(self, message: Message) -> None:
        def done(now: Ticket) -> None:
            self.shell.say(vouching.taken_out(now.code, message))

        self.do(replies.take_out, self.desk, message.id, done=done)


def _set_contact(told: Mapping[str, str], desk: Desk, code: str) -> ContactSet:
    return tickets.set_contact(desk, code, name=told["name"], phone=told["phone"], email=told["email"])


@at_one_moment
def _likely(desk: Desk, code: str) -> tuple[Customer, ...]:
    """Whose ticket it may be, by what its first message says."""
    from deskterm.desk.intake import recovery
    from deskterm.desk.triage import triage

    try:
        return recovery.suggestions(desk, triage.message_of(desk, code).id)
    except NotFound:
        return ()

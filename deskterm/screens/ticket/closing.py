"""Closing a ticket: a reason where nobody answered, and what the terms ask where it was to sign up (M1)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from deskterm.desk import hearing
from deskterm.desk.context import Desk
from deskterm.desk.customers.sign_up import Joined
from deskterm.desk.errors import DeskError
from deskterm.desk.steps.facts import day_of
from deskterm.desk.tickets import tickets
from deskterm.locale import language, t
from deskterm.locale.moments import day
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.ticket import Ticket
from deskterm.models.terms.practice import SignUpTerms
from deskterm.screens.shared import heard
from deskterm.screens.shared.form import Field, Form, Unreadable
from deskterm.screens.ticket.in_front import HasTicket, TicketPart
from deskterm.widgets.dialogs.boxes import Ask
from deskterm.widgets.work import refusal

ANSWERS = {"s": "yes", "sì": "yes", "si": "yes", "y": "yes", "yes": "yes", "n": "no", "no": "no"}


class Closing(TicketPart[HasTicket]):
    """How the ticket in front is closed."""

    def action_close(self) -> None:
        """Close the ticket; one that nobody answered needs a reason."""
        if (ticket := self.ticket()) is not None:
            self._close(ticket, "")

    def _close(self, ticket: Ticket, why: str, joined: Joined | None = None) -> None:
        def refused(error: DeskError) -> None:
            terms = self.desk.service_of(ticket.terms_id).sign_up
            if error.code == "close_unanswered" and not why:
                box = Ask(t("ticket.close.title", code=short(ticket.code)), t("ticket.close.text"))
                self.show(box, lambda given: self._close(ticket, given) if given else None)
            elif error.code == "close_sign_up" and terms is not None:
                self._ask_sign_up(ticket, terms)
            else:
                self.shell.say(refusal(error), how="error")

        done = self.said("ticket.said.signed_up" if joined else "ticket.said.closed")
        close = partial(tickets.close, self.desk, ticket.code, why=why, joined=joined)
        self.do(close, done=done, failed=refused)

    def _ask_sign_up(self, ticket: Ticket, terms: SignUpTerms) -> None:
        """Since when, what is chosen, who accepts the notice; or why it comes to nothing."""
        today = day(day_of(self.desk.now(), self.desk.service.tz))
        fields = [Field("since", t("agreement.sign_up.since"), today, proposed=True)]
        fields += [
            Field(one.fact, one.said(language()), hint=t("agreement.hint.yes_or_no")) for one in terms.choices
        ]
        if terms.notice:
            fields.append(Field("accepted_by", t("agreement.sign_up.accepted_by"), ticket.contact_name))
        fields.append(Field("why", t("agreement.sign_up.why"), hint=t("agreement.sign_up.why_hint")))
        form = Form(
            t("agreement.sign_up.title", code=short(ticket.code)),
            fields,
            partial(_read, self.desk, terms),
            self._notice(ticket),
        )
        self.show(form, partial(self._signed, ticket))

    def _notice(self, ticket: Ticket) -> str:
        """What the customer accepts, in the words of the terms."""
        service, tongue = self.desk.service_of(ticket.terms_id), language()
        named = service.sign_up.notice if service.sign_up else ""
        found = [one for one in service.notices if one.id == named]
        return " ".join(f"{one.said(tongue)} ({one.rule})" for one in found)

    def _signed(self, ticket: Ticket, given: Joined | str | None) -> None:
        if isinstance(given, str):
            self._close(ticket, given)
        elif given is not None:
            self._close(ticket, "", given)


def _read(desk: Desk, terms: SignUpTerms, values: Mapping[str, str]) -> Joined | str:
    """The form as it is filled in: the sign-up, or why there is none. Raises Unreadable."""
    if values["why"]:
        return values["why"]
    with heard.field("since"):
        since = hearing.day(desk, values["since"], "any")
    chosen = {}
    for one in terms.choices:
        answer = ANSWERS.get(values[one.fact].casefold())
        if answer is None:
            raise Unreadable(one.fact, t("agreement.hint.yes_or_no"))
        chosen[one.fact] = answer
    if terms.notice and not values["accepted_by"]:
        raise Unreadable("accepted_by", t("errors.sign_up_not_accepted"))
    return Joined(day=since, chosen=chosen, accepted_by=values.get("accepted_by", ""))


class Reopening(TicketPart[HasTicket]):
    """What was closed is opened again."""

    def action_reopen(self) -> None:
        """Open the ticket again, in these hands."""
        if (ticket := self.ticket()) is not None:
            self.do(tickets.reopen, self.desk, ticket.code, done=self.said("ticket.said.reopened"))

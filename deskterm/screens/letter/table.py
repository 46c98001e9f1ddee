"""What lies on the table when a letter is written: the mails, what was begun, the texts to put in."""

from __future__ import annotations

from msgspec import Struct

from deskterm.desk.context import Desk, at_one_moment
from deskterm.desk.intake import recovery
from deskterm.desk.letters import canned, letters
from deskterm.desk.letters.canned import ToPutIn
from deskterm.desk.tickets import drafts, tickets
from deskterm.desk.tickets.drafts import KeptDraft
from deskterm.models.records.ticket import Message, Ticket


class Order(Struct, frozen=True, kw_only=True):
    """A letter that is to be written.

    `kind`: of its draft; `ticket`: the code of what it is about, or `message`: the number of a request that
    became none. `to`: what stands above it beside its address. `begun`: the words it starts with; `put_in`:
    what goes in behind those that stand there.
    """

    kind: str
    title: str
    to: str
    begun: str
    put_in: str = ""
    ticket: str = ""
    message: int = 0

    @property
    def about(self) -> str:
        """By which name its draft is kept."""
        return self.ticket or f"message:{self.message}"


class LetterTable(Struct, frozen=True, kw_only=True):
    """Read when the letter is opened."""

    ticket: Ticket | None
    thread: tuple[Message, ...]
    draft: KeptDraft | None
    others: tuple[KeptDraft, ...]  # colleagues' of the same kind
    texts: tuple[ToPutIn, ...]  # in the order of their digits
    address: str = ""  # where it goes, "" where there is none
    asked_at: str = ""  # where the customer's last mail asks for the answer, if it does not go there
    doubt: str = ""  # what the customer's language lacks

    def may_take(self, who: str) -> bool:
        """Whether a colleague's draft may be gone on with: the ticket is in these hands."""
        return self.ticket is not None and self.ticket.taken_by == who


@at_one_moment
def lay(desk: Desk, order: Order) -> LetterTable:
    """Read it; on a thread that may wait. Raises NotFound naming the ticket."""
    ticket = tickets.get(desk, order.ticket) if order.ticket else None
    to = letters.address(desk, ticket.code) if ticket else letters.address_about(desk, order.message)
    found = [one for one in drafts.of_ticket(desk, order.about) if one.kind == order.kind]
    thread = tickets.thread(desk, order.ticket) if ticket else (recovery.get(desk, order.message),)
    return LetterTable(
        ticket=ticket,
        thread=thread,
        draft=next((one for one in found if one.by == desk.who), None),
        texts=canned.for_ticket(desk, order.ticket) if ticket else (),
        address=to,
        asked_at=letters.asked_at(desk, order.ticket) if ticket else "",
        doubt=letters.doubt(desk, order.ticket) if ticket else "",
        others=tuple(one for one in found if one.by != desk.who),
    )

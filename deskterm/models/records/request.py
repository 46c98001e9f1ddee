"""A request on its way in, before it is a ticket."""

from __future__ import annotations

from typing import Any, Self

from msgspec import structs

from deskterm.models.records.base import Record
from deskterm.models.records.customer import Contact, Customer
from deskterm.models.terms.sections import Channel


class IncomingRequest(Record, frozen=True, kw_only=True):
    """What is known of a request when it arrives, whatever the channel."""

    channel: Channel
    subject: str
    body: str
    received_at: int
    customer: Customer | None = None
    confirmed: bool = True
    contact: str = ""
    phone: str = ""
    email: str = ""
    blocking: bool = False
    topic: str = ""
    named: str = ""  # the customer's code as it was written, where nobody has it
    fields: dict[str, Any] = {}  # noqa: RUF012  # msgspec gives each record its own

    def written_by(self, person: Contact | None) -> Self:
        """The request with what the customer's card knows of the person who writes."""
        if person is None:
            return self
        return structs.replace(
            self,
            contact=self.contact or person.name,
            phone=self.phone or person.phone,
            email=self.email or person.email,
        )

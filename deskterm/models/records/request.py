"""A request on its way in, before it is a ticket."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Self

from msgspec import structs

from deskterm.models.records.base import Record
from deskterm.models.records.customer import Contact, Customer
from deskterm.models.terms.sections import Channel

# The fields that a request has a place of its own for, and the place.
PLACES = {"subject": "subject", "contact": "contact", "phone": "phone", "email": "email", "problem": "body"}


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
    severity: str = ""  # as the technician judges it who types the request in (I19)
    typed: bool = False  # by somebody at the desk, for the customer; else the customer's own words
    named: str = ""  # the customer's code as it was written, where nobody has it
    fields: dict[str, Any] = {}  # noqa: RUF012  # msgspec gives each record its own

    def said_too(self, fields: Mapping[str, str]) -> Self:
        """The request with its own words where they came as fields: each in its place, where that is blank.

        A problem told beside the text stands under it. What else the fields hold is kept as it came.
        """
        own = {name: value for name, value in fields.items() if name in PLACES}
        rest = {name: value for name, value in fields.items() if name not in own}
        told = {place: getattr(self, place) or own[name] for name, place in PLACES.items() if name in own}
        if self.body.strip() and own.get("problem", self.body) not in self.body:
            told["body"] = f"{self.body}\n\n{own['problem']}"
        return structs.replace(self, **told, fields=self.fields | rest)

    def written_by(self, person: Contact | None, *, but: Collection[str] = ()) -> Self:
        """The request with what the customer's card knows of the person who writes, where it is blank.

        `but`: what must be told with the request.
        """
        if person is None:
            return self
        known = {"contact": person.name, "phone": person.phone, "email": person.email}
        told = {name: getattr(self, name) or value for name, value in known.items() if name not in but}
        return structs.replace(self, **told)

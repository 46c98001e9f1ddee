"""A request on its way in, before it is a ticket."""

from __future__ import annotations

from typing import Any

from deskterm.models.records.records import Customer, Record
from deskterm.models.terms.sections import Channel


class Request(Record, frozen=True, kw_only=True):
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

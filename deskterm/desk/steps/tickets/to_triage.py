"""What triage reads: the message that made the ticket, the topics it may have."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound, near
from deskterm.models.records.ticket import Message, Ticket
from deskterm.models.terms.sections import Topic
from deskterm.storage.database import Connection
from deskterm.storage.tickets import messages as message_rows


def topic_of(desk: Desk, name: str) -> Topic:
    """The service's topic of that id. Raises NotFound naming those that exist."""
    for topic in desk.service.topics:
        if topic.id == name:
            return topic
    topics = desk.service.topics
    raise NotFound("no_topic", like=near(name, topics), name=name, known=", ".join(one.id for one in topics))


def request_message(conn: Connection, ticket: Ticket) -> Message:
    """The message that made the ticket: the one that triage reads and splits."""
    for message in message_rows.of_ticket(conn, ticket.id):
        if message.direction == "in":
            return message
    raise NotFound("no_message", number=ticket.code)

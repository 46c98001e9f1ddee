"""The closed vocabulary of facts: what a condition of a service file may ask about.

A fact's value comes from the desk or from a rehearsed line, under the same name. `flag` facts are true or
not; `word` facts have one of few values (`FIXED`) or one of the service's own ids; `text` is free, `number`
compares as a number (of a list: its length), `date` is an ISO day. A file may declare facts of its own
(`own_facts`): while such a file is read, its conditions may ask about them as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal, InvalidOperation
from typing import Literal

from msgspec import Struct

Kind = Literal["flag", "word", "text", "number", "date"]
Facts = Mapping[str, object]


class Fact(Struct, frozen=True):
    """One word of the vocabulary; `field`: it is something that a customer can give with a request."""

    name: str
    kind: Kind
    doc: str
    field: bool = False


_ALL = (
    # the request
    Fact("channel", "word", "id of the channel it came by"),
    Fact("kind", "word", "kind of that channel"),
    Fact("available", "flag", "the channel's own conditions and hours hold"),
    Fact("missing", "number", "how many needed fields are blank"),
    Fact("subject", "text", "subject, reply prefixes stripped", field=True),
    Fact("contact", "text", "person to speak to", field=True),
    Fact("phone", "text", "direct phone number", field=True),
    Fact("email", "text", "address for the answer", field=True),
    Fact("type", "text", "type of request chosen on a form", field=True),
    Fact("problem", "text", "what goes wrong", field=True),
    Fact("operation", "text", "what was being done", field=True),
    Fact("screenshot", "text", "a picture of it", field=True),
    Fact("sample_file", "text", "a file that shows it", field=True),
    Fact("reachable_from", "text", "from when somebody answers the phone, a time of day", field=True),
    Fact("reachable_to", "text", "until when somebody answers the phone, a time of day", field=True),
    Fact("product", "word", "product and version it is about", field=True),
    Fact("signed_in", "flag", "it came through a door that asks who one is"),
    Fact("thread", "flag", "it answers a message of a known ticket"),
    Fact("duplicate", "flag", "the same request already waits"),
    Fact("vague", "flag", "the dispatcher found it unclear"),
    Fact("blocking", "flag", "the customer cannot work"),
    Fact("line", "word", "line of service of the topic"),
    # the customer
    Fact("customer", "flag", "the sender or caller is a known customer"),
    Fact("contract", "flag", "an agreement is valid when the request arrives"),
    Fact("plan", "text", "plan of the agreement"),
    Fact("agreement", "text", "name of the agreement that holds for the ticket"),
    Fact("agreement_days", "number", "days of the agreement when the request came; below 0: signed after"),
    Fact("phone_contract", "flag", "the agreement covers the telephone"),
    Fact("code", "text", "support code"),
    Fact("adhesion", "date", "day of adhesion"),
    Fact("hours_since_adhesion", "number", "hours since then; below 0 before it"),
    Fact("last_delivery", "date", "day when a customisation or an update was last delivered"),
    Fact("quick_access", "flag", "quick access chosen at adhesion"),
    Fact("deployment", "word", "where the program is installed"),
    Fact("rate", "number", "agreed rate an hour, in the currency of the file"),
    Fact("target_hours", "number", "agreed hours for an answer, or those of each severity"),
    Fact("fees", "text", "the yearly fees that are paid"),
    Fact("pack_left", "number", "what the packs hold; of several kinds the least, each in its unit"),
    Fact("requests_today", "number", "requests of the customer on this day"),
    # triage
    Fact("topic", "word", "topic given at triage"),
    Fact("topics", "number", "how many topics the request has"),
    Fact("severity", "word", "severity given by the technician"),
    Fact("season", "word", "season of the desk"),
    Fact("days_since_delivery", "number", "days since the last delivery"),
    Fact("needs_file", "flag", "a file of the customer is needed"),
    # call, remote, close
    Fact("inbound", "flag", "the customer called"),
    Fact("by_voice", "flag", "the request was made by voice alone, nothing of it in writing"),
    Fact("ticket", "flag", "an open ticket stands behind the call"),
    Fact("appointment", "flag", "the work was agreed for this day"),
    Fact("notice_hours", "number", "hours from the request to the work"),
    Fact("session", "word", "kind of the session"),
    Fact("seconds", "number", "chargeable seconds of the contact"),
    Fact("reason", "word", "why the session was needed"),
    Fact("outcome", "word", "what the session led to"),
    Fact("burnt", "flag", "the ticket has already used up a unit of its pack"),
    Fact("consent", "flag", "the customer agreed to this session"),
    Fact("device_online", "flag", "the device is on and connected"),
    Fact("first_access", "flag", "first access to this device"),
    Fact("id_password", "flag", "ID and password were communicated"),
    Fact("backup_confirmed", "flag", "the customer says that a backup exists"),
    Fact("backup_unit", "flag", "the device has a backup unit"),
    Fact("request_mail", "flag", "a written request exists"),
    Fact("target", "word", "what is accessed"),
    Fact("tool", "word", "the remote access tool that is used"),
    Fact("temp_account", "flag", "a temporary account was given"),
    Fact("admin_account", "flag", "an administrator account was given"),
    Fact("client_closed_software", "flag", "the customer closed the remote tool"),
)

_AROUND = " .,;:!?-–—_*'\"«»“”‘’()[]<>"

FACTS: dict[str, Fact] = {fact.name: fact for fact in _ALL}
FIELDS: tuple[str, ...] = tuple(fact.name for fact in _ALL if fact.field)

_declared: ContextVar[Mapping[str, Fact]] = ContextVar("declared")

# Values of the word facts that no service chooses; the others are ids of the service's own lists.
FIXED: dict[str, tuple[str, ...]] = {
    "kind": ("email", "portal", "chat", "phone", "whatsapp"),
    "session": ("call", "remote", "onsite", "mail", "web", "training"),
    "deployment": ("cloud", "on-premise"),
    "target": ("server", "client"),
}


@contextmanager
def declaring(own: Mapping[str, Fact]) -> Iterator[None]:
    """While a file is read: the facts of its own that its conditions may ask about."""
    token = _declared.set(own)
    try:
        yield
    finally:
        _declared.reset(token)


def vocabulary() -> Mapping[str, Fact]:
    """What a condition may ask about now: the closed vocabulary, and what the file being read declares."""
    own = _declared.get({})
    return {**own, **FACTS} if own else FACTS


def given(facts: Facts, name: str) -> bool:
    """Whether a fact is true, or has a value that is not blank."""
    value = facts.get(name)
    return bool(value.strip()) if isinstance(value, str) else bool(value)


def number(value: object) -> Decimal | None:
    """A fact's value as a number; the length of a list; None when it is none."""
    if isinstance(value, list | tuple):
        return Decimal(len(value))
    if value is None or value == "":
        return None
    try:
        result = Decimal(int(value) if isinstance(value, bool) else str(value))
    except InvalidOperation:
        return None
    return result if result.is_finite() else None


def word(value: object) -> str:
    """A fact's value as a word to compare: letters folded, spaces single, no punctuation around it."""
    return " ".join(str(value).split()).strip(_AROUND).casefold() if value is not None else ""

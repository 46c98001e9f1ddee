"""A letter of ours comes back: which one, by the sign in its own Message-ID, and why, in the server's words.

The report of a server (RFC 3464), its plain forms and the receipts of the certified post all carry our
Message-ID somewhere; only one that this desk has made counts, so nobody else's bounce finds a letter.
"""

from __future__ import annotations

import re

from msgspec import Struct

from deskterm.desk.context import Desk
from deskterm.desk.steps.trust import own_ids
from deskterm.models.basics.text import clean
from deskterm.models.records.mails import Outgoing, ParsedMail
from deskterm.storage.database import Connection
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import outgoing as outgoing_rows

LOOKED_AT = 256 * 1024  # bytes of a report: what it is about stands at its beginning
WORDS = 300
UNDELIVERED = frozenset(
    ("errore-consegna", "non-accettazione", "preavviso-errore-consegna", "rilevazione-virus")
)
_OWN = re.compile(r"dt\.[0-9]{1,15}\.[0-9a-f]{16}\.[0-9a-f]{20}@[a-z0-9.-]{1,253}", re.IGNORECASE)
_FIELD = re.compile(
    r"(?im)^(action|status|diagnostic-code):[ \t]*([^\r\n]{0,500}(?:\r?\n[ \t][^\r\n]{0,500}){0,5})"
)
_CODE = re.compile(r"(?m)^[^\r\n]{0,200}?\b[45]\d\d[ -][#(]?[45]\.\d{1,3}\.\d{1,3}\b[^\r\n]{0,300}")
_PLAIN = re.compile(r"(?m)^[^\r\n]{0,200}?\b5[05]\d[ -][^\r\n]{3,300}")


class BounceReport(Struct, frozen=True, kw_only=True):
    """What a bounce says: whose Message-IDs it names, whether it is only late, and why."""

    named: tuple[str, ...]
    late: bool
    delivered: bool
    words: str


def report(mail: ParsedMail) -> BounceReport:
    """Read a bounce, in whatever form it came."""
    text = mail.raw[:LOOKED_AT].decode("utf-8", "replace")
    named = dict.fromkeys(found.lower() for found in _OWN.findall(f"{text}\n{mail.body}"))
    fields: dict[str, str] = {}
    for name, value in _FIELD.findall(text):
        fields.setdefault(name.lower(), " ".join(value.split()))
    action = fields.get("action", "").lower()
    words = fields.get("diagnostic-code", "").partition(";")[2].strip() or fields.get("status", "")
    if not words:
        line = _CODE.search(mail.body) or _PLAIN.search(mail.body)
        words = line[0] if line else mail.subject
    return BounceReport(
        named=tuple(named),
        late=action == "delayed",
        delivered=action in ("delivered", "relayed", "expanded"),
        words=clean(" ".join(words.split()))[:WORDS],
    )


def is_bounce(mail: ParsedMail) -> bool:
    """Whether a mail may tell that one of ours was not delivered."""
    if mail.kind == "receipt":
        return mail.kind_reason in UNDELIVERED
    return mail.kind == "automatic" and mail.kind_reason == "bounce"


def is_late(mail: ParsedMail) -> bool:
    """Whether a bounce says only that a letter is late: its server goes on trying."""
    return report(mail).late or mail.kind_reason == "preavviso-errore-consegna"


def came_back(desk: Desk, conn: Connection, mail: ParsedMail) -> Outgoing | None:
    """The letter that a mail brings back, which waits for a person from now on; None where it brings none.

    A server that is only late says so: the letter stays where it is, with the server's words.
    """
    if not is_bounce(mail):
        return None
    found = report(mail)
    one = None if found.delivered else _ours(conn, found)
    if one is None:
        return None
    outgoing_rows.note(conn, one.number, answer=found.words)
    after = {"message": one.number, "to": one.to, "words": found.words}
    if is_late(mail) or one.state not in ("sent", "arrived", "doubtful", "returned"):
        desk.record(conn, "letter_late", target=one.ticket or str(one.number), after=after)
        return one
    message_rows.update(conn, one.number, state="pending", outcome="returned", reason="letter_returned")
    target = one.ticket or str(one.number)
    desk.record(conn, "letter_returned", ticket_id=one.ticket_id, target=target, after=after)
    return one


def _ours(conn: Connection, found: BounceReport) -> Outgoing | None:
    """The letter that one of the ids is of: signed by this desk, and the very one that it went under."""
    for name in found.named:
        number = own_ids.number_of(conn, name)
        one = outgoing_rows.get(conn, number) if number is not None else None
        if one is not None and one.own_id == name:
            return one
    return None

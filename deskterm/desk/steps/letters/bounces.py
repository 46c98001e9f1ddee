"""A letter of ours comes back: which one, by the sign in its own Message-ID, and why, in the server's words.

The report of a server (RFC 3464), its plain forms and the receipts of the certified post all carry our
Message-ID somewhere; only one that this desk has made counts, so nobody else's bounce finds a letter.
Whoever has had a letter of ours knows its id, though: what a report says counts where a server says it
(`is_believed`).
"""

from __future__ import annotations

import re

from msgspec import Struct

from deskterm.desk.context import Desk
from deskterm.desk.steps.trust import own_ids
from deskterm.models.basics.sender_trust import DOUBTFUL, VERIFIED
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


def is_believed(mail: ParsedMail) -> bool:
    """Whether a server says it: one that is vouched for, or whose report has no path back, as reports have.

    A receipt of the certified post is its provider's, whole and vouched for. Anybody can write the words, the
    form and the headers of a report under a customer's name.
    """
    if mail.kind == "receipt":
        return mail.trust == VERIFIED and not mail.perhaps
    if mail.trust == DOUBTFUL and mail.trust_reason != "no-address":
        return False
    return mail.server_s == "bounce" or (mail.server_s == "address" and mail.trust == VERIFIED)


def told_of(conn: Connection, mail: ParsedMail) -> Outgoing | None:
    """The letter of ours that a mail says did not arrive, or not yet; None where it tells of none."""
    if not is_bounce(mail):
        return None
    found = report(mail)
    return None if found.delivered else _ours(conn, found)


def came_back(desk: Desk, conn: Connection, one: Outgoing, *, words: str, late: bool) -> None:
    """A letter came back, and waits for a person from now on.

    Of one that is only `late` the server's words are kept, but for where it came back already, or was
    refused: those words are the graver.
    """
    after = {"message": one.number, "to": one.to, "words": words}
    if not (late and one.state in ("returned", "failed")):
        outgoing_rows.note(conn, one.number, answer=words)
    if late or one.state not in ("sent", "arrived", "doubtful", "returned"):
        desk.record(conn, "letter_late", target=one.ticket or str(one.number), after=after)
        return
    message_rows.update(conn, one.number, state="pending", outcome="returned", reason="letter_returned")
    target = one.ticket or str(one.number)
    desk.record(conn, "letter_returned", ticket_id=one.ticket_id, target=target, after=after)


def _ours(conn: Connection, found: BounceReport) -> Outgoing | None:
    """The letter that one of the ids is of: signed by this desk, and the very one that it went under."""
    for name in found.named:
        number = own_ids.number_of(conn, name)
        one = outgoing_rows.get(conn, number) if number is not None else None
        if one is not None and one.own_id == name:
            return one
    return None

"""A letter of ours comes back: which one, by the sign in its own Message-ID, and why, in the server's words.

The report of a server (RFC 3464), its plain forms and the receipts of the certified post all carry our
Message-ID somewhere; only one that this desk has made counts, so nobody else's bounce finds a letter, nor
does that of a letter which answers ours (`_returned`).
Whoever has had a letter of ours knows its id, though, and may write without a path back as servers do: what
a report says counts where a server says it (`is_believed`), of a letter to that recipient, while servers try,
and only until the customer has answered it (`doubt`). It stays what a server says: a person takes it back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from deskterm.desk.context import Desk, by_itself
from deskterm.desk.steps.customer_of import PUBLIC_DOMAINS
from deskterm.desk.steps.trust import letter_stood, own_ids
from deskterm.models.basics.identity import email_key
from deskterm.models.basics.sender_trust import DOUBTFUL, VERIFIED
from deskterm.models.basics.text import clean
from deskterm.models.records.mails import Outgoing, ParsedMail
from deskterm.storage.database import Connection
from deskterm.storage.tickets import events as event_rows
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import outgoing as outgoing_rows

LOOKED_AT = 256 * 1024  # bytes of a report: what it is about stands at its beginning
WORDS = 300
GIVEN_UP = 14 * 86_400  # seconds after which no server tries any more, and tells of nothing
RETURNED = "letter_returned"
UNDELIVERED = frozenset(
    ("errore-consegna", "non-accettazione", "preavviso-errore-consegna", "rilevazione-virus")
)
_OWN = re.compile(r"dt\.[0-9]{1,15}\.[0-9a-f]{16}\.[0-9a-f]{20}@[a-z0-9.-]{1,253}", re.IGNORECASE)
_FIELD = re.compile(
    r"(?im)^(action|status|diagnostic-code):[ \t]*([^\r\n]{0,500}(?:\r?\n[ \t][^\r\n]{0,500}){0,5})"
)
_RECIPIENT = re.compile(
    r"(?im)^(?:final|original)-recipient:[ \t]*(?:[a-z0-9-]{1,30}[ \t]*;)?[ \t]*<?([^\s<>;]{1,400})"
)
_FAILED = re.compile(r"(?im)^x-failed-recipients:([^\r\n]{0,2000}(?:\r?\n[ \t][^\r\n]{0,2000}){0,20})")
_ADDRESS = re.compile(r"[a-z0-9.+_%!&'=*/?^{|}~-]{1,64}@[a-z0-9.-]{1,253}[a-z0-9]", re.IGNORECASE)
# of a returned letter: its own number, also as a server on the way or a report calls it
_OWN_NUMBER = re.compile(r"(?im)^[> \t]*((?:[a-z-]{1,40}-)?message-id):\s*<?([^\s<>]{1,400})")
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
    named = _returned(text) or _OWN.findall(f"{text}\n{mail.body}")
    fields: dict[str, str] = {}
    for name, value in _FIELD.findall(text):
        fields.setdefault(name.lower(), " ".join(value.split()))
    action = fields.get("action", "").lower()
    words = fields.get("diagnostic-code", "").partition(";")[2].strip() or fields.get("status", "")
    if not words:
        line = _CODE.search(mail.body) or _PLAIN.search(mail.body)
        words = line[0] if line else mail.subject
    return BounceReport(
        named=tuple(dict.fromkeys(name.lower() for name in named)),
        late=action == "delayed",
        delivered=action in ("delivered", "relayed", "expanded"),
        words=clean(" ".join(words.split()))[:WORDS],
    )


def _returned(text: str) -> list[str]:
    """The numbers under which the returned letter went; none where nothing says it.

    They stand together: in the letter's own headers, or in the report's. What the letter answers
    (In-Reply-To, References), quotes or brings along did arrive. The report's own Message-ID is its own.
    """
    head, _, rest = text.replace("\r\n", "\n").partition("\n\n")
    own = [number for name, number in _OWN_NUMBER.findall(head) if name.lower() != "message-id"]
    first = _OWN_NUMBER.search(rest)
    if first is None:
        return own
    headers = rest[first.start() :].partition("\n\n")[0]
    return own + [number for _, number in _OWN_NUMBER.findall(headers)]


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


def doubt(conn: Connection, mail: ParsedMail, one: Outgoing) -> str:
    """Why a report on a letter does nothing until a person says so; "" where it is believed.

    unconfirmed: no server says it. of_others: it is about another recipient; a receipt of the certified post
    is its provider's word. long_ago: the letter went so long before that no server tries any more. answered:
    the customer has answered that very letter. arrived: a person has said that they have it.
    """
    if not is_believed(mail):
        return "unconfirmed"
    if mail.kind != "receipt" and not _is_about(mail, one.to):
        return "of_others"
    if mail.received_at - (one.at or one.written_at) > GIVEN_UP:
        return "long_ago"
    if one.state == "arrived":
        return "arrived"
    return "answered" if outgoing_rows.is_answered(conn, one.own_id) else ""


def _is_about(mail: ParsedMail, to: str) -> bool:
    """Whether a report names the address of a letter, or one of its domain where that is a firm's own.

    What the report's fields name counts; only a plain one without them is searched for addresses.
    """
    text = mail.raw[:LOOKED_AT].decode("utf-8", "replace")
    named = _RECIPIENT.findall(text)
    named += [one for line in _FAILED.findall(text) for one in _ADDRESS.findall(line)]
    known = {email_key(one) for one in named or _ADDRESS.findall(f"{text}\n{mail.body}")}
    domain = email_key(to).rpartition("@")[2]
    beside = domain not in PUBLIC_DOMAINS and domain in {one.rpartition("@")[2] for one in known}
    return bool(domain) and (email_key(to) in known or beside)


def told_of(conn: Connection, mail: ParsedMail) -> Outgoing | None:
    """The letter of ours that a mail says did not arrive, or not yet; None where it tells of none."""
    if not is_bounce(mail):
        return None
    found = report(mail)
    return None if found.delivered else _ours(conn, found)


def came_back(desk: Desk, conn: Connection, one: Outgoing, *, report: int, words: str, late: bool) -> None:
    """A letter came back, a `report` says, and waits for a person from now on.

    Of one that is only `late` the server's words are kept, but for where it came back already, or was
    refused: those words are the graver.
    """
    after: dict[str, Any] = {"message": one.number, "to": one.to, "words": words}
    if not (late and one.state in ("returned", "failed")):
        outgoing_rows.note(conn, one.number, answer=words)
    if late or one.state not in ("sent", "arrived", "doubtful", "returned"):
        desk.record(conn, "letter_late", target=one.ticket or str(one.number), after=after)
        return
    after |= {"report": report, "stood": letter_stood.stands(conn, one)}
    message_rows.update(conn, one.number, state="pending", outcome="returned", reason="letter_returned")
    target = one.ticket or str(one.number)
    desk.record(conn, RETURNED, ticket_id=one.ticket_id, target=target, after=after)


def never_came(conn: Connection, ticket_id: int, report: int) -> dict[str, Any]:
    """A report counts no more: its letter is as it was before. What stood until now is given.

    {} where the report moved none, or the letter has gone on since.
    """
    done = (one for one in event_rows.of_ticket(conn, ticket_id) if one.deed == RETURNED)
    event = next((one for one in done if one.after.get("report") == report), None)
    one = outgoing_rows.get(conn, event.after["message"]) if event is not None else None
    if event is None or one is None or one.state != "returned":
        return {}
    stood = letter_stood.stands(conn, one)
    letter_stood.put_back(conn, event.after["stood"])
    return {"letter": stood}


def answered(desk: Desk, conn: Connection, references: Iterable[str], reply: int) -> None:
    """What is surely the customer's answers letters of ours: they have these, whatever a server said."""
    for name in references:
        number = own_ids.number_of(conn, name)
        one = outgoing_rows.get(conn, number) if number is not None else None
        if one is None or one.own_id != name.lower() or one.state not in ("returned", "doubtful"):
            continue
        message_rows.update(conn, one.number, state="filed", outcome="arrived", reason="")
        outgoing_rows.note(conn, one.number, first_at=None, next_at=None, at=desk.now())
        told = {"message": one.number, "to": one.to, "reply": reply}
        with by_itself():
            desk.record(conn, "letter_arrived", target=one.ticket or str(one.number), after=told)


def _ours(conn: Connection, found: BounceReport) -> Outgoing | None:
    """The letter that one of the ids is of: signed by this desk, and the very one that it went under."""
    for name in found.named:
        number = own_ids.number_of(conn, name)
        one = outgoing_rows.get(conn, number) if number is not None else None
        if one is not None and one.own_id == name:
            return one
    return None

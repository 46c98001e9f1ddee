"""Posta certificata: the envelope that a provider wraps around a mail, and the mail inside."""

from __future__ import annotations

import re
from email.message import Message

from deskterm.mail.reading.headers import Headers, decoded
from deskterm.mail.reading.kinds import part_named
from deskterm.mail.reading.limits import prepare
from deskterm.mail.reading.opened import carried, opened
from deskterm.models.basics.identity import email_key
from deskterm.models.basics.sender_trust import ADDRESS, DOUBTFUL, VERIFIED, aligned

WRAPPED = "postacert.eml"

_SUBJECT = re.compile(r"(posta certificata|anomalia messaggio)\s*:", re.IGNORECASE)
_ON_BEHALF = re.compile(r"per conto (?:di|del)\s*:?\s*[\"'<]*([^\s\"'<>,;]+@[^\s\"'<>,;]+)", re.IGNORECASE)


def envelope(headers: Headers, message: Message) -> tuple[str, Message] | None:
    """`pec` or `anomaly` and the mail inside, where this is an envelope of the certified post."""
    transport = headers.get("x-trasporto").strip().lower()
    subject = _SUBJECT.match(headers.text("subject"))
    if transport not in ("posta-certificata", "errore") and not subject:
        return None
    part = part_named(message, WRAPPED)
    data = carried(part) if part is not None else b""
    if not data.strip():
        return None
    inner = opened(prepare(data)[0])[0]
    anomaly = transport == "errore" or (
        not transport and subject and subject[1].lower().startswith("anomalia")
    )
    return ("anomaly" if anomaly else "pec"), inner


def on_behalf_of(headers: Headers) -> str:
    """The address that the envelope names as the sender of the mail inside; "" if none."""
    found = _ON_BEHALF.search(decoded(headers.get("from")))
    return email_key(found[1]) if found else ""


def believe(
    kind: str,
    outer: tuple[str, str],
    *,
    provider: str,
    named: str,
    inner: tuple[str, ...],
    providers: frozenset[str],
) -> tuple[str, str]:
    """How far the sender inside an envelope may be believed (S7).

    `outer` is the verdict on the envelope's own sender `provider`, `named` whom it was sent on behalf of,
    `inner` the From addresses of the mail inside. An envelope proves who wrote only if it surely comes from
    a provider of certified post that answers for the sender's domain, or from one of `providers`.
    """
    if len(inner) != 1 or named != inner[0]:
        return DOUBTFUL, "pec-sender-differs"
    if outer[0] == DOUBTFUL:
        return outer
    if kind == "anomaly":
        return ADDRESS, "pec-anomaly"
    local, _, domain = provider.rpartition("@")
    answers = domain in providers or aligned(domain, inner[0].rpartition("@")[2])
    if local != "posta-certificata" or not answers:
        return ADDRESS, "pec-provider-unknown"
    return (VERIFIED, "pec") if outer[0] == VERIFIED else outer

"""Posta certificata: the envelope that a provider wraps around a mail, and the mail inside."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import Message

from deskterm.mail.reading.headers import Headers, children, decoded, payload, unbase64
from deskterm.mail.reading.kinds import part_named
from deskterm.mail.reading.limits import prepare
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
    inner = _inside(part_named(message, WRAPPED))
    if inner is None:
        return None
    anomaly = transport == "errore" or (
        not transport and subject and subject[1].lower().startswith("anomalia")
    )
    return ("anomaly" if anomaly else "pec"), inner


def _inside(part: Message | None) -> Message | None:
    if part is None:
        return None
    nested = children(part)
    if Headers(part).get("content-transfer-encoding").strip().lower() != "base64":
        return nested[0] if nested else None
    # the parser takes an encoded message for the body of an empty one
    text = payload(nested[0] if nested else part)
    encoded = text.encode("ascii", "ignore") if isinstance(text, str) else b""
    return message_from_bytes(prepare(unbase64(encoded))[0], policy=policy.compat32) if encoded else None


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

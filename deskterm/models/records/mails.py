"""What is left of a mail once it has been read: everything cleaned, nothing to be afraid of but `raw`."""

from __future__ import annotations

from hashlib import sha256

from msgspec import Struct

from deskterm.models.basics.text import Tag


class ParsedAttachment(Struct, frozen=True, kw_only=True):
    """A file that came with a mail; `content` is as hostile as it was sent."""

    name: str  # safe to write under (S12)
    media_type: str
    size: int
    digest: str  # sha256 of content
    content: bytes
    inline: bool = False  # shown within the text by the sender's program: a logo, a pasted screenshot


class ParsedMail(Struct, frozen=True, kw_only=True):
    """A mail as the desk takes it in.

    `kind`: mail · pec (a certified mail, unwrapped) · receipt (of the certified post) · automatic (replies of
    machines, bounces, newsletters; `kind_reason` says which) · unreadable (`defects` says why; whatever could
    be read is there).
    `trust`: verified · address · doubtful, with its reason (`models.trust`).
    `received_at` is when it reached us; `timed_by` says what told so where its Date was not believed, `file`
    or `import`; `date_at` when the sender says to have written it, None if absurd.
    """

    digest: str  # sha256 of raw
    received_at: int
    timed_by: str = ""
    message_id: str = ""
    references: tuple[str, ...] = ()  # oldest first, In-Reply-To last
    from_name: str = ""
    from_address: str = ""
    reply_to: str = ""  # where it differs from from_address
    to_addresses: tuple[str, ...] = ()  # To and Cc
    subject: str = ""
    body: str = ""
    date_at: int | None = None
    kind: str = "mail"
    kind_reason: str = ""
    perhaps: bool = False  # only its way or its words speak for a machine: a person may have written it
    trust: str = "doubtful"
    trust_reason: str = ""
    attachments: tuple[ParsedAttachment, ...] = ()
    tags: tuple[Tag, ...] = ()
    defects: tuple[str, ...] = ()
    truncated: bool = False
    raw: bytes = b""


def unreadable(raw: bytes, reason: str, *, now: int) -> ParsedMail:
    """The mail that could not be read at all: kept whole, for a person to look at (S4)."""
    return ParsedMail(
        digest=sha256(raw).hexdigest(),
        received_at=now,
        kind="unreadable",
        kind_reason=reason,
        trust_reason="unreadable",
        defects=(reason,),
        raw=raw,
    )

"""What is left of a mail once it has been read: everything cleaned, nothing to be afraid of but `raw`."""

from __future__ import annotations

from hashlib import sha256

from msgspec import Struct

from deskterm.models.basics.text import Tag

TEXT_CUT = "text-cut"  # the words are too many
# by what a mail is not whole; the first that is so is told
CUTS = ("too-large", "too-many-parts", "too-many-lines", "too-many-headers", TEXT_CUT)


class ParsedAttachment(Struct, frozen=True, kw_only=True):
    """A file that came with a mail; `content` is as hostile as it was sent."""

    name: str  # safe to write under (S12)
    media_type: str
    size: int
    digest: str  # sha256 of content
    content: bytes
    inline: bool = False  # shown within the text by the sender's program: a logo, a pasted screenshot
    within: tuple[str, ...] = ()  # in what it lay, from the outside in: mail:SUBJECT, pack:NAME, text:


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
    senders: tuple[str, ...] = ()  # all that it names, where they are several; from_address is the first
    reply_to: str = ""  # where it differs from from_address
    to_addresses: tuple[str, ...] = ()  # To and Cc
    subject: str = ""
    body: str = ""
    date_at: int | None = None
    kind: str = "mail"
    kind_reason: str = ""
    perhaps: str = ""  # by what alone it seems a machine's: list, bulk, words, postmaster, receipt
    server_s: str = ""  # from a mail server's own address: address; without a path back too: bounce
    trust: str = "doubtful"
    trust_reason: str = ""
    attachments: tuple[ParsedAttachment, ...] = ()
    tags: tuple[Tag, ...] = ()
    defects: tuple[str, ...] = ()
    truncated: bool = False
    begun: tuple[str, ...] = ()  # names of the files that a mail had of which only the beginning is here
    raw: bytes = b""

    @property
    def cut(self) -> str:
        """Why a reader does not see all of it, as a code of `reasons`; "" where they do."""
        if not self.truncated:
            return ""
        return next((one for one in CUTS if one in self.defects), self.kind_reason or TEXT_CUT)


class OnItsWay(Struct, frozen=True, kw_only=True):
    """Why a letter of ours is where it is; `answer`: the server's own words, cleaned."""

    not_before: int | None = None  # sent later: not before then
    next_at: int | None = None  # when it is tried again
    behind: int | None = None  # the number of an earlier one to the same address that is still tried
    answer: str = ""
    went: str = ""  # what is known of every time it left: sent (a server took it), doubtful; "" of none


class Outgoing(OnItsWay, frozen=True, kw_only=True):
    """A letter of ours on its way out, and what became of it.

    `state`: waiting, going, sent, arrived (a person says so), doubtful (nobody knows whether it has gone),
    failed (refused for good), returned (a bounce came), too_old (from before the desk could send), to_hand,
    handed, withdrawn.
    """

    number: int
    ticket_id: int | None
    ticket: str  # its code, "" without one
    channel: str
    kind: str
    state: str
    by: str
    to: str
    subject: str
    written_at: int
    automatic: str = ""  # "" where a person wrote it, else replied or generated (RFC 3834)
    tries: int = 0
    first_at: int | None = None  # since when it is tried, where it is tried again
    account: int | None = None  # by which it went
    own_id: str = ""  # our Message-ID, without brackets
    at: int | None = None  # when it had its end
    kept_copy: str = ""  # of the account's folder: wanted, kept, lost


class LetterOut(Struct, frozen=True, kw_only=True):
    """What a letter says, for whoever puts it on the wire; `own_id` and `follows` are without brackets."""

    number: int
    to: str
    subject: str
    body: str
    own_id: str
    written_at: int
    automatic: str = ""
    follows: tuple[str, ...] = ()  # the thread's Message-IDs, oldest first: the last one is what it answers
    attachments: tuple[ParsedAttachment, ...] = ()


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

"""A mail's bytes to a ParsedMail, whatever they hold: this never raises and never guesses a sender.

It may still be slow or hungry on bytes made to hurt; `mail.sandbox.Reader` runs it where that is harmless.
"""

from __future__ import annotations

from email.message import Message

from msgspec import structs

from deskterm.mail.reading import authentication, certified, kinds
from deskterm.mail.reading.addresses import Mailbox, mailboxes
from deskterm.mail.reading.body import Contents, contents
from deskterm.mail.reading.dates import arrival, written_at
from deskterm.mail.reading.headers import Headers, message_id, references
from deskterm.mail.reading.limits import (
    BEGINNING,
    MAIL_BYTES,
    UNSHOWN,
    MailRefused,
    digest_of,
    no_mail,
    prepare,
)
from deskterm.mail.reading.opened import MENDED, opened
from deskterm.models.basics.identity import own_lines
from deskterm.models.basics.sender_trust import DOUBTFUL, Sender, Vouch, judge
from deskterm.models.basics.text import clean, find_tags
from deskterm.models.records.mails import TEXT_CUT, ParsedMail, unreadable

TOO_LARGE = "too-large"
PREVIEW = 20_000  # characters shown of a mail whose parts cannot be told apart


def parse(
    raw: bytes,
    *,
    now: int,
    at: int | None = None,
    trusted_servers: frozenset[str] = frozenset(),
    beneath: frozenset[str] = frozenset(),
    pec_providers: frozenset[str] = frozenset(),
) -> ParsedMail:
    """Read a mail that is taken in `now`; `at`: when its file or its server says that it came.

    `trusted_servers` are the names under which our own mail server writes Authentication-Results, `beneath`
    those of them that stand under its own Received line (`authentication.vouches`);
    `pec_providers` the domains from which providers of certified post send for other domains.
    Any failure gives a mail of kind `unreadable` with the defect's code, raw kept (S4). Of one that is too
    large the beginning is read and kept, for a person.
    """
    reading = _Reading(raw, now, at, (trusted_servers, beneath), pec_providers)
    try:
        return reading.beginning() if len(raw) > MAIL_BYTES else reading.whole()
    except MailRefused as refusal:
        return reading.outside_only(refusal.reason)
    except MemoryError:
        return reading.outside_only("memory")
    except Exception:  # hostile bytes find the parser's bugs; the mail must still come in
        return reading.outside_only("parser-error")


def outline(
    raw: bytes,
    reason: str,
    *,
    now: int,
    at: int | None = None,
    trusted_servers: frozenset[str] = frozenset(),
    beneath: frozenset[str] = frozenset(),
    pec_providers: frozenset[str] = frozenset(),
) -> ParsedMail:
    """What the headers say of a mail that cannot be read for `reason`: kind `unreadable`, never verified.

    `raw` is its beginning; of one that is only too large that is read as far as it goes.
    """
    reading = _Reading(raw, now, at, (trusted_servers, beneath), pec_providers)
    try:
        return reading.beginning() if reason == TOO_LARGE else reading.outside_only(reason)
    except Exception:  # cut in a place where no parser can go on
        return reading.outside_only(reason)


class _Reading:
    """One mail being read."""

    def __init__(
        self,
        raw: bytes,
        now: int,
        at: int | None,
        servers: tuple[frozenset[str], frozenset[str]],
        providers: frozenset[str],
    ) -> None:
        self.raw, self.now, self.at = raw, now, at
        self.servers, self.providers = servers, providers

    def whole(self) -> ParsedMail:
        """The mail with its parts; an envelope of the certified post is opened."""
        data, defects = prepare(self.raw)
        if foreign := no_mail(data):
            raise MailRefused(foreign)
        message, mended = opened(data)
        defects += mended
        headers = Headers(message)
        receipt, whole = kinds.receipt(headers, message)
        if receipt:
            mail = self._filled(headers, contents(message), defects, kind="receipt", kind_reason=receipt)
            known = mail.from_address.rpartition("@")[2] in self.providers
            return structs.replace(
                mail, perhaps="" if whole and known and mail.trust != DOUBTFUL else "receipt"
            )
        if wrapped := certified.envelope(headers, message):
            return self._unwrapped(headers, *wrapped, defects)
        machine, perhaps = kinds.automatic(headers)
        kind = "automatic" if machine else "mail"
        mail = self._filled(headers, contents(message), defects, kind=kind, kind_reason=machine)
        return structs.replace(mail, perhaps=perhaps, server_s=kinds.server_s(headers, mail.from_address))

    def beginning(self) -> ParsedMail:
        """What the beginning of a mail that is too large says; its files are no whole ones."""
        mail = _Reading(self.raw[:BEGINNING], self.now, self.at, self.servers, self.providers).whole()
        sure = mail.kind in ("receipt", "automatic") and not mail.perhaps
        told = {} if sure else {"kind": "unreadable", "kind_reason": TOO_LARGE}
        return structs.replace(
            mail,
            raw=self.raw[:BEGINNING],
            digest=digest_of(self.raw),
            attachments=(),
            begun=tuple(dict.fromkeys(file.name for file in mail.attachments)),
            defects=(*(one for one in mail.defects if one != TEXT_CUT), TOO_LARGE),
            truncated=True,
            **told,
        )

    def outside_only(self, reason: str) -> ParsedMail:
        """What the headers say of a mail that cannot be read, and the beginning of its bytes."""
        try:
            head = self.raw[: 256 * 1024].lstrip(b"\r\n")
            message = opened(b"" if reason in UNSHOWN else _head(head))[0]
            text = "" if reason in UNSHOWN else self.raw[:PREVIEW].decode("utf-8", "replace")
            body = Contents(body=clean(text, lines=True), attachments=(), defects=(reason,), truncated=True)
            return self._filled(Headers(message), body, (), kind="unreadable", kind_reason=reason)
        except Exception:  # not even that
            return unreadable(self.raw, reason, now=self.now)

    def _unwrapped(self, outer: Headers, kind: str, inner: Message, defects: tuple[str, ...]) -> ParsedMail:
        headers = Headers(inner)
        envelope = self._filled(
            outer, Contents(body="", attachments=(), defects=(), truncated=False), defects
        )
        machine, perhaps = kinds.automatic(headers)
        shown = "automatic" if machine else "pec" if kind == "pec" else "mail"
        mail = self._filled(headers, contents(inner), defects, kind=shown, kind_reason=machine or kind)
        verdict = certified.believe(
            kind,
            _without_name(self._sender(outer), self._vouches(outer)),
            provider=envelope.from_address,
            named=certified.on_behalf_of(outer),
            inner=_addresses(self._sender(headers)),
            providers=self.providers,
        )
        return structs.replace(
            mail,
            perhaps=perhaps,
            trust=verdict[0],
            trust_reason=verdict[1],
            received_at=envelope.received_at,
            timed_by=envelope.timed_by,
            message_id=mail.message_id or envelope.message_id,
            to_addresses=mail.to_addresses or envelope.to_addresses,
        )

    def _vouches(self, headers: Headers) -> tuple[Vouch, ...] | None:
        return authentication.vouches(headers, *self.servers)

    def _sender(self, headers: Headers) -> tuple[Sender, Mailbox]:
        values = headers.all("from")
        entries, odd = mailboxes(values)
        faults = (*odd, *(fault for entry in entries for fault in entry.faults))
        if headers.damaged or headers.too_many:
            faults = (*faults, "defects")
        addresses = tuple(dict.fromkeys(entry.address for entry in entries if entry.address))
        first = next((entry for entry in entries if entry.address), Mailbox("", ""))
        names = " ".join(entry.name for entry in entries if entry.name)
        return Sender(headers=len(values), addresses=addresses, name=names, faults=faults), first

    def _several(self, headers: Headers) -> tuple[str, ...]:
        """The senders that a mail names, each by name and address; none where it is one."""
        entries, _ = mailboxes(headers.all("from"))
        told = {one.address: f"{one.name} <{one.address}>".strip() for one in entries[::-1] if one.address}
        return tuple(told.values())[::-1] if len(told) > 1 else ()

    def _judged(self, headers: Headers, sender: Sender) -> tuple[str, str]:
        trust, reason = judge(sender, self._vouches(headers))
        if reason == "no-trusted-server" and authentication.stands_beneath(headers, self.servers[0]):
            return trust, "result-beneath"
        return trust, reason

    def _filled(
        self,
        headers: Headers,
        body: Contents,
        defects: tuple[str, ...],
        kind: str = "mail",
        kind_reason: str = "",
    ) -> ParsedMail:
        sender, first = self._sender(headers)
        if kind == "unreadable" or MENDED in defects:
            sender = structs.replace(sender, faults=(*sender.faults, "defects"))
        trust, reason = self._judged(headers, sender)
        subject = headers.text("subject")
        came = arrival(headers, self.now, self.at)
        defects = (*defects, *body.defects, *(("too-many-headers",) if headers.too_many else ()))
        return ParsedMail(
            digest=digest_of(self.raw),
            received_at=came.at,
            timed_by=came.by,
            message_id=message_id(headers.get("message-id")),
            references=references(headers),
            from_name=first.name if (several := self._several(headers)) else sender.name[:200],
            from_address=first.address,
            senders=several,
            reply_to=_reply_to(headers, first.address),
            to_addresses=_recipients(headers),
            subject=subject,
            body=body.body,
            date_at=written_at(headers, self.now),
            kind=kind,
            kind_reason=kind_reason,
            trust=trust,
            trust_reason=reason,
            attachments=body.attachments,
            tags=find_tags("\n".join((subject, *own_lines(body.body)))),
            defects=defects,
            truncated=body.truncated or any(defect.startswith("too-many") for defect in defects),
            raw=self.raw,
        )


def _head(raw: bytes) -> bytes:
    """The headers alone."""
    ends = [at for at in (raw.find(b"\n\n"), raw.find(b"\r\n\r\n"), raw.find(b"\r\r")) if at >= 0]
    return raw[: min(ends, default=len(raw))]


def _without_name(sender: tuple[Sender, Mailbox], vouches: tuple[Vouch, ...] | None) -> tuple[str, str]:
    """The verdict on an envelope: its display name is another's address by design."""
    return judge(structs.replace(sender[0], name=""), vouches)


def _addresses(sender: tuple[Sender, Mailbox]) -> tuple[str, ...]:
    """The one address of a clean sender; nothing of any other."""
    verdict, _ = judge(sender[0], None)
    return () if verdict == DOUBTFUL else sender[0].addresses


def _reply_to(headers: Headers, sender: str) -> str:
    entries, _ = mailboxes(headers.all("reply-to"), limit=2)
    sound = [entry.address for entry in entries if entry.address and not entry.faults]
    return sound[0] if len(sound) == 1 and sound[0] != sender else ""


def _recipients(headers: Headers) -> tuple[str, ...]:
    entries, _ = mailboxes([*headers.all("to"), *headers.all("cc")])
    return tuple(dict.fromkeys(entry.address for entry in entries if entry.address))

"""The mailboxes that a desk reads and answers from: where they are, as whom, and how far they have been read.

No record holds a password: it comes from the keyring or the settings of whoever's machine asks.
"""

from __future__ import annotations

from msgspec import structs

from deskterm.models.records.base import Record

SECURITY = ("tls", "starttls", "plain")  # plain: without TLS, to this machine alone
AFTER = ("nothing", "seen", "move")  # what happens on the server to a mail that the desk has
LOGINS = ("password", "token")  # token: OAuth2, from a command of the settings
PORTS = {"tls": 993, "starttls": 143, "plain": 143}
CHANGED = "mail_account_changed"  # the refusal to go on by settings that hold no more
SMTP_PORTS = {"tls": 465, "starttls": 587, "plain": 25}


class MailAccount(Record, frozen=True, kw_only=True):
    """A mailbox as the desk knows it.

    `name` is short and unique at the desk. `channel` is the id of one of the terms' channels. `folders` are
    read in their order; a mail that was taken in is then left alone, marked as seen, or moved to
    `after_folder`.
    `sent_folder`: where a copy of what we send is put; "" is none. An empty host: that way is not used.
    """

    number: int
    name: str
    channel: str
    address: str
    display_name: str = ""
    imap_host: str = ""
    imap_port: int = 993
    imap_security: str = "tls"  # one of SECURITY
    imap_user: str = ""
    folders: tuple[str, ...] = ("INBOX",)
    after: str = "nothing"  # one of AFTER
    after_folder: str = ""
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_security: str = "starttls"  # one of SECURITY
    smtp_user: str = ""
    sent_folder: str = ""
    login: str = "password"  # one of LOGINS
    active: bool = True


class FolderPlace(Record, frozen=True, kw_only=True):
    """How far a folder has been read, and marked, under the server's own numbering of it."""

    folder: str
    uidvalidity: int
    last_uid: int = 0
    marked_uid: int = 0
    floods: int = 0  # how often the mail behind it came with more bytes than a mail can have

    def up_to(self, uid: int) -> FolderPlace:
        """The place behind a mail that was looked at."""
        return structs.replace(self, last_uid=max(uid, self.last_uid), floods=0)

    def all_marked(self) -> FolderPlace:
        """The place where all that was read is marked too."""
        return structs.replace(self, marked_uid=self.last_uid)


class Fetching(Record, frozen=True, kw_only=True):
    """How fetching from a mailbox stands: instants in seconds since 1970 UTC, None where there was none.

    `fault`: the code of what is wrong, "" where nothing is; `values` fill its sentence. `holder`: the process
    that fetches now, as `host:number`; "" where none does.
    """

    account: str
    is_used: bool = True
    fetched_at: int | None = None
    tried_at: int | None = None
    next_at: int | None = None
    failures: int = 0
    fault: str = ""
    values: dict[str, str] = {}  # noqa: RUF012  # msgspec gives each record its own
    holder: str = ""

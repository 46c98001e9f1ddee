"""The desk's mailboxes: added, changed and taken away. None holds a password, nor a command to run.

What a server would be told is printable ASCII, so that no name or address can end a line of the protocol
(S10); folders are called as people write them, and the server is told them in modified UTF-7 (RFC 3501,
5.1.3). A login without TLS goes to this machine alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from ipaddress import ip_address
from typing import Any
from unicodedata import normalize

from msgspec import structs

from deskterm.desk.context import Desk, by_itself
from deskterm.desk.errors import DeskError, NotFound, Refused, near
from deskterm.locale import language
from deskterm.models.basics.faults import nearest
from deskterm.models.basics.text import clean
from deskterm.models.records.mail_accounts import PORTS, SMTP_PORTS, MailAccount
from deskterm.storage.database import Connection
from deskterm.storage.post import accounts as account_rows
from deskterm.storage.post import progress as progress_rows
from deskterm.storage.tickets import outgoing as outgoing_rows

NAME = re.compile(r"[a-z](?:[a-z0-9]|-(?=[a-z0-9])){0,23}")
HOST = re.compile(r"[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*\.?")
_ATOM, _LABEL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+", r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
ADDRESS = re.compile(
    rf"(?=.{{1,64}}@.{{1,253}}$){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*"  # what a letter can be from
)
PRINTABLE = re.compile(r"[\x20-\x7e]{1,255}")
FOLDERS, FOLDER_SIGNS = 20, 255
OPTIONS = {"name": "NAME", "folders": "--folder"}  # by which a fault names what was told


def listing(desk: Desk) -> tuple[MailAccount, ...]:
    """The desk's mailboxes, by name."""
    with desk.read() as conn:
        return account_rows.listing(conn)


def get(desk: Desk, name: str) -> MailAccount:
    """One mailbox. Raises NotFound naming those that there are."""
    with desk.read() as conn:
        return _known(conn, name)


def add(desk: Desk, name: str, **told: Any) -> MailAccount:
    """Add a mailbox; `told` are fields of the record, the others as they mostly are.

    Raises Refused for a name that is taken and what no server may be told, NotFound for an unknown channel.
    """
    with desk.write() as conn:
        if any(one.name == name for one in account_rows.listing(conn)):
            raise Refused("mail_account_exists", name=name)
        account = _checked(_filled(desk, name, told))
        _alone(desk, conn, account)
        account = structs.replace(account, number=account_rows.insert(conn, account))
        desk.record(conn, "mail_account_added", target=name, after=structs.asdict(account))
        return account


def change(desk: Desk, name: str, **told: Any) -> MailAccount:
    """Change what is told of a mailbox; a port follows its security, but for one that was set by hand.

    Raises NotFound, and Refused as `add` does.
    """
    with desk.write() as conn:
        was = _known(conn, name)
        for way, ports in (("imap", PORTS), ("smtp", SMTP_PORTS)):
            usual = getattr(was, f"{way}_port") == ports[getattr(was, f"{way}_security")]
            if usual and f"{way}_security" in told:
                told.setdefault(f"{way}_port", ports[told[f"{way}_security"]])
        now = _checked(structs.replace(was, **_tidy(desk, told)))
        if now == was:
            return was
        _alone(desk, conn, now)
        account_rows.update(conn, now)
        _end_pauses(desk, conn, now)
        before, after = structs.asdict(was), structs.asdict(now)
        changed = [key for key in after if after[key] != before[key]]
        desk.record(
            conn,
            "mail_account_changed",
            target=name,
            before={key: before[key] for key in changed},
            after={key: after[key] for key in changed},
        )
        return now


def try_anew(desk: Desk, name: str) -> None:
    """End the pauses after a mailbox's faults: who waits tries it at once. A desk that is held keeps them."""
    one = get(desk, name)
    with suppress(DeskError), by_itself(), desk.write() as conn:
        _end_pauses(desk, conn, one)


def fetch_soon(desk: Desk) -> tuple[str, ...]:
    """Ask whoever reads the mailboxes to look at them now, whatever they wait for; the names of all.

    Raises NotFound where the desk reads none, or Refused naming those that are stopped.
    """
    with by_itself(), desk.write() as conn:
        every = account_rows.listing(conn)
        read = tuple(one for one in every if one.active and one.imap_host)
        if not read:
            raise none_read(every)
        for one in read:
            progress_rows.put_state(conn, one.number, next_at=desk.now())
        return tuple(one.name for one in read)


def none_read(every: Sequence[MailAccount]) -> DeskError:
    """Why none of the desk's mailboxes is read: there is none, all are stopped, or they only send."""
    stopped = [one.name for one in every if one.imap_host]
    if stopped:
        return Refused("mail_accounts_stopped", names=", ".join(stopped), first=stopped[0])
    if every:
        return Refused(
            "mail_accounts_only_send", names=", ".join(one.name for one in every), first=every[0].name
        )
    return NotFound("no_mail_accounts")


def _end_pauses(desk: Desk, conn: Connection, one: MailAccount) -> None:
    if progress_rows.state(conn, one.number) is not None:
        progress_rows.put_state(conn, one.number, next_at=None, failures=0, fault="", detail="")
    for what in (outgoing_rows.SENDING, outgoing_rows.COPYING):
        if trouble := outgoing_rows.trouble(conn, one.number, what):
            outgoing_rows.troubled_account(conn, one.number, trouble | {"next_at": desk.now()}, what)


def remove(desk: Desk, name: str) -> MailAccount:
    """Take a mailbox away; what came by it stays. Raises NotFound."""
    with desk.write() as conn:
        was = _known(conn, name)
        account_rows.remove(conn, was.number, at=desk.now())
        desk.record(conn, "mail_account_removed", target=name, before=structs.asdict(was))
        return was


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself."""
    if host.rstrip(".").lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def holds(desk: Desk, account: MailAccount) -> bool:
    """Whether a mailbox still is as somebody read it: nobody has changed it or taken it away."""
    with desk.read() as conn:
        return account_rows.by_name(conn, account.name) == account


def _alone(desk: Desk, conn: Connection, account: MailAccount) -> None:
    """Raise Refused where another mailbox in use is of the same channel: by which one it answers is one."""
    for one in account_rows.listing(conn):
        if one.name != account.name and one.active and account.active and one.channel == account.channel:
            way = next(each for each in desk.service.channels if each.id == account.channel)
            raise Refused("mail_account_channel_taken", name=one.name, channel=way.said(language()))


def _known(conn: Connection, name: str) -> MailAccount:
    found = account_rows.by_name(conn, name)
    if found is not None:
        return found
    known = [one.name for one in account_rows.listing(conn)]
    if not known:
        raise NotFound("no_mail_accounts")
    raise NotFound("no_mail_account", like=nearest(name, known), name=name, known=", ".join(known))


def _filled(desk: Desk, name: str, told: dict[str, Any]) -> MailAccount:
    """A new mailbox: what was not told is as it mostly is, by its channel, its address and its security."""
    told = _tidy(desk, told)
    if "channel" not in told:
        told["channel"] = _first_for_mail(desk)
    way = next(one for one in desk.service.channels if one.id == told["channel"])
    told.setdefault("address", way.address)
    told.setdefault("imap_port", PORTS[told.get("imap_security", "tls")])
    told.setdefault("smtp_port", SMTP_PORTS[told.get("smtp_security", "starttls")])
    if told.get("imap_host"):
        told.setdefault("imap_user", told["address"])
    if told.get("smtp_host"):
        told.setdefault("smtp_user", told.get("imap_user") or told["address"])
    return MailAccount(number=0, name=name, **told)


def _first_for_mail(desk: Desk) -> str:
    """The channel that a mailbox is mostly of. Raises Refused where the terms have none for mail."""
    for one in desk.service.channels:
        if one.kind == "email":
            return one.id
    raise Refused("mail_account_no_channel")


def _tidy(desk: Desk, told: Mapping[str, Any]) -> dict[str, Any]:
    """What was told, texts without blanks around them, and the channel by its id."""
    found: dict[str, Any] = {
        key: value.strip() if isinstance(value, str) else value for key, value in told.items()
    }
    if "channel" in found:
        way = desk.service.channel(found["channel"])
        if way is None:
            every = desk.service.channels
            known = ", ".join(one.id for one in every)
            raise NotFound(
                "no_channel", like=near(found["channel"], every), name=found["channel"], known=known
            )
        if way.kind != "email":
            raise Refused("mail_account_channel", name=way.said(language()))
        found["channel"] = way.id
    for key in ("after_folder", "sent_folder"):
        if key in found:
            found[key] = normalize("NFC", found[key])
    if "folders" in found:
        found["folders"] = tuple(normalize("NFC", name.strip()) for name in found["folders"])
    if "display_name" in found:
        found["display_name"] = clean(found["display_name"], limit=100)
    return found


def _checked(one: MailAccount) -> MailAccount:
    """The same mailbox. Raises Refused for what a server must not be told, or what contradicts itself."""
    if not NAME.fullmatch(one.name):
        raise Refused("mail_account_name", text=clean(one.name))
    _fits("address", one.address, ADDRESS, "mail_account_address")
    for way in ("imap", "smtp"):
        host = getattr(one, f"{way}_host")
        if not host:
            continue
        if not _is_address(host):
            _fits(f"{way}_host", host, HOST, "mail_account_host")
        _fits(f"{way}_user", getattr(one, f"{way}_user"), PRINTABLE, "mail_account_text")
        if not 0 < getattr(one, f"{way}_port") < 65536:
            raise Refused("mail_account_port", option=_option(f"{way}_port"))
        if getattr(one, f"{way}_security") == "plain" and not is_loopback(host):
            raise Refused("mail_account_plain", option=_option(f"{way}_security"), host=host)
    _check_folders(one)
    return one


def _check_folders(one: MailAccount) -> None:
    if not one.folders or len(one.folders) > FOLDERS or len(set(one.folders)) != len(one.folders):
        raise Refused("mail_account_folders", most=FOLDERS)
    for name in one.folders:
        _fits_folder("folders", name)
    for key in ("after_folder", "sent_folder"):
        if name := getattr(one, key):
            _fits_folder(key, name)
    if one.after == "move" and (not one.after_folder or one.after_folder in one.folders):
        raise Refused("mail_account_move")


def _fits(key: str, text: str, pattern: re.Pattern[str], code: str) -> None:
    if not pattern.fullmatch(text):
        raise Refused(code, option=_option(key), text=clean(text, limit=80))


def _fits_folder(key: str, name: str) -> None:
    """A folder is called by any letters; none of them ends a line or deceives the eye."""
    if not (name.isprintable() and 0 < len(name) <= FOLDER_SIGNS):
        raise Refused("mail_account_folder", option=_option(key), text=clean(name, limit=80))


def _option(key: str) -> str:
    return OPTIONS.get(key, f"--{key.replace('_', '-')}")


def _is_address(host: str) -> bool:
    try:
        return ip_address(host) is not None
    except ValueError:
        return False

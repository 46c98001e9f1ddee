"""`deskterm mail account`: the mailboxes that the desk reads and answers from."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import click

from deskterm.commands.answers import wording
from deskterm.commands.frame import output
from deskterm.commands.frame.base import Deed, argument, command, group, option
from deskterm.commands.frame.kinds import Choice, NumberKind, Text
from deskterm.commands.frame.line import Line
from deskterm.commands.intake import fetching
from deskterm.desk.keyrings import Secret
from deskterm.desk.post import accounts
from deskterm.desk.upkeep import mail_states
from deskterm.locale import t, tn
from deskterm.mail.accounts import secrets
from deskterm.models.records.mail_accounts import AFTER, LOGINS, SECURITY, Fetching, MailAccount

account = group("mail.account")
NAME = Text("name", blank=False)
PORT, FOLDER, USER = NumberKind(1), Text("mail_folder"), Text("user")
UNDONE = ("sending", "copying")  # what a mailbox may fail to do for letters
FIELDS = (
    ("--channel", Text("channel")),
    ("--address", Text("address")),
    ("--display-name", Text("name")),
    ("--imap-host", Text("host")),
    ("--imap-port", PORT),
    ("--imap-security", Choice(SECURITY)),
    ("--imap-user", USER),
    ("--after", Choice(AFTER)),
    ("--after-folder", FOLDER),
    ("--smtp-host", Text("host")),
    ("--smtp-port", PORT),
    ("--smtp-security", Choice(SECURITY)),
    ("--smtp-user", USER),
    ("--sent-folder", FOLDER),
    ("--login", Choice(LOGINS)),
)


def told_fields(deed: Deed) -> Deed:
    """The options that tell what a mailbox is like."""
    deed = option("--folder", "folders", multiple=True, type=FOLDER)(deed)
    for name, kind in reversed(FIELDS):
        deed = option(name, type=kind, default=None)(deed)
    return deed


@command("mail.account.add", account)
@argument("name", type=NAME)
@told_fields
def add(line: Line, *, name: str, **told: Any) -> None:
    """Add a mailbox."""
    one = accounts.add(line.desk, name, **_said(told))
    key = "commands.mail.account.added_token" if one.login == "token" else "commands.mail.account.added"
    line.answer(_facts(one), lambda: t(key, name=one.name, address=one.address))


@command("mail.account.change", account)
@argument("name", type=NAME)
@told_fields
@option("--active/--inactive", default=None)
def change(line: Line, *, name: str, **told: Any) -> None:
    """Change what is told of a mailbox."""
    was = accounts.get(line.desk, name)
    read = mail_states.of_account(line.desk, was).fetched_at is not None
    one = accounts.change(line.desk, name, **_said(told))
    said = [t("commands.mail.account.changed", name=one.name), *_new_ports(was, one, told)]
    if one.after not in (was.after, "nothing") and read:
        said.append(
            output.wrap(t(f"commands.mail.account.from_now.{one.after}", folder=one.after_folder), "")
        )
    line.answer(_facts(one), lambda: "\n".join(said))


def _new_ports(was: MailAccount, one: MailAccount, told: Mapping[str, Any]) -> Iterator[str]:
    """A port that moved with its security, though nobody named one."""
    for way in ("imap", "smtp"):
        key = f"{way}_port"
        if told[key] is None and getattr(one, key) != getattr(was, key):
            yield t("commands.mail.account.port_too", option=f"--{way}-port", port=getattr(one, key))


@command("mail.account.list", account, rows=True)
def list_(line: Line) -> None:
    """The mailboxes."""
    columns = [
        output.Column(t("commands.col.name"), lambda row: row["name"]),
        output.Column(t("commands.col.address"), lambda row: row["address"]),
        output.Column(t("commands.col.fetched"), lambda row: wording.moment(row["fetched_at"])),
        output.Column(t("commands.col.how"), _how, flexible=True),
    ]
    how = {one.account: one for one in mail_states.listing(line.desk)}
    left = _left_undone(line)
    rows = (
        _facts(one) | _state(line, how[one.name]) | {key: found.get(one.name) for key, found in left.items()}
        for one in accounts.listing(line.desk)
    )
    empty = output.nothing("mail_accounts")
    line.answer_each(rows, lambda found: "\n".join((output.table(found, columns, empty), *_whole(found))))


@command("mail.account.show", account, reads=True)
@argument("name", type=NAME)
def show(line: Line, *, name: str) -> None:
    """One mailbox."""
    one = accounts.get(line.desk, name)
    facts = _facts(one) | _state(line, mail_states.of_account(line.desk, one))
    facts |= {key: found.get(name) for key, found in _left_undone(line).items()}
    line.answer(facts, lambda: output.facts((*_shown(line, one), *_told(facts))))


@command("mail.account.remove", account)
@argument("name", type=NAME)
def remove(line: Line, *, name: str) -> None:
    """Take a mailbox away; what came by it stays."""
    one = accounts.remove(line.desk, name)
    line.answer(_facts(one), lambda: t("commands.mail.account.removed", name=one.name))


@command("mail.account.secret", account)
@argument("name", type=NAME)
def secret(line: Line, *, name: str) -> None:
    """Put a mailbox's password into the system's keyring."""
    one = accounts.get(line.desk, name)
    secrets.check_keeps(one)
    text = asked(one) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    secrets.keep(one, line.set, Secret(text))
    accounts.try_anew(line.desk, name)
    line.answer({"name": one.name}, lambda: t("commands.mail.account.secret.kept", name=one.name))


@command("mail.account.test", account)
@argument("name", type=NAME)
def test(line: Line, *, name: str) -> None:
    """Try a mailbox."""
    line.set.need("mail")
    one = accounts.get(line.desk, name)
    secret = fetching.Remembered(one, line.set, partial(asked, one) if sys.stdin.isatty() else None)
    secret()
    facts = {"name": one.name, **fetching.tried(one, line.set, secret)}
    accounts.try_anew(line.desk, name)
    line.answer(facts, lambda: "\n".join(_tried(one, facts)))


def _tried(one: MailAccount, facts: dict[str, Any]) -> Iterator[str]:
    """What the server said, line by line; what would be wrong later is said now."""
    if facts["folders"] is not None:
        yield t("commands.mail.account.test.in", host=one.imap_host, user=one.imap_user)
        for name, count in facts["folders"].items():
            yield tn("commands.mail.account.test.folder", count, folder=name)
        key = "idle" if facts["idle"] else "poll"
        yield t(f"commands.mail.account.test.{key}")
    if facts["sends"]:
        yield t("commands.mail.account.test.out", host=one.smtp_host, user=one.smtp_user)
    if facts["folders"] is None and not facts["sends"]:
        yield t("commands.mail.account.test.secret", name=one.name)


def asked(one: MailAccount) -> str:
    """The password, asked of whoever sits at the terminal."""
    told = t("commands.mail.account.secret.ask", name=one.name, user=one.imap_user or one.smtp_user)
    text: str = click.prompt(told, hide_input=True, err=True)
    return text


def _said(told: dict[str, Any]) -> dict[str, Any]:
    """What was told on the line, and nothing else."""
    return {key: value for key, value in told.items() if value is not None and value != ()}


def _facts(one: MailAccount) -> dict[str, Any]:
    fields = ("name", "channel", "address", "display_name", "imap_host", "imap_port", "imap_security")
    more = ("imap_user", "after", "after_folder", "smtp_host", "smtp_port", "smtp_security", "smtp_user")
    last = ("sent_folder", "login", "active")
    return {"folders": list(one.folders)} | {key: getattr(one, key) for key in (*fields, *more, *last)}


def _state(line: Line, one: Fetching) -> dict[str, Any]:
    """How fetching stands, as programs read it."""
    instants = {key: line.stamp(getattr(one, key)) for key in ("fetched_at", "tried_at", "next_at")}
    told = t(f"errors.{one.fault}", **one.values) if one.fault else None
    return {**instants, "fault": one.fault or None, "reason": told, "fetched_by": one.holder or None}


def _left_undone(line: Line) -> dict[str, dict[str, str]]:
    """By mailbox, why no letter leaves, and why no copy of one is put into its folder."""
    sending, copying = mail_states.not_sending(line.desk), mail_states.not_copying(line.desk)
    return {"not_sending": dict(sending), "not_copying": dict(copying)}


def _how(row: Mapping[str, Any]) -> str:
    """How fetching stands, and what keeps letters or their copies from leaving, in a few words."""
    told = [t(f"app.mailbox.{key}", words=row[f"not_{key}"]) for key in UNDONE if row[f"not_{key}"]]
    return "; ".join([*(one.rstrip(".") for one in told), _how_fetched(row)])


def _how_fetched(row: Mapping[str, Any]) -> str:
    if row["fault"]:
        at = wording.moment(row["next_at"])
        return t("commands.mail.account.how.next", at=at, told=row["reason"]) if at else row["reason"]
    if not row["active"]:
        return t("commands.mail.account.how.stopped")
    if row["fetched_by"]:
        return t("commands.mail.account.how.watched", who=row["fetched_by"])
    return t("commands.mail.account.how.fine") if row["fetched_at"] else t("commands.mail.account.how.never")


def _whole(rows: list[Mapping[str, Any]]) -> Iterator[str]:
    """What is wrong with each mailbox, in all its words: the table has no room for them."""
    for row in rows:
        if row["fault"] or any(row[f"not_{key}"] for key in UNDONE):
            yield ""
            yield output.wrap(_how(row), f"{row['name']}: ")


def _told(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield t("commands.mail.account.label.fetched"), wording.moment(row["fetched_at"])
    yield t("commands.mail.account.label.how"), _how(row)


def _shown(line: Line, one: MailAccount) -> Iterator[tuple[str, str]]:
    """What a person reads of a mailbox, each with its name."""
    words = {
        "channel": wording.label(line, "channel", one.channel),
        "address": one.address,
        "display_name": one.display_name,
        "imap": _server(one, "imap"),
        "folders": ", ".join(one.folders),
        "after": t(f"commands.mail.account.after.{one.after}", folder=one.after_folder),
        "smtp": _server(one, "smtp"),
        "sent_folder": one.sent_folder,
        "login": t(f"commands.mail.account.login.{one.login}"),
        "active": t(f"commands.mail.account.in_use.{'yes' if one.active else 'no'}"),
    }
    for key, said in words.items():
        yield t(f"commands.mail.account.label.{key}"), said


def _server(one: MailAccount, way: str) -> str:
    told = {key: getattr(one, f"{way}_{key}") for key in ("host", "port", "security", "user")}
    return t("commands.mail.account.server", **told) if told["host"] else ""

"""The mailboxes of a desk read by this process: once, or watched by a thread each until it ends."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from deskterm import crash_log
from deskterm.desk.context import Desk
from deskterm.desk.errors import DeskError, Refused, ServerAway
from deskterm.desk.intake.receive import Received
from deskterm.desk.keyrings import Secret
from deskterm.desk.post import accounts
from deskterm.desk.post.taking import MailTaking
from deskterm.locale.measures import quoted
from deskterm.mail.accounts import secrets
from deskterm.models.records.mail_accounts import CHANGED, MailAccount
from deskterm.settings import Settings, anew

if TYPE_CHECKING:
    from deskterm.mail.accounts.opening import OpenMailbox

LOOK = 2.0  # seconds until a mailbox that was added or changed is seen, or a secret that lacked was given
KEPT = 300.0  # seconds for which a password is taken as it was found: somebody may correct it
TOKEN = 2.0  # and a token: for the login for which it was sought
LEAVING = 2.0  # seconds that the threads have to end in; what they do is safe at any moment


class Remembered:
    """A mailbox's secret: a password is sought anew now and then, a token whenever it is needed.

    Where a server refused it is sought at once, by what the settings say then. A person is asked once, before
    anything else is done, and never behind their back.
    """

    def __init__(
        self, account: MailAccount, settings: Settings, ask: Callable[[], str] | None = None
    ) -> None:
        self._account, self._settings, self._ask = account, settings, ask
        self._answers: list[str] = []
        self._kept = TOKEN if account.login == "token" else KEPT
        self._found, self._until = Secret(""), 0.0
        self._lacked: DeskError | None = None

    def seek(self) -> None:
        """Seek it first of all, while a person may be asked; the next call tells if it lacks."""
        try:
            self()
        except DeskError as error:
            self._lacked = error

    def __call__(self) -> Secret:
        """The secret. Raises Refused with cause and cure."""
        lacked, self._lacked = self._lacked, None
        if lacked is not None:
            raise lacked
        if time.monotonic() >= self._until:
            ask = self._answered if self._ask else None
            try:
                self._found = secrets.secret_of(self._account, anew(self._settings), ask=ask)
            finally:
                self._ask = self._ask if self._answers else None
            self._until = time.monotonic() + self._kept
        return self._found

    def forget(self) -> None:
        """It was refused: somebody may have put it right."""
        self._until = 0.0

    def is_of(self, account: MailAccount) -> None:
        """The mailbox is this by now, by settings that may name another login."""
        if account != self._account:
            self._account, self._until = account, 0.0

    def _answered(self) -> str:
        if not self._answers and self._ask is not None and (text := self._ask()):
            self._answers.append(text)
        return self._answers[0] if self._answers else ""


def read_by(desk: Desk, name: str = "") -> tuple[MailAccount, ...]:
    """The mailboxes that are read: the one that is named, else all in use. Raises NotFound for another."""
    if name:
        return (accounts.get(desk, name),)
    return tuple(one for one in accounts.listing(desk) if one.active and one.imap_host)


@contextmanager
def connection(account: MailAccount, settings: Settings, secret: Remembered) -> Iterator[OpenMailbox]:
    """The mailbox, opened. Raises Refused or ServerAway where it cannot be."""
    from deskterm.mail.accounts.opening import opened

    try:
        with opened(account, secret, anew(settings).mail.get(account.name, {})) as box:
            yield box
    except Refused:
        secret.forget()
        raise


def once(desk: Desk, account: MailAccount, settings: Settings, secret: Remembered) -> Iterator[Received]:
    """Read a mailbox once; what became of each mail. Raises DeskError, which its state then tells too."""
    from deskterm.mail.fetching.round import go_round
    from deskterm.mail.sandbox import Reader

    side = MailTaking(desk, account)
    side.begin()
    try:
        secret()  # without it no server need be asked
        with Reader() as reader, connection(account, settings, secret) as box:
            yield from go_round(box, side, reader, lambda: False)
            side.well()
    except DeskError as error:
        if error.code != CHANGED:
            side.failed(error)
        raise
    finally:
        side.end()


def tried(account: MailAccount, settings: Settings, secret: Remembered) -> dict[str, Any]:
    """What the servers let us do: `folders` with how many mails each has, whether they tell of news (`idle`),
    whether a letter could leave (`sends`); None for a way that the mailbox does not have.

    Raises Refused or ServerAway for what would be wrong.
    """
    found = _read_in(account, settings, secret) if account.imap_host else {"folders": None, "idle": None}
    return {**found, "sends": _lets_out(account, settings, secret) if account.smtp_host else None}


def _lets_out(account: MailAccount, settings: Settings, secret: Remembered) -> bool:
    """Whether the server of letters lets us in: always, else Refused with its words."""
    from deskterm.mail.sending.smtp import Away, Closed, Server

    ca_file = settings.mail.get(account.name, {}).get("ca_file", "")
    try:
        with Server(account, lambda: secret().reveal(), ca_file=ca_file):
            return True
    except Away as error:
        host = f"{account.smtp_host}:{account.smtp_port}"
        raise ServerAway("mail_away", host=host, cause=error.words.removeprefix(f"{host}: ")) from None
    except Closed as error:
        host = f"{account.smtp_host}:{account.smtp_port}"
        raise Refused("mail_no_way_through", host=host, user=account.smtp_user, said=error.words) from None


def _read_in(account: MailAccount, settings: Settings, secret: Remembered) -> dict[str, Any]:
    from deskterm.mail.fetching.folder import ServerFolder

    with connection(account, settings, secret) as box:
        found, lacking = {}, []
        for name in filter(None, (*account.folders, account.sent_folder, account.after_folder)):
            try:
                folder = ServerFolder(box, name, readonly=True)
            except Refused:
                lacking.append(name)
                continue
            if name in account.folders:
                found[name] = len(folder.after(0))
        if len(lacking) > 1:
            raise Refused("mail_no_folders", folders=", ".join(map(quoted, lacking)))
        if lacking:
            raise Refused("mail_no_folder", folder=lacking[0])
        if account.after == "move" and not box.can("MOVE"):
            raise Refused("mail_no_move", name=account.name)
        return {"folders": found, "idle": box.can("IDLE")}


class Watchers:
    """A thread for each mailbox, which reads it and waits at it."""

    def __init__(
        self,
        desk: Desk,
        settings: Settings,
        *,
        heard: Callable[[Received], None],
        wrong: Callable[[MailAccount, DeskError], object],
    ) -> None:
        self.desk, self.settings = desk, settings
        self._heard, self._wrong = heard, wrong
        self._running: dict[str, tuple[Event, Thread]] = {}

    def lacks(self, account: MailAccount, error: DeskError) -> None:
        """Say why a mailbox cannot be watched yet."""
        self._wrong(account, error)

    def start(self, account: MailAccount, secret: Remembered) -> None:
        """Watch a mailbox from now on."""
        stop = Event()
        thread = Thread(target=self._watch, args=(account, secret, stop), name=account.name, daemon=True)
        self._running[account.name] = stop, thread
        thread.start()

    def stop(self, names: Iterable[str] | None = None) -> None:
        """End those of these mailboxes, or all, as far as they end soon."""
        gone = [
            self._running.pop(name)
            for name in tuple(self._running if names is None else names)
            if name in self._running
        ]
        for stop, _ in gone:
            stop.set()
        for _, thread in gone:
            thread.join(LEAVING)

    def _watch(self, account: MailAccount, secret: Remembered, stop: Event) -> None:
        from deskterm.mail.fetching.watch import watch

        side = MailTaking(self.desk, account)
        try:
            watch(
                partial(connection, account, self.settings, secret),
                side,
                stop=stop,
                heard=self._heard,
                wrong=partial(self._wrong, account),
            )
        except Exception as error:  # a fault of ours: nobody waits for mail that does not come
            crash_log.write(error)
            if not stop.is_set():
                with suppress(DeskError):
                    side.failed(Refused("mail_broken", name=account.name))


def follow(
    desk: Desk,
    settings: Settings,
    stop: Event,
    *,
    only: str = "",
    sought: Mapping[str, Remembered] | None = None,
    heard: Callable[[Received], None] = lambda _: None,
    wrong: Callable[[MailAccount, DeskError], object] = lambda *_: None,
) -> None:
    """Watch the mailboxes until `stop`; what changes of them is seen at once, and the others go on.

    `only`: the name of the one that is meant. `sought`: secrets that are there already, by mailbox; of others
    nobody is asked for one: where there is none the mailbox's state says so, unless another program reads it.
    """
    known: dict[str, MailAccount] = {}
    watchers = Watchers(desk, settings, heard=heard, wrong=wrong)
    lacking: dict[str, _Lacking] = {}
    while True:
        with suppress(DeskError):
            found = {one.name: one for one in read_by(desk) if only in ("", one.name)}
            if gone := [name for name, one in known.items() if found.get(name) != one]:
                watchers.stop(gone)
            new = [one for name, one in found.items() if known.get(name) != one]
            lacking = {name: one for name, one in lacking.items() if name not in gone} | {
                one.name: _Lacking(one, _its_secret(one, settings, (sought or {}).get(one.name)))
                for one in new
            }
            known = found
            lacking = {name: one for name, one in lacking.items() if not one.begins(watchers)}
        if stop.wait(LOOK):
            break
    watchers.stop()


def _its_secret(account: MailAccount, settings: Settings, sought: Remembered | None) -> Remembered:
    """The secret of a mailbox as it is now; what a person has told of it still counts."""
    if sought is None:
        return Remembered(account, settings)
    sought.is_of(account)
    return sought


class _Lacking:
    """A mailbox that nobody watches yet: its secret is sought, and again after pauses where it lacks."""

    def __init__(self, account: MailAccount, secret: Remembered) -> None:
        self._account, self._secret = account, secret
        self._failures, self._next, self._told = 0, 0.0, ""
        self._side: MailTaking | None = None

    def begins(self, watchers: Watchers) -> bool:
        """Watch it, if its secret is there by now; else note what lacks, and when it is tried again."""
        from deskterm.mail.fetching.watch import pause_after

        if time.monotonic() < self._next and not (self._side and self._side.hurried()):
            return False
        try:
            self._secret()
        except DeskError as error:
            self._failures += 1
            pause = pause_after(error, self._failures)
            self._next = time.monotonic() + pause
            self._side = side = MailTaking(watchers.desk, self._account)
            with suppress(DeskError):
                side.begin()
                side.failed(error, failures=self._failures, pause=pause)
                side.end()
            if error.code != self._told:
                self._told = error.code
                watchers.lacks(self._account, error)
            return False
        watchers.start(self._account, self._secret)
        return True

"""The outbox emptied while the desk's screens are open: what is answered leaves within a second or two."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from threading import Event, Thread
from typing import Any

from deskterm import crash_log
from deskterm.commands.intake.fetching import Remembered
from deskterm.desk.context import Desk
from deskterm.desk.errors import DeskError
from deskterm.desk.keyrings import Secret
from deskterm.mail.sending.sender import Postman
from deskterm.models.records.mail_accounts import MailAccount
from deskterm.settings import Settings, anew

LEAVING = 1.0  # seconds that a quiet sender has to end in
HANDED = 20.0  # seconds for the answer to a letter that has just been handed over: else it would be in doubt


class Secrets:
    """The secrets of mailboxes, each sought now and then; a mailbox that was changed is another."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._known: dict[MailAccount, Remembered] = {}

    def __call__(self, account: MailAccount) -> Secret:
        """That of one. Raises Refused with cause and cure."""
        if account not in self._known:
            self._known[account] = Remembered(account, self._settings)
        return self._known[account]()

    def forget(self, account: MailAccount) -> None:
        """A server refused it: it is sought anew."""
        if account in self._known:
            self._known[account].forget()


def _of_mail(settings: Settings) -> Mapping[str, Mapping[str, Any]]:
    return anew(settings).mail


class SendingBeside(Thread):
    """Sends for an open desk until it is left."""

    def __init__(self, desk: Desk, settings: Settings, stop: Event) -> None:
        super().__init__(name="outbox", daemon=True)
        self._stop_asked = stop
        own = Secrets(settings)
        told = partial(_of_mail, settings)
        self._postman = Postman(desk, own, told, forget=own.forget, stop=stop)

    def run(self) -> None:
        """The thread's life."""
        try:
            with suppress(DeskError):  # the desk is closed under it
                self._postman.watch(self._stop_asked, lambda _: None)
        except Exception as error:  # a fault of ours: the letters wait for another program
            crash_log.write(error)

    def leave(self) -> None:
        """Wait for the end: longer where a letter has been handed over and its answer is under way."""
        self.join(LEAVING)
        if self._postman.handing:
            self.join(HANDED)

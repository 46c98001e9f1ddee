"""The outbox emptied while the desk's screens are open: what is answered leaves within a second or two."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread

from deskterm import crash_log
from deskterm.commands.intake.fetching import Remembered
from deskterm.desk.context import Desk
from deskterm.desk.errors import DeskError
from deskterm.desk.keyrings import Secret
from deskterm.mail.sending.sender import Postman
from deskterm.models.records.mail_accounts import MailAccount
from deskterm.settings import Settings

LEAVING = 1.0  # seconds that a quiet sender has to end in
HANDED = 20.0  # seconds for the answer to a letter that has just been handed over: else it would be in doubt


def remembered(settings: Settings) -> Callable[[MailAccount], Secret]:
    """The secrets of mailboxes, each sought once; a mailbox that was changed is another."""
    known: dict[MailAccount, Remembered] = {}

    def secret_of(account: MailAccount) -> Secret:
        if account not in known:
            known[account] = Remembered(account, settings)
        return known[account]()

    return secret_of


class SendingBeside(Thread):
    """Sends for an open desk until it is left."""

    def __init__(self, desk: Desk, settings: Settings, stop: Event) -> None:
        super().__init__(name="outbox", daemon=True)
        self._stop_asked = stop
        self._postman = Postman(desk, remembered(settings), settings.mail, stop=stop)

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

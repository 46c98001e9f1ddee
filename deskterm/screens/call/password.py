"""The temporary password of the session on the call screen: kept, shown, taken away (I7)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from deskterm.desk.calls import passwords
from deskterm.desk.calls.passwords import Secret
from deskterm.desk.context import Desk
from deskterm.desk.errors import DeskError, NotFound
from deskterm.locale import t
from deskterm.models.records.evidence import Credential
from deskterm.screens.call.filing import Filing
from deskterm.screens.gate.password import AskSecret, Refusal, ShowSecret
from deskterm.screens.shared import words
from deskterm.widgets.work import words as refusal

Kept = tuple[Credential, Secret]


class Trusted(Filing):
    """The half of the call screen that keeps and shows the temporary password of a session (I7)."""

    def action_secret(self) -> None:
        """Show the password that is kept for this ticket, or keep one.

        The masked line is there at once: not one letter of a password may reach the note beneath.
        """
        if self.sheet is None or self.sheet.done:
            why = t("call.is_done" if self.sheet else "call.secret.early")
            self.app.push_screen(Refusal(t("call.secret.nothing"), why))
        else:
            self._ask_secret(partial(_look, self.desk, self.sheet.group.ticket))

    def _show_secret(self, kept: Credential, secret: Secret) -> None:
        until = (
            words.moment(kept.expires_at, self.desk.now(), self.desk.service.tz) if kept.expires_at else ""
        )
        text = t("call.secret.until", until=until) if until else ""
        box = ShowSecret(t("call.secret.title", code=kept.ticket), text, secret)
        self.app.push_screen(box, self._after_secret)

    def _after_secret(self, what: str | None) -> None:
        if what == "copied":
            self.shell.say(t("call.secret.copied"))
        elif what == "new":
            self._new_secret()
        elif what == "forget" and self.sheet is not None:
            code, done = self.sheet.group.ticket, self._secret_gone
            self.do(passwords.forget, self.desk, code, done=done, failed=self._no_secret)

    def _new_secret(self) -> None:
        """Nobody is asked for a password that cannot be kept: the keyring is looked for first (S16)."""
        self._ask_secret(_room)

    def _ask_secret(self, look: Callable[[], Kept | None]) -> None:
        if self.sheet is not None:
            code = self.sheet.group.ticket
            box = AskSecret(t("call.secret.new", code=code), t("call.secret.where"), look)
            self.app.push_screen(box, partial(self._told_secret, code))

    def _told_secret(self, code: str, told: Secret | Kept | None) -> None:
        if isinstance(told, Secret) or told is None:
            self.keep_secret(code, told)
        else:
            self._show_secret(*told)

    def keep_secret(self, code: str, secret: Secret | None) -> None:
        """Keep it in the system's keyring; where there is none to trust, say so and the way out."""
        if secret is not None:
            kept, failed = self._secret_kept, self._no_secret
            self.do(passwords.keep, self.desk, code, secret, done=kept, failed=failed)

    def _secret_kept(self, one: Credential) -> None:
        until = words.moment(one.expires_at, self.desk.now(), self.desk.service.tz) if one.expires_at else ""
        self.shell.say(t("call.secret.kept_until" if until else "call.secret.kept", until=until))
        self.load()

    def _secret_gone(self, _: object) -> None:
        self.shell.say(t("call.secret.gone"))
        self.load()

    def _no_secret(self, error: DeskError) -> None:
        self.app.push_screen(Refusal(t("call.secret.nothing"), refusal(error)))


def _look(desk: Desk, code: str) -> Kept | None:
    """What is kept for a ticket, with the password itself; None where one can be. Refused where none can."""
    kept = passwords.of_ticket(desk, code)
    with suppress(NotFound):  # the keyring has lost it: there is room for another
        if kept is not None:
            return kept, passwords.reveal(desk, code)
    return _room()


def _room() -> Kept | None:
    """Nothing, where a password can be kept. Raises Refused where there is no keyring to trust."""
    passwords.keyring_of()
    return None

"""The temporary password of the session on the call screen: kept, shown, taken away (I7)."""

from __future__ import annotations

from functools import partial

from deskterm.desk import secrets
from deskterm.desk.context import Desk
from deskterm.desk.errors import DeskError
from deskterm.desk.secrets import Secret
from deskterm.locale import t
from deskterm.models.evidence import Credential
from deskterm.screens import words
from deskterm.screens.call_filing import Filing
from deskterm.screens.secret import AskSecret, ShowSecret
from deskterm.widgets.work import severity
from deskterm.widgets.work import words as refusal


class Trusted(Filing):
    """The half of the call screen that keeps and shows the temporary password of a session (I7)."""

    def action_secret(self) -> None:
        """Show the password that is kept for this ticket, or keep one."""
        if self.sheet is not None and not self.sheet.done:
            self.ask(_look, self.desk, self.sheet.group.ticket, done=self._secret_found)

    def _secret_found(self, found: tuple[Credential | None, Secret | None]) -> None:
        kept, secret = found
        if kept is None or secret is None or self.sheet is None:
            self._new_secret()
            return
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
            self.do(secrets.forget, self.desk, code, done=done, failed=self._no_secret)

    def _new_secret(self) -> None:
        """Nobody types a password that cannot be kept: the keyring is looked for first (S16)."""
        self.ask(secrets.keyring_of, done=self._ask_secret, failed=self._no_secret)

    def _ask_secret(self, _: object) -> None:
        if self.sheet is None:
            return
        code = self.sheet.group.ticket
        box = AskSecret(t("call.secret.new", code=code), t("call.secret.where"))
        self.app.push_screen(box, partial(self.keep_secret, code))

    def keep_secret(self, code: str, secret: Secret | None) -> None:
        """Keep it in the system's keyring; where there is none to trust, say so and the way out."""
        if secret is not None:
            kept, failed = self._secret_kept, self._no_secret
            self.do(secrets.keep, self.desk, code, secret, done=kept, failed=failed)

    def _secret_kept(self, one: Credential) -> None:
        until = words.moment(one.expires_at, self.desk.now(), self.desk.service.tz) if one.expires_at else ""
        self.shell.say(t("call.secret.kept_until" if until else "call.secret.kept", until=until))
        self.load()

    def _secret_gone(self, _: object) -> None:
        self.shell.say(t("call.secret.gone"))
        self.load()

    def _no_secret(self, error: DeskError) -> None:
        self.shell.say(refusal(error), how=severity(error))


def _look(desk: Desk, code: str) -> tuple[Credential | None, Secret | None]:
    """What is kept for a ticket, and the password itself; on a thread that may wait."""
    kept = secrets.of_ticket(desk, code)
    return (kept, secrets.reveal(desk, code)) if kept is not None else (None, None)

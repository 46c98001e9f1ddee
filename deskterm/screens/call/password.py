"""The temporary password of the session on the call screen: kept, shown, taken away (I7)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from deskterm.desk import keyrings
from deskterm.desk.calls import passwords
from deskterm.desk.context import Desk
from deskterm.desk.errors import DeskError, NotFound
from deskterm.desk.keyrings import Secret
from deskterm.locale import t
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.evidence import Credential
from deskterm.screens.call.on_call import CallPart
from deskterm.screens.gate.password import AskSecret, Refusal, ShowSecret
from deskterm.screens.shared import words
from deskterm.widgets.work import refusal

Kept = tuple[Credential, Secret]


class Password(CallPart):
    """The temporary password of a session: kept and shown (I7)."""

    def action_secret(self) -> None:
        """Show the password that is kept for this ticket, or keep one.

        The masked line is there at once: not one letter of a password may reach the note beneath.
        """
        if self.screen.sheet is None or self.screen.sheet.done:
            why = t("call.is_done" if self.screen.sheet else "call.secret.early")
            self.show(Refusal(t("call.secret.nothing"), why))
        else:
            self._ask(partial(_look, self.desk, self.screen.sheet.group.ticket))

    def _show(self, kept: Credential, secret: Secret) -> None:
        until = (
            words.moment(kept.expires_at, self.desk.now(), self.desk.service.tz) if kept.expires_at else ""
        )
        text = t("call.secret.until", until=until) if until else ""
        box = ShowSecret(t("call.secret.title", code=short(kept.ticket)), text, secret)
        self.show(box, self._after)

    def _after(self, what: str | None) -> None:
        if what == "copied":
            self.shell.say(t("call.secret.copied"))
        elif what == "new":
            self._new()
        elif what == "forget" and self.screen.sheet is not None:
            code, done = self.screen.sheet.group.ticket, self._gone
            self.do(passwords.forget, self.desk, code, done=done, failed=self._failed)

    def _new(self) -> None:
        """Nobody is asked for a password that cannot be kept: the keyring is looked for first (S16)."""
        self._ask(_room)

    def _ask(self, look: Callable[[], Kept | None]) -> None:
        if self.screen.sheet is not None:
            code = self.screen.sheet.group.ticket
            box = AskSecret(t("call.secret.new", code=short(code)), t("call.secret.where"), look)
            self.show(box, partial(self._told, code))

    def _told(self, code: str, told: Secret | Kept | None) -> None:
        if isinstance(told, Secret) or told is None:
            self.keep(code, told)
        else:
            self._show(*told)

    def keep(self, code: str, secret: Secret | None) -> None:
        """Keep it in the system's keyring; where there is none to trust, say so and the way out."""
        if secret is not None:
            kept, failed = self._kept, self._failed
            self.do(passwords.keep, self.desk, code, secret, done=kept, failed=failed)

    def _kept(self, one: Credential) -> None:
        until = words.moment(one.expires_at, self.desk.now(), self.desk.service.tz) if one.expires_at else ""
        self.shell.say(t("call.secret.kept_until" if until else "call.secret.kept", until=until))
        self.screen.load()

    def _gone(self, _: object) -> None:
        self.shell.say(t("call.secret.gone"))
        self.screen.load()

    def _failed(self, error: DeskError) -> None:
        self.show(Refusal(t("call.secret.nothing"), refusal(error)))


def _look(desk: Desk, code: str) -> Kept | None:
    """What is kept for a ticket, with the password itself; None where one can be. Refused where none can."""
    kept = passwords.of_ticket(desk, code)
    with suppress(NotFound):  # the keyring has lost it: there is room for another
        if kept is not None:
            return kept, passwords.reveal(desk, code)
    return _room()


def _room() -> Kept | None:
    """Nothing, where a password can be kept. Raises Refused where there is no keyring to trust."""
    keyrings.keyring_of()
    return None

"""The password or token of a mailbox: from the machine of whoever asks, never from the desk (S16).

It is looked for in this order: the variable `DESKTERM_MAIL_SECRET_<NAME>`, the command of the settings
(`[mail.<name>] password_command` or `token_command`, run without a shell), the system's keyring, and, where
somebody sits at a terminal, asked for. A token is asked of no person and kept in no keyring: it soon ends.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from deskterm.desk import together
from deskterm.desk.errors import Refused
from deskterm.desk.keyrings import SERVICE, Secret, keyring_of
from deskterm.models.records.mail_accounts import MailAccount
from deskterm.settings import Settings

VARIABLE = "DESKTERM_MAIL_SECRET_"
SECONDS = 30.0  # for a command of the settings: it may have to ask a person for a card
LONGEST = 16_384  # signs of a secret
COMMANDS = {"password": "password_command", "token": "token_command"}


def secret_of(account: MailAccount, settings: Settings, *, ask: Callable[[], str] | None = None) -> Secret:
    """The secret with which a mailbox is opened. `ask`: how a person is asked for it, where one sits there.

    Raises Refused with cause and cure where there is none, or where its command or keyring fails.
    """
    if text := os.environ.get(_variable(account), ""):
        return _check(account, text)
    command = settings.mail.get(account.name, {}).get(COMMANDS[account.login])
    if command:
        return _check(account, _printed(account, tuple(command)))
    cause = ""
    if account.login == "password":
        try:
            if kept := _kept(account, settings):
                return _check(account, kept)
        except Refused as error:
            cause = str(error.values["cause"])
        if ask is not None:
            return _check(account, ask())
    told = {"name": account.name, "variable": _variable(account), "setting": _setting(account)}
    if account.login == "token":
        raise Refused("mail_no_token", **told)
    raise Refused("mail_no_keyring" if cause else "mail_no_secret", cause=cause, **told)


def check_keeps(account: MailAccount) -> None:
    """Refuse, before anybody types it, a secret that cannot be kept: a token, or where no keyring is safe."""
    if account.login == "token":
        raise Refused("mail_token_kept", name=account.name, setting=_setting(account))
    try:
        keyring_of()
    except Refused as error:
        told = {"name": account.name, "variable": _variable(account), "setting": _setting(account)}
        raise Refused("mail_no_keyring", cause=error.values["cause"], **told) from None


def keep(account: MailAccount, settings: Settings, secret: Secret) -> None:
    """Put the password into the system's keyring. Raises Refused as `check_keeps` does, or for a blank."""
    _check(account, secret.reveal())
    ring = keyring_of()
    try:
        ring.set_password(SERVICE, _entry(account, settings), secret.reveal())
    except Exception as error:  # a back-end is anybody's code; what it says may quote what it was given
        raise Refused("keyring_locked", cause=type(error).__name__) from None


def _variable(account: MailAccount) -> str:
    """The variable that holds the secret, where somebody set it."""
    return VARIABLE + account.name.upper().replace("-", "_")


def _kept(account: MailAccount, settings: Settings) -> str:
    """What the keyring has. Raises Refused where there is none to trust, or it does not answer."""
    ring = keyring_of()
    try:
        return ring.get_password(SERVICE, _entry(account, settings)) or ""
    except Exception as error:  # as above
        raise Refused("keyring_locked", cause=type(error).__name__) from None


def _printed(account: MailAccount, command: tuple[str, ...]) -> str:
    """The first line that a command of the settings prints. Raises Refused; what it printed is never told."""
    words = [str(Path(command[0]).expanduser()), *command[1:]]
    told = {"name": account.name, "setting": _setting(account)}
    try:
        code, out = _run(words)
    except subprocess.TimeoutExpired:
        raise Refused("mail_command_slow", seconds=int(SECONDS), **told) from None
    except OSError as error:
        raise Refused("mail_command_missing", cause=error.strerror or type(error).__name__, **told) from None
    if code != 0:
        raise Refused("mail_command_failed", code=code, **told)
    return out.decode("utf-8", "replace").split("\n", 1)[0].rstrip("\r")


def _run(words: list[str]) -> tuple[int, bytes]:
    """How a command ended and what it printed; in a session of its own, which ends with us."""
    nowhere = subprocess.DEVNULL
    with together.spawn(words, stdin=nowhere, stdout=subprocess.PIPE, stderr=nowhere) as child:
        try:
            out, _ = child.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            together.kill(child.pid)
            raise
        finally:
            together.over(child)
    return child.returncode, out


def _check(account: MailAccount, text: str) -> Secret:
    """The secret, if a server can be told it. Raises Refused for an empty one, and one of several lines."""
    if not text or len(text) > LONGEST or not all(_is_sayable(sign) for sign in text):
        raise Refused("mail_secret_blank", name=account.name)
    return Secret(text)


def _setting(account: MailAccount) -> str:
    return f"[mail.{account.name}] {COMMANDS[account.login]}"


def _entry(account: MailAccount, settings: Settings) -> str:
    """Under which name the keyring has it: of this desk and this mailbox."""
    return f"{settings.desk.resolve()}:mail:{account.name}"


def _is_sayable(sign: str) -> bool:
    """Whether a server can be told it: nothing that ends a line, and no half of a character."""
    return sign >= " " and sign != "\x7f" and not 0xD800 <= ord(sign) <= 0xDFFF

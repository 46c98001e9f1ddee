"""A temporary password is kept until the work is done in the system's keyring, and nowhere else (I7).

The desk's file knows only that there is one, whose and until when. It goes when the work is filed, when the
ticket is closed, or when its time is up. A keyring that would write it into a plain file is not used (S16).
"""

from __future__ import annotations

import os
import platform
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from deskterm.desk.calls.overdue import is_mine, is_over, overdue
from deskterm.desk.context import Desk
from deskterm.desk.errors import DeskError, NotFound, Refused
from deskterm.desk.steps import changes
from deskterm.desk.steps.gates import access_log
from deskterm.desk.steps.gates.passwords import done
from deskterm.models.records.evidence import Credential
from deskterm.storage.work import access as access_rows

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")
SERVICE = "deskterm"
CHOSEN = "PYTHON_KEYRING_BACKEND"  # by which a user names a keyring of their own
# Keyrings that a system locks with its user's own password; anything else may be a plain file.
ALLOWED = frozenset(
    f"keyring.backends.{name}" for name in ("SecretService", "kwallet", "libsecret", "macOS", "Windows")
)


class Secret:
    """A password that shows itself only when asked by name."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return "***"

    def reveal(self) -> str:
        """The password."""
        return self._text


def keep(desk: Desk, code: str, password: Secret) -> Credential:
    """Keep a temporary password for a ticket's work; another one of mine for it is replaced.

    Raises Refused where there is no keyring to trust, or where a colleague keeps one for this ticket.
    """
    if not password.reveal().strip():
        raise Refused("secret_blank")
    ring = keyring_of()
    with desk.read() as conn:
        ticket = changes.the_ticket(conn, code)
        before = access_rows.kept(conn, ticket.id)
    _check_mine(desk, before)
    name = _name(desk, ticket.code)
    _asked(lambda: ring.set_password(SERVICE, name, password.reveal()))
    try:
        with desk.write() as conn:
            if before is not None:
                access_rows.drop(conn, before.id, desk.now())
            expires = access_log.expires_at(desk.service_of(ticket.terms_id), desk.now())
            found = access_rows.keep(
                conn, ticket.id, at=desk.now(), by=desk.who, host=platform.node(), expires_at=expires
            )
            after = {"expires_at": expires}
            desk.record(conn, "secret_kept", ticket_id=ticket.id, target=ticket.code, after=after)
            return found
    except BaseException:
        _delete(ring, name)
        raise


def reveal(desk: Desk, code: str) -> Secret:
    """The password that I keep for a ticket. Raises NotFound, or Refused where it is a colleague's."""
    tidy(desk)
    with desk.read() as conn:
        ticket = changes.the_ticket(conn, code)
        found = access_rows.kept(conn, ticket.id)
    if found is None:
        raise NotFound("no_secret", code=code)
    _check_mine(desk, found)
    ring = keyring_of()
    text = _asked(lambda: ring.get_password(SERVICE, _name(desk, ticket.code)))
    if text is None:
        raise NotFound("no_secret", code=code)
    return Secret(text)


def tidy(desk: Desk) -> int:
    """Take my passwords whose time is up out of the keyring; how many went.

    A keyring that is locked, broken or not there keeps them until it answers (`overdue`).
    """
    mine = overdue(desk)
    if not mine:
        return 0
    try:
        ring = keyring_of()
    except Refused:
        return 0
    gone = [one for one in mine if _delete(ring, _name(desk, one.ticket))]
    if gone:
        with desk.write() as conn:
            for one in gone:
                access_rows.drop(conn, one.id, desk.now())
                desk.record(conn, "secret_dropped", target=one.ticket)
    return len(gone)


def put_away(desk: Desk) -> None:
    """As `tidy`, behind a deed that is done: what cannot go now goes at the next upkeep."""
    with suppress(DeskError):
        tidy(desk)


def forget(desk: Desk, code: str) -> None:
    """Take the password of a ticket out of the keyring now. Raises NotFound where I keep none."""
    with desk.write() as conn:
        ticket = changes.the_ticket(conn, code)
        found = access_rows.kept(conn, ticket.id)
        if found is None:
            raise NotFound("no_secret", code=code)
        _check_mine(desk, found)
        done(desk, conn, ticket.id)
    keyring_of()
    if not tidy(desk):
        raise Refused("keyring_silent", code=code)


def of_ticket(desk: Desk, code: str) -> Credential | None:
    """That a password is kept for a ticket, whose and until when; None where none is, or its time is up."""
    with desk.read() as conn:
        found = access_rows.kept(conn, changes.the_ticket(conn, code).id)
    return None if found is None or is_over(desk, found) else found


def keyring_of() -> KeyringBackend:
    """The system's keyring. Raises Refused with cause and cure where none works or can be trusted."""
    candidates = _candidates()
    for one in candidates:
        if type(one).__module__ in ALLOWED:
            return one
    raise Refused("no_keyring", cause=named(candidates[0]) if candidates else "-")


def named(ring: KeyringBackend) -> str:
    """A keyring by the name under which it can be chosen."""
    return f"{type(ring).__module__}.{type(ring).__qualname__}"


def _candidates() -> list[KeyringBackend]:
    """What is installed, or what the user chose. Raises Refused where it cannot even be begun."""
    import logging

    import keyring
    from keyring.backends.chainer import ChainerBackend

    logging.getLogger("keyring").addHandler(logging.NullHandler())  # its warnings would land on the screens
    try:
        found = keyring.get_keyring()
        return list(found.backends) if isinstance(found, ChainerBackend) else [found]
    except Exception as error:  # a back-end is anybody's code, and may raise anything
        cause = f"{type(error).__name__}: {next(iter(str(error).splitlines()), '')}"
        raise _broken(cause) from error


def _broken(cause: str) -> Refused:
    """The refusal that names who chose the keyring that does not work."""
    from keyring.util import platform_

    file = Path(platform_.config_root()) / "keyringrc.cfg"
    if os.environ.get(CHOSEN):
        return Refused("keyring_chosen", chosen=f"{CHOSEN}={os.environ[CHOSEN]}", cause=cause)
    if file.exists():
        return Refused("keyring_chosen", chosen=str(file), cause=cause)
    return Refused("keyring_locked", cause=cause)


def _asked(deed: Callable[[], T]) -> T:
    """Ask the keyring. Raises Refused in the desk's words; what it says never holds the password."""
    try:
        return deed()
    except Exception as error:  # as above; its message may quote what it was given
        raise Refused("keyring_locked", cause=type(error).__name__) from None


def _delete(ring: KeyringBackend, name: str) -> bool:
    """Delete a password; one that is gone already counts. False where the keyring does not answer."""
    from keyring.errors import PasswordDeleteError

    try:
        ring.delete_password(SERVICE, name)
    except PasswordDeleteError:
        return True
    except Exception:  # as above: it will be asked again
        return False
    return True


def _name(desk: Desk, code: str) -> str:
    return f"{desk.folder.resolve()}:{code}"


def _check_mine(desk: Desk, one: Credential | None) -> None:
    if one is not None and not is_mine(desk, one):
        raise Refused("secret_elsewhere", code=one.ticket, who=one.by, host=one.host)

"""A temporary password is kept until the work is done in the system's keyring, and nowhere else (I7).

The desk's file knows only that there is one, whose and until when. It goes when the work is filed, when the
ticket is closed, or when its time is up. A keyring that would write it into a plain file is not used (S16).
"""

from __future__ import annotations

import platform
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from deskterm.desk import access, deeds
from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound, Refused
from deskterm.models.evidence import Credential
from deskterm.storage import access as kept
from deskterm.storage.database import Connection

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")
SERVICE = "deskterm"
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
        ticket = deeds.the_ticket(conn, code)
        before = kept.kept(conn, ticket.id)
    _check_mine(desk, before)
    name = _name(desk, ticket.code)
    _asked(lambda: ring.set_password(SERVICE, name, password.reveal()))
    try:
        with desk.write() as conn:
            if before is not None:
                kept.drop(conn, before.id, desk.now())
            expires = access.expires_at(desk.service_of(ticket.terms_id), desk.now())
            found = kept.keep(
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
        ticket = deeds.the_ticket(conn, code)
        found = kept.kept(conn, ticket.id)
    if found is None:
        raise NotFound("no_secret", code=code)
    _check_mine(desk, found)
    ring = keyring_of()
    text = _asked(lambda: ring.get_password(SERVICE, _name(desk, ticket.code)))
    if text is None:
        raise NotFound("no_secret", code=code)
    return Secret(text)


def done(desk: Desk, conn: Connection, ticket_id: int) -> None:
    """The work is done: whatever is kept for it may go (`tidy` takes it out of the keyring)."""
    found = kept.kept(conn, ticket_id)
    if found is not None:
        kept.end(conn, found.id, desk.now())


def tidy(desk: Desk) -> int:
    """Take my passwords whose time is up out of the keyring; how many went. A locked keyring keeps them."""
    with desk.read() as conn:
        over = [one for one in kept.all_kept(conn) if _is_over(desk, one)]
    mine = [one for one in over if _is_mine(desk, one)]
    if not mine:
        return 0
    try:
        ring = keyring_of()
    except Refused:
        return 0
    gone = [one for one in mine if _delete(ring, _name(desk, one.ticket))]
    with desk.write() as conn:
        for one in gone:
            kept.drop(conn, one.id, desk.now())
            desk.record(conn, "secret_dropped", target=one.ticket)
    return len(gone)


def forget(desk: Desk, code: str) -> None:
    """Take the password of a ticket out of the keyring now. Raises NotFound where I keep none."""
    with desk.write() as conn:
        ticket = deeds.the_ticket(conn, code)
        found = kept.kept(conn, ticket.id)
        if found is None:
            raise NotFound("no_secret", code=code)
        _check_mine(desk, found)
        done(desk, conn, ticket.id)
    if not tidy(desk):
        raise Refused("keyring_locked", cause="")


def waiting(desk: Desk) -> tuple[Credential, ...]:
    """Every password that still lies in somebody's keyring, the oldest first."""
    with desk.read() as conn:
        return kept.all_kept(conn)


def of_ticket(desk: Desk, code: str) -> Credential | None:
    """That a password is kept for a ticket, whose and until when; None where none is, or its time is up."""
    with desk.read() as conn:
        found = kept.kept(conn, deeds.the_ticket(conn, code).id)
    return None if found is None or _is_over(desk, found) else found


def keyring_of() -> KeyringBackend:
    """The system's keyring. Raises Refused with the cause where there is none that can be trusted."""
    import keyring
    from keyring.backends.chainer import ChainerBackend

    found = keyring.get_keyring()
    candidates = list(found.backends) if isinstance(found, ChainerBackend) else [found]
    for one in candidates:
        if type(one).__module__ in ALLOWED:
            return one
    raise Refused("no_keyring", cause=type(candidates[0]).__module__ if candidates else "-")


def _asked(deed: Callable[[], T]) -> T:
    """Ask the keyring. Raises Refused in the desk's words; what it says never holds the password."""
    from keyring.errors import KeyringError

    try:
        return deed()
    except KeyringError as error:
        raise Refused("keyring_locked", cause=type(error).__name__) from None


def _delete(ring: KeyringBackend, name: str) -> bool:
    """Delete a password; one that is gone already counts. False where the keyring does not answer."""
    from keyring.errors import KeyringError, PasswordDeleteError

    try:
        ring.delete_password(SERVICE, name)
    except PasswordDeleteError:
        return True
    except KeyringError:
        return False
    return True


def _name(desk: Desk, code: str) -> str:
    return f"{desk.folder.resolve()}:{code}"


def _is_mine(desk: Desk, one: Credential) -> bool:
    return (one.by, one.host) == (desk.who, platform.node())


def _is_over(desk: Desk, one: Credential) -> bool:
    return one.expires_at is not None and one.expires_at <= desk.now()


def _check_mine(desk: Desk, one: Credential | None) -> None:
    if one is not None and not _is_mine(desk, one):
        raise Refused("secret_elsewhere", code=one.ticket, who=one.by, host=one.host)

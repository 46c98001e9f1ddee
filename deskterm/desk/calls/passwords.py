"""A temporary password is kept until the work is done in the system's keyring, and nowhere else (I7).

The desk's file knows only that there is one, whose and until when. It goes when the work is filed, when the
ticket is closed, or when its time is up. A keyring that would write it into a plain file is not used (S16).
"""

from __future__ import annotations

import platform
from contextlib import suppress
from typing import TYPE_CHECKING

from deskterm.desk.calls.overdue import is_mine, is_over, overdue
from deskterm.desk.context import Desk
from deskterm.desk.errors import DeskError, NotFound, Refused
from deskterm.desk.keyrings import SERVICE, Secret, asked_of, keyring_of
from deskterm.desk.steps import changes
from deskterm.desk.steps.gates import access_log
from deskterm.desk.steps.gates.passwords import done
from deskterm.models.records.evidence import Credential
from deskterm.storage.work import access as access_rows

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend


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
    asked_of(lambda: ring.set_password(SERVICE, name, password.reveal()))
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
    text = asked_of(lambda: ring.get_password(SERVICE, _name(desk, ticket.code)))
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

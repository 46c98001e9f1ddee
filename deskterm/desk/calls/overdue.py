"""Temporary passwords that should be gone and still lie in my keyring: it did not answer in time."""

from __future__ import annotations

import platform

from deskterm.desk.context import Desk
from deskterm.models.records.evidence import Credential
from deskterm.storage.work import access as access_rows


def is_mine(desk: Desk, one: Credential) -> bool:
    """Whether a password lies in the keyring of whoever sits here."""
    return (one.by, one.host) == (desk.who, platform.node())


def is_over(desk: Desk, one: Credential) -> bool:
    """Whether its time is up."""
    return one.expires_at is not None and one.expires_at <= desk.now()


def overdue(desk: Desk) -> tuple[Credential, ...]:
    """My passwords that should be gone, the oldest first."""
    with desk.read() as conn:
        found = access_rows.all_kept(conn)
    return tuple(one for one in found if is_over(desk, one) and is_mine(desk, one))

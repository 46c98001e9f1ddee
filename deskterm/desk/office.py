"""The desk's own arrangements: which mail servers it believes (S7), and the codes behind its numbers."""

from __future__ import annotations

from collections.abc import Iterable

from deskterm.desk.context import Desk
from deskterm.models.text import clean
from deskterm.storage import customers, settings

TRUSTED = "trusted_servers"


def trusted_servers(desk: Desk) -> frozenset[str]:
    """The names under which our own mail server writes what it has checked of a sender."""
    with desk.read() as conn:
        return frozenset(settings.get(conn, TRUSTED).split())


def trust_servers(desk: Desk, names: Iterable[str]) -> None:
    """Believe these servers from now on, and no others."""
    told = " ".join(sorted({clean(name).strip().lower() for name in names if name.strip()}))
    with desk.write() as conn:
        before = settings.get(conn, TRUSTED)
        settings.put(conn, TRUSTED, told)
        desk.record(conn, "servers_trusted", before={"servers": before}, after={"servers": told})


def customer_code(desk: Desk, customer_id: int) -> str:
    """The code of a customer, by the number that records carry."""
    with desk.read() as conn:
        return customers.card(conn, customer_id, "").code

"""The desk's own arrangements: whom it believes about a mail's sender (S7), the codes behind its numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from deskterm.desk.context import Desk
from deskterm.models.basics.text import clean
from deskterm.storage.database import Connection
from deskterm.storage.house import settings as setting_rows

TRUSTED = "trusted_servers"
PROVIDERS = "pec_providers"
BENEATH = "servers_beneath"


def trusted_servers(desk: Desk) -> frozenset[str]:
    """The names under which our own mail server writes what it has checked of a sender."""
    return _names(desk, TRUSTED)


def beneath(desk: Desk) -> frozenset[str]:
    """Those of them that write it under their own Received line, and take away what came under their name."""
    return _names(desk, BENEATH) & _names(desk, TRUSTED)


def believed(desk: Desk) -> dict[str, frozenset[str]]:
    """Whom the desk believes, as a reader of mails is told; read at one moment."""
    with desk.read():
        servers, below = trusted_servers(desk), beneath(desk)
        return {"trusted_servers": servers, "beneath": below, "pec_providers": pec_providers(desk)}


def pec_providers(desk: Desk) -> frozenset[str]:
    """The domains from which providers of certified post send on behalf of other domains."""
    return _names(desk, PROVIDERS)


def trust_servers(desk: Desk, names: Iterable[str], beneath: Iterable[str] = ()) -> None:
    """Believe these servers from now on, and no others; `beneath` also under their own Received line."""
    with desk.write() as conn:
        before, after = _put(conn, TRUSTED, {*names, *beneath})
        was, now = _put(conn, BENEATH, beneath)
        desk.record(
            conn,
            "servers_trusted",
            before={"servers": before, "beneath": was},
            after={"servers": after, "beneath": now},
        )


def trust_providers(desk: Desk, domains: Iterable[str]) -> None:
    """Believe the envelopes of these providers of certified post from now on, and of no others."""
    with desk.write() as conn:
        before, after = _put(conn, PROVIDERS, domains)
        desk.record(conn, "providers_trusted", before={"providers": before}, after={"providers": after})


def believe(desk: Desk, *, servers: Iterable[str], beneath: Iterable[str], providers: Iterable[str]) -> None:
    """Believe these from now on, and no others; what is as it was is no deed."""
    below, wanted = frozenset(beneath), frozenset(providers)
    names = below | frozenset(servers)
    with desk.write():
        now = believed(desk)
        if (names, below) != (now["trusted_servers"], now["beneath"]):
            trust_servers(desk, names, below)
        if wanted != now["pec_providers"]:
            trust_providers(desk, wanted)


def host(text: str) -> str:
    """The name of a server, or the domain of an address, in small letters; "" where it is none."""
    name = text.strip().lower().removeprefix("@").rstrip(".")
    return name if re.fullmatch(r"[\w-]{1,63}(?:\.[\w-]{1,63})*", name) and len(name) <= 253 else ""


def _names(desk: Desk, key: str) -> frozenset[str]:
    with desk.read() as conn:
        return frozenset(setting_rows.get(conn, key).split())


def _put(conn: Connection, key: str, names: Iterable[str]) -> tuple[str, str]:
    """What stood there, and what stands there now."""
    before = setting_rows.get(conn, key)
    after = " ".join(sorted({clean(name).strip().lower() for name in names if name.strip()}))
    setting_rows.put(conn, key, after)
    return before, after

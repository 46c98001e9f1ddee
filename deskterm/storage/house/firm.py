"""The gateway to `firm`: whose desk it is, as its papers name it; each change is a line that stays."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from deskterm.models.records.desk import Firm
from deskterm.storage.database import Connection, Row

TEXTS = (
    *("name", "address", "postcode", "town", "province", "vat", "tax_code", "register"),
    *("phone", "email", "pec", "iban", "logo"),
)


def present(conn: Connection) -> Firm:
    """What holds now; blank where nobody has said anything."""
    row = conn.execute("SELECT * FROM firm ORDER BY id DESC LIMIT 1").fetchone()
    return _record(row) if row else Firm()


def append(conn: Connection, texts: Mapping[str, str], *, mails_reports: bool, at: int, by: str) -> Firm:
    """Write down what holds from now on."""
    conn.execute(
        f"INSERT INTO firm (at, by, mails_reports, {', '.join(TEXTS)})"  # noqa: S608  # our columns
        f" VALUES ({', '.join('?' * (len(TEXTS) + 3))})",
        (at, by, int(mails_reports), *(texts[name] for name in TEXTS)),
    )
    return present(conn)


def keep_logo(conn: Connection, content: bytes) -> str:
    """Keep a picture, once however often it is given; its digest."""
    digest = hashlib.sha256(content).hexdigest()
    conn.execute(
        "INSERT INTO firm_logo (digest, content) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING",
        (digest, content),
    )
    return digest


def logo(conn: Connection, digest: str) -> bytes:
    """A picture by its digest; nothing where there is none."""
    row = conn.execute("SELECT content FROM firm_logo WHERE digest = ?", (digest,)).fetchone()
    return bytes(row[0]) if row else b""


def _record(row: Row) -> Firm:
    return Firm(
        **{name: row[name] for name in ("id", "at", "by", *TEXTS)}, mails_reports=bool(row["mails_reports"])
    )

"""Our own Message-IDs: each has a sign that only this desk can make, so what names one answers our letter.

`dt.<letter>.<random>.<sign>@<domain>`, the sign an HMAC over the rest by a key that never leaves the desk.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

from deskterm.storage.database import Connection
from deskterm.storage.house import settings as setting_rows

KEY = "mail.own_key"
SIGN = 20  # hexadecimal digits of the sign: 80 bits
_OWN = re.compile(r"dt\.([0-9]{1,15})\.([0-9a-f]{16})\.([0-9a-f]{20})@([a-z0-9.-]{1,253})")


def make(conn: Connection, number: int, domain: str) -> str:
    """A Message-ID for a letter, without brackets. Raises LookupError where the desk has no key yet."""
    random = secrets.token_hex(8)
    return f"dt.{number}.{random}.{_sign(_key(conn), number, random, domain.lower())}@{domain.lower()}"


def number_of(conn: Connection, message_id: str) -> int | None:
    """Of which letter of this desk a Message-ID is; None for every other, and for a forged one."""
    found = _OWN.fullmatch(message_id.strip().strip("<>").lower())
    key = setting_rows.get(conn, KEY)
    if found is None or not key:
        return None
    number, random, sign, domain = int(found[1]), found[2], found[3], found[4]
    good = hmac.compare_digest(sign, _sign(bytes.fromhex(key), number, random, domain))
    return number if good else None


def ensure_key(conn: Connection) -> None:
    """Give the desk its key, once."""
    if not setting_rows.get(conn, KEY):
        setting_rows.put(conn, KEY, secrets.token_hex(32))


def _key(conn: Connection) -> bytes:
    key = setting_rows.get(conn, KEY)
    if not key:
        raise LookupError("the desk has no key for its Message-IDs yet")
    return bytes.fromhex(key)


def _sign(key: bytes, number: int, random: str, domain: str) -> str:
    told = f"{number}.{random}@{domain}".encode()
    return hmac.new(key, told, hashlib.sha256).hexdigest()[:SIGN]

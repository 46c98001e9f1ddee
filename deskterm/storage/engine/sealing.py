"""The chain of seals: each deed seals the rows that it wrote, and itself with the deed before.

A seal is a salted digest of a row: once its words and its salt are erased, nobody can try words against it,
and the chain, which runs over the digests, still proves itself. Which rows a deed wrote is noted by
triggers of our own connections alone (`TEMP`): another program that writes in the file seals nothing, and
`proofs` says so.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from deskterm.storage.engine.sealed_rows import BY_NUMBER, PLACES, SealedTable

if TYPE_CHECKING:
    from sqlite3 import Connection

DEED, STOOD, PLAN = "deed", "stood", "plan"
GONE = b""  # the digest of a row that a deed took away
SALT, DIGEST = 16, 16
MOST = max(len(one.every) for one in PLACES)
_OLD = ", ".join(f"v{at}" for at in range(MOST))
DUE = f"""CREATE TEMP TABLE seal_due (
  place INTEGER NOT NULL, row TEXT NOT NULL, stood INTEGER NOT NULL, {_OLD}, PRIMARY KEY (place, row)
)"""
_SEAL = (
    "INSERT INTO seal (link_id, place, row, otherwise, salt, digest)"
    " VALUES ((SELECT coalesce(max(id), 0) + 1 FROM link), ?, ?, ?, ?, ?)"
)
LAST = "SELECT salt, digest FROM seal WHERE place = ? AND row = ? ORDER BY id DESC LIMIT 1"


class Seal(NamedTuple):
    """One sealed row; `otherwise`: it was not as its seal before said, when this deed came to it."""

    place: int
    row: str
    otherwise: int
    salt: bytes
    digest: bytes


# What a seal and a link are


def digest(place: SealedTable, row: str, salt: bytes, values: Sequence[Any]) -> bytes:
    """The salted digest of what a row says; megabytes by their own digest."""
    said = [hashlib.sha256(one).hexdigest() if isinstance(one, bytes) else one for one in values]
    if place.later:
        begun = len(place.columns)
        later = {
            name: one for (name, silent), one in zip(place.later, said[begun:], strict=True) if one != silent
        }
        said = [*said[:begun], *([later] if later else [])]
    text = json.dumps([place.table, row, *said], separators=(",", ":"))
    return hashlib.sha256(salt + text.encode()).digest()[:DIGEST]


class Link:
    """The hash of a deed in the making: over the deed before, and each seal of this one."""

    def __init__(self, before: bytes) -> None:
        self._hash = hashlib.sha256(before)
        self.seals = 0

    def add(self, place: int, row: str, otherwise: int, digest: bytes) -> None:
        """Take one seal in."""
        self._hash.update(f"{place}:{row}:{otherwise}:{digest.hex()}\n".encode())
        self.seals += 1

    def closed(self, number: int, kind: str, at: int, plan: int) -> bytes:
        """The hash of the deed, with what its own row says."""
        self._hash.update(json.dumps([number, kind, at, plan, self.seals]).encode())
        return self._hash.digest()


def plan(conn: Connection) -> int:
    """The number that SQLite counts up whenever a table or a trigger of the file is made or dropped."""
    number: int = conn.execute("PRAGMA schema_version").fetchone()[0]
    return number


def length(conn: Connection) -> int:
    """How long the chain has been, whatever of it is there."""
    row = conn.execute("SELECT seq FROM sqlite_sequence WHERE name = 'link'").fetchone()
    return int(row[0]) if row else 0


# Which rows a deed wrote


def _noted(place: SealedTable, row: str, *, stood: bool) -> str:
    names = [f"{row}.{name}" for name in place.every] if stood and not place.heavy else []
    into = "".join(f", v{at}" for at in range(len(names)))
    said = [str(place.number), place.key_of(row), place.is_in(row) if stood else "0", *names]
    return f"INSERT INTO seal_due (place, row, stood{into}) VALUES ({', '.join(said)}) ON CONFLICT DO NOTHING"  # noqa: S608


def _watching(place: SealedTable) -> Iterator[str]:
    begin = f"CREATE TEMP TRIGGER seal_{place.table}"
    yield (
        f"{begin}_in AFTER INSERT ON main.{place.table} WHEN {place.is_in('NEW')} BEGIN"
        f" {_noted(place, 'NEW', stood=False)}; END"
    )
    if place.once and not place.when:
        return  # the file's own guards let nobody change it
    changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in place.every)
    either = f"({place.is_in('OLD')} OR {place.is_in('NEW')})"
    yield (
        f"{begin}_by AFTER UPDATE OF {', '.join(place.every)} ON main.{place.table} WHEN {either}"
        f" AND ({changed}) BEGIN {_noted(place, 'OLD', stood=True)}; END"
    )
    if not place.once:
        yield (
            f"{begin}_out AFTER DELETE ON main.{place.table} WHEN {place.is_in('OLD')} BEGIN"
            f" {_noted(place, 'OLD', stood=True)}; END"
        )


WATCHING = ";\n".join((DUE, *(statement for place in PLACES for statement in _watching(place))))


def watch(conn: Connection) -> None:
    """Note from now on which rows this connection writes; outside a transaction."""
    conn.executescript(WATCHING)


# Sealing them


def _asked(place: SealedTable) -> str:
    where = " AND ".join(f"{name} = ?" for name in place.key)
    return f"SELECT {', '.join(place.every)} FROM {place.table} WHERE {where} AND {place.is_in(place.table)}"  # noqa: S608


ASKED = {place.number: _asked(place) for place in PLACES}


def keep(conn: Connection) -> None:
    """Seal what the deed wrote, in its own transaction."""
    due = conn.execute("SELECT * FROM temp.seal_due ORDER BY rowid").fetchall()
    if due:
        conn.execute("DELETE FROM temp.seal_due")
        _close(conn, DEED, (seal for one in due for seal in _sealed(conn, BY_NUMBER[one[0]], one)))


def _sealed(conn: Connection, place: SealedTable, due: Sequence[Any]) -> Iterator[Seal]:
    """The seal of a row that was written, none where it is again as it was."""
    row, stood = due[1], due[2]
    parts = row.split(":", len(place.key) - 1)
    now = conn.execute(ASKED[place.number], parts).fetchone()
    old = tuple(due[3 : 3 + len(place.every)])
    if tuple(now or ()) == (old if stood and not place.heavy else ()):
        return
    last = conn.execute(LAST, (place.number, row)).fetchone() or (b"", GONE)
    if stood and not place.heavy:
        as_sealed = last[1] != GONE and digest(place, row, last[0] or b"", old) == last[1]
    else:
        as_sealed = (last[1] != GONE) == bool(stood)
    salt = os.urandom(SALT)
    said = digest(place, row, salt, now) if now else GONE
    yield Seal(place.number, row, int(not as_sealed), salt, said)


def stand(conn: Connection) -> None:
    """Seal what stood before there was a chain, once; afterwards that the file's plan is another by now."""
    if conn.execute("SELECT 1 FROM link LIMIT 1").fetchone():
        change_plan(conn)
    elif conn.execute("SELECT 1 FROM terms LIMIT 1").fetchone():  # not in a desk that is being made
        _close(conn, STOOD, (seal for place in PLACES for seal in _standing(conn, place)))


def _standing(conn: Connection, place: SealedTable) -> Iterator[Seal]:
    rows = conn.execute(
        f"SELECT {place.key_of(place.table)}, {', '.join(place.every)} FROM {place.table}"  # noqa: S608
        f" WHERE {place.is_in(place.table)}"
    )
    for row in rows:
        salt = os.urandom(SALT)
        yield Seal(place.number, row[0], 0, salt, digest(place, row[0], salt, tuple(row)[1:]))


def change_plan(conn: Connection) -> None:
    """Note that this program itself changed the file's plan: it brought it up, or put a copy back."""
    _close(conn, PLAN, ())


def _close(conn: Connection, kind: str, seals: Iterable[Seal]) -> None:
    last = conn.execute("SELECT hash FROM link ORDER BY id DESC LIMIT 1").fetchone()
    link = Link(last[0] if last else b"")

    def written() -> Iterator[Seal]:
        for one in seals:
            link.add(one.place, one.row, one.otherwise, one.digest)
            yield one

    conn.executemany(_SEAL, written())
    if kind == DEED and not link.seals:
        return
    number = conn.execute("SELECT coalesce(max(id), 0) + 1 FROM link").fetchone()[0]
    newest = conn.execute("SELECT at FROM event ORDER BY id DESC LIMIT 1").fetchone()
    at, now = newest[0] if newest else 0, plan(conn)
    conn.execute(
        "INSERT INTO link (id, kind, at, plan, seals, hash) VALUES (?, ?, ?, ?, ?, ?)",
        (number, kind, at, now, link.seals, link.closed(number, kind, at, now)),
    )

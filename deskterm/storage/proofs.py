"""The chain of seals proved: from the first deed to the last, and each row against its last seal.

Everything is read as a stream, so that a desk with a million tickets needs no more memory than a small one.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Iterator
from typing import Any, NamedTuple

from deskterm.storage.database import Connection, Row
from deskterm.storage.engine import sealing
from deskterm.storage.engine.sealed_rows import PLACES, SealedTable

Found = tuple[str, dict[str, Any]]
SHOWN = 25  # rows of one table that are named for one reason; the others are counted
_SIGNS = 15  # bytes of a link's hash that a head tells

_STANDING = (
    "SELECT {key} AS row, {columns}, seal.salt, seal.digest FROM {table} LEFT JOIN seal ON seal.id ="
    " (SELECT max(id) FROM seal WHERE place = {number} AND row = {key}) WHERE {is_in} ORDER BY {order}"
)
_GONE = (
    "SELECT last.row FROM (SELECT row, max(id) AS id FROM seal WHERE place = {number} GROUP BY row) last"
    " JOIN seal ON seal.id = last.id WHERE seal.digest <> x''"
    " AND last.row NOT IN (SELECT {key} FROM {table} WHERE {is_in}) ORDER BY last.row"
)
_TWICE = "SELECT row FROM seal WHERE place = {number} GROUP BY row HAVING count(*) > 1 ORDER BY row"


class Head(NamedTuple):
    """Where the chain stands: the number of its last deed, when that was, the signs that stand for it."""

    number: int
    at: int
    signs: str

    def __str__(self) -> str:
        return f"{self.number}-{self.signs}"


def head(conn: Connection, number: int | None = None) -> Head | None:
    """The head of the chain, or as it was after an earlier deed; None where there is none."""
    row = conn.execute(
        "SELECT id, at, hash FROM link WHERE ? IS NULL OR id = ? ORDER BY id DESC LIMIT 1", (number, number)
    ).fetchone()
    return Head(row["id"], row["at"], _told(row["hash"])) if row else None


def _told(hashed: bytes) -> str:
    signs = b32encode(hashed[:_SIGNS]).decode()
    return "-".join(signs[at : at + 4] for at in range(0, len(signs), 4))


def stood(conn: Connection) -> tuple[int, int] | None:
    """How many rows stood when the chain began, and since when none was added; None where none did."""
    row = conn.execute("SELECT seals, at FROM link WHERE kind = ?", (sealing.STOOD,)).fetchone()
    return (row["seals"], row["at"]) if row else None


def findings(conn: Connection) -> Iterator[Found]:
    """Everything by which the chain and what it covers have parted; nothing when all is well."""
    yield from links(conn)
    for place in PLACES:
        yield from _counted("changed", place, _changed(conn, place))
        yield from _counted("gone", place, _rows(conn, _GONE, place))
        if place.once:
            yield from _counted("twice", place, _rows(conn, _TWICE, place))
    rows = conn.execute("SELECT place, row, link_id FROM seal WHERE otherwise = 1 ORDER BY id").fetchall()
    tables = {place.number: place.table for place in PLACES}
    for row in rows:
        values = {"table": tables.get(row["place"], row["place"]), "row": row["row"], "link": row["link_id"]}
        yield "chain_otherwise", values


def links(conn: Connection) -> Iterator[Found]:
    """Walk the chain from its first deed to its last."""
    seals = conn.execute("SELECT link_id, place, row, otherwise, digest FROM seal ORDER BY link_id, id")
    next_seal = seals.fetchone()
    before, number = b"", 0
    for row in conn.execute("SELECT * FROM link ORDER BY id"):
        number += 1
        link = sealing.Link(before)
        while next_seal is not None and next_seal["link_id"] <= row["id"]:
            link.add(next_seal["place"], next_seal["row"], next_seal["otherwise"], next_seal["digest"])
            next_seal = seals.fetchone()
        told = link.closed(row["id"], row["kind"], row["at"], row["plan"])
        if (row["id"], row["seals"], row["hash"]) != (number, link.seals, told):
            yield "chain_broken", {"link": row["id"]}
            number = row["id"]
        before = row["hash"]
    length = sealing.length(conn)
    if next_seal is not None or length != number:
        yield "chain_cut", {"has": number, "link": length}


def replanned(conn: Connection) -> Iterator[Found]:
    """After which deeds somebody else made or dropped tables or guards of the file."""
    before: Row | None = None
    for row in conn.execute("SELECT id, kind, plan FROM link ORDER BY id"):
        if before is not None and row["kind"] == sealing.DEED and row["plan"] != before["plan"]:
            yield "chain_plan", {"link": before["id"]}
        before = row
    if before is not None and before["plan"] != sealing.plan(conn):
        yield "chain_plan", {"link": before["id"]}


def plan_is_ours(conn: Connection) -> None:
    """Note that what changed the file's plan was this program, when it put a copy back."""
    sealing.change_plan(conn)


def _asked(form: str, place: SealedTable) -> str:
    return form.format(
        number=place.number,
        table=place.table,
        key=place.key_of(place.table),
        columns=", ".join(f"{place.table}.{name}" for name in place.every),
        is_in=place.is_in(place.table),
        order=", ".join(f"{place.table}.{name}" for name in place.key),
    )


def _rows(conn: Connection, form: str, place: SealedTable) -> Iterator[str]:
    for row in conn.execute(_asked(form, place)):
        yield row[0]


def _changed(conn: Connection, place: SealedTable) -> Iterator[str]:
    """Rows that say something else than what was sealed, or that nobody sealed."""
    for row in conn.execute(_asked(_STANDING, place)):
        key, *values, salt, digest = tuple(row)
        if digest is None or sealing.digest(place, key, salt or b"", values) != digest:
            yield key


def _counted(code: str, place: SealedTable, rows: Iterator[str]) -> Iterator[Found]:
    """Name the first rows, and how many more there are."""
    more = 0
    for at, row in enumerate(rows):
        if at < SHOWN:
            yield f"chain_{code}", {"table": place.table, "row": row}
        else:
            more += 1
    if more:
        yield "chain_more", {"table": place.table, "n": more}

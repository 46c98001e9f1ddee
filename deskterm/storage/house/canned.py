"""The gateway to `canned`: the desk's own texts for answers, in their order."""

from __future__ import annotations

from collections.abc import Iterable

from deskterm.storage.database import Connection, Row

NAMES = "position, name, title_it, title_en, it, en, further"


def replace(conn: Connection, texts: Iterable[tuple[str, str, str, str, str, str]]) -> None:
    """These take the place of those that stood: name, both titles, both texts, those of named languages."""
    conn.execute("DELETE FROM canned")
    conn.executemany(
        f"INSERT INTO canned ({NAMES}) VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608  # our columns
        [(n, *one) for n, one in enumerate(texts, 1)],
    )


def listing(conn: Connection) -> list[Row]:
    """All of them."""
    return conn.execute(f"SELECT {NAMES} FROM canned ORDER BY position").fetchall()  # noqa: S608

"""The gateway to the words by which customers are found; `customers` keeps them with the cards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from deskterm.models.basics.identity import PART
from deskterm.storage.database import Connection

END = "\U0010ffff"  # after every letter: closes the range of what begins with a word


class Place(NamedTuple):
    """A word that fits, whose it is, and where on the card it stands (`search_words`)."""

    customer_id: int
    word: str
    field: int


def beginning(conn: Connection, word: str, limit: int) -> list[Place]:
    """Who has a word that begins with this one: the word itself first."""
    rows = conn.execute(
        "SELECT customer_id, word, field FROM find_place WHERE word >= ? AND word < ?"
        " ORDER BY word, field, customer_id LIMIT ?",
        (word, word + END, limit),
    ).fetchall()
    return [Place(*row) for row in rows]


def holding(conn: Connection, part: str, limit: int) -> list[Place]:
    """Who has a word with this part inside; a part of less than three letters is inside none."""
    if len(part) < PART:
        return []
    rows = conn.execute(
        "SELECT customer_id, find_place.word, field FROM find_part"
        " JOIN find_place ON find_place.word = find_part.word"
        " WHERE part >= ? AND part < ? ORDER BY part, find_part.word, field, customer_id LIMIT ?",
        (part, part + END, limit),
    ).fetchall()
    return [Place(*row) for row in rows]


def near(conn: Connection, beginnings: Sequence[str], limit: int) -> list[Place]:
    """Who has a word with one of these beginnings."""
    if not beginnings:
        return []
    ranges = ", ".join("(?, ?)" for _ in beginnings)
    rows = conn.execute(
        f"WITH reach (low, high) AS (VALUES {ranges}) SELECT customer_id, word, field FROM reach"  # noqa: S608
        " JOIN find_place ON word >= low AND word < high LIMIT ?",
        (*(end for one in beginnings for end in (one, one + END)), limit),
    ).fetchall()
    return [Place(*row) for row in rows]


def both(conn: Connection, words: Sequence[str], limit: int, looked_at: int) -> list[Place]:
    """Of the first so many who have a word that begins with the first, those who have the others too."""
    others = "".join(
        " AND EXISTS (SELECT 1 FROM find_place"
        " WHERE customer_id = first.customer_id AND word >= ? AND word < ?)"
        for _ in words[1:]
    )
    first = (
        "SELECT customer_id, word, field FROM find_place WHERE word >= ? AND word < ?"
        " ORDER BY word, field, customer_id LIMIT ?"
    )
    head, *rest = words
    ends = [end for one in rest for end in (one, one + END)]
    rows = conn.execute(
        f"SELECT customer_id, word, field FROM ({first}) AS first WHERE 1 = 1{others} LIMIT ?",  # noqa: S608
        (head, head + END, looked_at, *ends, limit),
    ).fetchall()
    return [Place(*row) for row in rows]


def of_these(conn: Connection, customer_ids: Iterable[int], word: str) -> list[Place]:
    """Which of these customers have a word that begins with this one."""
    numbers_of = tuple(customer_ids)
    marks = ", ".join("?" for _ in numbers_of)
    rows = conn.execute(
        f"SELECT customer_id, word, field FROM find_place WHERE customer_id IN ({marks})"  # noqa: S608
        " AND word >= ? AND word < ?",
        (*numbers_of, word, word + END),
    ).fetchall()
    return [Place(*row) for row in rows]


def places_of(conn: Connection, customer_ids: Iterable[int]) -> list[Place]:
    """Every word of these customers."""
    numbers_of = tuple(customer_ids)
    marks = ", ".join("?" for _ in numbers_of)
    rows = conn.execute(
        f"SELECT customer_id, word, field FROM find_place"  # noqa: S608
        f" WHERE customer_id IN ({marks})",
        numbers_of,
    ).fetchall()
    return [Place(*row) for row in rows] if numbers_of else []

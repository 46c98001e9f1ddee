"""The full-text index asked and kept: which rows hold which words, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from deskterm.models.said import question
from deskterm.models.said.question import Term
from deskterm.storage.engine.full_text_tables import ASIDE, CARD, EVERY, TICKET, Indexed

if TYPE_CHECKING:
    from sqlite3 import Connection

__all__ = ("ASIDE", "CARD", "EVERY", "TICKET", "Indexed")

WEIGHTS = {TICKET.table: (8, 4, 2, 2, 2, 1), ASIDE.table: (8, 4, 2, 1), CARD.table: (4, 2, 1)}
WEIGHED = 2_000  # of the rows that hold the words the newest are weighed; more hold only what is said daily
HEAVIEST = 200  # of those, which are looked at whole
STEP = 500  # pages that are merged in one go


def is_there(conn: Connection) -> bool:
    """Whether this SQLite was built with FTS5."""
    return conn.execute("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'").fetchone() is not None


# Keeping it


def _keeping() -> Iterator[str]:
    """The words as they went in go out, those that stand there now go in."""
    for found in EVERY:
        names = ", ".join(found.names)
        old = ", ".join(f"w{at}" for at in range(len(found.names)))
        due = f"FROM find_due WHERE place = '{found.table}'"
        yield (
            f"INSERT INTO {found.table} ({found.table}, rowid, {names})"
            f" SELECT 'delete', number, {old} {due} AND old = 1 ORDER BY number"
        )
        yield (
            f"INSERT INTO {found.table} (rowid, {names}) SELECT id, {names} FROM {found.view}"  # noqa: S608
            f" WHERE id IN (SELECT number {due}) ORDER BY id"
        )
    yield "DELETE FROM find_due"


KEEPING = tuple(_keeping())


def keep(conn: Connection) -> None:
    """Bring the index to what stands in the rows that were changed, in the transaction that changed them."""
    if conn.execute("SELECT 1 FROM find_due LIMIT 1").fetchone() is None:
        return
    for statement in KEEPING:
        conn.execute(statement)


def build(conn: Connection) -> None:
    """Read everything anew; what was noted is in it."""
    for found in EVERY:
        names = ", ".join(found.names)
        conn.execute(f"INSERT INTO {found.table} ({found.table}) VALUES ('delete-all')")  # noqa: S608
        conn.execute(
            f"INSERT INTO {found.table} (rowid, {names}) SELECT id, {names} FROM {found.view} ORDER BY id"  # noqa: S608
        )
    conn.execute("DELETE FROM find_due")


def forget(conn: Connection) -> None:
    """Words that were taken out must not lie in the pages of the index until it merges them some day."""
    for found in EVERY:
        conn.execute(
            "INSERT INTO find_unclean (place, begun) VALUES (?, 0)"
            " ON CONFLICT (place) DO UPDATE SET begun = 0",
            (found.table,),
        )


def is_clean(conn: Connection) -> bool:
    """Whether no words that were taken out lie in the pages of the index."""
    return conn.execute("SELECT 1 FROM find_unclean LIMIT 1").fetchone() is None


def clean(conn: Connection) -> None:
    """Merge pages for some hundredths of a second; after several times they hold nothing that went out."""
    row = conn.execute("SELECT place, begun FROM find_unclean ORDER BY place LIMIT 1").fetchone()
    if row is None:
        return
    keep(conn)
    table, begun = row
    before = conn.total_changes
    # A negative number begins to bring all into one piece, a positive one goes on with that.
    pages = STEP if begun else -STEP
    conn.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', ?)", (pages,))  # noqa: S608
    if conn.total_changes - before < 2:
        conn.execute("DELETE FROM find_unclean WHERE place = ?", (table,))
    else:
        conn.execute("UPDATE find_unclean SET begun = 1 WHERE place = ?", (table,))


def faults(conn: Connection) -> tuple[str, ...]:
    """Where the index and the rows have parted: how many are in one and not in the other."""
    found = []
    for one in EVERY:
        kept = f"SELECT id FROM {one.table}_docsize"  # noqa: S608
        there = (
            f"SELECT id FROM {one.view} WHERE id NOT IN"  # noqa: S608
            f" (SELECT number FROM find_due WHERE place = '{one.table}')"
        )
        lost = conn.execute(f"SELECT count(*) FROM ({there} EXCEPT {kept}) AS lost").fetchone()[0]  # noqa: S608
        over = conn.execute(f"SELECT count(*) FROM ({kept} EXCEPT {there}) AS over").fetchone()[0]  # noqa: S608
        if lost or over:
            found.append(f"{one.table} -{lost} +{over}")
    return tuple(found)


# Asking it


def asked(conn: Connection, found: Indexed, text: str, *, typing: bool = False) -> tuple[Term, ...]:
    """The words of a question; one that stands nowhere may have an apostrophe within.

    One that is asked alone may go on, where it stands nowhere itself; where no word begins so, it may be a
    part within a word of the newest subjects.
    """
    is_word = lambda word: has_word(conn, found, word, whole=True)  # noqa: E731
    begins = lambda word: has_word(conn, found, word)  # noqa: E731
    made = tuple(question.apart(term, is_word, begins) for term in question.terms(text, typing=typing))
    return made if len(made) != 1 else (_alone(conn, found, made[0]),)


def _alone(conn: Connection, found: Indexed, term: Term) -> Term:
    words = [phrase[0] for phrase in term.phrases]
    if any(sign.isdigit() for sign in words[0]) or any(
        has_word(conn, found, word, whole=not term.open) for word in words
    ):
        return term
    if any(has_word(conn, found, word) for word in words):
        return term._replace(open=True)
    return question.inside(term, _newest(conn, found))


def _newest(conn: Connection, found: Indexed) -> Iterator[str]:
    """The subjects of the newest rows, or their names."""
    column = found.columns[0][1]
    table = column.partition(".")[0]
    rows = conn.execute(f"SELECT {column} FROM {table} ORDER BY {table}.id DESC LIMIT ?", (WEIGHED,))  # noqa: S608
    return (row[0] for row in rows)


def all_of(terms: Sequence[Term]) -> str:
    """The condition that every one of these is in a row, in the index's own language."""
    return " AND ".join(_one(term) for term in terms)


def any_of(choices: Iterable[Sequence[Term]]) -> str:
    """The condition that all of one of these are in a row."""
    return " OR ".join(f"({all_of(one)})" for one in choices)


def _one(term: Term) -> str:
    end = " *" if term.open else ""
    said = [f'"{" ".join(phrase)}"{end}' for phrase in term.phrases]
    return said[0] if len(said) == 1 else f"({' OR '.join(said)})"


def matching(found: Indexed) -> str:
    """The rows that hold what is asked, as a part of an SQL statement."""
    return f"SELECT rowid FROM {found.table} WHERE {found.table} MATCH ?"  # noqa: S608


def newest_matching(found: Indexed) -> str:
    """The same, the newest of them alone: how many is the statement's last value."""
    return f"SELECT rowid FROM ({matching(found)} ORDER BY rowid DESC LIMIT ?) AS newest"  # noqa: S608


def weighed(
    conn: Connection,
    found: Indexed,
    condition: str,
    *,
    most: int = HEAVIEST,
    among: tuple[str, Sequence[object]] = ("", ()),
) -> list[tuple[int, float]]:
    """Rows that hold what is asked, each with its weight, the `most` heaviest of the newest `WEIGHED`.

    `among`: a statement that gives the only ids that count, and its values.
    """
    weights = ", ".join(map(str, WEIGHTS[found.table]))
    # The sign before the column keeps the index from being asked once for each id.
    only = f" AND +rowid IN ({among[0]})" if among[0] else ""
    newest = (
        f"SELECT rowid AS id, -bm25({found.table}, {weights}) AS weight FROM {found.table}"  # noqa: S608
        f" WHERE {found.table} MATCH ?{only} ORDER BY rowid DESC LIMIT ?"
    )
    rows = conn.execute(
        f"SELECT id, weight FROM ({newest}) AS newest ORDER BY weight DESC, id DESC LIMIT ?",  # noqa: S608
        (condition, *among[1], WEIGHED, most),
    )
    return [(row[0], row[1]) for row in rows.fetchall()]


def how_often(conn: Connection, found: Indexed, term: Term, most: int) -> int:
    """How often a word stands in the rows, counted up to `most`."""
    word = term.phrases[0][-1]
    end = word + "\U0010ffff" if term.open else word
    row = conn.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM {found.table}_terms"  # noqa: S608
        " WHERE term >= ? AND term <= ? LIMIT ?) AS found",
        (word, end, most),
    ).fetchone()
    return int(row[0])


def has_word(conn: Connection, found: Indexed, word: str, *, whole: bool = False) -> bool:
    """Whether any row holds a word that begins so, or the `whole` word."""
    row = conn.execute(
        f"SELECT term FROM {found.table}_terms WHERE term >= ? LIMIT 1",  # noqa: S608
        (word,),
    ).fetchone()
    return row is not None and (row[0] == word if whole else row[0].startswith(word))

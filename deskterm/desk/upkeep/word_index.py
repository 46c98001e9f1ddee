"""The index of all words: read anew where it has parted from what stands there, rid of what was taken out."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.storage.engine import full_text


def faults(desk: Desk) -> tuple[str, ...]:
    """Where the index and what it is of have parted; () where every word is found."""
    with desk.read() as conn:
        return full_text.faults(conn)


def build(desk: Desk) -> None:
    """Read everything anew: some twenty seconds for a hundred thousand tickets, in which others wait."""
    with desk.write() as conn:
        full_text.build(conn)
        full_text.forget(conn)
        desk.record(conn, "words_indexed")


def due(desk: Desk) -> bool:
    """Whether words that were taken out still lie in pages of the index."""
    with desk.read() as conn:
        return not full_text.is_clean(conn)


def clean(desk: Desk) -> int:
    """Merge pages of the index for a moment; the rest is done the next time. Returns 0: nobody sees it."""
    with desk.write() as conn:
        full_text.clean(conn)
    return 0

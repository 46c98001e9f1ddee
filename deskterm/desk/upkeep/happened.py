"""What happened at the desk, event by event, for whoever follows it from outside: read in pages, each once.

Numbers of events only grow, and one deed at a time writes them: whoever asks for what stands behind the last
number that they saw misses none and sees none twice.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.models.records.desk import Happened
from deskterm.storage.tickets import events as event_rows

PAGE = 500
# The support code is what a caller proves with who they are.
SECRET = re.compile(r"passw|secret|segret|token|support_code|(^|_)(otp|pin|pwd)(_|$)", re.IGNORECASE)
PERIOD = 0.25  # seconds between two looks at whether the desk has changed


def newest(desk: Desk) -> int:
    """The number of the last event; 0 where nothing has happened yet."""
    with desk.read() as conn:
        return event_rows.newest(conn)


def place(desk: Desk, after: int | None, last: int | None = None) -> int:
    """The number behind which somebody begins to read: the one that they say, else that before the `last`.

    Raises Refused for a number that no event has had yet: its desk was another one, or this one was restored.
    """
    with desk.read() as conn:
        if after is None:
            return 0 if last is None else event_rows.before_the_last(conn, last)
        if after > (end := event_rows.newest(conn)):
            raise Refused("no_event_yet", number=after, newest=end)
        return after


def page(
    desk: Desk, after: int, *, limit: int = PAGE, kinds: Collection[str] = (), until: int | None = None
) -> tuple[Happened, ...]:
    """The events behind a number, oldest first, at most `limit`; of some kinds alone where any are named."""
    with desk.read() as conn:
        return event_rows.behind(conn, after, limit, kinds=kinds, until=until)


def between(desk: Desk, after: int, until: int) -> Iterator[Happened]:
    """Every event behind one number up to another, read page by page."""
    while found := page(desk, after, until=until):
        yield from found
        after = found[-1].id


def told(found: Mapping[str, Any]) -> dict[str, Any]:
    """What an event holds, but for what nobody should read along with: passwords, codes that open something.

    No deed writes a password into its event; a firm's own facts bear the names that its terms give them.
    """
    return {
        name: told(value) if isinstance(value, Mapping) else value
        for name, value in found.items()
        if not SECRET.search(name)
    }

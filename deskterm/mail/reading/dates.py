"""When a mail was written and when it reached us, as far as its headers can be believed."""

from __future__ import annotations

from calendar import timegm
from email.utils import mktime_tz, parsedate, parsedate_tz
from typing import NamedTuple

from deskterm.mail.reading.headers import Headers

EARLIEST = 946_684_800  # 2000-01-01: before it, a clock that was never set
AHEAD = 86_400  # seconds that a sender's clock may be ahead of ours
SKEW = 600  # seconds by which two clocks differ without a word
CARRIED = 5 * 86_400  # seconds after which servers give a mail up (RFC 5321, 4.5.4.1)


class Arrival(NamedTuple):
    """When a mail reached us; `by`: what said so where its Date could not be believed, `file` or `import`."""

    at: int
    by: str = ""


def written_at(headers: Headers, now: int) -> int | None:
    """The Date header in epoch seconds; None where it is missing or absurd."""
    return instant(headers.get("date"), now)


def arrival(headers: Headers, now: int, at: int | None = None) -> Arrival:
    """When the mail reached us, never after `now`; `at`: when its file or its server says that it came.

    The topmost Received is our own server's word. Without one a Date counts where the mail can have been
    under way so long; an old one alone proves nothing, nor does one that is still to come.
    """
    line = headers.get("received")
    received = instant(line.rpartition(";")[2], now) if ";" in line else None
    if received is not None:
        return Arrival(min(received, now))
    known = at if at is not None and EARLIEST <= at <= now else None
    latest = now if known is None else known
    written = written_at(headers, now)
    if written is not None and latest - CARRIED <= written <= latest:
        return Arrival(written)
    said = headers.has("date") and not (written is not None and latest < written <= latest + SKEW)
    return Arrival(latest, ("import" if known is None else "file") if said else "")


def of_from_line(line: bytes) -> int | None:
    """The day and time in the line before a mail of an mbox (RFC 4155: in UTC); None where there is none."""
    text = line.decode("ascii", "replace").strip()[:200].split(" ", 2)
    try:
        parts = parsedate(text[2].strip()) if len(text) == 3 else None
        at = timegm(parts) if parts else 0
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return at if at >= EARLIEST else None


def instant(text: str, now: int) -> int | None:
    """Epoch seconds of an RFC 5322 date between 2000 and a day from `now`, else None."""
    try:
        parts = parsedate_tz(text.strip()[:100])
        at = int(mktime_tz(parts)) if parts else 0
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return at if EARLIEST <= at <= now + AHEAD else None

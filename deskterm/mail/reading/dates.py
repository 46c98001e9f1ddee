"""When a mail was written and when it reached us, as far as its headers can be believed."""

from __future__ import annotations

from email.utils import mktime_tz, parsedate_tz

from deskterm.mail.reading.headers import Headers

EARLIEST = 946_684_800  # 2000-01-01: before it, a clock that was never set
AHEAD = 86_400  # seconds that a sender's clock may be ahead of ours


def written_at(headers: Headers, now: int) -> int | None:
    """The Date header in epoch seconds; None where it is missing or absurd."""
    return instant(headers.get("date"), now)


def received_at(headers: Headers, now: int) -> int | None:
    """When the server that took the mail in last wrote that it had it (the topmost Received)."""
    line = headers.get("received")
    return instant(line.rpartition(";")[2], now) if ";" in line else None


def instant(text: str, now: int) -> int | None:
    """Epoch seconds of an RFC 5322 date between 2000 and a day from `now`, else None."""
    try:
        parts = parsedate_tz(text.strip()[:100])
        at = int(mktime_tz(parts)) if parts else 0
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return at if EARLIEST <= at <= now + AHEAD else None

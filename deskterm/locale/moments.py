"""Days, instants and stretches of time as people read them in the language in force.

A day that is kept as ISO and an instant in the service's zone; how each looks stands in the catalogue.
"""

from __future__ import annotations

from datetime import date

from deskterm.locale import figures, t, tn
from deskterm.models.basics.wall_clock import local

HOUR, MINUTE = 3600, 60  # seconds


def day(iso: str, *, year: bool = True) -> str:
    """An ISO day as `31/12/26` or `31 Dec 26`; without `year` as `31/12`. "" stays ""."""
    if not iso:
        return ""
    return figures.dated(date.fromisoformat(iso), "day_narrow" if year else "day_short")


def day_of(at: int, tz: str, *, year: bool = True) -> str:
    """The local day of an instant."""
    return day(local(at, tz).date().isoformat(), year=year)


def time_of(at: int, tz: str) -> str:
    """The local time of an instant, `09:12`."""
    return f"{local(at, tz):%H:%M}"


def second_of(at: int, tz: str) -> str:
    """The same to the second, `09:12:05`."""
    return f"{local(at, tz):%H:%M:%S}"


def moment(at: int, tz: str) -> str:
    """Day and time of an instant, `3/3/26 09:12`."""
    return f"{day_of(at, tz)} {time_of(at, tz)}"


def promised_for(at: int, now: int, tz: str) -> str:
    """A call promised for an instant up to today: `promessa per le 16:58`, else `promessa da 16h`."""
    if at < now and local(at, tz).date() != local(now, tz).date():
        return t("widgets.ring.why.callback_since", span=span(now - at))
    return t("widgets.ring.why.callback", at=time_of(at, tz))


def span(seconds: int) -> str:
    """A stretch of time in its largest units: `10m`, `3h`, `1g21h`, `12g`."""
    minutes = max(0, seconds) // 60
    if minutes < 60:
        return t("queue.span.minutes", n=minutes)
    hours = minutes // 60
    if hours < 24:
        return t("queue.span.hours", n=hours)
    days, hours = divmod(hours, 24)
    if days >= 10 or not hours:
        return t("queue.span.days", n=days)
    return t("queue.span.days_hours", days=days, hours=hours)


def length(seconds: int) -> str:
    """A length of time that terms name, in words: `48 ore`, `90 minuti`, `7:30 minuti`."""
    if seconds >= HOUR and seconds % HOUR == 0:
        return tn("formats.hours", seconds // HOUR)
    if seconds % MINUTE == 0:
        return tn("formats.minutes", seconds // MINUTE)
    return t("formats.minutes_seconds", minutes=seconds // MINUTE, seconds=f"{seconds % MINUTE:02}")


def lasting(seconds: int) -> str:
    """How long something took, in words, a minute begun for a whole one: `7 minuti`, `2 h 37`."""
    if seconds < HOUR:
        return length(-(-seconds // MINUTE) * MINUTE)
    if seconds % HOUR == 0:
        return length(seconds)
    return t("formats.hours_minutes", hours=seconds // HOUR, minutes=f"{seconds % HOUR // MINUTE:02}")


def clock_text(seconds: int) -> str:
    """What a timer shows: `4:05`, and from an hour on `1:04:05`."""
    minutes, rest = divmod(max(0, seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"

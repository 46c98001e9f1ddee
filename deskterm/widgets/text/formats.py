"""Money, hours and days as people read them in the language in force."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from deskterm.locale import figures, t, tn

EIGHTHS = " ▏▎▍▌▋▊▉"


def money(cents: int) -> str:
    """`1.234,50 €` in Italian, `€1,234.50` in English."""
    return figures.money(cents)


def hours(minutes: int) -> str:
    """Minutes of a pack: `3h20`, `-0h15`."""
    sign = "-" if minutes < 0 else ""
    whole, rest = divmod(abs(minutes), 60)
    return f"{sign}{whole}h{rest:02}"


def amount(number: int, unit: str, *, signed: bool = False) -> str:
    """An amount in the unit of its pack (minute, ticket or cent), with `+` where a sign is wanted."""
    plus = "+" if signed and number > 0 else ""
    if unit == "minute":
        return plus + hours(number)
    if unit == "cent":
        return plus + money(number)
    return plus + tn("formats.tickets", number)


def day(iso: str, *, year: bool = True) -> str:
    """An ISO day as `31/12/26` or `31 Dec 26`; without `year` as `31/12`. "" stays ""."""
    if not iso:
        return ""
    return figures.dated(date.fromisoformat(iso), "day_narrow" if year else "day_short")


def local(at: int, tz: str) -> datetime:
    """The wall clock of the service at an instant."""
    return datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(tz))


def day_of(at: int, tz: str, *, year: bool = True) -> str:
    """The local day of an instant."""
    return day(local(at, tz).date().isoformat(), year=year)


def time_of(at: int, tz: str) -> str:
    """The local time of an instant, `09:12`."""
    return f"{local(at, tz):%H:%M}"


def moment(at: int, tz: str) -> str:
    """Day and time of an instant, `3/3/26 09:12`."""
    return f"{day_of(at, tz)} {time_of(at, tz)}"


def quoted(text: str) -> str:
    """A sentence of somebody else's between the language's quotation marks."""
    return t("formats.quoted", text=text)


def bar(part: int, whole: int, width: int) -> str:
    """`part` of `whole` as a bar of `width` cells, to an eighth; something left is never drawn as nothing."""
    if whole <= 0 or part <= 0:
        return "░" * width
    eighths = max(1, min(width * 8, round(width * 8 * part / whole)))
    full, rest = divmod(eighths, 8)
    return ("█" * full + (EIGHTHS[rest] if rest else "")).ljust(width, "░")

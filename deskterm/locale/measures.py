"""What a pack holds and a report counts, in its unit: hours and minutes, money, tickets."""

from __future__ import annotations

from collections.abc import Callable

from deskterm.locale import t, tn
from deskterm.locale.figures import decimal, money


def hours(minutes: int) -> str:
    """Minutes of a pack: `3h20`, `-0h15`."""
    sign = "-" if minutes < 0 else ""
    whole, rest = divmod(abs(minutes), 60)
    return f"{sign}{whole}h{rest:02}"


def amount(number: int, unit: str, *, signed: bool = False, euro: Callable[[int], str] = money) -> str:
    """An amount in the unit of its pack (minute, ticket or cent), with `+` where a sign is wanted."""
    plus = "+" if signed and number > 0 else ""
    if unit == "minute":
        return plus + hours(number)
    if unit == "cent":
        return plus + euro(number)
    return plus + tn("formats.tickets", number)


def euro(cents: int) -> str:
    """Money in a sentence of a line or a page: `1.234,50 euro`."""
    return t("page.euro", amount=decimal(cents))


def quoted(text: str) -> str:
    """A sentence of somebody else's between the language's quotation marks."""
    return t("formats.quoted", text=text)

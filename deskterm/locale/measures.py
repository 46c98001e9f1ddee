"""What a pack holds and a report counts, in its unit: hours and minutes, money, tickets."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from deskterm.locale import LANGUAGES, language, own, t, tn
from deskterm.locale.figures import decimal, money, number, unit
from deskterm.models.basics.currencies import EURO, currency


def hours(minutes: int | Decimal) -> str:
    """Minutes of a pack, or of what is charged: `3h20`, `-0h15`, `2h37,5`."""
    sign = "-" if minutes < 0 else ""
    whole, rest = divmod(abs(Decimal(minutes)), 60)
    part = rest % 1
    told = f"{int(rest):02}{number(part)[1:]}" if part else f"{int(rest):02}"
    return f"{sign}{int(whole)}h{told}"


def minutes(time: Decimal | float, key: str = "formats.minutes", /, **values: object) -> str:
    """A time that is charged, in the words of a key with a plural: `158 minuti`, `157,5 minuti`."""
    exact = Decimal(str(time))
    if exact == int(exact):
        return tn(key, int(exact), **values)
    return tn(key, 2, n=number(exact), **values)  # a part of a minute is said as several are


def figure(time: Decimal | float) -> str:
    """The same as a figure alone: `158`, `157,5`."""
    exact = Decimal(str(time))
    return str(int(exact)) if exact == int(exact) else number(exact)


def amount(number: int, unit: str, *, signed: bool = False, euro: Callable[[int], str] = money) -> str:
    """An amount in the unit of its pack (minute, ticket or cent), with `+` where a sign is wanted."""
    plus = "+" if signed and number > 0 else ""
    if unit == "minute":
        return plus + hours(number)
    if unit == "cent":
        return plus + euro(number)
    return plus + tn("formats.tickets", number)


def euro(cents: int) -> str:
    """Money in a sentence of a line or a page: `1.234,50 euro`.

    Another currency than the euro, and one of which no catalogue says, stands everywhere as Babel has it.
    """
    if currency() != EURO or (language() not in LANGUAGES and not own("page.euro")):
        return money(cents)
    return t("page.euro", amount=decimal(cents), currency=unit())


def priced(net_cents: int, vat_cents: int = 0) -> str:
    """What is charged, as the price list says it: where VAT stood inside its prices, with it."""
    if not vat_cents:
        return money(net_cents)
    return t("formats.with_vat", gross=money(net_cents + vat_cents))


def quoted(text: str) -> str:
    """A sentence of somebody else's between the language's quotation marks."""
    return t("formats.quoted", text=text)

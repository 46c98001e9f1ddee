"""VAT of prices: the rate of each, and what of an amount is VAT where the price list has it inside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct, structs

from deskterm.models.basics.money import rounded
from deskterm.models.records.money import Charge, PriceLine
from deskterm.models.terms.money_sections import Extra, Price
from deskterm.models.terms.service import Service


class VatShare(Struct, frozen=True, kw_only=True):
    """What of a charge stands under one rate (percent; "": the provider's); `cents`: its VAT, where set."""

    rate: str
    net_cents: int
    cents: int | None = None


def settled(
    service: Service, price: Price | Extra, charges: Sequence[Charge], lines: Sequence[PriceLine]
) -> tuple[tuple[Charge, ...], tuple[PriceLine, ...]]:
    """Charges to the invoice without the VAT inside, and lines that name the rate where it must be named."""
    provider = service.provider
    rate = provider.vat if price.vat is None else price.vat
    named = f"{rate.normalize():f}" if price.vat is not None or provider.vat_included else ""
    if not named:
        return tuple(charges), tuple(lines)
    told = [structs.replace(line, vat=named) if line.cents else line for line in lines]
    if not provider.vat_included:
        return tuple(charges), tuple(told)
    whole = sum(charge.net_cents for charge in charges)
    vat = inside(whole, rate)
    if vat:
        told.append(PriceLine(what="vat", rule=price.id, part=price.part, count=rate, cents=-vat, vat=named))
    return tuple(_without(charge, vat) for charge in charges), tuple(told)


def inside(gross_cents: int, rate: Decimal) -> int:
    """The VAT in an amount, `rate` in percent; half a cent up."""
    return rounded(Fraction(gross_cents) * Fraction(rate) / (100 + Fraction(rate)))


def of_price(service: Service, cents: int) -> int:
    """The VAT in an amount of the price list; nothing where its prices are before VAT."""
    provider = service.provider
    return inside(cents, provider.vat) if provider.vat_included else 0


def shares(lines: Iterable[PriceLine], net_cents: int) -> tuple[VatShare, ...]:
    """What of a charge of `net_cents` stands under which rate, by the lines of its filing."""
    net: dict[str, int] = {}
    set_: dict[str, int] = {}
    for line in lines:
        net[line.vat] = net.get(line.vat, 0) + line.cents
        if line.what == "vat":
            set_[line.vat] = set_.get(line.vat, 0) - line.cents
    if sum(net.values()) != net_cents:  # a charge from before lines were kept
        return (VatShare(rate="", net_cents=net_cents),)
    return tuple(
        VatShare(rate=rate, net_cents=cents, cents=set_.get(rate))
        for rate, cents in net.items()
        if cents or set_.get(rate) or not any(net.values())
    )


def _without(charge: Charge, vat: int) -> Charge:
    """A charge to the invoice without its VAT; there is one of them at most."""
    if not charge.net_cents:
        return charge
    return structs.replace(charge, net_cents=charge.net_cents - vat, vat_cents=vat)

"""Keys that read well and that nothing reads: what the file promises by them would not be kept."""

from __future__ import annotations

from collections.abc import Iterator

from deskterm.models.basics.faults import Fault
from deskterm.models.terms.checking.places import Places
from deskterm.models.terms.money_sections import ACTS
from deskterm.models.terms.sheet import ServiceSheet

# Keys of a price that say nothing but of its mode.
_OF_MODE = {
    "time": ("rate", "list_rate", "tiers", "step", "minimum", "added"),
    "unit": ("unit", "drawn"),
    "day": ("half", "half_until"),
}
_CHARGING = ("time", "unit", "ticket", "day", "contract", "quote")
# Keys that several modes read, and which.
_OF_MODES: dict[str, tuple[str, ...]] = {
    "price": ("unit", "ticket", "day"),
    "settle": _CHARGING,
    "vat": _CHARGING,
    "beyond": ("time", "unit", "day", "contract", "quote"),
    "times": ACTS["times"],
    "weight": ACTS["weight"],
}
# Keys of a price that say more of another one, and nothing without it.
_BESIDE = {"half_until": "half", "within": "first"}


def unread(sheet: ServiceSheet, places: Places) -> Iterator[Fault]:
    """Every such key, with what it would take for it to count."""
    yield from _of_no_use(sheet, places)
    yield from _uncounted(sheet, places)
    yield from _without_factor(sheet, places)
    for n, one in enumerate(sheet.response, 1):
        if one.contacts and "contact" not in {one.metric, one.kept}:
            values = {"word": "contacts", "near": 'metric = "contact", kept = "contact"'}
            yield Fault(f"response[{n}].contacts", "only_with", values)


def _of_no_use(sheet: ServiceSheet, places: Places) -> Iterator[Fault]:
    """Keys of a price that its mode does not read."""
    for n, price in enumerate(sheet.prices, 1):
        for mode, keys in _OF_MODE.items():
            if mode == price.mode or (sheet.schema == 1 and mode != "day"):
                continue
            for key in keys:
                if f"price[{n}].{key}" in places:
                    yield Fault(f"price[{n}].{key}", "price_key", {"word": key, "near": mode})
        fixed = price.mode == "time" and price.rate is not None and not price.rate.agreed
        if fixed and price.list_rate is not None:
            values = {"word": "list_rate", "near": 'rate = "contract"'}
            yield Fault(f"price[{n}].list_rate", "only_with", values)
        for key, other in _BESIDE.items():
            if f"price[{n}].{key}" in places and f"price[{n}].{other}" not in places:
                yield Fault(f"price[{n}].{key}", "only_with", {"word": key, "near": f'"{other}"'})
        for key, modes in _OF_MODES.items():
            if sheet.schema > 1 and price.mode not in modes and f"price[{n}].{key}" in places:
                yield Fault(f"price[{n}].{key}", "price_key", {"word": key, "near": '", "'.join(modes)})


def _uncounted(sheet: ServiceSheet, places: Places) -> Iterator[Fault]:
    """Of fixed amounts that are paid once, what speaks of how many there are."""
    for n, one in enumerate(sheet.extras, 1):
        for key in ("fact", "beyond", "step"):
            if one.per not in {"each", "hour"} and f"extra[{n}].{key}" in places:
                yield Fault(f"extra[{n}].{key}", "only_with", {"word": key, "near": 'per = "each", "hour"'})


def _without_factor(sheet: ServiceSheet, places: Places) -> Iterator[Fault]:
    """Factors that say when and not how much; one that is to leave a price as it is says so: `times = 1`."""
    for n, one in enumerate(sheet.multipliers, 1):
        if not any(f"multiplier[{n}].{key}" in places for key in ("times", "weight")):
            yield Fault(f"multiplier[{n}]", "no_factor", {"word": one.id})

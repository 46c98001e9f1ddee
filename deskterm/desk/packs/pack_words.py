"""What is said of a pack in time: what its end brings, and which pack the terms propose."""

from __future__ import annotations

from deskterm.desk.steps.packs.low_packs import Proposal
from deskterm.desk.steps.packs.what_comes import Coming
from deskterm.locale import t
from deskterm.locale.measures import amount, priced
from deskterm.locale.moments import day


def coming(found: Coming, unit: str) -> str:
    """`01/04/26: +2h00, restano 3h00 riportate`."""
    parts = [amount(found.comes, unit, signed=True)] if found.comes else []
    for what, number in (("carried", found.carried), ("lost", found.lost)):
        if number:
            parts.append(t(f"packs.next.{what}.{unit}", amount=amount(number, unit)))
    return t("packs.next", day=day(found.day), what=", ".join(parts))


def proposed(found: Proposal) -> str:
    """The pack that the lead is asked to sell, with its price and rule."""
    key = "packs.propose" if found.net_cents else "packs.propose_free"
    told = t(key, amount=amount(found.size, found.unit), net=priced(found.net_cents, found.vat_cents))
    return f"{told} ({found.rule})" if found.rule else told

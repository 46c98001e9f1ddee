"""What is said of a pack in time: what its end brings, and which pack the terms propose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from deskterm.desk.steps.packs.low_packs import Proposal
from deskterm.desk.steps.packs.resized import Resized
from deskterm.desk.steps.packs.what_comes import Coming
from deskterm.locale import kept, language, t
from deskterm.locale.measures import amount, priced
from deskterm.locale.moments import day
from deskterm.models.records.money import Pack
from deskterm.models.terms.service import Service


def coming(found: Coming, unit: str) -> str:
    """`01/04/26: +2h00, restano 3h00 riportate`."""
    parts = [amount(found.comes, unit, signed=True)] if found.comes else []
    for what, number in (("carried", found.carried), ("lost", found.lost)):
        if number:
            parts.append(t(f"packs.next.{what}.{unit}", amount=amount(number, unit)))
    return t("packs.next", day=day(found.day), what=", ".join(parts))


def resized(service: Service, one: Resized) -> str:
    """On which days a pack is valid now, what the agreement brings in it, and what was drawn beyond that."""
    terms = service.pack(one.kind)
    about = {"name": terms.said(language()) if terms else one.kind, "id": one.pack}
    before, after = (amount(units, one.unit) or "0" for units in (one.before, one.after))
    told = []
    if not one.days:
        told.append(t("packs.resized_none", **about, were=_between(one.were)))
    elif not one.were:
        told.append(t("packs.resized_again", **about, days=_between(one.days), after=after))
    else:
        if one.days != one.were:
            told.append(t("packs.resized_days", **about, days=_between(one.days), were=_between(one.were)))
        if one.before != one.after:
            told.append(t("packs.resized", **about, day=day(one.starts_on), before=before, after=after))
    for what in ("lost", "carried", "short", "beyond"):
        if units := getattr(one, what):
            told.append(t(f"packs.resized_{what}", **{what: amount(units, one.unit)}))
    return " ".join(told)


def _between(days: Sequence[str]) -> str:
    """`dal 01/01/26 al 31/12/26`."""
    first, last = days
    return t("packs.days", first=day(first), last=day(last)) if last else t("packs.days_on", first=day(first))


def stranded(service: Service, pack: Pack) -> str:
    """What a pack holds on which no work draws any more."""
    terms = service.pack(pack.kind)
    name = terms.said(language()) if terms else pack.kind
    return t("packs.stranded", name=name, id=pack.id, left=amount(pack.left, pack.unit))


def of_agreement(service: Service, packs: Sequence[Resized], reports: Sequence[str]) -> list[str]:
    """What a deed on an agreement has changed of what was given already, and what it leaves as billed."""
    told = [resized(service, one) for one in packs]
    return told + ([t("agreement.billed_before", reports=", ".join(reports))] if reports else [])


def proposed(found: Proposal) -> str:
    """The pack that the lead is asked to sell, with its price and rule."""
    key = "packs.propose" if found.net_cents else "packs.propose_free"
    told = t(key, amount=amount(found.size, found.unit), net=priced(found.net_cents, found.vat_cents))
    return f"{told} ({found.rule})" if found.rule else told


def to_propose(found: Proposal, name: str) -> str:
    """The same upon a contact, with what the pack is called."""
    return t("packs.to_propose", name=name, told=proposed(found))


def frozen_top_up(kept_so: Mapping[str, Any], first: str) -> str:
    """The same of a report, in the words that it kept; `first`: the language of those that lack here."""
    found = msgspec.convert({name: one for name, one in kept_so.items() if name != "names"}, Proposal)
    return topped_up(found, kept(kept_so["names"], first))


def topped_up(found: Proposal, name: str) -> str:
    """The pack that the desk has sold by itself, with its price and rule."""
    size, net = amount(found.size, found.unit), priced(found.net_cents, found.vat_cents)
    key = "packs.topped_up" if found.net_cents else "packs.topped_up_free"
    told = t(key, name=name, amount=size, net=net)
    return f"{told} ({found.rule})" if found.rule else told


def name_of(service: Service, one: Proposal) -> str:
    """What the terms call such a pack."""
    terms = service.pack(one.kind)
    return terms.said(language()) if terms else one.kind

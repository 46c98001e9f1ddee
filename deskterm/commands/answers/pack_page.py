"""What a kind of pack is, in a phrase: what it holds, what is included, what becomes of a rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from deskterm.commands.answers.own_words import joined, named
from deskterm.commands.answers.when import conditions, day
from deskterm.desk.packs.under_new_terms import Held
from deskterm.locale import t, tn
from deskterm.locale.figures import money
from deskterm.locale.measures import amount
from deskterm.locale.moments import length
from deskterm.models.terms.conditions import Condition
from deskterm.models.terms.money_sections import PackTerms, PackUse
from deskterm.models.terms.service import Service

HOUR = 60  # minutes


def pack(service: Service, one: PackTerms) -> str:
    """A kind of pack: its unit, how long it is valid, and all that it says of time."""
    parts = [f"{named(one)}: {t(f'page.unit.{one.unit}')}"]
    if one.grant:
        parts.append(t("page.grant", amount=_held(one.grant, one.unit)))
    parts += _included(service, one)
    if one.months:
        parts.append(tn("page.months", one.months))
    if one.ends:
        parts.append(t("page.pack_ends", day=day(one.ends)))
    if one.months_from == "last-sale":
        parts.append(t("page.last_sale"))
    parts += _draws(service, one)
    parts.append(t(f"page.overdraw.{one.overdraw}", amount=_held(one.limit, one.unit)))
    parts += _top_up(service, one)
    if one.warn:
        levels = joined(amount(level, one.unit) for level in one.warn)
        parts.append(t("page.told_level" if one.tell else "page.warned_level", levels=levels))
    if one.when:
        parts.append(t("page.pack_when", what=_told(service, one.when)))
    return "; ".join(parts)


def use(service: Service, one: PackUse) -> str:
    """What becomes of a unit of a pack of tickets: for which requests, when it is used up, given back."""
    ways = [named(way) for way in service.channels if way.id in one.channels]
    parts = [t("page.use.channels", channels=joined(ways))] if ways else [t("page.use.any")]
    parts += [t(f"page.use.reserve.{one.reserve}"), t(f"page.use.burn.{one.burn}")]
    back = joined((t(f"page.use.release.{why}") for why in one.release), "or")
    parts.append(t("page.use.release", why=back) if back else t("page.use.no_release"))
    return "; ".join(parts)


def _included(service: Service, one: PackTerms) -> Iterator[str]:
    """What an agreement includes, for whom, and what becomes of a rest."""
    included, rest = one.included, one.rest
    if included:
        units = _held(included.units, one.unit)
        yield t(f"page.included.{included.every}", amount=units)
        if included.counted == "agreement" and included.every != "agreement":
            yield t("page.included.counted")
        if included.first == "share":
            yield t("page.included.share")
        if included.when:
            yield t("page.included.when", what=_told(service, included.when))
    if included or rest.do != "expire":
        told = t(f"page.rest.{rest.do}")
        if rest.most is not None:
            told = t(f"page.rest_most.{rest.do}", amount=_held(rest.most, one.unit))
        yield f"{told} ({_told(service, rest.when)})" if rest.when else told


def over_time(found: Held, unit: str) -> str:
    """What somebody is given in each period and what becomes of a rest; that there are no such packs."""
    if not found.is_known:
        return t("page.no_such_pack")
    parts = [t(f"page.included.{found.every}", amount=_held(found.units, unit))] if found.every else []
    if found.do and found.most is not None:
        parts.append(t(f"page.rest_most.{found.do}", amount=_held(found.most, unit)))
    elif found.do:
        parts.append(t(f"page.rest.{found.do}"))
    return "; ".join(parts) or t("page.nothing_included")


def _draws(service: Service, one: PackTerms) -> Iterator[str]:
    own = {kind.id: named(kind) for kind in service.kinds}
    for kind, weight in one.draws.items():
        units = int(weight * HOUR) if weight * HOUR == int(weight * HOUR) else 0
        drawn = _held(units, one.unit) if units else t("page.draws_times", factor=f"{weight.normalize():f}")
        yield t("page.draws", kind=own.get(kind) or t(f"widgets.kind.{kind}"), amount=drawn)


def _top_up(service: Service, one: PackTerms) -> Iterator[str]:
    top_up = one.top_up
    if top_up:
        level, size = _held(top_up.at, one.unit), _held(top_up.size, one.unit)
        told = t(f"page.top_up.{top_up.do}", level=level, size=size, net=money(int(top_up.price)))
        yield f"{told} ({_told(service, top_up.when)})" if top_up.when else told


def _told(service: Service, when: Sequence[Condition]) -> str:
    """Conditions in words; one that has none as it is written."""
    return joined(conditions(service, [one])[0] if conditions(service, [one]) else one.text for one in when)


def _held(number: int, unit: str) -> str:
    return length(number * HOUR) if unit == "minute" and number > 0 else amount(number, unit)

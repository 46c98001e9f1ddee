"""For whom new terms change what is included or held, and how: told where they are adopted or compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from msgspec import structs

from deskterm.commands.answers import pack_page
from deskterm.commands.frame import output
from deskterm.commands.frame.line import Line
from deskterm.desk.packs import pack_words, under_new_terms
from deskterm.desk.packs.under_new_terms import Affected, Held
from deskterm.desk.terms import adoption
from deskterm.desk.terms.stranded import Stranded, stranded, told
from deskterm.locale import language, t, tn
from deskterm.models.basics.money import in_euro
from deskterm.models.terms.service import Service

SHOWN = 30  # customers named for people; a program has them all

Found = tuple[Affected, ...]


class Touched(NamedTuple):
    """Whom new terms touch: what changes of packs in time, and what is held that they know no more."""

    affected: Found = ()
    stranded: tuple[Stranded, ...] = ()


def at_desk(line: Line, new: Service) -> tuple[Service, Touched]:
    """The terms that would hold without these on their day, and whom these touch beside them."""
    desk = line.desk
    since = max(adoption.begins(new), desk.now())
    with desk.as_of(since):
        old = desk.service
    if old.id != new.id:
        return old, Touched()
    return old, Touched(under_new_terms.affected(desk, old, new, since), stranded(desk, old, new))


def facts(found: Touched) -> dict[str, list[dict[str, Any]]]:
    """As a program reads them."""
    affected = [
        {
            "customer": one.code,
            "customer_name": one.customer,
            "agreement": one.agreement or None,
            "kind": one.kind,
            "unit": one.unit,
            "left": one.left,
            "before": _side(one.before),
            "after": _side(one.after),
        }
        for one in found.affected
    ]
    return {"affected": affected, "stranded": [_held(one) for one in found.stranded]}


def _held(one: Stranded) -> dict[str, Any]:
    holders = [
        {"customer": each.code, "customer_name": each.customer, "about": each.about or None}
        | ({"left": each.left, "net": in_euro(each.net_cents)} if one.what == "pack" else {})
        for each in one.held
    ]
    return {"what": one.what, "name": one.name, "value": one.value or None, "held": holders}


def _side(held: Held) -> dict[str, Any] | None:
    if not held.is_known:
        return None
    return structs.asdict(held) | {"coming": structs.asdict(held.coming) if held.coming else None}


def lines(old: Service, new: Service, touched: Touched) -> Iterator[str]:
    """As people read them."""
    if touched.stranded:
        yield f"\n{t('commands.service.stranded')}"
        yield from (output.wrap(told(one), "  ") for one in touched.stranded)
    if not (found := touched.affected):
        return
    yield f"\n{tn('commands.service.affected', len({one.code for one in found}))}"
    for one in found[:SHOWN]:
        yield output.wrap(_line(old, new, one), "  ")
    if len(found) > SHOWN:
        yield output.wrap(t("commands.service.affected_more", n=len(found) - SHOWN), "  ")


def _line(old: Service, new: Service, one: Affected) -> str:
    """One customer and kind of pack: what holds, what held before, and what the next end brings."""
    terms = new.pack(one.kind) or old.pack(one.kind)
    name = terms.said(language()) if terms else one.kind
    whose = ", ".join(part for part in (one.customer, one.agreement, name) if part)
    before, after = (pack_page.over_time(held, one.unit) for held in (one.before, one.after))
    told = [whose]
    if before != after:
        told = [t("commands.service.affected_line", whose=whose, before=before, after=after)]
    was, will = (_end(held, one.unit) for held in (one.before, one.after))
    if was != will:
        told.append(t("commands.service.affected_coming", before=was, after=will))
    return ". ".join(told) + "."


def _end(held: Held, unit: str) -> str:
    """What the end of the pack that runs brings."""
    return pack_words.coming(held.coming, unit) if held.coming else t("commands.service.affected_nothing")

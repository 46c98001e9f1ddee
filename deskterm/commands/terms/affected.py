"""For whom new terms change what is included or held, and how: told where they are adopted or compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import structs

from deskterm.commands.answers import pack_page
from deskterm.commands.frame import output
from deskterm.commands.frame.line import Line
from deskterm.desk.packs import pack_words, under_new_terms
from deskterm.desk.packs.under_new_terms import Affected, Held
from deskterm.desk.terms import adoption
from deskterm.locale import language, t, tn
from deskterm.models.terms.service import Service

SHOWN = 30  # customers named for people; a program has them all

Found = tuple[Affected, ...]


def at_desk(line: Line, new: Service) -> tuple[Service, Found]:
    """The terms that would hold without these on their day, and whom these touch beside them."""
    desk = line.desk
    since = max(adoption.begins(new), desk.now())
    with desk.as_of(since):
        old = desk.service
    return old, under_new_terms.affected(desk, old, new, since) if old.id == new.id else ()


def facts(found: Found) -> list[dict[str, Any]]:
    """As a program reads them."""
    return [
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
        for one in found
    ]


def _side(held: Held) -> dict[str, Any] | None:
    if not held.is_known:
        return None
    return structs.asdict(held) | {"coming": structs.asdict(held.coming) if held.coming else None}


def lines(old: Service, new: Service, found: Found) -> Iterator[str]:
    """As people read them."""
    if not found:
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

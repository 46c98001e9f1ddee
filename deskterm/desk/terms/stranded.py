"""What customers hold that other terms know no more: packs, said values, names of agreements."""

from __future__ import annotations

from collections.abc import Iterator

from deskterm.desk.context import Desk
from deskterm.desk.steps.facts import day_of
from deskterm.locale import language, t, tn
from deskterm.locale.measures import amount, euro
from deskterm.models.money.pack_use import may_draw
from deskterm.models.records.base import Record
from deskterm.models.terms.facts import word
from deskterm.models.terms.service import Service
from deskterm.storage.database import Connection
from deskterm.storage.house import held as held_rows

NAMED = 8  # customers named for people; a program has them all


class Holder(Record, frozen=True, kw_only=True):
    """Who holds it: `about` names the agreement, device or ticket; of packs what is left and was paid."""

    code: str
    customer: str
    about: str = ""
    left: int = 0
    net_cents: int = 0


class Stranded(Record, frozen=True, kw_only=True):
    """A kind of pack, a value or the name of an agreement that is held and that the new terms know no more.

    `what`: `pack`, `agreement`, or of what a value is said (`customer`, `contract`, `device`, `ticket`). A
    ticket keeps the terms under which it came, and its value.
    """

    what: str
    name: str
    words: str  # as the terms of before call it
    held: tuple[Holder, ...]
    unit: str = ""
    value: str = ""

    @property
    def is_lost(self) -> bool:
        """Whether something that counted counts no more."""
        return self.what != "ticket"

    def kept(self) -> dict[str, object]:
        """As the event of an adoption keeps it."""
        named = {"what": self.what, "name": self.name, "value": self.value}
        return {**named, "left": sum(one.left for one in self.held), "held": [one.code for one in self.held]}


def stranded(desk: Desk, old: Service, new: Service) -> tuple[Stranded, ...]:
    """Everything that customers hold and that counts under the terms of before, no more under the new."""
    day = day_of(desk.now(), old.tz)
    with desk.read() as conn:
        return (*_packs(conn, old, new, day), *_values(conn, old, new, day), *_names(conn, old, new, day))


def _packs(conn: Connection, old: Service, new: Service, day: str) -> Iterator[Stranded]:
    found: dict[tuple[str, str], list[Holder]] = {}
    for one in held_rows.packs(conn, day):
        if may_draw(old, one.kind, one.unit) and not may_draw(new, one.kind, one.unit):
            holder = Holder(code=one.code, customer=one.customer, left=one.left, net_cents=one.net_cents)
            found.setdefault((one.kind, one.unit), []).append(holder)
    for (kind, unit), holders in found.items():
        terms = old.pack(kind)
        words = terms.said(language()) if terms else kind
        yield Stranded(what="pack", name=kind, words=words, unit=unit, held=tuple(holders))


def _values(conn: Connection, old: Service, new: Service, day: str) -> Iterator[Stranded]:
    """Values of choices that can be chosen no more."""
    gone = {
        (fact.id, one.id): f"{fact.said(language())}: {one.said(language())}"
        for fact in old.facts
        if fact.kind == "choice" and (now := new.own_facts.get(fact.id)) is not None
        for one in fact.values
        if not now.fits(one.id)
    }
    for of in held_rows.FACTS if gone else ():
        found: dict[tuple[str, str], list[Holder]] = {}
        for one in held_rows.said(conn, of, day):
            if (key := (one.fact, one.value)) in gone:
                holder = Holder(code=one.code, customer=one.customer, about=one.about)
                found.setdefault(key, []).append(holder)
        what = "contract" if of == "agreement" else of
        for (name, value), holders in found.items():
            words = gone[name, value]
            yield Stranded(what=what, name=name, value=value, words=words, held=tuple(holders))


def _names(conn: Connection, old: Service, new: Service, day: str) -> Iterator[Stranded]:
    known = {word(one.name) for one in new.agreements}
    gone = {word(one.name): one.name for one in old.agreements if word(one.name) not in known}
    found: dict[str, list[Holder]] = {}
    for code, customer, name in held_rows.agreements(conn, day) if gone else ():
        if word(name) in gone:
            found.setdefault(gone[word(name)], []).append(Holder(code=code, customer=customer))
    for name, holders in found.items():
        yield Stranded(what="agreement", name=name, words=name, held=tuple(holders))


def told(one: Stranded) -> str:
    """One of them for people, with who holds it."""
    who = [_holder(one, each) for each in one.held[:NAMED]]
    if (more := len(one.held) - len(who)) > 0:
        who.append(tn("stranded.more", more))
    left = sum(each.left for each in one.held)
    given = {"name": one.words, "who": ", ".join(who), "left": amount(left, one.unit) if left else ""}
    return t(f"stranded.{one.what}", **given)


def _holder(one: Stranded, each: Holder) -> str:
    name = " ".join(part for part in (each.customer or each.code, each.about) if part)
    if one.what != "pack":
        return name
    left = amount(each.left, one.unit)
    if not each.net_cents:
        return t("stranded.unpaid", name=name, left=left)
    return t("stranded.paid", name=name, left=left, net=euro(each.net_cents))

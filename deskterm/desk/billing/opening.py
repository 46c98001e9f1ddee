"""What a firm begins with: packs with what is left, agreements with what was used, the last report's number.

Each is taken in once, with its line in the ledger («saldo iniziale») and what was said of it kept. Nobody is
written to, nothing is sold and nothing billed by it.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from deskterm.desk import hearing
from deskterm.desk.billing import opening_file
from deskterm.desk.billing.opening_file import OpeningEntry
from deskterm.desk.context import Desk
from deskterm.desk.customers import agreements, search
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.packs import packs
from deskterm.desk.steps.customer_of import the_customer
from deskterm.desk.steps.facts import day_of
from deskterm.desk.steps.packs import levels_told
from deskterm.desk.steps.packs.movements import book, noted, the_pack
from deskterm.locale import figures, t
from deskterm.locale.measures import amount
from deskterm.models.money.rollover import sold_until
from deskterm.models.records.base import Record
from deskterm.models.records.money import Pack
from deskterm.models.said import amounts
from deskterm.models.said.words import Unclear
from deskterm.models.terms.money_sections import PackTerms
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection
from deskterm.storage.money import movements as movement_rows
from deskterm.storage.money import openings as opening_rows
from deskterm.storage.money import packs as pack_rows
from deskterm.storage.money import report_opening as report_opening_rows

TOLD = 20  # faulty lines of one file that are written out
NUMBER = re.compile(r"\s*(?:[A-Za-z]{0,3}[ .-]*)?(?:(\d{4})\s*[-/]\s*(\d{1,7})|(\d{1,7})\s*/\s*(\d{4}))\s*")
MONEY = {"rate": "rate_cents", "fee": "fee_cents", "fee_base": "fee_base_cents"}
DAYS = {"from": "starts_on", "until": "ends_on"}


class OpenedBalance(Record, frozen=True, kw_only=True):
    """What became of a line: `added`, or `same` where it stood already; `target`: `pack:3`, `agreement:5`.

    `left`: what a pack holds; `told`: what the terms added to what was said, in sentences.
    """

    place: int
    kind: str
    outcome: str
    target: str
    code: str = ""
    unit: str = ""
    size: int | None = None
    left: int | None = None
    told: tuple[str, ...] = ()


def import_opening(desk: Desk, path: Path) -> tuple[OpenedBalance, ...]:
    """Take the opening balances of a file in, all or none; the same file again adds nothing.

    Raises Refused naming every line that cannot be; one that says other things than before cannot either.
    """
    day, entries = opening_file.read(path)
    with desk.write() as conn:
        taking = _Taking(desk, conn, _day(desk, "on", day) if day else day_of(desk.now(), desk.service.tz))
        found, faults = [], []
        for one in entries:
            place, entry = one if isinstance(one, tuple) else (one.place, one)
            try:
                if isinstance(entry, Refused):
                    raise entry
                found.append(taking.take(entry))
            except Refused as error:
                faults.append(f"{_where(path, place)}: {str(error).rstrip('.')}.")
        if faults:
            raise _refusal(path, faults)
        return tuple(found)


def _where(path: Path, place: int) -> str:
    key = "errors.at_entry" if path.suffix.lower() == ".toml" else "errors.at_row"
    return t(key, path=path.name, place=place)


def _refusal(path: Path, faults: list[str]) -> Refused:
    told = [*faults[:TOLD], *([t("errors.entries_more", n=len(faults) - TOLD)] if faults[TOLD:] else ())]
    if len(told) == 1:
        return Refused("entry_refused", detail=told[0])
    return Refused("entries_refused", path=str(path), detail="\n".join(told))


def _day(desk: Desk, name: str, text: str) -> str:
    """A day as people type it, ISO. Raises Refused."""
    try:
        return hearing.day(desk, text, "any")
    except Unclear as error:
        raise Refused("cell_unclear", name=name, why=hearing.sentence(error)) from None


def _money(desk: Desk, name: str, text: str) -> int:
    """An amount in the currency of the terms. Raises Refused."""
    try:
        found = hearing.money(desk, text)
    except Unclear as error:
        raise Refused("cell_unclear", name=name, why=hearing.sentence(error)) from None
    if found < 0:
        raise Refused("opening_negative", name=name)
    return found


def _units(name: str, text: str, unit: str) -> int:
    """An amount in a pack's unit. Raises Refused, with both readings of a small number alone."""
    try:
        return amounts.asked(text, unit, figures.signs()) if text != "0" else 0
    except Unclear as error:
        raise Refused("cell_unclear", name=name, why=hearing.sentence(error)) from None


class _Taking:
    """One file's balances on their way into the desk, of one day, inside one transaction."""

    def __init__(self, desk: Desk, conn: Connection, on: str) -> None:
        self.desk, self.conn, self.on = desk, conn, on
        self.today = day_of(desk.now(), desk.service.tz)
        self.seen: Counter[str] = Counter()
        if on > self.today:
            raise Refused("opening_ahead", day=_shown(on))

    def take(self, one: OpeningEntry) -> OpenedBalance:
        """One of them. Raises Refused."""
        make = {"pack": self._pack, "agreement": self._agreement, "included": self._included}
        return self._report(one) if one.kind == "report" else make[one.kind](one, self._whose(one))

    def _whose(self, one: OpeningEntry) -> int:
        """The one customer whom a line means: a code, a number, an address or the name."""
        text = one.words.get("customer", "")
        if not text:
            raise Refused("opening_needs", name="customer")
        found = search.find(self.desk, text, limit=6)
        if not found:
            raise NotFound("no_customer", code=text)
        exact = [card for card in found if text.casefold() in (card.code.casefold(), card.name.casefold())]
        if len(exact or found) > 1:
            known = ", ".join(f"{card.code} {card.name}" for card in exact or found)
            raise Refused("several_customers", text=text, known=known)
        return the_customer(self.conn, (exact or found)[0].code)

    def _code(self, customer_id: int) -> str:
        return customer_rows.card(self.conn, customer_id, "").code

    def _key(self, one: OpeningEntry, customer_id: int, *parts: str) -> str:
        """What a line is known by: its own `id`, else what it is; two that are alike are two."""
        key = ":".join((one.kind, str(customer_id), one.words.get("id") or "/".join(parts)))
        self.seen[key] += 1
        return key if self.seen[key] == 1 else f"{key}#{self.seen[key]}"

    def _standing(self, key: str, said: dict[str, Any], terms: PackTerms | None = None) -> str:
        """What a balance became that stands already, "" for a new one. Raises Refused for other words."""
        before = opening_rows.said(self.conn, key)
        if before is not None and before != said:
            unit = terms.unit if terms else ""
            told = ", ".join(
                f"{name.removesuffix('_cents')}={_word(name, value, unit)}"
                for name, value in before.items()
                if said.get(name) != value
            )
            raise Refused("opening_differs", target=opening_rows.target(self.conn, key), told=told)
        return "" if before is None else opening_rows.target(self.conn, key)

    def _keep(self, key: str, target: str, said: dict[str, Any], customer_id: int) -> None:
        at, by = self.desk.now(), self.desk.who
        opening_rows.keep(self.conn, key, target, said, at=at, by=by)
        after = said | {"customer": self._code(customer_id), "on": self.on}
        self.desk.record(self.conn, "opening_balance", target=target, after=after)

    def _pack(self, one: OpeningEntry, customer_id: int) -> OpenedBalance:
        """A pack that was sold before; what was used of it by then is a movement of its own."""
        terms = self._terms(one)
        size = _units("size", _needed(one, "size"), terms.unit)
        if size <= 0:
            raise Refused("pack_size")
        used, left = _of_two(one, terms)
        left = size - used if left is None and used is not None else left or 0
        if not -terms.limit <= left <= size:
            words = {"left": amount(left, terms.unit) or "0", "size": amount(size, terms.unit)}
            raise Refused("opening_left", **words)
        sold = _day(self.desk, "sold", one.words["sold"]) if "sold" in one.words else self.on
        if sold > self.on:
            raise Refused("opening_ahead", day=_shown(sold))
        until, told = self._end(one, terms, sold)
        net = _money(self.desk, "price", one.words["price"]) if "price" in one.words else 0
        said = {"kind": terms.id, "size": size, "left": left, "net_cents": net, "sold": sold, "until": until}
        key = self._key(one, customer_id, terms.id, str(size), sold, until)
        standing = self._standing(key, said, terms)
        if not standing and "" < until < self.today:
            raise Refused("expired_already", day=_shown(until))
        target = standing or self._sold(key, customer_id, terms, said)
        return self._told(one, standing, target, told)

    def _end(self, one: OpeningEntry, terms: PackTerms, sold: str) -> tuple[str, tuple[str, ...]]:
        """The last day of a pack: as it is said, else as the terms have it, which is told."""
        if "until" in one.words:
            return _day(self.desk, "until", one.words["until"]), ()
        until = sold_until(terms, sold)
        return until, (t("brought.until", day=_shown(until)) if until else t("brought.no_end"),)

    def _sold(self, key: str, customer_id: int, terms: PackTerms, said: dict[str, Any]) -> str:
        noon = datetime.fromisoformat(f"{said['sold']}T12:00").replace(tzinfo=ZoneInfo(self.desk.service.tz))
        number = pack_rows.insert(
            self.conn,
            customer_id=customer_id,
            kind=terms.id,
            unit=terms.unit,
            size=said["size"],
            sold_at=min(int(noon.timestamp()), self.desk.now()),
            expires_on=said["until"],
            net_cents=said["net_cents"],
            credit=terms.limit,
        )
        self._book(number, "sold", said["size"], f"opening:{key}", noted("opening", self.on))
        self._use(number, said["left"] - said["size"], key)
        self._quiet(customer_id, terms)
        self._keep(key, f"pack:{number}", said, customer_id)
        return f"pack:{number}"

    def _book(self, pack_id: int, kind: str, units: int, op_id: str, note: str) -> None:
        book(self.desk, self.conn, pack_id, kind, units, op_id=op_id, note=note)

    def _use(self, pack_id: int, units: int, key: str) -> None:
        """What was used before the firm began here; nothing where nothing was."""
        note = noted("opening_used", self.on)
        if units:
            self._book(pack_id, "adjusted", units, f"opening:{key}:used", note)

    def _quiet(self, customer_id: int, terms: PackTerms) -> None:
        valid = pack_rows.valid(self.conn, customer_id, self.today)
        left = sum(pack.left for pack in valid if pack.kind == terms.id)
        levels_told.take_as_told(self.conn, terms, customer_id, left)

    def _told(
        self, one: OpeningEntry, standing: str, target: str, told: tuple[str, ...] = ()
    ) -> OpenedBalance:
        pack = the_pack(self.conn, int(target.removeprefix("pack:")))
        return OpenedBalance(
            place=one.place,
            kind=one.kind,
            outcome="same" if standing else "added",
            target=target,
            code=self._code(pack.customer_id),
            unit=pack.unit,
            size=pack.size,
            left=pack.left,
            told=told,
        )

    def _agreement(self, one: OpeningEntry, customer_id: int) -> OpenedBalance:
        """An agreement that was signed before; what it includes now is brought with it."""
        _needed(one, "from")
        wanted: dict[str, Any] = {name: one.words.get(name, "") for name in ("name", "plan")}
        wanted |= {
            to: _day(self.desk, name, one.words[name]) for name, to in DAYS.items() if name in one.words
        }
        wanted |= {
            to: _money(self.desk, name, one.words[name]) for name, to in MONEY.items() if name in one.words
        }
        key = self._key(one, customer_id, wanted["name"], wanted["starts_on"])
        standing = self._standing(key, wanted)
        target = standing
        if not standing:
            made = agreements.begin(self.desk, customer_id, wanted, opened=self.on)
            target = f"agreement:{made.id}"
            self._keep(key, target, wanted, customer_id)
        return OpenedBalance(
            place=one.place,
            kind=one.kind,
            outcome="same" if standing else "added",
            target=target,
            code=self._code(customer_id),
        )

    def _included(self, one: OpeningEntry, customer_id: int) -> OpenedBalance:
        """What was used of the units that an agreement brings in the period that runs."""
        terms = self._terms(one)
        used, left = _of_two(one, terms)
        said = {"kind": terms.id, "left": left, "used": used}
        key = self._key(one, customer_id, terms.id)
        standing = self._standing(key, said, terms)
        if standing:
            return self._told(one, standing, standing)
        pack = self._brought(customer_id, terms)
        self._use(pack.id, -used if used is not None else (left or 0) - pack.left, key)
        self._quiet(customer_id, terms)
        self._keep(key, f"pack:{pack.id}", said, customer_id)
        return self._told(one, "", f"pack:{pack.id}")

    def _brought(self, customer_id: int, terms: PackTerms) -> Pack:
        """The one pack of a kind that an agreement has brought for today."""
        found = [
            pack
            for pack in pack_rows.valid(self.conn, customer_id, self.today)
            if pack.kind == terms.id
            and (pack.agreement_id or movement_rows.sale_of_pack(self.conn, pack.id).startswith("agreement:"))
        ]
        if len(found) != 1:
            code = "opening_which" if found else "opening_no_included"
            raise Refused(code, kind=terms.id, code=self._code(customer_id))
        return found[0]

    def _report(self, one: OpeningEntry) -> OpenedBalance:
        """The last work report of before: the next one of its year has the number behind it."""
        text = _needed(one, "last")
        found = NUMBER.fullmatch(text)
        if found is None:
            raise Refused("opening_report", text=text)
        year, serial = int(found[1] or found[4]), int(found[2] or found[3])
        if str(year) > self.today[:4] or not serial:
            raise Refused("opening_report", text=text)
        standing = report_opening_rows.of_year(self.conn, year) == serial
        at, by = self.desk.now(), self.desk.who
        if not standing and not report_opening_rows.begin(self.conn, year, serial, said=text, at=at, by=by):
            raise Refused("opening_reports_there", year=year)
        target = f"R{year}-{serial:04d}"
        if not standing:
            after = {"last": text, "on": self.on}
            self.desk.record(self.conn, "opening_balance", target=target, after=after)
        return OpenedBalance(
            place=one.place, kind=one.kind, outcome="same" if standing else "added", target=target
        )

    def _terms(self, one: OpeningEntry) -> PackTerms:
        kinds = self.desk.service.packs
        return packs.terms_of(self.desk, one.words.get("kind") or (kinds[0].id if len(kinds) == 1 else ""))


def _needed(one: OpeningEntry, name: str) -> str:
    if name not in one.words:
        raise Refused("opening_needs", name=name)
    return one.words[name]


def _of_two(one: OpeningEntry, terms: PackTerms) -> tuple[int | None, int | None]:
    """What was used and what is left, of which exactly one is said. Raises Refused."""
    if ("used" in one.words) == ("left" in one.words):
        raise Refused("opening_used_or_left")
    used, left = (
        _units(name, one.words[name], terms.unit) if name in one.words else None for name in ("used", "left")
    )
    if used is not None and used < 0:
        raise Refused("opening_negative", name="used")
    return used, left


def _word(name: str, value: Any, unit: str) -> str:
    """A value of before as it can be typed again."""
    if name in ("size", "left", "used") and isinstance(value, int):
        return amount(value, unit) or "0"
    return figures.money(value) if name.endswith("_cents") and isinstance(value, int) else str(value or "-")


def _shown(day: str) -> str:
    """A day as the reader writes it."""
    return figures.day(date.fromisoformat(day))

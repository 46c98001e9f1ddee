"""Customers from a file, TOML (`[[customer]]`) or CSV: new ones are added, known ones updated where asked.

Columns of a CSV: `code name town vat tax_code support_code notes language`; of the agreement `plan
contract_from contract_until rate fee fee_base` (euro); of a person `contact_name email phone role`; and the
facts by name.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from deskterm.desk import agreements, customers, profile
from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.models.agreements import Agreement
from deskterm.models.faults import nearest
from deskterm.models.money import to_cents
from deskterm.models.profile import AGREED, KNOWN
from deskterm.models.records import Customer, Record

TEXTS = ("code", "name", "town", "vat", "tax_code", "support_code", "notes", "language")
PERSON = {"contact_name": "name", "email": "email", "phone": "phone", "role": "role"}
MONEY = {"rate": "rate_cents", "fee": "fee_cents", "fee_base": "fee_base_cents"}
TERMS = {"plan": "plan", "contract_from": "starts_on", "contract_until": "ends_on"}
# Inside the tables of a TOML file.
AGREEMENT = {"plan": "plan", "from": "starts_on", "until": "ends_on"}
CENTS = tuple(MONEY.values())
BESIDE = ("pack", "delivery")  # what was sold and delivered has a day of its own: other deeds enter it


class Imported(Record, frozen=True, kw_only=True):
    """What became of an entry: `added`, `changed` or `same`; `left`: what stays to be entered by itself."""

    customer: Customer
    done: str
    left: tuple[str, ...] = ()


def import_file(desk: Desk, path: Path, *, update: bool = False) -> tuple[Imported, ...]:
    """Add every customer of a file; with `update`, those who stand already are corrected by it.

    What a line leaves blank stays. All or none: a fault names the entry and nothing changes.
    """
    with desk.write():
        return tuple(
            _entry(desk, entry, path, place, update=update)
            for place, entry in enumerate(read_entries(path), 1)
        )


def read_entries(path: Path) -> list[dict[str, Any]]:
    """The entries of a customers' file. Raises Refused naming the file and what is wrong with it."""
    try:
        if path.suffix == ".toml":
            with path.open("rb") as stream:
                entries: list[dict[str, Any]] = tomllib.load(stream).get("customer", [])
            return entries
        return list(_rows(path.read_text(encoding="utf-8-sig"), path))
    except (OSError, ValueError, csv.Error) as error:
        raise Refused("file_unreadable", path=str(path), detail=str(error)) from None


def _rows(text: str, path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a CSV; a semicolon divides where the head has more of them than commas."""
    head = text.partition("\n")[0]
    divided = ";" if head.count(";") > head.count(",") else ","
    names: list[str] = []
    for place, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=divided)):
        if not names:
            names = [name.strip() for name in row]
        elif len(row) > len(names):
            raise Refused("row_too_long", path=str(path), place=place, cells=len(row), columns=len(names))
        elif any(cell.strip() for cell in row):
            yield {name: cell.strip() for name, cell in zip(names, row, strict=False)}


def _entry(desk: Desk, entry: Mapping[str, Any], path: Path, place: int, *, update: bool) -> Imported:
    left = tuple(name for name in BESIDE if entry.get(name))
    try:
        told = _Told(desk, {name: value for name, value in entry.items() if name not in BESIDE})
        code = told.texts["code"].upper()
        if not code or not customers.is_known(desk, code):
            return Imported(customer=_add(desk, told), done="added", left=left)
        if not update:
            raise Refused("customer_there", code=code)
        changed = _update(desk, code, told)
        done = "changed" if changed else "same"
        return Imported(customer=customers.get(desk, code), done=done, left=left)
    except Refused as error:
        raise Refused("entry_refused", path=str(path), place=place, detail=str(error)) from None


class _Told:
    """An entry by what it is about. Raises Refused for a column that nobody knows and money that is none."""

    def __init__(self, desk: Desk, entry: Mapping[str, Any]) -> None:
        known = (*TEXTS, *PERSON, *TERMS, *MONEY, *CENTS, *KNOWN, "agreement", "contact", "facts")
        for name in entry:
            if name not in known:
                raise Refused("no_column", name=name, near=nearest(name, known), known=", ".join(known[:-3]))
        self.texts = {name: str(entry.get(name) or "").strip() for name in TEXTS}
        flat = {PERSON[name]: str(entry.get(name) or "") for name in PERSON}
        self.people = [one for one in entry.get("contact") or [flat] if any(one.values())]
        facts = {name: str(value) for name, value in (entry.get("facts") or {}).items()}
        facts |= {name: str(entry[name]) for name in KNOWN if entry.get(name) not in (None, "")}
        self.agreement = _agreement(entry)
        agreed = {name: facts.pop(name) for name in AGREED if name in facts and self.agreement}
        if agreed:
            self.agreement["facts"] = agreed
        self.facts = {name: profile.written_fact(desk.service, name, text) for name, text in facts.items()}


def _agreement(entry: Mapping[str, Any]) -> dict[str, Any]:
    """What an entry says of the agreement, as its columns; blanks left out."""
    table = entry.get("agreement")
    source: Mapping[str, Any] = entry if table is None else table
    names = TERMS if table is None else AGREEMENT
    if table is not None:
        known = (*names, *MONEY, *CENTS)
        for name in table:
            if name not in known:
                raise Refused("no_column", name=name, near=nearest(name, known), known=", ".join(known))
    given: dict[str, Any] = {to: _day(str(source.get(name) or "")) for name, to in names.items()}
    given |= {
        to: _cents(name, source[name]) for name, to in MONEY.items() if source.get(name) not in (None, "")
    }
    given |= {name: int(source[name]) for name in CENTS if source.get(name) not in (None, "")}
    return {name: value for name, value in given.items() if value != ""}


def _day(text: str) -> str:
    """`31/12/2026`, as spreadsheets write it, as an ISO day; anything else as it is."""
    found = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", text.strip())
    return f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}" if found else text.strip()


def _cents(name: str, value: object) -> int:
    try:
        amount = Decimal(str(value).strip().replace(",", "."))
    except InvalidOperation:
        amount = Decimal("nan")
    if not amount.is_finite() or amount != round(amount, 2):
        raise Refused("not_euro", name=name, value=value)
    return to_cents(amount)


def _add(desk: Desk, told: _Told) -> Customer:
    names = {"starts_on": "contract_from", "ends_on": "contract_until"}
    given: dict[str, Any] = {names.get(name, name): value for name, value in told.agreement.items()}
    given["agreed"] = given.pop("facts", {})
    made = customers.add(desk, contacts=told.people, **given | told.texts)
    if told.facts:
        profile.set_facts(desk, made.code, told.facts)
    return made


def _update(desk: Desk, code: str, told: _Told) -> bool:
    """Write what differs of a customer who stands already; whether anything does."""
    changed = customers.change(desk, code, {name: text for name, text in told.texts.items() if text})
    for person in told.people:
        changed |= customers.set_contact(desk, code, **person)
    if told.agreement:
        changed |= _update_agreement(desk, code, told.agreement)
    before = profile.written(desk, code)
    new = {name: value for name, value in told.facts.items() if before.get(name, "") != value}
    if new:
        profile.set_facts(desk, code, told.facts)
    return changed or bool(new)


def _update_agreement(desk: Desk, code: str, given: Mapping[str, Any]) -> bool:
    """Correct the agreement that begins on the day given (without one: the present one), or sign another."""
    standing = agreements.of_customer(desk, code)
    start = given.get("starts_on")
    same = [one for one in standing if one.starts_on == start] if start else list(standing[-1:])
    if not same:
        agreements.sign(desk, code, given)
        return True
    new = _differing(same[-1], given)
    if new:
        agreements.correct(desk, code, new, number=same[-1].id)
    return bool(new)


def _differing(one: Agreement, given: Mapping[str, Any]) -> dict[str, Any]:
    new = {name: value for name, value in given.items() if name != "facts" and getattr(one, name) != value}
    facts = {name: text for name, text in given.get("facts", {}).items() if one.facts.get(name) != text}
    return new | ({"facts": facts} if facts else {})

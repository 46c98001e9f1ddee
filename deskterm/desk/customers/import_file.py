"""Customers from a file, TOML (`[[customer]]`) or CSV: new ones are added, known ones updated where asked.

Columns of a CSV, or what people call them (`desk/steps/titles.py`): `code name town vat tax_code sdi
support_code notes language`; of the agreement `plan contract_from contract_until rate fee fee_base` (euro);
of a person `contact_name email phone mobile pec role`; the facts by name; `contacts`, several people as
`customer list` has them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from deskterm.desk import hearing
from deskterm.desk.context import Desk
from deskterm.desk.customers import agreements, alike, cards, details, profile
from deskterm.desk.customers.columns import (
    BESIDE,
    CENTS,
    MONEY,
    MORE_PEOPLE,
    PEOPLE,
    PERSON,
    RECKONED,
    TERMS,
    TEXTS,
    Columns,
)
from deskterm.desk.errors import Refused
from deskterm.desk.steps.entries import BadLine, spoiled, table
from deskterm.desk.steps.titles import NOT_KEPT
from deskterm.desk.steps.trust import present_address
from deskterm.locale import figures, t
from deskterm.locale.filling import ended
from deskterm.models.basics.faults import nearest
from deskterm.models.basics.fiscal import of_customer, wrong
from deskterm.models.records.agreements import Agreement
from deskterm.models.records.base import Record
from deskterm.models.records.customer import Contact, Customer
from deskterm.models.said import amounts
from deskterm.models.said.words import Unclear

# Inside the tables of a TOML file.
AGREEMENT = {"plan": "plan", "from": "starts_on", "until": "ends_on"}
TABLES = ("agreement", "contact", "facts")
OF_THE_FILE = ("no_column", "column_unlike", "no_customer_titles", "titles_twice")  # true of every line
TOLD = 20  # faulty entries of one file that are written out
FREE = ("notes", "name", "contact_name")  # where an equals sign or a plus may begin a sentence
DAYS = ("contract_from", "contract_until")
SERIAL = re.compile(r"[1-9]\d{4}")  # a day as spreadsheets count it: from 1927 to 2173
SPREADSHEETS_BEGIN = date(1899, 12, 30)
AS_TEXT = re.compile(r'="([^"]*)"')
HELD_BACK = re.compile(r"'(?=\s*[=+\-@])")  # by which a list of ours keeps a cell from being a formula
APART = re.compile(r"; (?=(?:name|email|phone|role): )")
PARTS = re.compile(r"(?:^|, )(name|email|phone|role): ")
SECOND = {"mobile": "cell.", "pec": "PEC"}  # behind the name of who is reached there too
ZEROS_LOST = ("vat", "tax_code")


class Imported(Record, frozen=True, kw_only=True):
    """What became of an entry: `added`, `changed` or `same`; `left`: what stays to be entered by itself.

    `place`: its line in the file, in a TOML its turn; `told`: what is to be looked at, in sentences.
    """

    customer: Customer
    done: str
    left: tuple[str, ...] = ()
    place: int = 0
    told: tuple[str, ...] = ()


def import_file(desk: Desk, path: Path, *, update: bool = False) -> tuple[Imported, ...]:
    """Add every customer of a file; with `update`, those who stand already are corrected by it.

    Who stands already is found by code, VAT or tax code, address, telephone with the name. What a line leaves
    blank stays. All or none: every faulty entry is named and nothing changes. Raises Refused.
    """
    with desk.write():
        return _Import(desk, path, update=update).all()


def read_entries(path: Path, columns: Columns) -> list[tuple[int, Mapping[str, Any] | BadLine]]:
    """The entries of a customers' file with their places, one at least.

    Raises Refused naming what is wrong with it.
    """
    try:
        found = _of_toml(path) if path.suffix.lower() == ".toml" else _of_table(path, columns)
    except OSError as error:
        raise Refused("file_unreadable", path=str(path), detail=error.strerror or str(error)) from None
    except ValueError as error:
        raise Refused("file_unreadable", path=str(path), detail=str(error)) from None
    if not found:
        raise Refused("nobody_in_file" if path.stat().st_size else "file_empty", path=str(path))
    return found


def _of_toml(path: Path) -> list[tuple[int, Mapping[str, Any] | BadLine]]:
    with path.open("rb") as stream:
        return list(enumerate(tomllib.load(stream).get("customer", []), 1))


def _of_table(path: Path, columns: Columns) -> list[tuple[int, Mapping[str, Any] | BadLine]]:
    with path.open("rb") as stream:
        return list(table(stream, columns.titles, strict=True))


class _Import:
    """One file on its way into the desk, inside the transaction of whoever began it."""

    def __init__(self, desk: Desk, path: Path, *, update: bool) -> None:
        self.desk = desk
        self.path = path
        self.update = update
        self.columns = Columns(desk.service.own_facts)
        self.from_table = path.suffix.lower() != ".toml"
        self.seen: dict[str, int] = {}  # the customers of this file, and where each stands in it

    def all(self) -> tuple[Imported, ...]:
        """Every entry, and what is to be told of it. Raises Refused naming each that cannot be."""
        found, faults = [], []
        for place, entry in read_entries(self.path, self.columns):
            try:
                if isinstance(entry, BadLine):
                    raise _of_line(entry, self.columns)
                found.append(self.entry(entry, place))
            except Refused as error:
                faults.append(ended(f"{self.where(place)}: {error}"))
                if error.code in OF_THE_FILE:
                    break
        if faults:
            raise self.refusal(faults)
        return tuple(self.looked_at(one) for one in found)

    def refusal(self, faults: Sequence[str]) -> Refused:
        told = [*faults[:TOLD], *([t("errors.entries_more", n=len(faults) - TOLD)] if faults[TOLD:] else ())]
        if len(told) == 1:
            return Refused("entry_refused", detail=told[0])
        return Refused("entries_refused", path=str(self.path), detail="\n".join(told))

    def where(self, place: int) -> str:
        key = "errors.at_row" if self.from_table else "errors.at_entry"
        return t(key, path=self.path.name, place=place)

    def entry(self, entry: Mapping[str, Any], place: int) -> Imported:
        """One entry: who it is, added or corrected."""
        left = tuple(name for name in BESIDE if entry.get(name))
        if self.from_table and any(entry.get(name) for name in RECKONED):
            left = (*left, "reckoned")
        if self.from_table and any(entry.get(name) for name in NOT_KEPT):
            left = (*left, "not_kept")
        aside = (*BESIDE, *RECKONED, *NOT_KEPT) if self.from_table else BESIDE
        given = {name: value for name, value in entry.items() if name not in aside}
        told = _Told(self.desk, self.columns, given)
        code, by = self.standing(told)
        if not code:
            made = _add(self.desk, told)
            self.seen[made.code] = place
            return Imported(customer=made, done="added", left=left, place=place, told=told.mended)
        if not self.update and code in self.seen:
            raise Refused("customer_twice", code=code, by=by, where=self.where(self.seen[code]))
        if not self.update:
            raise Refused("customer_there", code=code, by=by)
        changed = _update(self.desk, code, told)
        self.seen.setdefault(code, place)
        done = "changed" if changed else "same"
        standing = cards.get(self.desk, code)
        return Imported(customer=standing, done=done, left=left, place=place, told=told.mended)

    def standing(self, told: _Told) -> tuple[str, str]:
        """The code of the customer that an entry is about and by what it was known; "" for a new one."""
        code = told.texts["code"].upper()
        if code:
            known = cards.is_known(self.desk, code)
            return (code, t("errors.known_by.code")) if known else ("", "")
        found, by = alike.same_as(self.desk, told.texts, told.people)
        if len(found) > 1:
            raise Refused("customer_unclear", by=t(f"errors.known_by.{by}"), codes=", ".join(found))
        return (found[0], t(f"errors.known_by.{by}")) if found else ("", "")

    def looked_at(self, one: Imported) -> Imported:
        """The entry with what a person should look at, once the whole file is in."""
        customer = cards.get(self.desk, one.customer.code)
        faults = [*one.told, *(details.unverified(fault) for fault in of_customer(customer))]
        faults += [
            detail for person in customer.contacts for _, detail in details.person_faults(_words(person))
        ]
        faults += details.shared(alike.shared(self.desk, customer.code))
        return replace(one, customer=customer, told=tuple(dict.fromkeys(faults)))


def _words(person: Contact) -> dict[str, str]:
    return {"email": person.email, "phone": person.phone}


def _of_line(line: BadLine, columns: Columns) -> Refused:
    """What is wrong with a line that cannot be read, as a refusal."""
    if line.code == "no-titles":
        return Refused("no_customer_titles", known=", ".join(columns.names))
    if line.code == "no-column":
        return columns.stranger(line.field)
    if line.code == "title-twice":
        return Refused("titles_twice", name=line.field)
    field = f" ({line.field})" if line.field else ""
    return Refused("line_unreadable", detail=t(f"reasons.{line.code}") + field)


def _cell(name: str, value: Any) -> Any:
    """What a cell says. Raises Refused for what a spreadsheet has spoiled."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if hidden := AS_TEXT.fullmatch(text):
        return hidden[1]  # `="0445…"`, by which zeros are kept in front
    fault = spoiled(text)
    if fault and not (fault == "formula" and name in FREE):
        raise Refused("cell_spoiled", name=name, word=text[:40], detail=t(f"errors.spoiled.{fault}"))
    text = HELD_BACK.sub("", text, count=1) if HELD_BACK.match(text) else text
    if name in DAYS and SERIAL.fullmatch(text):
        day = figures.day(SPREADSHEETS_BEGIN + timedelta(days=int(text)))
        raise Refused("cell_spoiled", name=name, word=text, detail=t("errors.spoiled.serial", day=day))
    return text


class _Told:
    """An entry by what it is about. Raises Refused for a column that nobody knows and money that is none."""

    def __init__(self, desk: Desk, columns: Columns, entry: Mapping[str, Any]) -> None:
        for name in entry:
            if name not in (*columns.names, PEOPLE, *TABLES):
                raise columns.stranger(name)
        entry = {name: _cell(name, value) for name, value in entry.items()}
        self.texts = {name: str(entry.get(name) or "").strip() for name in TEXTS}
        self.mended = tuple(self._with_zeros())
        flat = {PERSON[name]: str(entry.get(name) or "") for name in PERSON}
        more = _second(flat, entry, self.texts["name"])
        if flat["phone"] and not (flat["name"] or flat["email"]):
            flat["name"] = self.texts["name"]  # the firm's own number
        people = entry.get("contact") or [flat, *more, *_people(str(entry.get(PEOPLE) or ""))]
        self.people = [one for one in people if any(one.values())]
        facts = {name: str(value) for name, value in (entry.get("facts") or {}).items()}
        facts |= {name: str(entry[name]) for name in columns.facts if entry.get(name) not in (None, "")}
        self.agreement = _agreement(desk, entry)
        agreed = {name: facts.pop(name) for name in columns.agreed if name in facts and self.agreement}
        if agreed:
            self.agreement["facts"] = agreed
        self.facts = {name: profile.written_fact(desk, name, text) for name, text in facts.items()}

    def _with_zeros(self) -> Iterator[str]:
        """Give back the zeros that a spreadsheet took where the check digit proves them; what was done."""
        for name in ZEROS_LOST:
            fault = wrong(name, self.texts[name])
            if fault is not None and fault.code == "zero_lost":
                word, self.texts[name] = self.texts[name], fault.values["near"]
                yield t(
                    "fiscal.zero_given_back", name=t(f"fiscal.name.{name}"), word=word, near=self.texts[name]
                )


def _second(flat: dict[str, str], entry: Mapping[str, Any], firm: str) -> list[dict[str, str]]:
    """Who is reached at a second number or address; where there is no first one, it is that."""
    more = []
    for name, field in MORE_PEOPLE.items():
        text = str(entry.get(name) or "")
        if text and not flat[field]:
            flat[field] = text
        elif text and text != flat[field]:
            more.append({"name": f"{flat['name'] or firm} ({SECOND[name]})", field: text})
    return more


def _people(text: str) -> list[dict[str, str]]:
    """`name: Anna Riva, phone: 0445 111111; name: …`, as `customer list --csv` writes people.

    Raises Refused for what is not written so.
    """
    if text and not PARTS.match(text):
        raise Refused("people_unread", word=text[:40])
    parted = (PARTS.split(one)[1:] for one in APART.split(text) if one)
    return [dict(zip(parts[::2], parts[1::2], strict=True)) for parts in parted]


def _agreement(desk: Desk, entry: Mapping[str, Any]) -> dict[str, Any]:
    """What an entry says of the agreement, as its columns; blanks left out."""
    table = entry.get("agreement")
    source: Mapping[str, Any] = entry if table is None else table
    names = TERMS if table is None else AGREEMENT
    if table is not None:
        known = (*names, *MONEY, *CENTS)
        for name in table:
            if name not in known:
                raise Refused("no_column", name=name, near=nearest(name, known), known=", ".join(known))
    given: dict[str, Any] = {to: _day(desk, to, name, source.get(name)) for name, to in names.items()}
    given |= {
        to: _cents(name, str(source[name]))
        for name, to in MONEY.items()
        if source.get(name) not in (None, "")
    }
    given |= {name: int(source[name]) for name in CENTS if source.get(name) not in (None, "")}
    return {name: value for name, value in given.items() if value != ""}


def _day(desk: Desk, to: str, name: str, value: object) -> str:
    """A day as people type it, ISO; the plan, and a blank, as it is. Raises Refused."""
    text = str(value or "").strip()
    try:
        return hearing.day(desk, text, "any") if text and to != "plan" else text
    except Unclear as error:
        raise Refused("cell_unclear", name=name, why=hearing.sentence(error)) from None


def _cents(name: str, text: str) -> int:
    """An amount in euro as people type it. Raises Refused."""
    try:
        return amounts.cents(text, figures.signs())
    except Unclear as error:
        raise Refused("cell_unclear", name=name, why=hearing.sentence(error)) from None


def _add(desk: Desk, told: _Told) -> Customer:
    names = {"starts_on": "contract_from", "ends_on": "contract_until"}
    given: dict[str, Any] = {names.get(name, name): value for name, value in told.agreement.items()}
    given["agreed"] = given.pop("facts", {})
    made = cards.add(desk, contacts=told.people, unverified=True, **given | told.texts)
    if told.facts:
        profile.set_facts(desk, made.code, told.facts)
    return made


def _update(desk: Desk, code: str, told: _Told) -> bool:
    """Write what differs of a customer who stands already; whether anything does."""
    texts = {name: text for name, text in told.texts.items() if text}
    changed = cards.change(desk, code, texts, unverified=True)
    for person in told.people:
        done = cards.set_contact(desk, code, unverified=True, **person)
        changed |= done.differs
        told.mended += tuple(filter(None, [present_address.told(done.redirected)]))
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
